//! What is wrong with what was said about a file: below the options themselves, which make it.

/// What was said about a file by who opens it does not fit it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// Not a value of this option.
    #[error("{key} has {known}, and not {typed:?}")]
    Value {
        /// The option.
        key: &'static str,
        /// What was typed.
        typed: String,
        /// What there is.
        known: String,
    },
    /// An option for text.
    #[error("{0} is for text (.csv, .txt, .tsv, .dat, .openepda), and this format has none; leave it out")]
    NotText(&'static str),
    /// No column has this name, or stands there.
    #[error("there is no column {pick}; choose from {}", known.join(", "))]
    NoColumn {
        /// What was asked for.
        pick: String,
        /// The names there are, each in quotes; numbers where they have none.
        known: Vec<String>,
    },
}

impl OptionError {
    pub(in crate::export) fn new(key: &'static str, typed: &str, known: impl Into<String>) -> Self {
        Self::Value { key, typed: typed.to_owned(), known: known.into() }
    }
}
