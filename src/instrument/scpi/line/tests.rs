use tokio::io::{DuplexStream, duplex};

use super::*;

fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn only_silence_is_late_and_only_a_question_without_a_reply_leaves_the_line_in_step() {
    let unanswered = Why::Unanswered { error: None, not_there: None, in_part: false };
    for (why, late, in_step) in [
        (Why::Silent(millis(1000)), true, false),
        (Why::Closed, false, false),
        (Why::Stuck, false, false),
        (unanswered, false, true),
    ] {
        let broken = broken("*IDN?", why);
        assert_eq!((broken.is_late(), broken.is_in_step()), (late, in_step), "{broken}");
    }
}

fn line() -> (Line<DuplexStream>, DuplexStream, Transcript) {
    let (ours, theirs) = duplex(1 << 16);
    let transcript = Transcript::default();
    (Line::new(ours, Clocks::default()).recorded(transcript.clone()), theirs, transcript)
}

fn recorded(transcript: &Transcript) -> Vec<(String, Response)> {
    transcript.pick(100, |_| true).into_iter().map(|exchange| (exchange.message, exchange.response)).collect()
}

#[tokio::test(start_paused = true)]
async fn every_exchange_is_counted_and_recorded() {
    let (mut line, mut instrument, transcript) = line();
    line.send(&Command::line("*CLS".into())).await.unwrap();
    let question = Question::new("*OPC?", |answer| Some(answer.to_owned()));
    let asked = line.put(&question).await.unwrap();
    instrument.write_all(b"1\r\n").await.unwrap();
    assert_eq!(line.answer(&question, asked).await.unwrap(), "1");
    let block = BlockQuestion { text: "DATA?".into(), element: 4 };
    line.ask_block(&block, 2).await.unwrap();
    instrument.write_all(b"#18abcdefgh\r\n").await.unwrap();
    let length = line.block_head("DATA?").await.unwrap();
    let mut bytes = [0; 8];
    assert_eq!((length, line.block_bytes(&mut bytes, "DATA?").await.unwrap()), (8, 8));
    line.note_block("DATA?", length, asked);
    line.failed("*TST?", "no reply".into(), asked);
    assert_eq!((line.meter.sent, line.meter.received, line.meter.answers), (6 + 7 + 7, 3 + 8, 1));
    assert_eq!(
        recorded(&transcript),
        [
            ("*CLS".to_owned(), Response::Nothing),
            ("*OPC?".to_owned(), Response::Answer("1".into())),
            ("DATA?".to_owned(), Response::Block(8)),
            ("*TST?".to_owned(), Response::Failed("no reply".into())),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_conversation_takes_whatever_comes() {
    for (answer, told) in [
        (b"1,2\r\n".to_vec(), "1,2".to_owned()),
        (b"#14\x00\x01\x02\xff\n".to_vec(), "block of 4 bytes: 00 01 02 FF".to_owned()),
        ([b"#216".as_slice(), &[7; 16]].concat(), format!("block of 16 bytes: {}", ["07"; 16].join(" "))),
        (
            [b"#520000".as_slice(), &vec![7; 20_000]].concat(),
            format!("block of 20000 bytes: {} ...", ["07"; 16].join(" ")),
        ),
    ] {
        let (mut line, mut instrument, _) = line();
        let asked = line.put_any("WHAT?").await.unwrap();
        assert!(line.is_untouched());
        instrument.write_all(&answer).await.unwrap();
        assert_eq!(line.answer_any("WHAT?", asked).await.unwrap(), told);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_has_begun_is_told_from_none() {
    for (begins, untouched) in [("", true), ("1.5", false), ("#9", false)] {
        let (mut line, mut instrument, _) = line();
        let asked = line.put_any("WHAT?").await.unwrap();
        instrument.write_all(begins.as_bytes()).await.unwrap();
        let silent = line.answer_any("WHAT?", asked).await.unwrap_err();
        assert!(silent.is_late(), "{silent}");
        assert_eq!(asked.elapsed(), millis(5000), "nobody knows how long it takes");
        assert_eq!(line.is_untouched(), untouched, "{begins:?}");
    }
}
