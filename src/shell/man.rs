//! `ctp10 man`: the pages of the manual for `man`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_mangen::{Man as Page, generate_to};
use color_eyre::eyre::{Result, WrapErr};

use super::common::Common;
use super::{Task, Typed};
use crate::app::print;

/// Prints the manual page for man(1), or writes one for each command into a folder
#[derive(Debug, Args)]
pub(super) struct Man {
    /// The folder, for instance ~/.local/share/man/man1
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Man {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        Ok(Box::new(move || {
            if let Some(folder) = &self.out {
                std::fs::create_dir_all(folder)
                    .and_then(|()| generate_to(Typed::command(), folder))
                    .wrap_err_with(|| format!("the manual cannot be written into {}", folder.display()))?;
            } else {
                let mut page = Vec::new();
                Page::new(Typed::command()).render(&mut page)?;
                print::bytes(&page);
            }
            Ok(ExitCode::SUCCESS)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_each_subcommand() {
        let folder = tempfile::tempdir().unwrap();
        generate_to(Typed::command(), folder.path()).unwrap();
        let page = |name: &str| std::fs::read_to_string(folder.path().join(format!("{name}.1"))).unwrap();
        assert!(page("ctp10").contains("CTP10"));
        assert!(page("ctp10-analyze").contains("excursion"));
        assert!(!folder.path().join("ctp10-guardian.1").exists(), "it is for no person");
    }
}
