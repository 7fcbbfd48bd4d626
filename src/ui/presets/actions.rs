//! What keys do to presets.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::Next;
use crate::ui::presets::PresetsState;

actions! { Act<PresetsState>;
    PRESET_DELETE, "delete", "Delete the selected preset, after a confirmation",
        |presets, context| if context.page == Page::Presets { presets.delete() } else { Vec::new() };
    PRESETS, "presets", "Open the presets: settings of the bench by name", |_, _| vec![Next::Toggle(Page::Presets)];
}
