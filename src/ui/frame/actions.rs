//! What keys do to the screen itself: values, the focus, pages, the connection, how it looks.

use crate::ui::common::action::actions;
use crate::ui::common::context::Page;
use crate::ui::common::effect::{Effect, LinkOrder, Way};
use crate::ui::common::next::{Next, only, world};
use crate::ui::frame::state::State;

/// What an action does to the screen.
pub(super) type OnScreen = fn(&mut State) -> Vec<Next>;

/// Values and the selection.
pub(crate) mod values {
    use super::{OnScreen, State, Way, actions, only};

    actions! { OnScreen;
        EDIT, "edit", "Edit the selected value (a unit may follow the number)", State::enter;
        NUDGE_UP, "a step up", "Increase the selected value by one step", |state| state.nudge(true, 10);
        NUDGE_DOWN, "a step down", "Decrease the selected value by one step", |state| state.nudge(false, 10);
        NUDGE_UP_TEN, "10 up", "Increase the selected value by ten steps", |state| state.nudge(true, 100);
        NUDGE_DOWN_TEN, "10 down", "Decrease the selected value by ten steps", |state| state.nudge(false, 100);
        NUDGE_UP_TENTH, "0.1 up", "Increase the selected value by a tenth of a step", |state| state.nudge(true, 1);
        NUDGE_DOWN_TENTH, "0.1 down", "Decrease the selected value by a tenth of a step", |state| state.nudge(false, 1);
        UNDO, "undo", "Undo the last setpoint (never switches a laser on)", |state| state.undo(Way::Undo);
        REDO, "redo", "Redo the last setpoint that was undone", |state| state.undo(Way::Redo);
        FORM, "all settings", "Open all settings of the selected laser, sweep or detector", State::toggle_selected_form;
        COPY, "copy", "Copy what is selected, or the page, to the terminal's clipboard", |state| state.copy();
        SAVE, "save", "Save what the page shows: traces, the transcript as a script, the bench as a preset", State::save;
        CANCEL, "back", "Leave the field, the dialog or the page", |state| only!(state.leave());
    }
}

/// The focus and the selection.
pub(crate) mod moves {
    use super::{OnScreen, actions, only};

    actions! { OnScreen;
        UP, "up", "Select the value above", |state| only!(state.go(-1, 0));
        DOWN, "down", "Select the value below", |state| only!(state.go(1, 0));
        LEFT, "left", "Select the value to the left", |state| only!(state.go(0, -1));
        RIGHT, "right", "Select the value to the right", |state| only!(state.go(0, 1));
        PAGE_UP, "page up", "Go ten rows up", |state| only!(state.go(-10, 0));
        PAGE_DOWN, "page down", "Go ten rows down", |state| only!(state.go(10, 0));
        FOCUS_NEXT, "next panel", "Go to the next panel", |state| only!(state.step_focus(true));
        FOCUS_PREVIOUS, "previous panel", "Go to the previous panel", |state| only!(state.step_focus(false));
        EXPAND, "expand", "Give the panel the whole screen, or its place again",
            |state| only!(state.context.view.expanded = !state.context.view.expanded);
    }
}

/// The connection.
pub(crate) mod link {
    use super::{LinkOrder, OnScreen, actions, only};

    actions! { OnScreen;
        CONNECT, "connect", "Connect to the instrument, or reconnect", |state| state.change_link(LinkOrder::Connect(None));
        DISCONNECT, "disconnect", "Close the connection, so that others can use the instrument",
            |state| state.change_link(LinkOrder::Disconnect);
        CLIENTS, "clients", "Tell who is connected to the service beside the screen", |state| only!(state.tell_clients());
    }
}

/// The screen.
pub(crate) mod screen {
    use super::{Effect, OnScreen, Page, actions, only, world};

    actions! { OnScreen;
        HELP, "help", "Open this help; type to search, Enter carries out what is selected", |state| state.open(Page::Help);
        COMMAND_LINE, "command", "Open the command line", |state| only!(state.open_command(""));
        THEME, "theme", "Change to the next theme", |state| state.next_theme();
        GLYPHS, "glyphs", "Draw charts with the next set of characters", |state| state.next_glyphs();
        MOUSE, "mouse", "Turn mouse capture on, or leave the mouse to the terminal",
            |state| state.capture_mouse(!state.context.view.mouse);
        REDRAW, "redraw", "Paint the whole screen again", |_| world(Effect::Redraw);
        SUSPEND, "suspend", "Suspend to the shell; `fg` comes back", |state| state.suspend();
        QUIT, "quit", "Quit (asks while a laser is on, a trace was never saved, or live power is recorded)", |state| state.quit();
    }
}
