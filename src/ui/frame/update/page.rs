//! Opening pages, and what the keys of movement do on them.

use crate::core::parameter::Subject;
use crate::ui::common::context::Panel;
use crate::ui::common::next::{Next, inform};
use crate::ui::frame::form::{self, Form};
use crate::ui::frame::page::Page;
use crate::ui::frame::panels::row;
use crate::ui::frame::state::State;
use crate::ui::{detectors, presets};

impl State {
    /// Opens a page, or the bench again if it is open.
    pub(super) fn toggle(&mut self, page: Page) {
        let open = std::mem::discriminant(&self.frame.page) == std::mem::discriminant(&page);
        self.frame.page = if open { Page::Bench } else { page };
    }

    /// The form of what is selected: from the sweep's TLS fields that of the TLS.
    pub(super) fn open_selected_form(&mut self) {
        let focus = self.context.selection.focus;
        let subject = (row(focus).subject)(&self.context, self.selected_parameter());
        if let Some(subject) = subject {
            self.toggle(Page::Form(Form::new(subject)));
        }
    }

    /// What up, down, left and right do on a page; false on the bench.
    pub(super) fn move_on_page(&mut self, rows: isize, columns: isize) -> bool {
        match &mut self.frame.page {
            Page::Bench => return false,
            Page::Form(form) => {
                form.go(rows);
                if columns != 0 {
                    let beside = form::beside(form.subject, &self.context.bench, columns > 0);
                    *form = Form { row: form.row, ..Form::new(beside) };
                    form.go(0);
                }
            }
            Page::Presets(page) => page.go(rows),
            Page::Transcript(page) => page.back = page.back.saturating_add_signed(-rows),
            Page::Align => {
                let last = self.context.fixed.detectors.len().saturating_sub(1);
                let row = &mut self.context.selection.cursor_mut(Panel::Detectors).row;
                *row = row.saturating_add_signed(rows + columns).min(last);
            }
            Page::Scpi(_) | Page::Help(_) | Page::Status => {}
        }
        true
    }

    /// What Enter does: on the presets what is selected, elsewhere it edits the value.
    pub(super) fn enter(&mut self) -> Vec<Next> {
        match &self.frame.page {
            Page::Presets(page) => presets::enter(page, &self.context),
            Page::Bench
            | Page::Align
            | Page::Form(_)
            | Page::Help(_)
            | Page::Scpi(_)
            | Page::Status
            | Page::Transcript(_) => self.begin_edit(),
        }
    }

    /// Leaves what is open, the innermost first.
    pub(super) fn leave(&mut self) {
        match &mut self.frame.page {
            Page::Presets(page) if page.shown.is_some() => page.shown = None,
            Page::Bench if self.context.view.expanded => self.context.view.expanded = false,
            Page::Bench => {
                if self.power.strip.frozen().is_some() {
                    self.power.strip.freeze(self.context.now);
                }
            }
            Page::Align
            | Page::Form(_)
            | Page::Help(_)
            | Page::Presets(_)
            | Page::Scpi(_)
            | Page::Status
            | Page::Transcript(_) => self.frame.page = Page::Bench,
        }
    }

    /// Takes the selected detector's reference.
    pub(super) fn take_reference(&self) -> Vec<Next> {
        let of_form = self.frame.page.form().and_then(|form| match form.subject {
            Subject::Detector(detector) => Some(detector),
            Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep => None,
        });
        let detector = of_form.or_else(|| detectors::selected(&self.context));
        match detector {
            Some(detector) => detectors::take_reference(&self.context, detector),
            None => inform("there is no detector to take a reference of"),
        }
    }
}
