//! What a session begins with: the screen's state by the settings, and where they say nothing by the last session; and what
//! is kept for the next one.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use crate::config::look::{Glyphs, GraphicsMode};
use crate::config::naming::SessionPlace;
use crate::config::session::Session;
use crate::config::settings::{KnownBench, Settings, WINDOWS_S};
use crate::core::event::Severity;
use crate::core::may::May;
use crate::core::text::clean_path;
use crate::core::transcript::Transcript;
use crate::core::wall_clock;
use crate::instrument::ctp10::typed;
use crate::simulator::Options;
use crate::ui::common::context::{Fixed, Preferences};
use crate::ui::frame::keymap;
use crate::ui::frame::own::OwnCommands;
use crate::ui::frame::state::State;
use crate::ui::kit::field::Recall;
use crate::ui::kit::graphics::{Graphics, PictureProtocol};
use crate::ui::kit::input::keymap::Keymap;
use crate::ui::kit::theme::{DARK, LIGHT, PLAIN, Theme};

/// What the command line made of everything.
#[derive(Debug)]
pub struct Plan {
    /// The settings, with what the command line changed of them.
    pub settings: Settings,
    /// The built-in keymap, overlaid by the operator's.
    pub keymap: Keymap,
    /// The operator's own commands, with their keys.
    pub commands: OwnCommands,
    /// How the built-in simulator plays, if it is the instrument.
    pub simulator: Options,
    /// The themes there are, by name.
    pub themes: Vec<(String, Theme)>,
    /// With colours or without.
    pub coloured: bool,
    /// The terminal is said to have a light ground.
    pub light: bool,
    /// The characters that the terminal has no more than, and what of the environment says so.
    pub limits: Option<(Glyphs, String)>,
    /// The folder of the log.
    pub log: PathBuf,
    /// What is wrong and no reason not to start, in words.
    pub warnings: Vec<String>,
    /// The benches of the settings.
    pub benches: Vec<KnownBench>,
    /// None of them was named: one is to be chosen.
    pub choose: bool,
}

impl Plan {
    /// With the built-in keys and themes, and nothing to warn of.
    pub fn of(settings: Settings) -> Self {
        Self {
            settings,
            keymap: keymap::built_in(),
            commands: OwnCommands::default(),
            simulator: Options::default(),
            themes: Theme::built_in(),
            coloured: true,
            light: false,
            limits: None,
            log: PathBuf::new(),
            warnings: Vec::new(),
            benches: Vec::new(),
            choose: false,
        }
    }
}

/// The state to begin with: by the settings, where they say nothing by the last session. A key of the settings that
/// belongs to nothing is noticed here.
pub fn state(plan: &Plan, session: &Session, graphics: Option<Graphics>, transcript: Transcript) -> State {
    let Settings {
        detectors,
        caps,
        bands,
        period,
        read_only,
        profile,
        save_name,
        theme,
        glyphs,
        mouse,
        window_s,
        dark,
        align_tone,
        auto_download,
        // Of the worker, of the terminal, and of what is around them.
        address: _,
        monitor: _,
        errors: _,
        poll: _,
        answer: _,
        check_x: _,
        graphics: _,
        save_folder: _,
        commands: _,
        on_exit: _,
    } = &plan.settings;
    let fixed = Fixed {
        keymap: plan.keymap.clone(),
        themes: plan.themes.clone(),
        detectors: detectors.clone(),
        caps: caps.clone(),
        bands: bands.clone(),
        period: *period,
        dark: *dark,
        align_tone: *align_tone,
        log: clean_path(&plan.log),
        commands: plan.commands.clone(),
        bench: profile.clone(),
        benches: plan.benches.clone(),
        may: May::by(*read_only),
        headers: typed::headers(),
        transcript,
        graphics,
        save_name: save_name.clone(),
    };
    let known = |name: &String| plan.themes.iter().any(|(theme, _)| theme == name);
    let chosen = theme.clone().or_else(|| Some(session.theme.clone()).filter(known));
    let plain = (!plan.coloured).then(|| PLAIN.to_owned());
    // What the terminal lacks counts before what was chosen on another one.
    let limits = plan.limits.as_ref().filter(|_| glyphs.is_none());
    let glyphs = glyphs.or(limits.map(|(glyphs, _)| *glyphs)).or_else(|| session.glyphs.parse().ok());
    let view = Preferences {
        theme: plain.or(chosen).unwrap_or_else(|| if plan.light { LIGHT } else { DARK }.to_owned()),
        glyphs: glyphs.unwrap_or_default(),
        mouse: *mouse,
        expanded: false,
    };
    let last = Some(session.window_s).filter(|window| WINDOWS_S.contains(window));
    let window = window_s.or(last).unwrap_or(60);
    let mut state = State::new(fixed, view, window, tokio::time::Instant::now().into_std());
    for words in &plan.warnings {
        state.tell(Severity::Warning, words.clone());
    }
    if let Some((glyphs, why)) = limits {
        let name = glyphs.name();
        state.inform(format!("drawn with {name}, by {why}; --glyphs braille if the terminal has more"));
    }
    state.trace.auto_download = *auto_download;
    state.trace.files.clone_from(&session.files);
    state.frame.recall = Recall::with(session.commands.clone());
    state.scpi.conversation.recall = Recall::with(session.scpi.clone());
    if let Some(zero) = &session.zero {
        state.power.restore_zero(zero);
    }
    if !session.toured {
        state.offer_tour();
    }
    if let Ok(focus) = session.focus.parse() {
        state.restore_focus(focus);
    }
    if plan.choose {
        state.choose_bench();
    }
    state
}

/// The folder of this session, by the local clock.
pub(super) fn session_folder(settings: &Settings) -> Option<PathBuf> {
    let now = wall_clock::local();
    let folder = settings.save_folder.as_ref()?.fill(|place| match place {
        SessionPlace::Time => now.strftime("%H%M%S").to_string(),
        SessionPlace::Date => now.strftime("%Y-%m-%d").to_string(),
    });
    Some(Folder::default().to_save(Path::new(&folder)))
}

/// How this terminal shows pictures.
pub(super) fn graphics(mode: GraphicsMode) -> Option<Graphics> {
    let protocol = protocol(mode)?;
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    Graphics::new(protocol, cell)
}

/// By which protocol this terminal is shown pictures, if by any.
pub(crate) fn protocol(mode: GraphicsMode) -> Option<PictureProtocol> {
    match mode {
        GraphicsMode::Auto => protocol_of_terminal(),
        GraphicsMode::Off => None,
        GraphicsMode::Sixel => Some(PictureProtocol::Sixel),
        GraphicsMode::Kitty => Some(PictureProtocol::Kitty),
        GraphicsMode::Iterm2 => Some(PictureProtocol::Iterm2),
    }
}

/// By what the terminal says of itself in the environment. Inside tmux only what is forced: tmux does not know where its
/// pictures stand.
fn protocol_of_terminal() -> Option<PictureProtocol> {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    let term = says("TERM");
    if !says("TMUX").is_empty() {
        None
    } else if !says("KITTY_WINDOW_ID").is_empty()
        || ["kitty", "ghostty"].iter().any(|name| term.contains(name))
    {
        Some(PictureProtocol::Kitty)
    } else if ["iTerm.app", "WezTerm"].contains(&says("TERM_PROGRAM").as_str()) {
        Some(PictureProtocol::Iterm2)
    } else if !says("XTERM_VERSION").is_empty() || term.contains("foot") {
        Some(PictureProtocol::Sixel)
    } else {
        None
    }
}

/// What comes back the next time: how the screen looks only as far as that was chosen in the program. What the settings, the
/// command line or the environment said holds as long as they say it.
pub(super) fn to_keep(state: &State, began: &Session, before: &Session) -> Session {
    let now = session_of(state);
    let chosen =
        |now: &String, began: &String, before: &String| if now == began { before } else { now }.clone();
    Session {
        window_s: if now.window_s == began.window_s { before.window_s } else { now.window_s },
        theme: chosen(&now.theme, &began.theme, &before.theme),
        glyphs: chosen(&now.glyphs, &began.glyphs, &before.glyphs),
        ..now
    }
}

/// What the screen shows that can come back.
pub(super) fn session_of(state: &State) -> Session {
    let focus: &str = state.context.selection.focus.into();
    Session {
        focus: focus.to_owned(),
        window_s: state.power.chart.window().as_secs(),
        theme: state.context.view.theme.clone(),
        glyphs: state.context.view.glyphs.name().to_owned(),
        files: state.trace.files.clone(),
        commands: state.frame.recall.lines().to_vec(),
        scpi: state.scpi.conversation.recall.lines().to_vec(),
        zero: state.power.kept_zero(),
        toured: !state.offers_tour(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::session::Zero;
    use crate::core::ids::{DetectorId, LaserId};
    use std::collections::BTreeMap;

    fn begun(plan: &Plan, session: &Session) -> State {
        state(plan, session, None, Transcript::default())
    }

    fn plan(written: &str) -> Plan {
        Plan::of(Settings::parse(written, "config.toml").unwrap())
    }

    #[test]
    fn what_the_settings_say_of_the_screen_is_what_it_begins_with() {
        let said = begun(
            &plan(
                "poll_hz = 50\nwindow_s = 300\ndark_dbm = -60.5\nalign_tone = true\ntheme = 'light'\nglyphs = 'ascii'\nmouse = false\nread_only = true\n\
                 auto_download = true\nsave_name = 'ring-{date}'\n[[detector]]\nmodule = 2\nchannel = 3\nname = 'DROP'\n\
                 [[laser]]\nposition = 2\npower_cap_dbm = 3.5\n",
            ),
            &Session { window_s: 5, theme: "dark".into(), glyphs: "blocks".into(), ..Session::default() },
        );
        assert_eq!(said.power.chart.window().as_secs(), 300);
        let Preferences { theme, glyphs, mouse, expanded } = &said.context.view;
        assert_eq!((theme.as_str(), *glyphs, *mouse, *expanded), ("light", Glyphs::Ascii, false, false));
        assert!(said.trace.auto_download && !said.context.fixed.may.orders());
        assert_eq!(said.context.fixed.period.as_millis(), 20);
        assert_eq!((said.context.fixed.dark.0, said.context.fixed.align_tone), (-60.5, true));
        assert_eq!(said.context.fixed.detectors, [(DetectorId::new(2, 3).unwrap(), "DROP".to_owned())]);
        let cap = said.context.fixed.caps.cap(LaserId::new(2)).to_string();
        assert_eq!((cap.as_str(), &said.context.link.caps), ("3.5 dBm", &said.context.fixed.caps));
        assert_ne!(
            said.context.fixed.save_name,
            begun(&plan(""), &Session::default()).context.fixed.save_name
        );
    }

    #[test]
    fn where_the_settings_say_nothing_it_is_as_it_was_left() {
        let session = Session {
            focus: "trace".into(),
            window_s: 5,
            theme: "light".into(),
            glyphs: "blocks".into(),
            files: vec!["/a.npz".into()],
            commands: vec!["trace a".into()],
            scpi: vec!["*IDN?".into()],
            zero: Some(Zero {
                at: "2026-11-24T12:00:00Z".into(),
                address: "10.0.0.7:5025".into(),
                dbm: BTreeMap::from([("4/1".into(), -12.5)]),
            }),
            toured: true,
        };
        let left = begun(&plan(""), &session);
        assert_eq!(session_of(&left), session);
        assert!(left.context.view.mouse && !left.trace.auto_download && left.context.fixed.may.orders());
        // A theme or a window that there is not any more is no reason to be without one.
        let other =
            Session { window_s: 61, theme: "gone".into(), glyphs: "runes".into(), ..Session::default() };
        let usual = session_of(&begun(&plan(""), &other));
        assert!(!usual.toured, "it is still to be told");
        assert_eq!((usual.window_s, usual.theme.as_str(), usual.glyphs.as_str()), (60, "dark", "braille"));
        let plain = Plan { coloured: false, ..plan("theme = 'light'") };
        assert_eq!(begun(&plain, &session).context.view.theme, PLAIN);
        // What was said from outside does not stick, and what was chosen in the program does.
        let mut said = begun(&plain, &session);
        let began = session_of(&said);
        assert_eq!(began.theme, PLAIN);
        assert_eq!(to_keep(&said, &began, &session), session);
        said.context.view.theme = "high-contrast".into();
        let kept = to_keep(&said, &began, &session);
        assert_eq!(
            (kept.theme.as_str(), kept.window_s, kept.glyphs.as_str()),
            ("high-contrast", 5, "blocks")
        );
        let limited = |written| Plan { limits: Some((Glyphs::Ascii, "LANG=C".into())), ..plan(written) };
        let poor = begun(&limited(""), &session);
        assert_eq!(poor.context.view.glyphs, Glyphs::Ascii);
        assert!(poor.messages.last().unwrap().words.contains("LANG=C"));
        assert_eq!(to_keep(&poor, &session_of(&poor), &session).glyphs, "blocks", "it does not stick");
        let asked = begun(&limited("glyphs = 'octant'"), &session);
        assert!(asked.context.view.glyphs == Glyphs::Octant && asked.messages.len() == 0);
        let warned = Plan { warnings: vec!["a theme cannot be used".into()], ..plan("") };
        assert_eq!(begun(&warned, &session).messages.len(), 1);
    }
}
