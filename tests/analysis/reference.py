#!/usr/bin/env python3
"""Makes the data of tests/analysis and what scipy reads off them: run it again with numpy and scipy.

    python3 tests/analysis/reference.py
"""
import json
import pathlib

import numpy as np
from scipy.optimize import curve_fit
from scipy.signal import find_peaks, peak_widths

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
start, step, count = 1549.0, 0.0005, 16000
x = start + step * np.arange(count)

# Ring resonances on a sloped base line, with noise on the power.
truth = [(1549.62, 0.055, 0.97), (1550.83, 0.081, 0.975), (1552.04, 0.066, 0.985), (1553.22, 0.092, 0.968),
         (1554.47, 0.050, 0.98), (1555.66, 0.074, 0.972)]
t = np.ones_like(x)
for centre, width, depth in truth:
    t *= 1 - depth / (1 + (2 * (x - centre) / width) ** 2)
power = t * 10 ** ((-3.0 - 0.05 * (x - 1553)) / 10) * (1 + 0.002 * rng.standard_normal(count))
db = (10 * np.log10(power)).astype(np.float32)
db.astype("<f4").tofile(here / "rings.f4")

y = -db.astype(np.float64)
dips, found = find_peaks(y, prominence=3.0)
half, heights, left, right = peak_widths(y, dips, rel_height=0.5)


def model(x, base, slope, depth, centre, width):
    return base * np.exp(slope * (x - centre)) * (1 - depth / (1 + (2 * (x - centre) / width) ** 2))


fits = []
for dip in dips:
    near = np.abs(x - x[dip]) <= 0.25
    p = 10 ** (db[near].astype(np.float64) / 10)
    guess = [p.max(), 0.0, 1 - p.min() / p.max(), x[dip], 0.06]
    best, cov = curve_fit(model, x[near], p, p0=guess, xtol=1e-12, ftol=1e-12)
    fits.append({"parameters": best.tolist(), "sigma": np.sqrt(np.diag(cov)).tolist()})

loose, loose_found = find_peaks(db.astype(np.float64), prominence=0.05, height=-4.0)
reference = {
    "start_nm": start,
    "step_nm": step,
    "truth": truth,
    "dips": dips.tolist(),
    "prominences": found["prominences"].tolist(),
    "half": {"width": half.tolist(), "level": (-heights).tolist(), "left": left.tolist(), "right": right.tolist()},
    "fits": fits,
    "window_nm": 0.25,
    "peaks": loose.tolist(),
    "peak_prominences": loose_found["prominences"].tolist(),
    "statistics": {"mean": float(np.mean(db, dtype=np.float64)), "std": float(np.std(db, dtype=np.float64)),
                   "slope": float(np.polyfit(np.arange(count), db.astype(np.float64), 1)[0])},
}
(here / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")
