//! Opening pages, and what the keys of movement do on them.

use crate::core::parameter::Subject;
use crate::ui::effect::{Effect, PresetOrder};
use crate::ui::pages::Page;
use crate::ui::pages::form::{self, Form};
use crate::ui::pages::scpi::Scpi;
use crate::ui::pages::transcript::Transcript;
use crate::ui::state::{Focus, State};
use crate::ui::undo::Way;

impl State {
    /// Opens a page, or the bench again if it is open.
    pub(super) fn toggle(&mut self, page: Page) {
        let open = std::mem::discriminant(&self.page) == std::mem::discriminant(&page);
        self.page = if open { Page::Bench } else { page };
    }

    /// The form of what is selected: from the sweep's TLS fields that of the TLS.
    pub(super) fn open_selected_form(&mut self) {
        let subject = match (self.focus, self.selected_parameter()) {
            (Focus::Lasers, _) => self.selected_laser().map(Subject::Laser),
            (Focus::Sweep, Some(parameter)) => Some(parameter.subject()),
            (Focus::Sweep, None) => Some(Subject::Sweep),
            (Focus::Power | Focus::Detectors | Focus::Trace, _) => {
                let selected = self.fixed.detectors.get(self.selected_detector());
                selected.map(|(detector, _)| Subject::Detector(*detector))
            }
            (Focus::Messages, _) => None,
        };
        if let Some(subject) = subject {
            self.toggle(Page::Form(Form::new(subject)));
        }
    }

    pub(super) fn open_scpi(&mut self) {
        self.toggle(Page::Scpi(Scpi::new()));
    }

    pub(super) fn open_transcript(&mut self) {
        self.toggle(Page::Transcript(Transcript::new()));
    }

    /// What up, down, left and right do on a page; false on the bench.
    pub(super) fn move_on_page(&mut self, rows: isize, columns: isize) -> bool {
        match &mut self.page {
            Page::Bench => return false,
            Page::Form(form) => {
                form.go(rows);
                if columns != 0 {
                    let beside = form::beside(form.subject, &self.bench, columns > 0);
                    *form = Form { row: form.row, ..Form::new(beside) };
                    form.go(0);
                }
            }
            Page::Presets(page) => {
                let last = page.names.len().saturating_sub(1);
                page.row = page.row.saturating_add_signed(rows).min(last);
                page.shown = None;
            }
            Page::Transcript(page) => page.back = page.back.saturating_add_signed(-rows),
            Page::Align => {
                let last = self.fixed.detectors.len().saturating_sub(1);
                let row = &mut self.cursors[Focus::Detectors.index()].row;
                *row = row.saturating_add_signed(rows + columns).min(last);
            }
            Page::Scpi(_) | Page::Help(_) | Page::Status => {}
        }
        true
    }

    /// What Enter does on a page that has no field under it.
    pub(super) fn enter_on_page(&mut self) -> Option<Vec<Effect>> {
        let Page::Presets(page) = &self.page else { return None };
        let effects = match &page.shown {
            Some(proposal) => match proposal.job() {
                Some(job) if job.is_empty() => Vec::new(),
                Some(job) => {
                    self.page = Page::Bench;
                    self.when_linked(Effect::Set(job, Way::Set))
                }
                None => {
                    self.inform("nothing was set: the preset has a value that is not allowed");
                    Vec::new()
                }
            },
            None => match page.names.get(page.row) {
                Some(name) => vec![Effect::Preset(PresetOrder::Show(name.clone()))],
                None => Vec::new(),
            },
        };
        Some(effects)
    }

    /// Leaves what is open, the innermost first.
    pub(super) fn leave(&mut self) {
        match &mut self.page {
            Page::Presets(page) if page.shown.is_some() => page.shown = None,
            Page::Bench if self.view.expanded => self.view.expanded = false,
            Page::Bench => {
                if self.strip.frozen().is_some() {
                    self.strip.freeze(self.now);
                }
            }
            _ => self.page = Page::Bench,
        }
    }

    /// Takes the selected detector's reference.
    pub(super) fn take_reference(&mut self) -> Vec<Effect> {
        let detector = match &self.page {
            Page::Form(Form { subject: Subject::Detector(detector), .. }) => Some(*detector),
            _ => self.fixed.detectors.get(self.selected_detector()).map(|(detector, _)| *detector),
        };
        match detector {
            Some(detector) => self.start_reference(detector),
            None => {
                self.inform("there is no detector to take a reference of");
                Vec::new()
            }
        }
    }
}
