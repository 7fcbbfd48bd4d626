//! Keys on the page of the conversation.

use crossterm::event::{KeyCode, KeyEvent};

use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, world};
use crate::ui::scpi::ScpiState;

impl ScpiState {
    /// Takes a key; `None` if it means nothing here.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn key(&mut self, context: &Context, key: KeyEvent) -> Option<Vec<Next>> {
        let Self { conversation, prompt, .. } = self;
        match key.code {
            KeyCode::Esc => return Some(vec![Next::Close]),
            KeyCode::Enter => {
                let typed = prompt.field.text();
                if typed.trim().is_empty() {
                    return Some(Vec::new());
                }
                prompt.field.set("");
                prompt.back = 0;
                conversation.recall.keep(typed.trim());
                return Some(world(Effect::Say(typed)));
            }
            KeyCode::Up | KeyCode::Down => {
                conversation.recall.step(key.code == KeyCode::Up, &mut prompt.field);
            }
            KeyCode::PageUp => prompt.back = (prompt.back + 10).min(conversation.entries.len()),
            KeyCode::PageDown => prompt.back = prompt.back.saturating_sub(10),
            KeyCode::Tab => prompt.complete(&context.fixed.headers),
            _ => {
                prompt.before(key.code);
                return prompt.field.key(key).then(Vec::new);
            }
        }
        Some(Vec::new())
    }
}
