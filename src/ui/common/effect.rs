//! What an action asks of the world outside the screen.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::analysis::peaks::Search;
use crate::analysis::resonance::Method;
use crate::config::address::Address;
use crate::core::consent::Consent;
use crate::core::ids::LaserSet;
use crate::core::parameter::Change;
use crate::core::request::{Order, Query};
use crate::core::trace::Trace;
use crate::core::transcript::ScriptKind;
use crate::export::figure::FigureOptions;
use crate::export::measured::Table;
use crate::export::options::ReadOptions;
use crate::files::list::Found;

/// Something for the world outside the screen.
#[derive(Debug, PartialEq)]
pub(crate) enum Effect {
    /// Ask what changes nothing.
    Query(Query),
    /// Order what changes something, or lets light out.
    Order(Order),
    /// Set values as one job that can be taken back, or that takes one back.
    Set(Vec<Change>, Way),
    /// The same where light that is out already becomes stronger.
    Raise {
        /// What is set.
        changes: Vec<Change>,
        /// What for.
        way: Way,
        /// What was held when it was asked, if that has to be so still.
        still: Vec<Change>,
        /// The yes.
        consent: Consent,
    },
    /// Tell the worker that caps were lowered.
    LowerCaps,
    /// Send a line that was typed, after a look at what it would do.
    Say(String),
    /// Switch lasers off, ahead of everything.
    Off(LaserSet),
    /// Abort what the instrument does, ahead of everything.
    Abort,
    /// Give up every download that was asked for so far.
    DownloadCancel,
    /// Open or close the connection, or make it anew.
    Link(LinkOrder),
    /// Write or read presets.
    Preset(PresetOrder),
    /// Save what was said on the line, as a script of this kind.
    SaveTranscript(ScriptKind, PathBuf),
    /// Save traces with their letters; the end of the name says how.
    SaveTraces(Vec<(char, Arc<Trace>)>, PathBuf),
    /// Save a table about a trace with its letter.
    SaveTable((char, Arc<Trace>), Table, PathBuf),
    /// Save a figure of what the chart shows, looking like this.
    SaveFigure(FigureOptions, PathBuf),
    /// Make a picture of what the chart shows.
    Picture,
    /// Open saved traces, read as it was said.
    Open(PathBuf, ReadOptions),
    /// Read which files of traces a folder has, or that of saves; how often a folder was asked for.
    List(Option<PathBuf>, u64),
    /// Read what these files say of their traces.
    Glance(Vec<Found>),
    /// Read a mask and hold the selected trace against it.
    Mask(PathBuf),
    /// Make what is to be made of whole traces next.
    Make,
    /// Drop the traces that nothing shows any more.
    Discard,
    /// Measure what is to be measured next on a trace.
    Measure,
    /// Find the peaks or dips of a trace.
    Search {
        /// The trace.
        trace: Arc<Trace>,
        /// What counts.
        search: Search,
    },
    /// Find the resonances of a trace among some of its samples.
    Analyse {
        /// The trace.
        trace: Arc<Trace>,
        /// Where they are looked for.
        within: std::ops::Range<usize>,
        /// What counts.
        method: Method,
    },
    /// Begin or end a recording of live power.
    Record(RecordOrder),
    /// Run a line for the shell, of the command of this name.
    Run(String, String),
    /// Put text into the terminal's clipboard.
    Copy(Copied),
    /// Let the terminal sound its bell.
    Bell,
    /// Take the mouse, or give it back.
    Mouse(bool),
    /// Paint every cell again, whatever the terminal shows.
    Redraw,
    /// Suspend to the shell.
    Suspend,
    /// Take the terminal again after the program stood still.
    Resume,
    /// Ask who answers at these benches, by their names.
    AskBenches(Vec<(String, Address)>),
    /// Leave, after switching these off, ending the recording and writing files to their ends.
    Quit(LaserSet, Destination),
    /// Leave now, whatever leaving waits for.
    Leave,
    /// Stay, whatever leaving waits for.
    Stay,
}

/// Text for the clipboard. It may be that of a whole table: the log has its length.
#[derive(PartialEq)]
pub(crate) struct Copied(pub(crate) String);

impl std::fmt::Debug for Copied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// What is to become of the connection.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkOrder {
    /// Connect, to another address if there is one.
    Connect(Option<Address>),
    /// Close it: the instrument is free for others.
    Disconnect,
    /// Wait longer or shorter for answers; the connection is made anew.
    TimeOut(Duration),
}

/// Where somebody goes who leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Back to the shell: the program ends.
    Shell,
    /// To the bench of the profile of this name.
    Bench(String),
    /// To the built-in simulator.
    Simulator,
}

/// What is to become of the recording of live power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecordOrder {
    /// Begin one: into this file or folder, or into the folder of the session.
    Begin(Option<PathBuf>),
    /// End it.
    End,
}

/// What is to become of presets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PresetOrder {
    /// Read which there are.
    List,
    /// Save the bench under this name; asks before it writes over another.
    Save(String),
    /// Save the bench under this name.
    Overwrite(String),
    /// Remove this preset.
    Delete(String),
    /// Show what this preset would change.
    Show(String),
}

/// Which way a job goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The operator set something.
    #[default]
    Set,
    /// A step is taken back.
    Undo,
    /// A step that was taken back is done again.
    Redo,
}

impl Way {
    /// The verb for it, as messages have it.
    pub(in crate::ui) const fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, Spacing, TraceId};
    use crate::core::units::Wavelength;
    use crate::export::measured::{Cells, Column};

    #[test]
    fn the_log_of_an_effect_has_no_samples_and_no_pages() {
        let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let trace = Arc::new(Trace {
            origin: id.into(),
            spacing: Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) },
            y: vec![-12.345; 1_000_000],
            provenance: Provenance::default(),
            x_difference_pm: None,
        });
        let method = Method::default();
        let page = "1550.00000\t-12.34\n".repeat(10_000);
        let cells = Cells::Words(vec!["no line fits".into(); 10_000]);
        let column = Column { name: "doubt".into(), about: "why", cells };
        for effect in [
            Effect::SaveTraces(vec![('a', Arc::clone(&trace)); 26], "t.npz".into()),
            Effect::SaveTable(('a', Arc::clone(&trace)), Table(vec![column]), "t.csv".into()),
            Effect::Search { trace: Arc::clone(&trace), search: method.search },
            Effect::Analyse { trace, within: 0..1_000_000, method },
            Effect::Copy(Copied(page)),
        ] {
            let logged = format!("{effect:?}");
            assert!(logged.len() < 26 * 1000, "{} bytes: {logged:.1000}", logged.len());
        }
    }
}
