//! Traces whose truth is known, and a folder in which the program runs.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::export::save;
use serde_json::Value;

/// Numbers that are random, and the same ones each time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (self.0 >> 11) as f64 / (1u64 << 53) as f64;
        }
        sum
    }
}

/// A ring: its dips lie evenly in frequency about 1550 nm.
#[derive(Clone, Copy)]
pub(super) struct Ring {
    pub(super) fsr_ghz: f64,
    pub(super) width_pm: f64,
    /// What is left of the light on resonance.
    pub(super) floor: f64,
    pub(super) shift_pm: f64,
    pub(super) noise_db: f64,
}

pub(super) const RING: Ring =
    Ring { fsr_ghz: 150.0, width_pm: 50.0, floor: 0.03, shift_pm: 0.0, noise_db: 0.03 };
pub(super) const LIGHT: f64 = 299_792.458;

impl Ring {
    /// Where its dips are from 1548 to 1552 nm.
    pub(super) fn centres(self) -> Vec<f64> {
        let middle = LIGHT / 1550.0;
        let at = |n: i32| LIGHT / (middle - f64::from(n) * self.fsr_ghz * 1e-3) + self.shift_pm * 1e-3;
        (-4..=4).map(at).filter(|nm| (1548.0..1552.0).contains(nm)).collect()
    }

    pub(super) fn samples(self, seed: u64) -> Vec<f64> {
        let mut random = Random(seed);
        let centres = self.centres();
        (0..4001)
            .map(|index| {
                let nm = 1548.0 + 1e-3 * f64::from(index);
                let dip = |centre: &f64| {
                    let v = 2.0 * (nm - centre) * 1e3 / self.width_pm;
                    1.0 - (1.0 - self.floor) / (1.0 + v * v)
                };
                let light: f64 = centres.iter().map(dip).product();
                -2.0 + 10.0 * light.log10() + self.noise_db * random.normal()
            })
            .collect()
    }
}

pub(super) fn trace(y: &[f64], notes: &str) -> Trace {
    Trace {
        origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1548.0), sampling: Wavelength::from_m(1e-12) },
        y: y.iter().map(|level| *level as f32).collect(),
        provenance: Provenance {
            name: "IN1".into(),
            notes: notes.into(),
            taken: "2026-11-24T12:05:00Z".into(),
            ..Provenance::default()
        },
        x_difference_pm: None,
    }
}

/// A folder of its own, in which the program runs.
pub(super) struct Night(pub(super) tempfile::TempDir);

impl Night {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn save(&self, name: &str, trace: Trace) {
        save(&self.path(name), &[('A', Arc::new(trace))]).unwrap();
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(&[&["analyze"], arguments].concat())
    }

    /// Any command.
    pub(super) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ctp10"))
            .args(arguments)
            .env("HOME", self.0.path())
            .env_remove("CTP10_ADDRESS")
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    pub(super) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

pub(super) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(super) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(super) fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} of {value}"))
}
