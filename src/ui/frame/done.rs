//! What came of work that was done off the screen, and of the connection.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::analysis::mask::{Mask, MaskError};
use crate::analysis::resonance::Resonances;
use crate::config::presets::{PresetError, Saved};
use crate::core::event::Severity;
use crate::core::laser::Ours;
use crate::core::parameter::Change;
use crate::core::snapshot::{Heard, NotHeard, Snapshot};
use crate::core::text::{clean, clean_path, said};
use crate::export::ExportError;
use crate::export::figure::FigureError;
use crate::export::glance::NoGlimpse;
use crate::export::measured::TableError;
use crate::files::absolute;
use crate::files::list::{Found, Listing};
use crate::record::recording::NoRecording;
use crate::record::writer::{Recorded, Unrecorded};
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::Page;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn};
use crate::ui::frame::state::{InputMode, State, Visit};
use crate::ui::frame::update::recording_begins;
use crate::ui::kit::graphics::GraphicsError;
use crate::ui::recording::view::Opened;
use crate::ui::trace::traces::Same;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::extremes::{Extremes, Searched};
use crate::ui::trace::traces::making::Made;
use crate::ui::trace::traces::table::Question;
use crate::ui::trace::{Glanced, NoMeasurement, Picture};

/// Why a piece of work came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkError {
    /// The file system refuses.
    #[error("{}: {}", path.display(), said(error))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Traces or a figure could not be written or read.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A recording could not be read.
    #[error(transparent)]
    Recording(#[from] NoRecording),
    /// A table could not be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A mask that cannot be used.
    #[error("the mask {}: {what}", path.display())]
    Mask {
        /// The file.
        path: PathBuf,
        /// What in it cannot be used.
        what: MaskError,
    },
    /// What the chart shows cannot be drawn.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// A command of the operator's own could not be run.
    #[error("{name} was not run: {}", said(error))]
    Shell {
        /// The command.
        name: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The terminal's picture could not be made.
    #[error(transparent)]
    Graphics(#[from] GraphicsError),
}

/// What came of a piece of work.
#[derive(Debug)]
pub(crate) enum Done {
    /// A file was written, or why not.
    Saved(Result<PathBuf, WorkError>),
    /// These traces were written, or why not.
    SavedTraces(Result<PathBuf, WorkError>, Vec<Same>),
    /// Traces were read, or why not.
    Opened {
        /// The file and what was in it.
        came: Result<(PathBuf, Vec<Drawable>), WorkError>,
        /// Where it was asked for.
        visit: Visit,
    },
    /// A recording was read, or why not.
    OpenedRecording {
        /// The recording, and the file or folder that was opened.
        came: Result<(PathBuf, Opened), WorkError>,
        /// Where it was asked for.
        visit: Visit,
    },
    /// A folder was read, or why not.
    Listed {
        /// How often a folder was asked for.
        times: u64,
        /// Which one it was.
        folder: PathBuf,
        /// Its files.
        came: Result<Listing, WorkError>,
    },
    /// Files were looked into.
    Glanced(Vec<(Found, Result<Glanced, NoGlimpse>)>),
    /// A mask was read from a file, or why not.
    Mask(PathBuf, Result<Mask, WorkError>),
    /// A picture of the chart was made, or why not.
    Picture(Result<Picture, WorkError>),
    /// Something was made of whole traces.
    Made(Made),
    /// Something was measured on a trace, or why not.
    Measured(Result<String, NoMeasurement>),
    /// Peaks or dips were found.
    Extremes(Searched, Extremes),
    /// The operator's own command of this name was run, or why not.
    Ran(String, Result<Ran, WorkError>),
    /// Resonances were found, those that answer this question.
    Table(Question, Box<Resonances>),
    /// Who answered at the bench of this name, or what is there instead.
    Heard(String, Result<Heard, NotHeard>),
    /// A recording has begun, with this file.
    Recording(PathBuf),
    /// A recording is over: what was recorded, if it ever began, and why it ended early, if it did.
    Recorded(Option<Recorded>, Result<(), Unrecorded>),
    /// Something was done with presets.
    Presets {
        /// Those there are now.
        all: Vec<Saved>,
        /// What came of it.
        came: Kept,
        /// Where it was asked for.
        visit: Visit,
    },
}

impl Done {
    /// Whether something that was to be saved was not.
    pub(crate) const fn is_unsaved(&self) -> bool {
        match self {
            Self::Saved(came) | Self::SavedTraces(came, _) => came.is_err(),
            Self::Presets { came, .. } => came.is_unsaved(),
            Self::Recorded(_, came) => came.is_err(),
            Self::Opened { .. }
            | Self::OpenedRecording { .. }
            | Self::Mask(..)
            | Self::Picture(_)
            | Self::Made(_)
            | Self::Measured(_)
            | Self::Extremes(..)
            | Self::Listed { .. }
            | Self::Glanced(_)
            | Self::Ran(..)
            | Self::Recording(_)
            | Self::Heard(..)
            | Self::Table(..) => false,
        }
    }
}

/// How a line of the shell ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Its exit code; none where something ended it.
    pub(crate) code: Option<i32>,
    /// What it said, clean, in lines.
    pub(crate) said: String,
}

/// What was done with presets.
#[derive(Debug)]
pub(crate) enum Kept {
    /// Nothing but seen which there are.
    Listed,
    /// The one of this name was saved, with so many values, or why not.
    Saved(String, Result<usize, PresetError>),
    /// The one of this name was removed, or why not.
    Deleted(String, Result<(), PresetError>),
    /// The one of this name was read, with these values, or why not.
    Read(String, Result<Vec<Change>, PresetError>),
}

impl Kept {
    /// Whether a preset that was to be saved was not.
    const fn is_unsaved(&self) -> bool {
        match self {
            Self::Saved(_, came) => came.is_err(),
            Self::Listed | Self::Deleted(..) | Self::Read(..) => false,
        }
    }
}

impl State {
    /// What the screen needs for what it shows now, on a screen of this size.
    pub(crate) fn wanted(&mut self, area: Rect) -> Vec<Effect> {
        let table = self.trace.wanted_table();
        let next = self.trace.catch_up(&self.context);
        let caught_up = self.carry(next);
        let search = self.trace.wanted_search();
        let making = self.trace.wanted_making();
        let old = self.trace.wanted_discard();
        let live = self.trace.wanted_live(&self.context);
        let live = self.carry(live);
        let picture = self.wanted_picture(area);
        let tone = self.power.wanted_tone(&self.context);
        let browsed = if self.context.page == Page::Browser { self.trace.browser.wanted() } else { None };
        let typed = match &self.frame.mode {
            InputMode::Command(line) => Some(line.field.text()),
            InputMode::Page | InputMode::Edit(_) | InputMode::Confirm(_) => None,
        };
        let presets = self.presets.wanted(typed.as_deref());
        let heard =
            if self.context.page == Page::Benches { self.benches.wanted(&self.context) } else { None };
        self.wanted_completion();
        caught_up
            .into_iter()
            .chain(presets)
            .chain(heard)
            .chain(table)
            .chain(search)
            .chain(making)
            .chain(old)
            .chain(live)
            .chain(picture)
            .chain(tone)
            .chain(browsed)
            .collect()
    }

    /// A piece of work is done.
    pub(crate) fn done(&mut self, done: Done) -> Vec<Effect> {
        let next = match done {
            Done::Saved(Ok(path)) => saved(&path),
            Done::SavedTraces(Ok(path), _) => {
                self.remember_file(&path);
                let mut next = saved(&path);
                next.extend(self.trace.saved_traces(&self.context));
                next
            }
            Done::SavedTraces(Err(why), traces) => {
                self.trace.traces.be_saved(&traces, false);
                not_saved(&why)
            }
            Done::Saved(Err(why)) => not_saved(&why),
            Done::Opened { came: Ok((path, traces)), visit } => {
                self.remember_file(&path);
                let waits = self.waits_at(visit);
                self.trace.opened(&path, traces, waits)
            }
            Done::OpenedRecording { came: Ok((path, opened)), visit } => {
                self.remember_file(&path);
                let waits = self.waits_at(visit);
                self.recording.opened(opened, waits, &self.context)
            }
            Done::Opened { came: Err(why), .. } | Done::OpenedRecording { came: Err(why), .. } => {
                warn(clean(&format!("not opened: {why}")))
            }
            Done::Listed { times, folder, came } => {
                self.trace.browser.listed(times, &folder, came);
                Vec::new()
            }
            Done::Glanced(came) => {
                self.trace.browser.looked_into(came);
                Vec::new()
            }
            Done::Mask(file, came) => self.trace.mask_read(&file, came),
            Done::Picture(made) => self.trace.pictured(made),
            Done::Presets { all, came, visit } => {
                self.presets.all = all;
                self.offer_again();
                let waits = self.waits_at(visit);
                self.kept(came, waits)
            }
            Done::Made(made) => self.trace.made(made),
            Done::Measured(Ok(words)) => vec![Next::Answer(Severity::Info, words)],
            Done::Measured(Err(why)) => vec![Next::Answer(Severity::Warning, why.to_string())],
            Done::Extremes(searched, found) => {
                self.trace.extremes_found(searched, found);
                Vec::new()
            }
            Done::Ran(name, came) => {
                self.ran(&name, came);
                Vec::new()
            }
            Done::Heard(name, came) => {
                self.benches.heard(name, came);
                Vec::new()
            }
            Done::Recording(file) => recording_begins(&file),
            Done::Recorded(recorded, came) => self.recording_over(recorded, came),
            Done::Table(question, found) => {
                self.trace.found(question, *found);
                Vec::new()
            }
        };
        self.carry(next)
    }

    /// Whether the operator is still where something was asked for. Whoever has gone on to something else since is not
    /// called away, whether he came back or not.
    fn waits_at(&mut self, visit: Visit) -> bool {
        self.frame.mode == InputMode::Page && self.visit() == visit
    }

    /// Something was done with presets, and the operator waits for it, or not.
    fn kept(&mut self, came: Kept, waits: bool) -> Vec<Next> {
        match came {
            Kept::Listed => Vec::new(),
            Kept::Saved(name, Ok(count)) => inform(format!("preset {name} saved: {count} settings")),
            Kept::Saved(name, Err(PresetError::Taken(_))) if waits => {
                vec![Next::Ask(Confirm::Overwrite(name))]
            }
            Kept::Read(name, Ok(values)) if waits => {
                self.context.page = Page::Presets;
                self.presets.show(name, &values, &self.context);
                Vec::new()
            }
            Kept::Read(name, Ok(_)) => inform(format!("preset {name} was read; open it again to see it")),
            Kept::Deleted(name, Ok(())) => {
                self.presets.go(0);
                inform(format!("preset {name} deleted"))
            }
            Kept::Saved(_, Err(error)) | Kept::Deleted(_, Err(error)) | Kept::Read(_, Err(error)) => {
                warn(error.to_string())
            }
        }
    }

    fn remember_file(&mut self, path: &Path) {
        let whole = absolute(path);
        if let Some(name) = whole.to_str() {
            self.trace.remember_file(name.to_owned());
        }
    }

    /// A worker was started.
    pub(crate) fn connecting(&mut self, address: String, built_in_simulator: bool) {
        // Elsewhere nobody has answered yet.
        self.context.link.reached &= self.context.link.address == address;
        self.context.link.address = address;
        self.context.link.built_in_simulator = built_in_simulator;
        self.power.chart.history.new_source();
        self.context.bench = Arc::new(Snapshot::new(Arc::clone(&self.context.bench.detectors)));
    }

    /// The worker was ended: what it did not end has no end, and nothing is known to be dark.
    pub(crate) fn closed(&mut self) {
        let mut bench = (*self.context.bench).clone();
        bench.close(self.context.now);
        self.absorb(Arc::new(bench));
        for (parameter, (id, _)) in std::mem::take(&mut self.context.link.pending) {
            let _ = self.undo.over(id);
            self.tell(Severity::Warning, format!("{parameter} UNKNOWN: the connection was closed"));
        }
        self.scpi.conversation.closed();
        self.context.link.ours = Ours::default();
        self.sweep.forget();
    }
}

fn not_saved(why: &WorkError) -> Vec<Next> {
    warn(clean(&format!("not saved: {why}")))
}

/// Where it was saved, from the root on: nobody has to know in which folder the program was started.
fn saved(path: &Path) -> Vec<Next> {
    let whole = absolute(path);
    vec![Next::TellFile("saved as ", clean_path(&whole))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_is_nothing_unsaved() {
        for (came, unsaved) in [
            (Kept::Saved("a".into(), Err(PresetError::NoFolder)), true),
            (Kept::Saved("a".into(), Ok(1)), false),
            (Kept::Read("a".into(), Err(PresetError::NoFolder)), false),
            (Kept::Listed, false),
        ] {
            assert_eq!(came.is_unsaved(), unsaved, "{came:?}");
        }
    }
}
