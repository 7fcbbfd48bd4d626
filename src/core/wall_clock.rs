//! The clock on the wall. It is read here and nowhere else; what lasts is measured by a clock that tests can hold.

/// Now, in the computer's time zone.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn local() -> jiff::ZonedDateTime {
    jiff::ZonedDateTime::now()
}

/// Now, in UTC.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn utc() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
