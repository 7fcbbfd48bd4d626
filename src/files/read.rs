//! Reading what somebody named: regular files only, and no more of them than they may have. A named pipe, a device
//! or a folder is refused at once and never waited for; memory is taken after the size is known.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::core::cast::count_u64;
use crate::platform::files::{special, without_waiting};

/// The longest text that is settings, a keymap, a theme, a preset, a mask, a script or a scenario, bytes.
pub(crate) const TEXT: u64 = 1 << 20;

/// A file that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// Not a regular file.
    #[error("it is a {0}, not a regular file")]
    Kind(&'static str),
    /// Longer than what it should be can be.
    #[error("it has more than {0} bytes, which is the limit")]
    Size(u64),
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        let kind = match refused {
            Refused::Kind(_) => io::ErrorKind::InvalidInput,
            Refused::Size(_) => io::ErrorKind::FileTooLarge,
        };
        Self::new(kind, refused)
    }
}

/// All bytes of a regular file of `limit` bytes at the most.
pub(crate) fn read_limited(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (file, size) = open_limited(path, limit)?;
    read_from(file, size, limit)
}

/// A regular file of `limit` bytes at the most, to be read in part, and how many it has.
pub(crate) fn open_limited(path: &Path, limit: u64) -> io::Result<(File, u64)> {
    // Looked at before it is opened, because opening alone does something to some devices, and after it, because
    // it may have become another one.
    check(&std::fs::metadata(path)?, limit)?;
    let mut options = OpenOptions::new();
    without_waiting(options.read(true));
    let file = options.open(path)?;
    let size = check(&file.metadata()?, limit)?;
    Ok((file, size))
}

/// The same as text.
pub(crate) fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read_limited(path, limit)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

fn check(found: &Metadata, limit: u64) -> Result<u64, Refused> {
    let kind = found.file_type();
    if !kind.is_file() {
        return Err(Refused::Kind(if kind.is_dir() { "folder" } else { special(kind) }));
    }
    if found.len() > limit { Err(Refused::Size(limit)) } else { Ok(found.len()) }
}

/// Files of the kernel say that they have no length, and others grow while they are read.
fn read_from(file: File, size: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if count_u64(bytes.len()) > limit { Err(Refused::Size(limit).into()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_limited(&path, 5).unwrap(), b"12345");
        let refused = read_limited(&path, 4).unwrap_err();
        assert_eq!(refused.to_string(), "it has more than 4 bytes, which is the limit");
        std::fs::write(&path, b"\xff").unwrap();
        assert!(read_text(&path, 5).unwrap_err().to_string().contains("UTF-8"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_says_it_is_empty_is_read_up_to_the_limit() {
        assert!(!read_limited(Path::new("/proc/self/status"), TEXT).unwrap().is_empty());
        assert!(read_limited(Path::new("/proc/self/status"), 3).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, kind) in [
            (folder.path(), "a folder"),
            (&*pipe, "a named pipe"),
            (&*socket, "a socket"),
            (Path::new("/dev/zero"), "a device"),
        ] {
            let refused = read_limited(path, TEXT).unwrap_err().to_string();
            assert!(refused.contains(kind), "{refused}");
        }
    }
}
