//! What is in a segment, as bytes.

use crc32fast::Hasher;
use serde::{Deserialize, Serialize};

use crate::core::text::clean;

/// What a segment begins with.
const MAGIC: &[u8; 8] = b"CTP10REC";
/// The version of the format.
const VERSION: u32 = 1;
/// Bytes in front of a head.
pub(super) const BEFORE_HEAD: usize = 16;
/// The longest head, bytes: far above that of a bench full of detectors.
const LONGEST_HEAD: u32 = 1 << 20;
/// What a record begins with.
const SIGN: u8 = 0xc7;
/// Bytes in front of a record's body.
const BEFORE_BODY: usize = 4;
/// Bytes of a checksum.
const SUM: usize = 4;
/// The longest reason, bytes.
const LONGEST_REASON: usize = 1000;

/// A detector of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Detector {
    /// Module and channel: `4/1`.
    #[serde(rename = "detector")]
    pub(crate) place: String,
    /// Its name in the settings.
    pub(crate) name: String,
    /// In what its powers are: `dBm`.
    pub(crate) unit: String,
}

/// What a segment says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// What wrote it.
    pub(crate) program: String,
    /// Maker, model, serial number and firmware.
    pub(crate) instrument: String,
    /// When the recording began, RFC 3339: the same in all of its segments.
    pub(crate) recording_utc: String,
    /// Its place in the recording, counted from 1.
    pub(crate) segment: u32,
    /// When this segment began, RFC 3339: what its times count from.
    pub(crate) start_utc: String,
    /// From round to round, as it was asked for, nanoseconds.
    pub(crate) interval_ns: u64,
    /// The detectors, in the order of the powers.
    pub(crate) detectors: Vec<Detector>,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RecordEntry {
    /// A power for each detector, dBm.
    Powers(Box<[f32]>),
    /// From here on nothing, and why.
    Gap(String),
    /// What this detector read since then is not known any more.
    Retracted { since: i64, detector: u16 },
    /// The recorder ended in order, and why.
    End(String),
}

/// A record: when, nanoseconds since the segment began, and what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) at: i64,
    pub(crate) entry: RecordEntry,
}

/// Why a file is no segment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoSegment {
    /// It begins like something else.
    #[error("it is no recording of ctp10")]
    Other,
    /// A later program wrote it.
    #[error("it is of version {0} of the format, and this program reads version {VERSION}")]
    Version(u32),
    /// It ends in its head, as that of a recorder that was killed when it began a file.
    #[error("it ends before its first record")]
    Short,
    /// The head's checksum is not that of the head, or what it says makes no sense.
    #[error("its head is damaged")]
    Damaged,
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The bytes of a head, and the checksum that those of its records go on from.
pub(super) fn head_bytes(head: &Head) -> serde_json::Result<(Vec<u8>, u32)> {
    let json = serde_json::to_vec(head)?;
    let length = u32::try_from(json.len()).unwrap_or(u32::MAX);
    let mut bytes = [&MAGIC[..], &VERSION.to_le_bytes(), &length.to_le_bytes(), &json].concat();
    let sum = crc32fast::hash(&bytes);
    bytes.extend(sum.to_le_bytes());
    Ok((bytes, sum))
}

/// How many bytes a head has in all, by those in front of it.
pub(super) fn head_length(before: &[u8]) -> Result<usize, NoSegment> {
    let magic = before.get(..MAGIC.len().min(before.len())).unwrap_or_default();
    if !MAGIC.starts_with(magic) {
        return Err(NoSegment::Other);
    }
    let (Some(version), Some(length)) = (number(before, 8), number(before, 12)) else {
        return Err(NoSegment::Short);
    };
    if version != VERSION {
        return Err(NoSegment::Version(version));
    }
    let length = usize::try_from(length.min(LONGEST_HEAD + 1)).unwrap_or(0);
    if length > usize::try_from(LONGEST_HEAD).unwrap_or(0) {
        return Err(NoSegment::Damaged);
    }
    Ok(BEFORE_HEAD + length + SUM)
}

/// A head from its bytes, which are as many as [`head_length`] says; and its checksum.
pub(super) fn head(bytes: &[u8]) -> Result<(Head, u32), NoSegment> {
    let told = bytes.len().checked_sub(SUM).ok_or(NoSegment::Short)?;
    let sum = crc32fast::hash(&bytes[..told]);
    if number(bytes, told) != Some(sum) {
        return Err(NoSegment::Damaged);
    }
    let json = bytes.get(BEFORE_HEAD..told).ok_or(NoSegment::Short)?;
    let head: Head = serde_json::from_slice(json).map_err(|_| NoSegment::Damaged)?;
    Ok((head, sum))
}

/// A reason that fits into a record.
fn reason(words: &str) -> &str {
    let end = (0..=LONGEST_REASON.min(words.len())).rev().find(|&end| words.is_char_boundary(end));
    &words[..end.unwrap_or(0)]
}

/// Puts the bytes of a record behind those that are there.
pub(super) fn put(record: &Record, seed: u32, to: &mut Vec<u8>) {
    let from = to.len();
    let kind = match record.entry {
        RecordEntry::Powers(_) => 1,
        RecordEntry::Gap(_) => 2,
        RecordEntry::Retracted { .. } => 3,
        RecordEntry::End(_) => 4,
    };
    to.extend([SIGN, kind, 0, 0]);
    to.extend(record.at.to_le_bytes());
    match &record.entry {
        RecordEntry::Powers(powers) => powers.iter().for_each(|power| to.extend(power.to_le_bytes())),
        RecordEntry::Gap(words) | RecordEntry::End(words) => to.extend(reason(words).as_bytes()),
        RecordEntry::Retracted { since, detector } => {
            to.extend(since.to_le_bytes());
            to.extend(detector.to_le_bytes());
        }
    }
    let length = u16::try_from(to.len() - from - BEFORE_BODY).unwrap_or(u16::MAX);
    to[from + 2..from + BEFORE_BODY].copy_from_slice(&length.to_le_bytes());
    let sum = sum(seed, &to[from..]);
    to.extend(sum.to_le_bytes());
}

fn sum(seed: u32, bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new_with_initial(seed);
    hasher.update(bytes);
    hasher.finalize()
}

/// How many bytes a record has of the powers of so many detectors.
pub(super) const fn powers_length(detectors: usize) -> usize {
    BEFORE_BODY + 8 + 4 * detectors + SUM
}

/// How many bytes the record has that begins here, if one does: of a recording of so many detectors.
pub(super) fn length(bytes: &[u8], detectors: usize) -> Option<usize> {
    let &[SIGN, kind, low, high] = bytes.get(..BEFORE_BODY)? else { return None };
    let body = usize::from(u16::from_le_bytes([low, high]));
    let fits = match kind {
        1 => body == 8 + 4 * detectors,
        2 | 4 => (8..=8 + LONGEST_REASON).contains(&body),
        3 => body == 18,
        _ => false,
    };
    fits.then_some(BEFORE_BODY + body + SUM)
}

/// The record of these bytes, which are as many as [`length`] says; `None` if they do not keep their checksum.
pub(super) fn record(bytes: &[u8], seed: u32) -> Option<Record> {
    let told = bytes.len().checked_sub(SUM)?;
    if number(bytes, told)? != sum(seed, &bytes[..told]) {
        return None;
    }
    let body = &bytes[BEFORE_BODY..told];
    let whole = |at: usize| Some(i64::from_le_bytes(body.get(at..at + 8)?.try_into().ok()?));
    let rest = body.get(8..)?;
    let words = || Some(clean(std::str::from_utf8(rest).ok()?));
    let entry = match bytes[1] {
        1 => {
            let power = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().unwrap_or([0xff; 4]));
            RecordEntry::Powers(rest.chunks_exact(4).map(power).collect())
        }
        2 => RecordEntry::Gap(words()?),
        3 => RecordEntry::Retracted {
            since: whole(8)?,
            detector: u16::from_le_bytes(body.get(16..18)?.try_into().ok()?),
        },
        4 => RecordEntry::End(words()?),
        _ => return None,
    };
    Some(Record { at: whole(0)?, entry })
}
