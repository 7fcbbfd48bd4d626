use std::io::{PipeWriter, Write};
use std::sync::atomic::AtomicUsize;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use tokio::time::advance;

use super::*;

/// A reader on a pipe, with what else it is tied to.
struct Rig {
    reader: Reader,
    keys: PipeWriter,
    inputs: mpsc::Receiver<Input>,
    /// How often all-off was told.
    offs: Arc<AtomicUsize>,
    handed: Handed,
    /// Two keys by turns: one that comes again may be one that is held.
    other: bool,
}

impl Rig {
    fn new(room: usize) -> Self {
        let (terminal, keys) = std::io::pipe().unwrap();
        let (sender, inputs) = mpsc::channel(room);
        let offs = Arc::new(AtomicUsize::new(0));
        let told = Arc::clone(&offs);
        let reader = Reader {
            terminal: terminal.into(),
            off_keys: vec!["!".parse().unwrap()],
            all_off: Box::new(move || {
                told.fetch_add(1, Ordering::SeqCst);
                true
            }),
            asking: Arc::default(),
            inputs: sender,
        };
        Self {
            reader,
            keys,
            inputs,
            offs,
            handed: Handed { last: Instant::now(), key: None, dropped: 0 },
            other: false,
        }
    }

    /// Hands these on; what the screen gets.
    fn hand_on(&mut self, mut found: Vec<Decoded>, told: bool, unfinished: bool) -> Vec<Input> {
        assert!(self.reader.hand_on(&mut found, told, unfinished, &mut self.handed));
        std::iter::from_fn(|| self.inputs.try_recv().ok()).collect()
    }

    /// Whether a key that is found now was typed by itself.
    fn is_alone(&mut self, unfinished: bool) -> bool {
        self.other = !self.other;
        let key = key(if self.other { 'y' } else { 'x' });
        matches!(self.hand_on(vec![key], false, unfinished)[..], [Input::Key { alone: true, .. }])
    }
}

fn key(c: char) -> Decoded {
    Decoded::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), false)
}

fn mouse() -> Decoded {
    let kind = MouseEventKind::Moved;
    Decoded::Mouse(MouseEvent { kind, column: 0, row: 0, modifiers: KeyModifiers::NONE })
}

#[tokio::test(start_paused = true)]
async fn a_key_is_alone_if_nothing_came_with_it_nor_shortly_before() {
    let mut rig = Rig::new(8);
    let almost = BEFORE.saturating_sub(Duration::from_millis(1));
    advance(almost).await;
    assert!(!rig.is_alone(false), "something came shortly before");
    advance(BEFORE).await;
    assert!(rig.is_alone(false));
    advance(BEFORE).await;
    assert!(!rig.is_alone(true), "more is on its way");
    advance(BEFORE).await;
    for input in rig.hand_on(vec![key('2'), key('y')], false, false) {
        assert!(matches!(input, Input::Key { alone: false, .. }), "{input:?}");
    }
    advance(almost).await;
    rig.hand_on(vec![mouse()], false, false);
    advance(BEFORE.saturating_sub(almost)).await;
    assert!(rig.is_alone(false), "a mouse that moves types nothing");
}

#[tokio::test(start_paused = true)]
async fn while_a_question_stands_a_key_is_alone_only_if_nothing_follows_it() {
    let mut rig = Rig::new(8);
    rig.keys.write_all(b"n").unwrap();
    advance(BEFORE).await;
    assert!(rig.is_alone(false), "no question stands");
    rig.reader.asking.store(true, Ordering::Release);
    advance(BEFORE).await;
    assert!(!rig.is_alone(false), "another one follows");
    rig.reader.terminal.read(&mut [0; 8]).unwrap();
    advance(BEFORE).await;
    assert!(rig.is_alone(false));
    advance(BEFORE).await;
    let off = Decoded::Key(KeyEvent::new(KeyCode::Char('!'), KeyModifiers::NONE), true);
    let handed = rig.hand_on(vec![off], true, false);
    assert!(matches!(handed[..], [Input::Key { alone: false, off: true, .. }]), "{handed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_held_is_not_alone_in_any_rhythm() {
    for [first, then] in [[250, 92], [500, 90], [660, 40], [1000, 400], [1000, 1400]] {
        let mut rig = Rig::new(8);
        advance(BEFORE).await;
        let typed = rig.hand_on(vec![key('y')], false, false);
        assert!(matches!(typed[..], [Input::Key { alone: true, .. }]), "the first one was typed");
        advance(Duration::from_millis(first)).await;
        for _ in 0..20 {
            let repeated = rig.hand_on(vec![key('y')], false, false);
            assert!(matches!(repeated[..], [Input::Key { alone: false, .. }]), "{first} ms, {then} ms");
            advance(Duration::from_millis(then)).await;
        }
        // Another key, or a long time, and it was typed again.
        rig.hand_on(vec![key('L')], false, false);
        advance(BEFORE).await;
        let keys = rig.hand_on(vec![key('y')], false, false);
        assert!(matches!(keys[..], [Input::Key { alone: true, .. }]));
        advance(HELD).await;
        let keys = rig.hand_on(vec![key('y')], false, false);
        assert!(matches!(keys[..], [Input::Key { alone: true, .. }]));
    }
}

#[tokio::test(start_paused = true)]
async fn all_off_is_handed_on_if_somebody_was_told() {
    let mut rig = Rig::new(8);
    let off = Decoded::Key(KeyEvent::new(KeyCode::Char('!'), KeyModifiers::NONE), true);
    for told in [true, false] {
        let handed = rig.hand_on(vec![Decoded::Off, off.clone(), key('x')], told, false);
        let offs = handed.iter().filter(|input| matches!(input, Input::Off | Input::Key { off: true, .. }));
        assert_eq!((offs.count(), handed.len()), if told { (2, 3) } else { (0, 2) }, "{handed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_screen_has_no_room_for_is_counted_and_told_once() {
    let mut rig = Rig::new(2);
    assert_eq!(rig.hand_on(['a', 'b', 'c', 'd', 'e'].map(key).into(), false, false).len(), 2);
    let handed = rig.hand_on(vec![key('f')], false, false);
    assert!(matches!(handed[..], [Input::Dropped(3), Input::Key { .. }]), "{handed:?}");
    let handed = rig.hand_on(vec![key('g')], false, false);
    assert!(matches!(handed[..], [Input::Key { .. }]), "{handed:?}");
    rig.inputs.close();
    assert!(!rig.reader.hand_on(&mut vec![key('h')], false, false, &mut rig.handed), "nobody listens");
}

#[test]
fn a_terminal_is_read_to_its_end() {
    let Rig { reader, mut keys, mut inputs, offs, .. } = Rig::new(8);
    let reading = std::thread::spawn(|| reader.run());
    let mut next = || inputs.blocking_recv().expect("more to come");
    let is = |input: Input, code| matches!(input, Input::Key { key, .. } if key.code == code);
    keys.write_all(b"x").unwrap();
    assert!(is(next(), KeyCode::Char('x')));
    assert_eq!(offs.load(Ordering::SeqCst), 0);
    keys.write_all(b"!").unwrap();
    assert!(matches!(next(), Input::Key { off: true, .. }));
    assert_eq!(offs.load(Ordering::SeqCst), 1);
    // What stands alone for long enough is over.
    keys.write_all(b"\x1b").unwrap();
    assert!(is(next(), KeyCode::Esc));
    keys.write_all(b"\x1b[200~text!").unwrap();
    assert!(matches!(next(), Input::Off));
    assert!(matches!(next(), Input::Paste(text) if text == "text!"));
    assert_eq!(offs.load(Ordering::SeqCst), 2);
    drop(keys);
    assert!(matches!(next(), Input::Lost(TerminalLost::EndOfInput)));
    reading.join().unwrap();
}

#[test]
pub(crate) fn what_comes_in_one_go_is_looked_at_to_its_end() {
    const KEYS: usize = 40_000;
    let Rig { reader, mut keys, mut inputs, offs, .. } = Rig::new(WAITING);
    keys.write_all(&[vec![b'x'; KEYS - 1], vec![b'!']].concat()).unwrap();
    drop(keys);
    // On this thread: it ends with the pipe.
    reader.run();
    let mut count = 0;
    while let Ok(Input::Key { .. }) = inputs.try_recv() {
        count += 1;
    }
    assert_eq!(count, KEYS, "keys were lost");
    assert_eq!(offs.load(Ordering::Relaxed), 1, "keys for all-off");
}
