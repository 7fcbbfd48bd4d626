//! The benches of the settings, with who answers there; the last row is the built-in simulator.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::settings::KnownBench;
use crate::core::cast;
use crate::core::snapshot::{Identity, Link};
use crate::core::text::clip;
use crate::ui::benches::{Answer, BenchesState, is_here};
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::first_row;

/// Columns of a name.
const NAME: u16 = 18;
/// The column after a name.
const BESIDE: u16 = 2 + NAME + 2;
/// Columns of an address.
const ADDRESS: u16 = 24;
/// From this width on there are addresses.
const WIDE: u16 = 70;
/// Rows above the first bench.
const TOP: u16 = 2;

pub(in crate::ui) fn draw(context: &Context, benches: &BenchesState, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    pen.row(0, 0, &[(" Benches", theme.accent()), ("   the profiles of the settings", theme.dim())]);
    let rooms = usize::from(area.height.saturating_sub(TOP));
    let first = first_row(benches.row, rooms);
    let all = context.fixed.benches.iter().map(Some).chain([None]).enumerate();
    for (index, bench) in all.skip(first).take(rooms) {
        let y = cast::cells(index - first) + TOP;
        if index == benches.row {
            pen.put(0, y, "▸", theme.accent());
        }
        if let Some(bench) = bench {
            row(context, benches, bench, &mut pen, y);
        } else {
            let here = if context.link.built_in_simulator { "here" } else { "" };
            pen.put(2, y, "simulator", theme.text());
            pen.row(BESIDE, y, &[("built in, no instrument   ", theme.dim()), (here, theme.good())]);
        }
    }
}

fn row(context: &Context, benches: &BenchesState, bench: &KnownBench, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    let name = format!(" {} ", clip(&bench.name, usize::from(NAME) - 2));
    pen.column(2, y, NAME, Side::Left, &name, theme.bench(bench.colour));
    let mut x = BESIDE;
    if let (Ok(place), true) = (&bench.place, pen.area.width >= WIDE) {
        pen.column(x, y, ADDRESS, Side::Left, &place.to_string(), theme.text());
        x += ADDRESS + 2;
    }
    let read_only = if bench.read_only { "READ ONLY   " } else { "" };
    let x = pen.put(x, y, read_only, theme.accent());
    let pieces = said(context, benches, bench);
    let pieces: Vec<(&str, Style)> = pieces.iter().map(|(words, style)| (words.as_str(), *style)).collect();
    pen.row(x, y, &pieces);
}

/// Who answers there, the most urgent first.
fn said(context: &Context, benches: &BenchesState, bench: &KnownBench) -> Vec<(String, Style)> {
    let theme = context.theme();
    if let Err(why) = &bench.place {
        return vec![(why.to_string(), theme.warning())];
    }
    if is_here(context, bench) {
        return here(context);
    }
    match benches.answers.get(&bench.name) {
        None => Vec::new(),
        Some(Answer::Asked) => vec![("○ asking ...".into(), theme.moving())],
        Some(Answer::Heard(Err(why))) => {
            vec![("○ ".into(), theme.alarm()), (format!("no instrument: {why}"), theme.warning())]
        }
        Some(Answer::Heard(Ok(heard))) => {
            let trip = format!("{}   ", number::round_trip(heard.round_trip));
            let doing = heard.doing();
            let doing = if doing.is_empty() { doing } else { format!("{doing}   ") };
            let other = if heard.who.is_ctp10() { "" } else { "   NOT A CTP10" };
            vec![
                ("● ".into(), theme.good()),
                (trip, theme.dim()),
                (doing, theme.moving()),
                (heard.who.words(), theme.text()),
                (other.into(), theme.warning()),
            ]
        }
    }
}

/// The bench that this is.
fn here(context: &Context) -> Vec<(String, Style)> {
    let theme = context.theme();
    let up = matches!(context.bench.link, Link::Up(_));
    let mark = if up {
        ("● here   ".into(), theme.good())
    } else {
        ("○ here, no link   ".into(), theme.alarm())
    };
    let trip = context.bench.statistics.round_trip.filter(|_| up).map(number::round_trip);
    let trip = trip.map_or_else(String::new, |trip| format!("{trip}   "));
    let who = context.bench.identity.as_ref().map_or_else(String::new, Identity::words);
    vec![mark, (trip, theme.dim()), (who, theme.text())]
}
