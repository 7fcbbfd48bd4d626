//! The token: made at the first start, kept in a file that nobody else can read, compared without saying how much of it was
//! right.

use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use crate::core::text::{clean_path, said};
use crate::files::place::{self, Readers, Taken};
use crate::files::read::read_text;
use crate::platform::files::{Access, create_private_folder, without_waiting};

/// What whoever orders has to show.
#[derive(Clone)]
pub(crate) struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// There is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoToken {
    /// Its file cannot be read.
    #[error("{}: the token cannot be read: {}", clean_path(.0), said(.1))]
    Unread(PathBuf, io::Error),
    /// Its file cannot be written.
    #[error("{}: the token cannot be written: {}", clean_path(.0), said(.1))]
    Unwritten(PathBuf, io::Error),
    /// Others can read it.
    #[error("{}: others can read the token; chmod 600 it, or remove it and a new one is made", clean_path(.0))]
    Open(PathBuf),
    /// It is too short, or no word.
    #[error("{}: that is no token: one word of {} to {MOST} printable characters", clean_path(.0), Token::LEAST)]
    None(PathBuf),
    /// The system has no random numbers.
    #[error("no token can be made: {0}")]
    Random(getrandom::Error),
}

/// A file with more is none of a token.
const MOST: u64 = 1000;

impl Token {
    /// A shorter one could be guessed.
    const LEAST: usize = 16;

    /// The one in a file, which is made if there is none; whether it was made.
    pub(crate) fn of(path: &Path) -> Result<(Self, bool), NoToken> {
        match Self::read(path) {
            Err(NoToken::Unread(_, error)) if error.kind() == io::ErrorKind::NotFound => {
                Self::make(path).map(|token| (token, true))
            }
            read => read.map(|token| (token, false)),
        }
    }

    fn read(path: &Path) -> Result<Self, NoToken> {
        let unread = |error| NoToken::Unread(path.to_owned(), error);
        let text = read_text(path, MOST).map_err(unread)?;
        let mut options = OpenOptions::new();
        without_waiting(&mut options);
        let file = options.read(true).open(path).map_err(unread)?;
        if !Access::of(&file).map_err(unread)?.is_owners() {
            return Err(NoToken::Open(path.to_owned()));
        }
        let word = text.trim();
        let is_word = word.len() >= Self::LEAST && word.chars().all(|c| c.is_ascii_graphic());
        is_word.then(|| Self(word.to_owned())).ok_or_else(|| NoToken::None(path.to_owned()))
    }

    fn make(path: &Path) -> Result<Self, NoToken> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random).map_err(NoToken::Random)?;
        let word = random.iter().fold(String::new(), |word, byte| format!("{word}{byte:02x}"));
        let unwritten = |error| NoToken::Unwritten(path.to_owned(), error);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_private_folder(folder).map_err(unwritten)?;
        }
        let line = format!("{word}\n");
        let write = |out: &mut io::BufWriter<&mut std::fs::File>| io::Write::write_all(out, line.as_bytes());
        match place::new_or(path, Readers::Owner, Taken::Refused, write) {
            Ok(_) => Ok(Self(word)),
            // Another server made one at the same time.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::read(path),
            Err(error) => Err(unwritten(error)),
        }
    }

    /// Whether this is it; it takes as long for each word of its length.
    pub(super) fn is(&self, word: &str) -> bool {
        let differs = self.0.bytes().zip(word.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
        self.0.len() == word.len() && std::hint::black_box(differs) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once_and_is_read_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/token");
        let (token, made) = Token::of(&path).unwrap();
        assert!(made && token.0.len() == 64);
        let (again, made) = Token::of(&path).unwrap();
        assert!(!made && again.is(&token.0));
        for wrong in ["", &token.0[1..], &format!("{}0", token.0), &token.0.to_uppercase()] {
            assert!(!token.is(wrong) || token.0 == wrong, "{wrong}");
        }
        let file = std::fs::File::open(&path).unwrap();
        assert!(Access::of(&file).unwrap().is_owners());
        for text in ["", "short\n", "two words that are long\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(Token::of(&path), Err(NoToken::None(_))), "{text:?}");
        }
        #[cfg(unix)]
        {
            Access::BY_MASK.set(&file).unwrap();
            assert!(matches!(Token::of(&path), Err(NoToken::Open(_))));
        }
    }
}
