//! Made up in the tests' build: a parameter, two operations, a panel with a state, keys and a command of its own, and a format of files, each
//! by its rows alone. Everything that is made from rows has them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::config::{naming, presets};
use crate::core::consent::{Lights, READ};
use crate::core::ids::{DetectorId, LaserId, TraceType};
use crate::core::laser::{Emission, Fitted, PowerCaps};
use crate::core::operation::{Operation, Run};
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::request::{Order, ScpiLine};
use crate::core::snapshot::{Link, Snapshot};
use crate::core::trace::{Provenance, Spacing, Trace, TraceId};
use crate::core::transcript::Transcript;
use crate::core::units::{Dbm, Power, Wavelength};
use crate::export::Ending;
use crate::export::{self, Format};
use crate::instrument::ctp10;
use crate::instrument::ctp10::typed::{self, Verdict};
use crate::simulator::{Options, Server};
use crate::ui::common::context::{Fixed, Page, Panel, Preferences};
use crate::ui::common::effect::{Effect, Way};
use crate::ui::frame::draw::screen;
use crate::ui::frame::help::Help;
use crate::ui::frame::keymap;
use crate::ui::frame::search::entries;
use crate::ui::frame::state::{InputMode, State, Typed};
use crate::ui::frame::{commands, complete};
use crate::ui::kit::theme::Theme;
use crate::ui::presets::proposal::Proposal;

const SCREEN: Rect = Rect::new(0, 0, 160, 40);

fn detector() -> DetectorId {
    DetectorId::new(4, 1).unwrap()
}

fn laser() -> LaserId {
    LaserId::FIRST
}

fn power(dbm: f64) -> Value {
    Value::Power(Dbm(dbm).into())
}

/// A bench that is connected, of which the made-up parameter was read.
pub(super) fn bench() -> State {
    let user = ("my.toml", "[keys]\nfocus-made-up = ['f9']\n[made-up]\nmade-up-count = ['+', 'g +']\n");
    let now = Instant::now();
    let fixed = Fixed {
        keymap: keymap::load(Some(user)).unwrap(),
        themes: Theme::built_in(),
        detectors: vec![(detector(), "IN1".into())],
        caps: PowerCaps::default(),
        bands: Vec::new(),
        period: Duration::from_millis(100),
        dark: Dbm(-70.0),
        align_tone: false,
        log: String::new(),
        commands: Vec::new(),
        bench: None,
        benches: Vec::new(),
        read_only: false,
        headers: Vec::new(),
        transcript: Transcript::default(),
        graphics: None,
        save_name: naming::Pattern::default(),
    };
    let mut state = State::new(fixed, Preferences::default(), 60, now);
    let mut bench = Snapshot::new(Arc::from([detector()]));
    bench.link = Link::Up(now);
    bench.lasers[laser().index()].fitted = Fitted::Model("T100S-HP".into());
    let read = [
        (Parameter::MadeUp, power(3.0)),
        (Parameter::LaserPower(laser()), power(3.0)),
        (Parameter::LaserWavelength(laser()), Value::Wavelength(Wavelength::from_nm(1550.0))),
    ];
    bench.values = Arc::new(BTreeMap::from(read));
    state.absorb(Arc::new(bench));
    state.fit(SCREEN);
    state
}

fn drawn(state: &State) -> String {
    let mut buffer = Buffer::empty(SCREEN);
    screen(state, SCREEN, &mut buffer);
    buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect()
}

fn found(state: &State, search: &str) -> Vec<String> {
    let mut help = Help::new(Page::Bench);
    help.search.set(search);
    let keymap = &state.context.fixed.keymap;
    entries(&help, &state.context).into_iter().map(|entry| entry.label(keymap)).collect()
}

fn completed(state: &State, typed: &str) -> Vec<String> {
    complete::lines(state, typed).into_iter().map(|offer| offer.line).collect()
}

#[test]
fn a_parameter_is_in_help_completion_form_preset_and_file() {
    let mut state = bench();
    let parameter = Parameter::MadeUp;
    let change = (parameter, power(5.0));
    assert!(found(&state, "made up").contains(&":sweep made up <power>".to_owned()));
    assert!(
        completed(&state, "sweep made up ").contains(&"sweep made up 3 dBm".to_owned()),
        "the value it has"
    );
    assert!(completed(&state, "sweep ma").contains(&"sweep made".to_owned()));
    assert_eq!(state.run("sweep made up 5dBm").unwrap(), [Effect::Set(vec![change], Way::Set)]);
    assert!(state.run("sweep made up 12dBm").is_err(), "it has a cap");
    assert!(commands::settings().iter().any(|(pattern, _)| pattern == "sweep made up <power>"));

    let next = state.open(Page::Form(Subject::Sweep));
    state.carry(next);
    assert!(drawn(&state).contains("made up") && drawn(&state).contains("up to 10 dBm"));

    let folder = tempfile::tempdir().unwrap();
    presets::save(folder.path(), "made", &[change], false).unwrap();
    let read = presets::load(folder.path(), "made").unwrap();
    assert_eq!(read, [change]);
    let proposal = Proposal::new("made".into(), &read, &state.context.bench, &state.context.link.caps);
    assert_eq!(proposal.job(), Some(vec![change]));

    let settings = state.context.bench.settings_of(detector());
    assert_eq!(settings.get("sweep made up").map(String::as_str), Some("3 dBm"), "{settings:?}");
}

/// What the console writes sets it on the simulator, and what that answers is read as what was set.
#[tokio::test]
async fn a_parameter_is_set_and_read_over_the_wire() {
    let (ours, theirs) = tokio::io::duplex(4096);
    let session = tokio::spawn(Server::new(Options::default()).session(theirs));
    let mut line = BufReader::new(ours);
    let question = ctp10::parameter::question(Parameter::MadeUp);
    for dbm in [5.0, -2.5] {
        let set = ctp10::parameter::set(Parameter::MadeUp, power(dbm));
        line.write_all(format!("{}\n{}\n", set.text(), question.text()).as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_line(&mut answer).await.unwrap();
        // A number without a unit.
        let held = Value::Power(Power::Unsure(dbm));
        assert_eq!(question.read(answer.trim_end()), Some(Some(held)), "{answer}");
    }
    session.abort();
}

#[test]
fn a_parameter_that_changes_light_is_asked_about_while_its_laser_is_on() {
    let mut state = bench();
    let change = |dbm| vec![(Parameter::MadeUp, power(dbm))];
    assert_eq!(state.may_set(change(5.0), Way::Set), None, "its emission is unknown");
    let mut dark = (*state.context.bench).clone();
    dark.lasers[laser().index()].emission = Emission::Off;
    let mut state = bench();
    state.absorb(Arc::new(dark));
    assert_eq!(state.may_set(change(5.0), Way::Set), Some(change(5.0)));
}

#[test]
fn an_operation_is_in_help_and_completion_and_is_ordered_at_once_where_it_lights_nothing() {
    let mut state = bench();
    assert!(found(&state, "make something up").contains(&":make up <detector>".to_owned()));
    assert!(completed(&state, "mak").contains(&"make".to_owned()));
    assert!(completed(&state, "make up ").contains(&"make up IN1".to_owned()));
    let run = Run::dark(Operation::MadeUp(detector())).unwrap();
    assert_eq!(state.run("make up IN1").unwrap(), [Effect::Order(run.into())]);
    assert_eq!(state.frame.mode, InputMode::Page, "nothing is asked");
    assert!(state.run("make up").is_err());
}

#[test]
fn an_operation_that_lights_a_laser_is_asked_about_and_ordered_with_the_yes_to_what_was_shown() {
    let mut state = bench();
    let operation = Operation::MadeUpLight(laser());
    let command = commands::commands().iter().find(|command| command.pattern() == "make up light <laser>");
    assert_eq!(command.unwrap().about(), "Make light up, after a confirmation");
    assert!(state.run("make up light 1").unwrap().is_empty(), "nothing goes out before it is answered");
    let shown = drawn(&state);
    assert!(shown.contains("Make up light of laser 1?") && shown.contains("1550.000 nm"), "{shown}");
    let key = |state: &mut State, key| {
        state.key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE), Typed { alone: true })
    };
    assert!(key(&mut state, 'y').is_empty(), "it was not painted");
    let frame = state.frame.number + 1;
    state.painted(frame, state.context.now);
    state.context.now += READ;
    let effects = key(&mut state, 'y');
    let [Effect::Order(Order::Run(Run::Lit(lit)))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((lit.operation(), lit.lights()), (operation, &Lights::Laser(laser())));
    assert_eq!(lit.consent().beams().lasers(), [laser()].into_iter().collect());
    // Nobody asks for what cannot be: there is no such laser.
    assert!(state.run("make up light 5").unwrap().is_empty());
    assert_eq!(state.frame.mode, InputMode::Page);
    let words = &state.messages.last().unwrap().words;
    assert!(words.ends_with("not sent: made-up light of laser 5"), "{words}");
}

/// A typed line is judged by the row of the operation that it begins.
#[test]
fn an_operation_is_judged_as_a_typed_line() {
    let judged = |operation| {
        let line = ScpiLine::new(&ctp10::operation::line(operation)).unwrap();
        typed::judge(&line, &PowerCaps::default())
    };
    assert_eq!(judged(Operation::MadeUp(detector())), Verdict::Send);
    let light = judged(Operation::MadeUpLight(laser()));
    let Verdict::Ask { lights, .. } = light else { panic!("{light:?}") };
    assert_eq!(lights, Some(Lights::Laser(laser())));
}

#[test]
fn a_command_is_in_help_and_completion() {
    let mut state = bench();
    assert!(found(&state, "made-up command").contains(&":made up <detector>".to_owned()));
    assert!(completed(&state, "mad").contains(&"made".to_owned()));
    assert!(completed(&state, "made up ").contains(&"made up IN1".to_owned()));
    assert!(state.run("made up 4/1").unwrap().is_empty());
    assert_eq!(state.messages.last().unwrap().words, "made up for 4/1, after 0 keys");
}

#[test]
fn a_panel_has_a_place_an_action_a_key_and_a_line_of_help() {
    let mut state = bench();
    assert_eq!(found(&state, "focus-made-up"), ["F9"]);
    assert!(completed(&state, "focus-m").contains(&"focus-made-up".to_owned()));
    state.key(KeyEvent::new(KeyCode::F(9), KeyModifiers::NONE), Typed { alone: true });
    assert_eq!(state.context.selection.focus, Panel::MadeUp);
    assert!(drawn(&state).contains("a made-up panel"));
}

#[test]
fn a_panel_has_a_state_keys_of_its_own_and_a_topic() {
    let mut state = bench();
    let press = |state: &mut State, key| {
        let effects = state.key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE), Typed { alone: true });
        assert!(effects.is_empty(), "{effects:?}");
    };
    state.focus(Panel::MadeUp);
    "+g+".chars().for_each(|key| press(&mut state, key));
    assert!(drawn(&state).contains("a made-up panel: 2"), "{}", drawn(&state));
    assert!(drawn(&state).contains("+ count"), "the footer has its key");
    state.run("made up 4/1").unwrap();
    assert_eq!(state.messages.last().unwrap().words, "made up for 4/1, after 2 keys");
    // On another panel the key is another one's.
    state.focus(Panel::Power);
    press(&mut state, '+');
    state.focus(Panel::MadeUp);
    assert!(drawn(&state).contains("a made-up panel: 2"), "{}", drawn(&state));
    assert_eq!(found(&state, "")[..2], ["+  g +", ":made up <detector>"], "its topic comes first");
}

#[test]
fn a_format_is_offered_written_and_read_with_where_it_comes_from() {
    let mut state = bench();
    let settings = state.context.bench.settings_of(detector());
    let trace = Arc::new(Trace {
        origin: TraceId { detector: detector(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) },
        y: vec![-1.0, -2.0],
        provenance: Provenance { settings, ..Provenance::default() },
        x_difference_pm: None,
    });
    state.trace.traces.take(&trace);
    assert!(completed(&state, "save ").iter().any(|line| line.contains(".made")));
    let save = commands::commands().iter().find(|command| command.pattern().starts_with("save "));
    assert!(save.unwrap().about().contains(".made"), "{}", Format::ends());
    let folder = tempfile::tempdir().unwrap();
    let path = export::save(&folder.path().join("x.made"), &[('A', trace)]).unwrap();
    let read = export::load(&path).unwrap();
    let (letter, read) = &read[0];
    assert_eq!((*letter, read.y.as_slice()), ('A', [-1.0, -2.0].as_slice()));
    assert_eq!(read.provenance.settings["sweep made up"], "3 dBm");
}
