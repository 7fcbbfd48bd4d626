//! Commands about the sweep.

use crate::config::band::Band;
use crate::core::ids::TlsId;
use crate::core::parameter::{Parameter, Value};
use crate::core::sweep;
use crate::core::typed_number;
use crate::core::units::Wavelength;
use crate::ui::common::command::{
    Argument, Candidate, CommandError, CommandRow, Downwards, Outcome, linked, words,
};
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::sweep::SweepState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<SweepState>> {
    vec![
        CommandRow::new("sweep _ _ _", "Set limits and sampling as one job", set_sweep),
        CommandRow::new("tls _ band _", "Load the settings of a band of this bench", set_band),
    ]
}

/// A sampling step that is offered.
struct Step(pub(crate) Value);

impl<P> Argument<P> for Step {
    const NAME: &'static str = "sampling";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(Parameter::Sampling.parse(typed)?))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["0.1pm", "1pm", "10pm", "100pm"])
    }
}

/// A limit of the sweep.
impl Argument<SweepState> for Wavelength {
    const NAME: &'static str = "wavelength";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(typed_number::parse_wavelength(typed)?)
    }

    /// The limits as they are.
    fn candidates(_: &SweepState, context: &Context) -> Vec<Candidate> {
        let limits = context.bench.scan_limits().map_or_else(Vec::new, |(start, stop, _)| vec![start, stop]);
        words(limits.into_iter().map(|limit| format!("{}nm", limit.nm())))
    }
}

/// A band, where the settings have none.
#[derive(Debug, thiserror::Error)]
#[error("this bench has no bands; write one as [[band]] in the settings, see :manual settings")]
struct NoBands;

/// A band of this bench.
impl Argument<SweepState> for Band {
    const NAME: &'static str = "band";

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        let bands = &context.fixed.bands;
        if bands.is_empty() {
            return Err(NoBands.into());
        }
        let found = bands.iter().find(|band| band.name == typed);
        let names = || bands.iter().map(|band| band.name.as_str()).collect::<Vec<_>>().join(", ");
        found.cloned().ok_or_else(|| CommandError::no_such("band", typed, names()))
    }

    fn candidates(_: &SweepState, context: &Context) -> Vec<Candidate> {
        words(context.fixed.bands.iter().map(|band| band.name.clone()))
    }
}

fn set_sweep(
    _: &mut SweepState,
    context: &Context,
    (start, stop, sampling): (Wavelength, Wavelength, Option<Step>),
) -> Outcome {
    let limits = [(Parameter::ScanStart, start), (Parameter::ScanStop, stop)];
    let mut job = limits.map(|(parameter, limit)| (parameter, Value::Wavelength(limit))).to_vec();
    job.extend(sampling.map(|Step(step)| (Parameter::Sampling, step)));
    for &(parameter, value) in &job {
        context.bench.check(&context.link.caps, parameter, value)?;
    }
    if !sweep::goes_up(start, stop) {
        let (from_nm, to_nm) = (stop.nm(), start.nm());
        return Err(Downwards { what: "a sweep", command: "sweep", from_nm, to_nm }.into());
    }
    linked(context, Effect::Set(job, Way::Set))
}

fn set_band(_: &mut SweepState, context: &Context, (tls, band): (TlsId, Band)) -> Outcome {
    let job = band.changes(tls);
    for &(parameter, value) in &job {
        context.bench.check(&context.link.caps, parameter, value)?;
    }
    linked(context, Effect::Set(job, Way::Set))
}
