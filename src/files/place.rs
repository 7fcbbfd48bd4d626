//! Putting a file where nothing is: written beside it under a name of its own, synced, and then named.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};
use tokio::time::Instant;

use super::list;
use crate::core::text::clean_path;
use crate::platform::files::Access;

/// Names that are tried.
const TRIES: u32 = 1000;

/// How the names of unfinished files begin: short, so that any name that a file can have can be saved.
const UNFINISHED: &str = ".ctp10-";
/// How they end.
const PART: &str = ".part";
/// An unfinished file that was written to so recently is somebody's, locked or not.
const WRITTEN: Duration = Duration::from_secs(60);

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Whom the shell's mask lets: what was measured is for others, too.
    ByMask,
    /// Its owner alone: what was typed and said.
    Owner,
}

/// What becomes of a file whose name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It gets a number.
    Numbered,
    /// It is not written.
    Refused,
}

/// What fills a file.
type Fill<'a> = &'a mut dyn FnMut(&mut BufWriter<&mut File>) -> io::Result<()>;

/// Writes a file that was not there; if its name is taken it gets a number. What it is called.
pub(crate) fn new(
    path: &Path,
    readers: Readers,
    mut write: impl FnMut(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<PathBuf> {
    with_beside(path, readers, Taken::Numbered, &mut write, None)
}

/// The same with what becomes of it if its name is taken.
pub(crate) fn new_or(
    path: &Path,
    readers: Readers,
    taken: Taken,
    mut write: impl FnMut(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<PathBuf> {
    with_beside(path, readers, taken, &mut write, None)
}

/// The same with a second file beside it, whose name is that of the first and this end: both are there, or none. The
/// second is there first, because alone it can be taken for nothing.
pub(crate) fn new_with(
    path: &Path,
    readers: Readers,
    taken: Taken,
    mut write: impl FnMut(&mut BufWriter<&mut File>) -> io::Result<()>,
    (end, beside): (&str, &[u8]),
) -> io::Result<PathBuf> {
    let second = filled(path, readers, &mut |file| file.write_all(beside))?;
    with_beside(path, readers, taken, &mut write, Some((end, second)))
}

fn with_beside(
    path: &Path,
    readers: Readers,
    taken: Taken,
    write: Fill<'_>,
    mut beside: Option<(&str, NamedTempFile)>,
) -> io::Result<PathBuf> {
    let mut unfinished = filled(path, readers, write)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = path.extension().map_or_else(String::new, |end| format!(".{}", end.to_string_lossy()));
    let tries = match taken {
        Taken::Numbered => TRIES,
        Taken::Refused => 1,
    };
    for number in 1..=tries {
        let name = if number == 1 { format!("{stem}{end}") } else { format!("{stem}-{number}{end}") };
        let target = path.with_file_name(&name);
        // Where nothing may be beside it, this holds no name.
        let mut held: Option<PathBuf> = None;
        if let Some((end, second)) = beside.take() {
            let second_target = path.with_file_name(format!("{name}.{end}"));
            if target.exists() {
                beside = Some((end, second));
                continue;
            }
            match name_copy(second, &second_target) {
                Ok(second) => (beside, held) = (Some((end, second)), Some(second_target)),
                Err((error, second)) if error.kind() == io::ErrorKind::AlreadyExists => {
                    beside = Some((end, second));
                    continue;
                }
                Err((error, _)) => return Err(error),
            }
        }
        match name_it(unfinished, &target) {
            Ok(()) => return Ok(target),
            Err((error, again)) => {
                held.map(std::fs::remove_file).transpose()?;
                if error.kind() != io::ErrorKind::AlreadyExists {
                    return Err(error);
                }
                unfinished = again;
            }
        }
    }
    Err(match taken {
        Taken::Numbered => io::Error::other("no free file name: a thousand files have this name"),
        Taken::Refused => io::Error::new(io::ErrorKind::AlreadyExists, "already exists; not overwritten"),
    })
}

/// Writes a file that was not there; it is an error if its name is taken.
pub(crate) fn only(path: &Path, readers: Readers, bytes: &[u8]) -> io::Result<()> {
    let unfinished = filled(path, readers, &mut |file| file.write_all(bytes))?;
    name_it(unfinished, path).map_err(|(error, _)| error)
}

/// Writes a file, over another if there is one: the old one or the new one is there, never half of it.
pub(crate) fn over(path: &Path, readers: Readers, bytes: &[u8]) -> io::Result<()> {
    let unfinished = filled(path, readers, &mut |file| file.write_all(bytes))?;
    unfinished.persist(path)?;
    sync_folder(path);
    Ok(())
}

/// A file beside the one that it will be, whole and on the disk. Its name is nobody else's, and it goes when it is
/// dropped.
fn filled(path: &Path, readers: Readers, write: Fill<'_>) -> io::Result<NamedTempFile> {
    if path.file_name().is_none() {
        return Err(io::Error::other("that is not a file name"));
    }
    let access = match readers {
        Readers::ByMask => Access::BY_MASK,
        Readers::Owner => Access::OWNER,
    };
    if is_to_be_looked_at(folder(path)) {
        remove_leftovers(folder(path));
    }
    let mut builder = Builder::new();
    access.apply_to_temporary(builder.prefix(UNFINISHED).suffix(PART));
    let mut unfinished = builder
        .tempfile_in(folder(path))
        // The random name would say nothing.
        .map_err(|error| io::Error::new(error.kind(), refused(folder(path), &error)))?;
    // For whoever removes what others left: this one is being written. Not every file system has locks.
    let _ = unfinished.as_file().try_lock();
    let mut writer = BufWriter::with_capacity(1 << 18, unfinished.as_file_mut());
    write(&mut writer)?;
    writer.flush()?;
    drop(writer);
    unfinished.as_file().sync_all()?;
    let _ = unfinished.as_file().unlock();
    Ok(unfinished)
}

/// Whether a folder was not looked at for as long as an unfinished file is left alone: what is left there since can
/// not be removed yet. A folder of a night's thousands of files is so read once a minute, and not at each save.
fn is_to_be_looked_at(folder: &Path) -> bool {
    static LOOKED: Mutex<BTreeMap<PathBuf, Instant>> = Mutex::new(BTreeMap::new());
    let now = Instant::now();
    let mut looked = LOOKED.lock().unwrap_or_else(PoisonError::into_inner);
    looked.retain(|_, at| now.duration_since(*at) < WRITTEN);
    if looked.contains_key(folder) {
        return false;
    }
    looked.insert(folder.to_owned(), now);
    true
}

/// Removes what saves left in a folder that were killed: unfinished files that nobody has written to for a while, and
/// that nobody holds.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = list::entries(folder) else { return };
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(UNFINISHED) && name.ends_with(PART)) {
            continue;
        }
        let age = entry.metadata().ok().filter(Metadata::is_file).and_then(|found| found.modified().ok());
        if age.and_then(|modified| modified.elapsed().ok()).is_none_or(|age| age < WRITTEN) {
            continue;
        }
        let held = File::options().write(true).open(entry.path()).map(|file| file.try_lock().is_err());
        if let Ok(false) = held {
            tracing::info!("removed {name}, which a save that was killed left");
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Why a folder takes no file: that it is not there, or the system's words without the path that the library puts behind them.
fn refused(folder: &Path, error: &io::Error) -> String {
    if !folder.is_dir() {
        return format!("there is no folder {}", clean_path(folder));
    }
    let words = error.to_string();
    let words = words.split(" at path ").next().unwrap_or_default();
    format!("the folder {} takes no file: {words}", clean_path(folder))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives the name only where nothing stands; with the error the file comes back.
fn name_it(unfinished: NamedTempFile, target: &Path) -> Result<(), (io::Error, NamedTempFile)> {
    match unfinished.persist_noclobber(target) {
        Ok(_) => {}
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            return Err((failed.error, failed.file));
        }
        // File systems without links, as on most sticks, say so in different ways (FAT: not permitted). The only
        // other way that never replaces.
        Err(failed) => copied(failed.file.path(), target).map_err(|error| (error, failed.file))?,
    }
    sync_folder(target);
    Ok(())
}

/// The same where the unfinished file stays, for another name if this one is not to be.
fn name_copy(unfinished: NamedTempFile, target: &Path) -> Result<NamedTempFile, (io::Error, NamedTempFile)> {
    match copied(unfinished.path(), target) {
        Ok(()) => Ok(unfinished),
        Err(error) => Err((error, unfinished)),
    }
}

/// Not every file system can, and the file itself is on the disk.
#[expect(clippy::disallowed_methods, reason = "a folder is not read, and no pipe")]
pub(super) fn sync_folder(path: &Path) {
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
}

/// Copies to where nothing is, or leaves nothing there.
#[expect(clippy::disallowed_methods, reason = "the file was written here a moment ago")]
fn copied(unfinished: &Path, target: &Path) -> io::Result<()> {
    let mut from = File::open(unfinished)?;
    let mut options = File::options();
    Access::of(&from)?.apply(options.write(true).create_new(true));
    let mut to = options.open(target)?;
    let copied = io::copy(&mut from, &mut to).and_then(|_| to.sync_all());
    if copied.is_err() {
        let _ = std::fs::remove_file(target);
    }
    copied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there_and_nothing_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("a.txt");
        let write = |text: &'static [u8]| new(&path, Readers::ByMask, move |file| file.write_all(text));
        assert_eq!(write(b"one").unwrap(), path);
        assert_eq!(write(b"two").unwrap(), folder.join("a-2.txt"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(only(&path, Readers::ByMask, b"x").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let copy = folder.join("c.txt");
        copied(&path, &copy).unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), b"one");
        assert_eq!(copied(&path, &copy).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(copied(&folder.join("nothing"), &folder.join("d.txt")).is_err());
        let failed = new(&folder.join("b.txt"), Readers::ByMask, |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 3, "nothing is left of what failed");
        let nowhere = new(&folder.join("no/such/folder.txt"), Readers::ByMask, |_| Ok(())).unwrap_err();
        assert!(!nowhere.to_string().contains(".part"), "{nowhere}");
    }

    #[test]
    fn what_a_killed_save_left_goes_at_the_next_and_what_others_write_stays() {
        let folder = tempfile::tempdir().unwrap();
        let part = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
            file
        };
        let (killed, held) = (".ctp10-killed.part", ".ctp10-held.part");
        let (_, held_file) = (part(killed, 3600), part(held, 3600));
        held_file.try_lock().unwrap();
        let _ = (part(".ctp10-young.part", 1), part("other.part", 3600));
        only(&folder.path().join("a.txt"), Readers::ByMask, b"a").unwrap();
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [held, ".ctp10-young.part", "a.txt", "other.part"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_folder_is_looked_at_once_a_minute() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let looks = || [one.path(), other.path()].map(is_to_be_looked_at);
        assert_eq!(looks(), [true, true]);
        tokio::time::advance(WRITTEN.saturating_sub(Duration::from_secs(1))).await;
        assert_eq!(looks(), [false, false]);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(looks(), [true, true]);
    }

    #[test]
    fn a_name_of_any_length_that_there_can_be_is_saved() {
        let folder = tempfile::tempdir().unwrap();
        for length in [239, 251, 255] {
            let path = folder.path().join("x".repeat(length - 4) + ".csv");
            assert_eq!(new(&path, Readers::ByMask, |file| file.write_all(b"a")).unwrap(), path);
        }
    }

    #[test]
    fn two_files_that_belong_together_have_one_name_or_are_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npy");
        let write = || {
            new_with(&path, Readers::ByMask, Taken::Numbered, |file| file.write_all(b"one"), ("json", b"two"))
        };
        let is =
            |name: &str, bytes: &[u8]| assert_eq!(std::fs::read(folder.path().join(name)).unwrap(), bytes);
        assert_eq!(write().unwrap(), path);
        is("a.npy", b"one");
        is("a.npy.json", b"two");
        // Another's second file is not written over, and its name is not shared.
        std::fs::write(folder.path().join("a-2.npy.json"), b"mine").unwrap();
        assert_eq!(write().unwrap(), folder.path().join("a-3.npy"));
        is("a-2.npy.json", b"mine");
        is("a-3.npy.json", b"two");
        let failed = new_with(
            &path,
            Readers::ByMask,
            Taken::Numbered,
            |_| Err(io::Error::other("no")),
            ("json", &b"two"[..]),
        );
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "nothing is left of what failed");
    }

    #[test]
    fn saves_of_one_name_at_once_are_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        let save = |byte: u8| {
            new(&path, Readers::ByMask, |file| {
                // In pieces: files that share a name would be mixed.
                (0..64).try_for_each(|_| {
                    file.write_all(&[byte; 4096])?;
                    file.flush()
                })
            })
        };
        let saved: Vec<PathBuf> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8u8).map(|byte| scope.spawn(move || save(byte).unwrap())).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for (byte, path) in (0..8u8).zip(&saved) {
            let bytes = std::fs::read(path).unwrap();
            assert!(bytes.len() == 64 * 4096 && bytes.iter().all(|&b| b == byte), "{}", path.display());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 8);
    }

    #[test]
    #[cfg(unix)]
    fn who_may_read_is_as_it_was_said() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (own, all, plain) =
            (folder.path().join("own"), folder.path().join("all"), folder.path().join("p"));
        over(&own, Readers::Owner, b"a").unwrap();
        over(&own, Readers::Owner, b"b").unwrap();
        assert_eq!((std::fs::read(&own).unwrap(), mode(&own)), (b"b".to_vec(), 0o600));
        only(&all, Readers::ByMask, b"a").unwrap();
        File::create(&plain).unwrap();
        assert_eq!(mode(&all), mode(&plain), "as any program's files");
    }
}
