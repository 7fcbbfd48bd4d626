//! All that is known of the bench, on one page.

use crate::app::print;
use crate::core::ids::TlsId;
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::snapshot::{Light, Snapshot};
use crate::desk::NamedDetector;
use crate::desk::json::{doing, emission, power};

/// Prints it.
pub(in crate::shell) fn print(bench: &Snapshot, detectors: &[NamedDetector]) {
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
            line("sweep", &format!("{} {}", parameter.node(), value));
        }
    }
}

/// A value in words, or a dash.
fn value(bench: &Snapshot, parameter: Parameter) -> String {
    bench.value(parameter).map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// What a tunable laser has of the sweep: its laser, from where to where, how fast, with how much power.
fn share(bench: &Snapshot, tls: TlsId) -> String {
    match bench.value(Parameter::TlsLaser(tls)).map(Value::laser) {
        None => "not readable".into(),
        Some(None) => "no laser".into(),
        Some(Some(laser)) => format!(
            "laser {laser}  {} to {}  {}  {}",
            value(bench, Parameter::TlsStart(tls)),
            value(bench, Parameter::TlsStop(tls)),
            value(bench, Parameter::TlsSpeed(tls)),
            value(bench, Parameter::TlsPower(tls)),
        ),
    }
}
