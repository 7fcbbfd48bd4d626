//! Work that would hold the screen up: files, figures, analysis. Done on threads of the runtime, one piece of
//! each kind at a time and in the order in which it was asked for, so that what was asked last is shown last. What
//! comes of it comes back to the loop.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::figure;
use super::folder::Folder;
use super::hear::hear;
use super::shell;
use crate::analysis::mask::Mask;
use crate::analysis::peaks::Search;
use crate::analysis::resonance::{Method, resonances};
use crate::config::address::Address;
use crate::config::presets;
use crate::core::parameter::Change;
use crate::core::places::Places;
use crate::core::text::clean_path;
use crate::core::trace::Trace;
use crate::export::figure::FigureOptions;
use crate::export::glance::{NoGlimpse, glance, is_read};
use crate::export::measured::Table;
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace};
use crate::files::absolute;
use crate::files::list::{Found, Listing, newest};
use crate::files::place::{self, Readers};
use crate::files::read::{TEXT, read_text};
use crate::record::log::PowerLog;
use crate::record::recording::{self, NoRecording, Recording, has_name_of_recording, is_recording, whole};
use crate::ui::frame::done::{Done, Kept, WorkError};
use crate::ui::frame::state::Visit;
use crate::ui::kit::graphics::Graphics;
use crate::ui::kit::theme::Theme;
use crate::ui::recording::view::Opened;
use crate::ui::trace::traces::extremes::{Extremes, Searched};
use crate::ui::trace::traces::making::{Making, Old};
use crate::ui::trace::traces::table::Question;
use crate::ui::trace::traces::{Same, Traces};
use crate::ui::trace::{Glanced, Key, Measurement, Picture};

/// Pieces of work whose results may wait.
const WAITING: usize = 64;

/// Files of a folder that are listed, the newest ones.
const LISTED: usize = 20_000;
/// How long a bench may take to answer a stranger.
const HEARING: Duration = Duration::from_secs(2);
/// Kinds of work. One piece of each is done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    /// Files are written.
    Write,
    /// Traces and masks are read.
    Read,
    /// Folders are listed, and their files looked into.
    Browse,
    /// Presets are written and read: the list shows what was saved before it was asked for.
    Presets,
    /// Pictures of the chart are drawn and encoded.
    Draw,
    /// Resonances are searched for and fitted.
    Analyse,
    /// Peaks and dips are searched for.
    Search,
    /// What a command measures is measured.
    Measure,
    /// What is made of whole traces: joins, differences, changes, verdicts.
    Make,
    /// The operator's own commands.
    Run,
    /// Live power is recorded, on a thread of its own.
    Record,
}

impl Lane {
    /// Whether something is lost where it does not come to its end: leaving waits for it.
    const fn writes(self) -> bool {
        match self {
            Self::Write | Self::Presets | Self::Record => true,
            Self::Read
            | Self::Draw
            | Self::Analyse
            | Self::Search
            | Self::Measure
            | Self::Make
            | Self::Browse
            | Self::Run => false,
        }
    }
}

/// Does work and hands back what comes of it.
pub(crate) struct Background {
    /// The folder for names that have none.
    pub(crate) folder: Folder,
    sender: mpsc::Sender<Done>,
    results: mpsc::Receiver<Done>,
    /// The last piece of work of each lane, which ends after all before it.
    last: BTreeMap<Lane, JoinHandle<()>>,
}

impl Background {
    /// With nothing to do.
    pub(crate) fn new() -> Self {
        let (sender, results) = mpsc::channel(WAITING);
        Self { folder: Folder::default(), sender, results, last: BTreeMap::new() }
    }

    /// What comes next; `None` when all files and presets are written, if that is waited for. Cancel-safe.
    pub(crate) async fn next(&mut self, until_written: bool) -> Option<Done> {
        let Self { results, last, .. } = self;
        tokio::select! {
            biased;
            // There is always a sender: this is it.
            Some(done) = results.recv() => Some(done),
            () = over(last), if until_written => None,
        }
    }

    fn start(&mut self, lane: Lane, work: impl FnOnce(&Folder) -> Done + Send + 'static) {
        let (sender, folder) = (self.sender.clone(), self.folder.clone());
        let before = self.last.remove(&lane);
        let last = tokio::spawn(async move {
            if let Some(before) = before {
                // What it panicked over is not this one's fault.
                let _ = before.await;
            }
            if let Ok(done) = tokio::task::spawn_blocking(move || work(&folder)).await {
                let _ = sender.send(done).await;
            }
        });
        self.last.insert(lane, last);
    }

    /// For a thread that tells what came of its work.
    pub(super) fn teller(&self) -> mpsc::Sender<Done> {
        self.sender.clone()
    }

    /// A recording is being written on a thread of its own, until this comes.
    pub(super) fn follow(&mut self, ended: oneshot::Receiver<()>) {
        self.last.insert(Lane::Record, tokio::spawn(async move { drop(ended.await) }));
    }

    /// Whether one is.
    pub(super) fn is_recording(&self) -> bool {
        self.last.get(&Lane::Record).is_some_and(|work| !work.is_finished())
    }

    /// Asks who answers at these benches, by their names: all at once.
    pub(crate) fn hear(&self, benches: Vec<(String, Address)>) {
        for (name, Address { host, port }) in benches {
            let sender = self.sender.clone();
            tokio::spawn(async move {
                let came = hear(&host, port, HEARING).await;
                let _ = sender.send(Done::Heard(name, came)).await;
            });
        }
    }

    /// Waits until all that is begun is written, whatever comes of it. Cancel-safe.
    pub(super) async fn written(&mut self) {
        while self.next(true).await.is_some() {}
    }

    /// Whether all files and presets are written and what came of them was taken.
    pub(crate) fn is_written(&self) -> bool {
        let mut writing = self.last.iter().filter(|(lane, _)| lane.writes());
        writing.all(|(_, work)| work.is_finished()) && self.results.is_empty()
    }

    /// Writes what was said on the line: for its owner alone.
    pub(crate) fn save_text(&mut self, text: String, path: PathBuf) {
        self.start(Lane::Write, move |folder| {
            let path = folder.to_save(&path);
            let saved = place::new(&path, Readers::Owner, |file| file.write_all(text.as_bytes()));
            Done::Saved(saved.map_err(|error| WorkError::File { path, error }))
        });
    }

    /// Writes traces into a file of the kind that its end names; never over another one.
    pub(crate) fn save(&mut self, traces: Vec<NamedTrace>, path: PathBuf) {
        let of = traces.iter().map(|(_, trace)| Same::from(trace)).collect();
        self.start(Lane::Write, move |folder| {
            let saved = export::save(&folder.to_save(&path), &traces);
            Done::SavedTraces(saved.map_err(WorkError::from), of)
        });
    }

    /// Writes a table about a trace.
    pub(crate) fn save_table(&mut self, trace: NamedTrace, table: Table, path: PathBuf) {
        self.start(Lane::Write, move |folder| {
            let saved = export::save_table(&folder.to_save(&path), &trace, &table);
            Done::Saved(saved.map_err(WorkError::from))
        });
    }

    /// Writes a figure of what a chart of these traces shows.
    pub(crate) fn save_figure(&mut self, traces: Traces, options: FigureOptions, path: PathBuf) {
        self.start(Lane::Write, move |folder| {
            let path = folder.to_save(&path);
            let saved = |figure: &export::figure::Figure| Ok(export::figure::save(&path, figure, options)?);
            Done::Saved(figure::with(&traces, options, saved))
        });
    }

    /// Makes a picture of what a chart of these traces shows.
    pub(crate) fn picture(&mut self, traces: Traces, theme: Theme, graphics: Graphics, key: Key) {
        self.start(Lane::Draw, move |_| {
            let look = figure::look(&theme, graphics.cell_height());
            let pixels = figure::pixels(&traces, key.size, graphics.pixels(key.size), &look);
            let pixels = pixels.map_err(WorkError::from);
            Done::Picture(pixels.and_then(|pixels| Ok(Picture::encode(&graphics, key, pixels)?)))
        });
    }

    /// Reads saved traces or a recording, asked for here.
    pub(crate) fn open(&mut self, path: PathBuf, options: ReadOptions, visit: Visit) {
        self.start(Lane::Read, move |folder| {
            let path = folder.to_open(&path);
            if is_recording(&path) {
                let came = opened(&path).map(|opened| (path, opened)).map_err(WorkError::from);
                return Done::OpenedRecording { came, visit };
            }
            let opened = export::load_with(&path, &options).map_err(WorkError::from);
            let drawable =
                |traces: Vec<NamedTrace>| traces.into_iter().map(|(_, trace)| trace.into()).collect();
            Done::Opened { came: opened.map(|traces| (path, drawable(traces))), visit }
        });
    }

    /// Reads which files of traces and of live power a folder has, or that of the session.
    pub(crate) fn list(&mut self, asked: Option<PathBuf>, times: u64) {
        self.start(Lane::Browse, move |folder| {
            let place = folder.to_list(asked.as_deref());
            let is_listed = |path: &Path| is_read(path) || has_name_of_recording(path);
            let came = match newest(&place, is_listed, LISTED) {
                // That of the session is made with the first file.
                Err(error) if asked.is_none() && error.kind() == ErrorKind::NotFound => {
                    Ok(Listing::default())
                }
                came => came.map_err(|error| WorkError::File { path: place.clone(), error }),
            };
            let folder = absolute(&place);
            Done::Listed { times, folder, came }
        });
    }

    /// Reads what files say of their traces.
    pub(crate) fn glance(&mut self, files: Vec<Found>) {
        self.start(Lane::Browse, move |_| {
            let look = |file: Found| {
                let came = if is_recording(&file.path) {
                    recording::glance(&file.path)
                        .map(Glanced::Recording)
                        .map_err(|why| NoGlimpse::Recording(why.to_string()))
                } else {
                    glance(&file.path).map(Glanced::Traces)
                };
                (file, came)
            };
            Done::Glanced(files.into_iter().map(look).collect())
        });
    }

    /// Reads a mask; what comes of it carries the name that was asked for.
    pub(crate) fn mask(&mut self, asked: PathBuf) {
        self.start(Lane::Read, move |folder| {
            let path = folder.to_open(&asked);
            let text = read_text(&path, TEXT).map_err(|error| WorkError::File { path: path.clone(), error });
            let bad = |what| WorkError::Mask { path: path.clone(), what };
            let mask = text.and_then(|text| Mask::parse(&text).map_err(bad));
            let mask = mask.map(|mask| Mask { name: crate::core::text::clean(&mask.name), ..mask });
            Done::Mask(asked, mask)
        });
    }

    /// Sees which presets a folder has, asked for here.
    pub(crate) fn list_presets(&mut self, folder: PathBuf, visit: Visit) {
        self.presets(folder, visit, |_| Kept::Listed);
    }

    /// Reads a preset, asked for here.
    pub(crate) fn read_preset(&mut self, folder: PathBuf, name: String, visit: Visit) {
        self.presets(folder, visit, |folder| {
            let came = presets::load(folder, &name);
            Kept::Read(name, came)
        });
    }

    /// Saves a value for each setting under a name; over another preset only if that is wanted.
    pub(crate) fn save_preset(
        &mut self,
        folder: PathBuf,
        name: String,
        values: Vec<Change>,
        overwrite: bool,
        visit: Visit,
    ) {
        self.presets(folder, visit, move |folder| {
            let came = presets::save(folder, &name, &values, overwrite).map(|()| values.len());
            Kept::Saved(name, came)
        });
    }

    /// Removes a preset.
    pub(crate) fn delete_preset(&mut self, folder: PathBuf, name: String, visit: Visit) {
        self.presets(folder, visit, |folder| {
            let came = presets::delete(folder, &name);
            Kept::Deleted(name, came)
        });
    }

    fn presets(&mut self, folder: PathBuf, visit: Visit, work: impl FnOnce(&Path) -> Kept + Send + 'static) {
        self.start(Lane::Presets, move |_| {
            let came = work(&folder);
            Done::Presets { all: presets::list(&folder), came, visit }
        });
    }

    /// Runs a line for the shell, one after the other.
    pub(crate) fn run(&mut self, name: String, line: String) {
        self.start(Lane::Run, move |_| {
            let came = shell::run(&line).map_err(|error| WorkError::Shell { name: name.clone(), error });
            Done::Ran(name, came)
        });
    }

    /// Makes something of whole traces.
    pub(crate) fn make(&mut self, making: Making) {
        self.start(Lane::Make, move |_| Done::Made(making.make()));
    }

    /// Drops traces that nothing shows any more.
    pub(crate) fn discard(old: Old) {
        drop(tokio::task::spawn_blocking(move || drop(old)));
    }

    /// Measures something on a trace.
    pub(crate) fn measure(&mut self, measurement: Measurement) {
        self.start(Lane::Measure, move |_| Done::Measured(measurement.words()));
    }

    /// Finds the peaks or dips of a trace.
    pub(crate) fn search(&mut self, trace: Arc<Trace>, search: Search) {
        self.start(Lane::Search, move |_| {
            Done::Extremes(Searched::new(&trace, search), Extremes::find(&trace.y, &search))
        });
    }

    /// Finds the resonances of a trace within a range of its samples.
    pub(crate) fn analyse(&mut self, trace: Arc<Trace>, within: Range<usize>, method: Method) {
        self.start(Lane::Analyse, move |_| {
            let question = Question::new(&trace, within.clone(), method);
            Done::Table(question, Box::new(resonances(&trace.y, Places::from(&*trace), &method, within)))
        });
    }
}

/// Reads the recording that a file is part of, or those of a folder, and looks at every power of it.
fn opened(path: &Path) -> Result<Opened, NoRecording> {
    let recording = Recording::open(&whole(path))?;
    let log = PowerLog::read(&recording)?;
    let name = clean_path(path);
    let opened = Opened::new(name.clone(), recording.detectors().to_vec(), log, recording.left_out);
    opened.ok_or(NoRecording::Nothing(name))
}

/// Waits for the work that writes to end. Cancel-safe.
async fn over(last: &mut BTreeMap<Lane, JoinHandle<()>>) {
    while let Some((&lane, work)) = last.iter_mut().find(|(lane, _)| lane.writes()) {
        // What it panicked over is not this one's fault.
        let _ = work.await;
        last.remove(&lane);
    }
}

impl Default for Background {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
