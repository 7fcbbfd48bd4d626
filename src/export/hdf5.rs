//! HDF5: the arrays of [`super::npz`] as datasets, `meta` as an attribute of the file.

use hdf5_pure::{AttrValue, DType, File, FileBuilder};

use super::axis::{Axes, Role, role};
use super::level::Level;
use super::meta::{Meta, axes, letter};
use super::{FormatError, Holds, NamedTrace, Out, Row, limits};
use crate::core::cast::count_u64;

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["h5", "hdf5"], holds: Holds::All, write, read, beside: None };

/// The axis of all traces that have none of their own.
const FIRST: &str = "wavelength_nm";

fn text(text: &str) -> AttrValue {
    AttrValue::VarLenString(text.to_owned())
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let mut file = FileBuilder::new();
    for ((letter, trace), axis) in traces.iter().zip(axes(traces)) {
        let mut axis_name = String::new();
        if let Some(name) = axis {
            let wavelengths: Vec<f64> = (0..trace.y.len()).map(|index| trace.spacing.nm(index)).collect();
            file.create_dataset(&name)
                .with_f64_data(&wavelengths)
                .set_attr("units", text("nm"))
                .set_attr("standard_name", text("radiation_wavelength"))
                .set_attr("long_name", text("wavelength"));
            axis_name = name;
        }
        let axis_of = if axis_name.is_empty() { FIRST } else { &axis_name };
        file.create_dataset(&letter.to_string())
            .with_f32_data(&trace.y)
            .set_attr("unit", text(trace.unit()))
            .set_attr("units", text(trace.unit()))
            .set_attr("long_name", text(&format!("{} of {}", trace.id.kind, trace.id.detector)))
            .set_attr("coordinates", text(axis_of));
    }
    file.set_attr("Conventions", text("CF-1.11"));
    file.set_attr("meta", AttrValue::VarLenString(Meta::of(traces).json()?));
    out.write_all(&file.finish()?)?;
    Ok(())
}

/// How many bytes the file has by its superblock; none where that is of a kind that is not known here.
fn told_length(bytes: &[u8]) -> Option<u64> {
    // The address of the end of the file, where addresses have eight bytes.
    let (size, at) = match bytes.get(8)? {
        0 => (13, 40),
        1 => (13, 44),
        2 | 3 => (9, 28),
        _ => return None,
    };
    let address = bytes.get(at..at + 8)?.try_into().ok()?;
    (bytes[size] == 8).then_some(u64::from_le_bytes(address))
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    if let Some(told) = told_length(&bytes).filter(|&told| told > count_u64(bytes.len())) {
        return Err(
            format!("it says that it has {told} bytes, and {} are there: it is cut", bytes.len()).into()
        );
    }
    let file = File::from_bytes(bytes)?;
    let root = file.root();
    let meta = match root.attrs()?.get("meta") {
        Some(AttrValue::VarLenString(json) | AttrValue::String(json)) => serde_json::from_str(json)?,
        _ => Meta::default(),
    };
    let (mut axes, mut levels) = (Axes::default(), Vec::new());
    let mut names = root.datasets()?;
    names.sort();
    for name in names {
        let (role, letter) = (role(&name), letter(&name));
        if !matches!(role, Role::Axis(_)) && letter.is_none() {
            continue;
        }
        let dataset = file.dataset(&name)?;
        let (shape, dtype) = (dataset.shape()?, dataset.dtype()?);
        if shape.len() != 1 || !matches!(dtype, DType::F32 | DType::F64) {
            return Err(format!(
                "{name:?} is of type {dtype:?} and shape {shape:?}; float32 or float64 of one dimension is read"
            )
            .into());
        }
        limits::traces(levels.len() + 1, length(&shape)?)?;
        if let Role::Axis(letter) = role {
            axes.add(letter, &name, dataset.read_f64()?)?;
        } else if let Some(letter) = letter {
            levels.push(Level::new(letter, &name, dataset.read_f32()?)?);
        }
    }
    meta.join(levels, &axes)
}

/// Samples of a dataset of this shape.
fn length(shape: &[u64]) -> Result<usize, FormatError> {
    let length = shape.iter().try_fold(1u64, |length, &n| length.checked_mul(n));
    length.and_then(|length| usize::try_from(length).ok()).ok_or_else(|| "a dataset without end".into())
}
