//! What keys do to presets.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::Next;
use crate::ui::presets::PresetsState;

actions! { Act<PresetsState>;
    PRESETS, "presets", "Open the presets: settings of the bench by name", |_, _| vec![Next::Toggle(Page::Presets)];
}
