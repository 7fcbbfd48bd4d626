//! The shell as a door: words and a bar on the standard error, and a yes that was given by a flag or is typed.

use std::io::{IsTerminal, Write};

use super::progress;
use crate::app::print::complain;
use crate::core::consent::{Beams, WithHarm};
use crate::desk::door::Door;

/// The shell that a command was typed at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shell {
    /// Somebody agreed beforehand.
    pub(super) agreed: Option<WithHarm>,
}

impl Door for Shell {
    fn tell(&mut self, words: &str) {
        complain(words);
    }

    fn progress(&mut self, work: Option<(&str, Option<f64>)>) {
        match work {
            Some((words, part)) => progress::show(words, part),
            None => progress::clear(),
        }
    }

    async fn agree(&mut self, beams: &Beams) -> Option<WithHarm> {
        let lit: Vec<String> = beams.words().iter().map(|words| format!("laser emission: {words}")).collect();
        let lit = lit.join("\n");
        if self.agreed.is_some() {
            say(&lit);
            return self.agreed;
        }
        typed(lit).await
    }
}

/// Prints beside what a program reads.
fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Asks at the terminal, where there is one at both ends.
async fn typed(lit: String) -> Option<WithHarm> {
    let ask = move || {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            say(&lit);
            return None;
        }
        let _ = write!(std::io::stderr(), "{lit}\nType yes to continue: ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok()?;
        WithHarm::typed(&answer)
    };
    tokio::task::spawn_blocking(ask).await.ok().flatten()
}
