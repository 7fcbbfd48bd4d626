//! Bugs planted on purpose, to see that the tests that guard against them notice. Each was here once, or is easily
//! made. They exist in the tests' build alone.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use strum::IntoEnumIterator;

use crate::app::terminal::{decode, reader};
use crate::core::consent;
use crate::worker::benches::{absent, power_units};
use crate::worker::{consent as gate, cuts, emergencies, phases, schedules};

/// What can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub(crate) enum Bug {
    /// Something urgent does not wake a port that waits for an answer.
    UrgentUnheard,
    /// Something urgent does not wake a worker that waits for the next question to be due.
    UrgentSlept,
    /// Of bytes that come together only the first 1024 are looked at.
    KeysLeft,
    /// A paste without its end mark swallows every key behind it.
    PasteWithoutEnd,
    /// All-off is not recognised within a paste.
    OffInPaste,
    /// A yes counts before the question could be read.
    YesUnread,
    /// A yes counts among other keys.
    YesInBurst,
    /// A consent holds for any wavelength.
    ConsentToAnyWavelength,
    /// A consent holds for any power.
    ConsentToAnyPower,
    /// A consent holds on the next connection.
    ConsentOutlivesLink,
    /// A sweep that was agreed to lights a laser again that was switched off since.
    SwitchedOffForgotten,
    /// A cap that was lowered is not looked at again before light goes out.
    CapForgotten,
    /// The guardian is not told what is lit.
    GuardianUntold,
    /// A reading of light overwrites one that was asked for later.
    StaleLight,
    /// A reading of the condition register overwrites one that was asked for later.
    StalePhase,
    /// A sweep is over when its scan is, although its traces are still being computed.
    DoneBeforeAnalyzed,
    /// A sweep that was ordered and whose bit does not stand yet is over.
    DoneBeforeBegun,
    /// A command that the link was lost over is sent again on the next one.
    SentAgain,
    /// A question that is not answered in time ends nothing: its answer may still come.
    LateAnswer,
    /// A joined answer with one value too few is filled up behind the last one.
    ShortAnswer,
    /// A trace whose block was cut is kept.
    HalfTrace,
    /// An order to switch on that waits goes out behind OFF.
    OnBehindOff,
    /// An order to switch on takes back the OFF that was asked for before it.
    OffTakenBack,
    /// OFF counts as done where a second connection is refused.
    OffGivenUp,
    /// OFF counts as done when it was written.
    OffUnconfirmed,
    /// A unit that changed takes nothing back.
    UnitUnnoticed,
    /// What is not there is asked for again and again.
    AbsentAsked,
}

/// A test that guards against a bug.
enum Guard {
    /// Seeded schedules: one of the first ones notices.
    Schedules,
    /// This test.
    Test(fn()),
}

/// So many schedules at the most until one notices.
const SEEDS: u64 = 1000;

impl Bug {
    /// The tests that must notice, each with words of the assertion that is meant for it.
    fn guards(self) -> Vec<(Guard, &'static str)> {
        use Guard::{Schedules, Test};
        match self {
            Self::UrgentUnheard => vec![(Schedules, "is not on the wire")],
            Self::UrgentSlept => vec![(Schedules, "is not on the wire")],
            Self::KeysLeft => {
                vec![(Test(reader::tests::what_comes_in_one_go_is_looked_at_to_its_end), "keys")]
            }
            Self::PasteWithoutEnd => {
                vec![(Test(decode::tests::nothing_swallows_the_key_for_all_off), "is_waiting")]
            }
            Self::OffInPaste => vec![(Test(decode::tests::a_paste_is_text_and_presses_nothing), "OFF")],
            Self::YesUnread => vec![(
                Test(consent::tests::a_yes_needs_300_ms_of_the_whole_question_and_a_key_alone),
                "too early",
            )],
            Self::YesInBurst => vec![(
                Test(consent::tests::a_yes_needs_300_ms_of_the_whole_question_and_a_key_alone),
                "not alone",
            )],
            Self::ConsentToAnyWavelength => vec![
                (Test(gate::what_is_not_what_was_agreed_to_is_refused), "not refused at another wavelength"),
                (Test(consent::tests::what_was_shown_holds_and_no_more), "another wavelength"),
            ],
            Self::ConsentToAnyPower => vec![
                (Test(gate::what_is_not_what_was_agreed_to_is_refused), "not refused with more power"),
                (Test(consent::tests::what_was_shown_holds_and_no_more), "more power"),
            ],
            Self::ConsentOutlivesLink => {
                vec![(Test(gate::a_consent_dies_with_its_connection), "not refused on another connection")]
            }
            Self::SwitchedOffForgotten => vec![(
                Test(gate::a_laser_that_was_switched_off_elsewhere_is_not_lit_again_unasked),
                "not refused after OFF",
            )],
            Self::CapForgotten => {
                vec![(Test(gate::a_cap_that_was_lowered_holds_in_the_worker), "not refused above the cap")]
            }
            Self::GuardianUntold => {
                vec![(Test(gate::what_is_lit_is_told_before_the_order_goes_out), "told before")]
            }
            Self::StaleLight => vec![
                (Schedules, "is told dark"),
                (Test(phases::light_that_was_ordered_is_never_told_dark), "while it shines"),
            ],
            Self::StalePhase => vec![(Schedules, "is told")],
            Self::DoneBeforeAnalyzed => vec![
                (Schedules, "is told to be done"),
                (
                    Test(phases::a_sweep_is_done_when_its_traces_are_computed_and_not_before_it_began),
                    "too early",
                ),
            ],
            Self::DoneBeforeBegun => vec![
                (Schedules, "is told to be done"),
                (
                    Test(phases::a_sweep_is_done_when_its_traces_are_computed_and_not_before_it_began),
                    "too early",
                ),
            ],
            Self::SentAgain => vec![(Schedules, "times, told")],
            Self::LateAnswer => vec![(Schedules, "answers another question")],
            Self::ShortAnswer => vec![(Schedules, "powers")],
            Self::HalfTrace => {
                vec![(Test(cuts::a_trace_whose_connection_closes_is_no_trace), "a trace of")]
            }
            Self::OnBehindOff => vec![
                (Schedules, "is lit after all-off"),
                (Test(gate::off_that_comes_while_an_order_is_prepared_leaves_it_unsent), "lit behind OFF"),
            ],
            Self::OffTakenBack => vec![(Schedules, "is not on the wire")],
            Self::OffGivenUp => {
                vec![(Test(emergencies::off_in_the_middle_of_a_download_takes_less_than_a_second_however_many_connections), "dark(&rig)")]
            }
            Self::OffUnconfirmed => vec![(Schedules, "is lit after all-off")],
            Self::UnitUnnoticed => vec![
                (Schedules, "powers"),
                (Test(power_units::a_unit_changed_from_elsewhere_never_leaves_a_false_value), "MW: ["),
            ],
            Self::AbsentAsked => vec![(
                Test(absent::four_detectors_and_eight_lasers_that_are_not_there_cost_less_than_ten_seconds),
                "not everything is read",
            )],
        }
    }
}

thread_local! {
    static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    static SENT: RefCell<Option<String>> = const { RefCell::new(None) };
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether a bug is planted here: on this thread, which a test of the worker never leaves.
pub(crate) fn is(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// For [`Bug::SentAgain`]: this command is under way, or none is any more.
pub(crate) fn sent(command: Option<&str>) {
    let command = command.filter(|_| is(Bug::SentAgain)).map(str::to_owned);
    SENT.set(command);
}

/// For [`Bug::SentAgain`]: the command that the link was lost over.
pub(crate) fn lost() -> Option<String> {
    SENT.take()
}

/// Runs a test with a bug, or with none; what it panicked with. Nothing is printed meanwhile.
fn run(bug: Option<Bug>, test: impl FnOnce()) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    PLANTED.set(bug);
    SENT.set(None);
    QUIET.set(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(test));
    QUIET.set(false);
    PLANTED.set(None);
    ended.map_err(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

/// What the guard said of a bug. A schedule that notices must pass without it.
fn noticed(bug: Bug, guard: &Guard) -> Result<String, String> {
    let missed = || "it was not noticed".to_owned();
    match *guard {
        Guard::Test(test) => run(Some(bug), test).err().ok_or_else(missed),
        Guard::Schedules => {
            let told = |seed| Some((seed, run(Some(bug), || schedules::one(seed)).err()?));
            let (seed, words) = (0..SEEDS).find_map(told).ok_or_else(missed)?;
            match run(None, || schedules::one(seed)) {
                Ok(()) => Ok(words),
                Err(words) => Err(format!("without it: {words}")),
            }
        }
    }
}

/// Every guard of these bugs notices, by the assertion that is meant for it.
fn all_notice(wanted: impl Fn(&Guard) -> bool) {
    let mut wrong = Vec::new();
    for bug in Bug::iter() {
        for (guard, words) in bug.guards().into_iter().filter(|(guard, _)| wanted(guard)) {
            let begun = tokio::time::Instant::now();
            match noticed(bug, &guard) {
                Ok(told) if told.contains(words) => println!("{bug:?} after {:?}: {told}", begun.elapsed()),
                Ok(told) | Err(told) => wrong.push(format!("{bug:?}, wanted {words:?}: {told}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn schedules_notice_planted_bugs() {
    all_notice(|guard| matches!(guard, Guard::Schedules));
}

#[test]
fn tests_notice_planted_bugs() {
    all_notice(|guard| matches!(guard, Guard::Test(_)));
}
