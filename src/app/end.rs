//! The end of the program: what becomes of the light that it let out, what is said last, and the exit code.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::terminal::give_back_for_another;
use crate::config::address::Address;
use crate::config::settings::OnExit;
use crate::core::laser::{BeforeLight, Ours};
use crate::core::may::May;
use crate::core::modes::{ErrorMode, MonitorMode};
use crate::desk::Desk;
use crate::desk::door::Door;
use crate::guard::OffSwitch;
use crate::guard::guardian::{self, Charge, Guardian};
use crate::instrument::worker::{Connect, Handle, Setup, Tcp, start};
use crate::platform::signals;
use crate::platform::terminal::Unwaiting;

/// How long an end from outside waits for lasers to be read back as off.
const PATIENCE: Duration = Duration::from_millis(1200);
/// The exit code after a panic, as Rust programs have it.
pub(super) const PANICKED: u8 = 101;
/// The exit code of a program whose terminal is gone: that of SIGHUP, which says the same.
pub(super) const HUNG_UP: u8 = 129;

/// The duty to leave no light behind: who switches off, and who does when this process no longer can.
#[derive(Clone, Debug)]
pub(crate) struct LightDuty {
    pub(super) switch: OffSwitch,
    guardian: Arc<Guardian>,
    on_exit: OnExit,
    ends: CancellationToken,
}

impl LightDuty {
    /// With nothing lit.
    pub(crate) fn new(on_exit: OnExit) -> Self {
        Self {
            switch: OffSwitch::default(),
            guardian: Arc::default(),
            on_exit,
            ends: CancellationToken::new(),
        }
    }

    /// Cancelled before anything is switched off at the end: whoever orders over the network is let in no more.
    pub(crate) fn ends(&self) -> CancellationToken {
        self.ends.clone()
    }

    /// What a worker needs so that the guardian knows of its light.
    #[must_use]
    pub(crate) fn guarded(&self, setup: Setup) -> Setup {
        let guardian = Arc::clone(&self.guardian);
        Setup { before_light: Some(BeforeLight(Arc::new(move |ours| guardian.note(ours)))), ..setup }
    }

    /// Starts the guardian, which is to give the terminal back too if this program takes it.
    pub(crate) fn start_guardian(&self, takes_terminal: bool) {
        let terminal = takes_terminal.then(Unwaiting::open).flatten();
        if let Err(error) = self.guardian.start(terminal) {
            tracing::error!("the guardian could not be started: {error}");
        }
    }

    /// The guardian is to be told when the terminal is taken and given back.
    pub(super) fn guardian(&self) -> Arc<Guardian> {
        Arc::clone(&self.guardian)
    }

    /// From here on the guardian switches off at this address what is lit there, unless it is to be left on. `None`: at
    /// none.
    pub(crate) fn guard(&self, address: Option<String>, ours: Ours) {
        self.guardian.watch_over(address.filter(|_| self.on_exit == OnExit::Off), ours);
    }

    /// Sees to it that the guardian is there.
    pub(crate) fn look(&self) {
        self.guardian.look();
    }

    /// From here on this worker is the one to tell; another one on the same instrument takes its place if it fails.
    pub(crate) fn hold<C: Connect>(&self, worker: Handle, connect: C, setup: Setup) {
        let runtime = tokio::runtime::Handle::current();
        self.switch.hold(worker, move |ours| {
            let _on = runtime.enter();
            start(connect.clone(), Setup { ours, ..setup.clone() }).0
        });
    }

    /// A worker for one piece of work, which asks no more of the instrument than it needs. What it lights is this duty's to
    /// switch off.
    pub(crate) fn desk<C: Connect, D: Door>(&self, connect: C, setup: Setup, may: May, door: D) -> Desk<D> {
        let setup = Setup { monitor: MonitorMode::Off, errors: ErrorMode::Own, ..setup };
        let (desk, worker) = Desk::open(connect.clone(), setup.clone(), may, door);
        self.hold(worker, connect, setup);
        desk
    }

    /// The connection was closed on the operator's word: what is lit is left on.
    pub(super) fn let_go(&self) {
        self.switch.let_go();
        self.guardian.note(Ours::default());
    }

    /// Switches off what was lit and aborts what was started, unless it is left so on purpose; in words.
    pub(crate) fn end(&self, runtime: &Runtime, on_purpose: bool) -> Option<String> {
        self.ends.cancel();
        let leave = on_purpose || self.on_exit == OnExit::Leave;
        let before = if leave { Ours::default() } else { self.switch.ours() };
        let left = if leave { before } else { runtime.block_on(self.switch.end_session(PATIENCE)) };
        // What is not known to be off is left to the guardian, which has more time.
        if left == Ours::default() {
            self.guardian.note(left);
        }
        light_words(before, left)
    }
}

/// The exit code and the last words.
#[derive(Debug)]
pub(crate) struct Farewell {
    /// The exit code.
    pub(crate) code: u8,
    /// The last line on the terminal, if there is one to say.
    pub(crate) words: Option<String>,
}

impl Farewell {
    pub(super) fn said(code: u8, words: String, light: Option<String>) -> Self {
        let words = match light {
            Some(light) => format!("{words}; {light}"),
            None => words,
        };
        Self { code, words: Some(words) }
    }

    /// After a signal: 128 and its number, as shells have it.
    pub(crate) fn of_signal(signal: i32, light: Option<String>) -> Self {
        let code = 128 + u8::try_from(signal).unwrap_or_default();
        Self::said(code, format!("ended by {}", signals::name(signal)), light)
    }

    /// After a defect.
    pub(crate) fn of_panic(words: &str, log: &Path, light: Option<String>) -> Self {
        Self::said(
            PANICKED,
            format!(
                "the program ended because of a defect ({words}); the log in {} has the details",
                log.display()
            ),
            light,
        )
    }
}

/// What became of the light that this session let out.
fn light_words(before: Ours, left: Ours) -> Option<String> {
    let off = before.lit.without(left.lit);
    let mut words = Vec::new();
    if !off.is_empty() {
        words.push(format!("{off} switched off"));
    }
    if before.scanning && !left.scanning {
        words.push("the sweep aborted".into());
    }
    if !left.lit.is_empty() {
        words.push(format!("{} may still be on: switch off at the instrument", left.lit));
    } else if left.scanning {
        words.push("the sweep may still be running: stop it at the instrument".into());
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// For tests of the real program, in builds that are for tests: `CTP10_PANIC=task` or `thread` makes one of these
/// panic a moment after light was seen to go out.
#[cfg(debug_assertions)]
pub(super) fn panic_on_request(mut ours: tokio::sync::watch::Receiver<Ours>) {
    let Ok(whose) = std::env::var("CTP10_PANIC") else { return };
    tokio::spawn(async move {
        let lit = ours.wait_for(|ours| *ours != Ours::default()).await.is_ok();
        tokio::time::sleep(Duration::from_millis(500)).await;
        if lit && whose == "thread" {
            std::thread::spawn(|| panic!("a thread was told to"));
        }
        assert!(!lit || whose != "task", "a task was told to");
    });
}

/// The guardian's act: gives the terminal back, says there what happened, switches off and aborts. Whether nothing is
/// left of it when its patience ends.
pub(crate) fn undo(charge: Charge, runtime: &Runtime) -> bool {
    let light = charge.address.and_then(|address| address.parse::<Address>().ok());
    let light = light.filter(|_| charge.ours != Ours::default());
    // On a thread: a terminal that stands still holds no light on.
    let terminal = charge.screen.map(|modes| {
        let act = light.as_ref().map(|_| format!("; {}", act_words(charge.ours))).unwrap_or_default();
        std::thread::spawn(move || give_back_for_another(modes, &format!("ctp10: killed{act}")))
    });
    let undone = light
        .is_none_or(|address| runtime.block_on(switch_off_alone(address, charge.ours)) == Ours::default());
    if let Some(terminal) = terminal {
        let _ = terminal.join();
    }
    undone
}

/// What the guardian does about this.
fn act_words(ours: Ours) -> String {
    let sweep = if ours.scanning { "the sweep is being aborted" } else { "" };
    let light =
        if ours.lit.is_empty() { String::new() } else { format!("{} is being switched off", ours.lit) };
    [light.as_str(), sweep].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Switches off and aborts; what is not known to be over when the guardian's patience ends.
async fn switch_off_alone(address: Address, ours: Ours) -> Ours {
    tracing::warn!("the console was killed with {} on: switching off at {address}", ours.lit);
    let seed = u64::from(std::process::id());
    let setup = Setup { monitor: MonitorMode::Off, ours, seed, ..Setup::default() };
    let connect = Tcp { host: address.host, port: address.port };
    let duty = LightDuty::new(OnExit::Off);
    duty.hold(start(connect.clone(), setup.clone()).0, connect, setup);
    let left = duty.switch.end_session(guardian::PERSISTENCE).await;
    tracing::warn!("{}", light_words(ours, left).unwrap_or_default());
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::LaserId;

    #[test]
    fn the_last_words_say_what_became_of_the_light() {
        let one = LaserId::new(1).into_iter().collect();
        let lit = Ours { lit: one, scanning: true };
        let words = |before, left| light_words(before, left).unwrap_or_default();
        assert_eq!(words(Ours::default(), Ours::default()), "");
        assert_eq!(words(lit, Ours::default()), "laser 1 switched off, the sweep aborted");
        assert!(words(lit, lit).contains("laser 1 may still be on"));
        assert_eq!(Farewell::of_signal(15, None).code, 143);
    }
}
