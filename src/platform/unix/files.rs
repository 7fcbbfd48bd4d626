//! Who may read a file, and what a path leads to.

use std::fs::{DirBuilder, File, FileType, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Who may read a file that is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access(u32);

impl Access {
    /// Whoever the shell's mask lets.
    pub(crate) const BY_MASK: Self = Self(0o666);
    /// Its owner alone.
    pub(crate) const OWNER: Self = Self(0o600);

    /// As `file` has it.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        Ok(Self(file.metadata()?.permissions().mode()))
    }

    /// Whether nobody but its owner may read or write it.
    pub(crate) const fn is_owners(self) -> bool {
        self.0.trailing_zeros() >= 6
    }

    /// For a file that these options create.
    pub(crate) fn apply(self, options: &mut OpenOptions) {
        options.mode(self.0);
    }

    /// For a temporary file.
    pub(crate) fn apply_to_temporary(self, builder: &mut tempfile::Builder<'_, '_>) {
        builder.permissions(Permissions::from_mode(self.0));
    }

    /// For a file that is there.
    pub(crate) fn set(self, file: &File) -> io::Result<()> {
        file.set_permissions(Permissions::from_mode(self.0))
    }
}

/// Creates a folder, and those that it lies in, for its owner alone.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Opening does not wait for the other end of a pipe, and makes no terminal this program's own.
pub(crate) fn without_waiting(options: &mut OpenOptions) {
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
}

/// The same, and what is opened is the file itself and not what a link there leads to.
pub(crate) fn without_link(options: &mut OpenOptions) {
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

/// What it is if it is neither file nor folder.
pub(crate) fn special(kind: FileType) -> &'static str {
    if kind.is_fifo() {
        "named pipe"
    } else if kind.is_socket() {
        "socket"
    } else {
        "device"
    }
}
