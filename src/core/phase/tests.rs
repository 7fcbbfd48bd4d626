use super::*;

/// Reads the register at these milliseconds; what came to pass, with its time.
fn follow(tracker: &mut Tracker, from: Instant, readings: &[(u64, u16)]) -> Vec<(u64, Passed)> {
    let at = |ms| from + Duration::from_millis(ms);
    let read = |&(ms, bits): &(u64, u16)| Some((ms, tracker.read(Condition(bits), at(ms))?));
    readings.iter().filter_map(read).collect()
}

#[test]
fn a_sweep_whose_bit_lags_is_not_done_before_it_began() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    assert!(follow(&mut tracker, now, &[(0, 0)]).is_empty());
    tracker.order(Activity::Sweep, now);
    assert_eq!(tracker.phase(), Phase::Starting(Activity::Sweep));
    assert!(follow(&mut tracker, now, &[(10, 0), (30, 0)]).is_empty());
    assert_eq!(tracker.phase(), Phase::Starting(Activity::Sweep));
    let passed = follow(&mut tracker, now, &[(50, 4), (900, 4), (1000, 8), (2000, 8), (2100, 0)]);
    assert_eq!(passed, [(50, Passed::SweepBegan { ours: true }), (2100, Passed::SweepDone)]);
    assert_eq!(tracker.phase(), Phase::Idle);
}

#[test]
fn between_scanning_and_analyzing_a_sweep_is_not_done() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    let passed = follow(&mut tracker, now, &[(0, 4), (100, 0), (150, 0), (190, 8), (500, 0)]);
    assert_eq!(passed, [(0, Passed::SweepBegan { ours: false }), (500, Passed::SweepDone)]);
    let passed = follow(&mut tracker, now, &[(600, 4), (700, 0), (750, 0), (800, 0)]);
    assert_eq!(passed, [(600, Passed::SweepBegan { ours: false }), (800, Passed::SweepDone)]);
}

#[test]
fn what_never_begins_is_said_after_two_seconds() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    tracker.order(Activity::Sweep, now);
    let passed = follow(&mut tracker, now, &[(10, 0), (1990, 0), (2000, 0), (2500, 0)]);
    assert_eq!(passed, [(2000, Passed::NeverBegan(Activity::Sweep))]);
    assert_eq!(tracker.phase(), Phase::Idle);
}

#[test]
fn an_aborted_sweep_is_never_done() {
    for readings in [&[(0, 4), (10, 16), (20, 0)][..], &[(0, 4), (20, 0)]] {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        follow(&mut tracker, now, &readings[..1]);
        tracker.abort(now);
        assert_eq!(tracker.phase(), Phase::Aborting);
        assert_eq!(follow(&mut tracker, now, &readings[1..]), [(20, Passed::SweepAborted)]);
    }
}

#[test]
fn the_sweeps_of_a_reference_are_no_sweep() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    tracker.order(Activity::Reference, now);
    let passed =
        follow(&mut tracker, now, &[(10, 0), (20, 4), (30, 68), (40, 4), (50, 8), (60, 0), (300, 0)]);
    assert!(passed.is_empty(), "{passed:?}");
    assert_eq!(tracker.phase(), Phase::Idle);
}

#[test]
fn what_a_phase_means() {
    let both = [Activity::Sweep, Activity::Reference].map(Phase::Starting);
    let sweep = [both[0], Phase::Scanning, Phase::Analyzing, Phase::Ending];
    let reference = [both[1], Phase::Referencing];
    let (other, nothing) = ([Phase::Aborting, Phase::Busy], [Phase::Unknown, Phase::Idle]);
    for phase in [&sweep[..], &reference, &other, &nothing].concat() {
        assert_eq!(phase.is_sweep(), sweep.contains(&phase), "{phase:?}");
        assert_eq!(phase.is_reference(), reference.contains(&phase), "{phase:?}");
        assert_eq!(phase.can_abort(), !nothing.contains(&phase), "{phase:?}");
    }
    let words = [both[0], both[1], Phase::Aborting, Phase::Ending, Phase::Scanning].map(Phase::words);
    let told = ["starting the sweep", "starting the reference", "aborting", "the sweep is ending"];
    assert_eq!(words, [Some(told[0]), Some(told[1]), Some(told[2]), Some(told[3]), None]);
}

#[test]
fn what_was_refused_is_not_waited_for() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    assert_eq!(tracker.hurry(), None);
    tracker.order(Activity::Sweep, now);
    assert!(tracker.hurry().is_some_and(|wait| wait <= Duration::from_millis(20)));
    tracker.refused();
    assert!(follow(&mut tracker, now, &[(10, 0), (2500, 0)]).is_empty());
    assert_eq!((tracker.phase(), tracker.ordered(), tracker.hurry()), (Phase::Idle, None, None));
}

#[test]
fn an_abort_ends_what_lags_within_a_quarter_of_a_second_and_then_counts_no_more() {
    let (mut tracker, now) = (Tracker::default(), Instant::now());
    tracker.order(Activity::Sweep, now);
    tracker.abort(now + Duration::from_millis(300));
    assert!(follow(&mut tracker, now, &[(500, 0)]).is_empty());
    assert_eq!(tracker.phase(), Phase::Aborting, "it may still begin");
    assert!(follow(&mut tracker, now, &[(550, 0)]).is_empty());
    assert_eq!((tracker.phase(), tracker.ordered()), (Phase::Idle, None));
    tracker.abort_done();
    follow(&mut tracker, now, &[(600, 4)]);
    assert_eq!(tracker.phase(), Phase::Scanning, "a new sweep is not the one that was aborted");
}

#[test]
fn a_lost_link_says_whether_a_sweep_was_under_way() {
    let now = Instant::now();
    let lost = |readings: &[(u64, u16)], ordered: bool| {
        let mut tracker = Tracker::default();
        if ordered {
            tracker.order(Activity::Sweep, now);
        }
        follow(&mut tracker, now, readings);
        let swept = tracker.lost();
        assert_eq!((tracker.phase(), tracker.ordered()), (Phase::Unknown, None));
        swept
    };
    assert!(!lost(&[(0, 0)], false));
    assert!(lost(&[(0, 0), (10, 4)], false));
    assert!(lost(&[(0, 0)], true));
}
