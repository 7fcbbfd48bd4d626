//! What stands on the bench while nobody has ever answered: where it was tried, why it failed, what to look at.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::address::PORT;
use crate::core::snapshot::Link;
use crate::ui::benches::actions::BENCHES;
use crate::ui::common::context::{Context, Panel};
use crate::ui::frame::actions::link::CONNECT;
use crate::ui::frame::actions::screen::COMMAND_LINE;
use crate::ui::kit::input::action::Action;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::wrapped;
use crate::ui::manual::actions::MANUAL;
use crate::ui::scpi::actions::TRANSCRIPT;

/// Columns of the text, where there are so many.
const WIDTH: u16 = 76;

/// Whether it stands there: traces and messages are there without an instrument, too, for who goes to them.
pub(in crate::ui::frame) fn is_shown(context: &Context) -> bool {
    let down = matches!(context.bench.link, Link::Down { .. });
    let selection = &context.selection;
    let elsewhere = selection.chosen && matches!(selection.focus, Panel::Trace | Panel::Messages);
    down && !context.is_reached() && !elsewhere
}

pub(super) fn draw(context: &Context, area: Rect, buffer: &mut Buffer) {
    let Link::Down { why, since, stranger, .. } = &context.bench.link else { return };
    let theme = context.theme();
    let address = &context.link.address;
    let gone = number::duration(context.now.saturating_duration_since(*since));
    let head = if *stranger { "is not a CTP10" } else { "has never answered" };
    let mut rows: Vec<(String, Style)> = vec![
        (format!("{address} {head}"), theme.strong()),
        (format!("tried for {gone}; {why}"), theme.warning()),
        (String::new(), theme.text()),
    ];
    rows.extend(advice(context, *stranger).into_iter().map(|words| (words, theme.text())));
    let width = usize::from(WIDTH.min(area.width.saturating_sub(2)));
    let laid = |rows: &[(String, Style)]| -> Vec<(String, Style)> {
        let lines = rows
            .iter()
            .flat_map(|(words, style)| wrapped(words, width).into_iter().map(|line| (line, *style)));
        lines.collect()
    };
    let height = usize::from(area.height);
    let mut lines = laid(&rows);
    // Where there is no room, first the blanks go, and then what the line above says, too.
    if lines.len() + 1 > height {
        rows.retain(|(words, _)| !words.is_empty());
        lines = laid(&rows);
    }
    if lines.len() > height {
        rows.remove(1);
        lines = laid(&rows);
    }
    let top = u16::from(lines.len() < height);
    let cut = lines.len() > height;
    let mut pen = Pen::new(buffer, area);
    for (y, (line, style)) in (top..area.height).zip(&lines) {
        let end = pen.put(1, y, line, *style);
        if cut && y + 1 == area.height {
            pen.put(end, y, " …", theme.dim());
        }
    }
}

/// The keys that do something while nobody answers.
pub(in crate::ui::frame) fn hints() -> Vec<Action> {
    vec![CONNECT, BENCHES, COMMAND_LINE, TRANSCRIPT, Panel::Trace.action(), Panel::Messages.action(), MANUAL]
}

/// What to look at, the most likely first; where a stranger answers, nothing that has to do with whether anybody does.
fn advice(context: &Context, stranger: bool) -> Vec<String> {
    let host = context.link.address.rsplit_once(':').map_or(context.link.address.as_str(), |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let key = |action, line: &str| context.fixed.keymap.key(action).unwrap_or_else(|| line.to_owned());
    let mut rows = if stranger {
        vec![
            "check   the address: the instrument shows its own in its settings".to_owned(),
            format!("check   the port: SCPI is at {}, unless somebody changed it", PORT),
        ]
    } else {
        vec![
            "check   power: the instrument is on and has started".to_owned(),
            "check   cable and network: the instrument shows its address in its settings".to_owned(),
            format!("check   from a shell: ping {host}"),
        ]
    };
    rows.extend([
        format!(
            ":connect HOST goes to another address; {} tries this one again now",
            key(CONNECT, ":connect")
        ),
        format!(
            "{} traces and files, {} messages, {} transcript: these need no instrument",
            context.panel_key(Panel::Trace),
            context.panel_key(Panel::Messages),
            key(TRANSCRIPT, ":transcript")
        ),
    ]);
    rows
}
