//! The corpora of the fuzz targets, replayed on any toolchain, and bent a little by a seeded chance.

use std::path::PathBuf;

use ctp10::export::Ending;

#[path = "fuzz/entry.rs"]
mod entry;

/// Bent copies of each seed; `BENT=100000 cargo test --test corpus` looks longer.
fn bent() -> u64 {
    std::env::var("BENT").ok().and_then(|number| number.parse().ok()).unwrap_or(200)
}

fn folder(target: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "fuzz", "corpus", target].iter().collect()
}

/// Knuth's generator: any spread will do.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    /// A byte changed, put in, taken out; a piece doubled or cut off.
    fn bend(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(6) {
                _ if bytes.is_empty() => bytes.push(self.below(256) as u8),
                0 => bytes[at] = self.below(256) as u8,
                1 => bytes[at] ^= 1 << self.below(8),
                2 => bytes.insert(at, b",;#\n0-9e\xff\x1b"[self.below(10)]),
                3 => drop(bytes.remove(at)),
                4 => {
                    let piece = bytes[at..bytes.len().min(at + 16)].to_vec();
                    bytes.splice(at..at, piece).for_each(drop);
                }
                _ => bytes.truncate(at),
            }
        }
    }
}

fn replay(target: &str, enter: fn(&[u8])) {
    let mut seeds: Vec<PathBuf> =
        std::fs::read_dir(folder(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{target} has no corpus");
    let mut chance = Chance(1);
    for seed in seeds {
        let bytes = std::fs::read(&seed).unwrap();
        enter(&bytes);
        for _ in 0..bent() {
            let mut bent = bytes.clone();
            chance.bend(&mut bent);
            enter(&bent);
        }
    }
}

#[test]
fn codec() {
    replay("codec", entry::codec);
}

#[test]
fn replies() {
    replay("replies", entry::replies);
}

#[test]
fn keymap() {
    replay("keymap", entry::keymap);
}

#[test]
fn settings() {
    replay("settings", entry::settings);
}

#[test]
fn scenario() {
    replay("scenario", entry::scenario);
}

#[test]
fn small() {
    replay("small", entry::small);
}

/// Writes a small file of each format; `UPDATE_CORPUS=1 cargo test --test corpus` puts them into the corpus.
fn seeds() {
    use ctp10::core::ids::{DetectorId, TraceType};
    use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
    use ctp10::core::units::Wavelength;
    let trace = Trace {
        origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) },
        y: vec![-3.25, f32::NAN, -81.5, f32::NEG_INFINITY, 0.0],
        provenance: Provenance {
            instrument: "EXFO,CTP10,SN,=1+1".into(),
            settings: [("sweep start".into(), "1550 nm".into())].into(),
            notes: "a, b".into(),
            ..Provenance::default()
        },
        x_difference_pm: None,
    };
    let temporary = tempfile::tempdir().unwrap();
    for (number, format) in entry::formats().into_iter().enumerate() {
        let end = format.end();
        let path = temporary.path().join(format!("t.{end}"));
        ctp10::export::save(&path, &[('A', std::sync::Arc::new(trace.clone()))]).unwrap();
        let mut bytes = vec![number as u8];
        bytes.extend(std::fs::read(&path).unwrap());
        std::fs::create_dir_all(folder("traces")).unwrap();
        std::fs::write(folder("traces").join(end), bytes).unwrap();
    }
}

#[test]
fn traces() {
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        seeds();
    }
    replay("traces", entry::traces);
}

#[test]
fn text() {
    replay("text", entry::text);
}
