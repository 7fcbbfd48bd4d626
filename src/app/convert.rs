//! Files of traces as files of another format; and recordings as tables.

pub(crate) mod recording;

use std::path::PathBuf;
use std::sync::Arc;

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::load::load;
use super::print::{self, Printed, complain};
use crate::core::trace::Trace;
use crate::desk::failed::Failed;
use crate::export::ending::Asked;
use crate::export::options::ReadOptions;
use crate::export::{self, Format, NamedTrace};

/// Where what is converted goes, and in which of its formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To<F> {
    /// That of each file into one beside it, whose name ends so.
    Beside(Asked<F>),
    /// That of all files into this one.
    File(PathBuf, F),
}

/// The most traces of one file: each has a letter.
const LETTERS: usize = 26;

/// Writes them anew. A file that cannot be converted does not stop the others.
///
/// # Errors
/// If there is such a one.
pub(crate) fn convert(
    files: &[PathBuf],
    reading: &ReadOptions,
    to: &To<Format>,
    form: Printed,
) -> Result<()> {
    let written = match to {
        To::File(path, _) => vec![together(files, reading, path)],
        To::Beside(asked) => {
            let each = |file: &PathBuf| {
                let traces = load(file, reading).map_err(Failed::refused)?;
                written(&file.with_extension(asked.end), std::slice::from_ref(file), &traces)
            };
            files.iter().map(each).collect()
        }
    };
    let (done, refused): (Vec<_>, Vec<_>) = written.into_iter().partition(Result::is_ok);
    let done: Vec<Written> = done.into_iter().flatten().collect();
    match form {
        Printed::People => done.iter().for_each(|Written { path, .. }| print::path(path)),
        Printed::Json => {
            let done: Vec<Json> = done.iter().map(Written::json).collect();
            print::line(json!({ "written": done }));
        }
    }
    let mut refused: Vec<Failed> = refused.into_iter().filter_map(Result::err).collect();
    let last = refused.pop();
    for why in refused {
        complain(&why.to_string());
    }
    last.map_or(Ok(()), |why| Err(why.into()))
}

/// A file that was written.
struct Written {
    path: PathBuf,
    from: Vec<PathBuf>,
    traces: usize,
}

impl Written {
    fn json(&self) -> Json {
        let from: Vec<String> = self.from.iter().map(|path| path.display().to_string()).collect();
        json!({ "file": self.path.display().to_string(), "from": from, "traces": self.traces })
    }
}

fn written(path: &std::path::Path, from: &[PathBuf], traces: &[NamedTrace]) -> Result<Written, Failed> {
    let path = export::save_only(path, traces).map_err(Failed::refused)?;
    Ok(Written { path, from: from.to_vec(), traces: traces.len() })
}

/// The traces of all files in one. Those of one file keep their letters.
fn together(files: &[PathBuf], reading: &ReadOptions, path: &std::path::Path) -> Result<Written, Failed> {
    let mut all: Vec<NamedTrace> = Vec::new();
    for file in files {
        all.extend(load(file, reading).map_err(Failed::refused)?);
    }
    if all.len() > LETTERS {
        let words =
            format!("these are {} traces, and a file holds {LETTERS}; convert fewer files", all.len());
        return Err(Failed::Refused(words));
    }
    if files.len() > 1 {
        let lettered = |(letter, (_, trace)): (char, NamedTrace)| -> (char, Arc<Trace>) { (letter, trace) };
        all = ('A'..='Z').zip(all).map(lettered).collect();
    }
    written(path, files, &all)
}
