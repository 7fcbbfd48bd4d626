//! `ctp10 completions`: what a shell completes.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use color_eyre::eyre::Result;

use super::common::Common;
use super::{Task, Typed};
use crate::app::print;

/// Prints the completions of a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        Ok(Box::new(move || {
            let mut written = Vec::new();
            generate(self.shell, &mut Typed::command(), "ctp10", &mut written);
            print::bytes(&written);
            Ok(ExitCode::SUCCESS)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_completes_each_subcommand_and_none_that_is_hidden() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
            let mut written = Vec::new();
            generate(shell, &mut Typed::command(), "ctp10", &mut written);
            let written = String::from_utf8(written).unwrap();
            for row in Typed::command().get_subcommands().filter(|row| !row.is_hide_set()) {
                assert!(written.contains(row.get_name()), "{shell}: {}", row.get_name());
            }
        }
    }
}
