//! Live power as it is printed: once, or line by line as it is read.

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};
use tokio::time::Instant;

use crate::app::print::{self, complain};
use crate::core::column_name::distinct_words;
use crate::core::history::{Reading, Round};
use crate::core::wall_clock;
use crate::desk::{Detectors, NamedDetector};
use crate::shell::desk::Desk;

/// How powers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::shell) enum PowerForm {
    /// A line for each detector, or for each round when it is watched.
    People,
    /// A line of names, then a line for each round.
    Csv,
    /// An object for each round.
    Json,
}

/// How many rounds are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::shell) enum Watching {
    /// One.
    Once,
    /// So many, or without an end.
    Rounds(Option<u64>),
}

/// Prints the power of these detectors, dBm.
pub(in crate::shell) async fn power(
    mut desk: Desk,
    detectors: Detectors,
    watching: Watching,
    form: PowerForm,
) -> Result<()> {
    desk.first_power(&detectors).await?;
    let (bench, detectors) = (desk.bench(), detectors.all());
    if form == PowerForm::Csv {
        print::line(csv_head(detectors));
    }
    match watching {
        Watching::Once => {
            if let Some(round) = bench.tail.last() {
                once(detectors, round, form);
            }
        }
        Watching::Rounds(count) => watch(desk, detectors, count, form).await?,
    }
    Ok(())
}

async fn watch(
    mut desk: Desk,
    detectors: &[NamedDetector],
    count: Option<u64>,
    form: PowerForm,
) -> Result<()> {
    let (mut seen, mut printed) = (0, 0);
    loop {
        let bench = desk.bench();
        let (missed, rounds) = bench.tail.unseen(seen);
        if missed > 0 {
            complain(&format!("{missed} rounds are missing: they were not taken in time"));
        }
        for round in rounds.filter(|round| !matches!(round.reading, Reading::Retracted { .. })) {
            if count.is_some_and(|count| printed == count) {
                return Ok(());
            }
            if !print::is_read(row(detectors, round, form)) {
                return Ok(());
            }
            printed += 1;
        }
        seen = bench.tail.count();
        desk.changed().await?;
    }
}

fn once(detectors: &[NamedDetector], round: &Round, form: PowerForm) {
    if form != PowerForm::People {
        print::line(row(detectors, round, form));
        return;
    }
    let widest = detectors.iter().map(|(_, name)| name.chars().count()).max().unwrap_or_default();
    for ((_, name), power) in detectors.iter().zip(powers(detectors, round)) {
        let power = shown(power).unwrap_or_else(|| "-".into());
        print::line(format_args!("{name:widest$}  {power:>8} dBm"));
    }
}

/// A round as one line.
fn row(detectors: &[NamedDetector], round: &Round, form: PowerForm) -> String {
    let time = time_of(round);
    let powers = powers(detectors, round);
    let gap = match round.reading {
        Reading::Gap(gap) => Some(gap.words()),
        Reading::Powers(_) | Reading::Retracted { .. } => None,
    };
    match form {
        PowerForm::Json => {
            let one = |((place, name), power): (&NamedDetector, f32)| {
                let power = shown(power).and_then(|power| power.parse::<f64>().ok());
                json!({ "detector": place.to_string(), "name": name, "power_dbm": power })
            };
            let all: Vec<Json> = detectors.iter().zip(powers).map(one).collect();
            json!({ "time": time, "detectors": all, "gap": gap }).to_string()
        }
        PowerForm::Csv => {
            let cells = powers.into_iter().map(|power| shown(power).unwrap_or_default());
            std::iter::once(time).chain(cells).collect::<Vec<_>>().join(",")
        }
        PowerForm::People => {
            let cells = powers.into_iter().map(|power| {
                let power = shown(power).unwrap_or_else(|| "-".into());
                format!("{power:>9}")
            });
            let line = std::iter::once(time).chain(cells).collect::<String>();
            gap.map_or_else(|| line.clone(), |gap| format!("{line}  {gap}"))
        }
    }
}

/// The powers of a round; not-a-number where there is none.
fn powers(detectors: &[NamedDetector], round: &Round) -> Vec<f32> {
    match &round.reading {
        Reading::Powers(powers) => powers.to_vec(),
        Reading::Gap(_) | Reading::Retracted { .. } => vec![f32::NAN; detectors.len()],
    }
}

/// A power with three decimals; `None` where there is none, or none that a number can say.
fn shown(power: f32) -> Option<String> {
    power.is_finite().then(|| format!("{power:.3}"))
}

/// When it was read, in UTC, to the millisecond.
fn time_of(round: &Round) -> String {
    let age = Instant::now().into_std().saturating_duration_since(round.at);
    let time = wall_clock::utc() - jiff::SignedDuration::try_from(age).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The names of the columns.
fn csv_head(detectors: &[NamedDetector]) -> String {
    let words = distinct_words(detectors.iter().map(|(place, name)| (name.as_str(), place.to_string())));
    let names = words.into_iter().map(|word| format!("{word}_dBm"));
    std::iter::once("time".to_owned()).chain(names).collect::<Vec<_>>().join(",")
}
