//! What a file says of its traces, without their samples: of a file of any size a few pages are read.

use std::path::Path;

use super::ending::Ending;
use super::error::FormatError;
use super::glimpse::Glimpse;
use super::{Format, limits};
use crate::core::text::said;
use crate::files::read::{open_limited, read_limited};

/// Why nothing is said.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoGlimpse {
    /// Another program wrote the file: only all of it tells what is in it.
    #[error("not saved by {}", env!("CARGO_PKG_NAME"))]
    Foreign,
    /// It is not what it should be.
    #[error("broken: {0}")]
    Broken(#[from] FormatError),
    /// It is called as a recording is, and is none.
    #[error("broken: {0}")]
    Recording(String),
    /// The file system says no.
    #[error("cannot be read: {}", said(.0))]
    Unread(#[from] std::io::Error),
}

/// Whether a file of this name may hold traces: by its end, and unless it stands beside another one that does.
pub(crate) fn is_read(path: &Path) -> bool {
    Format::of_read(path).is_ok() && !Format::all().any(|format| format.has_beside(path))
}

/// What a file says of its traces, in the order of their letters.
///
/// # Errors
/// If it says nothing, or cannot be read. What it says of its samples is not held against them.
pub(crate) fn glance(path: &Path) -> Result<Vec<Glimpse>, NoGlimpse> {
    let format = Format::of_read(path).map_err(|_| NoGlimpse::Foreign)?;
    let (file, _) = open_limited(path, limits::BYTES)?;
    let mut said = (format.0.says)(file)?;
    if let Some(beside) = format.0.beside {
        match read_limited(&beside.of(path), limits::HEAD) {
            Ok(bytes) => said = (beside.says)(&bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    if said.is_empty() { Err(NoGlimpse::Foreign) } else { Ok(said) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, Spacing, Trace, TraceId};
    use crate::core::units::Wavelength;
    use crate::export::{NamedTrace, load, save};

    fn trace(channel: u8, points: usize) -> Arc<Trace> {
        let id = TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE };
        Arc::new(Trace {
            origin: id.into(),
            spacing: Spacing { start: Wavelength::from_nm(1520.0), sampling: Wavelength::from_m(1e-12) },
            y: vec![-3.25; points],
            provenance: Provenance {
                instrument: "EXFO,CTP10,SIM00001,1.4.0".into(),
                settings: [("tls 1 speed".to_owned(), "20 nm/s".to_owned())].into(),
                taken: "2026-11-24T12:04:31Z".into(),
                name: format!("IN{channel}"),
                notes: "ring 3, -after- \"anneal\" in \u{b5}m".into(),
                simulated: true,
                ..Provenance::default()
            },
            x_difference_pm: None,
        })
    }

    /// A file of each format, with its traces.
    fn each(points: usize, work: impl Fn(&Path, &[NamedTrace])) {
        let folder = tempfile::tempdir().unwrap();
        for format in Format::all() {
            let mut traces = vec![('A', trace(1, points)), ('C', trace(2, points))];
            traces.truncate(if format.lacks(&traces).is_some() { 1 } else { 2 });
            let path = folder.path().join(format!("t.{format}"));
            save(&path, &traces).unwrap();
            work(&path, &traces);
        }
    }

    #[test]
    fn a_file_says_the_same_with_its_samples_and_without() {
        each(5, |path, _| {
            let whole: Vec<Glimpse> = load(path)
                .unwrap()
                .into_iter()
                .map(|(_, trace)| Glimpse {
                    origin: trace.origin.clone(),
                    spacing: Some(trace.spacing),
                    points: trace.y.len(),
                    provenance: trace.provenance.clone(),
                })
                .collect();
            assert_eq!(glance(path).unwrap(), whole, "{}", path.display());
        });
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn of_many_samples_a_few_pages_are_read() {
        /// Bytes that this thread has read.
        fn read() -> u64 {
            let told = std::fs::read_to_string("/proc/thread-self/io").unwrap();
            told.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
        }
        each(500_000, |path, _| {
            let before = read();
            glance(path).unwrap();
            let (read, size) = (read() - before, std::fs::metadata(path).unwrap().len());
            assert!(read < 100_000, "{read} of {size} bytes of {}", path.display());
        });
    }

    #[test]
    fn what_was_cut_is_broken() {
        each(1000, |path, _| {
            let bytes = std::fs::read(path).unwrap();
            for left in [0, 1, 40, 200, bytes.len() / 2, bytes.len() - 4] {
                std::fs::write(path, &bytes[..left]).unwrap();
                let said = glance(path);
                let empty_text = matches!(said, Err(NoGlimpse::Foreign)) && left <= 40;
                assert!(
                    empty_text || matches!(said, Err(NoGlimpse::Broken(_))),
                    "{left} bytes of {}: {said:?}",
                    path.display()
                );
            }
        });
    }

    #[test]
    fn what_others_wrote_says_so_and_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("scope.csv"), "wavelength,power\n1550,-3\n1551,-4\n").unwrap();
        std::fs::write(path("letter.txt"), b"Dear Sir,\n\xb5").unwrap();
        std::fs::write(path("list.json"), "[1, 2]").unwrap();
        std::fs::write(path("labext.json"), "{\"values\": {\"wavelength [nm]\": [1550, 1551]}}").unwrap();
        for name in ["scope.csv", "letter.txt", "list.json", "labext.json"] {
            let said = glance(&path(name));
            assert!(matches!(said, Err(NoGlimpse::Foreign)), "{name}: {said:?}");
        }
        std::fs::write(path("bad.json"), "{\"meta\": {\"traces\": ").unwrap();
        std::fs::write(path("bad.npz"), "PK not").unwrap();
        for name in ["bad.json", "bad.npz"] {
            assert!(matches!(glance(&path(name)), Err(NoGlimpse::Broken(_))), "{name}");
        }
        assert!(matches!(glance(&path("missing.npz")), Err(NoGlimpse::Unread(_))));
    }

    #[test]
    fn what_stands_beside_another_file_is_none_of_its_own() {
        for (name, is) in [
            ("a.npz", true),
            ("a.TXT", true),
            ("a.npy", true),
            ("a.npy.json", false),
            ("a.json", true),
            ("a.svg", false),
        ] {
            assert_eq!(is_read(Path::new(name)), is, "{name}");
        }
    }
}
