//! Traces as files: whole or not at all, never over another, each with where it comes from. And back again.

mod arrow;
mod axis;
mod cells;
mod csv;
pub(crate) mod ending;
mod error;
pub mod figure;
mod formats;
pub(crate) mod glance;
pub(crate) mod glimpse;
mod hdf5;
mod json;
mod level;
mod limits;
mod load;
#[cfg(test)]
mod made_up;
mod mat;
pub(crate) mod measured;
mod meta;
mod named_unit;
pub(crate) mod npy;
mod npz;
mod openepda;
pub mod options;
mod pad;
mod parquet;
mod plain;
mod row;
mod save;
pub(crate) mod series;
mod sheet;
mod table;
mod text;

pub use ending::Ending;
pub use error::{
    ArrayError, AxisError, BesideError, ColumnsError, DatasetsError, ExportError, FormatError, Gap,
    HeaderError, Lack, LevelError, LimitError, MatError, OptionError, TableError, UnitBy,
};
pub use formats::Format;
pub use load::{load, load_with, read};
pub use row::NamedTrace;
pub(crate) use save::{bytes, save_table};
pub use save::{fits, save, save_only};
