"""Reads the files of tests/export with whatever of numpy, pandas, pyarrow, h5py and openepda is there.

With CI in the environment all of them have to be there.
"""
import json
import sys
import zlib

from there import folder, has


levels = [-3.0 - (n % 17) * 0.5 for n in range(1000)]
if has("numpy"):
    import numpy as np

    wavelengths = 1550.12345 + 1e-4 * np.arange(1000)
    npz = np.load(folder / "t.npz")
    assert npz["A"].dtype == np.float32 and np.array_equal(npz["A"], np.float32(levels))
    assert np.allclose(npz["wavelength_nm"], wavelengths, atol=1e-9)
    meta = json.loads(npz["meta"].item())
    assert meta["traces"]["A"]["crc32"] == f"{zlib.crc32(npz['A'].tobytes()):08x}"
    assert meta["traces"]["A"]["simulated"] is True and meta["traces"]["B"]["detector"] == "4/2"
    npy = np.load(folder / "t.npy")
    assert np.allclose(npy["wavelengths"], wavelengths, atol=1e-9) and np.array_equal(npy["values"], levels)
    assert npy.dtype.fields["values"][2] == "dB" and np.array_equal(npy["dB"], levels)
    said = json.loads((folder / "t.npy.json").read_text())
    assert said["crc32"] == f"{zlib.crc32(npy['values'].astype('<f4').tobytes()):08x}"
    assert said["units"] == {"wavelengths": "nm", "values": "dB"}
    assert said["meta"]["traces"]["A"]["settings_from"] == "the sweep"
    lines = (folder / "t.csv").read_text(encoding="utf-8").splitlines()
    names = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    csv = np.loadtxt(folder / "t.csv", delimiter=",", skiprows=names + 1, encoding="utf-8")
    assert csv.shape == (1000, 3) and np.allclose(csv[:, 0], wavelengths, atol=1e-9)
    assert np.array_equal(csv[:, 1], levels)
if has("pandas"):
    import pandas as pd

    table = pd.read_csv(folder / "t.csv", comment="#", index_col="wavelength_nm")
    assert list(table.columns) == ["A_dB", "B_dB"] and list(table["A_dB"]) == levels
    assert table.index[0] == 1550.12345
if has("pyarrow"):
    import pyarrow.parquet as pq

    parquet = pq.read_table(folder / "t.parquet")
    assert parquet.column_names == ["wavelength_nm", "A", "B"] and parquet["A"].to_pylist() == levels
    assert b"ctp10" in parquet.schema.metadata
    said = {field.name: field.metadata for field in parquet.schema}
    assert said["wavelength_nm"][b"unit"] == b"nm" and said["A"][b"unit"] == b"dB"
    assert said["B"][b"long_name"].startswith(b"TF live of 4/2")
    assert str(parquet.schema.field("A").type) == "float"
if has("polars"):
    import polars as pl

    assert pl.read_parquet(folder / "t.parquet")["B"].to_list() == levels
if has("h5py"):
    import h5py

    with h5py.File(folder / "t.h5") as h5:
        assert h5["A"].dtype == "float32" and list(h5["A"]) == levels and h5["A"].attrs["units"] == "dB"
        assert h5["wavelength_nm"].attrs["units"] == "nm" and h5.attrs["Conventions"] == "CF-1.11"
        assert abs(h5["wavelength_nm"][999] - 1550.22335) < 1e-9
        assert h5["B"].dims[0].keys() == ["wavelength_nm"] and h5["wavelength_nm"].is_scale
        assert [(h5[user].name, place) for user, place in h5["wavelength_nm"].attrs["REFERENCE_LIST"]] == [
            ("/A", 0),
            ("/B", 0),
        ]
        assert json.loads(h5.attrs["meta"])["traces"]["B"]["detector"] == "4/2"
        # As viewers of NeXus go: default, default, signal, axes.
        data = h5[h5.attrs["default"]]
        data = data[data.attrs["default"]]
        assert data.attrs["NX_class"] == "NXdata" and list(data.attrs["auxiliary_signals"]) == ["B"]
        assert data[data.attrs["signal"]] == h5["A"] and data[data.attrs["axes"]] == h5["wavelength_nm"]
        with h5py.File(folder / "two.nc") as two:
            assert two["B"].dims[0].keys() == ["wavelength_nm_B"] and len(two["wavelength_nm_B"]) == 5
            assert two["entry/data_B"].attrs["axes"] == "wavelength_nm_B"
if has("xarray"):
    import xarray

    for engine, package in [("h5netcdf", "h5netcdf"), ("netcdf4", "netCDF4")]:
        if not has(package):
            continue
        with xarray.open_dataset(folder / "t.nc", engine=engine) as data:
            assert list(data.coords) == ["wavelength_nm"] and data["A"].dims == ("wavelength_nm",)
            assert data["A"].attrs["units"] == "dB" and data["wavelength_nm"].attrs["units"] == "nm"
            assert float(data["B"].sel(wavelength_nm=1550.12345 + 0.0017, method="nearest")) == levels[17]
        with xarray.open_dataset(folder / "two.nc", engine=engine) as data:
            assert sorted(data.coords) == ["wavelength_nm", "wavelength_nm_B"]
            assert data["A"].dims == ("wavelength_nm",) and data["B"].dims == ("wavelength_nm_B",)
if has("scipy"):
    import scipy.io

    mat = scipy.io.loadmat(folder / "t.mat", squeeze_me=True)
    assert mat["A"].dtype == np.float32 and list(mat["B"]) == levels and mat["unit_A"] == "dB"
    assert abs(mat["wavelength_nm"][999] - 1550.22335) < 1e-9
    assert json.loads(str(mat["meta"]))["traces"]["B"]["detector"] == "4/2"
if has("openepda") and has("pandas"):
    from openepda import OpenEpdaDataLoader

    data = OpenEpdaDataLoader().read_file(str(folder / "t.openepda"))
    assert data["_openEPDA_version"] == "0.2" and list(data["A transmission, dB"]) == levels
    assert data["wavelength, nm"][0] == 1550.12345
    said = data["trace_B"]
    assert (said["points"], said["sampling_m"], said["simulated"]) == (1000, 1e-13, True)
    assert (folder / "t.openepda").read_text(encoding="utf-8").startswith("# openEPDA DATA FORMAT\n")
with open(folder / "t.json") as file:
    data = json.load(file)
    assert data["levels"]["A"] == levels and abs(data["wavelengths"]["wavelength_nm"][999] - 1550.22335) < 1e-9
    said = data["meta"]["traces"]["A"]
    assert abs((said["start_m"] + 999 * said["sampling_m"]) * 1e9 - 1550.22335) < 1e-9
# Files as these programs write them, to be read on the other side.
foreign = folder / "foreign"
foreign.mkdir()
if not has("numpy"):
    sys.exit()
x, y = 1550 + 0.1 * np.arange(21), np.where(np.arange(21) == 7, np.nan, -3.0)
np.savez_compressed(foreign / "packed.npz", wavelength_nm=x, A=y)
if has("scipy"):
    scipy.io.savemat(foreign / "packed.mat", {"wavelength": x, "power_dB": y}, do_compression=True)
    scipy.io.savemat(foreign / "plain.mat", {"wavelength_nm": x.reshape(-1, 1), "A": np.float32(y)})
if has("pandas") and has("pyarrow"):
    frame = pd.DataFrame({"wavelength_nm": x, "A_dB": y})
    frame.to_parquet(foreign / "pandas.parquet")
    frame.to_parquet(foreign / "gone.parquet", compression=None)
    frame.to_parquet(foreign / "gzip.parquet", compression="gzip")
if has("polars"):
    pl.DataFrame({"A_dB": y, "wavelength_nm": x}).fill_nan(None).write_parquet(foreign / "polars.parquet")
if has("xarray") and has("netCDF4"):
    level = ("wavelength_nm", np.where(np.isnan(y), np.nan, -y - 6), {"units": "dB"})
    packed = {"dtype": "int16", "scale_factor": 0.001, "_FillValue": -32768}
    data = xarray.Dataset({"A": level}, coords={"wavelength_nm": x})
    data.to_netcdf(foreign / "packed.nc", engine="netcdf4", encoding={"A": packed})
if has("h5py"):
    with h5py.File(foreign / "gzip.h5", "w") as h5:
        h5.create_dataset("wavelength_nm", data=x, compression="gzip")
        h5.create_dataset("A", data=y, compression="gzip", shuffle=True)
