//! Commands about the screen itself: the connection, forms, how it looks.

use crate::config::address::Address;
use crate::config::look::Glyphs;
use crate::config::settings::KnownBench;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::parameter::Subject;
use crate::core::units::Seconds;
use crate::ui::common::command::{
    Argument, Candidate, CommandError, Outcome, Switch, Words, done, variant, variants, words,
};
use crate::ui::common::context::{Context, Page};
use crate::ui::common::effect::{Destination, Effect, LinkOrder};
use crate::ui::common::next::{Next, world};
use crate::ui::frame::command::TypedCommand;
use crate::ui::frame::state::State;

/// Commands about the connection.
pub(super) fn link() -> Vec<TypedCommand> {
    vec![
        TypedCommand::new("connect _", "Connect to another instrument", |state, (address,): (Address,)| {
            Ok(state.change_link(LinkOrder::Connect(Some(address))))
        }),
        TypedCommand::new(
            "bench _",
            "Go to the bench of another profile of the settings",
            |state, (BenchName(name),): (BenchName,)| Ok(state.go_to_bench(Destination::Bench(name))),
        ),
        TypedCommand::new(
            "timeout _",
            "How long an answer may take, 0.1 to 120 s",
            |_, (time,): (Seconds,)| Ok(world(Effect::Link(LinkOrder::TimeOut(time.duration())))),
        ),
    ]
}

/// Commands that open a form of all settings of something.
pub(super) fn forms() -> Vec<TypedCommand> {
    vec![
        TypedCommand::new("form laser _", "All settings of a laser", |state, (laser,): (LaserId,)| {
            open_form(state, Subject::Laser(laser))
        }),
        TypedCommand::new("form tls _", "All settings of a TLS", |state, (tls,): (TlsId,)| {
            open_form(state, Subject::Tls(tls))
        }),
        TypedCommand::new("form sweep", "All settings of the sweep", |state, ()| {
            open_form(state, Subject::Sweep)
        }),
        TypedCommand::new(
            "form detector _",
            "All settings of a detector",
            |state, (detector,): (DetectorId,)| open_form(state, Subject::Detector(detector)),
        ),
    ]
}

fn open_form(state: &mut State, subject: Subject) -> Outcome {
    Ok(state.open(Page::Form(subject)))
}

/// How the screen looks, and help.
pub(super) fn screen() -> Vec<TypedCommand> {
    vec![
        TypedCommand::new("theme _", "Colours", |state, (ThemeName(name),): (ThemeName,)| {
            state.context.view.theme = name;
            done()
        }),
        TypedCommand::new(
            "glyphs _",
            "The characters that charts are drawn with",
            |state, (glyphs,): (Glyphs,)| {
                state.context.view.glyphs = glyphs;
                done()
            },
        ),
        TypedCommand::new(
            "mouse _",
            "Capture the mouse, or leave it to the terminal",
            |state, (Switch(capture),): (Switch,)| Ok(state.capture_mouse(capture)),
        ),
        TypedCommand::new("tour", "Go through the bench in six steps", |state, ()| {
            state.begin_tour();
            Ok(vec![Next::Close])
        }),
        TypedCommand::new("tour next", "Go on to the next step of the tour", |state, ()| {
            state.next_step();
            done()
        }),
        TypedCommand::new("tour end", "Leave the tour", |state, ()| {
            state.end_tour();
            done()
        }),
        TypedCommand::new("help _", "Search what can be done", |state, (Words(words),): (Words,)| {
            let next = state.open(Page::Help);
            state.frame.help.search.set(&words);
            Ok(next)
        }),
    ]
}

/// The name of a profile that there is.
struct BenchName(String);

impl<P> Argument<P> for BenchName {
    const NAME: &'static str = "profile";

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        let names: Vec<&str> = context.fixed.benches.iter().map(|bench| bench.name.as_str()).collect();
        let known = names.contains(&typed).then(|| Self(typed.to_owned()));
        known.ok_or_else(|| CommandError::no_such("profile", typed, names.join(", ")))
    }

    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        let about = |bench: &KnownBench| Candidate {
            word: bench.name.clone(),
            about: bench.place.as_ref().map_or_else(ToString::to_string, ToString::to_string),
        };
        context.fixed.benches.iter().map(about).collect()
    }
}

/// The name of a theme that there is.
struct ThemeName(String);

impl<P> Argument<P> for ThemeName {
    const NAME: &'static str = "theme";

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        let names: Vec<&str> = context.fixed.themes.iter().map(|(name, _)| name.as_str()).collect();
        let known = names.contains(&typed).then(|| Self(typed.to_owned()));
        known.ok_or_else(|| CommandError::no_such("theme", typed, names.join(", ")))
    }

    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        words(context.fixed.themes.iter().map(|(name, _)| name.clone()))
    }
}

impl<P> Argument<P> for Glyphs {
    const NAME: &'static str = "glyphs";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        variant(typed, "set of glyphs")
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        variants::<Self>()
    }
}
