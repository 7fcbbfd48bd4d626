//! Downloads: what is asked for, and what arrives.

use std::sync::Arc;
use std::time::Duration;

use crate::core::event::Severity;
use crate::core::ids::TraceType;
use crate::core::parameter::{Parameter, ScanMode};
use crate::core::request::{About, Query};
use crate::core::trace::{Provenance, Trace, TraceId};
use crate::ui::common::context::{Context, Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn, when_linked};
use crate::ui::trace::TraceState;
use crate::ui::trace::files::NO_LETTER;
use crate::ui::trace::measurement::Measurement;
use crate::ui::trace::traces::making::Made;
use crate::ui::trace::traces::pending::TakenIn;

impl TraceState {
    /// Asks for the selected detector's trace.
    pub(in crate::ui) fn download_selected(context: &Context) -> Vec<Next> {
        let Some(&(detector, _)) = context.fixed.detectors.get(context.selected_detector()) else {
            return Vec::new();
        };
        let trace = TraceId { detector, kind: TraceType::TF_LIVE };
        when_linked(context, Effect::Query(Query::Download(trace)))
    }

    /// Whether traces are downloaded after each sweep.
    pub(in crate::ui) fn set_auto(&mut self, on: bool) -> Vec<Next> {
        self.auto_download = on;
        inform(if on {
            "traces are downloaded after each sweep"
        } else {
            "traces are downloaded when asked for"
        })
    }

    /// The other way about.
    pub(in crate::ui) fn toggle_auto(&mut self) -> Vec<Next> {
        self.set_auto(!self.auto_download)
    }

    /// What a sweep that is over brings: traces, if that is wanted.
    pub(in crate::ui) fn swept(&self, context: &Context) -> Vec<Next> {
        if self.auto_download { ask_for_all(context, TraceType::TF_LIVE) } else { Vec::new() }
    }

    /// While sweep follows sweep nothing says when one is over: the traces are fetched at their rate.
    pub(in crate::ui) fn wanted_live(&mut self, context: &Context) -> Vec<Next> {
        let bench = &context.bench;
        let continuous = bench.value(Parameter::ScanMode) == Some(ScanMode::Continuous.into());
        let scanning = bench.phase.is_sweep();
        let idle = bench.download.is_none();
        let due = self.next_live.is_none_or(|next| context.now >= next);
        if !(self.auto_download && continuous && scanning && bench.is_live()) {
            self.next_live = None;
            return Vec::new();
        }
        let sweep = bench.scan_duration().unwrap_or_default().max(Duration::from_millis(500));
        if self.next_live.is_none() || !due || !idle {
            self.next_live = self.next_live.or(Some(context.now + sweep));
            return Vec::new();
        }
        self.next_live = Some(context.now + sweep);
        ask_for_all(context, TraceType::TF_LIVE)
    }

    /// A trace arrived: it is named, and taken in when what was asked for before is done.
    pub(in crate::ui) fn arrived(&mut self, context: &Context, trace: Trace) -> Vec<Next> {
        let name = trace.origin.trace().map_or_else(String::new, |id| context.detector_name(id.detector));
        self.came = trace.origin.trace();
        let mut next = Vec::new();
        if let Some(difference) = trace.x_difference_pm {
            let words = format!("downloaded and computed wavelengths differ by up to {difference:.1e} pm");
            next.push(Next::Tell(if difference > 0.01 { Severity::Warning } else { Severity::Info }, words));
        }
        let provenance = Provenance { name, ..trace.provenance.clone() };
        self.traces.arrive(Arc::new(Trace { provenance, ..trace }));
        next
    }

    /// The way to the trace that came with this request, for whoever is at another panel: a trace calls nobody away.
    pub(in crate::ui) fn way_to(&mut self, context: &Context, about: &About) -> Option<String> {
        self.came.take_if(|came| About::Download(*came) == *about)?;
        let elsewhere = context.page == Page::Bench && context.selection.focus != Panel::Trace;
        let key = context.panel_key(Panel::Trace);
        (elsewhere && !key.is_empty()).then(|| format!("; {key} to the trace"))
    }

    /// What a command asked to be measured.
    pub(crate) fn next_measurement(&mut self) -> Option<Measurement> {
        self.measurements.pop_front()
    }

    /// What nothing shows any more is to be dropped.
    pub(in crate::ui) fn wanted_discard(&self) -> Option<Effect> {
        self.traces.has_old().then_some(Effect::Discard)
    }

    /// What is to be made of whole traces next.
    pub(in crate::ui) fn wanted_making(&mut self) -> Option<Effect> {
        self.traces.wanted().map(|_| Effect::Make)
    }

    /// Something was made of whole traces.
    pub(in crate::ui) fn made(&mut self, made: Made) -> Vec<Next> {
        let Some(TakenIn { origin, at }) = self.traces.made(made) else { return Vec::new() };
        if at.is_none() { warn(format!("{origin} was not kept: {NO_LETTER}")) } else { Vec::new() }
    }
}

/// Asks for the watched detectors' traces, one after the other.
pub(super) fn ask_for_all(context: &Context, kind: TraceType) -> Vec<Next> {
    if !context.bench.is_live() {
        return warn("not connected; nothing was requested");
    }
    let ids = context.fixed.detectors.iter().map(|(detector, _)| TraceId { detector: *detector, kind });
    ids.map(|id| Effect::Query(Query::Download(id)).into()).collect()
}
