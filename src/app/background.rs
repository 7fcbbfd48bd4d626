//! Work that would hold the screen up: files, figures, analysis. Done on threads of the runtime; what
//! comes of it comes back to the loop.

use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::figure;
use super::folder::Folder;
use crate::analysis::mask::Mask;
use crate::analysis::resonance::{Method, resonances};
use crate::config::presets;
use crate::core::parameter::Change;
use crate::core::trace::Trace;
use crate::export::{self, NamedTrace};
use crate::files::place::{self, Readers};
use crate::files::read::{TEXT, read_text};
use crate::ui::common::context::Page;
use crate::ui::frame::done::{Done, Kept, WorkError};
use crate::ui::kit::graphics::Graphics;
use crate::ui::kit::theme::Theme;
use crate::ui::trace::traces::Traces;
use crate::ui::trace::traces::table::Question;
use crate::ui::trace::{Key, Picture};

/// Pieces of work whose results may wait.
const WAITING: usize = 64;

/// What to do with presets.
#[derive(Clone, Debug)]
pub(crate) enum Keep {
    /// See which there are.
    List,
    /// Save these values under a name, over another only if that is wanted.
    Save {
        /// The name.
        name: String,
        /// The values.
        values: Vec<Change>,
        /// Also over another.
        overwrite: bool,
    },
    /// Read one.
    Read(String),
}

/// Does work and hands back what comes of it.
pub(crate) struct Background {
    /// Where files are.
    pub(crate) folder: Folder,
    sender: mpsc::Sender<Done>,
    results: mpsc::Receiver<Done>,
}

impl Background {
    /// With nothing to do.
    pub(crate) fn new() -> Self {
        let (sender, results) = mpsc::channel(WAITING);
        Self { folder: Folder::default(), sender, results }
    }

    /// What comes next.
    pub(crate) async fn next(&mut self) -> Done {
        match self.results.recv().await {
            Some(done) => done,
            // There is always a sender: this is it.
            None => std::future::pending().await,
        }
    }

    fn start(&self, work: impl FnOnce(&Folder) -> Done + Send + 'static) {
        let (sender, folder) = (self.sender.clone(), self.folder.clone());
        tokio::task::spawn_blocking(move || {
            let _ = sender.blocking_send(work(&folder));
        });
    }

    /// Writes what was said on the line: for its owner alone.
    pub(crate) fn save_text(&self, text: String, path: PathBuf) {
        self.start(move |folder| {
            let path = folder.to_save(&path);
            let saved = place::new(&path, Readers::Owner, |file| file.write_all(text.as_bytes()));
            Done::Saved(saved.map_err(|error| WorkError::File { path, error }))
        });
    }

    /// Writes traces.
    pub(crate) fn save(&self, traces: Vec<NamedTrace>, path: PathBuf) {
        self.start(move |folder| {
            let saved = export::save(&folder.to_save(&path), &traces);
            Done::SavedTraces(saved.map_err(WorkError::from))
        });
    }

    /// Writes a table about a trace.
    pub(crate) fn save_table(&self, trace: NamedTrace, table: String, path: PathBuf) {
        self.start(move |folder| {
            let saved = export::save_table(&folder.to_save(&path), &trace, &table);
            Done::Saved(saved.map_err(WorkError::from))
        });
    }

    /// Writes a figure of what a chart of these traces shows.
    pub(crate) fn save_figure(&self, traces: Traces, path: PathBuf) {
        self.start(move |folder| {
            let path = folder.to_save(&path);
            Done::Saved(figure::with(&traces, |figure| Ok(export::figure::save(&path, figure)?)))
        });
    }

    /// Makes a picture of what a chart of these traces shows.
    pub(crate) fn picture(&self, traces: Traces, theme: Theme, graphics: Graphics, key: Key) {
        self.start(move |_| {
            let look = figure::look(&theme, graphics.cell_height());
            let pixels = figure::pixels(&traces, key.size, graphics.pixels(key.size), &look);
            let pixels = pixels.map_err(WorkError::from);
            Done::Picture(pixels.and_then(|pixels| Ok(Picture::encode(&graphics, key, pixels)?)))
        });
    }

    /// Reads saved traces.
    pub(crate) fn open(&self, path: PathBuf) {
        self.start(move |folder| {
            let path = folder.to_open(&path);
            let opened = export::load(&path).map_err(WorkError::from);
            Done::Opened(opened.map(|traces| (path, traces)))
        });
    }

    /// Reads a mask.
    pub(crate) fn mask(&self, path: PathBuf) {
        self.start(move |folder| {
            let path = folder.to_open(&path);
            let text = read_text(&path, TEXT).map_err(|error| WorkError::File { path: path.clone(), error });
            let bad = |what| WorkError::Mask { path: path.clone(), what };
            let mask = text.and_then(|text| Mask::parse(&text).map_err(bad));
            Done::Mask(mask.map(|mask| Mask { name: crate::core::text::clean(&mask.name), ..mask }))
        });
    }

    /// Does something with the presets of a folder, asked for on this page.
    pub(crate) fn presets(&self, folder: PathBuf, work: Keep, page: Page) {
        self.start(move |_| {
            let came = match work {
                Keep::List => Ok(Kept::Listed),
                Keep::Save { name, values, overwrite } => presets::save(&folder, &name, &values, overwrite)
                    .map(|()| Kept::Saved(name, values.len())),
                Keep::Read(name) => presets::load(&folder, &name).map(|values| Kept::Read(name, values)),
            };
            Done::Presets { names: presets::list(&folder), came, page }
        });
    }

    /// Finds the resonances of a trace within a range of its samples.
    pub(crate) fn analyse(&self, trace: Arc<Trace>, within: Range<usize>, method: Method) {
        self.start(move |_| {
            let question = Question::new(&trace, within.clone(), method);
            Done::Table(question, resonances(&trace.y, trace.spacing, &method, within))
        });
    }
}

impl Default for Background {
    fn default() -> Self {
        Self::new()
    }
}
