//! How headers are matched: words in their long or their short form, numbers within limits, nodes that may be left out.
//! Which commands there are is not known here.

use super::error::{self, Code};
use super::syntax::{Node, Unit};

/// The most numbers a header carries (module, channel, type).
const SUFFIXES: usize = 3;

/// How many parameters a form of a command takes: no fewer, no more.
pub(crate) type Count = (usize, usize);

/// Which of the two forms a command has, and what each takes.
#[derive(Clone, Copy)]
pub(super) struct Form {
    set: Option<Count>,
    query: Option<Count>,
}

pub(super) const QUERY: Form = Form { set: None, query: Some((0, 0)) };
pub(super) const DATA: Form = Form { set: None, query: Some((2, 2)) };
pub(super) const ORDER: Form = Form { set: Some((0, 0)), query: None };
/// An order that is a question, too.
pub(super) const EITHER: Form = Form { set: Some((0, 0)), query: Some((0, 0)) };
pub(super) const VALUE: Form = Form { set: Some((1, 1)), query: Some((0, 0)) };
pub(super) const PAIR: Form = Form { set: Some((2, 2)), query: Some((0, 0)) };
pub(super) const ONE_OR_TWO: Form = Form { set: Some((1, 2)), query: Some((0, 0)) };

/// A command and its header, written as SCPI writes it, capitals being the short form. `<n>`: a number 1 to n may follow,
/// 1 if it is missing. `[]`: the node may be left out.
pub(super) type Row<C> = (&'static str, Form, C);

/// A command with the numbers of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header<C> {
    pub(crate) command: C,
    pub(crate) suffixes: [usize; SUFFIXES],
    pub(crate) query: bool,
    /// How many parameters it takes.
    pub(crate) takes: Count,
}

struct PatternNode {
    short: String,
    long: String,
    most: Option<u32>,
    optional: bool,
}

struct Pattern<C> {
    nodes: Vec<PatternNode>,
    form: Form,
    command: C,
}

/// All headers that an instrument knows.
pub(super) struct Headers<C>(Vec<Pattern<C>>);

impl<C: Copy> Headers<C> {
    pub(crate) fn new(rows: impl Iterator<Item = Row<C>>) -> Self {
        let nodes = |text: &str| text.split(':').map(pattern_node).collect();
        Self(rows.map(|(text, form, command)| Pattern { nodes: nodes(text), form, command }).collect())
    }

    /// Finds the command that a unit's header means.
    pub(crate) fn find(&self, unit: &Unit) -> Result<Header<C>, Code> {
        let mut refusal = error::UNDEFINED_HEADER;
        for pattern in &self.0 {
            let form = if unit.query { pattern.form.query } else { pattern.form.set };
            let Some(takes) = form else { continue };
            match suffixes(&pattern.nodes, &unit.nodes) {
                Some(Ok(suffixes)) => {
                    return Ok(Header { command: pattern.command, suffixes, query: unit.query, takes });
                }
                Some(Err(code)) => refusal = code,
                None => {}
            }
        }
        Err(refusal)
    }
}

fn pattern_node(text: &str) -> PatternNode {
    let optional = text.starts_with('[');
    let text = text.trim_matches(['[', ']']);
    let (name, most) = match text.split_once('<') {
        Some((name, most)) => (name, most.trim_end_matches('>').parse().ok()),
        None => (text, None),
    };
    PatternNode {
        short: name.chars().filter(|c| !c.is_ascii_lowercase()).collect(),
        long: name.to_ascii_uppercase(),
        most,
        optional,
    }
}

/// The numbers of the header if its words match; an error if only a number is out of range.
fn suffixes(pattern: &[PatternNode], typed: &[Node]) -> Option<Result<[usize; SUFFIXES], Code>> {
    let mut numbers = [1; SUFFIXES];
    let (mut count, mut refusal) = (0, None);
    let mut typed = typed.iter().peekable();
    for node in pattern {
        let matches = |t: &&Node| {
            (t.name == node.short || t.name == node.long) && (t.suffix.is_none() || node.most.is_some())
        };
        let Some(found) = typed.next_if(|t| matches(t)) else {
            if node.optional {
                continue;
            }
            return None;
        };
        if let Some(most) = node.most {
            let number = found.suffix.unwrap_or(1);
            if !(1..=most).contains(&number) {
                refusal = Some(error::SUFFIX_OUT_OF_RANGE);
            }
            numbers[count] = crate::core::cast::index_of(number);
            count += 1;
        }
    }
    typed.next().is_none().then_some(refusal.map_or(Ok(numbers), Err))
}
