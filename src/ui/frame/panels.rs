//! The panels: a row for each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::parameter::{Parameter, Subject};
use crate::ui::common::context::{Context, Cursor, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::Next;
use crate::ui::detectors::actions::REFERENCE;
use crate::ui::frame::actions::moves::{DOWN, EXPAND, FOCUS_NEXT, UP};
use crate::ui::frame::actions::screen::COMMAND_LINE;
use crate::ui::frame::actions::values::{EDIT, FORM, SAVE};
use crate::ui::frame::state::State;
use crate::ui::kit::input::action::Action;
use crate::ui::lasers::actions::LASER_TOGGLE;
#[cfg(test)]
use crate::ui::made_up;
use crate::ui::power::actions::{ALIGN, FREEZE, RELATIVE, WINDOW_LONGER, WINDOW_SHORTER};
use crate::ui::sweep::actions::SWEEP_START;
use crate::ui::trace::actions::{
    DOWNLOAD, EXTREME, FIGURE, FULL, MARKER, NEXT_LEFT, NEXT_RIGHT, PAN_LEFT, PAN_RIGHT, TABLE, ZOOM_IN,
    ZOOM_OUT,
};
use crate::ui::{detectors, lasers, messages, power, sweep, trace};

/// What the frame has to know of a panel.
pub(super) struct PanelRow {
    pub(super) draw: fn(&State, Rect, &mut Buffer),
    /// Rows and columns of its selection.
    pub(super) extent: fn(&State) -> Cursor,
    /// The setting under its selection.
    pub(super) parameter: fn(&Context) -> Option<Parameter>,
    /// What its form is about, where this setting is selected.
    pub(super) subject: fn(&Context, Option<Parameter>) -> Option<Subject>,
    /// Rows above the first that a click selects, if one does.
    pub(super) head: Option<usize>,
    /// What the footer says, the most urgent first.
    pub(super) hints: fn(&State) -> Vec<Action>,
    /// Moves its selection by so many rows and columns.
    pub(super) go: fn(&mut State, isize, isize),
    /// The wheel was turned by so many rows over it; down is positive.
    pub(super) wheel: fn(&mut State, isize) -> Vec<Effect>,
    /// What it shows, as text to be copied.
    pub(super) text: fn(&State) -> String,
    /// Saves what it shows.
    pub(super) save: fn(&mut State) -> Vec<Next>,
}

/// The setting under a panel's selection.
type SelectedSetting = fn(&Context) -> Option<Parameter>;

const NO_SETTING: SelectedSetting = |_| None;

/// The form of the selected detector, from the panels that have none of their own.
const OF_DETECTOR: fn(&Context, Option<Parameter>) -> Option<Subject> =
    |context, _| detectors::selected(context).map(Subject::Detector);

impl PanelRow {
    /// A panel that shows this, and what holds for it unless its row says otherwise.
    fn usual(draw: fn(&State, Rect, &mut Buffer)) -> Self {
        Self {
            draw,
            extent: |_| Cursor { row: 1, column: 1 },
            parameter: NO_SETTING,
            subject: OF_DETECTOR,
            head: None,
            hints: |state| bench_hints(state, &[]),
            go: |state, rows, columns| state.move_cursor(state.context.selection.focus, rows, columns),
            wheel,
            text: |state| state.power.as_text(&state.context),
            save: save_preset,
        }
    }
}

/// The wheel goes to the next row.
pub(super) fn wheel(state: &mut State, by: isize) -> Vec<Effect> {
    state.act(if by < 0 { UP } else { DOWN })
}

/// What is saved where nothing else is shown: the settings of the bench.
pub(super) fn save_preset(state: &mut State) -> Vec<Next> {
    state.open_command("preset save ");
    Vec::new()
}

/// The row of a panel. Rows that can be clicked begin below the title, and in tables below the names of the columns.
pub(super) fn row(panel: Panel) -> PanelRow {
    match panel {
        Panel::Power => PanelRow {
            hints: |state| bench_hints(state, &[WINDOW_SHORTER, WINDOW_LONGER, RELATIVE]),
            // From the power chart, up and down choose the detector.
            go: |state, rows, columns| state.move_cursor(Panel::Detectors, rows, columns),
            ..PanelRow::usual(|state, area, buffer| {
                power::panel::draw(&state.power, &state.context, area, buffer);
            })
        },
        Panel::Lasers => PanelRow {
            extent: |state| lasers::extent(&state.context),
            parameter: lasers::selected_parameter,
            subject: |context, _| context.selected_laser().map(Subject::Laser),
            head: Some(2),
            hints: |state| {
                let switch = state.may_order() && state.context.selected_laser().is_some();
                bench_hints(state, if switch { &[LASER_TOGGLE] } else { &[] })
            },
            ..PanelRow::usual(|state, area, buffer| lasers::panel::draw(&state.context, area, buffer))
        },
        Panel::Sweep => PanelRow {
            extent: |state| sweep::extent(&state.context),
            parameter: sweep::selected_parameter,
            // From the sweep's TLS fields that of the TLS.
            subject: |_, parameter| Some(parameter.map_or(Subject::Sweep, Parameter::subject)),
            head: Some(1),
            ..PanelRow::usual(|state, area, buffer| sweep::panel::draw(&state.context, area, buffer))
        },
        Panel::Detectors => PanelRow {
            extent: |state| detectors::extent(&state.context),
            parameter: detectors::selected_parameter,
            head: Some(2),
            hints: |state| {
                let free = state.may_order() && !state.context.bench.phase.can_abort();
                bench_hints(state, if free { &[REFERENCE] } else { &[] })
            },
            ..PanelRow::usual(|state, area, buffer| detectors::panel::draw(&state.context, area, buffer))
        },
        Panel::Trace => PanelRow {
            hints: trace_hints,
            go: |state, rows, columns| state.trace.go(rows, columns),
            wheel: |state, by| state.act(if by < 0 { ZOOM_IN } else { ZOOM_OUT }),
            text: |state| state.trace.table_as_text().unwrap_or_else(|| state.power.as_text(&state.context)),
            save: |state| state.trace.save_traces(&state.trace.usual_name(&state.context, "npz")),
            ..PanelRow::usual(|state, area, buffer| {
                trace::panel::draw(&state.trace, &state.context, state.is_covered(), area, buffer);
            })
        },
        Panel::Messages => PanelRow {
            extent: |state| Cursor { row: state.messages.len(), column: 1 },
            subject: |_, _| None,
            text: |state| state.messages.as_text(),
            ..PanelRow::usual(|state, area, buffer| {
                messages::panel::draw(&state.messages, &state.context, area, buffer);
            })
        },
        #[cfg(test)]
        Panel::MadeUp => PanelRow {
            hints: |state| bench_hints(state, &[made_up::MADE_UP_COUNT]),
            ..PanelRow::usual(|state, area, buffer| made_up::draw(&state.made_up, area, buffer))
        },
    }
}

/// What can be done on the bench, with what is this panel's own.
fn bench_hints(state: &State, own: &[Action]) -> Vec<Action> {
    let context = &state.context;
    let (orders, live) = (state.may_order(), context.bench.is_live());
    let focus = context.selection.focus;
    let has_form = (row(focus).subject)(context, state.selected_parameter()).is_some();
    let rows = [
        (orders && state.selected_parameter().is_some(), &[EDIT][..]),
        (true, own),
        (orders && !context.bench.phase.can_abort(), &[SWEEP_START]),
        (live && !context.fixed.detectors.is_empty(), &[DOWNLOAD]),
        (true, &[FREEZE]),
        (has_form, &[FORM]),
        (true, &[ALIGN, COMMAND_LINE, FOCUS_NEXT]),
    ];
    rows.into_iter().filter(|(holds, _)| *holds).flat_map(|(_, actions)| actions.iter().copied()).collect()
}

/// What can be done with a trace, if there is one.
fn trace_hints(state: &State) -> Vec<Action> {
    if state.trace.traces.selected_trace().is_none() {
        return bench_hints(state, &[]);
    }
    let traces = &state.trace.traces;
    let within = !traces.view.shows_all(traces.extent());
    let live = state.context.bench.is_live() && !state.context.fixed.detectors.is_empty();
    let rows = [
        (true, &[ZOOM_IN][..]),
        // Where all is shown there is nothing beside it.
        (within, &[ZOOM_OUT, PAN_LEFT, PAN_RIGHT, FULL]),
        (true, &[EXTREME, TABLE, EXPAND, SAVE, NEXT_LEFT, NEXT_RIGHT, MARKER, FIGURE]),
        (live, &[DOWNLOAD]),
    ];
    rows.into_iter().filter(|(holds, _)| *holds).flat_map(|(_, actions)| actions.iter().copied()).collect()
}
