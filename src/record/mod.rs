//! Recordings of live power: append-only files of checksummed records, which hold what was measured however the recorder
//! ends. Written from the bench's readings by `app`, read back as rows.
//!
//! A recording is one or more segments, each a file of its own that can be read without the others. All numbers are
//! little-endian.
//!
//! ```text
//! segment  b"CTP10REC"  version u32 (1)  length u32  head: so many bytes of JSON  crc32 of all before it u32
//!          then records, one behind the other, until the file ends
//! record   0xC7 u8  kind u8  length u16  body: so many bytes  crc32 u32
//! kind 1   powers:     time i64  one f32 for each detector, dBm; not-a-number where there was none
//! kind 2   gap:        time i64  reason, UTF-8: from here on nothing, until the next powers
//! kind 3   taken back: time i64  since i64  detector u16: what it read from `since` to `time` is not known any more
//! kind 4   end:        time i64  reason, UTF-8: the recorder ended in order
//! ```
//! Times are nanoseconds since `start_utc` of the head, on a clock that nobody sets. The crc32 (that of zip and PNG) of a
//! record goes on from that of its head, so that a record of another file is none of this one. What does not keep its
//! checksum is left out and told; the next record that does is found by its bytes.

pub(crate) mod format;
pub(crate) mod log;
pub(crate) mod reader;
pub(crate) mod recording;
#[cfg(test)]
mod tests;
pub(crate) mod writer;

/// How the names of segments end.
pub(crate) const END: &str = "rec";
