//! What Arrow says of the columns of a Parquet file: units and long names as metadata of each field, where pyarrow,
//! polars and others look for them. Parquet itself has a place for text of the whole file only, so Arrow's writers put
//! their schema there, under the key `ARROW:schema`: a message of Arrow's `Schema.fbs`, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flatbuffers::{FlatBufferBuilder, TableUnfinishedWIPOffset, UnionWIPOffset, VOffsetT, WIPOffset};

/// The key of the file's metadata.
pub(super) const KEY: &str = "ARROW:schema";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Numbers of four bytes.
    Single,
    /// Numbers of eight bytes.
    Double,
    /// Words.
    Text,
}

/// A column.
pub(super) struct Field {
    /// The name of the column.
    pub(super) name: String,
    /// What is in it.
    pub(super) content: Content,
    /// Whether a row may have none of it.
    pub(super) may_be_missing: bool,
    /// Keys and what they say.
    pub(super) says: Vec<(&'static str, String)>,
}

/// The version of the format's messages, the kinds of them, and the type of a field, by their numbers in `Schema.fbs`
/// and `Message.fbs`.
mod number {
    pub(super) const V5: i16 = 4;
    pub(super) const SCHEMA: u8 = 1;
    pub(super) const FLOATING_POINT: u8 = 3;
    pub(super) const UTF8: u8 = 5;
}

/// The place of the field at `index` of a table.
const fn slot(index: VOffsetT) -> VOffsetT {
    4 + 2 * index
}

type Builder = FlatBufferBuilder<'static>;
type Table = WIPOffset<TableUnfinishedWIPOffset>;

/// A table whose fields are put into it here.
fn table(to: &mut Builder, fields: impl FnOnce(&mut Builder)) -> WIPOffset<UnionWIPOffset> {
    let table: Table = to.start_table();
    fields(to);
    WIPOffset::new(to.end_table(table).value())
}

/// A key and what it says.
fn pair(to: &mut Builder, key: &str, value: &str) -> WIPOffset<UnionWIPOffset> {
    let (key, value) = (to.create_string(key), to.create_string(value));
    table(to, |to| {
        to.push_slot_always(slot(0), key);
        to.push_slot_always(slot(1), value);
    })
}

fn field(to: &mut Builder, field: &Field) -> WIPOffset<UnionWIPOffset> {
    let says: Vec<_> = field.says.iter().map(|(key, value)| pair(to, key, value)).collect();
    let says = to.create_vector(&says);
    let children = to.create_vector::<WIPOffset<UnionWIPOffset>>(&[]);
    let name = to.create_string(&field.name);
    let float = |to: &mut Builder, precision: i16| table(to, |to| to.push_slot_always(slot(0), precision));
    let (kind, content) = match field.content {
        Content::Single => (number::FLOATING_POINT, float(to, 1)),
        Content::Double => (number::FLOATING_POINT, float(to, 2)),
        Content::Text => (number::UTF8, table(to, |_| {})),
    };
    table(to, |to| {
        to.push_slot_always(slot(0), name);
        to.push_slot_always(slot(1), field.may_be_missing);
        to.push_slot_always(slot(2), kind);
        to.push_slot_always(slot(3), content);
        to.push_slot_always(slot(5), children);
        to.push_slot_always(slot(6), says);
    })
}

/// The schema as its key's value has it, with what is said of the whole: readers that find a schema show no other
/// metadata.
pub(super) fn schema(fields: &[Field], (key, value): (&str, &str)) -> String {
    let mut to = FlatBufferBuilder::new();
    let fields: Vec<_> = fields.iter().map(|one| field(&mut to, one)).collect();
    let fields = to.create_vector(&fields);
    let whole = pair(&mut to, key, value);
    let whole = to.create_vector(&[whole]);
    let schema = table(&mut to, |to| {
        to.push_slot_always(slot(1), fields);
        to.push_slot_always(slot(2), whole);
    });
    let message = table(&mut to, |to| {
        to.push_slot_always(slot(0), number::V5);
        to.push_slot_always(slot(1), number::SCHEMA);
        to.push_slot_always(slot(2), schema);
        to.push_slot_always(slot(3), 0_i64);
    });
    to.finish_minimal(message);
    let mut bytes = to.finished_data().to_vec();
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    // A message begins with this sign and its length.
    STANDARD.encode([&u32::MAX.to_le_bytes()[..], &length.to_le_bytes(), &bytes].concat())
}
