"""Reads the tables that `ctp10 analyze --table` wrote with whatever of pandas, polars and pyarrow is there.

With CI in the environment all of them have to be there.
"""
import importlib.util
import json
import os
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
rows = json.loads((folder / "t.json").read_text())


def has(name):
    there = importlib.util.find_spec(name) is not None
    assert there or "CI" not in os.environ, f"{name} is not installed"
    return there


if has("pandas"):
    import pandas as pd

    csv = pd.read_csv(folder / "t.csv")
    assert list(csv["q"]) == [row["q"] for row in rows] and csv["split_pm"].isna().all()
    assert csv["q"].dtype == "float64" and list(csv["file"]) == [row["file"] for row in rows]
if has("pyarrow"):
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "t.parquet")
    assert str(table.schema.field("device").type) == "string" and str(table.schema.field("q").type) == "double"
    assert table.schema.field("q").metadata[b"long_name"].startswith(b"Loaded quality")
    assert table["q"].to_pylist() == [row["q"] for row in rows]
    assert table["split_pm"].to_pylist() == [None] * len(rows)
if has("polars"):
    import polars as pl

    table = pl.read_parquet(folder / "t.parquet")
    assert table["wavelength_nm"].to_list() == [row["wavelength_nm"] for row in rows]
    assert table["device"].to_list() == [row["device"] for row in rows]
