//! Commands about the instrument: lasers, the sweep, references, the connection, presets; and about the screen.

use super::argument::{Band, Line, Name, PresetName, Rest, Step, Switch, ThemeName, Window, Words};
use super::error::CommandError;
use super::row::{Arguments, Command, Outcome, Slot};
use crate::config::address::Address;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::parameter::{Change, Kind, Parameter, Subject, Value};
use crate::core::sweep;
use crate::core::units::{Dbm, Seconds, Wavelength};
use crate::ui::charts::dots::Glyphs;
use crate::ui::effect::{Effect, LinkOrder, PresetOrder, ScriptKind};
use crate::ui::field::Field;
use crate::ui::pages::Page;
use crate::ui::pages::form::Form;
use crate::ui::pages::help::Help;
use crate::ui::state::State;
use crate::ui::undo::Way;

/// The commands.
pub(super) fn rows() -> Vec<Command> {
    vec![
        Command::new(
            "laser _ on",
            "switch a laser on, after a confirmation",
            |state, (laser,): (LaserId,)| Ok(state.switch_on(laser)),
        ),
        Command::new("laser _ off", "switch a laser off", |state, (laser,): (LaserId,)| {
            Ok(state.switch_off(laser))
        }),
        Command::new("laser _ cap _", "lower a laser's power cap for this session", lower_cap),
        Command::new("sweep _ _ _", "set limits and sampling as one job", set_sweep),
        Command::new("tls _ band _", "the settings of a band: o or c", set_band),
        Command::new("reference _", "take a detector's reference", |state, (detector,): (DetectorId,)| {
            Ok(state.start_reference(detector))
        }),
        Command::new("connect _", "connect to another instrument", |state, (address,): (Address,)| {
            Ok(state.change_link(LinkOrder::Connect(Some(address))))
        }),
        Command::new("timeout _", "how long an answer may take, 0.1 to 120 s", |_, (time,): (Seconds,)| {
            Ok(vec![Effect::Link(LinkOrder::TimeOut(time.duration()))])
        }),
        Command::new(
            "preset save _",
            "save the settings of the bench by name",
            |_, (PresetName(name),): (PresetName,)| Ok(vec![Effect::Preset(PresetOrder::Save(name))]),
        ),
        Command::new(
            "preset _",
            "show what a preset would change, then change it",
            |_, (PresetName(name),): (PresetName,)| Ok(vec![Effect::Preset(PresetOrder::Show(name))]),
        ),
        Command::new("form laser _", "all settings of a laser", |state, (laser,): (LaserId,)| {
            Ok(open_form(state, Subject::Laser(laser)))
        }),
        Command::new("form tls _", "all settings of a TLS", |state, (tls,): (TlsId,)| {
            Ok(open_form(state, Subject::Tls(tls)))
        }),
        Command::new("form sweep", "all settings of the sweep", |state, ()| {
            Ok(open_form(state, Subject::Sweep))
        }),
        Command::new("form detector _", "all settings of a detector", |state, (detector,): (DetectorId,)| {
            Ok(open_form(state, Subject::Detector(detector)))
        }),
        Command::new("scpi _", "send a line to the instrument as it stands", |_, (Line(line),): (Line,)| {
            Ok(vec![Effect::Say(line)])
        }),
        Command::new(
            "transcript script _",
            "save what was ordered, for `ctp10 play`",
            |_, (name,): (Name,)| Ok(vec![Effect::SaveTranscript(ScriptKind::Script, name.into())]),
        ),
        Command::new(
            "transcript python _",
            "save what was ordered, for Python with pyvisa",
            |_, (name,): (Name,)| Ok(vec![Effect::SaveTranscript(ScriptKind::Python, name.into())]),
        ),
        Command::new(
            "window _",
            "the time that the power chart shows",
            |state, (Window(seconds),): (Window,)| {
                state.strip.show_seconds(seconds, state.now);
                Ok(Vec::new())
            },
        ),
        Command::new("theme _", "colours", |state, (ThemeName(name),): (ThemeName,)| {
            state.view.theme = name;
            Ok(Vec::new())
        }),
        Command::new(
            "glyphs _",
            "the characters that charts are drawn with",
            |state, (glyphs,): (Glyphs,)| {
                state.view.glyphs = glyphs;
                Ok(Vec::new())
            },
        ),
        Command::new(
            "mouse _",
            "take the mouse, or leave it to the terminal",
            |state, (Switch(take),): (Switch,)| Ok(state.take_mouse(take)),
        ),
        Command::new("help _", "search what can be done", |state, (Words(words),): (Words,)| {
            let mut help = Help::new();
            help.search = Field::new(40);
            help.search.set(&words);
            state.page = Page::Help(help);
            Ok(Vec::new())
        }),
    ]
}

/// The settings of each kind of subject: a parameter of one of them, and its row, for all of them.
pub(super) fn settings() -> Vec<(Parameter, Command)> {
    parameters().map(|parameter| (parameter, setting(parameter, parameter.node()))).collect()
}

/// Other words for some of them.
pub(super) fn other_words() -> impl Iterator<Item = Command> {
    parameters()
        .filter(|parameter| parameter.node() == "wavelength")
        .map(|parameter| setting(parameter, "frequency"))
}

fn parameters() -> impl Iterator<Item = Parameter> {
    let some = [
        LaserId::all().next().map(Subject::Laser),
        TlsId::all().next().map(Subject::Tls),
        Some(Subject::Sweep),
        DetectorId::new(1, 1).map(Subject::Detector),
    ];
    some.into_iter().flatten().flat_map(Subject::parameters)
}

fn setting(parameter: Parameter, node: &str) -> Command {
    match parameter.subject() {
        Subject::Laser(_) => {
            setting_of("laser _ ", parameter, node, |(laser,): (LaserId,)| Subject::Laser(laser))
        }
        Subject::Tls(_) => setting_of("tls _ ", parameter, node, |(tls,): (TlsId,)| Subject::Tls(tls)),
        Subject::Sweep => setting_of("sweep ", parameter, node, |()| Subject::Sweep),
        Subject::Detector(_) => {
            setting_of("detector _ ", parameter, node, |(place,): (DetectorId,)| Subject::Detector(place))
        }
    }
}

fn setting_of<P: Arguments>(
    words: &str,
    parameter: Parameter,
    node: &str,
    subject: fn(P) -> Subject,
) -> Command {
    let mut slots = P::slots();
    let places = slots.len();
    slots.push(value_slot(parameter));
    let about = format!("set the {}{node}", words.replace("_ ", ""));
    Command::with(&format!("{words}{node} _"), slots, &about, move |state, typed| {
        let (place, value) = typed.split_at(places);
        let parameter = parameter.of(subject(P::read(state, place)?)).unwrap_or(parameter);
        let [value] = value else {
            return Err(CommandError::NoValue(parameter, state.example(parameter)));
        };
        let value = state.checked(parameter, value)?;
        state.linked(Effect::Set(vec![(parameter, value)], Way::Set))
    })
}

/// Where the value of a setting stands.
fn value_slot(parameter: Parameter) -> Slot {
    match parameter.kind() {
        Kind::Wavelength => Slot::value_of::<Wavelength>(),
        Kind::Sampling => Slot::value_of::<Step>(),
        Kind::Power => Slot::value_of::<Dbm>(),
        Kind::Stabilization => Slot::value("on,seconds", &[]),
        Kind::Whole(_) if matches!(parameter, Parameter::TlsLaser(_)) => Slot::value_of::<LaserId>(),
        Kind::Whole(_) => Slot::value("number", &[]),
        Kind::Choice(choices) => Slot::value(
            if matches!(parameter, Parameter::SpectralUnit(_)) { "spectral" } else { parameter.node() },
            choices,
        ),
    }
}

fn lower_cap(state: &mut State, (laser, Rest(cap)): (LaserId, Rest<Dbm>)) -> Outcome {
    let most = state.fixed.caps.cap(Some(laser));
    if cap > most {
        return Err(CommandError::CapAbove { laser, asked: cap, most });
    }
    state.caps.set(laser, cap);
    state.inform(format!("laser {laser}: no more than {cap} in this session"));
    Ok(vec![Effect::LowerCaps])
}

fn set_sweep(state: &mut State, (start, stop, sampling): (Wavelength, Wavelength, Option<Step>)) -> Outcome {
    let limits = [(Parameter::ScanStart, start), (Parameter::ScanStop, stop)];
    // The sampling comes first: it limits the span.
    let job: Vec<Change> = sampling
        .map(|Step(step)| (Parameter::Sampling, step))
        .into_iter()
        .chain(limits.map(|(parameter, limit)| (parameter, Value::Wavelength(limit))))
        .collect();
    for &(parameter, value) in &job {
        state.bench.check(&state.caps, parameter, value)?;
    }
    if sweep::points(start, stop, Wavelength::from_m(1e-13)) < 2 {
        let (from_nm, to_nm) = (stop.nm(), start.nm());
        return Err(CommandError::Downwards { what: "a sweep", command: "sweep", from_nm, to_nm });
    }
    state.linked(Effect::Set(job, Way::Set))
}

fn set_band(state: &mut State, (tls, band): (TlsId, Band)) -> Outcome {
    let wavelength = |nm| Value::Wavelength(Wavelength::from_nm(nm));
    let job: Vec<Change> = match band {
        Band::O => vec![
            (Parameter::TlsLaser(tls), Value::Whole(2)),
            (Parameter::TlsTrigger(tls), Value::Whole(2)),
            (Parameter::TlsSpeed(tls), Value::Whole(20)),
            (Parameter::TlsPower(tls), Value::Power(Dbm(10.0).into())),
            (Parameter::TlsStart(tls), wavelength(1262.5)),
            (Parameter::TlsStop(tls), wavelength(1355.0)),
        ],
        Band::C => vec![
            (Parameter::TlsLaser(tls), Value::Whole(1)),
            (Parameter::TlsStart(tls), wavelength(1502.0)),
            (Parameter::TlsStop(tls), wavelength(1627.0)),
        ],
    };
    state.linked(Effect::Set(job, Way::Set))
}

fn open_form(state: &mut State, subject: Subject) -> Vec<Effect> {
    state.page = Page::Form(Form::new(subject));
    Vec::new()
}

impl State {
    /// A value of a setting as it is typed: the one it has, or what it may be.
    fn example(&self, parameter: Parameter) -> String {
        self.bench.value(parameter).map_or_else(
            || self.bench.limits(&self.caps, parameter),
            |held| format!("{} {}", parameter.command(), parameter.typed(held)),
        )
    }

    /// A typed value that may be sent.
    pub fn checked(&self, parameter: Parameter, typed: &str) -> Result<Value, CommandError> {
        let value = parameter.parse(typed)?;
        self.bench.check(&self.caps, parameter, value)?;
        Ok(value)
    }

    /// The effect, if there is somebody to take it.
    pub(super) fn linked(&self, effect: Effect) -> Outcome {
        if self.bench.is_live() { Ok(vec![effect]) } else { Err(CommandError::NoLink) }
    }
}
