//! Parquet: columns that may have holes, in parts of so many rows.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::rows::{Column, Series, SeriesRow};
use crate::export::parquet::KEY;

/// Rows of a part of a Parquet file: so many are held at once.
pub(super) const PART: usize = 1 << 16;

#[expect(clippy::wildcard_enum_match_arm, reason = "which errors there are is the library's")]
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// A part of a Parquet file.
#[derive(Default)]
struct Part {
    times: Vec<i64>,
    /// For each column what is there, and whether.
    values: Vec<(Vec<f32>, Vec<i16>)>,
    gaps: (Vec<ByteArray>, Vec<i16>),
}

impl Part {
    fn of(columns: usize) -> Self {
        Self { values: vec![Default::default(); columns], ..Self::default() }
    }

    fn take(&mut self, row: SeriesRow<'_>) {
        self.times.push(row.at);
        for ((there, levels), value) in self.values.iter_mut().zip(row.values) {
            levels.push(i16::from(!value.is_nan()));
            if !value.is_nan() {
                there.push(*value);
            }
        }
        let (there, levels) = &mut self.gaps;
        levels.push(i16::from(row.gap.is_some()));
        there.extend(row.gap.map(ByteArray::from));
    }

    fn write<W: Write + Send>(&self, to: &mut SerializedFileWriter<W>) -> Result<(), ParquetError> {
        let mut group = to.next_row_group()?;
        if let Some(mut column) = group.next_column()? {
            column.typed::<Int64Type>().write_batch(&self.times, None, None)?;
            column.close()?;
        }
        for (there, levels) in &self.values {
            if let Some(mut column) = group.next_column()? {
                column.typed::<FloatType>().write_batch(there, Some(levels), None)?;
                column.close()?;
            }
        }
        if let Some(mut column) = group.next_column()? {
            column.typed::<ByteArrayType>().write_batch(&self.gaps.0, Some(&self.gaps.1), None)?;
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let time = Type::primitive_type_builder("time_utc", Physical::INT64)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::Timestamp(parquet::basic::TimestampType {
            is_adjusted_to_u_t_c: true,
            unit: TimeUnit::NANOS,
        })));
    let mut fields = vec![Arc::new(time.build()?)];
    for column in columns {
        let built = Type::primitive_type_builder(&column.name, Physical::FLOAT)
            .with_repetition(Repetition::OPTIONAL)
            .build()?;
        fields.push(Arc::new(built));
    }
    let gap = Type::primitive_type_builder("gap", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::String));
    fields.push(Arc::new(gap.build()?));
    Type::group_type_builder("recording").with_fields(fields).build()
}

pub(super) fn parquet(out: &mut (dyn Write + Send), series: &dyn Series) -> io::Result<()> {
    let columns = series.columns();
    let properties = || -> Result<_, ParquetError> {
        Ok(WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), series.says())]))
            .build())
    };
    let schema = Arc::new(schema(&columns).map_err(failed)?);
    let properties = Arc::new(properties().map_err(failed)?);
    let mut writer = SerializedFileWriter::new(out, schema, properties).map_err(failed)?;
    let mut part = Part::of(columns.len());
    series.each(&mut |row| {
        part.take(row);
        if part.times.len() == PART {
            std::mem::replace(&mut part, Part::of(columns.len())).write(&mut writer).map_err(failed)?;
        }
        Ok(())
    })?;
    if !part.times.is_empty() {
        part.write(&mut writer).map_err(failed)?;
    }
    writer.close().map(drop).map_err(failed)
}
