//! A segment, read from its beginning to its end with little memory.

use std::io::{self, ErrorKind, Read};

use super::format::{self, BEFORE_HEAD, Head, NoSegment, Record};
use crate::core::cast::count_u64;

/// So many bytes are read at once.
const AT_ONCE: usize = 1 << 16;

/// What comes next in a segment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// A record that keeps its checksum.
    Record(Record),
    /// So many bytes between records are none.
    Damaged(u64),
    /// So many bytes at the end are no record: what was being written when the recorder or the power went away.
    Torn(u64),
}

/// A segment that is being read.
pub(crate) struct Segment<R> {
    from: R,
    head: Head,
    seed: u32,
    /// What was read; of it, so many bytes were looked at.
    bytes: Vec<u8>,
    seen: usize,
    /// Bytes that are no record, since the last one.
    skipped: u64,
    ended: bool,
}

/// Why a segment cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error(transparent)]
    NoSegment(#[from] NoSegment),
    #[error("{}", crate::core::text::said(.0))]
    File(#[from] io::Error),
}

impl<R: Read> Segment<R> {
    /// Reads the head.
    ///
    /// # Errors
    /// If it is none, or cannot be read.
    pub(crate) fn open(mut from: R) -> Result<Self, Unread> {
        let mut bytes = Vec::new();
        from.by_ref().take(count_u64(BEFORE_HEAD)).read_to_end(&mut bytes)?;
        let length = format::head_length(&bytes)?;
        from.by_ref().take(count_u64(length - BEFORE_HEAD)).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(NoSegment::Short.into());
        }
        let (head, seed) = format::head(&bytes)?;
        Ok(Self { from, head, seed, bytes: Vec::new(), seen: 0, skipped: 0, ended: false })
    }

    pub(crate) const fn head(&self) -> &Head {
        &self.head
    }

    /// What comes next; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub(crate) fn next(&mut self) -> io::Result<Option<Item>> {
        loop {
            if let Some((record, length)) = self.here()? {
                if self.skipped > 0 {
                    return Ok(Some(Item::Damaged(std::mem::take(&mut self.skipped))));
                }
                self.seen += length;
                return Ok(Some(Item::Record(record)));
            }
            if self.seen == self.bytes.len() {
                let torn = std::mem::take(&mut self.skipped);
                return Ok((torn > 0).then_some(Item::Torn(torn)));
            }
            self.seen += 1;
            self.skipped += 1;
        }
    }

    /// The record that begins here and how long it is, if one does.
    fn here(&mut self) -> io::Result<Option<(Record, usize)>> {
        self.fill(4)?;
        let Some(length) = format::length(&self.bytes[self.seen..], self.head.detectors.len()) else {
            return Ok(None);
        };
        self.fill(length)?;
        let bytes = self.bytes.get(self.seen..self.seen + length);
        Ok(bytes.and_then(|bytes| format::record(bytes, self.seed)).map(|record| (record, length)))
    }

    /// Reads on until so many bytes are at hand, or the file ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        while !self.ended && self.bytes.len() - self.seen < wanted {
            self.bytes.drain(..self.seen);
            self.seen = 0;
            let there = self.bytes.len();
            self.bytes.resize(there + AT_ONCE, 0);
            let read = self.from.read(&mut self.bytes[there..]);
            self.bytes.truncate(there + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => self.ended = true,
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(())
    }
}
