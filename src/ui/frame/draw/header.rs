//! The two rows that never move: who answers, how the link is, what it does; light and SIMULATED on the
//! right, kept whatever else has to give way.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::snapshot::{Identity, Light, Link, Monitor};
use crate::ui::common::context::Context;
use crate::ui::frame::actions::link::CONNECT;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::recording;

/// The second connection is named where the row has so many columns left of the light.
const MONITOR_FROM: u16 = 80;

/// The address is named where the row has so many columns left of the light.
const ADDRESS_FROM: u16 = 40;
/// The instrument, too, where it has so many.
const WHO_FROM: u16 = 58;

/// How much is recorded is told on a screen of so many columns.
const RECORDED_FROM: u16 = 70;

/// What stands in the place of light where nobody has ever answered.
pub(super) const NEVER_REACHED: &str = "never reached";

pub(super) fn draw(context: &Context, leaving: Option<&str>, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    upper(context, &mut pen);
    lower(context, leaving, &mut pen);
}

fn upper(context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let (light, style) = match context.bench.light() {
        _ if !context.is_reached() => (NEVER_REACHED.to_owned() + " ", theme.warning()),
        Light::Emitting(lasers) => (format!(" ▲ EMITTING {lasers} "), theme.emission()),
        Light::SwitchingOn(lasers) => (format!(" ▲ SWITCHING ON {lasers} "), theme.emission()),
        Light::Unknown => (" ▲ UNKNOWN - TREAT AS ON ".to_owned(), theme.emission()),
        Light::Dark => ("no laser on ".to_owned(), theme.dim()),
    };
    let right = pen.right(0, &[(&light, style)]);
    let mut left = Pen { area: Rect { width: right.saturating_sub(1), ..pen.area }, buffer: pen.buffer };
    let (mark, link, link_style) = match &context.bench.link {
        Link::Connecting => ("○", "connecting".to_owned(), theme.moving()),
        Link::Down { .. } => ("○", "not connected".to_owned(), theme.alarm()),
        Link::Closed => ("○", "closed".to_owned(), theme.warning()),
        Link::Up(_) => {
            let trip = context.bench.statistics.round_trip.unwrap_or_default();
            ("●", number::round_trip(trip), theme.good())
        }
    };
    let who = context
        .bench
        .identity
        .as_ref()
        .map_or_else(String::new, |who| format!("{} {} {}   ", who.maker, who.model, who.serial));
    let room = left.area.width >= MONITOR_FROM;
    let (who, address) = match left.area.width {
        0..ADDRESS_FROM => (String::new(), ""),
        ADDRESS_FROM..WHO_FROM => (String::new(), context.link.address.as_str()),
        WHO_FROM.. => (who, context.link.address.as_str()),
    };
    // The name of a bench is the last that gives way to light: two benches are not to be mistaken.
    let bench = context.fixed.bench.as_ref().map_or_else(String::new, |bench| format!(" {} ", bench.name));
    let monitor = if room && context.bench.monitor == Monitor::Up { "   live power" } else { "" };
    left.row(
        0,
        0,
        &[
            (" ctp10 ", theme.accent()),
            (&bench, theme.bench(context.fixed.bench.as_ref().and_then(|bench| bench.colour))),
            ("  ", theme.text()),
            (&who, theme.text()),
            (mark, link_style),
            (" ", theme.text()),
            (&link, theme.dim()),
            ("   ", theme.text()),
            (address, theme.dim()),
            (monitor, theme.dim()),
        ],
    );
}

fn lower(context: &Context, leaving: Option<&str>, pen: &mut Pen) {
    let theme = context.theme();
    let mut end = pen.area.width;
    let read_only = if context.fixed.may.orders() { "" } else { "READ ONLY   " };
    let simulated = if context.is_simulated() { "SIMULATED " } else { "" };
    let stranger = context.bench.identity.as_ref().is_some_and(|who| !Identity::is_ctp10(who));
    let stranger = if stranger { "NOT A CTP10   " } else { "" };
    let recording = recording(context, pen.area.width);
    let served = served(context, pen.area.width);
    if !(read_only.is_empty()
        && simulated.is_empty()
        && stranger.is_empty()
        && recording.is_empty()
        && served.is_empty())
    {
        end = pen.right(
            1,
            &[
                (&recording, theme.moving()),
                (&served, theme.accent()),
                (stranger, theme.warning()),
                (read_only, theme.accent()),
                (simulated, theme.warning()),
            ],
        );
    }
    let mut left = Pen { area: Rect { width: end.saturating_sub(1), ..pen.area }, buffer: pen.buffer };
    if let Some(alarm) = &context.bench.alarm {
        let leaving = leaving.map_or_else(String::new, |words| format!("   {words}"));
        left.row(1, 1, &[("!! ", theme.alarm()), (alarm, theme.alarm()), (&leaving, theme.moving())]);
        return;
    }
    if let Some(words) = leaving {
        left.put(1, 1, words, theme.moving());
        return;
    }
    if !context.bench.switching_off.is_empty() {
        let words = format!("switching off {} ...", context.bench.switching_off);
        left.put(1, 1, &words, theme.alarm());
        return;
    }
    if let Link::Down { why, since, retry, .. } = &context.bench.link {
        let away = number::duration(context.now.saturating_duration_since(*since));
        let wait = retry.saturating_duration_since(context.now);
        let again = if wait > Duration::from_millis(50) {
            format!("; again in {:.0} s", wait.as_secs_f64().ceil())
        } else {
            "; trying again".to_owned()
        };
        left.row(1, 1, &[(why, theme.warning()), (&format!(", for {away}{again}"), theme.dim())]);
        return;
    }
    match context.bench.condition {
        None if context.bench.link == Link::Closed => {
            let key = context.fixed.keymap.key(CONNECT).unwrap_or_else(|| ":connect".into());
            left.put(1, 1, &format!("disconnected: free for others; {key} connects again"), theme.text());
        }
        None => {}
        Some(condition) => {
            let names: Vec<&str> = condition.names().collect();
            let (names, style) = match (condition.0, names.as_slice()) {
                _ if context.bench.phase.words().is_some() => {
                    (context.bench.phase.words().unwrap_or_default().to_owned(), theme.moving())
                }
                (0, _) => ("idle".to_owned(), theme.dim()),
                (bits, []) => (format!("condition {bits}"), theme.moving()),
                (_, names) => (names.join(", "), theme.moving()),
            };
            left.row(
                1,
                1,
                &[(&names, style), (&reference(context), theme.dim()), (&download(context), theme.moving())],
            );
        }
    }
}

/// That live power is recorded, and where there is room for it since when and how much.
fn recording(context: &Context, width: u16) -> String {
    match &context.recording {
        None => String::new(),
        Some(_) if width < RECORDED_FROM => "REC   ".to_owned(),
        Some(goes_on) => recording::words(context, goes_on) + "   ",
    }
}

/// That others are served, and how many are connected; where there is room for it, where.
fn served(context: &Context, width: u16) -> String {
    /// Where it is told where they are served, on a screen of so many columns.
    const PLACE_FROM: u16 = 100;
    let Some(served) = &context.served else { return String::new() };
    let count = served.count();
    let clients = if count == 1 { "1 client".to_owned() } else { format!("{count} clients") };
    match width {
        0..RECORDED_FROM => format!("SERVED {count}   "),
        RECORDED_FROM..PLACE_FROM => format!("served, {clients}   "),
        PLACE_FROM.. => format!("served on {}, {clients}   ", served.at),
    }
}

/// Which trace is on its way, and how far: the panel that shows more of it may be hidden.
fn download(context: &Context) -> String {
    context.bench.download.map_or_else(String::new, |download| {
        let name = context.detector_name(download.trace.detector);
        let left = download
            .left(context.now)
            .map_or_else(String::new, |left| format!(", {} left", number::duration(left)));
        let waiting =
            if download.waiting > 0 { format!(", {} more waiting", download.waiting) } else { String::new() };
        let percent = (download.part() * 100.0).floor();
        format!("   {} of {name}: {percent} %{left}{waiting}", download.trace.kind)
    })
}

/// Which reference is being taken, how far it is and how long it still takes by the one before it; where nobody knows
/// that, for how long.
fn reference(context: &Context) -> String {
    /// Columns of the bar.
    const BAR: usize = 12;
    context.bench.referencing.map_or_else(String::new, |run| {
        let name = context.detector_name(run.detector);
        let Some((part, left)) = run.progress(context.now) else {
            let gone = context.now.saturating_duration_since(run.since);
            let told = match run.expected {
                Some(expected) => {
                    let longer = number::duration(gone.saturating_sub(expected));
                    format!("{longer} longer than the last one")
                }
                None => "5 to 30 s are usual".to_owned(),
            };
            return format!(" {name} for {}; {told}", number::duration(gone));
        };
        let full = cast::floor_index(part * cast::count_f64(BAR)).min(BAR);
        let bar = "━".repeat(full) + &"─".repeat(BAR - full);
        format!(" {name} {bar} {:.0} %, {} left", (part * 100.0).floor(), number::duration(left))
    })
}
