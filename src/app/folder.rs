//! Where files are: `~`, the folder of the shell, and the folder of the session for names without one.

use std::path::{Path, PathBuf};

/// The folder of the session, if the settings name one. It is made when the first file goes into it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folder(pub(crate) Option<PathBuf>);

impl Folder {
    /// Where a file goes that is saved under this name.
    pub(crate) fn to_save(&self, typed: &Path) -> PathBuf {
        match &self.0 {
            Some(folder) if bare(typed) => {
                // Why it cannot be made is said by what cannot be written into it.
                let _ = std::fs::create_dir_all(folder);
                folder.join(typed)
            }
            _ => at_home(typed),
        }
    }

    /// Where a file is that is opened by this name: here, or in the folder of the session.
    pub(crate) fn to_open(&self, typed: &Path) -> PathBuf {
        match &self.0 {
            Some(folder) if bare(typed) && !typed.exists() => folder.join(typed),
            _ => at_home(typed),
        }
    }
}

impl Folder {
    /// The folder that is listed by this name; without one that of the session, or of the shell.
    pub(crate) fn to_list(&self, typed: Option<&Path>) -> PathBuf {
        match (typed, &self.0) {
            (Some(typed), _) => self.to_open(typed),
            (None, Some(folder)) => folder.clone(),
            (None, None) => PathBuf::from("."),
        }
    }
}

fn bare(path: &Path) -> bool {
    path.components().count() == 1
}

/// `~` in front stands for the home folder, as in a shell.
fn at_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names_belong_to_the_session_and_others_are_where_they_say() {
        let session = std::env::temp_dir().join(format!("ctp10-folder-{}/day", std::process::id()));
        let folder = Folder(Some(session.clone()));
        assert_eq!(folder.to_save(Path::new("a.npz")), session.join("a.npz"));
        assert!(session.is_dir(), "it is made when it is needed");
        assert_eq!(folder.to_save(Path::new("/b/a.npz")), Path::new("/b/a.npz"));
        assert_eq!(folder.to_open(Path::new("a.npz")), session.join("a.npz"));
        assert_eq!(folder.to_open(Path::new("Cargo.toml")), Path::new("Cargo.toml"));
        let home = etcetera::home_dir().unwrap();
        assert_eq!(folder.to_save(Path::new("~/x/a.npz")), home.join("x/a.npz"));
        assert_eq!(Folder(None).to_open(Path::new("~/a.npz")), home.join("a.npz"));
        assert_eq!(Folder(None).to_save(Path::new("a~b.npz")), Path::new("a~b.npz"));
        assert_eq!(folder.to_list(None), session);
        assert_eq!(folder.to_list(Some(Path::new("src"))), Path::new("src"));
        assert_eq!(Folder(None).to_list(None), Path::new("."));
        std::fs::remove_dir_all(session.parent().unwrap()).unwrap();
    }
}
