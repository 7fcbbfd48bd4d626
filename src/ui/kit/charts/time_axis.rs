//! Ticks at times that a person would choose, on the clock on the wall.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;
/// Of a day.
const DAY: i64 = 86_400 * SECOND;

/// From tick to tick, seconds.
const STEPS_S: [i64; 24] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
    345_600, 604_800, 1_209_600, 2_592_000, 7_776_000,
];

/// The time at an offset of nanoseconds since 1970, in a time zone.
fn zoned(at: i64, zone: &TimeZone) -> Option<jiff::ZonedDateTime> {
    let at = Timestamp::from_nanosecond(i128::from(at)).ok()?;
    Some(at.to_zoned_datetime(zone.clone()))
}

/// A time with its day, to the second.
pub(crate) fn whole(at: i64, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// At most so many ticks from one time to another, nanoseconds since 1970: each with its label. They stand at round times of
/// that zone as its clock is at the first one, and each label says the time that it stands at.
pub(crate) fn ticks(from: i64, to: i64, most: usize, zone: &TimeZone) -> Vec<(i64, String)> {
    let most = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
    let span = to.saturating_sub(from);
    let step = STEPS_S.into_iter().map(|step| step * SECOND).find(|step| span / step < most);
    let Some((step, first)) = step.zip(zoned(from, zone)) else { return Vec::new() };
    let ahead = i64::from(first.offset().seconds()) * SECOND;
    let begin = (from + ahead).div_euclid(step) * step - ahead;
    let at = std::iter::successors(Some(begin), |at| at.checked_add(step));
    let at = at.skip_while(|at| *at < from).take_while(|at| *at <= to);
    at.map(|at| (at, label(at, step, zone))).collect()
}

fn label(at: i64, step: i64, zone: &TimeZone) -> String {
    let Some(time) = zoned(at, zone) else { return String::new() };
    let midnight = (time.hour(), time.minute(), time.second()) == (0, 0, 0);
    let format = match step {
        _ if midnight => "%m-%d",
        ..60_000_000_000 => "%H:%M:%S",
        60_000_000_000..DAY => "%H:%M",
        DAY.. => "%m-%d %H:%M",
    };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> i64 {
        i64::try_from(time.parse::<Timestamp>().unwrap().as_nanosecond()).unwrap()
    }

    fn labels(from: &str, to: &str, most: usize, zone: &TimeZone) -> Vec<String> {
        ticks(at(from), at(to), most, zone).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_stand_at_round_times_of_the_zone_and_say_them() {
        let east = TimeZone::fixed(jiff::tz::offset(2));
        let night = labels("2026-11-27T20:10:00Z", "2026-11-28T05:10:00Z", 6, &east);
        assert_eq!(night, ["11-28", "02:00", "04:00", "06:00"]);
        assert_eq!(
            labels("2026-11-27T20:10:00.5Z", "2026-11-27T20:10:04Z", 6, &east),
            ["22:10:01", "22:10:02", "22:10:03", "22:10:04"]
        );
        let half = TimeZone::fixed(jiff::tz::Offset::from_seconds(19_800).unwrap());
        assert_eq!(labels("2026-11-27T20:10:00Z", "2026-11-27T22:10:00Z", 4, &half), ["02:00", "03:00"]);
        let week = labels("2026-11-20T12:00:00Z", "2026-11-27T12:00:00Z", 10, &TimeZone::UTC);
        assert_eq!(week, ["11-21", "11-22", "11-23", "11-24", "11-25", "11-26", "11-27"]);
    }

    #[test]
    fn there_are_no_more_ticks_than_there_is_room_for() {
        for span in [1, 7, 60, 4000, 86_400, 40 * 86_400, 700 * 86_400] {
            for most in 1..12 {
                let ticks = ticks(0, span * SECOND, most, &TimeZone::UTC);
                assert!(ticks.len() <= most + 1, "{span} s, {most}: {ticks:?}");
                assert!(ticks.iter().all(|(at, _)| (0..=span * SECOND).contains(at)));
            }
        }
        assert_eq!(whole(0, &TimeZone::UTC), "1970-01-01 00:00:00");
    }
}
