//! Identity, status and the error queue.

use crate::core::condition::Condition;
use crate::core::snapshot::Identity;
use crate::core::text::clip;
use crate::instrument::scpi::message::Question;
use crate::instrument::scpi::number;

/// An entry of the error queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorEntry {
    /// SCPI's number; 0 is an empty queue.
    pub(crate) code: i32,
    /// The instrument's words, without quotes.
    pub(crate) text: String,
}

impl std::fmt::Display for ErrorEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.text, self.code)
    }
}

fn read_error(answer: &str) -> Option<ErrorEntry> {
    let (code, text) = answer.split_once(',').unwrap_or((answer, ""));
    let code = code.trim().parse().ok()?;
    Some(ErrorEntry { code, text: clip(text.trim().trim_matches('"'), 200) })
}

/// Columns of one field: it stands in fixed places.
const COLUMNS: usize = 24;

/// Takes the answer to `*IDN?` apart; missing fields stay empty, endless ones are cut.
pub fn read_identity(answer: &str) -> Identity {
    let mut fields = answer.splitn(4, ',').map(|field| clip(field.trim(), COLUMNS));
    let mut next = || fields.next().unwrap_or_default();
    Identity { maker: next(), model: next(), serial: next(), firmware: next() }
}

/// `*IDN?`: maker, model, serial number and firmware of who answers.
pub fn identity() -> Question<Identity> {
    Question { text: "*IDN?".into(), read: |answer| answer.contains(',').then(|| read_identity(answer)) }
}

/// The oldest error, removed by reading; code 0 when there is none.
pub fn next_error() -> Question<ErrorEntry> {
    Question { text: ":SYSTem:ERRor?".into(), read: read_error }
}

/// What the instrument is doing.
pub fn condition() -> Question<Condition> {
    Question {
        text: ":STATus:OPERation:CONDition?".into(),
        read: |answer| number::read_whole(answer)?.try_into().ok().map(Condition),
    }
}
