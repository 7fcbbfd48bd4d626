//! The pages: a row for each.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::parameter::{Parameter, Subject};
use crate::core::transcript::ScriptKind;
use crate::ui::common::context::{Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, world};
use crate::ui::frame::actions::moves::{DOWN, LEFT, RIGHT, UP};
use crate::ui::frame::actions::screen::HELP;
use crate::ui::frame::actions::values::{COPY, EDIT, NUDGE_DOWN, NUDGE_UP, SAVE, UNDO};
use crate::ui::frame::draw::form;
use crate::ui::frame::draw::help;
use crate::ui::frame::draw::layout::{Stage, between, with_form};
use crate::ui::frame::draw::unreached;
use crate::ui::frame::form::Form;
use crate::ui::frame::help::Help;
use crate::ui::frame::panels;
use crate::ui::frame::state::State;
use crate::ui::frame::update::dropped;
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::power::actions::RELATIVE;
use crate::ui::power::align;
use crate::ui::presets::actions::PRESET_DELETE;
use crate::ui::scpi::actions::{EVERYTHING, FILTER};
use crate::ui::scpi::{status, transcript_page};
use crate::ui::trace::browser;
use crate::ui::{benches, manual, presets, recording, scpi};

/// What the footer says on a page.
pub(super) enum Hints {
    /// These actions with the keys of the keymap, the most urgent first.
    Actions(Vec<Action>),
    /// Keys that are not the keymap's, while something is typed, and what they do.
    Typing(&'static [(&'static str, &'static str)]),
}

/// What the frame has to know of a page.
pub(super) struct PageRow {
    pub(super) draw: fn(&State, Stage, &mut Buffer),
    /// Where live power stands on it.
    pub(super) power: fn(&State, Rect) -> Option<Rect>,
    /// It was opened from this page: what it remembers begins anew.
    pub(super) opened: fn(&mut State, Page) -> Vec<Next>,
    /// The parameter under its selection.
    pub(super) parameter: fn(&State) -> Option<Parameter>,
    /// What the footer says.
    pub(super) hints: fn(&State) -> Hints,
    /// Takes a key before the keymap does; `None` for what means nothing here.
    pub(super) key: fn(&mut State, KeyEvent, Lookup) -> Option<Vec<Effect>>,
    /// What pasted text does outside a field.
    pub(super) paste: fn(&mut State, &str) -> Vec<Effect>,
    /// Moves the selection by so many rows and columns.
    pub(super) go: fn(&mut State, isize, isize),
    /// The wheel was turned by so many rows; down is positive.
    pub(super) wheel: fn(&mut State, isize) -> Vec<Effect>,
    /// What the key that edits does.
    pub(super) enter: fn(&mut State) -> Vec<Next>,
    /// Leaves what is open, the innermost first.
    pub(super) leave: fn(&mut State),
    /// What it shows, as text to be copied.
    pub(super) text: fn(&State) -> String,
    /// Saves what it shows.
    pub(super) save: fn(&mut State) -> Vec<Next>,
}

impl PageRow {
    /// A page that shows this, and what holds for it unless its row says otherwise.
    fn usual(draw: fn(&State, Stage, &mut Buffer), hints: fn(&State) -> Hints) -> Self {
        Self {
            draw,
            hints,
            power: |_, _| None,
            opened: |_, _| Vec::new(),
            parameter: |_| None,
            key: |_, _, _| None,
            paste: |_, _| Vec::new(),
            go: |_, _, _| {},
            wheel: panels::wheel,
            enter: State::begin_edit,
            leave: |state| state.context.page = Page::Bench,
            text: |_| String::new(),
            save: panels::save_preset,
        }
    }
}

/// The row of a page.
#[expect(clippy::too_many_lines, reason = "a table of rows")]
pub(super) fn row(page: Page) -> PageRow {
    match page {
        Page::Bench => PageRow {
            power: State::power_panel,
            parameter: |state| (panels::row(state.context.selection.focus).parameter)(&state.context),
            paste: |state, text| state.carry(dropped(text).map(Next::World).into_iter().collect()),
            go: State::go_on_panel,
            wheel: |state, by| (panels::row(state.context.selection.focus).wheel)(state, by),
            leave: State::leave_bench,
            text: |state| (panels::row(state.context.selection.focus).text)(state),
            save: |state| (panels::row(state.context.selection.focus).save)(state),
            ..PageRow::usual(
                |state, stage, buffer| state.draw_panels(stage.screen, buffer),
                |state| {
                    Hints::Actions(if unreached::is_shown(&state.context) {
                        unreached::hints()
                    } else {
                        (panels::row(state.context.selection.focus).hints)(state)
                    })
                },
            )
        },
        Page::Align => PageRow {
            power: |_, area| align::history(between(area)),
            go: |state, rows, columns| {
                if rows != 0 {
                    state.move_cursor(Panel::Detectors, rows, 0);
                    state.power.turned();
                }
                if columns != 0 {
                    state.power.choose_other(&state.context, columns);
                }
            },
            text: |state| state.power.as_text(&state.context),
            ..PageRow::usual(
                |state, stage, buffer| align::draw(&state.power, &state.context, stage.middle, buffer),
                |state| {
                    let several = state.context.fixed.detectors.len() > 1;
                    let choose: &[Action] = if several { &[UP, DOWN, LEFT, RIGHT] } else { &[] };
                    Hints::Actions([choose, &[RELATIVE]].concat())
                },
            )
        },
        Page::Form(_) => PageRow {
            power: |_, area| with_form(area).map(|(above, _)| above),
            opened: |state, _| {
                state.frame.form = Form::default();
                Vec::new()
            },
            parameter: |state| {
                state.context.page.subject().and_then(|subject| state.frame.form.selected(subject))
            },
            go: State::go_in_form,
            ..PageRow::usual(form::draw_with_power, |state| {
                let value = state.may_order() && state.selected_parameter().is_some();
                let mut actions = Vec::new();
                if value {
                    actions.extend([EDIT, NUDGE_UP, NUDGE_DOWN]);
                }
                if state.may_order() {
                    actions.push(UNDO);
                }
                // There is one sweep.
                let others = match state.context.page.subject() {
                    Some(Subject::Sweep) | None => false,
                    Some(Subject::Detector(_)) => state.context.bench.detectors.len() > 1,
                    Some(Subject::Laser(_) | Subject::Tls(_)) => true,
                };
                if others {
                    actions.extend([LEFT, RIGHT]);
                }
                Hints::Actions(actions)
            })
        },
        Page::Help => PageRow {
            opened: |state, from| {
                let from = if from == Page::Help { state.frame.help.from } else { from };
                state.frame.help = Help::new(from);
                Vec::new()
            },
            key: |state, key, looked_up| Some(state.help_key(key, looked_up)),
            paste: |state, text| {
                state.frame.help.search.insert(text);
                Vec::new()
            },
            wheel: |state, by| {
                state.go_in_help(by);
                Vec::new()
            },
            ..PageRow::usual(
                |state, stage, buffer| help::draw(&state.context, &state.frame.help, stage.middle, buffer),
                |_| {
                    Hints::Typing(&[
                        ("type", "to search"),
                        ("↑↓", "select"),
                        ("Enter", "do it"),
                        ("m", "manual"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Manual => PageRow {
            opened: |state, from| {
                state.manual.from = from;
                Vec::new()
            },
            key: |state, key, looked_up| state.manual_key(key, looked_up),
            go: |state, rows, columns| {
                state.scroll_manual(rows);
                state.manual.turn(columns);
            },
            wheel: |state, by| {
                state.scroll_manual(by);
                Vec::new()
            },
            leave: |state| state.context.page = state.manual.from,
            text: |state| state.manual.topic().text().to_owned(),
            ..PageRow::usual(
                |state, stage, buffer| {
                    manual::page::draw(&state.manual, &state.context, stage.middle, buffer);
                },
                |_| {
                    Hints::Typing(&[
                        ("Space", "page down"),
                        ("←→", "topic"),
                        ("/", "search"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Browser => PageRow {
            opened: |state, _| state.trace.browser.open(),
            key: |state, key, looked_up| {
                // On an empty filter the key for help is that.
                let help = looked_up == Lookup::Action(HELP) && state.trace.browser.is_all();
                let next = if help { state.open(Page::Help) } else { state.trace.browser.key(key) };
                Some(state.carry(next))
            },
            paste: |state, text| {
                state.trace.browser.paste(text);
                Vec::new()
            },
            wheel: |state, by| {
                state.trace.browser.go(by);
                Vec::new()
            },
            ..PageRow::usual(
                |state, stage, buffer| {
                    browser::page::draw(&state.context, &state.trace.browser, stage.middle, buffer);
                },
                |_| {
                    Hints::Typing(&[
                        ("type", "to filter"),
                        ("↑↓", "select"),
                        ("Space", "mark"),
                        ("Enter", "open"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Recording => PageRow {
            key: |state, key, _| state.recording.key(key).then(Vec::new),
            wheel: |state, by| {
                state.recording.zoom(by < 0);
                Vec::new()
            },
            ..PageRow::usual(
                |state, stage, buffer| {
                    recording::page::draw(&state.recording, &state.context, stage.middle, buffer);
                },
                |_| {
                    Hints::Typing(&[
                        ("←→", "scroll"),
                        ("+ -", "zoom"),
                        ("Home End", "ends"),
                        ("f", "all of it"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Benches => PageRow {
            opened: |state, _| {
                state.benches.open(&state.context);
                Vec::new()
            },
            key: |state, key, _| state.benches.key(key).then(Vec::new),
            go: |state, rows, _| state.benches.go(rows, &state.context),
            enter: |state| state.go_to_bench(state.benches.selected(&state.context)),
            ..PageRow::usual(
                |state, stage, buffer| {
                    benches::page::draw(&state.context, &state.benches, stage.middle, buffer);
                },
                |_| {
                    Hints::Typing(&[
                        ("↑↓", "select"),
                        ("Enter", "go there"),
                        ("r", "ask again"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Presets => PageRow {
            opened: |state, _| state.presets.open(),
            go: |state, rows, _| state.presets.go(rows),
            enter: |state| presets::enter(&state.presets, &state.context),
            leave: |state| {
                if state.presets.shown.take().is_none() {
                    state.context.page = Page::Bench;
                }
            },
            ..PageRow::usual(
                |state, stage, buffer| {
                    presets::page::draw(&state.context, &state.presets, stage.middle, buffer);
                },
                |state| {
                    let enter = state.may_order() || state.presets.shown.is_none();
                    let there = !state.presets.all.is_empty();
                    let actions = (enter && there).then_some(EDIT).into_iter().chain([SAVE]);
                    let actions = actions.chain(there.then_some(PRESET_DELETE));
                    Hints::Actions(actions.collect())
                },
            )
        },
        Page::Scpi => PageRow {
            opened: |state, _| {
                state.scpi.open_prompt();
                Vec::new()
            },
            key: |state, key, looked_up| Some(state.scpi_key(key, looked_up)),
            paste: |state, text| {
                state.scpi.prompt.field.insert(text);
                Vec::new()
            },
            wheel: |state, by| {
                state.scpi.scroll(by);
                Vec::new()
            },
            text: |state| state.scpi.conversation.as_text(),
            ..PageRow::usual(
                |state, stage, buffer| scpi::page::draw(&state.scpi, &state.context, stage.middle, buffer),
                |_| {
                    Hints::Typing(&[
                        ("Enter", "send"),
                        ("Tab", "complete"),
                        ("↑", "earlier"),
                        ("PageUp", "back"),
                        ("Esc", "leave"),
                    ])
                },
            )
        },
        Page::Status => PageRow {
            opened: |state, _| {
                state.scpi.open_status();
                scpi::ask_for_registers(&state.context)
            },
            go: |state, rows, _| state.scpi.scroll_status(&state.context, rows),
            text: |state| state.scpi.errors_as_text(),
            ..PageRow::usual(
                |state, stage, buffer| status::draw(&state.scpi, &state.context, stage.middle, buffer),
                |state| {
                    let copy = !state.scpi.errors_as_text().is_empty();
                    Hints::Actions(copy.then_some(COPY).into_iter().collect())
                },
            )
        },
        Page::Transcript => PageRow {
            opened: |state, _| {
                state.scpi.open_transcript();
                Vec::new()
            },
            key: |state, key, _| {
                let typing = state.scpi.transcript.typing;
                typing.then(|| {
                    state.scpi.transcript.key(key);
                    Vec::new()
                })
            },
            paste: |state, text| {
                if state.scpi.transcript.typing {
                    state.scpi.transcript.filter.insert(text);
                }
                Vec::new()
            },
            go: |state, rows, _| {
                let view = &mut state.scpi.transcript;
                view.back = view.back.saturating_add_signed(-rows);
            },
            save: |state| {
                let name = format!("ctp10-{}.scpi", state.context.wall.replace(':', ""));
                world(Effect::SaveTranscript(ScriptKind::Script, name.into()))
            },
            ..PageRow::usual(
                |state, stage, buffer| {
                    transcript_page::draw(&state.context, &state.scpi.transcript, stage.middle, buffer);
                },
                |state| {
                    if state.scpi.transcript.typing {
                        return Hints::Typing(&[("Enter", "keep the filter"), ("Esc", "without")]);
                    }
                    Hints::Actions(vec![FILTER, EVERYTHING, SAVE])
                },
            )
        },
    }
}
