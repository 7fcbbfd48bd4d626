//! Pages are opened, and what of them counts for what can be done.

use crate::core::parameter::Parameter;
use crate::ui::common::context::Page;
use crate::ui::common::next::Next;
use crate::ui::frame::pages::row;
use crate::ui::frame::state::State;

impl State {
    /// Opens a page; what it remembers begins anew.
    pub(in crate::ui) fn open(&mut self, page: Page) -> Vec<Next> {
        let from = std::mem::replace(&mut self.context.page, page);
        (row(page).opened)(self, from)
    }

    /// One of the benches of the settings is to be chosen: there is no worker yet.
    pub(crate) fn choose_bench(&mut self) {
        let _ = self.open(Page::Benches);
        self.inform("choose a bench: Enter goes there");
    }

    /// Opens a page, or the bench again if it is open.
    pub(in crate::ui) fn toggle(&mut self, page: Page) -> Vec<Next> {
        let open = self.context.page.is_like(page);
        self.open(if open { Page::Bench } else { page })
    }

    /// The parameter under the selection, if the page has one.
    pub(in crate::ui::frame) fn selected_parameter(&self) -> Option<Parameter> {
        (row(self.context.page).parameter)(self)
    }

    /// Whether somebody would take an order from here.
    pub(in crate::ui::frame) fn may_order(&self) -> bool {
        self.context.bench.is_live() && self.context.fixed.may.orders()
    }
}
