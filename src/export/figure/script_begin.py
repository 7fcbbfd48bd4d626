#
# python3 THIS.py            draws THIS.py.pdf
# python3 THIS.py a.png b.svg    draws these

import pathlib
import sys

import matplotlib.pyplot as plt
import numpy as np

SCRIPT = pathlib.Path(__file__)
# As ctp10 saved them: wavelengths in nm, a float32 array for each letter, and what is known of them as JSON in `meta`.
DATA = np.load(SCRIPT.with_name(SCRIPT.name + ".npz"))
