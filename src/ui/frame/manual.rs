//! The manual's pages of keys and commands, made from the rows of the topics.

use std::fmt::Write as _;

use crate::core::operation::TypedOperation;
use crate::core::parameter::{Parameter, Subject};
use crate::ui::common::context::Panel;
use crate::ui::frame::actions::values::FORM;
use crate::ui::frame::topics::{self, Bound, topics};
use crate::ui::frame::{keymap, operations, settings};
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::keymap::Keymap;

/// An action, and the keys that it has.
#[derive(Clone, Debug)]
pub(crate) struct KeyRow {
    /// Its topic.
    pub(crate) topic: &'static str,
    /// The action.
    pub(crate) action: Action,
    /// Its keys, the halves of a sequence with a blank between them.
    pub(crate) keys: Vec<String>,
}

/// The actions that have keys, in the order of the help page.
pub(crate) fn key_rows(keymap: &Keymap) -> Vec<KeyRow> {
    let row = |topic: &'static str, action: Action| KeyRow {
        topic,
        action,
        keys: keymap.keys(action).map(|keys| keys.to_string()).collect(),
    };
    let all =
        topics().iter().flat_map(|topic| topic.actions.iter().map(|bound| row(topic.title, bound.action)));
    all.filter(|row| !row.keys.is_empty()).collect()
}

/// How an operation is typed.
pub fn operation_pattern(typed: TypedOperation) -> String {
    operations::row_of(typed).map_or_else(|| typed.words().to_owned(), |(_, row)| row.pattern.written())
}

/// Every key and every command, a table for each topic, as Markdown.
pub fn keys_and_commands() -> String {
    let keymap = keymap::built_in();
    let mut page = String::new();
    for topic in topics() {
        let _ = writeln!(page, "\n## {}\n\n| keys | command | what it does |\n|---|---|---|", topic.title);
        let mut row = |keys: String, command: &str, about: &str| {
            let _ = writeln!(page, "| {keys} | {} | {about} |", code(&format!(":{command}")));
        };
        for Bound { action, .. } in &topic.actions {
            row(keys(&keymap, *action), action.name(), action.about());
        }
        for command in topic.commands.iter().chain(&topic.settings) {
            row(String::new(), &command.pattern(), command.about());
        }
    }
    page
}

/// The keys of these actions and what they do, a row for each, as Markdown.
///
/// # Panics
/// Where there is no action of such a name.
pub fn key_table(names: &[&str]) -> String {
    let keymap = keymap::built_in();
    let mut table = "| keys | what they do |\n|---|---|\n".to_owned();
    for name in names {
        let action = topics::actions().map(|row| row.action).find(|action| action.name() == *name);
        let action = action.unwrap_or_else(|| panic!("there is no action {name}"));
        let _ = writeln!(table, "| {} | {} |", keys(&keymap, action), action.about());
    }
    table
}

/// The settings of the instrument, a row for each: the keys to its panel and its form, its command, and what `header`
/// says of it on the wire. As Markdown.
pub fn setting_table(header: impl Fn(Parameter) -> String) -> String {
    let keymap = keymap::built_in();
    let mut table = "| setting | keys | command | SCPI |\n|---|---|---|---|\n".to_owned();
    for (parameter, row) in settings::settings() {
        let panel = match parameter.subject() {
            Subject::Laser(_) => Panel::Lasers,
            Subject::Tls(_) | Subject::Sweep => Panel::Sweep,
            Subject::Detector(_) => Panel::Detectors,
        };
        let way = [panel.action(), FORM].map(|action| keymap.key(action).unwrap_or_default());
        let command = code(&format!(":{}", row.pattern.written()));
        let _ = writeln!(
            table,
            "| {} | {} {} | {command} | {} |",
            parameter.general_name(),
            code(&way[0]),
            code(&way[1]),
            code(&header(parameter))
        );
    }
    table
}

fn keys(keymap: &Keymap, action: Action) -> String {
    let keys: Vec<String> = keymap.keys(action).map(|sequence| code(&sequence.to_string())).collect();
    keys.join(" ")
}

/// As code in a cell of a table, where `|` would end the cell.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
