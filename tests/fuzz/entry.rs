//! Where bytes from outside come in: one function each, called by the fuzz targets and, with the committed corpora,
//! by `tests/corpus.rs`. Each panics if what came out breaks a promise.

#![allow(dead_code, reason = "each fuzz target calls one of them")]

use bytes::BytesMut;
use ctp10::analysis::limits::Limits;
use ctp10::analysis::mask::Mask;
use ctp10::config::naming::Pattern;
use ctp10::config::settings::Settings;
use ctp10::core::ids::{DetectorId, LaserId, TlsId, TraceType};
use ctp10::core::parameter::{Subject, Value};
use ctp10::core::request::ScpiLine;
use ctp10::core::snapshot::Identity;
use ctp10::core::text::{clean, clean_lines, clip};
use ctp10::core::trace::TraceId;
use ctp10::core::units::{Dbm, Seconds, Wavelength};
use ctp10::export::Ending;
use ctp10::export::{Format, read};
use ctp10::instrument::ctp10::{common, detector, laser, parameter, reference, trace};
use ctp10::instrument::scpi::codec::{AnswerCodec, Expect, MAX_BLOCK, Piece};
use ctp10::simulator::Scenario;
use ctp10::ui::frame::keymap;
use ctp10::ui::kit::theme::Theme;
use tokio_util::codec::Decoder;

/// Words for a screen or a shell: nothing in them steers a terminal.
fn harmless(words: &str) {
    assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
}

/// Bytes in pieces, the first of which says what is expected and how long the pieces are.
pub(crate) fn codec(bytes: &[u8]) {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let expect = match first & 3 {
        0 => Expect::Line,
        1 => Expect::Any,
        2 => Expect::Block { element: 4, elements: None },
        _ => Expect::Block { element: 8, elements: Some(3) },
    };
    let (mut codec, mut buffer) = (AnswerCodec::default(), BytesMut::new());
    for piece in bytes.chunks(usize::from(first >> 2).max(1)) {
        codec.expect(expect);
        buffer.extend_from_slice(piece);
        match codec.decode(&mut buffer) {
            Ok(Some(Piece::Line(line))) => assert!(!line.contains(&b'\n')),
            Ok(Some(Piece::BlockHead(length))) => assert!(length <= MAX_BLOCK),
            Ok(None) => {}
            Err(error) => return harmless(&error.to_string()),
        }
    }
}

/// An answer to every question of the vocabulary.
pub(crate) fn replies(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let answer = text.as_ref();
    let (one, tls, place) =
        (LaserId::new(1).unwrap(), TlsId::new(1).unwrap(), DetectorId::new(4, 1).unwrap());
    let subjects = [Subject::Laser(one), Subject::Tls(tls), Subject::Sweep, Subject::Detector(place)];
    for parameter in subjects.into_iter().flat_map(Subject::parameters) {
        let Some(Some(value)) = parameter::question(parameter).read(answer) else { continue };
        harmless(&value.to_string());
        assert!(
            match value {
                Value::Sampling(w) => Wavelength::step(w.m()).is_some(),
                Value::Wavelength(w) => Wavelength::measured(w.m()).is_some(),
                Value::Power(p) => Dbm::set(p.at_most().0).is_some(),
                Value::Speed(n) => n <= 10_000,
                Value::Trigger(n) => n <= 8,
                Value::Laser(_) | Value::Choice(_) => true,
                Value::Stabilization { seconds, .. } => seconds.get() <= Seconds::MOST,
            },
            "{parameter} {value:?}"
        );
    }
    let first = TraceId { detector: place, kind: TraceType::TF_LIVE };
    if let Some(Some(step)) = trace::sampling(first).read(answer) {
        assert!(step.m() > 0.0 && step.m().is_finite());
    }
    if let Some(Some(start)) = trace::start(first).read(answer) {
        assert!(start.m() > 0.0 && start.m().is_finite());
    }
    let _ = (trace::length(first).read(answer), detector::power(place).read(answer));
    let _ = (common::condition().read(answer), laser::state(one).read(answer));
    let fitted = format!("{:?}", laser::identity(one).read(answer));
    harmless(&fitted);
    if let Some(reference) = reference::result(place).read(answer) {
        harmless(&reference.when().unwrap_or_default());
    }
    if let Some(error) = common::next_error().read(answer) {
        harmless(&error.to_string());
    }
    let Identity { maker, model, serial, firmware } = common::read_identity(answer);
    for field in [maker, model, serial, firmware] {
        harmless(&field);
        assert!(field.chars().count() <= 72, "{field:?}");
    }
}

/// A keymap.
pub(crate) fn keymap(bytes: &[u8]) {
    if let Err(error) = keymap::load(Some(("my.toml", &String::from_utf8_lossy(bytes)))) {
        harmless(&error.to_string());
    }
}

/// Settings.
pub(crate) fn settings(bytes: &[u8]) {
    match Settings::parse(&String::from_utf8_lossy(bytes), "config.toml") {
        Ok(settings) => {
            assert!(!settings.period.is_zero() && !settings.answer.is_zero());
            settings.detectors.iter().for_each(|(_, name)| harmless(name));
        }
        Err(error) => harmless(&clean_lines(&error.to_string())),
    }
}

/// A scenario of the simulator.
pub(crate) fn scenario(bytes: &[u8]) {
    if let Err(error) = Scenario::parse(&String::from_utf8_lossy(bytes), "fault.toml") {
        harmless(&error.to_string());
    }
}

/// What is small: a theme, a mask, limits, a name of files, a typed line, typed values.
pub(crate) fn small(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Theme::parse(&text).map_err(|error| harmless(&error.to_string()));
    let _ = Mask::parse(&text).map_err(|error| harmless(&error.to_string()));
    let _ = Limits::parse(&text).map_err(|error| harmless(&error.to_string()));
    let _ = Pattern::of_file(&text).map_err(|error| harmless(&clean(&error.to_string())));
    let _ = ScpiLine::new(&text);
    for parameter in Subject::Sweep.parameters() {
        let _ = parameter.parse(&text).map_err(|error| harmless(&error.to_string()));
    }
}

/// The formats by the first byte of a seed.
pub(crate) fn formats() -> Vec<Format> {
    Format::all().collect()
}

/// A file of traces; the first byte says in which format.
pub(crate) fn traces(bytes: &[u8]) {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let formats = formats();
    let format = formats[usize::from(first) % formats.len()];
    match read(format, bytes.to_vec()) {
        Ok(traces) => {
            for (letter, trace) in traces {
                assert!(letter.is_ascii_uppercase(), "{letter:?}");
                assert!(Wavelength::measured(trace.spacing.start.m()).is_some());
                assert!(Wavelength::step(trace.spacing.sampling.m()).is_some());
                harmless(&trace.provenance.instrument);
                harmless(&trace.provenance.notes);
            }
        }
        Err(error) => harmless(&error.to_string()),
    }
}

/// Text from outside.
pub(crate) fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown = clean(&text);
    assert!(shown.chars().all(|c| !c.is_control()));
    assert_eq!(clean(&shown), shown);
    let _ = clip(&text, 24);
}
