//! How work ends where nobody answers, and what is told of light.

use tokio::io::{DuplexStream, duplex};

use super::door::Door;
use super::failed::Failed;
use super::{Desk, Scan, Then};
use crate::core::consent::{Beams, WithHarm};
use crate::core::ids::{DetectorId, LaserId, TraceType};
use crate::core::may::May;
use crate::core::modes::MonitorMode;
use crate::core::parameter::Parameter;
use crate::core::request::Asking;
use crate::core::transcript::Transcript;
use crate::instrument::worker::{Connect, Setup};
use crate::simulator::{Options, Server};

/// Somebody who hears nothing and agrees to nothing.
struct Nobody;

impl Door for Nobody {
    fn tell(&mut self, _: &str) {}

    fn progress(&mut self, _: Option<(&str, Option<f64>)>) {}

    async fn agree(&mut self, _: &Beams) -> Option<WithHarm> {
        None
    }
}

/// An instrument that cannot be reached, in one way or another.
#[derive(Clone, Copy, Debug)]
enum Away {
    /// Nobody listens there.
    Refuses,
    /// No connection comes about.
    Unreachable,
    /// It takes the connection and answers nothing.
    Silent,
}

impl Connect for Away {
    type Stream = DuplexStream;

    async fn connect(&self) -> std::io::Result<DuplexStream> {
        match self {
            Self::Refuses => Err(std::io::ErrorKind::ConnectionRefused.into()),
            Self::Unreachable => std::future::pending().await,
            Self::Silent => {
                let (ours, theirs) = duplex(4096);
                tokio::spawn(async move {
                    let _held = theirs;
                    std::future::pending::<()>().await;
                });
                Ok(ours)
            }
        }
    }

    fn reset(_: DuplexStream) {}
}

/// Each kind of work, as it ended.
async fn each(away: Away) -> Vec<(&'static str, Failed)> {
    let desk = || {
        let setup = Setup { monitor: MonitorMode::Off, ..Setup::default() };
        Desk::open(away, setup, May::Order(()), Nobody).0
    };
    let detector = (DetectorId::new(4, 1).unwrap(), "IN1".to_owned());
    let laser = LaserId::FIRST;
    let asking = Asking::new("*OPC?").unwrap();
    let scan = Scan { changes: Vec::new(), then: Then::Wait };
    vec![
        ("identity", desk().identity().await.unwrap_err()),
        ("answers", desk().answers().await.unwrap_err()),
        ("query", desk().query(asking).await.unwrap_err()),
        ("errors", desk().errors().await.unwrap_err()),
        ("settings", desk().settings().await.unwrap_err()),
        ("value", desk().value(Parameter::ScanStart).await.unwrap_err()),
        ("off", desk().switch_off([laser].into_iter().collect()).await.unwrap_err()),
        ("on", desk().switch_on(laser).await.unwrap_err()),
        ("sweep", desk().sweep(scan).await.unwrap_err()),
        ("reference", desk().reference(detector.clone(), true).await.unwrap_err()),
        ("abort", desk().abort().await.unwrap_err()),
        ("trace", desk().documented_trace(detector, TraceType::TF_LIVE).await.unwrap_err()),
    ]
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_a_time_out_and_no_connection_is_none() {
    for (away, code) in [(Away::Refuses, 3), (Away::Unreachable, 4), (Away::Silent, 4)] {
        for (what, failed) in each(away).await {
            assert_eq!(failed.code(), code, "{away:?}, {what}: {failed}");
        }
    }
}

/// The simulator behind a pipe.
#[derive(Clone)]
pub(super) struct Played(pub(super) Server);

impl Connect for Played {
    type Stream = DuplexStream;

    async fn connect(&self) -> std::io::Result<DuplexStream> {
        let (ours, theirs) = duplex(4096);
        tokio::spawn(self.0.clone().session(theirs));
        Ok(ours)
    }

    fn reset(_: DuplexStream) {}
}

/// A laser that reads off already may have been switched on by somebody else since: its OFF goes out all the same, and nobody
/// is told that it is off before that.
#[tokio::test(start_paused = true)]
async fn off_is_told_after_it_went_out_also_where_the_laser_was_off() {
    let transcript = Transcript::default();
    let setup = Setup { monitor: MonitorMode::Off, transcript: transcript.clone(), ..Setup::default() };
    let simulator = Played(Server::new(Options::default()));
    let (mut desk, _worker) = Desk::open(simulator, setup, May::Order(()), Nobody);
    desk.settings().await.unwrap();
    let sent = || transcript.pick(usize::MAX, |exchange| exchange.message.contains("STATe OFF")).len();
    for round in 1..=20 {
        let off = desk.switch_off([LaserId::FIRST].into_iter().collect()).await.unwrap();
        assert!(off.contains(LaserId::FIRST) && sent() == round, "round {round}: {} sent", sent());
    }
}
