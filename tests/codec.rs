//! Framing: whatever the cuts, the payload and the end of a block, the same answers come out.

use bytes::BytesMut;
use ctp10::instrument::scpi::codec::{AnswerCodec, Expect, MAX_LINE, Piece};
use proptest::prelude::*;
use tokio_util::codec::Decoder;

/// An answer as it was meant.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Line(String),
    Block(Vec<u8>),
}

fn answers() -> impl Strategy<Value = Vec<(Answer, &'static str)>> {
    let end = prop_oneof![Just(""), Just("\n"), Just("\r\n")];
    let line = ("[0-9A-Z,.+-][ -\"$-~]{0,30}", prop_oneof![Just("\n"), Just("\r\n")])
        .prop_map(|(text, end)| (Answer::Line(text), end));
    let block = (prop::collection::vec(any::<u8>(), 0..300), end)
        .prop_map(|(bytes, end)| (Answer::Block(bytes), end));
    prop::collection::vec(prop_oneof![line, block], 0..12)
}

fn written(answer: &Answer, end: &str) -> Vec<u8> {
    let mut bytes = match answer {
        Answer::Line(text) => text.clone().into_bytes(),
        Answer::Block(payload) => {
            let length = payload.len().to_string();
            let mut bytes = format!("#{}{length}", length.len()).into_bytes();
            bytes.extend(payload);
            bytes
        }
    };
    bytes.extend(end.as_bytes());
    bytes
}

fn expectation(answer: &Answer) -> Expect {
    match answer {
        Answer::Line(_) => Expect::Line,
        Answer::Block(_) => Expect::Block { element: 1, elements: None },
    }
}

proptest! {
    #[test]
    fn any_stream_cut_anywhere_gives_the_same_answers(
        meant in answers(),
        cuts in prop::collection::vec(1usize..40, 1..30),
    ) {
        let mut codec = AnswerCodec::default();
        let mut buffer = BytesMut::new();
        let mut cuts = cuts.iter().cycle();
        for (answer, end) in &meant {
            // One question at a time: the next answer comes when it is asked for.
            codec.expect(expectation(answer));
            let bytes = written(answer, end);
            let (mut left, mut got) = (&bytes[..], None);
            while !left.is_empty() {
                let (piece, rest) = left.split_at(left.len().min(*cuts.next().unwrap()));
                buffer.extend_from_slice(piece);
                left = rest;
                while let Some(piece) = codec.decode(&mut buffer).unwrap() {
                    match (piece, &mut got) {
                        (Piece::Line(line), None) => got = Some(Answer::Line(String::from_utf8(line.to_vec()).unwrap())),
                        (Piece::BlockHead(_), None) => got = Some(Answer::Block(Vec::new())),
                        (Piece::BlockBytes(bytes), Some(Answer::Block(block))) => block.extend(bytes),
                        (piece, got) => prop_assert!(false, "{piece:?} after {got:?}"),
                    }
                }
            }
            prop_assert_eq!(got.as_ref(), Some(answer));
        }
        // Nothing is left but line ends that were waited for by nobody.
        prop_assert!(codec.decode(&mut buffer).unwrap().is_none());
        prop_assert!(buffer.is_empty());
    }

    #[test]
    fn rubbish_is_an_error_or_an_answer_and_never_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        expect in prop_oneof![
            Just(Expect::Nothing), Just(Expect::Line),
            Just(Expect::Block { element: 4, elements: None }),
            Just(Expect::Block { element: 8, elements: Some(3) }),
        ],
    ) {
        let mut codec = AnswerCodec::default();
        codec.expect(expect);
        let mut buffer = BytesMut::from(&bytes[..]);
        while let Ok(Some(_)) = codec.decode(&mut buffer) {}
    }

    #[test]
    fn a_head_takes_no_memory_until_it_is_believed(digits in "#9[0-9]{9}") {
        let length: usize = digits[2..].parse().unwrap();
        let mut codec = AnswerCodec::default();
        codec.expect(Expect::Block { element: 1, elements: None });
        let mut buffer = BytesMut::from(digits.as_bytes());
        let capacity = buffer.capacity();
        prop_assert_eq!(codec.decode(&mut buffer).is_ok(), length <= 64 << 20);
        prop_assert!(buffer.capacity() <= capacity);
    }
}

#[test]
fn a_line_without_an_end_is_refused_and_looked_at_once() {
    let mut codec = AnswerCodec::default();
    codec.expect(Expect::Line);
    let mut buffer = BytesMut::new();
    // A decoder that looked at old bytes again would need minutes for this.
    for _ in 0..MAX_LINE {
        buffer.extend_from_slice(b"x");
        assert!(codec.decode(&mut buffer).unwrap().is_none());
    }
    buffer.extend_from_slice(b"x");
    assert!(codec.decode(&mut buffer).is_err());
}
