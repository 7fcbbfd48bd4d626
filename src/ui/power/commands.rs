//! Commands about live power.

use crate::config::settings::WINDOWS_S;
use crate::ui::common::command::{Argument, Candidate, CommandError, CommandRow, done, words};
use crate::ui::common::context::Context;
use crate::ui::power::PowerState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<PowerState>> {
    vec![CommandRow::new(
        "window _",
        "The time that the power chart shows",
        |power, context, (Window(seconds),): (Window,)| {
            power.chart.show_seconds(seconds, context.now);
            done()
        },
    )]
}

/// Seconds of the power chart.
struct Window(u64);

impl<P> Argument<P> for Window {
    const NAME: &'static str = "seconds";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let known = typed.trim_end_matches('s').parse().ok().filter(|s| WINDOWS_S.contains(s));
        let offered = || WINDOWS_S.map(|seconds| seconds.to_string()).join(", ");
        known.map(Self).ok_or_else(|| CommandError::no_such("window", typed, offered()))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(WINDOWS_S.iter().map(u64::to_string))
    }
}
