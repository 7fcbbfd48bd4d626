//! Putting a file where nothing is: written beside it, synced, and then named.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Names that are tried.
const TRIES: u32 = 1000;

/// Writes a file that was not there; if its name is taken it gets a number. What it is called.
pub fn new(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("that is no name for a file"))?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = File::create(&unfinished).and_then(|file| {
        let mut writer = BufWriter::with_capacity(1 << 18, file);
        write(&mut writer)?;
        writer.flush()?;
        writer.get_ref().sync_all()
    });
    let placed = written.and_then(|()| name_it(&unfinished, path));
    let _ = std::fs::remove_file(&unfinished);
    placed
}

/// A second name is made only where nothing stands: unlike renaming it never replaces.
fn name_it(unfinished: &Path, path: &Path) -> io::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = path.extension().map_or_else(String::new, |end| format!(".{}", end.to_string_lossy()));
    for number in 1..=TRIES {
        let name = if number == 1 { format!("{stem}{end}") } else { format!("{stem}-{number}{end}") };
        let target = path.with_file_name(name);
        let linked = std::fs::hard_link(unfinished, &target).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            // File systems without links, as on most sticks, say so in different ways (FAT: not permitted).
            // The only other way that never replaces.
            _ => copied(unfinished, &target),
        });
        match linked {
            Ok(()) => return Ok(target),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("a thousand files of that name are there"))
}

/// Copies to where nothing is, or leaves nothing there.
fn copied(unfinished: &Path, target: &Path) -> io::Result<()> {
    let mut from = File::open(unfinished)?;
    let mut to = File::options().write(true).create_new(true).open(target)?;
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
        let folder = std::env::temp_dir().join(format!("ctp10-place-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.txt");
        assert_eq!(new(&path, |file| file.write_all(b"one")).unwrap(), path);
        assert_eq!(new(&path, |file| file.write_all(b"two")).unwrap(), folder.join("a-2.txt"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        let copy = folder.join("c.txt");
        copied(&path, &copy).unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), b"one");
        assert_eq!(copied(&path, &copy).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(copied(&folder.join("nothing"), &folder.join("d.txt")).is_err());
        let failed = new(&folder.join("b.txt"), |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "nothing is left of what failed");
        assert!(new(&folder.join("no/such/folder.txt"), |_| Ok(())).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
