//! The sweep: its settings, its start, and the scan that was agreed to.

pub(super) mod actions;
mod agreed;
pub(super) mod commands;
pub(super) mod panel;

use crate::core::consent::{Beams, Consent};
use crate::core::parameter::{Change, Parameter};
use crate::core::snapshot::Snapshot;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::{Context, Cursor, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, world};
use crate::ui::sweep::agreed::Agreed;

/// What is remembered of sweeps.
#[derive(Clone, Debug, Default)]
pub(super) struct SweepState {
    /// The scan that was agreed to: later ones within it are not asked again.
    agreed: Option<Agreed>,
}

impl SweepState {
    /// What a scan lets out was agreed to before.
    pub(super) fn agreed_before(&self, beams: &Beams) -> Option<Consent> {
        self.agreed.as_ref()?.again(beams)
    }

    /// The operator agreed to a scan, now.
    pub(super) fn agree(&mut self, consent: &Consent, bench: &Snapshot) {
        self.agreed = consent.again(consent.beams()).map(|own| Agreed::new(own, bench));
    }

    /// What was agreed to counts no more.
    pub(super) fn forget(&mut self) {
        self.agreed = None;
    }

    /// What this session set is no change from elsewhere.
    pub(super) fn set_here(&mut self, changes: &[Change]) {
        if let Some(agreed) = &mut self.agreed {
            agreed.set_here(changes);
        }
    }

    /// The bench was read: what was agreed to counts no more when somebody else changed it; that in words.
    pub(super) fn absorb(&mut self, before: &Snapshot, context: &Context) -> Option<String> {
        let agreed = self.agreed.as_ref()?;
        if agreed.went_off(before, &context.bench) {
            self.agreed = None;
            return Some("the laser was switched off; the next sweep asks again".into());
        }
        if agreed.is_of_another_connection(&context.bench) {
            self.agreed = None;
            return None;
        }
        let moving: Vec<Parameter> =
            context.link.pending.keys().flat_map(|parameter| parameter.moves()).collect();
        let parameter = agreed.changed(&context.bench, &moving)?;
        self.agreed = None;
        Some(format!("{parameter} was changed from elsewhere: the next sweep asks again"))
    }
}

/// A sweep is aborted at once; a reference, which costs half a minute, after a question.
pub(super) fn abort(context: &Context) -> Vec<Next> {
    match context.bench.referencing {
        Some(run) if context.bench.phase.is_reference() => {
            vec![Next::Ask(Confirm::AbortReference(run.detector))]
        }
        Some(_) | None => world(Effect::Abort),
    }
}

/// The rows of the panel.
fn fields(bench: &Snapshot) -> [(&'static str, Parameter); 8] {
    let tls = bench.active_tls();
    [
        ("start", Parameter::ScanStart),
        ("stop", Parameter::ScanStop),
        ("sampling", Parameter::Sampling),
        ("speed", Parameter::TlsSpeed(tls)),
        ("power", Parameter::TlsPower(tls)),
        ("laser", Parameter::TlsLaser(tls)),
        ("stabilization", Parameter::Stabilization),
        ("mode", Parameter::ScanMode),
    ]
}

/// Rows and columns of the panel's selection.
pub(super) fn extent(context: &Context) -> Cursor {
    Cursor { row: fields(&context.bench).len(), column: 1 }
}

/// The setting under the panel's selection.
pub(super) fn selected_parameter(context: &Context) -> Option<Parameter> {
    let row = context.selection.cursor(Panel::Sweep).row;
    fields(&context.bench).get(row).map(|(_, parameter)| *parameter)
}
