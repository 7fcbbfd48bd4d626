//! What can be done, by topic: the actions and the commands of every subject. From these rows come the keymap, the
//! command line, completion and help.

use std::sync::LazyLock;

use crate::core::parameter::Subject;
use crate::ui::common::action::{Act, ActionRow};
use crate::ui::common::command::CommandRow;
use crate::ui::common::context::{Context, Page, Panel};
use crate::ui::common::next::Next;
use crate::ui::frame::actions::{OnScreen, link, moves, screen, values};
use crate::ui::frame::command::TypedCommand;
use crate::ui::frame::state::{Part, State};
use crate::ui::frame::{operations, rows, settings};
use crate::ui::kit::input::action::Action;
#[cfg(test)]
use crate::ui::made_up;
use crate::ui::{benches, detectors, lasers, manual, power, presets, recording, scpi, sweep, trace};

/// What an action does to the whole state.
type Run = dyn Fn(&mut State) -> Vec<Next> + Send + Sync;

/// An action, lifted onto the whole state.
pub struct Bound {
    /// What it is called.
    pub action: Action,
    run: Box<Run>,
}

impl Bound {
    fn of<P: Part>(row: &ActionRow<Act<P>>) -> Self {
        let run = row.run;
        Self { action: row.action, run: Box::new(move |state| P::act(state, run)) }
    }

    fn new(action: Action, run: impl Fn(&mut State) -> Vec<Next> + Send + Sync + 'static) -> Self {
        Self { action, run: Box::new(run) }
    }

    pub(in crate::ui) fn run(&self, state: &mut State) -> Vec<Next> {
        (self.run)(state)
    }
}

/// What can be done about one subject.
pub(crate) struct Topic {
    /// Its name on the help page.
    pub(crate) title: &'static str,
    /// Whether it is what the operator looks at, with this page open.
    pub(super) is_current: fn(&Context, Page) -> bool,
    /// What keys do.
    pub(super) actions: Vec<Bound>,
    /// What command lines do, but for those that set one value.
    pub(super) commands: Vec<TypedCommand>,
    /// The commands of settings.
    pub(super) settings: Vec<TypedCommand>,
}

impl Topic {
    fn new(title: &'static str, is_current: fn(&Context, Page) -> bool) -> Self {
        Self { title, is_current, actions: Vec::new(), commands: Vec::new(), settings: Vec::new() }
    }

    /// With what a subject has.
    fn of<P: Part>(mut self, actions: &[ActionRow<Act<P>>], commands: Vec<CommandRow<P>>) -> Self {
        self.actions.extend(actions.iter().map(Bound::of));
        self.commands.extend(commands.into_iter().map(TypedCommand::from));
        self
    }

    /// With what the screen itself has.
    fn with(mut self, actions: &[ActionRow<OnScreen>], commands: Vec<TypedCommand>) -> Self {
        self.actions.extend(actions.iter().map(|row| Bound::new(row.action, row.run)));
        self.commands.extend(commands);
        self
    }

    /// With the operations and the settings of these subjects.
    fn set(mut self, has: fn(Subject) -> bool) -> Self {
        self.commands.splice(0..0, operations::rows(has).map(TypedCommand::from));
        self.settings.extend(settings::rows(has).map(TypedCommand::from));
        self
    }
}

/// Whether a panel has the focus of the bench.
fn on(context: &Context, page: Page, panel: Panel) -> bool {
    page == Page::Bench && context.selection.focus == panel
}

/// The topics: a row for each.
pub(in crate::ui) fn topics() -> &'static [Topic] {
    static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
        Vec::from([
            Topic::new("Lasers", |context, page| {
                on(context, page, Panel::Lasers) || matches!(page, Page::Form(Subject::Laser(_)))
            })
            .of(lasers::actions::ACTIONS, lasers::commands::rows())
            .set(|subject| matches!(subject, Subject::Laser(_))),
            Topic::new("Sweep", |context, page| {
                on(context, page, Panel::Sweep)
                    || matches!(page, Page::Form(Subject::Sweep | Subject::Tls(_)))
            })
            .of(sweep::actions::ACTIONS, sweep::commands::rows())
            .set(|subject| matches!(subject, Subject::Sweep | Subject::Tls(_))),
            Topic::new("Detectors", |context, page| {
                on(context, page, Panel::Detectors) || matches!(page, Page::Form(Subject::Detector(_)))
            })
            .of(detectors::actions::ACTIONS, Vec::new())
            .set(|subject| matches!(subject, Subject::Detector(_))),
            Topic::new("Live power", |context, page| on(context, page, Panel::Power) || page == Page::Align)
                .of(power::actions::ACTIONS, power::commands::rows()),
            Topic::new("Recordings", |_, page| page == Page::Recording)
                .of(recording::actions::ACTIONS, recording::commands::rows()),
            Topic::new("Traces", |context, page| on(context, page, Panel::Trace) || page == Page::Browser)
                .of(trace::actions::ACTIONS, trace::commands::rows()),
            Topic::new("Values", |_, page| matches!(page, Page::Form(_)))
                .with(values::ACTIONS, rows::forms()),
            Topic::new("Presets", |_, page| page == Page::Presets)
                .of(presets::actions::ACTIONS, presets::commands::rows()),
            Topic::new("SCPI and status", |_, page| {
                matches!(page, Page::Scpi | Page::Status | Page::Transcript)
            })
            .of(scpi::actions::ACTIONS, scpi::commands::rows()),
            Topic::new("Connection", |_, page| page == Page::Benches)
                .with(link::ACTIONS, rows::link())
                .of(benches::actions::ACTIONS, Vec::new()),
            panels(),
            Topic::new("Manual", |_, page| page == Page::Manual)
                .of(manual::actions::ACTIONS, manual::commands::rows()),
            Topic::new("Screen", |_, _| false).with(screen::ACTIONS, rows::screen()),
            #[cfg(test)]
            Topic::new("Made up", |context, page| on(context, page, Panel::MadeUp))
                .of(made_up::ACTIONS, made_up::rows()),
        ])
    });
    &TOPICS
}

/// The way from panel to panel.
fn panels() -> Topic {
    let mut topic = Topic::new("Panels", |context, page| on(context, page, Panel::Messages))
        .with(moves::ACTIONS, Vec::new());
    topic.actions.extend(Panel::ALL.iter().map(|&panel| {
        Bound::new(panel.action(), move |state| {
            state.focus(panel);
            Vec::new()
        })
    }));
    topic
}

/// Every action of every topic, in the order of the help page.
pub fn actions() -> impl Iterator<Item = &'static Bound> {
    topics().iter().flat_map(|topic| &topic.actions)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_actions_have_one_name() {
        let names: BTreeSet<&str> = actions().map(|row| row.action.name()).collect();
        assert_eq!(names.len(), actions().count());
    }
}
