//! Numbers that become numbers of another type, each way with its reason, so that no bare `as` is needed.

/// A count of cells, rows or columns as ratatui has it. A screen is never larger: what does not fit is not on it.
pub(crate) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
