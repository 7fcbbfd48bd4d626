//! A file that grows for as long as somebody writes to it, and the lock that keeps others from doing the same.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use super::place::sync_folder;
use crate::platform::files::Access;

/// A file that was not there, to which can be appended alone. Its name is on the disk.
///
/// # Errors
/// Also if its name is taken: what is there stays as it is.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    Access::BY_MASK.apply(options.append(true).create_new(true));
    let file = options.open(path)?;
    sync_folder(path);
    Ok(file)
}

/// Holds a lock as long as what comes back lives, whatever ends this program; `None` if somebody else holds it. The file
/// of its name stays: who removed it could remove that of the next one.
///
/// # Errors
/// If the file cannot be created.
pub(crate) fn lock(path: &Path) -> io::Result<Option<File>> {
    let mut options = File::options();
    Access::BY_MASK.apply(options.write(true).create(true).truncate(false));
    let file = options.open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        // Not every file system has locks, and no file is written over without one, either.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_replaces_none_and_a_lock_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rec");
        std::fs::write(&path, b"mine").unwrap();
        assert_eq!(create(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        let lock_path = folder.path().join("lock");
        let held = lock(&lock_path).unwrap();
        assert!(held.is_some() && lock(&lock_path).unwrap().is_none());
        drop(held);
        assert!(lock(&lock_path).unwrap().is_some());
    }
}
