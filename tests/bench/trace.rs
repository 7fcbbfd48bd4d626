//! A trace of 940 001 points on the screen, beside those who do the same.

mod common;

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{POINTS, figure, percentile};
use ctp10::analysis::peaks::{Extremum, Search};
use ctp10::app::begin::{self, Plan};
use ctp10::config::session::Session;
use ctp10::config::settings::Settings;
use ctp10::core::history::{Reading, Round};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::snapshot::Snapshot;
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::transcript::Transcript;
use ctp10::core::units::Wavelength;
use ctp10::ui::common::context::Panel;
use ctp10::ui::frame::draw;
use ctp10::ui::frame::state::State;
use ctp10::ui::kit::charts::blocks::Blocks;
use ctp10::ui::kit::charts::line::Reduced;
use ctp10::ui::kit::charts::reduce::{Across, Rule, Spectral};
use ctp10::ui::trace::traces::Traces;
use ctp10::ui::trace::traces::extremes::Extremes;
use ctp10::ui::trace::traces::mode::TraceMode;
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

struct Chance(u64);

impl Chance {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}

fn trace() -> Arc<Trace> {
    let mut chance = Chance(1);
    let y = (0..POINTS).map(|n| {
        let q = ((n % 12_000) as f64 - 6000.0) / 350.0;
        (10.0 * (1.0 - 0.97 / (1.0 + q * q)).log10() - 5.0 + 0.02 * chance.part()) as f32
    });
    Arc::new(Trace {
        origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-13) },
        y: y.collect(),
        provenance: Provenance::default(),
        x_difference_pm: None,
    })
}

fn state() -> State {
    let settings = Settings { detectors: Vec::new(), ..Settings::default() };
    let mut state = begin::state(&Plan::of(settings), &Session::default(), None, Transcript::default());
    state.focus(Panel::Trace);
    state.context.view.expanded = true;
    state
}

fn middle(mut times: Vec<Duration>) -> f64 {
    percentile(&mut times, 50).as_secs_f64() * 1e3
}

fn times(count: usize, mut work: impl FnMut()) -> f64 {
    let time = || {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    middle(std::iter::repeat_with(time).take(count).collect())
}

fn main() {
    let trace = trace();
    frames(&trace, 1);
    frames(&trace, 8);
    reduction(&trace);
    rivals(&trace);
    live_power();
    search(&trace);
    measured_again(&trace);
}

/// A new measurement that a live trace, two holds, a mean and a difference follow, off the loop.
fn measured_again(trace: &Arc<Trace>) {
    let mut traces = Traces::default();
    for mode in [TraceMode::Live, TraceMode::Maximum, TraceMode::Minimum, TraceMode::Average] {
        let at = traces.place(Arc::clone(trace)).unwrap();
        traces.slots[at].set_mode(mode);
    }
    let at = traces.place(Arc::clone(trace)).unwrap();
    traces.subtract(at, (0, 1));
    let took = times(20, || assert_eq!(traces.take(trace), Some(0)));
    figure("a measurement of 940 001 points that five traces follow", took, "ms", "at most 33", took <= 33.0);
}

/// What the first key to the next resonance waits for: the whole trace is looked at, off the loop.
fn search(trace: &Arc<Trace>) {
    let search = Search { kind: Extremum::Dip, excursion: 3.0, threshold: None };
    let took = times(20, || assert_eq!(Extremes::find(&trace.y, &search).len(), POINTS / 12_000));
    figure("dips of 940 001 points, on a key", took, "ms", "at most 16", took <= 16.0);
}

/// Frames of live power: half a minute at 10 Hz, and half an hour at 100 Hz.
fn live_power() {
    let [short, long] = [(30, 10), (1800, 100)].map(|(window_s, hz)| {
        let mut state = state();
        state.context.fixed.detectors = Settings::default().detectors;
        state.focus(Panel::Power);
        let begin = state.context.now;
        let mut bench = Snapshot::new(Arc::clone(&state.context.bench.detectors));
        state.power.chart.show_seconds(window_s, begin);
        state.fit(Rect::new(0, 0, 200, 50));
        let powers =
            |n: u64| (0..4).map(|channel| -10.0 - channel as f32 + (n as f32 * 0.01).sin()).collect();
        let mut push = |state: &mut State, n: u64| {
            state.context.now = begin + Duration::from_secs(n) / hz;
            bench.tail.push(Round { at: state.context.now, reading: Reading::Powers(powers(n)) });
            state.absorb(Arc::new(bench.clone()));
        };
        let rounds = window_s * u64::from(hz);
        (0..rounds).for_each(|n| push(&mut state, n));
        let mut terminal = Terminal::new(TestBackend::new(200, 50)).unwrap();
        let took: Vec<Duration> = (rounds..rounds + 300)
            .map(|n| {
                push(&mut state, n);
                let begin = Instant::now();
                terminal.draw(|frame| draw::draw(&state, frame)).unwrap();
                begin.elapsed()
            })
            .collect();
        middle(took)
    });
    println!("live power, a frame of 200x50: {short:.3} ms of 300 rounds, {long:.3} ms of 180 000");
    figure(
        "a frame of 180 000 rounds against one of 300",
        long / short,
        "times",
        "at most 2",
        long / short <= 2.0,
    );
}

/// Whole frames: draw, compare, encode. From 200 samples to all of them.
fn frames(trace: &Arc<Trace>, count: usize) {
    let mut state = state();
    for channel in 0..count {
        let id =
            TraceId { kind: TraceType::new(channel as u8 + 1).unwrap(), ..trace.origin.trace().unwrap() };
        state.trace.traces.place(Arc::new(Trace { origin: id.into(), ..(**trace).clone() }));
    }
    state.trace.traces.full();
    let all = state.trace.traces.view;
    let bytes = Shared::default();
    let backend = CrosstermBackend::new(bytes.clone());
    let viewport = ratatui::Viewport::Fixed(Rect::new(0, 0, 200, 50));
    let mut terminal = Terminal::with_options(backend, ratatui::TerminalOptions { viewport }).unwrap();
    let mut chance = Chance(2);
    let (mut took, mut sent) = (Vec::new(), 0);
    for _ in 0..1000 {
        let span = 200e-4 * (all.span() / 200e-4).powf(chance.part());
        let left = all.left + (all.span() - span) * chance.part();
        state.trace.traces.view = ctp10::ui::trace::traces::view::View { left, right: left + span, ..all };
        let begin = Instant::now();
        terminal.draw(|frame| draw::draw(&state, frame)).unwrap();
        Backend::flush(terminal.backend_mut()).unwrap();
        took.push(begin.elapsed());
        sent += std::mem::take(&mut *bytes.0.borrow_mut()).len();
    }
    let median = middle(took.clone());
    let slow = percentile(&mut took, 99).as_secs_f64() * 1e3;
    println!("{count} trace(s), a frame of 200x50: median {median:.3} ms, {} bytes on average", sent / 1000);
    let (most, budget) = if count == 1 { (0.5, "at most 0.5") } else { (1.0, "at most 1") };
    let what = format!("a frame of {count} x 940 001 points, 1000 windows, p99");
    figure(&what, slow, "ms", budget, slow <= most);
}

/// Bytes of a frame, as the program keeps them until they are written.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn full(trace: &Trace) -> Across {
    let (left, right) = (trace.spacing.nm(0), trace.spacing.nm(trace.y.len() - 1));
    Across { spectral: Spectral::Wavelength, left, right, columns: 400, rule: Rule::Nearest }
}

fn reduction(trace: &Trace) {
    let across = full(trace);
    let ours = times(300, || drop(std::hint::black_box(Reduced::new(&trace.y, trace.spacing, &across))));
    // What only reads the samples: sums in as many lanes as the processor has.
    let reading = times(300, || {
        let mut lanes = [0.0f32; 32];
        for chunk in trace.y.as_chunks::<32>().0 {
            for (lane, sample) in lanes.iter_mut().zip(chunk) {
                *lane += sample;
            }
        }
        std::hint::black_box(lanes);
    });
    // What a frame does, once the blocks are there; and what the first one does.
    let made = times(300, || drop(std::hint::black_box(Blocks::new(&trace.y))));
    let blocks = Blocks::new(&trace.y);
    let by_blocks = times(300, || {
        drop(std::hint::black_box(Reduced::of_blocks(&trace.y, &blocks, trace.spacing, &across)));
    });
    println!(
        "reading all samples {reading:.3} ms, reduction of them {ours:.3} ms; their blocks are made in {made:.3} ms, \
         reduction by blocks {by_blocks:.3} ms"
    );
    for (what, took) in [
        ("reduction of every sample, of the time to read them", ours),
        ("reduction for the first frame, of the time to read the samples", made + by_blocks),
        ("reduction for a frame, of the time to read the samples", by_blocks),
    ] {
        figure(what, took / reading, "x", "at most 2", took / reading <= 2.0);
    }
}

fn rivals(trace: &Trace) {
    let points: Vec<(f64, f64)> =
        trace.y.iter().enumerate().map(|(n, &y)| (trace.spacing.nm(n), f64::from(y))).collect();
    let area = Rect::new(0, 0, 200, 50);
    let across = full(trace);
    let chart = times(10, || {
        let dataset = Dataset::default()
            .marker(Marker::Braille)
            .graph_type(GraphType::Line)
            .data(std::hint::black_box(&points));
        let mut buffer = Buffer::empty(area);
        Chart::new(vec![dataset])
            .x_axis(Axis::default().bounds([across.left, across.right]))
            .y_axis(Axis::default().bounds([-30.0, 0.0]))
            .render(area, &mut buffer);
        std::hint::black_box(buffer);
    });
    println!("ratatui's Chart with every point: {chart:.2} ms");
    let y: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
    let frame = malevich::Frame::portable(200, 50);
    let malevich = times(10, || {
        drop(std::hint::black_box(malevich::line(std::hint::black_box(&y[..])).render(&frame)));
    });
    println!("malevich: {malevich:.2} ms");
}
