//! The instrument: how it behaves, what goes wrong with it and when.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::record::{Phases, Record};

/// Points of the trace that the peer serves.
pub(crate) const POINTS: usize = 3000;

/// What goes wrong with one answer or command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The answer is late.
    Late(Duration),
    /// The answer ends in its middle, and the connection with it.
    Cut,
    /// The answer stands still in its middle.
    Stalled(Duration),
    /// The connection ends instead of the answer.
    Reset,
    /// Something else comes.
    Garbage,
    /// The answer comes twice.
    Duplicate,
    /// The connection ends right after a command was carried out.
    ResetAfterCommand,
    /// The connection ends right before a command is carried out.
    ResetBeforeCommand,
    /// The next connection is refused.
    Refused,
}

/// How several questions in one message are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Joined {
    /// In one line, with `;` between.
    #[default]
    All,
    /// Only the first is answered.
    First,
    /// A line each.
    Lines,
    /// Not at all; -102 stands in the queue.
    Refused,
}

pub(crate) struct Peer {
    pub(crate) record: Mutex<Record>,
    /// Faults with their times.
    faults: Mutex<Vec<(Instant, Fault)>>,
    /// Until then an answer is held back, and its connection with it.
    busy_until: Mutex<Instant>,
    pub(crate) connections: Mutex<usize>,
    pub(super) most_connections: usize,
    /// A block goes out in pieces of 100 bytes, this long apart.
    pub(crate) block_rate: Option<Duration>,
    /// Questions that are never answered.
    pub(crate) silent: Vec<String>,
    /// Questions that are never answered, with -241 in the queue.
    pub(crate) missing: Vec<String>,
    /// From a message to its answer.
    pub(crate) latency: Duration,
    pub(crate) joined: Joined,
    pub(crate) phases: Phases,
    /// Lasers answer their power in mW.
    pub(crate) milliwatts: bool,
    /// The answer to `*IDN?`.
    pub(crate) identity: String,
    /// The samples of every trace, where they are not the usual ones.
    pub(crate) samples: Vec<f32>,
    /// Start and step of every trace as they are answered, where they are not the usual ones.
    pub(crate) axis: Option<[String; 2]>,
    /// So many bytes of each block go out, and then this.
    pub(crate) cut_block: Mutex<Option<(usize, Fault)>>,
    /// A laser that is switched on is on after this long.
    pub(crate) warm_up: Duration,
    /// Points of the trace as it says, where that is not what it has.
    pub(crate) says_points: Option<&'static str>,
    /// A new connection ends the one before it.
    pub(crate) latest_only: bool,
    pub(super) latest: watch::Sender<u64>,
    /// It takes commands that begin like this and does nothing.
    pub(crate) ignored: Mutex<Option<&'static str>>,
    /// Messages that begin like this are answered so much later.
    pub(crate) slow: Option<(&'static str, Duration)>,
    /// So many positions hold a laser that tells its name.
    pub(crate) lasers: usize,
    /// What the other positions say of themselves.
    pub(crate) nobody: String,
    /// The laser position of every TLS.
    pub(crate) tls_laser: usize,
}

impl Peer {
    pub(crate) fn new(most_connections: usize, faults: Vec<(Instant, Fault)>) -> Self {
        Self {
            record: Mutex::default(),
            faults: Mutex::new(faults),
            busy_until: Mutex::new(Instant::now()),
            connections: Mutex::new(0),
            most_connections,
            block_rate: None,
            silent: Vec::new(),
            missing: Vec::new(),
            latency: Duration::ZERO,
            joined: Joined::All,
            phases: Phases { scan: Duration::from_secs(2), ..Phases::default() },
            milliwatts: false,
            identity: "EXFO,CTP10,PEER,1".into(),
            samples: Vec::new(),
            axis: None,
            cut_block: Mutex::new(None),
            warm_up: Duration::ZERO,
            says_points: None,
            latest_only: false,
            latest: watch::Sender::default(),
            ignored: Mutex::default(),
            slow: None,
            lasers: 2,
            nobody: "EXFO,NONE,0,0".into(),
            tls_laser: 1,
        }
    }

    /// A fault whose time has come and that can strike here.
    pub(super) fn strike(&self, fits: impl Fn(Fault) -> bool) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let due = faults.iter().position(|(at, fault)| *at <= Instant::now() && fits(*fault))?;
        Some(faults.remove(due).1)
    }

    /// Nothing goes wrong any more, once the answers that are late or stalled now are out.
    pub(crate) fn calm(&self) -> Instant {
        self.faults.lock().unwrap().clear();
        *self.busy_until.lock().unwrap()
    }

    pub(super) async fn hold(&self, time: Duration) {
        let until = Instant::now() + time;
        {
            let mut busy = self.busy_until.lock().unwrap();
            *busy = until.max(*busy);
        }
        sleep_until(until).await;
    }

    /// This stands in its error queue.
    pub(crate) fn complain(&self, error: &str) {
        self.record.lock().unwrap().queue.push_back(error.to_owned());
    }

    /// Ready when another connection took the place of this one.
    pub(super) async fn overtaken(&self, number: u64) {
        let mut latest = self.latest.subscribe();
        let overtaken = latest.wait_for(|&latest| self.latest_only && latest > number).await;
        overtaken.expect("the peer has it");
    }
}
