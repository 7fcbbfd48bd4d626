//! What the help page finds: what can be done with keys and with lines, by topic, by word or by key.

use crate::config::user_command::UserCommand;
use crate::core::text::SearchWords;
use crate::manual::topic::{Section, sections};
use crate::ui::common::context::Context;
use crate::ui::frame::command::TypedCommand;
use crate::ui::frame::help::Help;
use crate::ui::frame::topics::{Bound, Topic, topics};
use crate::ui::kit::input::keymap::Keymap;

/// Something that can be done.
#[derive(Clone, Copy)]
pub(super) enum Entry<'a> {
    /// An action, which keys carry out.
    Action(&'static Bound),
    /// A command, which a line carries out.
    Command(&'static TypedCommand),
    /// A section of the manual, which can be read.
    Section(&'static Section),
    /// A command of the operator's own.
    Own(&'a UserCommand),
}

/// What is found of a topic.
pub(super) struct Found<'a> {
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry<'a>>,
}

/// What is found, the topic that the operator was looking at first: by words of what it does or what it is called,
/// or by one of its keys.
pub(super) fn found<'a>(help: &Help, context: &'a Context) -> Vec<Found<'a>> {
    let (current, others): (Vec<&Topic>, Vec<&Topic>) =
        topics().iter().partition(|topic| (topic.is_current)(context, help.from));
    let found = current
        .into_iter()
        .chain(others)
        .map(|topic| Found { title: topic.title, entries: found_in(help, topic, &context.fixed.keymap) });
    let own = Found { title: "Your own", entries: found_of_own(help, context) };
    let read = Found { title: "Read in the manual", entries: found_in_manual(help) };
    found.chain([own, read]).filter(|found| !found.entries.is_empty()).collect()
}

/// Commands of the operator's own, by name, key or line.
fn found_of_own<'a>(help: &Help, context: &'a Context) -> Vec<Entry<'a>> {
    let wanted = help.search.text();
    let words = SearchWords::of(&wanted);
    let own = context.fixed.commands.iter().map(|(command, _)| Entry::Own(command));
    let is_wanted = |entry: &Entry| {
        let text = format!("{} {}", entry.label(&context.fixed.keymap), entry.text());
        entry.has_key(&context.fixed.keymap, wanted.trim()) || words.are_in(&text)
    };
    own.filter(is_wanted).collect()
}

/// Sections of the manual with all the words, those with them in their headings first; none when nothing is searched for.
fn found_in_manual(help: &Help) -> Vec<Entry<'static>> {
    let words = SearchWords::of(&help.search.text());
    let found = sections().iter().filter(|section| !words.is_empty() && words.are_in(section.text));
    let (titled, others): (Vec<&Section>, Vec<&Section>) =
        found.partition(|section| words.are_in(section.title));
    titled.into_iter().chain(others).map(Entry::Section).collect()
}

/// What is found, one after the other.
pub(super) fn entries<'a>(help: &Help, context: &'a Context) -> Vec<Entry<'a>> {
    found(help, context).into_iter().flat_map(|found| found.entries).collect()
}

fn found_in(help: &Help, topic: &'static Topic, keymap: &Keymap) -> Vec<Entry<'static>> {
    let wanted = help.search.text();
    let words = SearchWords::of(&wanted);
    let actions = topic.actions.iter().map(Entry::Action);
    let commands = topic.commands.iter().chain(&topic.settings).map(Entry::Command);
    let is_wanted = |entry: &Entry| {
        let text = format!("{} {} {}", topic.title, entry.label(keymap), entry.text());
        entry.has_key(keymap, wanted.trim()) || words.are_in(&text)
    };
    actions.chain(commands).filter(is_wanted).collect()
}

impl<'a> Entry<'a> {
    /// Its keys, or the line.
    pub(super) fn label(self, keymap: &Keymap) -> String {
        match self {
            Self::Action(row) => {
                let keys: Vec<String> = keymap.keys(row.action).map(|keys| keys.to_string()).collect();
                keys.join("  ")
            }
            Self::Command(command) => format!(":{}", command.pattern()),
            Self::Section(section) => section.topic.word().to_owned(),
            Self::Own(command) => command.key.clone().unwrap_or_else(|| format!(":{}", command.name)),
        }
    }

    /// What it does, in one line without a full stop; of a command of the operator's own the line that it runs.
    pub(super) fn about(self) -> &'a str {
        match self {
            Self::Action(row) => row.action.about(),
            Self::Command(command) => command.about(),
            Self::Section(section) => section.title,
            Self::Own(command) => &command.shell,
        }
    }

    /// The name of what has a key, which can be typed as a line.
    pub(super) fn name(self) -> Option<&'a str> {
        match self {
            Self::Action(row) => Some(row.action.name()),
            Self::Own(command) => command.key.as_ref().map(|_| command.name.as_str()),
            Self::Command(_) | Self::Section(_) => None,
        }
    }

    /// Everything that it can be found by but its keys.
    fn text(self) -> String {
        match self {
            Self::Action(row) => {
                format!("{} {} {}", row.action.about(), row.action.name(), row.action.hint())
            }
            Self::Command(command) => command.about().to_owned(),
            Self::Section(section) => section.text.to_owned(),
            Self::Own(command) => format!("{} {}", command.name, command.shell),
        }
    }

    fn has_key(self, keymap: &Keymap, key: &str) -> bool {
        match self {
            Self::Action(row) => keymap.keys(row.action).any(|keys| keys.to_string() == key),
            Self::Own(command) => command.key.as_deref() == Some(key),
            Self::Command(_) | Self::Section(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_does_is_said_in_one_way() {
        for topic in topics() {
            let actions = topic.actions.iter().map(Entry::Action);
            for entry in actions.chain(topic.commands.iter().chain(&topic.settings).map(Entry::Command)) {
                let text = entry.text();
                assert!(
                    text.starts_with(char::is_uppercase) && !text.ends_with('.'),
                    "{}: {text}",
                    topic.title
                );
            }
        }
    }
}
