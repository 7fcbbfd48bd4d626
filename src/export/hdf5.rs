//! HDF5: the arrays of [`super::npz`] as datasets, `meta` as an attribute of the file. It is netCDF-4 (the wavelengths
//! are the dimension scales of the levels, with the attributes of CF), and `NeXus` in which each axis is an `NXdata` of
//! the same datasets.

mod checksum;
mod container;
mod packed;
pub(super) mod series;

use std::io::{Read as _, Seek, SeekFrom};

use hdf5_pure::{AttrValue, File, Group, ReadSeekSource};

use container::{Data, Id, Object, ObjectKind, Value};
use packed::{Kind, Packed, kind};

use super::error::{DatasetsError, FormatError};
use super::glimpse::Glimpse;
use super::meta::{Meta, axes, known_unit, long_name};
use super::named_unit::Heading;
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::sheet::{Part, Sheet};
use crate::core::cast::count_u64;

/// The row of HDF5, which netCDF 4 is, too.
pub(super) const FORMAT: Row = Row {
    ends: &["h5", "hdf5", "nc"],
    about: "HDF5 that is netCDF-4 with CF attributes (`xarray.open_dataset(f)` has coordinates and \
        units) and NeXus: datasets `wavelength_nm`, `A`, `B`, ..., and `meta` as an attribute of the \
        file",
    reads: Reads::Bytes,
    holds: Holds::All,
    write,
    read,
    says,
    beside: None,
};

/// Bytes in front of everything else, of any kind of file.
const SUPERBLOCK: u64 = 128;

/// The group in which `LabExT` has the columns of a measurement.
const VALUES: &str = "values";

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// An axis of a file and the traces on it.
struct Shared {
    name: String,
    /// Their places among the traces.
    traces: Vec<usize>,
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let mut shared: Vec<Shared> = Vec::new();
    for (index, name) in axes(traces).enumerate() {
        match name {
            Some(name) => shared.push(Shared { name, traces: vec![index] }),
            // It lies on the first one's.
            None => shared[0].traces.push(index),
        }
    }
    // Root, entry, the groups of data, the axes, the traces: in this order.
    let group = |n: usize| Id(2 + n);
    let axis = |n: usize| Id(2 + shared.len() + n);
    let level = |n: usize| Id(2 + 2 * shared.len() + n);
    let letter = |n: usize| traces[n].0.to_string();
    let axis_links = shared.iter().enumerate().map(|(n, shared)| (shared.name.clone(), axis(n)));
    let level_links = (0..traces.len()).map(|n| (letter(n), level(n)));
    let root = Object {
        kind: ObjectKind::Group(axis_links.chain(level_links).chain([("entry".to_owned(), Id(1))]).collect()),
        attributes: vec![
            ("Conventions", text("CF-1.11")),
            ("NX_class", text("NXroot")),
            ("default", text("entry")),
            ("meta", Value::Text(Meta::of(traces).json()?)),
        ],
        links: 1,
    };
    let data_name =
        |n: usize| if n == 0 { "data".to_owned() } else { format!("data_{}", letter(shared[n].traces[0])) };
    let entry = Object {
        kind: ObjectKind::Group((0..shared.len()).map(|n| (data_name(n), group(n))).collect()),
        attributes: vec![("NX_class", text("NXentry")), ("default", text("data"))],
        links: 1,
    };
    let mut objects = vec![root, entry];
    for (n, Shared { name, traces }) in shared.iter().enumerate() {
        let levels = traces.iter().map(|&of| (letter(of), level(of)));
        let mut attributes =
            vec![("NX_class", text("NXdata")), ("signal", text(letter(traces[0]))), ("axes", text(name))];
        if traces.len() > 1 {
            let others = traces[1..].iter().map(|&of| letter(of)).collect();
            attributes.push(("auxiliary_signals", Value::Texts(others)));
        }
        let kind = ObjectKind::Group(levels.chain([(name.clone(), axis(n))]).collect());
        objects.push(Object { kind, attributes, links: 1 });
    }
    for Shared { name, traces: users } in &shared {
        let trace = &traces[users[0]].1;
        objects.push(Object {
            kind: ObjectKind::Array(Data::Axis(trace.spacing, trace.y.len())),
            attributes: vec![
                ("CLASS", Value::Word("DIMENSION_SCALE")),
                ("NAME", Value::Name(name.clone())),
                ("REFERENCE_LIST", Value::Users(users.iter().map(|&of| level(of)).collect())),
                ("units", text("nm")),
                ("standard_name", text("radiation_wavelength")),
                ("long_name", text("wavelength in vacuum")),
            ],
            links: 2,
        });
    }
    for (n, (_, trace)) in traces.iter().enumerate() {
        let on = shared.iter().position(|shared| shared.traces.contains(&n)).unwrap_or(0);
        let mut attributes =
            vec![("DIMENSION_LIST", Value::Scale(axis(on))), ("long_name", text(long_name(trace)))];
        attributes.extend(known_unit(trace).map(|unit| ("units", text(unit))));
        objects.push(Object { kind: ObjectKind::Array(Data::Levels(&trace.y)), attributes, links: 2 });
    }
    container::write(out, &objects)?;
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

/// Whether a file that begins so has all its bytes.
///
/// # Errors
/// Where it says that it has more.
fn whole(head: &[u8], found: u64) -> Result<(), DatasetsError> {
    match told_length(head) {
        Some(told) if told > found => Err(DatasetsError::Cut { told, found }),
        _ => Ok(()),
    }
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    whole(&bytes, count_u64(bytes.len()))?;
    let file = File::from_bytes(bytes)?;
    let root = file.root();
    let meta = said(&root)?;
    // Its superblock says how long it is.
    let mut sheet = Sheet::whole(options).with_meta(meta);
    let mut names = root.datasets()?;
    let group = if names.is_empty() && root.groups()?.iter().any(|group| group == VALUES) {
        let group = root.group(VALUES)?;
        names = group.datasets()?;
        group
    } else {
        root
    };
    names.sort();
    for name in names {
        if sheet.part(&name) == Part::Other {
            sheet.leave(&name);
            continue;
        }
        let dataset = group.dataset(&name)?;
        let (shape, dtype) = (dataset.shape()?, dataset.dtype()?);
        let packed = Packed::of(&dataset.attrs()?);
        let heading = Heading { name: &name, unit: packed.unit.as_deref() };
        let is_read = match kind(&dtype) {
            Some(Kind::Float) => true,
            Some(Kind::Whole) => packed.is_scaled() || sheet.may_be_whole(heading),
            None => false,
        };
        if shape.len() == 1 && is_read {
            sheet.room(length(&shape)?)?;
            let numbers = packed.numbers(&dataset, &dtype)?;
            sheet.add_in(&name, packed.unit, numbers)?;
        } else if sheet.must_have(&name) {
            return Err(DatasetsError::Kind { name, dtype, shape }.into());
        } else {
            sheet.leave(&name);
        }
    }
    sheet.traces()
}

/// What is said of the traces; nothing of those of other programs.
fn said(root: &Group) -> Result<Meta, FormatError> {
    match root.attrs()?.get("meta").and_then(AttrValue::as_str) {
        Some(json) => Ok(Meta::from_json(json)?),
        None => Ok(Meta::default()),
    }
}

fn says(mut file: std::fs::File) -> Result<Vec<Glimpse>, FormatError> {
    let found = file.seek(SeekFrom::End(0))?;
    let mut head = Vec::new();
    file.rewind()?;
    (&file).take(SUPERBLOCK).read_to_end(&mut head)?;
    whole(&head, found)?;
    file.rewind()?;
    let source = ReadSeekSource::new(file).map_err(hdf5_pure::Error::Format)?;
    said(&File::from_source(source)?.root())?.glimpses()
}

/// Samples of a dataset of this shape.
fn length(shape: &[u64]) -> Result<usize, DatasetsError> {
    let length = shape.iter().try_fold(1u64, |length, &n| length.checked_mul(n));
    length.and_then(|length| usize::try_from(length).ok()).ok_or(DatasetsError::Endless)
}
