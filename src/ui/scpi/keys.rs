//! Keys on the page of the conversation.

use crossterm::event::{KeyCode, KeyEvent};

use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, world};
use crate::ui::scpi::ScpiState;
use crate::ui::scpi::conversation::Scpi;

impl ScpiState {
    /// Takes a key; `None` if it means nothing here.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn key(
        &mut self,
        page: &mut Scpi,
        context: &Context,
        key: KeyEvent,
    ) -> Option<Vec<Next>> {
        let conversation = &mut self.conversation;
        match key.code {
            KeyCode::Esc => return Some(vec![Next::Close]),
            KeyCode::Enter => {
                let typed = page.field.text();
                if typed.trim().is_empty() {
                    return Some(Vec::new());
                }
                page.field.set("");
                page.back = 0;
                conversation.recall.keep(typed.trim());
                return Some(world(Effect::Say(typed)));
            }
            KeyCode::Up | KeyCode::Down => {
                conversation.recall.step(key.code == KeyCode::Up, &mut page.field);
            }
            KeyCode::PageUp => page.back = (page.back + 10).min(conversation.entries.len()),
            KeyCode::PageDown => page.back = page.back.saturating_sub(10),
            KeyCode::Tab => page.complete(&context.fixed.headers),
            _ => {
                page.before(key.code);
                return page.field.key(key).then(Vec::new);
            }
        }
        Some(Vec::new())
    }
}
