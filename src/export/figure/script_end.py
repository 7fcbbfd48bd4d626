SHAPES = ["o", "s", "^", "D"]

plt.rcParams.update(
    {
        "font.family": "sans-serif",
        "font.sans-serif": ["Noto Sans", "Arial", "Helvetica", "DejaVu Sans"],
        "font.size": NUMBERS,
        "axes.labelsize": NAMES,
        "axes.titlesize": NUMBERS,
        "axes.linewidth": FRAME,
        "axes.formatter.useoffset": False,
        "axes.grid": GRID,
        "grid.color": "#e4e4e4",
        "lines.linewidth": LINE,
        "lines.markersize": 2 * MARKERS,
        "legend.frameon": False,
        "savefig.dpi": DPI,
        "pdf.fonttype": 42,
        "svg.fonttype": "none",
    }
)
for name in ["xtick", "ytick"]:
    plt.rcParams.update(
        {
            f"{name}.direction": "in",
            f"{name}.minor.visible": True,
            f"{name}.major.size": TICKS[0],
            f"{name}.minor.size": TICKS[1],
            f"{name}.major.width": FRAME,
            f"{name}.minor.width": FRAME,
        }
    )
plt.rcParams.update({"xtick.top": True, "ytick.right": True})


def wavelengths(letter):
    """Those of a trace, nm."""
    own = f"wavelength_nm_{letter}"
    return DATA[own if own in DATA else "wavelength_nm"]


def draw(axis, panel):
    low, high = sorted(shown(edge) for edge in panel["x"])
    for letter, name, colour, index, spots in panel["curves"]:
        x = across(wavelengths(letter))
        y = panel["up"](DATA[letter].astype(float))
        face = "white" if index // 4 % 2 else colour
        marker = dict(marker=SHAPES[index % 4] if spots else "", markerfacecolor=face)
        axis.plot(x, y, color=colour, solid_joinstyle="round", zorder=2)
        axis.plot([shown(x) for x, _ in spots], [y for _, y in spots], ls="", color=colour, zorder=2.5, **marker)
        # What stands in the legend: a piece of the line with its marker.
        axis.plot([], [], color=colour, label=name, **marker)
    for x, y in panel["rules"]:
        axis.plot([shown(one) for one in x], y, "--", color="#5a5a5a", zorder=1)
    for x, y, label in panel["marks"]:
        axis.plot(shown(x), y, "o", color="black", markersize=NUMBERS / 2, zorder=3)
        axis.annotate(label, (shown(x), y), xytext=(0.4 * NUMBERS, 0.4 * NUMBERS), textcoords="offset points")
    axis.set_xlim(low, high)
    axis.set_ylim(*panel["y"])
    axis.set_ylabel(panel["side"])


figure, axes = plt.subplots(
    len(PANELS), 1, sharex=True, squeeze=False, figsize=(WIDTH / 25.4, HEIGHT / 25.4), layout="constrained"
)
for letter, axis, panel in zip("abcdefgh", axes[:, 0], PANELS):
    draw(axis, panel)
    if len(PANELS) > 1:
        axis.set_title(f"({letter}) {panel['curves'][0][1]}", loc="left")
    elif TITLE or SIMULATED or len(panel["curves"]) > 1:
        # Above the frame, where it covers nothing.
        title = "SIMULATED" if SIMULATED else None
        figure.legend(title=title, loc="outside upper left", ncols=2, alignment="left")
axes[-1, 0].set_xlabel(BOTTOM)
if TITLE:
    figure.suptitle(TITLE, wrap=True)
if SIMULATED and len(PANELS) > 1:
    figure.supxlabel("SIMULATED", fontsize=NUMBERS)
for name in sys.argv[1:] or [SCRIPT.with_name(SCRIPT.name + ".pdf")]:
    figure.savefig(name)
    print(name)
