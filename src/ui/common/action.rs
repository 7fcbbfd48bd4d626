//! What the actions of any subject are made of: a row for each, with its words and its function.

use crate::ui::common::context::Context;
use crate::ui::common::next::Next;
use crate::ui::kit::input::action::Action;

/// What an action does to its subject's part `P` of the state.
pub(in crate::ui) type Act<P> = fn(&mut P, &Context) -> Vec<Next>;

/// An action and its function.
#[derive(Clone, Copy)]
pub(in crate::ui) struct ActionRow<F> {
    pub(in crate::ui) action: Action,
    pub(in crate::ui) run: F,
}

/// `ZOOM_IN` as `zoom-in`.
pub(in crate::ui) const fn kebab<const N: usize>(name: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let mut at = 0;
    while at < N {
        let byte = name.as_bytes()[at];
        bytes[at] = if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
        at += 1;
    }
    bytes
}

/// The actions of a subject, whose functions are of this type: a constant for each, and `ACTIONS`, which has all of
/// them with their functions.
macro_rules! actions {
    ($run:ty; $($name:ident, $hint:literal, $about:expr, $does:expr;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`: its row says what it does.")]
            pub(crate) const $name: $crate::ui::kit::input::action::Action = {
                const BYTES: [u8; stringify!($name).len()] = $crate::ui::common::action::kebab(stringify!($name));
                match str::from_utf8(&BYTES) {
                    Ok(name) => $crate::ui::kit::input::action::Action::new(name, $hint, $about),
                    Err(_) => panic!("names are letters"),
                }
            };
        )*

        /// All of them, in the order of the help page.
        pub(in crate::ui) const ACTIONS: &[$crate::ui::common::action::ActionRow<$run>] =
            &[$($crate::ui::common::action::ActionRow { action: $name, run: $does }),*];
    };
}
pub(in crate::ui) use actions;
