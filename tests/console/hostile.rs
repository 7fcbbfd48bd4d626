//! Every number that an answer can hold, in answer to every question: nothing panics, and no false value stands
//! on the screen, in a length, in a duration or in what a file says of itself.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::history::Reading;
use ctp10::core::ids::{DetectorId, LaserId, TlsId};
use ctp10::core::parameter::{Parameter, Subject, Value};
use ctp10::core::snapshot::Snapshot;
use ctp10::core::sweep;
use ctp10::core::trace::TraceId;
use ctp10::core::units::{Seconds, Wavelength};
use ctp10::instrument::ctp10::{common, detector, laser, parameter, reference, trace};
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::frame::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::rig::{Rig, on_held_clock};

/// What is answered instead, in capitals: what Rust makes of such a number is in small letters, so that it is told
/// from the answer itself, which a message may quote.
const ANSWERS: [&str; 22] = [
    "9.91E+37",
    "9.90000000E+037",
    "-9.9E37",
    "NAN",
    "INF",
    "-INF",
    "1E999",
    "-1",
    "-0.0",
    "0",
    "1E300",
    "-1E-300",
    "5E-324",
    LONG,
    "1,9.91E37",
    "1,-1",
    "0,1E300",
    "1,2,3",
    "2.5",
    ",",
    "1.0E-011,PM",
    "-5.25,DBM",
];

/// One question of each kind in the vocabulary, as it is sent.
fn vocabulary() -> Vec<String> {
    let one = LaserId::new(1).unwrap();
    let place = DetectorId::new(4, 1).unwrap();
    let first = TraceId { detector: place, kind: ctp10::core::ids::TraceType::TF_LIVE };
    let mut questions: Vec<String> =
        parameters().into_iter().map(|p| parameter::question(p).text().to_owned()).collect();
    questions.extend([
        common::identity().text().to_owned(),
        common::next_error().text().to_owned(),
        common::condition().text().to_owned(),
        laser::identity(one).text().to_owned(),
        laser::state(one).text().to_owned(),
        reference::result(place).text().to_owned(),
        detector::power(place).text().to_owned(),
        trace::length(first).text().to_owned(),
        trace::sampling(first).text().to_owned(),
        trace::start(first).text().to_owned(),
    ]);
    questions
}

fn scenario(on: &str, answer: &str, skip: u32) -> Options {
    let scenario: Scenario =
        toml::from_str(&format!("[[fault]]\non = '{on}'\nskip = {skip}\nanswer = '{answer}'")).unwrap();
    Options { scenario, speedup: 20.0, ..Options::default() }
}

/// Nothing in it is a number that its quantity cannot have.
fn sound(bench: &Snapshot) -> Result<(), String> {
    for (&parameter, &value) in bench.values.iter() {
        let fits = match value {
            Value::Sampling(w) => Wavelength::step(w.m()).is_some(),
            Value::Wavelength(w) => Wavelength::measured(w.m()).is_some(),
            Value::Power(p) => p.at_most().0.abs() <= 300.0,
            Value::Speed(n) => n <= 10_000,
            Value::Trigger(n) => n <= 8,
            Value::Laser(_) | Value::Choice(_) => true,
            Value::Stabilization { seconds, .. } => seconds.get() <= Seconds::MOST,
        };
        if !fits {
            return Err(format!("{parameter} is {value:?}"));
        }
    }
    if let Some((start, stop, step)) = bench.scan_limits()
        && sweep::points(start, stop, step) > 100_000_000_000
    {
        return Err("a length without end".into());
    }
    if bench.scan_duration().is_some_and(|time| time > Duration::from_secs(2_000_000_000)) {
        return Err("a duration without end".into());
    }
    if let Some(Reading::Powers(powers)) = bench.tail.last().map(|round| &round.reading)
        && powers.iter().any(|power| power.is_finite() && power.abs() > 300.0)
    {
        return Err(format!("powers {powers:?}"));
    }
    Ok(())
}

/// The first line with a number that is none.
fn number_that_is_none(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        let words = || line.split(|c: char| !c.is_alphanumeric());
        words().any(|word| ["NaN", "inf"].contains(&word))
            || words().any(|word| word.len() > 15 && word != LONG && word.bytes().all(|b| b.is_ascii_digit()))
            || ["e37", "e300", "e-3"].iter().any(|odd| line.contains(odd))
    })
}

/// Read as a number it is another one.
const LONG: &str = "123456789012345678901234567890";

/// The parameters with a value on this bench.
fn parameters() -> Vec<Parameter> {
    let (one, tls) = (LaserId::new(1).unwrap(), TlsId::new(1).unwrap());
    let detector = DetectorId::new(4, 1).unwrap();
    let subjects = [Subject::Laser(one), Subject::Tls(tls), Subject::Sweep, Subject::Detector(detector)];
    subjects.into_iter().flat_map(Subject::parameters).collect()
}

/// Draws a bench at three sizes.
fn drawn(rig: &mut Rig, bench: &Snapshot, case: &str) {
    rig.console.state.context.bench = Arc::new(bench.clone());
    for (width, height) in [(200, 60), (80, 24), (40, 12)] {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw::draw(&rig.console.state, frame)).unwrap();
        let screen = terminal.backend().to_string();
        assert_eq!(number_that_is_none(&screen), None, "{case}\n{screen}");
    }
}

#[test]
fn no_value_that_reads_is_one_that_cannot_be() {
    on_held_clock(async {
        let mut rig = Rig::new(80, 24, Options::default());
        rig.until("no laser on").await;
        rig.pass(Duration::from_secs(1)).await;
        let bench = rig.snapshot();
        assert!(bench.scan_duration().is_some() && bench.scan_limits().is_some());
        // One at a time, and all that read the same answer at once.
        for answer in ANSWERS {
            let mut all = (*bench).clone();
            for parameter in parameters() {
                let case = format!("{parameter} answered {answer:?}");
                let Some(read) = parameter::question(parameter).read(answer) else { continue };
                let mut one = (*bench).clone();
                for bench in [&mut one, &mut all] {
                    let values = Arc::make_mut(&mut bench.values);
                    match read {
                        Some(value) => drop(values.insert(parameter, value)),
                        None => drop(values.remove(&parameter)),
                    }
                    sound(bench).unwrap_or_else(|what| panic!("{case}: {what}"));
                    let said = format!("{:?}", bench.settings_of(DetectorId::new(4, 1).unwrap()));
                    assert_eq!(number_that_is_none(&said), None, "{case}");
                }
                drawn(&mut rig, &one, &case);
            }
            drawn(&mut rig, &all, answer);
        }
    });
}

#[test]
fn a_console_lives_with_any_number_from_the_wire() {
    on_held_clock(async {
        let questions = vocabulary();
        for (n, question) in questions.iter().enumerate() {
            // From the start, and after it went well; over the questions every answer has its turn.
            for skip in [0, 2] {
                let answer = ANSWERS[(2 * n + skip as usize / 2) % ANSWERS.len()];
                let case = format!("{question} answered {answer:?} after {skip}");
                let mut rig = Rig::new(80, 24, scenario(question, answer, skip));
                rig.pass(Duration::from_secs(2)).await;
                let screen = rig.screen();
                assert_eq!(number_that_is_none(&screen), None, "{case}\n{screen}");
                assert!(rig.end.is_none(), "{case}: the console ended: {:?}", rig.end);
                sound(&rig.snapshot()).unwrap_or_else(|what| panic!("{case}: {what}"));
            }
        }
    });
}

/// A bench that answers so, with a sweep of 20001 points done.
async fn after_a_sweep(options: Options) -> Rig {
    let mut rig = Rig::new(200, 60, options);
    rig.light().await;
    rig.command("sweep 1540 1560 1").await;
    rig.until("3 settings: held").await;
    rig.sweep().await;
    rig.until("the sweep is done").await;
    rig
}

#[test]
fn a_trace_of_a_shape_that_cannot_be_is_refused_in_words() {
    on_held_clock(async {
        let node = |node: &str| format!(":TRACe:SENSe4:CHANnel1:TYPE1:DATA:{node}?");
        for (question, answer, words) in [
            (node("LENGth"), "9.91E37", "no number of points"),
            (node("LENGth"), "4000000000", "more than any trace has"),
            (node("LENGth"), "0", "there is no such trace"),
            (node("SAMPling"), "0", "no wavelengths"),
            (node("STARt"), "-1550", "no wavelengths"),
            (node("STARt"), "inf", "no wavelengths"),
        ] {
            let mut rig = after_a_sweep(scenario(&question, answer, 0)).await;
            rig.command("download IN1").await;
            rig.until(words).await;
            assert!(rig.console.state.trace.traces.shown().next().is_none(), "{question} {answer}");
        }
        // A unit behind a comma is read.
        let mut rig = after_a_sweep(scenario(&node("SAMPling"), "1.0E-012,PM", 0)).await;
        rig.command("download IN1").await;
        rig.until("20001 points").await;
    });
}

#[test]
fn another_makers_instrument_is_marked_at_every_size() {
    on_held_clock(async {
        for (answer, stranger) in
            [("KEYSIGHT,N7744A,1,2", true), ("EXFO,LTB-8,1,2", true), ("EXFO,CTP10,1,2", false)]
        {
            let mut rig = Rig::new(80, 24, scenario("*IDN?", answer, 0));
            rig.until("no laser on").await;
            for (width, height) in [(80, 24), (72, 18), (200, 60)] {
                rig.resize(width, height).await;
                let marked = rig.screen().contains("NOT A CTP10");
                assert_eq!(marked, stranger, "{answer} at {width}x{height}:\n{}", rig.screen());
            }
        }
    });
}
