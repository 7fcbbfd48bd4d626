//! Which samples a fit is made to: those about a resonance, without those of others and without what others take of them.

use std::ops::Range;

use super::fit::{Guess, roughly};
use super::found::Found;
use super::line_shape::TOGETHER;
use super::noise::{Noise, power};
use super::peaks::Extremum;
use super::samples::{Bin, Sample, Samples};
use crate::core::cast::{count_f64, floor_index};
use crate::core::places::Places;
use crate::core::trace::Spacing;
use crate::core::units::LIGHT;

/// What stands closer than so many widths is fitted together.
const TOGETHER_WITHIN: usize = 6;
/// The base line is looked at so many widths to each side, and for a rough fit so many.
pub(super) const REACH: usize = 16;
const ROUGH_REACH: usize = 4;
/// What stands nearer than so many widths to others is fitted once more when those are known.
const CROWDED: f64 = 14.0;
/// What stands nearer has samples that are next to the others: what it takes of them is to be known better than its
/// samples say at first sight.
const NEXT: f64 = 24.0;
/// What neighbours take of each other is made better so many times.
const ROUNDS: usize = 2;
/// Samples within so many of its widths belong to another resonance.
const KEPT_AWAY: f64 = 2.0;
/// So many neighbours on each side are felt: those that are further away do no more than bend the base line.
const NEIGHBOURS: usize = 10;

/// What fits need to know of a trace.
pub(super) struct Scene<'a> {
    pub(super) y: &'a [f32],
    pub(super) spacing: Spacing,
    places: Places<'a>,
    pub(super) kind: Extremum,
    pub(super) noise: Noise,
    /// All that was found, from left to right.
    pub(super) found: &'a [Found],
    /// The same as lines.
    pub(super) rough: Vec<Rough>,
}

/// A resonance as it is seen by its neighbours: a Lorentzian, in samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rough {
    pub(super) index: f64,
    pub(super) width: f64,
    /// The part of the light that it takes, below 0 of a peak.
    pub(super) taken: f64,
}

/// What a resonance takes of the light of another: a Lorentzian in the unit of a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Neighbour {
    pub(super) centre: f64,
    pub(super) width: f64,
    pub(super) taken: f64,
}

impl Neighbour {
    /// The part of the light that it leaves.
    pub(super) fn leaves(&self, u: f64) -> f64 {
        let v = 2.0 * (u - self.centre) / self.width;
        1.0 - self.taken / (1.0 + v * v)
    }
}

/// The unit of a fit: `u = (origin - frequency) / unit`, so that it grows with the wavelength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    origin_thz: f64,
    pub(super) unit_thz: f64,
}

impl Axis {
    /// A unit is the width of what was found.
    pub(super) fn about(spacing: Spacing, found: &Found) -> Self {
        let origin_thz = spacing.thz(found.index);
        Self { origin_thz, unit_thz: origin_thz - spacing.thz(found.index + found.width().max(1)) }
    }

    fn place(&self, spacing: Spacing, index: usize) -> f64 {
        (self.origin_thz - spacing.thz(index)) / self.unit_thz
    }

    /// The place between two samples.
    pub(super) fn place_at(&self, spacing: Spacing, index: f64) -> f64 {
        self.place_of_nm(spacing.nm_at(index))
    }

    /// The place of a wavelength.
    pub(super) fn place_of_nm(&self, nm: f64) -> f64 {
        (self.origin_thz - LIGHT * 1e-3 / nm) / self.unit_thz
    }

    pub(super) fn thz(&self, u: f64) -> f64 {
        self.origin_thz - self.unit_thz * u
    }

    pub(super) fn nm(&self, u: f64) -> f64 {
        LIGHT * 1e-3 / self.thz(u)
    }

    /// The sample that a place is at.
    pub(super) fn index(&self, spacing: Spacing, u: f64) -> f64 {
        spacing.index_of_thz(self.thz(u))
    }
}

/// Which of those that were found are fitted together.
pub(super) fn groups(found: &[Found]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, pair) in found.iter().enumerate() {
        match groups.last_mut() {
            Some(group)
                if group.len() < TOGETHER && {
                    let before = &found[at - 1];
                    pair.index - before.index < TOGETHER_WITHIN * before.width().max(pair.width()).max(1)
                } =>
            {
                group.end = at + 1;
            }
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// So many before and behind, as far as there are.
fn neighbours(of: &Range<usize>, all: usize) -> Range<usize> {
    of.start.saturating_sub(NEIGHBOURS)..(of.end + NEIGHBOURS).min(all)
}

impl<'a> Scene<'a> {
    /// Of what is to be fitted, and its neighbours, lines are made.
    pub(super) fn of(
        y: &'a [f32],
        places: Places<'a>,
        kind: Extremum,
        noise: Noise,
        found: &'a [Found],
        fitted: &[Range<usize>],
    ) -> Self {
        let guess = |one: &Found| Rough {
            index: count_f64(one.index),
            width: count_f64(one.width().max(1)),
            taken: one.part_taken(kind),
        };
        let (spacing, rough) = (places.spacing, found.iter().map(guess).collect());
        let mut scene = Self { y, spacing, places, kind, noise, found, rough };
        let (first, last) =
            (fitted.first().map_or(0, |one| one.start), fitted.last().map_or(0, |one| one.end));
        // Neighbours have neighbours, each time that they are made better: what comes out does not depend on where it ends.
        let asked = (0..=ROUNDS).fold(first..last, |asked, _| neighbours(&asked, found.len()));
        let next: Vec<usize> = asked.filter(|at| scene.has_within(NEXT, &(*at..at + 1))).collect();
        for _ in 0..ROUNDS {
            let before = scene.rough.clone();
            for &at in &next {
                if let Some(better) = scene.roughly(at, &before) {
                    scene.rough[at] = better;
                }
            }
        }
        scene
    }

    /// Whether what stands next to a group is so near that it is to be known well.
    pub(super) fn is_crowded(&self, group: &Range<usize>) -> bool {
        self.has_within(CROWDED, group)
    }

    /// Whether another one is nearer to a group than so many widths.
    fn has_within(&self, widths: f64, group: &Range<usize>) -> bool {
        let near = |inner: usize, outer: usize| {
            let (inner, outer) = (&self.rough[inner], &self.rough[outer]);
            (inner.index - outer.index).abs() < widths * inner.width.max(outer.width)
        };
        let before = group.start.checked_sub(1).is_some_and(|outer| near(group.start, outer));
        before || (group.end < self.found.len() && near(group.end - 1, group.end))
    }

    /// The same with what is known better now.
    pub(super) fn with(&self, known: impl Iterator<Item = (Range<usize>, Vec<Rough>)>) -> Self {
        let mut rough = self.rough.clone();
        for (group, better) in known {
            rough[group].copy_from_slice(&better);
        }
        Self { rough, ..*self }
    }

    /// A Lorentzian through the samples next to one, which is near to what it was thought to be.
    fn roughly(&self, at: usize, all: &[Rough]) -> Option<Rough> {
        if !self.found[at].is_resolved() {
            return None;
        }
        let axis = Axis::about(self.spacing, &self.found[at]);
        let samples = self.samples(at..at + 1, ROUGH_REACH, all, &axis);
        let guess = roughly(&samples, Guess { centre: 0.0, width: 1.0, depth: all[at].taken })?;
        let index = axis.index(self.spacing, guess.centre);
        let width = axis.index(self.spacing, guess.centre + guess.width) - index;
        let is_near = (index - all[at].index).abs() < 0.5 * all[at].width;
        let is_like = (0.5..2.0).contains(&(width / all[at].width));
        (is_near && is_like).then_some(Rough { index, width, taken: guess.depth })
    }

    /// The samples about a group. Near it averages are of a few and further away of more.
    pub(super) fn samples(&self, group: Range<usize>, reach: usize, all: &[Rough], axis: &Axis) -> Samples {
        let members = &self.found[group.clone()];
        let (Some(first), Some(last)) = (members.first(), members.last()) else { return Vec::new() };
        let within = self.reach(&group, reach);
        let (from, to) = (within.start, within.end);
        let others = self.others(&group, all);
        let theirs = theirs(&others, count_f64(first.index), count_f64(last.index), from..to);
        let mut samples = Samples::new();
        let mut at = from;
        for theirs in theirs.into_iter().chain(std::iter::once(to..to)) {
            self.average(at..theirs.start.min(to), members, axis, &mut samples);
            at = at.max(theirs.end);
        }
        let base = power(first.base);
        for sample in &mut samples {
            sample.y /= base;
        }
        let felt = self.felt(&group, all, axis);
        for sample in &mut samples {
            for neighbour in &felt {
                sample.y /= neighbour.leaves(sample.x);
            }
        }
        samples
    }

    /// The samples from so many widths before a group to so many behind it.
    pub(super) fn reach(&self, group: &Range<usize>, widths: usize) -> Range<usize> {
        let members = &self.found[group.clone()];
        let (Some(first), Some(last)) = (members.first(), members.last()) else { return 0..0 };
        let width = members.iter().map(Found::width).max().unwrap_or(1);
        first.index.saturating_sub(widths * width)..(last.index + widths * width + 1).min(self.y.len())
    }

    /// Those on both sides of a group that are felt in it.
    fn others<'b>(&self, group: &Range<usize>, all: &'b [Rough]) -> Vec<&'b Rough> {
        let near = neighbours(group, self.found.len());
        all[near.start..group.start].iter().chain(&all[group.end..near.end]).collect()
    }

    /// What neighbours take of the light of a group: nothing of that of peaks.
    pub(super) fn felt(&self, group: &Range<usize>, all: &[Rough], axis: &Axis) -> Vec<Neighbour> {
        let neighbour = |one: &Rough| {
            let centre = axis.place_at(self.spacing, one.index);
            let width = axis.place_at(self.spacing, one.index + one.width) - centre;
            Neighbour { centre, width, taken: one.taken }
        };
        match self.kind {
            Extremum::Dip => self.others(group, all).into_iter().map(neighbour).collect(),
            Extremum::Peak => Vec::new(),
        }
    }

    /// Averages of the samples within a range.
    fn average(&self, within: Range<usize>, members: &[Found], axis: &Axis, all: &mut Samples) {
        let is_even = self.places.is_even();
        let mut at = within.start;
        while at < within.end {
            let end = (at + size(members, at)).min(within.end);
            let mut bin = Bin::default();
            for (number, level) in self.y[at..end].iter().enumerate().filter(|(_, level)| level.is_finite()) {
                let power = power(f64::from(*level));
                if is_even {
                    bin.add(count_f64(number), power);
                } else {
                    bin.add(axis.place_of_nm(self.places.nm(at + number)), power);
                }
            }
            // So near to each other samples are even in frequency, too.
            let (place, next) = (axis.place(self.spacing, at), axis.place(self.spacing, at + 1));
            let placed = |sample: Sample| if is_even { sample.placed(place, next - place) } else { sample };
            all.extend(bin.emptied().map(placed));
            at = end;
        }
    }
}

/// The samples that belong to others, from left to right: none that are nearer to what is fitted.
fn theirs(others: &[&Rough], first: f64, last: f64, within: Range<usize>) -> Vec<Range<usize>> {
    let all = others.iter().map(|one| {
        let apart = (one.index - first).abs().min((one.index - last).abs());
        let away = (KEPT_AWAY * one.width).min(0.5 * apart);
        floor_index(one.index - away)..floor_index(one.index + away) + 1
    });
    let mut all: Vec<Range<usize>> =
        all.filter(|theirs| theirs.end > within.start && theirs.start < within.end).collect();
    all.sort_unstable_by_key(|theirs| theirs.start);
    all
}

/// How many samples are averaged: a line is finest near its middle.
fn size(members: &[Found], index: usize) -> usize {
    let narrowest = members.iter().map(Found::width).min().unwrap_or(1);
    let away = members.iter().map(|own| own.index.abs_diff(index)).min().unwrap_or(0);
    let parts = if 2 * away <= 3 * narrowest {
        30
    } else if away <= 4 * narrowest {
        15
    } else {
        8
    };
    (narrowest / parts).max(1)
}
