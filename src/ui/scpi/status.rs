//! What the instrument does, what it complained of, and how the line is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::condition::BITS;
use crate::core::snapshot::{Link, Monitor};
use crate::ui::common::context::Context;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::scpi::ScpiState;

/// Bits of the status byte that IEEE 488.2 and SCPI name.
const STATUS_BYTE: [(u32, &str); 4] = [
    (4, "errors in the queue"),
    (16, "an answer waits"),
    (32, "an event is enabled"),
    (64, "service requested"),
];
/// Bits of the event status register.
const EVENTS: [(u32, &str); 6] = [
    (1, "operation complete"),
    (4, "query error"),
    (8, "device error"),
    (16, "execution error"),
    (32, "command error"),
    (128, "power on"),
];

pub(in crate::ui) fn draw(scpi: &ScpiState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    pen.row(0, 0, &[(" Status", theme.accent())]);
    let beside = area.width >= WIDE;
    let left = if beside { area.width / 2 } else { area.width };
    condition(context, &mut Pen::new(pen.buffer, Rect { width: left, ..area }));
    let second = if beside {
        Rect { x: area.x + left + 2, width: area.width - left - 2, ..area }
    } else {
        Rect { y: area.y + 9, height: area.height.saturating_sub(9), ..area }
    };
    let mut right = Pen::new(pen.buffer, second);
    let next = line(scpi, context, &mut right);
    errors(scpi, context, &mut right, next + 1);
}

/// From this width on the condition stands beside the figures.
const WIDE: u16 = 110;

fn condition(context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let condition = context.bench.condition;
    let value = condition.map_or_else(|| "not known".into(), |c| format!("{}", c.0));
    pen.row(1, 2, &[("condition  ", theme.dim()), (&value, theme.strong())]);
    let standing = condition.unwrap_or_default();
    // Where there is no room for all, those that stand are shown.
    let all = pen.area.width >= WIDE / 2 && pen.area.height > 18 && context.bench.is_live();
    let mut y = 3;
    for (bit, name, about) in BITS.iter().filter(|(bit, ..)| all || standing.has(*bit)) {
        let on = standing.has(*bit);
        let (mark, style) = if on { ("● ", theme.moving()) } else { ("· ", theme.dim()) };
        pen.row(1, y, &[(mark, style), (name, if on { theme.strong() } else { theme.dim() })]);
        if on || pen.area.width >= 70 {
            pen.put(34, y, about, theme.dim());
        }
        y += 1;
        if y >= 7 && !all {
            break;
        }
    }
    if condition.is_some_and(|c| c.0 == 0) && !all {
        pen.put(1, y, "idle", theme.dim());
    }
}

fn line(scpi: &ScpiState, context: &Context, pen: &mut Pen) -> u16 {
    let theme = context.theme();
    let statistics = &context.bench.statistics;
    let trip = |time: Option<std::time::Duration>| time.map_or_else(|| "-".into(), number::round_trip);
    let link = match &context.bench.link {
        Link::Up(since) => {
            format!("up for {}", number::duration(context.now.saturating_duration_since(*since)))
        }
        Link::Connecting => "connecting".into(),
        Link::Down { why, .. } => why.clone(),
        Link::Closed => "disconnected".into(),
    };
    let monitor = match context.bench.monitor {
        Monitor::Up => "carries live power",
        Monitor::Untried => "not tried yet",
        Monitor::None => "not available, or off",
    };
    let who = context.bench.identity.as_ref().map_or_else(
        || "-".to_owned(),
        |who| format!("{} {} {}, firmware {}", who.maker, who.model, who.serial, who.firmware),
    );
    let rows = [
        ("instrument", who),
        ("address", context.link.address.clone()),
        ("link", link),
        ("monitor", monitor.into()),
        ("round trip", format!("median {}, p99 {}", trip(statistics.median), trip(statistics.slow))),
        (
            "answers",
            format!(
                "{} in all, {:.0} per second",
                number::grouped(statistics.answers),
                statistics.per_second
            ),
        ),
        (
            "bytes",
            format!(
                "{} sent, {} received",
                number::grouped(statistics.sent),
                number::grouped(statistics.received)
            ),
        ),
        ("connections", format!("{}, {} time-outs", statistics.connections, statistics.time_outs)),
        ("*STB?", register(scpi.registers.byte, &STATUS_BYTE)),
        ("*ESR?", register(scpi.registers.events, &EVENTS)),
    ];
    for (index, (name, words)) in rows.iter().enumerate() {
        pen.put(1, cast::cells(index) + 2, name, theme.dim());
        pen.put(14, cast::cells(index) + 2, words, theme.text());
    }
    cast::cells(rows.len()) + 2
}

fn register(value: Option<u32>, bits: &[(u32, &str)]) -> String {
    let Some(value) = value else { return "not read".into() };
    let names: Vec<&str> = bits.iter().filter(|(bit, _)| value & bit != 0).map(|(_, name)| *name).collect();
    if names.is_empty() { value.to_string() } else { format!("{value}: {}", names.join(", ")) }
}

fn errors(scpi: &ScpiState, context: &Context, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    pen.put(1, y, "instrument errors, newest first", theme.dim());
    if scpi.errors.is_empty() {
        pen.put(1, y + 1, "none", theme.text());
    }
    let rows = usize::from(pen.area.height.saturating_sub(y + 1));
    for (index, error) in scpi.errors.iter().rev().take(rows).enumerate() {
        let pieces = [(error.at.as_str(), theme.dim()), ("  ", theme.dim()), (&error.words, theme.warning())];
        pen.row(1, y + 1 + cast::cells(index), &pieces);
    }
}
