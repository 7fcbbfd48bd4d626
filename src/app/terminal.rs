//! The terminal: taken once, given back once, whatever happens in between.

use std::io::{self, Stdout, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The real terminal.
pub(super) type Screen = Terminal<CrosstermBackend<Stdout>>;

/// Takes the terminal.
pub(super) fn take(mouse: bool) -> io::Result<Screen> {
    enter(mouse)?;
    Terminal::new(CrosstermBackend::new(stdout()))
}

/// Raw mode, the other screen, marked pastes, and the mouse if it is wanted.
pub(super) fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse { self::mouse(true) } else { Ok(()) }
}

/// Takes the mouse or gives it back.
pub(super) fn mouse(take: bool) -> io::Result<()> {
    if take { execute!(stdout(), EnableMouseCapture) } else { execute!(stdout(), DisableMouseCapture) }
}

/// Asks the terminal to keep a text in its clipboard. It does not say whether it does.
pub(super) fn copy(text: &str) -> io::Result<()> {
    execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// Gives the terminal back, once; a second call does nothing. Errors are of no use any more.
pub(super) fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

/// Begins a frame that is shown at once when it is whole.
pub(super) fn begin_frame() -> io::Result<()> {
    queue!(stdout(), BeginSynchronizedUpdate)
}

/// Writes what is no character into a frame.
pub(super) fn write(sequence: &str) -> io::Result<()> {
    queue!(stdout(), Print(sequence))
}

/// Ends a frame.
pub(super) fn end_frame() -> io::Result<()> {
    execute!(stdout(), EndSynchronizedUpdate)
}

/// On a panic the log gets the words, and the screen's own thread gives the terminal back.
pub(super) fn hook_panics(owner: ThreadId) {
    let next = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("panic: {panic}");
        if std::thread::current().id() == owner {
            leave();
            next(panic);
        }
    }));
}
