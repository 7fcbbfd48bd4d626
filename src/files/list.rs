//! The files of a folder, those that were changed last first.

use std::cmp::Reverse;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Found {
    /// Its folder and its name.
    pub(crate) path: PathBuf,
    /// When it was changed.
    pub(crate) changed: SystemTime,
}

/// What is in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The newest files, the newest first; those of one time by name.
    pub(crate) files: Vec<Found>,
    /// Older ones, for which there was no room.
    pub(crate) left_out: usize,
}

/// What is in a folder, whatever it is. It waits for the disk: never on the task that draws.
///
/// # Errors
/// If the folder cannot be read.
#[expect(clippy::disallowed_methods, reason = "the door to it")]
pub(crate) fn entries(folder: &Path) -> io::Result<impl Iterator<Item = DirEntry> + use<>> {
    Ok(std::fs::read_dir(folder)?.flatten())
}

/// The regular files of a folder whose names are wanted, at most so many. None of them is opened, and one that goes away
/// meanwhile is none.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn newest(folder: &Path, is_wanted: impl Fn(&Path) -> bool, most: usize) -> io::Result<Listing> {
    let found = |entry: DirEntry| {
        let path = entry.path();
        if !is_wanted(&path) {
            return None;
        }
        // Of what a link leads to.
        let metadata = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
        Some(Found { path, changed: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH) })
    };
    let mut files: Vec<Found> = entries(folder)?.filter_map(found).collect();
    files.sort_unstable_by(|a, b| (Reverse(a.changed), &a.path).cmp(&(Reverse(b.changed), &b.path)));
    let left_out = files.len().saturating_sub(most);
    files.truncate(most);
    Ok(Listing { files, left_out })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_newest_come_first_and_what_is_no_file_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        for (name, seconds) in [("b.npz", 20), ("old.npz", 10), ("a.npz", 20), ("c.npz", 30), ("d.txt", 40)] {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(at(seconds)).unwrap();
        }
        std::fs::create_dir(folder.path().join("folder.npz")).unwrap();
        let wanted = |path: &Path| path.extension().is_some_and(|end| end == "npz");
        let names = |listing: &Listing| -> Vec<String> {
            listing.files.iter().map(|found| found.path.file_name().unwrap().display().to_string()).collect()
        };
        let all = newest(folder.path(), wanted, 10).unwrap();
        assert_eq!(
            (names(&all), all.left_out),
            (["c", "a", "b", "old"].map(|n| format!("{n}.npz")).into(), 0)
        );
        assert_eq!(all.files[0].changed, at(30));
        let some = newest(folder.path(), wanted, 2).unwrap();
        assert_eq!((names(&some), some.left_out), (vec!["c.npz".into(), "a.npz".into()], 2));
        assert!(newest(&folder.path().join("nowhere"), wanted, 2).is_err());
    }
}
