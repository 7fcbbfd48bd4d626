use super::*;
use proptest::prelude::*;

const COLUMNS: usize = 40;
const ROWS: u16 = 6;
const STEP: Duration = Duration::from_millis(50);
const APART: Duration = Duration::from_millis(300);
const SCALE: Scale = Scale { low: -60.0, high: 0.0 };

fn empty(origin: Instant) -> ChartColumns {
    ChartColumns::new(origin, STEP * COLUMNS as u32, COLUMNS, APART)
}

fn dots() -> Dots {
    Dots::new((COLUMNS / 2) as u16, ROWS)
}

/// Milliseconds after the round before, and what was learnt.
fn rounds() -> impl Strategy<Value = Vec<(u64, Reading)>> {
    let power = prop_oneof![12 => -70f32..10.0, 1 => Just(f32::NAN)];
    let reading = prop_oneof![
        20 => power.prop_map(|power| Reading::Powers([power].into())),
        1 => Just(Reading::Gap(Gap::Downloading)),
    ];
    prop::collection::vec((prop_oneof![20 => 1u64..60, 1 => 200u64..900], reading), 1..300)
}

fn at_their_times(origin: Instant, rounds: Vec<(u64, Reading)>) -> Vec<Round> {
    let mut at = origin;
    let round = |(after, reading)| {
        at += Duration::from_millis(after);
        Round { at, reading }
    };
    rounds.into_iter().map(round).collect()
}

/// Every reading drawn by itself, with a line from the one before.
fn every_reading(rounds: &[Round], origin: Instant, end: Instant) -> Dots {
    let mut dots = dots();
    let number = |at: Instant| ((at - origin).as_secs_f64() / STEP.as_secs_f64()) as i64;
    let first = number(end) - COLUMNS as i64 + 1;
    let mut before: Option<(Instant, f32)> = None;
    for round in rounds {
        let power = match &round.reading {
            Reading::Powers(powers) => powers[0],
            Reading::Gap(_) | Reading::Retracted { .. } => f32::NAN,
        };
        let x = number(round.at) - first;
        if !power.is_nan() && x >= 0 {
            let there = (x as usize, SCALE.row(power, dots.rows()).unwrap());
            let from = before.filter(|(at, _)| round.at - *at <= APART).map_or(there, |(at, level)| {
                let (from, level) = enter((number(at) - first, level), (x, power));
                (from, SCALE.row(level, dots.rows()).unwrap())
            });
            dots.line(from, there, 0);
        }
        before = (!power.is_nan()).then_some((round.at, power));
    }
    dots
}

proptest! {
    #[test]
    fn it_draws_the_dots_of_every_reading(rounds in rounds(), later in 0u64..3000) {
        let origin = Instant::now();
        let rounds = at_their_times(origin, rounds);
        let end = rounds.last().unwrap().at + Duration::from_millis(later);
        let (mut columns, mut drawn) = (empty(origin), dots());
        for round in &rounds {
            columns.push(round);
        }
        columns.draw(0, end, (&SCALE, f32::NEG_INFINITY), &mut drawn);
        prop_assert_eq!(drawn, every_reading(&rounds, origin, end));
    }

    #[test]
    fn figures_are_those_of_a_plain_look(rounds in rounds()) {
        let origin = Instant::now();
        let rounds = at_their_times(origin, rounds);
        let end = rounds.last().unwrap().at;
        let mut columns = empty(origin);
        for round in &rounds {
            columns.push(round);
        }
        let first = columns.first(end);
        let seen: Vec<f64> = rounds.iter().filter(|round| columns.number(round.at) >= first)
            .filter_map(|round| match &round.reading {
                Reading::Powers(powers) => Some(powers[0]),
                Reading::Gap(_) | Reading::Retracted { .. } => None,
            })
            .filter(|power| !power.is_nan()).map(f64::from).collect();
        let Some(range) = columns.range(0, end) else {
            prop_assert!(seen.is_empty());
            return Ok(());
        };
        let milliwatts = seen.iter().map(|&dbm| Dbm(dbm).mw()).sum::<f64>() / seen.len() as f64;
        prop_assert!((f64::from(range.mean) - Dbm::from_mw(milliwatts).0).abs() < 1e-3);
        prop_assert_eq!(f64::from(range.least), seen.iter().copied().fold(f64::INFINITY, f64::min));
        prop_assert_eq!(f64::from(range.greatest), seen.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
}

#[test]
fn dots_keep_their_shape_as_they_move() {
    let origin = Instant::now();
    let mut columns = empty(origin);
    for n in 0..200u32 {
        let power = -30.0 + 20.0 * (n as f32 * 0.7).sin();
        columns.push(&Round { at: origin + STEP / 3 * n, reading: Reading::Powers([power].into()) });
    }
    let end = origin + STEP / 3 * 199;
    let drawn = |end| {
        let mut dots = dots();
        columns.draw(0, end, (&SCALE, f32::NEG_INFINITY), &mut dots);
        dots
    };
    // One column to the left, however little of it is over; two columns are a cell.
    let (now, later) = (drawn(end), drawn(end + STEP * 2));
    for row in 0..usize::from(ROWS) {
        assert_eq!(now.row(row)[1..], later.row(row)[..COLUMNS / 2 - 1]);
    }
}

#[test]
fn what_is_below_the_floor_is_not_drawn_and_counts_for_no_scale() {
    let origin = Instant::now();
    let mut columns = empty(origin);
    for n in 0..30u32 {
        let power = if n < 20 { -80.0 + (n % 3) as f32 } else { -12.0 + (n % 2) as f32 };
        columns.push(&Round { at: origin + STEP * n, reading: Reading::Powers([power].into()) });
    }
    let end = origin + STEP * 39;
    let drawn = |floor: f32| {
        let mut dots = dots();
        columns.draw(0, end, (&SCALE, floor), &mut dots);
        (0..usize::from(ROWS))
            .map(|row| dots.row(row).iter().map(|cell| cell.0 != 0).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let lit = |rows: &[Vec<bool>], cell: usize| rows.iter().any(|row| row[cell]);
    let (all, some, none) = (drawn(f32::NEG_INFINITY), drawn(-70.0), drawn(0.0));
    assert!(lit(&all, 3) && lit(&all, 12));
    assert!(!lit(&some, 3) && lit(&some, 12), "{some:?}");
    assert!(
        some[usize::from(ROWS) - 1][9] || some[usize::from(ROWS) - 1][10],
        "it comes from below: {some:?}"
    );
    assert!(none.iter().flatten().all(|set| !set));
    let extremes = |floor: f32| columns.extremes(end, |_| floor);
    assert_eq!(extremes(f32::NEG_INFINITY), Some((-80.0, -11.0)));
    assert_eq!((extremes(-70.0), extremes(0.0)), (Some((-12.0, -11.0)), None));
    assert_eq!(columns.range(0, end).unwrap().least, -80.0, "as it was read");
}

#[test]
fn what_is_kept_is_what_is_shown_however_long_and_fast_it_comes() {
    let origin = Instant::now();
    let mut columns = empty(origin);
    for n in 0..20_000u32 {
        let reading = if n % 500 == 0 { Reading::Gap(Gap::NoLink) } else { Reading::Powers([-30.0].into()) };
        columns.push(&Round { at: origin + STEP / 10 * n, reading });
        assert!(columns.tracks.first().is_none_or(|track| track.slices.len() <= COLUMNS + 2), "round {n}");
        assert!(columns.holes.len() <= 2, "round {n}");
    }
}

#[test]
fn holes_say_why_and_end_where_readings_go_on() {
    let origin = Instant::now();
    let mut columns = empty(origin);
    let mut push = |column: u32, reading| columns.push(&Round { at: origin + STEP * column, reading });
    push(0, Reading::Powers([-10.0].into()));
    push(10, Reading::Gap(Gap::Downloading));
    push(20, Reading::Powers([-10.0].into()));
    push(30, Reading::Gap(Gap::NoLink));
    let holes = |column: u32| columns.holes(origin + STEP * column).collect::<Vec<_>>();
    assert_eq!(holes(39), [(10, 20, Gap::Downloading), (30, 40, Gap::NoLink)]);
    assert_eq!(holes(55)[1], (14, 40, Gap::NoLink));
}
