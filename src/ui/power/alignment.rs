//! What was reached since the alignment view was opened: the best power of each detector, and when; and whether that is to be
//! heard.

use std::time::{Duration, Instant};

use crate::core::history::{History, Reading};

/// A power is better if it is so much more, dB: noise sets no records that anybody would want to hear.
const BETTER_DB: f32 = 0.05;
/// From tone to tone at the least.
const TONES_APART: Duration = Duration::from_millis(300);

/// The best power of a detector, and when it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Best {
    pub(super) dbm: f32,
    pub(super) at: Instant,
}

/// What was reached so far.
#[derive(Clone, Debug)]
pub(super) struct Alignment {
    /// Everything up to this time was looked at.
    seen: Instant,
    /// Something was taken back so often: what was best may never have been.
    retractions: u64,
    best: Vec<Option<Best>>,
    /// The last tone.
    rang: Option<Instant>,
    /// The power that the last tone was for, dBm.
    heard: Option<f32>,
    /// A tone is due.
    due: bool,
}

impl Alignment {
    /// Begins now.
    pub(super) const fn new(now: Instant) -> Self {
        Self { seen: now, retractions: 0, best: Vec::new(), rang: None, heard: None, due: false }
    }

    /// The best power of a detector so far.
    pub(super) fn best(&self, index: usize) -> Option<Best> {
        self.best.get(index).copied().flatten()
    }

    /// Takes in what was read since the last time; what is below a detector's floor is no power. The tone is about the
    /// detector with this number.
    pub(super) fn absorb(
        &mut self,
        history: &History,
        floor: impl Fn(usize) -> f32,
        now: Instant,
        of: usize,
    ) {
        if self.retractions != history.retractions() {
            *self = Self { retractions: history.retractions(), ..Self::new(now) };
        }
        let seen = std::mem::replace(&mut self.seen, now);
        for round in history.window(now, now.saturating_duration_since(seen)).filter(|round| round.at > seen)
        {
            let Reading::Powers(powers) = &round.reading else { continue };
            if self.best.len() < powers.len() {
                self.best.resize(powers.len(), None);
            }
            for (index, (best, &dbm)) in self.best.iter_mut().zip(powers).enumerate() {
                let better = best.is_none_or(|best| dbm > best.dbm);
                if dbm.is_finite() && dbm >= floor(index) && better {
                    *best = Some(Best { dbm, at: round.at });
                }
            }
        }
        self.due |= self.best(of).is_some_and(|best| {
            // The first one is where it began.
            best.dbm > *self.heard.get_or_insert(best.dbm) + BETTER_DB
        });
    }

    /// Whether a tone is due for a power of this detector that is better than any before.
    pub(super) fn rings(&mut self, now: Instant, of: usize) -> bool {
        let quiet = self.rang.is_none_or(|rang| now.saturating_duration_since(rang) >= TONES_APART);
        if !(quiet && std::mem::take(&mut self.due)) {
            return false;
        }
        (self.rang, self.heard) = (Some(now), self.best(of).map(|best| best.dbm));
        true
    }

    /// The tone is about another detector from now on.
    pub(super) const fn turn(&mut self) {
        (self.heard, self.due) = (None, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::history::{Round, Tail};

    /// Takes in readings 100 ms apart; how often it rang.
    fn rung(alignment: &mut Alignment, start: Instant, powers: &[f32]) -> usize {
        let (mut tail, mut history) = (Tail::default(), History::default());
        let mut tones = 0;
        for (n, power) in (1..).zip(powers) {
            let at = start + Duration::from_millis(100) * n;
            tail.push(Round { at, reading: Reading::Powers([*power].into()) });
            history.absorb(&tail);
            alignment.absorb(&history, |_| -70.0, at, 0);
            tones += usize::from(alignment.rings(at, 0));
        }
        tones
    }

    #[test]
    fn the_best_so_far_is_kept_however_long_ago_it_was() {
        let start = Instant::now();
        let mut alignment = Alignment::new(start);
        assert_eq!(alignment.best(0), None);
        rung(&mut alignment, start, &[-80.0, -20.0, -5.5, f32::NAN, -12.0, f32::INFINITY]);
        let best = alignment.best(0).unwrap();
        assert_eq!((best.dbm, best.at - start), (-5.5, Duration::from_millis(300)));
        assert_eq!(
            (rung(&mut Alignment::new(start), start, &[-80.0; 5]), Alignment::new(start).best(0)),
            (0, None)
        );
    }

    #[test]
    fn a_tone_is_for_what_is_better_and_not_for_noise_nor_without_an_end() {
        let start = Instant::now();
        let noise: Vec<f32> = (0..50).map(|n| -20.0 + 0.04 * (n % 2) as f32).collect();
        assert_eq!(rung(&mut Alignment::new(start), start, &noise), 0);
        let rising: Vec<f32> = (0..50).map(|n| -20.0 + 0.2 * n as f32).collect();
        let tones = rung(&mut Alignment::new(start), start, &rising);
        assert!((14..=17).contains(&tones), "{tones} in 5 s");
    }
}
