//! The panels: a row for each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::parameter::{Parameter, Subject};
use crate::ui::common::context::{Context, Cursor, Panel};
use crate::ui::frame::page::Page;
use crate::ui::frame::state::State;
use crate::ui::{detectors, lasers, messages, power, sweep, trace};

/// What the frame has to know of a panel.
pub(super) struct PanelRow {
    /// Draws it.
    pub(super) draw: fn(&State, Rect, &mut Buffer),
    /// Rows and columns of its selection.
    pub(super) extent: fn(&State) -> Cursor,
    /// The setting under its selection.
    pub(super) parameter: fn(&Context) -> Option<Parameter>,
    /// What its form is about, where this setting is selected.
    pub(super) subject: fn(&Context, Option<Parameter>) -> Option<Subject>,
    /// Rows above the first that a click selects, if one does.
    pub(super) head: Option<usize>,
}

/// The row of a panel. Rows that can be clicked begin below the title, and in tables below the names of the columns.
pub(super) fn row(panel: Panel) -> PanelRow {
    const ONE: fn(&State) -> Cursor = |_| Cursor { row: 1, column: 1 };
    const NO_SETTING: fn(&Context) -> Option<Parameter> = |_| None;
    let of_detector =
        |context: &Context, _: Option<Parameter>| detectors::selected(context).map(Subject::Detector);
    match panel {
        Panel::Power => PanelRow {
            draw: |state, area, buffer| power::panel::draw(&state.power, &state.context, area, buffer),
            extent: ONE,
            parameter: NO_SETTING,
            subject: of_detector,
            head: None,
        },
        Panel::Lasers => PanelRow {
            draw: |state, area, buffer| lasers::panel::draw(&state.context, area, buffer),
            extent: |state| lasers::extent(&state.context),
            parameter: lasers::selected_parameter,
            subject: |context, _| context.selected_laser().map(Subject::Laser),
            head: Some(2),
        },
        Panel::Sweep => PanelRow {
            draw: |state, area, buffer| sweep::panel::draw(&state.context, area, buffer),
            extent: |state| sweep::extent(&state.context),
            parameter: sweep::selected_parameter,
            // From the sweep's TLS fields that of the TLS.
            subject: |_, parameter| Some(parameter.map_or(Subject::Sweep, Parameter::subject)),
            head: Some(1),
        },
        Panel::Detectors => PanelRow {
            draw: |state, area, buffer| detectors::panel::draw(&state.context, area, buffer),
            extent: |state| detectors::extent(&state.context),
            parameter: detectors::selected_parameter,
            subject: of_detector,
            head: Some(2),
        },
        Panel::Trace => PanelRow {
            draw: |state, area, buffer| {
                trace::panel::draw(&state.trace, &state.context, state.is_covered(), area, buffer);
            },
            extent: ONE,
            parameter: NO_SETTING,
            subject: of_detector,
            head: None,
        },
        Panel::Messages => PanelRow {
            draw: |state, area, buffer| messages::panel::draw(&state.messages, &state.context, area, buffer),
            extent: |state| Cursor { row: state.messages.len(), column: 1 },
            parameter: NO_SETTING,
            subject: |_, _| None,
            head: None,
        },
    }
}

impl State {
    /// The parameter under the selection, if the form or the focused panel has one.
    pub(super) fn selected_parameter(&self) -> Option<Parameter> {
        match &self.frame.page {
            Page::Bench => (row(self.context.selection.focus).parameter)(&self.context),
            Page::Form(form) => form.selected(),
            Page::Align
            | Page::Help(_)
            | Page::Presets(_)
            | Page::Scpi(_)
            | Page::Status
            | Page::Transcript(_) => None,
        }
    }
}
