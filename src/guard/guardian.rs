//! A second process of the same program that outlives the first one when that is killed, switches off what it had
//! lit, and gives its terminal back.
//!
//! It is told through a pipe what there is to undo, before it is done, and holds no connection: an instrument may
//! serve only one. What the pipe said last before its end is what the first process left behind.

use std::io::{self, BufRead, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::core::ids::LaserId;
use crate::core::laser::Ours;
pub(crate) use crate::platform::Modes;
use crate::platform::process;
use crate::platform::terminal::Unwaiting;

/// The name of the hidden command.
pub(crate) const COMMAND: &str = "guardian";
/// How long the guardian tries to switch off what it was left with.
pub(crate) const PERSISTENCE: Duration = Duration::from_secs(120);

/// What there is to undo when the first process is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Charge {
    /// What it lit and started.
    pub(crate) ours: Ours,
    /// The terminal's modes before it was taken; `None` while it is not.
    pub(crate) screen: Option<Modes>,
    /// Where the instrument is; `None` if its light ends with the first process.
    pub(crate) address: Option<String>,
}

/// The first process's end of the pipe. To begin with there is no second process.
#[derive(Debug, Default)]
pub(crate) struct Guardian(Mutex<Option<Guarded>>);

#[derive(Debug)]
struct Guarded {
    /// The terminal, as the second process is given it.
    terminal: Option<Unwaiting>,
    child: Child,
    /// What it was told last.
    told: Charge,
}

impl Guarded {
    /// Another one in place of one that is gone, with what that knew.
    fn replace(&mut self) {
        tracing::warn!("the guardian has ended; another one is started");
        let _ = self.child.try_wait();
        match spawn(self.terminal.as_ref()) {
            Ok(other) => self.child = other,
            Err(error) => return tracing::error!("the guardian could not be started: {error}"),
        }
        let _ = write(&mut self.child, &self.told);
    }
}

impl Guardian {
    fn guarded(&self) -> MutexGuard<'_, Option<Guarded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the second process, with the terminal that it is to give back, if there is one. Writing to that must
    /// not wait.
    ///
    /// # Errors
    /// If the system does not start it.
    pub(crate) fn start(&self, terminal: Option<Unwaiting>) -> io::Result<()> {
        let child = spawn(terminal.as_ref())?;
        *self.guarded() = Some(Guarded { terminal, child, told: Charge::default() });
        Ok(())
    }

    /// The instrument whose light it is to switch off from here on, and what is lit there.
    pub(crate) fn watch_over(&self, address: Option<String>, ours: Ours) {
        self.tell(|told| (told.address, told.ours) = (address, ours));
    }

    /// Tells it what is lit. The words are in the pipe when this returns, whatever happens to this process.
    pub(crate) fn note(&self, ours: Ours) {
        self.tell(|told| told.ours = ours);
    }

    /// Tells it that the terminal is taken, and how it was before, or that it is given back.
    pub(crate) fn note_screen(&self, before: Option<Modes>) {
        self.tell(|told| told.screen = before);
    }

    /// A guardian that is gone is replaced.
    fn tell(&self, change: impl FnOnce(&mut Charge)) {
        let mut guarded = self.guarded();
        let Some(guarded) = &mut *guarded else { return };
        change(&mut guarded.told);
        if write(&mut guarded.child, &guarded.told).is_err() {
            guarded.replace();
        }
    }

    /// Replaces a guardian that was killed.
    pub(crate) fn look(&self) {
        let mut guarded = self.guarded();
        if let Some(guarded) = &mut *guarded
            && matches!(guarded.child.try_wait(), Ok(Some(_)))
        {
            guarded.replace();
        }
    }
}

fn write(child: &mut Child, charge: &Charge) -> io::Result<()> {
    let pipe = child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
    pipe.write_all(format!("{}\n", written(charge)).as_bytes())
}

fn spawn(terminal: Option<&Unwaiting>) -> io::Result<Child> {
    let terminal = terminal.map(Unwaiting::to_stdio).transpose()?;
    let mut command = Command::new(process::own_program()?);
    process::outlives(&mut command);
    command
        .arg(COMMAND)
        // Holds no folder that somebody may want to unmount.
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(terminal.unwrap_or_else(Stdio::null))
        .stderr(Stdio::null())
        .spawn()
}

fn written(charge: &Charge) -> String {
    let mut words: Vec<String> = charge.ours.lit.iter().map(|laser| laser.to_string()).collect();
    if charge.ours.scanning {
        words.push("scan".into());
    }
    if let Some(Modes(modes)) = charge.screen {
        words.push("screen".into());
        words.extend(modes.map(|modes| modes.to_string()));
    }
    if let Some(address) = &charge.address {
        words.extend(["at".into(), address.clone()]);
    }
    words.join(" ")
}

fn read(line: &str) -> Charge {
    let mut charge = Charge::default();
    let mut words = line.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "scan" => charge.ours.scanning = true,
            "screen" => {
                let mut next = || words.next().and_then(|modes| modes.parse().ok()).unwrap_or(0);
                charge.screen = Some(Modes([next(), next(), next(), next()]));
            }
            "at" => charge.address = words.next().map(str::to_owned),
            number => {
                if let Some(laser) = number.parse().ok().and_then(LaserId::new) {
                    charge.ours.lit.insert(laser);
                }
            }
        }
    }
    charge
}

/// Listens until the first process is gone; what that left to undo.
pub(crate) fn listen(pipe: impl BufRead) -> Charge {
    pipe.lines().map_while(Result::ok).last().map_or_else(Charge::default, |line| read(&line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::LaserSet;

    #[test]
    fn what_was_told_last_is_what_is_left() {
        let lasers =
            |numbers: &[usize]| numbers.iter().filter_map(|&n| LaserId::new(n)).collect::<LaserSet>();
        let all = Charge {
            ours: Ours { lit: lasers(&[1, 10]), scanning: true },
            screen: Some(Modes([1280, 5, 191, 35387])),
            address: Some("[::1]:5025".into()),
        };
        assert_eq!(written(&all), "1 10 scan screen 1280 5 191 35387 at [::1]:5025");
        assert_eq!(listen(written(&all).as_bytes()), all);
        let lit =
            |numbers| Charge { ours: Ours { lit: lasers(numbers), scanning: false }, ..Charge::default() };
        assert_eq!(listen(&b"1 at bench:1\n1 2\n2\n"[..]), lit(&[2]));
        assert_eq!(listen(&b"1 screen 1 2 3 4\n\n"[..]), Charge::default());
        assert_eq!(listen(&b""[..]), Charge::default());
    }
}
