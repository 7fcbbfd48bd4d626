//! Whoever else is at the bench, as the loop hears of them.

use ratatui::backend::Backend;

use super::beside::Guests;
use super::console::{Console, Host};
use crate::ui::common::context::Served;

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Shows who is connected.
    pub(super) fn show_guests(&mut self) {
        let Some(Guests { at, connected, .. }) = &self.guests else { return };
        let connected = connected.borrow().clone();
        self.state.context.served = Some(Served { at: *at, connected });
    }
}
