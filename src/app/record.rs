//! Live power into a recording, until somebody ends it.

mod disk;

use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::json;
use tokio::time::Instant;

use super::print::{self, Form, complain};
use crate::core::history::{Gap, Reading, Round};
use crate::core::snapshot::{Identity, Link, Snapshot};
use crate::core::text::{PROGRAM, clean, said};
use crate::core::wall_clock;
use crate::desk::door::Door;
use crate::desk::failed::Failed;
use crate::desk::{Came, Desk, Detectors, Watched};
use crate::platform::signals::told_to_stop;
use crate::record::format::{Detector, Entry, Head};
use crate::record::writer::{Moment, Recorded, Recorder, Target, Unrecorded};
use disk::Disk;

/// What is to be recorded, and where.
pub(crate) struct Plan {
    /// Where it goes.
    pub(crate) target: Target,
    /// From round to round.
    pub(crate) interval: Duration,
    /// For so long, or without an end.
    pub(crate) lasts: Option<Duration>,
    /// How it is told at the end.
    pub(crate) form: Form,
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
pub(crate) async fn record<D: Door>(mut desk: Desk<D>, detectors: Detectors, plan: Plan) -> Result<()> {
    desk.first_power(&detectors).await?;
    // Until here there is nothing to end in order.
    let told = told_to_stop()?;
    tokio::pin!(told);
    let head = head(&desk.bench(), &detectors, plan.interval);
    let recorder = Recorder::begin(plan.target, head, now()).map_err(Failed::refused)?;
    let disk = Disk::start(recorder.file())?;
    let mut roll = Roll { seen: desk.bench().tail.count(), recorder, disk, began: Instant::now() };
    complain(&format!("recording to {}; Ctrl-C ends it", roll.place()));
    let over = plan.lasts.map_or_else(far, |lasts| Instant::now() + lasts);
    let ended = loop {
        let came = tokio::select! {
            biased;
            () = &mut told => break Ok(Why::Told),
            () = tokio::time::sleep_until(over) => break Ok(Why::Over),
            error = roll.disk.failed() => {
                break Err(Failed::Refused(format!("{}: {}", roll.place(), said(&error))));
            }
            came = desk.came() => came,
        };
        let taken = match came {
            Ok(Came::Bench(bench)) => roll.take(&bench).map_err(Failed::refused),
            Ok(Came::Fact | Came::End(..)) => Ok(()),
            Err(failed) => Err(failed),
        };
        if let Err(failed) = taken {
            break Err(failed);
        }
    };
    roll.end(&desk.bench(), ended, &detectors, plan.form)
}

/// A time that no recording reaches.
fn far() -> Instant {
    const FAR: Duration = Duration::from_secs(100 * 365 * 86_400);
    Instant::now() + FAR
}

/// Now, on both clocks.
fn now() -> Moment {
    Moment { at: Instant::now().into_std(), utc: wall_clock::utc() }
}

fn head(bench: &Snapshot, detectors: &Detectors, interval: Duration) -> Head {
    let detector = |(place, name): &Watched| Detector {
        place: place.to_string(),
        name: name.clone(),
        unit: "dBm".to_owned(),
    };
    Head {
        program: PROGRAM.to_owned(),
        instrument: bench.identity.as_ref().map(Identity::words).unwrap_or_default(),
        recording_utc: String::new(),
        segment: 0,
        start_utc: String::new(),
        interval_ns: u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX),
        detectors: detectors.all().iter().map(detector).collect(),
    }
}

/// A recording that is being written.
struct Roll {
    /// Rounds of the bench that were looked at.
    seen: u64,
    recorder: Recorder,
    disk: Disk,
    began: Instant,
}

impl Roll {
    fn place(&self) -> String {
        let first = self.recorder.recorded().files.first();
        first.map(|path| clean(&path.display().to_string())).unwrap_or_default()
    }

    /// Writes what was learnt since it was last looked.
    fn take(&mut self, bench: &Snapshot) -> Result<(), Unrecorded> {
        let (missed, rounds) = bench.tail.unseen(self.seen);
        let now = now();
        for (index, round) in rounds.enumerate() {
            if index == 0 && missed > 0 {
                let words = format!("the recorder was late: {missed} rounds are missing");
                self.write(round.at, Entry::Gap(words), now)?;
            }
            let entry = self.entry(round, bench);
            self.write(round.at, entry, now)?;
        }
        self.seen = bench.tail.count();
        Ok(())
    }

    fn entry(&self, round: &Round, bench: &Snapshot) -> Entry {
        match &round.reading {
            Reading::Powers(powers) => Entry::Powers(powers.clone()),
            Reading::Gap(gap) => Entry::Gap(words(*gap, bench)),
            Reading::Retracted { detector, since } => Entry::Retracted {
                since: self.recorder.since(*since),
                detector: u16::try_from(*detector).unwrap_or(u16::MAX),
            },
        }
    }

    fn write(&mut self, at: std::time::Instant, entry: Entry, now: Moment) -> Result<(), Unrecorded> {
        if self.recorder.write(at, entry, now)? {
            self.disk.also(self.recorder.file());
        }
        Ok(())
    }

    /// Ends it in order: what came last, why it ended, all of it on the disk; and says how much it is.
    fn end(
        mut self,
        bench: &Snapshot,
        ended: Result<Why, Failed>,
        detectors: &Detectors,
        form: Form,
    ) -> Result<()> {
        let ended = ended.and_then(|why| {
            self.take(bench).map_err(Failed::refused)?;
            let entry = Entry::End(why.words().to_owned());
            self.write(now().at, entry, now()).map_err(Failed::refused)?;
            Ok(why)
        });
        let place = self.place();
        let synced = self.disk.end().map_err(|error| Failed::Refused(format!("{place}: {}", said(&error))));
        let ended = ended.and_then(|why| synced.map(|()| why));
        let why = ended.as_ref().map_or_else(ToString::to_string, |why| why.words().to_owned());
        let lasted = self.began.elapsed();
        tell(self.recorder.recorded(), detectors, lasted, &why, form);
        ended.map(|_| ()).map_err(Into::into)
    }
}

/// Why live power stands still.
fn words(gap: Gap, bench: &Snapshot) -> String {
    match (gap, &bench.link) {
        (Gap::NoLink, Link::Down { why, .. }) => format!("{}: {why}", gap.words()),
        (Gap::Downloading | Gap::NoLink, _) => gap.words().to_owned(),
    }
}

/// Says how much was recorded.
fn tell(recorded: &Recorded, detectors: &Detectors, lasted: Duration, why: &str, form: Form) {
    let Recorded { rounds, gaps, bytes, files } = recorded;
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    match form {
        Form::Json => print::line(json!({
            "files": names,
            "rounds": rounds,
            "gaps": gaps,
            "bytes": bytes,
            "duration_s": lasted.as_secs_f64(),
            "detectors": detectors.all().iter().map(|(place, _)| place.to_string()).collect::<Vec<_>>(),
            "ended": why,
        })),
        Form::People => {
            let first = names.first().map(|name| clean(name)).unwrap_or_default();
            let more = if names.len() > 1 { format!(" and {} more", names.len() - 1) } else { String::new() };
            let gaps = match gaps {
                0 => "no gap".to_owned(),
                1 => "1 gap".to_owned(),
                gaps => format!("{gaps} gaps"),
            };
            print::line(format_args!(
                "{rounds} rounds of {} detectors in {:.1} s, {gaps}, {bytes} bytes: {first}{more}",
                detectors.all().len(),
                lasted.as_secs_f64(),
            ));
        }
    }
}
