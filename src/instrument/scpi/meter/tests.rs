use super::*;

fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A meter that has seen these round trips, in milliseconds.
fn meter(trips: &[u64]) -> Meter {
    let mut meter = Meter::default();
    for &trip in trips {
        meter.count(millis(trip), 1);
    }
    meter
}

#[test]
fn half_of_the_answers_and_almost_all_of_them_took_no_longer() {
    let trips: Vec<u64> = (1..=200).rev().collect();
    assert_eq!(meter(&trips).reckon(), Some((millis(101), millis(199))));
    assert_eq!(meter(&[7]).reckon(), Some((millis(7), millis(7))));
    assert_eq!(meter(&[]).reckon(), None);
    let many = meter(&[5; 300]);
    assert_eq!((many.trips.len(), many.answers, many.received), (Meter::KEPT, 300, 300));
}

#[test]
fn answers_are_waited_for_as_long_as_they_take_here() {
    let least = millis(1000);
    let waits = |trips: &[u64]| (meter(trips).clock(least), meter(trips).probe(least));
    assert_eq!(waits(&[]), (least, least), "nothing is known yet");
    assert_eq!(waits(&[10; 40]), (least, millis(250)));
    // The first ones are reckoned with at once.
    assert_eq!(waits(&[400, 300, 300]), (millis(1600), millis(600)));
    // One that took much longer is reckoned with at once, too.
    assert_eq!(waits(&[[10; 40].as_slice(), &[900]].concat()), (millis(3600), millis(250)));
    assert_eq!(waits(&[10_000; 3]), (Meter::LONGEST, Meter::LONGEST));
    // What is not news waits for its turn.
    let slower = |more: usize| [[150; 4].as_slice(), &vec![300; more]].concat();
    assert_eq!(waits(&slower(27)).1, millis(300));
    assert_eq!(waits(&slower(28)).1, millis(600));
}

#[test]
fn what_follows_a_late_answer_is_waited_for_as_long_as_usual() {
    let second = millis(1000);
    let hiccup = meter(&[40, 40, 4000, 40]);
    assert_eq!(hiccup.clock(second), Meter::LONGEST, "it may be as late again");
    assert_eq!(hiccup.clock(30 * second), 30 * second, "what the settings say holds");
    assert_eq!((hiccup.next(second), hiccup.probe(second)), (second, millis(250)));
    // A line on which every answer is slow.
    let slow = meter(&[1200; 40]);
    assert_eq!((slow.next(second), slow.probe(second)), (millis(4800), millis(2400)));
}
