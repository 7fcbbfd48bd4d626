//! Framing: whatever the cuts, the payload and the end of a block, the same answers come out.

use bytes::BytesMut;
use ctp10::instrument::scpi::codec::{AnswerCodec, Expect, MAX_LINE};
use ctp10::instrument::scpi::line::{Clocks, Line};
use ctp10::instrument::scpi::message::{BlockQuestion, Question};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
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

/// Answers each message with the next of these, cut into pieces that come one after the other.
async fn instrument(mut stream: DuplexStream, meant: Vec<Vec<u8>>, cuts: Vec<usize>) {
    let mut cuts = cuts.iter().cycle();
    for answer in meant {
        while stream.read_u8().await.is_ok_and(|byte| byte != b'\n') {}
        let mut left = &answer[..];
        while !left.is_empty() {
            let (piece, rest) = left.split_at(left.len().min(*cuts.next().unwrap()));
            stream.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
            left = rest;
        }
    }
}

/// Asks for what was meant, in pieces of at most `room` bytes where it is a block.
async fn read(line: &mut Line<DuplexStream>, meant: &Answer, room: usize) -> Answer {
    let Answer::Block(payload) = meant else {
        let question = Question::new("LINE?", |answer| Some(answer.to_owned()));
        return Answer::Line(line.ask(&question).await.unwrap());
    };
    let question = BlockQuestion::new("BLOCK?", 1);
    line.ask_block(&question, payload.len()).await.unwrap();
    let length = line.block_head("BLOCK?").await.unwrap();
    let (mut block, mut have) = (vec![0; length], 0);
    while have < length {
        let until = length.min(have + room);
        have += line.block_bytes(&mut block[have..until], "BLOCK?").await.unwrap();
    }
    Answer::Block(block)
}

proptest! {
    #[test]
    fn any_stream_cut_anywhere_gives_the_same_answers(
        meant in answers(),
        cuts in prop::collection::vec(1usize..40, 1..30),
        room in 1usize..100,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let got: Vec<Answer> = runtime.block_on(async {
            let (ours, theirs) = duplex(64);
            let answers = meant.iter().map(|(answer, end)| written(answer, end)).collect();
            tokio::spawn(instrument(theirs, answers, cuts));
            let mut line = Line::new(ours, Clocks::default());
            let mut got = Vec::new();
            for (answer, _) in &meant {
                got.push(read(&mut line, answer, room).await);
            }
            got
        });
        let meant: Vec<Answer> = meant.into_iter().map(|(answer, _)| answer).collect();
        prop_assert_eq!(got, meant);
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
