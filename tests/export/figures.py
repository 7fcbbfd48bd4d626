"""Reads the figures of tests/export/figures.rs with whatever of pypdf, Pillow and matplotlib is there.

With CI in the environment all of them have to be there.
"""
import re
import sys
import xml.etree.ElementTree

from there import folder, has


def near(a, b, by):
    assert abs(a - b) <= by, f"{a} is not {b}"


def path(element):
    return [tuple(map(float, point.split())) for point in re.split("[ML]", element.get("d"))[1:]]


svg = xml.etree.ElementTree.parse(folder / "f.svg").getroot()
assert svg.get("width") == "86mm"
assert svg.find("{*}desc").text.startswith("EXFO,CTP10")
lines = [path(line) for line in svg.findall("{*}path") if line.get("fill") == "none"]
curves = [line for line in lines if len(line) > 100]
(frame,) = [line for line in lines if len(line) == 6 and line[0] == line[4]]
(left, top), (right, bottom) = frame[0], frame[2]
assert [len(curve) for curve in curves] == [601, 601]
if has("pypdf"):
    from pypdf import PdfReader

    pdf = PdfReader(folder / "f.pdf")
    (page,) = pdf.pages
    near(float(page.mediabox.width) / 72 * 25.4, 86, 0.01)
    near(float(page.mediabox.height) / 72 * 25.4, float(svg.get("height")[:-2]), 0.01)
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert re.fullmatch("/[A-Z]{6}.NotoSans.*", font["/BaseFont"]), font["/BaseFont"]
        (inner,) = font["/DescendantFonts"]
        embedded = inner.get_object()["/FontDescriptor"]["/FontFile2"].get_object().get_data()
        assert 1000 < len(embedded) < 30_000, f"{len(embedded)} bytes of font"
    text = page.extract_text()
    for words in ["Transmission (dB)", "Wavelength (nm)", "1550.14", "−20", "(simulated)", 'ring 0 "µ"']:
        assert words in text, f"{words} is not in {text}"
    assert pdf.metadata.title == "two rings" and pdf.metadata.subject.startswith("EXFO,CTP10")
if has("PIL"):
    from PIL import Image

    with Image.open(folder / "f.png") as png:
        near(png.info["dpi"][0], 600, 0.1)
        near(png.width / png.info["dpi"][0] * 25.4, 86, 0.05)
        assert png.info["Title"] == "two rings"
if has("matplotlib"):
    import runpy

    import matplotlib

    matplotlib.use("Agg")
    sys.argv = ["f.py", str(folder / "again.png"), str(folder / "again.pdf")]
    drawn = runpy.run_path(str(folder / "f.py"), run_name="__main__")
    assert (folder / "again.png").stat().st_size > 10_000 and (folder / "again.pdf").stat().st_size > 5_000
    (axis,) = drawn["figure"].axes
    near(drawn["figure"].get_figwidth() * 25.4, 86, 0.001)
    assert axis.get_xlabel() == "Wavelength (nm)" and axis.get_ylabel() == "Transmission (dB)"
    again = [line for line in axis.lines if len(line.get_xdata()) > 100]
    handles, names = axis.get_legend_handles_labels()
    assert names == ['ring 0 "µ"\\n', 'ring 1 "µ"\\n']
    assert [handle.get_marker() for handle in handles] == ["o", "s"]
    # Six markers on each curve, at the same places as in the program's own figure.
    spots = [line for line in axis.lines if line.get_linestyle() == "None" and len(line.get_xdata()) == 6]
    assert [line.get_marker() for line in spots] == ["o", "s"]
    assert [line.get_color() for line in again] == ["#0072b2", "#d55e00"]
    assert drawn["figure"].legends[0].get_title().get_text() == "SIMULATED"
    # Where the samples lie within the frame: here and there.
    for curve, line in zip(curves, again):
        places = axis.transAxes.inverted().transform(axis.transData.transform(line.get_xydata()))
        for (x, y), (across, up) in zip(curve, places):
            near((x - left) / (right - left), across, 2e-4)
            near((bottom - y) / (bottom - top), up, 2e-4)
    # Without a name it draws beside itself, over no figure of the program's.
    before = (folder / "f.pdf").read_bytes()
    sys.argv = ["f.py"]
    runpy.run_path(str(folder / "f.py"), run_name="__main__")
    assert (folder / "f.pdf").read_bytes() == before and (folder / "f.py.pdf").exists()
