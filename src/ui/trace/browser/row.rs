//! A file in the list: what it says of its traces, in columns.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::core::cast;
use crate::core::ids::TlsId;
use crate::core::parameter::Parameter;
use crate::core::text::{SearchWords, clean, without_zeros};
use crate::core::wall_clock;
use crate::export::glance::NoGlimpse;
use crate::export::glimpse::Glimpse;
use crate::files::list::Found;
use crate::record::recording::Glance;
use crate::ui::kit::widgets::number;

/// A file, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) found: Found,
    /// Its name, without its folder.
    pub(super) name: String,
    pub(super) header: Header,
    /// All of its words in lower case, for the filter.
    text: String,
}

/// What was seen in a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Glanced {
    /// This of its traces.
    Traces(Vec<Glimpse>),
    /// This of the live power that was recorded in it.
    Recording(Glance),
}

/// What a file says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Header {
    /// Nobody has looked yet.
    Unread,
    /// This of its traces.
    Says(Box<Said>),
    /// Nothing, and why.
    Nothing(String),
}

/// What a file says of its traces: each thing once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// When the first was fetched, UTC.
    time: String,
    /// From which to which wavelength.
    pub(super) range: String,
    /// From sample to sample.
    pub(super) sampling: String,
    /// Speed and power of the sweep.
    pub(super) sweep: String,
    /// What was measured.
    pub(super) kind: String,
    /// By which detectors.
    pub(super) detectors: String,
    /// What the operator wrote.
    pub(super) note: String,
    /// Why not to trust it: it was dark.
    pub(super) mark: String,
    /// All of it, in lines.
    pub(super) details: Vec<String>,
}

impl Row {
    /// Of a file that nobody has looked into.
    pub(super) fn of(found: Found) -> Self {
        let name = clean(&found.path.file_name().unwrap_or_default().to_string_lossy());
        let mut row = Self { found, name, header: Header::Unread, text: String::new() };
        row.know(Header::Unread);
        row
    }

    /// Somebody has looked into it.
    pub(super) fn looked_into(&mut self, came: Result<Glanced, NoGlimpse>) {
        self.know(match came {
            Ok(Glanced::Traces(glimpses)) => Header::Says(Box::new(Said::of(&glimpses))),
            Ok(Glanced::Recording(glance)) => Header::Says(Box::new(Said::of_recording(&glance))),
            Err(why) => Header::Nothing(clean(&why.to_string())),
        });
    }

    fn know(&mut self, header: Header) {
        self.header = header;
        let said = match &self.header {
            Header::Unread => String::new(),
            Header::Says(said) => said.details.join(" "),
            Header::Nothing(why) => why.clone(),
        };
        self.text = format!("{} {} {said}", self.name, self.time()).to_lowercase();
    }

    /// When its traces were fetched, else when it was changed; UTC.
    pub(super) fn time(&self) -> String {
        match &self.header {
            Header::Says(said) if !said.time.is_empty() => said.time.clone(),
            Header::Unread | Header::Says(_) | Header::Nothing(_) => wall_clock::utc_of(self.found.changed),
        }
    }

    /// Whether it has all of these words.
    pub(super) fn has(&self, words: &SearchWords) -> bool {
        words.are_in_lowercase(&self.text)
    }
}

impl Said {
    fn of(glimpses: &[Glimpse]) -> Self {
        let each = |words: &dyn Fn(&Glimpse) -> Vec<String>| {
            let mut told = BTreeSet::new();
            let all = glimpses.iter().flat_map(words).filter(|words| !words.is_empty());
            all.filter(|words| told.insert(words.clone())).collect::<Vec<_>>().join(", ")
        };
        let one = |words: &dyn Fn(&Glimpse) -> String| each(&|glimpse| vec![words(glimpse)]);
        let setting = |of: fn(TlsId) -> Parameter| {
            each(&|glimpse| {
                let settings = &glimpse.provenance.settings;
                TlsId::all().filter_map(|tls| settings.get(&of(tls).command()).cloned()).collect()
            })
        };
        let sweep = [setting(Parameter::TlsSpeed), setting(Parameter::TlsPower)];
        let sweep = sweep.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        Self {
            time: glimpses
                .iter()
                .map(|one| when(&one.provenance.taken))
                .find(|time| !time.is_empty())
                .unwrap_or_default(),
            range: range(glimpses),
            sampling: one(&|glimpse| {
                glimpse
                    .spacing
                    .map_or_else(String::new, |spacing| format!("{} pm", short(spacing.sampling.pm())))
            }),
            sweep,
            kind: one(&kind),
            detectors: one(&|glimpse| match glimpse.origin.trace() {
                Some(id) if glimpse.provenance.name.is_empty() => id.detector.to_string(),
                Some(_) => glimpse.provenance.name.clone(),
                None => glimpse.origin.to_string(),
            }),
            note: one(&|glimpse| glimpse.provenance.notes.clone()),
            mark: one(&|glimpse| glimpse.provenance.light.mark().unwrap_or_default().to_owned()),
            details: details(glimpses),
        }
    }
}

impl Said {
    /// Of live power.
    fn of_recording(Glance { head, lasts }: &Glance) -> Self {
        let detectors = head.detectors.iter().map(|detector| clean(&detector.name)).collect::<Vec<_>>();
        let interval = number::round_trip(Duration::from_nanos(head.interval_ns));
        let note = format!("{}, every {interval}", number::duration(*lasts));
        let details = vec![
            format!("live power of {}: {note}", detectors.join(", ")),
            format!("part {} of the recording of {}", head.segment, when(&head.recording_utc)),
            clean(&head.instrument),
            format!("by {}", clean(&head.program)),
        ];
        Self {
            time: when(&head.start_utc),
            kind: "live power".to_owned(),
            detectors: detectors.join(", "),
            note,
            details,
            ..Self::default()
        }
    }
}

/// What was measured, or last computed.
fn kind(glimpse: &Glimpse) -> String {
    match (glimpse.provenance.processing.last(), glimpse.origin.trace()) {
        (Some(step), _) => step.what.clone(),
        (None, Some(id)) => id.kind.to_string(),
        (None, None) => "from elsewhere".to_owned(),
    }
}

/// A time as RFC 3339 has it, without letters and parts of a second.
fn when(taken: &str) -> String {
    let whole = taken.split_once('.').map_or(taken, |(whole, _)| whole);
    whole.trim_end_matches('Z').replace('T', " ")
}

/// From the least to the greatest wavelength of all.
fn range(glimpses: &[Glimpse]) -> String {
    let ends = glimpses.iter().filter_map(ends);
    let ends = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    ends.map_or_else(String::new, |(from, to)| format!("{}–{}", short(from), short(to)))
}

fn ends(glimpse: &Glimpse) -> Option<(f64, f64)> {
    let spacing = glimpse.spacing.filter(|_| glimpse.points > 0)?;
    Some((spacing.nm(0), spacing.nm(glimpse.points - 1)))
}

/// With three decimals at the most, and none that say nothing.
fn short(number: f64) -> String {
    without_zeros(&format!("{number:.3}")).to_owned()
}

/// All that is said, in lines: the traces, then what they have in common, each thing once.
fn details(glimpses: &[Glimpse]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Those that lie on the same wavelengths together.
    for together in glimpses.chunk_by(|a, b| samples(a) == samples(b)) {
        let names = together.iter().map(called).collect::<Vec<_>>().join(", ");
        lines.push(format!("{names}: {}", samples(&together[0])));
    }
    let mut told = BTreeSet::new();
    for provenance in glimpses.iter().map(|glimpse| &glimpse.provenance) {
        let settings = provenance.settings.iter().map(|(key, value)| format!("{key} {value}"));
        let settings = settings.collect::<Vec<_>>().join(", ");
        let processing = provenance.processing.iter().map(|step| step.what.as_str());
        let processing = processing.collect::<Vec<_>>().join(", ");
        let simulated = if provenance.simulated { "the simulator made it" } else { "" };
        let said = [
            ("note: ", provenance.notes.as_str()),
            ("", &settings),
            ("settings changed since: ", &provenance.sweep.settings_changed_since),
            ("computed: ", &processing),
            ("reference ", &provenance.reference),
            ("light: ", provenance.light.mark().unwrap_or_default()),
            ("", simulated),
            ("", &provenance.instrument),
            ("by ", &provenance.program),
        ];
        for (what, words) in said.into_iter().filter(|(_, words)| !words.is_empty()) {
            let line = format!("{what}{words}");
            if told.insert(line.clone()) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Which trace it is.
fn called(glimpse: &Glimpse) -> String {
    let name = &glimpse.provenance.name;
    if name.is_empty() { glimpse.origin.to_string() } else { format!("{} ({name})", glimpse.origin) }
}

/// How many samples a trace has, and where.
fn samples(glimpse: &Glimpse) -> String {
    let points = format!("{} points", number::grouped(cast::count_u64(glimpse.points)));
    match ends(glimpse) {
        Some((from, to)) => format!("{points} from {from:.4} to {to:.4} nm"),
        None => points,
    }
}
