//! All that is known of the bench, on one page.

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::settings::as_json;
use super::{Desk, Form, identity_json};
use crate::app::print;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::laser::Emission;
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::snapshot::{Light, Snapshot};

/// Prints it once everything was read.
pub(crate) async fn status(mut desk: Desk, detectors: Vec<(DetectorId, String)>, form: Form) -> Result<()> {
    desk.complete().await?;
    let bench = desk.bench();
    match form {
        Form::People => people(&bench, &detectors),
        Form::Json => print::line(json(&bench, &detectors)),
    }
    Ok(())
}

/// What it is doing, in the words of its register.
fn doing(bench: &Snapshot) -> String {
    let names: Vec<&str> = bench.condition.iter().flat_map(|condition| condition.names()).collect();
    match bench.phase.words() {
        Some(words) => words.to_owned(),
        None if names.is_empty() => "idle".to_owned(),
        None => names.join(", "),
    }
}

const fn emission(of: Emission) -> &'static str {
    match of {
        Emission::Unknown => "unknown",
        Emission::Off => "off",
        Emission::On => "on",
    }
}

/// The power of a watched detector, dBm, if it was read.
fn power(bench: &Snapshot, index: usize) -> Option<f32> {
    bench.power(index).map(|(power, _)| power).filter(|power| power.is_finite())
}

fn people(bench: &Snapshot, detectors: &[(DetectorId, String)]) {
    let line =
        |name: &str, words: &str| print::line(format_args!("{name:12} {words}").to_string().trim_end());
    if let Some(who) = &bench.identity {
        line("instrument", &who.words());
    }
    line("doing", &doing(bench));
    line(
        "light",
        &match bench.light() {
            Light::Dark => "no laser is on".to_owned(),
            Light::SwitchingOn(lasers) => format!("switching on {lasers}"),
            Light::Emitting(lasers) => format!("EMITTING: {lasers}"),
            Light::Unknown => "UNKNOWN: treat as on".to_owned(),
        },
    );
    for laser in bench.fitted().iter() {
        let known = bench.laser(laser);
        let nm = value(bench, Parameter::LaserWavelength(laser));
        let dbm = value(bench, Parameter::LaserPower(laser));
        let model = known.fitted.model().unwrap_or_default();
        let range = bench.range_nm_of(Parameter::LaserWavelength(laser));
        let range = range.map_or_else(String::new, |(from, to)| format!("  {from} to {to} nm"));
        line(
            &format!("laser {laser}"),
            &format!("{}  {nm}  {dbm}  {model}{range}", emission(known.emission)),
        );
    }
    for tls in TlsId::all() {
        line(&format!("tls {tls}"), &share(bench, tls));
    }
    for (index, (place, name)) in detectors.iter().enumerate() {
        let power = power(bench, index).map_or_else(|| "-".to_owned(), |power| format!("{power:.3} dBm"));
        let power = if bench.absent.contains(place) { "not there".to_owned() } else { power };
        line(&format!("detector {place}"), &format!("{name}  {power}"));
    }
    for parameter in Subject::Sweep.parameters() {
        if let Some(value) = bench.value(parameter) {
            line("sweep", &format!("{} {}", parameter.node(), value.words(parameter)));
        }
    }
}

/// A value in words, or a dash.
fn value(bench: &Snapshot, parameter: Parameter) -> String {
    bench.value(parameter).map_or_else(|| "-".to_owned(), |value| value.words(parameter))
}

/// What a tunable laser has of the sweep: its laser, from where to where, how fast, with how much power.
fn share(bench: &Snapshot, tls: TlsId) -> String {
    match bench.value(Parameter::TlsLaser(tls)).and_then(Value::whole) {
        None => "not readable".into(),
        Some(0) => "no laser".into(),
        Some(laser) => format!(
            "laser {laser}  {} to {}  {}  {}",
            value(bench, Parameter::TlsStart(tls)),
            value(bench, Parameter::TlsStop(tls)),
            value(bench, Parameter::TlsSpeed(tls)),
            value(bench, Parameter::TlsPower(tls)),
        ),
    }
}

fn json(bench: &Snapshot, detectors: &[(DetectorId, String)]) -> Json {
    let settings = |subject: Subject| -> Vec<Json> {
        let held = bench.held(subject.parameters());
        held.into_iter().map(|(parameter, value)| as_json(parameter, value)).collect()
    };
    let lasers = bench.fitted();
    let lasers = lasers.iter().map(|laser: LaserId| {
        let known = bench.laser(laser);
        json!({
            "laser": laser.number(),
            "model": known.fitted.model(),
            "emission": emission(known.emission),
            "wavelength_range_nm": bench.range_nm_of(Parameter::LaserWavelength(laser)),
            "settings": settings(Subject::Laser(laser)),
        })
    });
    let tunable = TlsId::all().map(|tls| {
        json!({
            "tls": tls.number(),
            "laser": bench.laser_of(tls).map(LaserId::number),
            "settings": settings(Subject::Tls(tls)),
        })
    });
    let all = detectors.iter().enumerate().map(|(index, (place, name))| {
        json!({
            "detector": place.to_string(),
            "name": name,
            "present": !bench.absent.contains(place),
            "power_dbm": power(bench, index),
        })
    });
    let light = match bench.light() {
        Light::Dark => "dark",
        Light::SwitchingOn(_) => "switching on",
        Light::Emitting(_) => "emitting",
        Light::Unknown => "unknown",
    };
    json!({
        "instrument": bench.identity.as_ref().map(identity_json),
        "doing": doing(bench),
        "light": light,
        "lasers": lasers.collect::<Vec<_>>(),
        "tls": tunable.collect::<Vec<_>>(),
        "detectors": all.collect::<Vec<_>>(),
        "sweep": settings(Subject::Sweep),
    })
}
