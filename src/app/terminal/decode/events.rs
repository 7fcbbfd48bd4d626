//! What a key or a move of the mouse is to the rest of the program.

use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use termina::event as vt;

/// `ESC [ 27 ; modifiers ; character ~`: how xterm sends keys when it is set to send all of them so.
pub(super) fn other_key(bytes: &[u8]) -> Option<KeyEvent> {
    let inner = str::from_utf8(bytes).ok()?.strip_prefix("\x1b[27;")?.strip_suffix('~')?;
    let (mask, code) = inner.split_once(';')?;
    let mask = mask.parse::<u8>().ok()?.checked_sub(1)?;
    let c = char::from_u32(code.parse().ok()?)?;
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, mask & bit != 0);
    }
    let plain = u8::try_from(c).ok().filter(|byte| *byte < 0x80).map(plain_key);
    let code = plain.filter(|_| c.is_control()).map_or(KeyCode::Char(c), |key| key.code);
    Some(KeyEvent::new(code, modifiers))
}

/// What a byte below 128 is as a key.
pub(super) fn plain_key(byte: u8) -> KeyEvent {
    let control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match byte {
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f => plain(KeyCode::Backspace),
        0x1b => plain(KeyCode::Esc),
        0x00 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        _ => plain(KeyCode::Char(char::from(byte))),
    }
}

fn modifiers(given: vt::Modifiers) -> KeyModifiers {
    let mut modifiers = KeyModifiers::NONE;
    for (from, to) in [
        (vt::Modifiers::SHIFT, KeyModifiers::SHIFT),
        (vt::Modifiers::ALT, KeyModifiers::ALT),
        (vt::Modifiers::CONTROL, KeyModifiers::CONTROL),
    ] {
        modifiers.set(to, given.contains(from));
    }
    modifiers
}

/// The key as the rest of the program knows it; `None` for keys that mean nothing here.
#[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is termina's")]
pub(super) fn key_event(key: vt::KeyEvent) -> Option<KeyEvent> {
    let code = match key.code {
        vt::KeyCode::Char(c) => KeyCode::Char(c),
        vt::KeyCode::Enter => KeyCode::Enter,
        vt::KeyCode::Backspace => KeyCode::Backspace,
        vt::KeyCode::Tab => KeyCode::Tab,
        vt::KeyCode::Escape => KeyCode::Esc,
        vt::KeyCode::Left => KeyCode::Left,
        vt::KeyCode::Right => KeyCode::Right,
        vt::KeyCode::Up => KeyCode::Up,
        vt::KeyCode::Down => KeyCode::Down,
        vt::KeyCode::Home => KeyCode::Home,
        vt::KeyCode::End => KeyCode::End,
        vt::KeyCode::BackTab => KeyCode::BackTab,
        vt::KeyCode::PageUp => KeyCode::PageUp,
        vt::KeyCode::PageDown => KeyCode::PageDown,
        vt::KeyCode::Insert => KeyCode::Insert,
        vt::KeyCode::Delete => KeyCode::Delete,
        vt::KeyCode::Function(number) => KeyCode::F(number),
        _ => return None,
    };
    let kind = match key.kind {
        vt::KeyEventKind::Press => KeyEventKind::Press,
        vt::KeyEventKind::Repeat => KeyEventKind::Repeat,
        vt::KeyEventKind::Release => KeyEventKind::Release,
    };
    Some(KeyEvent::new_with_kind(code, modifiers(key.modifiers), kind))
}

pub(super) fn mouse_event(mouse: vt::MouseEvent) -> MouseEvent {
    let button = |button| match button {
        vt::MouseButton::Left => MouseButton::Left,
        vt::MouseButton::Right => MouseButton::Right,
        vt::MouseButton::Middle => MouseButton::Middle,
    };
    let kind = match mouse.kind {
        vt::MouseEventKind::Down(which) => MouseEventKind::Down(button(which)),
        vt::MouseEventKind::Up(which) => MouseEventKind::Up(button(which)),
        vt::MouseEventKind::Drag(which) => MouseEventKind::Drag(button(which)),
        vt::MouseEventKind::Moved => MouseEventKind::Moved,
        vt::MouseEventKind::ScrollDown => MouseEventKind::ScrollDown,
        vt::MouseEventKind::ScrollUp => MouseEventKind::ScrollUp,
        vt::MouseEventKind::ScrollLeft => MouseEventKind::ScrollLeft,
        vt::MouseEventKind::ScrollRight => MouseEventKind::ScrollRight,
    };
    MouseEvent { kind, column: mouse.column, row: mouse.row, modifiers: modifiers(mouse.modifiers) }
}
