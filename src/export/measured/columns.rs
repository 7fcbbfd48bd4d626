//! A table of what was measured as Parquet.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::error::ContentError;
use super::table::{Cells, Column, Table};
use crate::core::text::PROGRAM;
use crate::export::arrow::{self, Content, Field};
use crate::export::parquet::KEY;

/// Columns of doubles that may be missing, and of words.
pub(super) fn parquet(out: &mut (dyn Write + Send), about: &str, table: &Table) -> Result<(), ContentError> {
    let fields = table.0.iter().map(|column| {
        let built = match column.cells {
            Cells::Words(_) => Type::primitive_type_builder(&column.name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String)),
            Cells::Numbers(_) => Type::primitive_type_builder(&column.name, Physical::DOUBLE)
                .with_repetition(Repetition::OPTIONAL),
        };
        Ok::<_, ContentError>(Arc::new(built.build()?))
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let mut said = vec![
        KeyValue::new(arrow::KEY.to_owned(), arrow::schema(&described(table), (KEY, PROGRAM))),
        KeyValue::new(KEY.to_owned(), PROGRAM.to_owned()),
    ];
    if !about.is_empty() {
        said.push(KeyValue::new("about".to_owned(), about.to_owned()));
    }
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(said))
        .build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &table.0 {
        let Some(mut to) = group.next_column()? else { break };
        match &column.cells {
            Cells::Words(cells) => {
                let cells: Vec<ByteArray> = cells.iter().map(|cell| ByteArray::from(cell.as_str())).collect();
                to.typed::<ByteArrayType>().write_batch(&cells, None, None)?;
            }
            Cells::Numbers(cells) => {
                let there: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
                let numbers: Vec<f64> = cells.iter().flatten().map(|cell| cell.value).collect();
                to.typed::<DoubleType>().write_batch(&numbers, Some(&there), None)?;
            }
        }
        to.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

/// What is said of each column.
pub(super) fn described(table: &Table) -> Vec<Field> {
    let field = |column: &Column| {
        let (content, may_be_missing) = match column.cells {
            Cells::Words(_) => (Content::Text, false),
            Cells::Numbers(_) => (Content::Double, true),
        };
        let says = vec![("long_name", column.about.to_owned())];
        Field { name: column.name.clone(), content, may_be_missing, says }
    };
    table.0.iter().map(field).collect()
}
