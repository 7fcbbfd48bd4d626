//! What keys do to the manual.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::Next;
use crate::ui::manual::ManualState;

actions! { Act<ManualState>;
    MANUAL, "manual", "Read the manual", |_, _| vec![Next::Toggle(Page::Manual)];
}
