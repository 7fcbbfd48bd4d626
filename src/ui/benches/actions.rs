//! What keys do to benches.

use crate::ui::benches::BenchesState;
use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::Next;

actions! { Act<BenchesState>;
    BENCHES, "benches", "List the benches of the settings: who answers there, and the way to another one",
        |_, _| vec![Next::Toggle(Page::Benches)];
}
