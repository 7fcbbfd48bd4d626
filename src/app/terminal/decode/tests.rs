use super::*;
use proptest::prelude::*;

fn decoder() -> Decoder {
    Decoder::new(["!", "f12", "ctrl-o"].map(|key| key.parse().unwrap()).to_vec())
}

/// What whole bytes mean, in words: `!` before what means all-off.
fn words(bytes: &[u8]) -> Vec<String> {
    let (mut decoder, mut out) = (decoder(), Vec::new());
    decoder.feed(bytes, &mut out);
    decoder.quiet(&mut out);
    out.iter().map(word).collect()
}

fn word(decoded: &Decoded) -> String {
    match decoded {
        Decoded::Key(key, off) => format!("{}{}", if *off { "!" } else { "" }, Chord::from(*key)),
        Decoded::Mouse(mouse) => format!("mouse {},{}", mouse.column, mouse.row),
        Decoded::Paste(text) => format!("paste {text:?}"),
        Decoded::PasteTooLong(bytes) => format!("{bytes} bytes"),
        Decoded::Off => "OFF".into(),
    }
}

#[test]
fn every_key_of_the_keymap_is_recognised() {
    for (bytes, key) in [
        (&b"a"[..], "a"),
        (b"A", "A"),
        (b"\r", "Enter"),
        (b"\t", "Tab"),
        (b"\x1b[Z", "Shift-Tab"),
        (b"\x7f", "Backspace"),
        (b"\x1b[3~", "Delete"),
        (b"\x1b", "Esc"),
        (b"\x03", "Ctrl-c"),
        (b"\x1ba", "Alt-a"),
        (b"\x1b[A", "↑"),
        (b"\x1bOB", "↓"),
        (b"\x1b[1;2A", "Shift-↑"),
        (b"\x1b[1;3B", "Alt-↓"),
        (b"\x1b[5~", "Pageup"),
        (b"\x1bOP", "F1"),
        (b"\x1b[[A", "F1"),
        (b"\x1b[24~", "!F12"),
        (b"!", "!!"),
        (b"\x0f", "!Ctrl-o"),
        (b"\x1b[24;2~", "!Shift-F12"),
        (b"\x1b[27;2;33~", "!!"),
        (b"\x1b[27;5;97~", "Ctrl-a"),
        ("µ".as_bytes(), "µ"),
        ("😀".as_bytes(), "😀"),
        (b"\x1b[<0;12;7M", "mouse 11,6"),
        (b"\x1b[M !!", "mouse 0,0"),
        (b"\x1b[D", "←"),
        (b"\x1b[C", "→"),
        (b"\x1b[H", "Home"),
        (b"\x1b[F", "End"),
        (b"\x1b[6~", "Pagedown"),
        (b"\x1b[2~", "Insert"),
        (b"\x1b[13u", "Enter"),
        (b"\x1b[9u", "Tab"),
        (b"\x1b[27u", "Esc"),
        (b"\x1b[127u", "Backspace"),
        (b"\x00", "Ctrl-Space"),
        (b"\x1a", "Ctrl-z"),
        (b"\x1c", "Ctrl-4"),
        (b"\x1f", "Ctrl-7"),
        (b"\x1b[27;1;13~", "Enter"),
        (b"\x1b[27;5;27~", "Ctrl-Esc"),
        ("€".as_bytes(), "€"),
        ("\x1bµ".as_bytes(), "µ"),
        (b"\x1b[", "Alt-["),
        (b"\x1bO", "Alt-O"),
        (b"\x1b]", "Alt-]"),
    ] {
        assert_eq!(words(bytes), [key], "{bytes:?}");
    }
}

#[test]
pub(crate) fn nothing_swallows_the_key_for_all_off() {
    for before in [
        &b""[..],
        b"\x1b",
        b"\x1b[",
        b"\x1b[1;2",
        b"\x1b]10;rgb:",
        b"\x1bP1$r",
        b"\x1b_",
        b"\xe2\x82",
        b"\xff",
        b"\x1b[200~an unfinished paste",
        b"\x1b[200~\x1b[20",
        b"\x1b[200~\x1b[200~",
        b"\x1bO",
        b"\x1b]0;\x1b",
        b"\x1b[99999999999999999999999999999999999999999999999999999999999999999999999999999999",
    ] {
        let (mut decoder, mut out) = (decoder(), Vec::new());
        decoder.feed(before, &mut out);
        decoder.feed(b"!", &mut out);
        let all = |decoded: &Decoded| matches!(decoded, Decoded::Off | Decoded::Key(_, true));
        assert!(out.iter().any(all), "{before:?}: {out:?}");
        out.clear();
        decoder.quiet(&mut out);
        assert!(!decoder.is_waiting());
        decoder.feed(b"!x\x1b[24~", &mut out);
        assert_eq!(out.iter().filter(|decoded| all(decoded)).count(), 2, "{before:?}: {out:?}");
        out.clear();
        let mut decoder = self::decoder();
        decoder.feed(before, &mut out);
        decoder.feed(b"\x1b[24~", &mut out);
        assert!(out.iter().any(all), "{before:?}: {out:?}");
    }
}

#[test]
fn half_a_mouse_report_is_keys_after_a_while() {
    assert_eq!(words(b"\x1b[M!"), ["!!"]);
    assert_eq!(words(b"\x1b[M\x1b[24~"), ["!F12"]);
}

#[test]
pub(crate) fn a_paste_is_text_and_presses_nothing() {
    assert_eq!(words(b"\x1b[200~L\ry\x1b[201~x"), ["paste \"L\\ry\"", "x"]);
    assert_eq!(words(b"\x1b[201~2"), ["2"]);
    assert_eq!(words(b"\x1b[200~a\x1b[Ab\x1b[201~"), ["paste \"a\\u{1b}[Ab\""]);
    assert_eq!(words(b"\x1b[200~wait!\x1b[201~"), ["OFF", "paste \"wait!\""]);
    assert_eq!(words(b"\x1b[200~\x1b[<0;12;7M\x1b[201~"), ["paste \"\\u{1b}[<0;12;7M\""]);
    assert_eq!(words(b"\x1b[200~\x1b[24~\x1b[201~"), ["OFF", "paste \"\\u{1b}[24~\""]);
    let long = [&b"\x1b[200~"[..], &vec![b'x'; 8 << 20], b"\x1b[201~"].concat();
    assert_eq!(words(&long), ["8388608 bytes"]);
    let text = "x".repeat(PASTE);
    assert_eq!(words(format!("\x1b[200~{text}\x1b[201~").as_bytes()), [format!("paste {text:?}")]);
}

#[test]
fn a_paste_takes_no_more_memory_than_its_bound() {
    let mut decoder = decoder();
    let mut out = Vec::new();
    decoder.feed(b"\x1b[200~", &mut out);
    for _ in 0..1000 {
        decoder.feed(&[b'x'; 4096], &mut out);
    }
    assert!(decoder.paste.as_ref().unwrap().text.capacity() <= 2 * PASTE);
    assert!(out.is_empty());
}

proptest! {
    #[test]
    fn pieces_make_no_difference(
        bytes in prop::collection::vec(prop::sample::select(b"\x1b[]OPM012459;~!aL\r\xe2\x82\xac\x03<".to_vec()), 0..60),
        cut in 0usize..60,
    ) {
        let (first, second) = bytes.split_at(cut.min(bytes.len()));
        let (mut decoder, mut out) = (decoder(), Vec::new());
        decoder.feed(first, &mut out);
        decoder.feed(second, &mut out);
        decoder.quiet(&mut out);
        prop_assert_eq!(out.iter().map(word).collect::<Vec<_>>(), words(&bytes));
        prop_assert!(!decoder.is_waiting() && decoder.pending.is_empty());
    }

    #[test]
    fn rubbish_never_panics_nor_stays(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut decoder = decoder();
        let mut out = Vec::new();
        decoder.feed(&bytes, &mut out);
        decoder.quiet(&mut out);
        out.clear();
        decoder.feed(b"!", &mut out);
        prop_assert_eq!(out.iter().map(word).collect::<Vec<_>>(), ["!!"]);
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_no_key() {
    for answer in
        [&b"\x1b]0;title\x07"[..], b"\x1b]0;ti\\tle\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x1b[1[", b"\xff"]
    {
        for key in ["y", "5"] {
            assert_eq!(words(&[answer, key.as_bytes()].concat()), [key], "{answer:?}");
        }
    }
}

#[test]
fn what_has_begun_is_waited_for_and_no_longer_than_its_bound() {
    for (bytes, waits) in [
        (&b""[..], false),
        (b"y", false),
        (b"\xff", false),
        (b"\xe2\x82", true),
        (b"\x1b", true),
        (b"\x1b[1", true),
        (b"\x1b[200~", true),
        (b"\x1b[200~y", true),
        (b"\x1b[200~y\x1b[201~", false),
    ] {
        let mut decoder = decoder();
        decoder.feed(bytes, &mut Vec::new());
        assert_eq!(decoder.is_waiting(), waits, "{bytes:?}");
        assert_eq!(decoder.is_in_paste(), waits && bytes.starts_with(b"\x1b[2"), "{bytes:?}");
    }
    for (begins, most) in [(b"\x1b[", SEQUENCE), (b"\x1b]", STRING + 1)] {
        let (mut decoder, mut out) = (decoder(), Vec::new());
        decoder.feed(begins, &mut out);
        decoder.feed(&vec![b'1'; most - begins.len()], &mut out);
        assert!(decoder.is_waiting() && out.is_empty(), "{begins:?}");
        decoder.feed(b"1", &mut out);
        assert!(!decoder.is_waiting() && out.is_empty(), "{begins:?}");
    }
}
