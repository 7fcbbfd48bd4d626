//! A conversation with the instrument in its own words.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::core::outcome::Outcome;
use crate::core::request::RequestId;
use crate::ui::kit::field::{Field, Recall};

/// What came of a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Response {
    /// The instrument's answer.
    Answer(String),
    /// Why there is none.
    None(String),
}

impl Response {
    /// As the page shows it.
    pub(crate) fn words(&self) -> &str {
        let (Self::Answer(words) | Self::None(words)) = self;
        words
    }
}

/// A line of the conversation and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its request, until it is over.
    pub(crate) waiting: Option<RequestId>,
    /// The line that was typed, as it was sent or would have been.
    pub(crate) sent: String,
    /// What came of it.
    pub(crate) response: Option<Response>,
    /// What stood in the error queue after it.
    pub(crate) errors: Vec<String>,
    /// From the line to its answer.
    pub(crate) took: Option<Duration>,
}

/// The line that is typed, and how far back the conversation is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prompt {
    /// The line that is typed.
    pub(crate) field: Field,
    /// How far the conversation is scrolled back, in entries.
    pub(crate) back: usize,
    /// The line ends in a blank that completion put there.
    blank: bool,
}

impl Prompt {
    /// With an empty line.
    pub(crate) const fn new() -> Self {
        Self { field: Field::new(1000), back: 0, blank: false }
    }

    /// Completes the header that is being typed. One that is whole gets a blank, so that its value can follow;
    /// what else can follow it takes that back.
    pub(crate) fn complete(&mut self, table: &[&str]) {
        let typed = self.field.text();
        let Some(header) = complete(table, &typed).into_iter().next() else { return };
        let begun = typed.rfind([';', ' ']).map_or(0, |at| at + 1);
        self.blank = is_whole(table, &header);
        let blank = if self.blank { " " } else { "" };
        self.field.set(&format!("{}{header}{blank}", &typed[..begun]));
    }

    /// A key is about to be typed: one that continues a header stands right behind it.
    pub(crate) fn before(&mut self, key: KeyCode) {
        let (line, rest) = self.field.around_cursor();
        let continues = matches!(key, KeyCode::Char('?' | ':' | ';' | ' '));
        if std::mem::take(&mut self.blank)
            && continues
            && rest.is_empty()
            && let Some(line) = line.strip_suffix(' ')
        {
            self.field.set(line);
        }
    }
}

impl Default for Prompt {
    fn default() -> Self {
        Self::new()
    }
}

/// What outlives the page: the conversation and the lines to be recalled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversation {
    /// What was said, the oldest first.
    pub(crate) entries: Vec<Entry>,
    /// Lines that were typed.
    pub(crate) recall: Recall,
}

impl Conversation {
    /// So many lines stay on the page; older ones are forgotten.
    const KEPT: usize = 500;

    /// Adds a line that was sent.
    pub(crate) fn sent(&mut self, id: RequestId, sent: String) {
        self.push(Entry { waiting: Some(id), sent, response: None, errors: Vec::new(), took: None });
    }

    /// Adds a line that was not sent, and why.
    pub(crate) fn refused(&mut self, sent: String, why: String) {
        self.push(Entry {
            waiting: None,
            sent,
            response: Some(Response::None(why)),
            errors: Vec::new(),
            took: None,
        });
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() == Self::KEPT {
            self.entries.remove(0);
        }
        self.entries.push(entry);
    }

    /// The connection is closed: nothing is waited for any more.
    pub(crate) fn closed(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| entry.waiting.is_some()) {
            entry.waiting = None;
            entry.response = Some(Response::None("the connection was closed before the answer".into()));
        }
    }

    /// A line came to its end with this, or with the reason why it did not.
    pub(in crate::ui) fn finished(&mut self, id: RequestId, outcome: &Outcome) {
        let Some(entry) = self.waiting(id) else { return };
        entry.waiting = None;
        entry.response = Some(match outcome {
            Outcome::Done(words) | Outcome::Answer(words) => Response::Answer(words.clone()),
            Outcome::Refused(_) | Outcome::Unknown(_) | Outcome::Lost(_) | Outcome::Cancelled(_) => {
                Response::None(outcome.reason().unwrap_or_default())
            }
        });
    }

    /// A line was answered, and this stood in the error queue after it.
    pub(in crate::ui) fn answered(
        &mut self,
        id: RequestId,
        answer: Option<String>,
        errors: Vec<String>,
        took: Duration,
    ) {
        let Some(entry) = self.waiting(id) else { return };
        entry.waiting = None;
        entry.response = answer.map(Response::Answer);
        entry.errors = errors;
        entry.took = Some(took);
    }

    /// The conversation as text.
    pub(in crate::ui) fn as_text(&self) -> String {
        let lines = self.entries.iter().flat_map(|entry| {
            let response = entry.response.as_ref().map(|response| format!("< {}", response.words()));
            [Some(format!("> {}", entry.sent)), response]
        });
        lines.flatten().collect::<Vec<_>>().join("\n")
    }

    /// The entry that waits for this.
    fn waiting(&mut self, id: RequestId) -> Option<&mut Entry> {
        self.entries.iter_mut().rev().find(|entry| entry.waiting == Some(id))
    }
}

/// The headers that continue what was typed last, from the instrument's table, where capitals are the
/// short form.
pub(crate) fn complete(table: &[&str], typed: &str) -> Vec<String> {
    let begun = typed.rsplit([';', ' ']).next().unwrap_or_default();
    let (colon, wanted) = match begun.strip_prefix(':') {
        Some(rest) => (":", rest),
        None => ("", begun),
    };
    if wanted.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<String> = wanted.to_ascii_uppercase().split(':').map(str::to_owned).collect();
    let mut found: Vec<String> = table.iter().filter_map(|header| continued(header, &wanted)).collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|header| format!("{colon}{header}")).collect()
}

/// Whether a completed header is one of the table's, to its last node.
fn is_whole(table: &[&str], header: &str) -> bool {
    let names = |header: &str| -> Vec<String> {
        let name = |node: &str| {
            let name = node.split('<').next().unwrap_or_default();
            name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
        };
        header.trim_start_matches(':').split(':').map(name).collect()
    };
    table.iter().any(|known| names(known) == names(header))
}

/// The header with the numbers that were typed, up to the node that is being typed.
fn continued(header: &str, wanted: &[String]) -> Option<String> {
    let nodes: Vec<&str> = header.split(':').collect();
    if wanted.len() > nodes.len() {
        return None;
    }
    let mut out = Vec::new();
    for (index, (node, typed)) in nodes.iter().zip(wanted).enumerate() {
        let name = node.trim_matches(['[', ']']).split('<').next().unwrap_or_default();
        let letters = typed.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &typed[letters.len()..];
        let upper = name.to_ascii_uppercase();
        let short: String = name.chars().filter(|c| !c.is_ascii_lowercase()).collect();
        let last = index + 1 == wanted.len();
        let fits = if last { upper.starts_with(letters) } else { letters == upper || letters == short };
        if !fits {
            return None;
        }
        out.push(format!("{name}{digits}"));
    }
    Some(out.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_completed_node_by_node_with_its_numbers() {
        let table =
            ["CTP:RLASer<10>:POWer", "CTP:RLASer<10>:POWer:STATe", "CTP:SENSe<20>:CHANnel<6>:POWer", "*IDN"];
        assert_eq!(complete(&table, ":ctp:rl"), [":CTP:RLASer"]);
        assert_eq!(complete(&table, "ctp:rlas2:p"), ["CTP:RLASer2:POWer"]);
        assert_eq!(complete(&table, "*IDN?;ctp:rlas2:pow:s"), ["CTP:RLASer2:POWer:STATe"]);
        assert_eq!(complete(&table, "*"), ["*IDN"]);
        assert!(complete(&table, "").is_empty() && complete(&table, "xyz").is_empty());
    }

    #[test]
    fn what_follows_a_completed_header_is_apart_from_it_where_it_has_to_be() {
        let table = ["CTP:RLASer<10>:POWer", "CTP:RLASer<10>:POWer:STATe", "*IDN"];
        for (typed, then, line) in [
            (":ctp:rlas1:pow:stat", "ON", ":CTP:RLASer1:POWer:STATe ON"),
            (":ctp:rlas1:pow:stat", " ON", ":CTP:RLASer1:POWer:STATe ON"),
            (":ctp:rlas1:pow:stat", "?", ":CTP:RLASer1:POWer:STATe?"),
            (":ctp:rlas1:pow", ":STAT?", ":CTP:RLASer1:POWer:STAT?"),
            ("*", "?;*IDN?", "*IDN?;*IDN?"),
            // A node that is not the last has nothing behind it but the next.
            (":ctp:rl", "2:POW?", ":CTP:RLASer2:POW?"),
        ] {
            let mut page = Prompt::new();
            page.field.set(typed);
            page.complete(&table);
            for c in then.chars() {
                page.before(KeyCode::Char(c));
                page.field.insert(&c.to_string());
            }
            assert_eq!(page.field.text(), line, "{typed} Tab {then}");
        }
    }
}
