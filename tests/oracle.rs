//! The chart against a drawing of every sample by somebody else: ratatui's canvas.

use ctp10::config::look::Glyphs;
use ctp10::core::scale::Scale;
use ctp10::core::trace::Spacing;
use ctp10::core::units::Wavelength;
use ctp10::ui::kit::charts::blocks::Blocks;
use ctp10::ui::kit::charts::dots::Dots;
use ctp10::ui::kit::charts::line::Reduced;
use ctp10::ui::kit::charts::reduce::{Across, Rule, Spectral};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line};

struct Chance(u64);

impl Chance {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}

/// Rings, noise, single-sample dips and spikes, holes and samples without light.
fn samples(count: usize, chance: &mut Chance) -> Vec<f32> {
    let mut y: Vec<f32> = (0..count)
        .map(|n| {
            let q = ((n % 1200) as f64 - 600.0) / 30.0;
            let ring = 1.0 - 0.97 / (1.0 + q * q);
            (10.0 * ring.log10() - 5.0 + 0.05 * chance.part()) as f32
        })
        .collect();
    for _ in 0..40 {
        let at = |chance: &mut Chance| (chance.part() * count as f64) as usize;
        let (dip, spike, hole) = (at(chance), at(chance), at(chance));
        y[dip] = -58.0;
        y[spike] = 7.0;
        y[hole] = f32::NAN;
    }
    y
}

/// As the screen has them: by blocks, which are to say what every sample says.
fn reduced(y: &[f32], blocks: &Blocks, spacing: Spacing, across: &Across) -> Reduced {
    let reduced = Reduced::of_blocks(y, blocks, spacing, across);
    assert_eq!(reduced, Reduced::new(y, spacing, across));
    reduced
}

fn cells(buffer: &Buffer) -> String {
    buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn the_dots_are_those_of_every_sample_in_300_windows() {
    let mut chance = Chance(3);
    let spacing = Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-12) };
    let y = samples(40_000, &mut chance);
    let blocks = Blocks::new(&y);
    let (mut different, mut drawn) = (0, 0);
    for window in 0..300 {
        let spectral = if window % 3 == 2 { Spectral::Frequency } else { Spectral::Wavelength };
        let area = Rect::new(0, 0, 20 + (chance.part() * 160.0) as u16, 5 + (chance.part() * 45.0) as u16);
        // From a few samples to all of them, and beyond both ends.
        let span = 10f64.powf(-2.0 + chance.part() * 3.7);
        let left = 1509.0 + chance.part() * 41.0;
        let (left, right) = match spectral {
            Spectral::Wavelength => (left, left + span),
            Spectral::Frequency => (299_792.458 / (left + span), 299_792.458 / left),
        };
        let mut dots = Dots::new(area.width, area.height);
        let across = Across { spectral, left, right, columns: dots.columns(), rule: Rule::Nearest };
        let scale = Scale { low: -60.0, high: 10.0 };
        reduced(&y, &blocks, spacing, &across).draw(&mut dots, &scale, 0);
        let mut ours = Buffer::empty(area);
        dots.render(Glyphs::Braille, area, &mut ours, |_| Style::new());
        let mut theirs = Buffer::empty(area);
        let value = |index: usize| across.value(spacing, index);
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([left, right])
            .y_bounds([scale.low, scale.high])
            .paint(|context| {
                let mut order: Vec<usize> = (0..y.len()).collect();
                if spectral == Spectral::Frequency {
                    order.reverse();
                }
                for pair in order.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let (x1, x2) = (value(a), value(b));
                    if x2 < left || x1 > right {
                        continue;
                    }
                    let (y1, y2) = (f64::from(y[a]), f64::from(y[b]));
                    // A hole belongs to nobody; a number beside holes is a dot.
                    if !y1.is_nan() && !y2.is_nan() {
                        context.draw(&Line { x1, y1, x2, y2, color: Color::White });
                    } else if !y1.is_nan() {
                        context.draw(&Line { x1, y1, x2: x1, y2: y1, color: Color::White });
                    } else if !y2.is_nan() {
                        context.draw(&Line { x1: x2, y1: y2, x2, y2, color: Color::White });
                    }
                }
            })
            .render(area, &mut theirs);
        let theirs = cells(&theirs).replace('\u{2800}', " ");
        let ours = cells(&ours);
        let wrong = ours.chars().zip(theirs.chars()).filter(|(a, b)| a != b).count();
        drawn += ours.chars().filter(|&c| c != ' ').count();
        if wrong > 0 {
            println!("window {window}, {spectral:?}, {area:?}, {left} to {right}: {wrong} cells differ");
        }
        different += wrong;
    }
    assert!(drawn > 50_000, "{drawn} cells were compared");
    assert_eq!(different, 0, "cells with other dots");
}

#[test]
fn a_dip_of_one_sample_is_there_at_full_depth_whatever_is_beside_it() {
    let spacing = Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-13) };
    let count = 940_001;
    for at in [0, 1, 470_000, 639_871, count - 1] {
        let mut y = vec![-5.0f32; count];
        y[at] = -59.9;
        y[if at == 0 { 1 } else { at - 1 }] = 9.9;
        let mut dots = Dots::new(190, 50);
        let across = Across {
            spectral: Spectral::Wavelength,
            left: spacing.nm(0),
            right: spacing.nm(count - 1),
            columns: dots.columns(),
            rule: Rule::Nearest,
        };
        let scale = Scale { low: -60.0, high: 10.0 };
        let reduced = reduced(&y, &Blocks::new(&y), spacing, &across);
        assert_eq!(reduced.extremes(), Some((-59.9, 9.9)), "sample {at}");
        reduced.draw(&mut dots, &scale, 0);
        let area = Rect::new(0, 0, 190, 50);
        let mut buffer = Buffer::empty(area);
        dots.render(Glyphs::Braille, area, &mut buffer, |_| Style::new());
        let row = |y: u16| (0..190).filter(|&x| buffer[(x, y)].symbol() != " ").count();
        assert!(row(49) == 1 && row(0) == 1, "sample {at}");
    }
}

#[test]
fn no_light_is_drawn_at_the_lower_edge_and_draws_no_false_line() {
    let spacing = Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-12) };
    let mut y = vec![-5.0f32; 400];
    y[200] = f32::NEG_INFINITY;
    let mut dots = Dots::new(100, 10);
    let across = Across {
        spectral: Spectral::Wavelength,
        left: spacing.nm(0),
        right: spacing.nm(399),
        columns: dots.columns(),
        rule: Rule::Nearest,
    };
    reduced(&y, &Blocks::new(&y), spacing, &across).draw(&mut dots, &Scale { low: -60.0, high: 0.0 }, 0);
    let area = Rect::new(0, 0, 100, 10);
    let mut buffer = Buffer::empty(area);
    dots.render(Glyphs::Braille, area, &mut buffer, |_| Style::new());
    let lowest: Vec<u16> = (0..100).filter(|&x| buffer[(x, 9)].symbol() != " ").collect();
    assert_eq!(lowest, [50], "one column reaches the edge");
}
