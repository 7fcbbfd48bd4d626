//! The keymap of all actions.

use crate::files::written::WrongLine;
use crate::ui::common::context::Panel;
use crate::ui::frame::topics;
use crate::ui::kit::input::keymap::{Actions, Keymap};
use crate::ui::lasers::actions::ALL_OFF;

/// The built-in keymap alone.
///
/// # Panics
/// Never: the tests load it.
pub fn built_in() -> Keymap {
    #[expect(clippy::expect_used, reason = "tests load it, and it depends on nothing")]
    load(None).expect("the built-in keymap is tested")
}

/// The built-in keymap overlaid by a user's: name of the file and what stands in it.
///
/// # Errors
/// What cannot be used in it, with the line.
pub fn load(user: Option<(&str, &str)>) -> Result<Keymap, WrongLine> {
    let all: Vec<_> = topics::actions().map(|row| row.action).collect();
    let scopes: Vec<_> = Panel::ALL.iter().map(|panel| panel.scope()).collect();
    Keymap::load(Actions { all: &all, scopes: &scopes, off: ALL_OFF }, user)
}

#[cfg(test)]
mod tests {
    use crate::ui::common::context::Panel;
    use crate::ui::frame::actions::screen::QUIT;
    use crate::ui::frame::actions::values::NUDGE_UP;
    use crate::ui::frame::keymap::{built_in, load};
    use crate::ui::kit::input::keymap::{Lookup, Scope};
    use crate::ui::lasers::actions::LASER_TOGGLE;
    use crate::ui::power::actions::FREEZE;
    use crate::ui::sweep::actions::SWEEP_START;
    use crate::ui::trace::actions::ZOOM_IN;

    fn refusal(written: &str) -> String {
        load(Some(("my.toml", written))).unwrap_err().to_string()
    }

    #[test]
    fn a_users_file_replaces_the_keys_of_the_actions_it_names() {
        let keymap = load(Some(("my.toml", "[keys]\nfreeze = ['b']\n"))).unwrap();
        assert_eq!(keymap.key(FREEZE).as_deref(), Some("b"));
        assert_eq!(keymap.look_up(Scope::EVERYWHERE, None, "space".parse().unwrap()), Lookup::Nothing);
        assert_eq!(keymap.key(QUIT).as_deref(), Some("q"));
    }

    #[test]
    fn the_trace_has_keys_of_its_own_and_never_hides_all_off() {
        let keymap = built_in();
        let plus = "+".parse().unwrap();
        assert_eq!(keymap.look_up(Scope::EVERYWHERE, None, plus), Lookup::Action(NUDGE_UP));
        assert_eq!(keymap.look_up(Panel::Trace.scope(), None, plus), Lookup::Action(ZOOM_IN));
        assert_eq!(
            keymap.look_up(Panel::Trace.scope(), None, "s".parse().unwrap()),
            Lookup::Action(SWEEP_START)
        );
        assert!(refusal("[trace]\nzoom-in = ['!']\n").contains("all-off"));
        assert!(refusal("[trace]\nzoom-in = ['-']\n").contains("zoom-out"));
    }

    #[test]
    fn every_panel_may_have_keys_of_its_own() {
        let written = "[sweep]\nsweep-start = ['+']\n[lasers]\nlaser-toggle = ['+']\n";
        let keymap = load(Some(("my.toml", written))).unwrap();
        let plus = "+".parse().unwrap();
        for (panel, action) in [
            (Panel::Sweep, SWEEP_START),
            (Panel::Lasers, LASER_TOGGLE),
            (Panel::Trace, ZOOM_IN),
            (Panel::Detectors, NUDGE_UP),
        ] {
            assert_eq!(keymap.look_up(panel.scope(), None, plus), Lookup::Action(action), "{panel:?}");
        }
        let keys: Vec<String> = keymap.keys(SWEEP_START).map(|key| key.to_string()).collect();
        assert_eq!(keys, ["s", "+"], "those that count everywhere first");
        assert!(refusal("[power]\nfreeze = ['!']\n").contains("all-off"));
        assert!(refusal("[power]\nfreeze = ['b']\nrelative = ['b']\n").contains("conflict"));
    }

    #[test]
    fn two_keys_after_another_are_a_sequence() {
        let keymap = built_in();
        let (g, t) = ("g".parse().unwrap(), "t".parse().unwrap());
        assert_eq!(keymap.look_up(Scope::EVERYWHERE, None, g), Lookup::Begun);
        assert_eq!(keymap.look_up(Scope::EVERYWHERE, Some(g), t), Lookup::Action(Panel::Trace.action()));
        assert_eq!(keymap.look_up(Scope::EVERYWHERE, Some(g), g), Lookup::Nothing);
    }

    #[test]
    fn what_is_wrong_is_named_with_file_and_line() {
        let unknown = refusal("[keys]\nfreeze = ['b']\nfrobnicate = ['Z']\n");
        assert!(unknown.starts_with("my.toml, line 3: there is no action \"frobnicate\""), "{unknown}");
        let near = refusal("[keys]\nfreze = ['b']\n");
        assert!(near.contains("the nearest are freeze,") && near.ends_with("\n    freze = ['b']"), "{near}");
        let long = refusal(&format!("[keys]\n{} = ['b']\n", "freeze".repeat(100_000)));
        assert!(long.contains("; ? lists all") && long.len() < 300 && !long.contains("nearest"), "{long}");
        let unreadable = refusal("[keys]\nfreeze = [\n  'b',\n  'hyper-f',\n]\n");
        assert!(unreadable.starts_with("my.toml, line 4: \"hyper-f\" is not a key"), "{unreadable}");
        let conflict = refusal("[keys]\n\nfreeze = ['s']\n");
        assert!(conflict.starts_with("my.toml, line 3: \"s\" for freeze is in conflict"), "{conflict}");
        assert!(conflict.contains("sweep-start"), "{conflict}");
        let within = refusal("[keys]\nfreeze = ['b']\nabort = ['b']\n");
        assert!(within.contains("my.toml, line"), "{within}");
        let prefix = refusal("[keys]\nfreeze = ['g']\n");
        assert!(prefix.contains("conflict"), "{prefix}");
        assert!(refusal("[keys]\nall-off = []\n").contains("must keep a key"));
        let halves = refusal("[keys]\nall-off = ['g o', 'g !']\n");
        assert!(halves.starts_with("my.toml, line 2: all-off must keep a single key"), "{halves}");
        assert!(load(Some(("my.toml", "[keys]\nall-off = ['!', 'g o']\n"))).is_ok());
        let section = refusal("[keys]\nfreeze = ['b']\n\n[traces]\nzoom-in = ['b']\n");
        assert!(
            section
                .starts_with("my.toml, line 4: there is no section \"traces\"; did you mean [trace]? there are [keys], [power],"),
            "{section}"
        );
        assert!(refusal("[keys\n").starts_with("my.toml, line 1"));
        assert!(refusal("freeze = 3\n").starts_with("my.toml, line 1"));
    }
}
