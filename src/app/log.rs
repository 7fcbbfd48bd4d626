//! The log: a file a day, for its owner alone and of bounded size, written by a thread of its own. Nothing is ever
//! printed on the screen.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

use crate::core::cast::count_u64;
use crate::core::text::clean_lines;
use crate::files::list;
use crate::platform::files::{Access, create_private_folder, without_link};

/// Bytes of a day's file; what comes after them that day is lost.
const MOST: u64 = 100 << 20;
/// Days that are kept.
const DAYS: usize = 14;
/// Lines that wait for the disk; more are lost. Room for them is taken at the start: the library's 128,000 are four
/// megabytes.
const WAITING: usize = 1024;
/// The last line of a file that is full.
const FULL: &str = "today's log is full; nothing more is written to it\n";

/// Starts logging into a folder; logging ends when the guard is dropped.
pub(crate) fn start(folder: &Path, level: LevelFilter) -> io::Result<WorkerGuard> {
    let today = || crate::core::wall_clock::utc().strftime("%Y-%m-%d").to_string();
    let file = Daily::new(folder, MOST, today)?;
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING).finish(file);
    let subscriber =
        tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_max_level(level).finish();
    tracing::subscriber::set_global_default(subscriber).map_err(io::Error::other)?;
    Ok(guard)
}

/// A file a day, `ctp10.2026-11-24.log`. Several consoles may write into the same one.
struct Daily<T> {
    folder: PathBuf,
    most: u64,
    today: T,
    /// The day of the open file.
    day: String,
    file: File,
}

impl<T: Fn() -> String> Daily<T> {
    fn new(folder: &Path, most: u64, today: T) -> io::Result<Self> {
        create_private_folder(folder)?;
        let day = today();
        let file = open(folder, &day)?;
        Ok(Self { folder: folder.to_owned(), most, today, day, file })
    }

    /// Writes whole lines while there is room for them.
    fn lines(&mut self, text: &str) -> io::Result<()> {
        let day = (self.today)();
        if day != self.day {
            self.file = open(&self.folder, &day)?;
            self.day = day;
        }
        // Asked of the file, because others write into it, too.
        let size = self.file.metadata()?.len();
        let room = self.most.saturating_sub(size + count_u64(FULL.len()));
        if count_u64(text.len()) <= room {
            self.file.write_all(text.as_bytes())
        } else if size < self.most && room > 0 {
            // The end of the room is taken, so that this is said once.
            let rest = " ".repeat(usize::try_from(room - 1).unwrap_or(0).min(text.len()));
            self.file.write_all(format!("{FULL}{rest}\n").as_bytes())
        } else {
            Ok(())
        }
    }
}

impl<T: Fn() -> String> Write for Daily<T> {
    /// An event's lines come in one piece. What is in them may come from outside.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines(&clean_lines(&String::from_utf8_lossy(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens a day's file for its owner alone, and removes the oldest ones.
fn open(folder: &Path, day: &str) -> io::Result<File> {
    let path = folder.join(format!("ctp10.{day}.log"));
    // Not through a link that somebody else has put there, and not into a pipe.
    let mut options = OpenOptions::new();
    without_link(options.create(true).append(true));
    Access::OWNER.apply(&mut options);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("the path of the log is not a file"));
    }
    // One that an earlier version has made.
    Access::OWNER.set(&file)?;
    let mut logs: Vec<PathBuf> = list::entries(folder)?
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("ctp10.") && name.ends_with(".log")
        })
        .collect();
    logs.sort();
    let old = logs.len().saturating_sub(DAYS);
    logs[..old].iter().for_each(|path| drop(std::fs::remove_file(path)));
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_day_is_full_at_its_limit_and_the_next_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("ctp10");
        let day = Cell::new(1);
        let mut log = Daily::new(&folder, 2000, || format!("2026-11-{:02}", day.get())).unwrap();
        let line = format!("{}\u{1b}[2J\n", "x".repeat(100));
        for _ in 0..100 {
            log.write_all(line.as_bytes()).unwrap();
        }
        let first = folder.join("ctp10.2026-11-01.log");
        let written = std::fs::read_to_string(&first).unwrap();
        assert!(written.len() <= 2000 && written.len() > 1700, "{}", written.len());
        assert_eq!(written.matches(FULL.trim()).count(), 1, "{written}");
        assert!(!written.contains('\u{1b}') && written.starts_with(&"x".repeat(100)));
        #[cfg(unix)]
        for (path, owner_alone) in [(&first, 0o600), (&folder, 0o700)] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, owner_alone);
        }
        for next in 2..=20 {
            day.set(next);
            log.write_all(b"a\n").unwrap();
        }
        let mut left: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left.len(), DAYS);
        assert_eq!(left[0], "ctp10.2026-11-07.log");
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_not_written_into() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/null", folder.path().join("ctp10.d.log")).unwrap();
        assert!(Daily::new(folder.path(), 2000, || "d".into()).is_err());
    }
}
