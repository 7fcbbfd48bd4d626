//! Files as numpy, xarray and pandas keep them: packed, as whole numbers, with attributes.

use std::path::PathBuf;
use std::sync::Arc;

use ctp10::core::level::LevelUnit;
use ctp10::core::trace::Trace;
use ctp10::export::{NamedTrace, load, save};
use hdf5_pure::{AttrValue, FileBuilder};

use super::edited::{npy, zip};
use super::{Folder, trace};

/// A folder with what a trace says of itself.
struct Saved {
    folder: Folder,
    trace: Trace,
    meta: String,
}

impl Saved {
    /// A trace above 0 dB.
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let trace = trace(1, (0..100_u8).map(|n| f32::from(n) * 0.125).collect());
        let path = folder.0.join("saved.json");
        save(&path, &[('C', Arc::new(trace.clone()))]).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        Self { folder, trace, meta: json["meta"].to_string() }
    }

    fn axis(&self) -> Vec<f64> {
        (0..self.trace.y.len()).map(|n| self.trace.spacing.nm(n)).collect()
    }

    fn read(&self, name: &str, bytes: &[u8]) -> Result<Vec<NamedTrace>, String> {
        let path: PathBuf = self.folder.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        load(&path).map_err(|error| error.to_string())
    }
}

fn ascii(text: &str) -> AttrValue {
    AttrValue::AsciiString(text.to_owned())
}

/// Wavelengths and levels with the unit as an attribute, as xarray writes them through the library of netCDF.
fn netcdf(x: &[f64], y: &[f32], unit: &str, meta: Option<&str>) -> Vec<u8> {
    let mut file = FileBuilder::new();
    file.create_dataset("wavelength_nm").with_f64_data(x).set_attr("units", ascii("nm"));
    file.create_dataset("C").with_f32_data(y).set_attr("units", ascii(unit));
    if let Some(meta) = meta {
        file.set_attr("meta", ascii(meta));
    }
    file.finish().unwrap()
}

#[test]
fn a_netcdf_file_that_was_saved_anew_keeps_its_unit_and_what_is_said_of_it() {
    let saved = Saved::new("resaved");
    let (x, y) = (saved.axis(), &saved.trace.y);
    let found = saved.read("all.nc", &netcdf(&x, y, "dB", Some(&saved.meta))).unwrap();
    assert_eq!((&found[0].1.y, &found[0].1.provenance), (y, &saved.trace.provenance));
    let found = saved.read("bare.nc", &netcdf(&x, y, "dBm", None)).unwrap();
    assert_eq!(found[0].1.level_unit(), LevelUnit::Dbm, "none is below 0, and the attribute counts");
    let refused = saved.read("rad.nc", &netcdf(&x, y, "rad", None)).unwrap_err();
    assert!(refused.contains("\"C\" is in \"rad\""), "{refused}");
}

#[test]
fn a_piece_of_a_netcdf_file_is_read_and_says_so() {
    let saved = Saved::new("piece");
    let (x, y) = (saved.axis(), &saved.trace.y);
    let piece = saved.read("piece.nc", &netcdf(&x[40..], &y[40..], "dB", Some(&saved.meta))).unwrap();
    let piece = &piece[0].1;
    assert_eq!(&piece.y[..], &y[40..]);
    assert!((piece.spacing.nm(0) - x[40]).abs() < 1e-9, "{}", piece.spacing.nm(0));
    let steps = &piece.provenance.processing;
    assert_eq!((steps.len(), &steps[0].what[..]), (1, "60 of 100 points, from the one at 1550.127450 nm on"));
    assert_eq!(piece.provenance.settings, saved.trace.provenance.settings);
    // Every second point, or a piece from elsewhere, is none.
    let every: Vec<usize> = (0..100).step_by(2).collect();
    let (thin, levels): (Vec<f64>, Vec<f32>) = every.into_iter().map(|n| (x[n], y[n])).unzip();
    let moved: Vec<f64> = x[40..].iter().map(|nm| nm + 1.0).collect();
    for (x, y) in [(&thin[..], &levels[..]), (&moved, &y[40..])] {
        let refused = saved.read("other.nc", &netcdf(x, y, "dB", Some(&saved.meta))).unwrap_err();
        assert!(refused.contains("a trace has 100 points"), "{refused}");
    }
}

#[test]
fn packed_numbers_of_netcdf_are_unpacked() {
    let saved = Saved::new("packed");
    let x = saved.axis();
    let packed: Vec<i32> = (0..100).map(|n| if n == 7 { -9999 } else { n - 50 }).collect();
    let mut file = FileBuilder::new();
    file.create_dataset("wavelength_nm").with_f64_data(&x);
    file.create_dataset("A")
        .with_i32_data(&packed)
        .set_attr("scale_factor", AttrValue::F64Array(vec![0.25]))
        .set_attr("add_offset", AttrValue::F64(-10.0))
        .set_attr("_FillValue", AttrValue::I32Array(vec![-9999]))
        .set_attr("units", ascii("dBm"));
    // What counts or marks is no trace.
    file.create_dataset("flag").with_i32_data(&[0; 100]);
    let found = saved.read("packed.nc", &file.finish().unwrap()).unwrap();
    let [(_, trace)] = &found[..] else { panic!("{}", found.len()) };
    assert_eq!((trace.y[0], trace.y[50], trace.level_unit()), (-22.5, -10.0, LevelUnit::Dbm));
    assert!(trace.y[7].is_nan());
}

#[test]
fn whole_numbers_of_numpy_are_read_and_objects_are_refused_in_plain_words() {
    let saved = Saved::new("whole");
    let x = saved.axis();
    let axis = || npy("'<f8'", "(100,)", bytemuck::cast_slice(&x));
    let small: Vec<i8> = (0..100).map(|n| n - 100).collect();
    let large: Vec<u8> = (0..100_i64).flat_map(|n| (n - 100).to_be_bytes()).collect();
    let flags = npy("'<i8'", "(100,)", &[0; 800]);
    for array in [npy("'|i1'", "(100,)", bytemuck::cast_slice(&small)), npy("'>i8'", "(100,)", &large)] {
        let arrays = [("wavelength_nm", axis()), ("A", array), ("flags", flags.clone())];
        let found = saved.read("whole.npz", &zip(&arrays)).unwrap();
        let [(_, trace)] = &found[..] else { panic!("{}", found.len()) };
        assert_eq!((trace.y[0], trace.y[99]), (-100.0, -1.0));
    }
    let levels = || npy("'<f4'", "(100,)", bytemuck::cast_slice(&saved.trace.y));
    let words: Vec<u32> = "my notes".chars().map(u32::from).collect();
    for (meta, wanted) in [
        (npy("'|O'", "()", b"\x80\x04"), "\"meta\" is an array of Python objects"),
        (npy("'<U8'", "()", bytemuck::cast_slice(&words)), "remove meta for traces of another program"),
    ] {
        let arrays = [("wavelength_nm", axis()), ("C_dB", levels()), ("meta", meta)];
        let refused = saved.read("meta.npz", &zip(&arrays)).unwrap_err();
        assert!(refused.contains(wanted), "{refused}");
    }
    let meta = npy("'<f8'", "(2,)", &[0; 16]);
    let found =
        saved.read("number.npz", &zip(&[("wavelength_nm", axis()), ("C_dB", levels()), ("meta", meta)]));
    assert_eq!(found.unwrap()[0].1.y, saved.trace.y, "numbers of that name are another program's");
}

#[test]
fn parquet_is_unpacked_or_says_how_to_save_it() {
    use parquet::basic::{Compression, GzipLevel};

    let saved = Saved::new("parquet");
    let rows = saved.axis().into_iter().zip(saved.trace.y.iter().map(|level| -level)).collect();
    let edited = super::edited::Edited { rows, meta: None };
    let gzip = super::edited::parquet_with(&edited, Compression::GZIP(GzipLevel::default()));
    assert_eq!(saved.read("gzip.parquet", &gzip).unwrap()[0].1.y.len(), 100);
    let refused = saved.read("brotli.parquet", include_bytes!("brotli.parquet")).unwrap_err();
    assert!(refused.contains("packed with brotli, which is not read; save it with zstd"), "{refused}");
}
