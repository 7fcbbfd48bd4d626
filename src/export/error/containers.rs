//! What is wrong with the container of one format or another.

use crate::core::text::clean;

/// Rows and columns of text that are no table of traces.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Of a number that is cut nobody could tell.
    #[error("its last line is cut: it has no line break; add one if the file is whole")]
    Cut,
    /// Two columns of wavelengths.
    #[error(
        "{0:?} and {1:?} are both axes; say which columns are read (--columns, or columns=1,3 behind :open FILE)"
    )]
    TwoAxes(String, String),
    /// A cell of the axis.
    #[error(
        "row {row}: {cell:?} is not a wavelength; if the table begins further down, or elsewhere, say so (--skip, --columns)"
    )]
    Wavelength {
        /// Counted from 1, without the names.
        row: usize,
        /// What stands there.
        cell: String,
    },
    /// A cell of levels.
    #[error("row {row}: {cell:?} is not a level; --columns says which columns are read")]
    Level {
        /// Counted from 1, without the names.
        row: usize,
        /// What stands there.
        cell: String,
    },
    /// Rows of different lengths.
    #[error("row {row} has {cells} cells, and the first one has {first}; rows are cut or joined")]
    Cells {
        /// Counted from 1, without the names.
        row: usize,
        /// Its cells.
        cells: usize,
        /// Those of the first row.
        first: usize,
    },
    /// Commas stand between cells and in front of decimals.
    #[error(
        "row {row} is {line:?}: where commas separate cells nobody can tell which of them is a decimal comma; save it \
         with semicolons or tabs between its cells, or with decimal points"
    )]
    DecimalCommas {
        /// Counted from 1, without the names.
        row: usize,
        /// All of it.
        line: String,
    },
    /// Numbers are written in two ways.
    #[error(
        "row {} has {:?} and row {} has {:?}: one table has decimal points or decimal commas; write all its numbers alike",
        .point.0, .point.1, .comma.0, .comma.1
    )]
    Decimals {
        /// The first row that has a decimal point, counted from 1, and the number.
        point: (usize, String),
        /// The same of a decimal comma.
        comma: (usize, String),
    },
    /// No numbers in two columns.
    #[error(
        "it has no columns of wavelengths and levels; if they begin further down or are separated in another way, say \
         so (--skip, --delimiter)"
    )]
    NoColumns,
    /// More or fewer names than columns.
    #[error("it names {names} columns and has {columns}")]
    Names {
        /// So many names.
        names: usize,
        /// So many columns.
        columns: usize,
    },
    /// Two columns without names could both be the axis.
    #[error(
        "columns {0} and {1} have no names, and both could be wavelengths; say which columns are read (--columns 1,2), or \
         name them wavelength_nm and A_dB"
    )]
    BothAxes(usize, usize),
    /// UTF-16 that ends, or has, half a character.
    #[error("it begins as UTF-16 text, and has half a character in it: it is cut, or no text")]
    HalfCharacter,
    /// Neither UTF-8 nor an older encoding.
    #[error("it is no text: byte {at} is {byte:#04x}; a file of another format has another extension")]
    NoText {
        /// Counted from 0.
        at: usize,
        /// A control character.
        byte: u8,
    },
    /// openEPDA's header does not end.
    #[error("there is no line of three dots between header and columns")]
    NoDots,
}

/// An array of numpy's that is no trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrayError {
    /// No such file at all.
    #[error("it is no numpy array")]
    None,
    /// Its header does not end.
    #[error("it is cut short")]
    Cut,
    /// Numbers of another type.
    #[error("{name:?} is of type {}; float32, float64 and whole numbers are read", clean(.dtype))]
    Type {
        /// The array.
        name: String,
        /// As its header has it.
        dtype: String,
    },
    /// Pickled.
    #[error(
        "{0:?} is an array of Python objects, which is not read; save numbers with .astype(float), and text as \
         numpy.array(json.dumps(OBJECT)), or leave it out"
    )]
    Objects(String),
    /// A table, or a single number.
    #[error("{name:?} has the shape {}; one dimension is read", clean(.shape))]
    Shape {
        /// The array.
        name: String,
        /// As its header has it.
        shape: String,
    },
    /// Not as many bytes as the header says.
    #[error("{name:?} has {count} numbers by its header, and {bytes} bytes are there")]
    Length {
        /// The array.
        name: String,
        /// By the header.
        count: usize,
        /// In the file.
        bytes: usize,
    },
    /// An array alone that has no wavelengths.
    #[error(
        "it is no array of records, as of wavelengths and values, and no table with a column of wavelengths, but {}",
        clean(.0)
    )]
    Records(String),
    /// A header without a shape of one dimension.
    #[error("its header says no number of points")]
    NoCount,
}

/// The file beside an array does not belong to it.
#[derive(Debug, thiserror::Error)]
pub enum BesideError {
    /// It is no such file.
    #[error("the .json file beside it says nothing of it ({}); rename or mend it", clean(&.0.to_string()))]
    Nothing(#[source] serde_json::Error),
    /// It names no trace.
    #[error("the .json file beside it has no trace")]
    NoTrace,
}

/// A MAT-file that is none of traces.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatError {
    /// A variable that the format has no length for.
    #[error("a MAT-file holds variables of 4 GiB at the most")]
    Size,
    /// Something ends too early.
    #[error("it is cut: a variable ends before it should")]
    Cut,
    /// Shorter than any.
    #[error("it is no MAT-file")]
    None,
    /// HDF5 under another name.
    #[error("it is a MAT-file of version 7.3, which is HDF5; save it in MATLAB with -v7, or name it .h5")]
    Hdf5,
    /// Bytes in the other order.
    #[error("it was written on a big-endian computer; save it anew in MATLAB")]
    BigEndian,
    /// Older, or something else.
    #[error("it is no MAT-file of level 5; save it in MATLAB with -v7")]
    Version,
    /// A variable whose head is not whole.
    #[error("a variable without a class")]
    NoClass,
    /// More bytes than its shape has room for.
    #[error("{name:?} has {told} numbers, and {bytes} bytes of them")]
    Length {
        /// The variable.
        name: String,
        /// By its shape.
        told: usize,
        /// In the file.
        bytes: usize,
    },
    /// Numbers of a type that the format does not have.
    #[error("{name:?} has numbers of a type that is not known ({kind})")]
    Numbers {
        /// The variable.
        name: String,
        /// The number of the type.
        kind: u32,
    },
    /// Structs and tables alone.
    #[error(
        "none of its variables is a vector of numbers, a struct with one, or an array of structs with tables of \
         wavelengths and levels ({} are something else); save the wavelengths as wavelength_nm and the levels as A",
        clean(&.0.join(", "))
    )]
    NoVector(Vec<String>),
}

/// A Parquet file that is none of traces.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// Its count is below zero.
    #[error("it has no number of rows")]
    NoRows,
    /// More bytes than its rows can have.
    #[error("a column of {bytes} bytes for {rows} rows")]
    Bytes {
        /// Unpacked.
        bytes: i64,
        /// Of the file.
        rows: usize,
    },
    /// In a way that is not unpacked here.
    #[error(
        "it is packed with {0}, which is not read; save it with zstd, snappy or gzip, or unpacked, as \
         to_parquet(FILE, compression=\"zstd\") in pandas"
    )]
    Packed(String),
    /// The parts have other rows than the whole.
    #[error("the rows of its parts are not those of the whole")]
    Parts,
    /// Text, or times.
    #[error("the column {0:?} has no numbers")]
    NoNumbers(String),
    /// A column ends too early.
    #[error("a column is shorter than it says")]
    Short,
    /// Several values in one row.
    #[error("a column of lists; each row has to have one number")]
    Lists,
}

/// An HDF5 file that is none of traces.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DatasetsError {
    /// Its end is missing.
    #[error("it says that it has {told} bytes, and {found} are there: it is cut")]
    Cut {
        /// By its superblock.
        told: u64,
        /// In the file.
        found: u64,
    },
    /// Not a vector of floats.
    #[error("{name:?} is of type {dtype:?} and shape {shape:?}; numbers of one dimension are read")]
    Kind {
        /// The dataset.
        name: String,
        /// As the library names it.
        dtype: hdf5_pure::DType,
        /// Its dimensions.
        shape: Vec<u64>,
    },
    /// More samples than can be counted.
    #[error("a dataset without end")]
    Endless,
}
