//! Answers from bytes: text lines and IEEE 488.2 definite-length blocks.
//!
//! Resumable: it continues where the last bytes ended and never looks at a byte twice. Of a block it reads
//! the head alone: the bytes behind it go from the connection straight to their final place (see
//! [`Line::block_bytes`](super::line::Line::block_bytes)). No terminator is waited for after a block; stray
//! CR and LF before the next answer are skipped.

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec::Decoder;

use crate::core::text::said;

/// A text answer longer than this is refused.
pub const MAX_LINE: usize = 1 << 20;
/// A block longer than this is refused.
pub const MAX_BLOCK: usize = 64 << 20;

/// What the next answer must be. Whatever comes while nothing is expected is an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// No question is open.
    #[default]
    Nothing,
    /// A line of text.
    Line,
    /// A line of text or a block: whichever comes.
    Any,
    /// A block of elements of this many bytes, and how many of them if that is known.
    Block {
        /// Bytes of an element.
        element: usize,
        /// Elements in all.
        elements: Option<usize>,
    },
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole line without its end.
    Line(Bytes),
    /// A block of this many bytes begins; they are not the decoder's.
    BlockHead(usize),
}

/// Bytes that cannot be an answer to the open question.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Something came that was not asked for.
    #[error("unexpected data {0:?} with no query pending")]
    Unasked(String),
    /// No end of line in a megabyte.
    #[error("a line of more than {MAX_LINE} bytes")]
    EndlessLine,
    /// A block was asked for and something else came.
    #[error("{0:?} instead of a block")]
    NotABlock(String),
    /// Text was asked for and a block came.
    #[error("a block instead of text")]
    NotALine,
    /// The head of a block is not `#`, a digit 1 to 9 and that many digits.
    #[error("a block begins with {0:?}")]
    BadHead(String),
    /// More bytes than any trace has.
    #[error("a block of {0} bytes; at most {MAX_BLOCK} are taken")]
    TooLong(usize),
    /// The length does not fit what was asked for.
    #[error("a block of {0} bytes is not of the length that was asked for")]
    WrongLength(usize),
    /// The stream broke.
    #[error("{}", said(.0))]
    Io(#[from] std::io::Error),
}

/// The decoder. Set [`expect`](Self::expect) before each question.
#[derive(Debug, Default)]
pub struct AnswerCodec {
    expect: Expect,
    /// Bytes at the front of the buffer in which no end of line was found.
    scanned: usize,
}

impl AnswerCodec {
    /// Opens a question.
    pub const fn expect(&mut self, expect: Expect) {
        self.expect = expect;
    }

    /// Nothing of the answer to the open question was given out yet.
    pub(crate) const fn is_waiting(&self) -> bool {
        !matches!(self.expect, Expect::Nothing)
    }

    fn line(&mut self, src: &mut BytesMut) -> Result<Option<Piece>, FrameError> {
        let Some(end) = src[self.scanned..].iter().position(|&b| b == b'\n') else {
            self.scanned = src.len();
            return if self.scanned > MAX_LINE { Err(FrameError::EndlessLine) } else { Ok(None) };
        };
        let mut line = src.split_to(self.scanned + end + 1);
        line.truncate(line.len() - 1);
        if line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        self.scanned = 0;
        self.expect = Expect::Nothing;
        Ok(Some(Piece::Line(line.freeze())))
    }

    fn block_head(&mut self, src: &mut BytesMut) -> Result<Option<Piece>, FrameError> {
        let bad = |src: &BytesMut| FrameError::BadHead(shown(src));
        let digits = match src.get(1) {
            None => return Ok(None),
            Some(digit @ b'1'..=b'9') => usize::from(digit - b'0'),
            Some(_) => return Err(bad(src)),
        };
        let known = &src[2..src.len().min(2 + digits)];
        if !known.iter().all(u8::is_ascii_digit) {
            return Err(bad(src));
        }
        if known.len() < digits {
            return Ok(None);
        }
        let length = known.iter().fold(0, |n, digit| n * 10 + usize::from(digit - b'0'));
        self.check_length(length)?;
        src.advance(2 + digits);
        self.expect = Expect::Nothing;
        Ok(Some(Piece::BlockHead(length)))
    }

    const fn check_length(&self, length: usize) -> Result<(), FrameError> {
        if length > MAX_BLOCK {
            return Err(FrameError::TooLong(length));
        }
        let Expect::Block { element, elements } = self.expect else {
            return Ok(());
        };
        let fits = match elements {
            Some(n) => length == n * element,
            None => length.is_multiple_of(element),
        };
        if fits { Ok(()) } else { Err(FrameError::WrongLength(length)) }
    }
}

impl Decoder for AnswerCodec {
    type Item = Piece;
    type Error = FrameError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Piece>, FrameError> {
        if self.scanned == 0 {
            let stray = src.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            src.advance(stray);
        }
        let Some(&first) = src.first() else {
            return Ok(None);
        };
        match self.expect {
            Expect::Nothing => Err(FrameError::Unasked(shown(src))),
            Expect::Line if first == b'#' => Err(FrameError::NotALine),
            Expect::Block { .. } if first != b'#' => Err(FrameError::NotABlock(shown(src))),
            Expect::Block { .. } => self.block_head(src),
            Expect::Any if first == b'#' => self.block_head(src),
            Expect::Line | Expect::Any => self.line(src),
        }
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Piece>, FrameError> {
        // A torn answer is the end of the stream, not an answer.
        self.decode(src)?.map_or_else(
            || {
                src.clear();
                Ok(None)
            },
            |piece| Ok(Some(piece)),
        )
    }
}

fn shown(bytes: &[u8]) -> String {
    crate::core::text::clean_bytes(&bytes[..bytes.len().min(32)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(expect: Expect, bytes: &[u8]) -> String {
        let mut codec = AnswerCodec::default();
        codec.expect(expect);
        let mut src = BytesMut::from(bytes);
        codec.decode(&mut src).unwrap_err().to_string()
    }

    #[test]
    fn hostile_heads_are_refused_before_memory_is_taken() {
        let block = Expect::Block { element: 4, elements: None };
        assert!(refusal(block, b"#9999999999").contains("999999999 bytes"));
        assert!(refusal(block, b"#0").contains("#0"));
        assert!(refusal(block, b"#A").contains("#A"));
        assert!(refusal(block, b"#2 8").contains("#2 8"));
        assert!(refusal(block, b"#13abc").contains("not of the length"));
        assert!(refusal(block, b"-12.5\r\n").contains("instead of a block"));
        let eight = Expect::Block { element: 4, elements: Some(3) };
        assert!(refusal(eight, b"#18").contains("not of the length"));
        assert!(refusal(Expect::Line, b"#14").contains("instead of text"));
        assert!(refusal(Expect::Nothing, b"\r\n1\r\n").contains("no query pending"));
    }

    #[test]
    fn an_endless_line_is_refused() {
        assert!(refusal(Expect::Line, &vec![b'x'; MAX_LINE + 1]).contains("a line of more"));
    }

    #[test]
    fn what_fits_just_is_taken() {
        let mut codec = AnswerCodec::default();
        codec.expect(Expect::Block { element: 4, elements: None });
        assert_eq!(
            codec.decode(&mut BytesMut::from("#867108864")).unwrap(),
            Some(Piece::BlockHead(MAX_BLOCK))
        );
        codec.expect(Expect::Line);
        assert_eq!(codec.decode(&mut BytesMut::from(&vec![b'x'; MAX_LINE][..])).unwrap(), None);
    }

    #[test]
    fn whatever_comes_is_a_line_or_a_block_where_either_may() {
        for (bytes, piece) in
            [("#14data", Piece::BlockHead(4)), ("14\r\n", Piece::Line(Bytes::from_static(b"14")))]
        {
            let mut codec = AnswerCodec::default();
            assert!(!codec.is_waiting());
            codec.expect(Expect::Any);
            assert!(codec.is_waiting());
            assert_eq!(codec.decode(&mut BytesMut::from(bytes)).unwrap(), Some(piece));
            assert!(!codec.is_waiting());
        }
    }

    #[test]
    fn at_the_end_of_the_stream_what_is_whole_counts_and_what_is_torn_does_not() {
        for (bytes, line) in [("1.5\n", Some("1.5")), ("1.5", None)] {
            let mut codec = AnswerCodec::default();
            codec.expect(Expect::Line);
            let piece = codec.decode_eof(&mut BytesMut::from(bytes)).unwrap();
            assert_eq!(piece, line.map(|line| Piece::Line(Bytes::from_static(line.as_bytes()))));
        }
    }
}
