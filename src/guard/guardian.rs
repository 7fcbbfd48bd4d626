//! A second process of the same program that outlives the first one when that is killed, and switches off
//! what it had lit.
//!
//! It is told what is lit through a pipe, before the order that lights it goes out, and holds no connection:
//! an instrument may serve only one. The end of the pipe without a word of farewell is the end of the first
//! process.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM};

use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Ours;

/// The name of the hidden command.
pub const COMMAND: &str = "guardian";
/// What the first process says when there is nothing left to guard.
const FAREWELL: &str = "bye";
/// How long the guardian tries to switch off what it was left with.
pub const PERSISTENCE: Duration = Duration::from_secs(120);

/// The first process's end of the pipe. To begin with there is no second process.
#[derive(Debug, Default)]
pub struct Guardian(Mutex<Option<Guarded>>);

#[derive(Debug)]
struct Guarded {
    address: String,
    child: Child,
    /// What it was told last.
    told: Ours,
}

impl Guarded {
    /// Another one in place of one that is gone, with what that knew.
    fn replace(&mut self) {
        tracing::warn!("the guardian is gone: another one is started");
        let _ = self.child.try_wait();
        match spawn(&self.address) {
            Ok(other) => self.child = other,
            Err(error) => return tracing::error!("there is no guardian: {error}"),
        }
        let _ = write(&mut self.child, &written(self.told));
    }
}

impl Guardian {
    fn guarded(&self) -> MutexGuard<'_, Option<Guarded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the second process for the instrument at this address, in place of one for another.
    ///
    /// # Errors
    /// If the system does not start it.
    pub fn watch_over(&self, address: &str) -> io::Result<()> {
        if self.guarded().as_ref().is_some_and(|guarded| guarded.address == address) {
            return Ok(());
        }
        self.dismiss();
        *self.guarded() =
            Some(Guarded { address: address.to_owned(), child: spawn(address)?, told: Ours::default() });
        Ok(())
    }

    /// Tells it what is lit. The words are in the pipe when this returns, whatever happens to this process.
    /// A guardian that is gone is replaced.
    pub fn note(&self, ours: Ours) {
        let mut guarded = self.guarded();
        let Some(guarded) = &mut *guarded else { return };
        guarded.told = ours;
        if write(&mut guarded.child, &written(ours)).is_err() {
            guarded.replace();
        }
    }

    /// Replaces a guardian that was killed.
    pub fn look(&self) {
        let mut guarded = self.guarded();
        if let Some(guarded) = &mut *guarded
            && matches!(guarded.child.try_wait(), Ok(Some(_)))
        {
            guarded.replace();
        }
    }

    /// Nothing is left to guard: the second process ends.
    pub fn dismiss(&self) {
        if let Some(mut guarded) = self.guarded().take() {
            let _ = write(&mut guarded.child, FAREWELL);
            drop(guarded.child.stdin.take());
        }
    }
}

fn write(child: &mut Child, line: &str) -> io::Result<()> {
    let pipe = child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
    pipe.write_all(format!("{line}\n").as_bytes())
}

fn spawn(address: &str) -> io::Result<Child> {
    // The link in /proc still leads to the program when its file was replaced meanwhile.
    let own = Path::new("/proc/self/exe");
    let program = if own.exists() { own.to_owned() } else { std::env::current_exe()? };
    Command::new(program)
        .args([COMMAND, address])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

fn written(ours: Ours) -> String {
    let mut words: Vec<String> = ours.lit.iter().map(|laser| laser.to_string()).collect();
    if ours.scanning {
        words.push("scan".into());
    }
    words.join(" ")
}

fn read(line: &str) -> Ours {
    let lit: LaserSet =
        line.split_whitespace().filter_map(|word| word.parse().ok().and_then(LaserId::new)).collect();
    Ours { lit, scanning: line.split_whitespace().any(|word| word == "scan") }
}

/// The second process: becomes independent of the terminal and of signals to the group.
///
/// # Errors
/// If the system takes no signal handlers.
pub fn detach() -> io::Result<()> {
    let ignored = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE] {
        signal_hook::flag::register(signal, Arc::clone(&ignored))?;
    }
    // Refused only where it leads a session already.
    let _ = rustix::process::setsid();
    Ok(())
}

/// Listens until the first process is gone; what that left on. Nothing, if it said farewell.
pub fn listen(pipe: impl BufRead) -> Ours {
    let mut ours = Ours::default();
    for line in pipe.lines() {
        match line {
            Ok(line) if line == FAREWELL => return Ours::default(),
            Ok(line) => ours = read(&line),
            Err(_) => break,
        }
    }
    ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lit_last_is_what_is_left() {
        let lasers =
            |numbers: &[usize]| numbers.iter().filter_map(|&n| LaserId::new(n)).collect::<LaserSet>();
        let both = Ours { lit: lasers(&[1, 10]), scanning: true };
        assert_eq!(written(both), "1 10 scan");
        assert_eq!(listen(&b"1 10 scan\n"[..]), both);
        assert_eq!(listen(&b"1\n1 2\n2\n"[..]), Ours { lit: lasers(&[2]), scanning: false });
        assert_eq!(listen(&b"1\n\n"[..]), Ours::default());
        assert_eq!(listen(&b"1\nbye\n"[..]), Ours::default());
        assert_eq!(listen(&b""[..]), Ours::default());
    }
}
