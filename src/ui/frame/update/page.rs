//! What the keys of movement, Enter and Esc do on the bench and in a form.

use ratatui::layout::Rect;

use crate::core::parameter::Subject;
use crate::ui::common::context::{Page, Panel};
use crate::ui::common::next::Next;
use crate::ui::frame::draw::layout::places;
use crate::ui::frame::form::{self, Form};
use crate::ui::frame::state::State;
use crate::ui::frame::{pages, panels};

impl State {
    /// Opens the form of what is selected, from the sweep's TLS fields that of the TLS; or the bench again.
    pub(in crate::ui) fn toggle_selected_form(&mut self) -> Vec<Next> {
        let focus = self.context.selection.focus;
        let subject = (panels::row(focus).subject)(&self.context, self.selected_parameter());
        subject.map_or_else(Vec::new, |subject: Subject| self.toggle(Page::Form(subject)))
    }

    /// Moves the selection of the focused panel.
    pub(in crate::ui) fn go_on_panel(&mut self, rows: isize, columns: isize) {
        (panels::row(self.context.selection.focus).go)(self, rows, columns);
    }

    /// Up and down choose a setting, left and right another subject of the same kind.
    pub(in crate::ui) fn go_in_form(&mut self, rows: isize, columns: isize) {
        let Page::Form(subject) = self.context.page else { return };
        self.frame.form.go(subject, rows);
        if columns != 0 {
            let beside = form::beside(subject, &self.context.bench, columns > 0);
            self.frame.form = Form { row: self.frame.form.row, ..Form::default() };
            self.frame.form.go(beside, 0);
            self.context.page = Page::Form(beside);
        }
    }

    /// What Enter does on the page.
    pub(in crate::ui) fn enter(&mut self) -> Vec<Next> {
        (pages::row(self.context.page).enter)(self)
    }

    /// Leaves what is open, the innermost first.
    pub(in crate::ui) fn leave(&mut self) {
        (pages::row(self.context.page).leave)(self);
    }

    /// On the bench: the tour ends, else the panel takes its place again, else the power chart goes on.
    pub(in crate::ui) fn leave_bench(&mut self) {
        if self.frame.tour.is_some() {
            self.end_tour();
        } else if self.context.view.expanded {
            self.context.view.expanded = false;
        } else if self.power.chart.frozen().is_some() {
            self.power.chart.freeze(self.context.now);
        }
    }

    /// Where the panel of live power stands, if it is shown.
    pub(in crate::ui) fn power_panel(&self, area: Rect) -> Option<Rect> {
        let panels = places(area, self.context.selection.below, self.context.expanded())?.panels;
        panels.into_iter().find_map(|(panel, place)| (panel == Panel::Power).then_some(place))
    }
}
