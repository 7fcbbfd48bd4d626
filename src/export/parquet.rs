//! Parquet: columns, their bytes regrouped and packed, a quarter of their size. Units and long names stand in the
//! metadata of each column.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Repetition, Type as Physical, ZstdLevel};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, DoubleType, FloatType};
use parquet::file::metadata::{FileMetaData, KeyValue};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::arrow::{self, Content, Field};
use super::error::{ColumnsError, FormatError};
use super::glimpse::Glimpse;
use super::limits;
use super::meta::{Meta, known_unit, long_name};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::sheet::{Numbers, Part, Sheet};
use crate::core::cast::signed;

/// The row of Parquet: a column for wavelengths and one for each trace.
pub(super) const FORMAT: Row = Row {
    ends: &["parquet"],
    about: "columns with `unit` and `long_name` in the metadata of each field, and the same `meta` under \
        the key `ctp10`",
    reads: Reads::Bytes,
    holds: Holds::OneTable,
    write,
    read,
    says,
    beside: None,
};

/// The key under which is said what the traces are.
pub(super) const KEY: &str = "ctp10";

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let Some((_, first)) = traces.first() else { return Ok(()) };
    let column = |name: &str, physical| {
        let built =
            Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED).build()?;
        Ok::<_, FormatError>(Arc::new(built))
    };
    let mut fields = vec![column("wavelength_nm", Physical::DOUBLE)?];
    for (letter, _) in traces {
        fields.push(column(&letter.to_string(), Physical::FLOAT)?);
    }
    let schema = Arc::new(Type::group_type_builder("traces").with_fields(fields).build()?);
    let json = Meta::of(traces).json()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::BYTE_STREAM_SPLIT)
        .set_key_value_metadata(Some(vec![
            KeyValue::new(arrow::KEY.to_owned(), arrow::schema(&described(traces), (KEY, &json))),
            KeyValue::new(KEY.to_owned(), json),
        ]))
        .build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let wavelengths: Vec<f64> = (0..first.y.len()).map(|index| first.spacing.nm(index)).collect();
    if let Some(mut column) = group.next_column()? {
        column.typed::<DoubleType>().write_batch(&wavelengths, None, None)?;
        column.close()?;
    }
    for (_, trace) in traces {
        if let Some(mut column) = group.next_column()? {
            column.typed::<FloatType>().write_batch(&trace.y, None, None)?;
            column.close()?;
        }
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

/// What is said of each column.
fn described(traces: &[NamedTrace]) -> Vec<Field> {
    let says = |unit: Option<String>, long_name: String| {
        let unit = unit.map(|unit| ("unit", unit));
        unit.into_iter().chain([("long_name", long_name)]).collect()
    };
    let axis = Field {
        name: "wavelength_nm".to_owned(),
        content: Content::Double,
        may_be_missing: false,
        says: says(Some("nm".to_owned()), "wavelength in vacuum".to_owned()),
    };
    let level = |(letter, trace): &NamedTrace| Field {
        name: letter.to_string(),
        content: Content::Single,
        may_be_missing: false,
        says: says(known_unit(trace), long_name(trace)),
    };
    std::iter::once(axis).chain(traces.iter().map(level)).collect()
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    let file = reader.metadata().file_metadata();
    let meta = said(file)?;
    // Before anything of them is unpacked: a file of a few megabytes can hold thousands of them.
    let rows = usize::try_from(file.num_rows()).map_err(|_| ColumnsError::NoRows)?;
    limits::points(rows)?;
    let columns = file.schema_descr().columns();
    limits::traces(columns.len().saturating_sub(1), rows)?;
    for group in reader.metadata().row_groups() {
        for column in group.columns() {
            let most = (signed(rows) + 1024) * 16;
            if !is_unpacked(column.compression()) {
                return Err(ColumnsError::Packed(packed_with(column.compression())).into());
            }
            let bytes = column.uncompressed_size();
            if !(0..=most).contains(&bytes) {
                return Err(ColumnsError::Bytes { bytes, rows }.into());
            }
        }
    }
    let mut sheet = Sheet::named(options).with_meta(meta);
    for (index, column) in columns.iter().enumerate() {
        let name = column.name();
        if sheet.part(name) == Part::Other {
            sheet.leave(name);
            continue;
        }
        sheet.room(rows)?;
        match numbers(&reader, index)? {
            Some(numbers) => sheet.add(name, numbers)?,
            None if sheet.must_have(name) => return Err(ColumnsError::NoNumbers(name.to_owned()).into()),
            None => sheet.leave(name),
        }
    }
    sheet.traces()
}

/// Whether columns that are packed so can be read.
const fn is_unpacked(compression: Compression) -> bool {
    match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => true,
        Compression::LZO | Compression::BROTLI(_) | Compression::LZ4 | Compression::LZ4_RAW => false,
    }
}

/// In lower case, without its level.
fn packed_with(compression: Compression) -> String {
    let words = format!("{compression:?}").to_lowercase();
    words.split('(').next().unwrap_or_default().to_owned()
}

/// What is said of the traces; nothing of those of other programs.
fn said(file: &FileMetaData) -> Result<Meta, FormatError> {
    let said = file.key_value_metadata().and_then(|all| all.iter().find(|pair| pair.key == KEY));
    match said.and_then(|pair| pair.value.as_ref()) {
        Some(json) => Ok(Meta::from_json(json)?),
        None => Ok(Meta::default()),
    }
}

/// It stands at the end, behind the samples.
fn says(file: File) -> Result<Vec<Glimpse>, FormatError> {
    said(SerializedFileReader::new(file)?.metadata().file_metadata())?.glimpses()
}

/// The numbers of a column; `None` where it has none.
fn numbers(reader: &SerializedFileReader<Bytes>, index: usize) -> Result<Option<Numbers>, FormatError> {
    let (mut doubles, mut floats) = (Vec::new(), Vec::new());
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let left = limits::POINTS - doubles.len().max(floats.len());
        let rows = usize::try_from(group.metadata().num_rows()).ok().filter(|&rows| rows <= left);
        let rows = rows.ok_or(ColumnsError::Parts)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "which columns there are is Parquet's")]
        match group.get_column_reader(index)? {
            ColumnReader::DoubleColumnReader(mut column) => {
                all::<DoubleType>(&mut column, rows, &f64::NAN, &mut doubles)?;
            }
            ColumnReader::FloatColumnReader(mut column) => {
                all::<FloatType>(&mut column, rows, &f32::NAN, &mut floats)?;
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(if floats.is_empty() { Numbers::F64(doubles) } else { Numbers::F32(floats) }))
}

/// All numbers of a part of a column; one that is missing is none.
fn all<T: DataType>(
    column: &mut ColumnReaderImpl<T>,
    rows: usize,
    missing: &T::T,
    into: &mut Vec<T::T>,
) -> Result<(), FormatError> {
    let (mut there, mut found) = (Vec::new(), Vec::with_capacity(rows));
    let mut read = 0;
    while read < rows {
        // For columns without missing values no levels come back.
        let (records, _, _) = column.read_records(rows - read, Some(&mut there), None, &mut found)?;
        if records == 0 {
            return Err(ColumnsError::Short.into());
        }
        read += records;
    }
    if found.len() == rows {
        into.append(&mut found);
        return Ok(());
    }
    if there.len() != rows {
        return Err(ColumnsError::Lists.into());
    }
    let mut found = found.into_iter();
    into.extend(there.iter().map(|&level| match level {
        0 => missing.clone(),
        _ => found.next().unwrap_or_else(|| missing.clone()),
    }));
    Ok(())
}
