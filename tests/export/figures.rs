//! Figures as they lie on the disk, read by the programs that journals and physicists read them with.

use std::sync::Arc;

use ctp10::core::scale::Scale;
use ctp10::export::NamedTrace;
use ctp10::export::figure::{
    About, Abscissa, Curve, Figure, FigureOptions, Mark, Ordinate, Panel, Width, save,
};

use super::{Folder, is_read_by, trace};

/// Two dips on 601 samples of 0.1 pm.
fn level(n: usize, dip: f32) -> f32 {
    -1.0 - 20.0 * (-((n as f32 - dip) / 20.0).powi(2)).exp()
}

fn traces() -> Vec<NamedTrace> {
    let one = |channel, dip| Arc::new(trace(channel, (0..601).map(|n| level(n, dip)).collect()));
    vec![('A', one(1, 200.0)), ('B', one(2, 400.0))]
}

fn curves(traces: &[NamedTrace], from: f64) -> Vec<Curve> {
    let curve = |(index, (_, trace)): (usize, &NamedTrace)| {
        let points = trace.y.iter().enumerate();
        let points = points.map(|(n, y)| (trace.spacing.nm(n), f64::from(*y))).filter(|(nm, _)| *nm >= from);
        Curve { name: format!("ring {index} \"µ\"\\n"), index, stretches: vec![points.collect()] }
    };
    traces.iter().enumerate().map(curve).collect()
}

fn figure(traces: &[NamedTrace]) -> Figure<'_> {
    let x = Scale { low: 1550.12345, high: 1550.18345 };
    Figure {
        about: About {
            title: "two rings".into(),
            text: "EXFO,CTP10,SIM00001,1.4.0".into(),
            program: "ctp10".into(),
            simulated: true,
        },
        panels: vec![Panel {
            abscissa: Abscissa::Wavelength,
            x,
            ordinate: Ordinate::Transmission,
            y: Scale { low: -22.0, high: 0.0 },
            curves: Box::new(move |_| curves(traces, x.low)),
            marks: vec![Mark { label: "1".into(), x: 1550.14345, y: -21.0 }],
            rules: vec![[(x.low, -4.0), (x.high, -4.0)]],
        }],
        traces: traces.to_vec(),
    }
}

#[test]
fn figures_are_what_journals_ask_for_and_the_script_draws_the_same() {
    let folder = Folder::new("figures");
    let traces = traces();
    let figure = figure(&traces);
    let options = FigureOptions { width: Some(Width::Column), ..FigureOptions::default() };
    for end in ["pdf", "svg", "png", "py"] {
        let path = folder.0.join(format!("f.{end}"));
        assert_eq!(save(&path, &figure, options).unwrap(), path);
    }
    assert!(folder.0.join("f.py.npz").exists(), "the script's data are beside it");
    is_read_by("figures.py", &folder);
}
