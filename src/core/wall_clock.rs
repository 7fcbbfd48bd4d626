//! The clock on the wall. It is read here and nowhere else; what lasts is measured by a clock that tests can hold.

use std::time::SystemTime;

use super::cast::whole_f64;

/// Now, in the computer's time zone.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn local() -> jiff::ZonedDateTime {
    jiff::ZonedDateTime::now()
}

/// Hours since 1970 of a time as RFC 3339 has it; `None` for what is none.
pub(crate) fn hours(time: &str) -> Option<f64> {
    let time: jiff::Timestamp = time.parse().ok()?;
    Some(whole_f64(time.as_millisecond()) / 3.6e6)
}

/// A time as RFC 3339 has it on the clock of now's time zone: `12:04:31`, on another day than now's `2026-11-24 12:04`;
/// `None` for what is none.
pub(crate) fn clock(time: &str, now: &jiff::ZonedDateTime) -> Option<String> {
    let time: jiff::Timestamp = time.parse().ok()?;
    let there = time.to_zoned_datetime(now.time_zone().clone());
    let format = if there.date() == now.date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M" };
    Some(there.strftime(format).to_string())
}

/// A time of the file system in UTC, to the second: `2026-11-24 12:04:31`; nothing for one that no calendar has.
pub(crate) fn utc_of(time: SystemTime) -> String {
    let time = jiff::Timestamp::try_from(time);
    time.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// Now, in UTC.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn utc() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_file_is_told_in_utc() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_795_521_871_900);
        assert_eq!(utc_of(time), "2026-11-24 12:04:31");
    }

    #[test]
    fn a_time_of_another_day_has_its_date() {
        let east = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
        let now = "2026-11-24T09:00:00Z".parse::<jiff::Timestamp>().unwrap().to_zoned_datetime(east);
        let clock = |time| clock(time, &now);
        assert_eq!(clock("2026-11-24T07:04:31Z").as_deref(), Some("09:04:31"));
        assert_eq!(
            clock("2026-11-23T22:04:31Z").as_deref(),
            Some("00:04:31"),
            "today by the zone of the clock"
        );
        assert_eq!(clock("2026-11-23T21:04:31Z").as_deref(), Some("2026-11-23 23:04"));
        assert_eq!(clock("yesterday"), None);
    }

    #[test]
    fn what_is_no_time_has_no_hours() {
        assert_eq!(hours("1970-01-02T00:30:00Z"), Some(24.5));
        assert_eq!((hours(""), hours("yesterday"), hours("2026-13-01T00:00:00Z")), (None, None, None));
    }
}
