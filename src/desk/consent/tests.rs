//! What goes out where nobody agrees: nothing, or what is said.

use std::collections::VecDeque;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex};

use crate::core::consent::{Beams, WithHarm};
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::laser::Emission;
use crate::core::may::May;
use crate::core::modes::MonitorMode;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::transcript::Transcript;
use crate::core::units::{Dbm, Wavelength};
use crate::desk::door::Door;
use crate::desk::tests::Played;
use crate::desk::{Desk, LINK, Scan, Swept, Then};
use crate::instrument::worker::{Handle, Setup};
use crate::simulator::{Options, Server};

/// Who answers one after the other, and no in the end; before the first answer somebody else tells the instrument something.
struct Asked {
    answers: VecDeque<bool>,
    server: Server,
    meanwhile: Option<&'static str>,
}

impl Door for Asked {
    fn tell(&mut self, _: &str) {}

    fn progress(&mut self, _: Option<(&str, Option<f64>)>) {}

    async fn agree(&mut self, _: &Beams) -> Option<WithHarm> {
        if let Some(line) = self.meanwhile.take() {
            say(&self.server, line).await;
        }
        WithHarm::given(self.answers.pop_front().unwrap_or_default())
    }
}

/// Another client tells the instrument something, and waits until it has taken it.
async fn say(server: &Server, line: &str) {
    let (ours, theirs) = duplex(4096);
    tokio::spawn(server.clone().session(theirs));
    let mut ours = BufReader::new(ours);
    ours.write_all(format!("{line};*OPC?\n").as_bytes()).await.unwrap();
    ours.read_line(&mut String::new()).await.unwrap();
}

/// A bench, whoever answers so; what is said on the line, and what the bench has been read to hold.
async fn bench(
    answers: &[bool],
    meanwhile: Option<&'static str>,
) -> (Desk<Asked>, Transcript, Server, Handle) {
    let transcript = Transcript::default();
    let setup = Setup { monitor: MonitorMode::Off, transcript: transcript.clone(), ..Setup::default() };
    let server = Server::new(Options::default());
    let door = Asked { answers: answers.iter().copied().collect(), server: server.clone(), meanwhile };
    let (mut desk, worker) = Desk::open(Played(server.clone()), setup, May::Order(()), door);
    desk.settings().await.unwrap();
    (desk, transcript, server, worker)
}

/// What was said on the line that is no question.
fn orders(transcript: &Transcript) -> Vec<String> {
    let asks = |unit: &str| unit.trim().split(' ').next().is_some_and(|header| header.ends_with('?'));
    let orders = transcript.pick(usize::MAX, |exchange| !exchange.message.split(';').all(asks));
    orders.into_iter().map(|exchange| exchange.message).collect()
}

/// Settings of a sweep, each another one than the simulator begins with.
fn settings() -> Vec<Change> {
    let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
    vec![
        (Parameter::Sampling, Value::Sampling(Wavelength::from_m(2e-12))),
        (Parameter::ScanStart, nm(1535.0)),
        (Parameter::ScanStop, nm(1545.0)),
        (Parameter::TlsSpeed(TlsId::FIRST), Value::Speed(50)),
        (Parameter::TlsPower(TlsId::FIRST), Value::Power(Dbm(5.0).into())),
    ]
}

const NOTHING: &str = "laser emission was not confirmed, so nothing was sent; --yes confirms it";

#[tokio::test(start_paused = true)]
async fn without_a_yes_nothing_is_set_and_nothing_is_begun() {
    let (mut desk, transcript, server, _worker) = bench(&[], None).await;
    let before = orders(&transcript);
    let detector = (DetectorId::new(4, 1).unwrap(), "IN1".to_owned());
    for changes in settings().into_iter().map(|one| vec![one]).chain([Vec::new(), settings()]) {
        let refused = desk.sweep(Scan { changes, then: Then::Wait }).await.unwrap_err();
        assert_eq!((refused.code(), refused.to_string()), (1, NOTHING.to_owned()));
    }
    for refused in
        [desk.reference(detector, true).await.unwrap_err(), desk.switch_on(LaserId::FIRST).await.unwrap_err()]
    {
        assert_eq!((refused.code(), refused.to_string()), (1, NOTHING.to_owned()));
    }
    // More of what is out already, by itself and for a sweep.
    say(&server, ":CTP:RLAS1:POW:STAT ON").await;
    let is_on = |bench: &crate::core::snapshot::Snapshot| {
        (bench.laser(LaserId::FIRST).emission == Emission::On).then_some(())
    };
    desk.until(LINK, "has it on", is_on).await.unwrap();
    let more = (Parameter::LaserPower(LaserId::FIRST), Value::Power(Dbm(9.0).into()));
    let refused = desk.set_all(vec![settings()[1], more]).await.unwrap_err();
    assert_eq!(refused.to_string(), NOTHING);
    assert_eq!(orders(&transcript), before);
}

#[tokio::test(start_paused = true)]
async fn a_no_to_light_that_is_not_what_was_agreed_to_says_what_was_set() {
    let meanwhile = Some(":INIT:TLS1:POW 9DBM");
    let scan = || Scan { changes: settings()[1..3].to_vec(), then: Then::Wait };
    let (mut desk, transcript, _, _worker) = bench(&[true, false], meanwhile).await;
    let refused = desk.sweep(scan()).await.unwrap_err().to_string();
    let words = "laser emission was not confirmed, so no laser was switched on; --yes confirms it. \
                 Set before: sweep start is 1535 nm, sweep stop is 1545 nm";
    assert_eq!(refused, words);
    assert!(!orders(&transcript).iter().any(|order| order.contains(":INITiate:IMM")), "it was begun");
    // Who agrees once more sweeps.
    let (mut desk, transcript, _, _worker) = bench(&[true, true], meanwhile).await;
    assert!(matches!(desk.sweep(scan()).await.unwrap(), Swept::Done(_)));
    let sent = orders(&transcript);
    let place = |part: &str| sent.iter().position(|order| order.contains(part)).expect(part);
    assert!(place("WAVelength:STARt") < place(":INITiate:IMM"), "{sent:?}");
}
