//! Everything the screen is drawn from.

use std::time::Instant;

use ratatui::layout::Rect;

use crate::core::event::Severity;
use crate::ui::benches::BenchesState;
use crate::ui::common::action::Act;
use crate::ui::common::asked::Asked;
use crate::ui::common::context::{Context, Fixed, Page, Panel, Preferences};
use crate::ui::common::next::Next;
use crate::ui::frame::called::Called;
use crate::ui::frame::edit::Edit;
use crate::ui::frame::form::Form;
use crate::ui::frame::help::Help;
use crate::ui::frame::leaving::Leaving;
use crate::ui::frame::line::CommandLine;
use crate::ui::frame::note::Note;
use crate::ui::frame::stopping::Stopping;
use crate::ui::frame::tour::Tour;
use crate::ui::frame::undo::Undo;
use crate::ui::kit::field::Recall;
use crate::ui::kit::input::chord::Chord;
#[cfg(test)]
use crate::ui::made_up::MadeUpState;
use crate::ui::manual::ManualState;
use crate::ui::messages::{Message, Messages};
use crate::ui::power::PowerState;
use crate::ui::presets::PresetsState;
use crate::ui::recording::RecordingState;
use crate::ui::scpi::ScpiState;
use crate::ui::sweep::SweepState;
use crate::ui::trace::TraceState;

/// What keys go to before they go to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum InputMode {
    /// Nothing: the page has them.
    #[default]
    Page,
    /// A field in which a value is typed.
    Edit(Edit),
    /// A question that waits for a yes.
    Confirm(Asked),
    /// The command line, open with what was typed.
    Command(CommandLine),
}

/// How a key came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// By itself: not in one burst with others, not out of a paste, not repeated by a key that is held.
    pub(crate) alone: bool,
}

/// A stay at one page and panel. Who went elsewhere and came back is there for another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    page: Page,
    focus: Panel,
    /// How many there were before.
    number: u64,
}

/// What is open on the screen, and where keys go.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The form of settings; it counts while its page is open.
    pub(super) form: Form,
    /// The help page; it counts while it is open.
    pub(super) help: Help,
    /// What keys go to before they go to the page.
    pub mode: InputMode,
    /// Where somebody is on the tour.
    pub(super) tour: Option<Tour>,
    /// It is still to be told that there is one.
    pub(super) offers_tour: bool,
    /// An answer that lies over the page, until a key closes it.
    pub(super) note: Option<Note>,
    /// The first half of a sequence of keys.
    pub(super) begun: Option<Chord>,
    /// Command lines that were entered.
    pub(crate) recall: Recall,
    /// What was called how by whoever set it.
    pub(super) called: Called,
    /// What switching everything off stops.
    pub(super) stopping: Option<Stopping>,
    /// What leaving the program waits for.
    pub(super) leaving: Option<Leaving>,
    /// The operator's stay, as far as it was looked at.
    visit: Visit,
    /// The size of the screen.
    pub(super) area: Rect,
    /// The number of the last frame that was drawn.
    pub(super) number: u64,
}

/// A subject's part of the state.
pub(super) trait Part: Sized + 'static {
    fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R;

    fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R;

    /// Carries out an action, or has it wait for what was asked for before it.
    fn act(state: &mut State, act: Act<Self>) -> Vec<Next> {
        Self::change(state, act)
    }
}

/// Of subjects that remember nothing, or whose commands change nothing here.
impl Part for () {
    fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R {
        work(&(), &state.context)
    }

    fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R {
        work(&mut (), &state.context)
    }
}

/// Makes the state from a row for each subject: its part, how that begins, and where its actions do not simply run, what
/// runs them.
macro_rules! parts {
    (
        $fixed:ident, $window_s:ident, $now:ident;
        $(
            #[doc = $about:literal]
            $(#[$cfg:meta])*
            $visible:vis $field:ident: $part:ty = $begin:expr $(, $act:path)?;
        )*
    ) => {
        /// Everything the screen is drawn from: what all may read, and a part for each subject.
        #[derive(Clone, Debug)]
        pub struct State {
            /// What every subject may read.
            pub context: Context,
            /// Setpoints that can be taken back.
            pub(super) undo: Undo,
            /// What is open on the screen, and where keys go.
            pub frame: Frame,
            $(#[doc = $about] $(#[$cfg])* $visible $field: $part,)*
        }

        impl State {
            /// A screen before anything was read; the power chart shows so many seconds.
            pub fn new($fixed: Fixed, view: Preferences, $window_s: u64, $now: Instant) -> Self {
                Self {
                    $($(#[$cfg])* $field: $begin,)*
                    undo: Undo::default(),
                    frame: Frame::new(),
                    context: Context::new($fixed, view, $now),
                }
            }
        }

        $(
            $(#[$cfg])*
            impl Part for $part {
                fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R {
                    work(&state.$field, &state.context)
                }

                fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R {
                    work(&mut state.$field, &state.context)
                }

                $(fn act(state: &mut State, act: Act<Self>) -> Vec<Next> {
                    $act(&mut state.$field, act, &state.context)
                })?
            }
        )*
    };
}

parts! {
    fixed, window_s, now;
    /// Live power: its chart, and what it is shown relative to.
    pub power: PowerState = PowerState::new(now, window_s, (fixed.period, fixed.dark));
    /// The sweep: the scan that was agreed to.
    pub(super) sweep: SweepState = SweepState::default();
    /// Traces, and what is being made and searched of them.
    pub trace: TraceState = TraceState::default(), TraceState::act;
    /// What the operator was told.
    pub messages: Messages = Messages::default();
    /// The instrument in its own words.
    pub(crate) scpi: ScpiState = ScpiState::default();
    /// Presets: their names, and what one of them would change.
    pub presets: PresetsState = PresetsState::default();
    /// Recordings of live power: the one that was opened.
    pub(super) recording: RecordingState = RecordingState::default();
    /// The benches of the settings, and who answers there.
    pub(super) benches: BenchesState = BenchesState::default();
    /// The manual: which topic is read, and where in it.
    pub(super) manual: ManualState = ManualState::default();
    /// What is made up.
    #[cfg(test)]
    pub(super) made_up: MadeUpState = MadeUpState::default();
}

impl Frame {
    /// The bench, with nothing open on it.
    fn new() -> Self {
        Self {
            form: Form::default(),
            help: Help::new(Page::Bench),
            mode: InputMode::Page,
            tour: None,
            offers_tour: false,
            note: None,
            begun: None,
            recall: Recall::default(),
            called: Called::default(),
            stopping: None,
            leaving: None,
            visit: Visit { page: Page::Bench, focus: Panel::Power, number: 0 },
            area: Rect::ZERO,
            number: 0,
        }
    }
}

impl State {
    /// Tells the operator something.
    pub(crate) fn tell(&mut self, level: Severity, words: impl Into<String>) {
        self.messages.push(Message {
            at: self.context.wall.clone(),
            level,
            words: words.into(),
            file: None,
            times: 1,
        });
    }

    /// Tells the operator where a file is.
    pub(in crate::ui) fn tell_file(&mut self, before: &str, name: &str) {
        let words = format!("{before}{name}");
        let at = self.context.wall.clone();
        self.messages.push(Message { at, level: Severity::Info, words, file: Some(before.len()), times: 1 });
    }

    /// Tells the operator something that is as it should be.
    pub(crate) fn inform(&mut self, words: impl Into<String>) {
        self.tell(Severity::Info, words);
    }

    /// Gives a panel the focus.
    pub fn focus(&mut self, panel: Panel) {
        self.context.page = Page::Bench;
        self.context.selection.focus(panel);
    }

    /// Gives a panel the focus that it had in the last session.
    pub(crate) fn restore_focus(&mut self, panel: Panel) {
        self.context.selection.restore(panel);
    }

    /// Where the operator is. Before each key it has to be looked at: what one key leaves and the next one comes back to is
    /// not told apart otherwise.
    pub(crate) fn visit(&mut self) -> Visit {
        let (page, focus) = (self.context.page, self.context.selection.focus);
        let visit = &mut self.frame.visit;
        if (visit.page, visit.focus) != (page, focus) {
            *visit = Visit { page, focus, number: visit.number + 1 };
        }
        *visit
    }

    /// The form of settings; `None` while another page is open.
    pub(super) fn form(&self) -> Option<&Form> {
        self.context.page.subject().map(|_| &self.frame.form)
    }

    /// Whether a question, a list or an answer lies over the page.
    pub(in crate::ui) const fn is_covered(&self) -> bool {
        matches!(self.frame.mode, InputMode::Confirm(_) | InputMode::Command(_)) || self.frame.note.is_some()
    }
}
