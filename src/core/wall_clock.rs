//! The clock on the wall. It is read here and nowhere else; what lasts is measured by a clock that tests can hold.

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

/// Now, in UTC.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn utc() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_has_no_hours() {
        assert_eq!(hours("1970-01-02T00:30:00Z"), Some(24.5));
        assert_eq!((hours(""), hours("yesterday"), hours("2026-13-01T00:00:00Z")), (None, None, None));
    }
}
