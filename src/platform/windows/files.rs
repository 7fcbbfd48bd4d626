//! Who may read a file, and what a path leads to. A person's own folders are closed to others by the rights that
//! files in them inherit, so that nothing is set here.

use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;

/// Do not follow a link: `FILE_FLAG_OPEN_REPARSE_POINT`.
const THE_LINK_ITSELF: u32 = 0x0020_0000;

/// Who may read a file that is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access;

impl Access {
    /// Whoever the folder lets.
    pub(crate) const BY_MASK: Self = Self;
    /// Its owner alone, as far as the folder is.
    pub(crate) const OWNER: Self = Self;

    /// As `file` has it.
    pub(crate) fn of(_file: &File) -> io::Result<Self> {
        Ok(Self)
    }

    /// Whether nobody but its owner may read or write it: as far as its folder is, which is not looked at.
    pub(crate) const fn is_owners(self) -> bool {
        true
    }

    /// For a file that these options create.
    pub(crate) fn apply(self, _options: &mut OpenOptions) {}

    /// For a temporary file.
    pub(crate) fn apply_to_temporary(self, _builder: &mut tempfile::Builder<'_, '_>) {}

    /// For a file that is there.
    pub(crate) fn set(self, _file: &File) -> io::Result<()> {
        Ok(())
    }
}

/// Creates a folder and those that it lies in.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Pipes have names of their own here and are told by their kind; opening never waits.
pub(crate) fn without_waiting(_options: &mut OpenOptions) {}

/// What is opened is the file itself and not what a link there leads to.
pub(crate) fn without_link(options: &mut OpenOptions) {
    options.custom_flags(THE_LINK_ITSELF);
}

/// What it is if it is neither file nor folder.
pub(crate) fn special(_kind: FileType) -> &'static str {
    "device"
}
