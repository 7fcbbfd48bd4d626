//! Live power into a recording, until somebody ends it.

use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::json;
use tokio::time::Instant;

use super::print::{self, Printed, complain};
use super::roll::{Follower, Roll, head};
use crate::core::snapshot::Snapshot;
use crate::core::text::clean;
use crate::desk::door::Door;
use crate::desk::failed::Failed;
use crate::desk::{Came, Desk, Detectors};
use crate::platform::signals::told_to_stop;
use crate::record::writer::{Recorded, Target, Unrecorded};

/// What is to be recorded, and where.
pub(crate) struct RecordPlan {
    /// Where it goes.
    pub(crate) target: Target,
    /// From round to round.
    pub(crate) interval: Duration,
    /// For so long, or without an end.
    pub(crate) lasts: Option<Duration>,
    /// How it is told at the end.
    pub(crate) form: Printed,
}

/// Why a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Told,
    Over,
}

impl Why {
    const fn words(self) -> &'static str {
        match self {
            Self::Told => "interrupted",
            Self::Over => "its time is over",
        }
    }
}

/// Records the power of these detectors.
pub(crate) async fn record<D: Door>(mut desk: Desk<D>, detectors: Detectors, plan: RecordPlan) -> Result<()> {
    desk.first_power(&detectors).await?;
    // Until here there is nothing to end in order.
    let told = told_to_stop()?;
    tokio::pin!(told);
    let head = head(&desk.bench(), detectors.all(), plan.interval);
    let mut roll = Roll::begin(plan.target, head).map_err(Failed::refused)?;
    let (mut follower, began) = (Follower::after(&desk.bench()), Instant::now());
    complain(&format!("recording to {}; Ctrl-C ends it", roll.place()));
    let over = plan.lasts.map_or_else(far, |lasts| began + lasts);
    let ended = loop {
        let came = tokio::select! {
            biased;
            () = &mut told => break Ok(Why::Told),
            () = tokio::time::sleep_until(over) => break Ok(Why::Over),
            failed = roll.failed() => break Err(Failed::refused(failed)),
            came = desk.came() => came,
        };
        let taken = match came {
            Ok(Came::Bench(bench)) => take(&mut roll, &mut follower, &bench).map_err(Failed::refused),
            Ok(Came::Fact | Came::End(..)) => Ok(()),
            Err(failed) => Err(failed),
        };
        if let Err(failed) = taken {
            break Err(failed);
        }
    };
    let ended = ended.and_then(|why| {
        take(&mut roll, &mut follower, &desk.bench()).map_err(Failed::refused)?;
        Ok(why)
    });
    let (recorded, synced) = roll.end(ended.as_ref().ok().map(|why| why.words()));
    let ended = ended.and_then(|why| synced.map_err(Failed::refused).map(|()| why));
    let why = ended.as_ref().map_or_else(ToString::to_string, |why| why.words().to_owned());
    tell(&recorded, &detectors, began.elapsed(), &why, plan.form);
    ended.map(|_| ()).map_err(Into::into)
}

/// Writes what was learnt since it was last looked.
fn take(roll: &mut Roll, follower: &mut Follower, bench: &Snapshot) -> Result<(), Unrecorded> {
    follower.news(bench).into_iter().try_for_each(|news| roll.write(news))
}

/// A time that no recording reaches.
fn far() -> Instant {
    const FAR: Duration = Duration::from_secs(100 * 365 * 86_400);
    Instant::now() + FAR
}

/// Says how much was recorded.
fn tell(recorded: &Recorded, detectors: &Detectors, lasted: Duration, why: &str, form: Printed) {
    let Recorded { rounds, gaps, bytes, files } = recorded;
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    match form {
        Printed::Json => print::line(json!({
            "files": names,
            "rounds": rounds,
            "gaps": gaps,
            "bytes": bytes,
            "duration_s": lasted.as_secs_f64(),
            "detectors": detectors.all().iter().map(|(place, _)| place.to_string()).collect::<Vec<_>>(),
            "ended": why,
        })),
        Printed::People => {
            let first = names.first().map(|name| clean(name)).unwrap_or_default();
            let more = if names.len() > 1 { format!(" and {} more", names.len() - 1) } else { String::new() };
            let gaps = match gaps {
                0 => "no gap".to_owned(),
                1 => "1 gap".to_owned(),
                gaps => format!("{gaps} gaps"),
            };
            print::line(format_args!(
                "{rounds} {} of {} {} in {:.1} s, {gaps}, {bytes} bytes: {first}{more}",
                if *rounds == 1 { "round" } else { "rounds" },
                detectors.all().len(),
                if detectors.all().len() == 1 { "detector" } else { "detectors" },
                lasted.as_secs_f64(),
            ));
        }
    }
}
