"""What the scripts beside this one share: the folder of files that they read, and which libraries are here."""
import importlib.util
import os
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


def has(name):
    """Whether a library is here; with CI in the environment all of them have to be."""
    there = importlib.util.find_spec(name) is not None
    print(f"{name}: {'read' if there else 'SKIPPED, not installed'}")
    assert there or "CI" not in os.environ, f"{name} is not installed"
    return there
