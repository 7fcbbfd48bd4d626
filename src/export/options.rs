//! How a file is to be read where it does not say so itself: the words of the shell's options and of `:open`.

use strum::IntoEnumIterator;

use super::error::option::OptionError;

/// What was said of a file by who opens it. What is not said is found in the file, or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The unit of the axis, before what its name says.
    pub x_unit: Option<XUnit>,
    /// The unit of the levels, before what their names say.
    pub y_unit: Option<YUnit>,
    /// The column of the axis, and those of the levels.
    pub columns: Option<Picks>,
    /// What separates cells of text.
    pub delimiter: Option<Delimiter>,
    /// Lines of text in front that are not looked at.
    pub skip: usize,
}

/// The words of all options, as they stand in front of `=`, and behind `--` in the shell.
pub const OPTIONS: [&str; 5] = ["x-unit", "y-unit", "columns", "delimiter", "skip"];

impl ReadOptions {
    /// Takes `KEY=VALUE` words from the end of a line; what is left is the name of a file, whatever it has in it.
    ///
    /// # Errors
    /// Where a value is none of its key.
    pub fn behind(line: &str) -> Result<(&str, Self), OptionError> {
        let (mut options, mut left) = (Self::default(), line.trim_end());
        while let Some((before, word)) = left.rsplit_once(char::is_whitespace)
            && let Some((key, value)) = word.split_once('=')
            && OPTIONS.contains(&key)
        {
            options.set(key, value)?;
            left = before.trim_end();
        }
        Ok((left, options))
    }

    /// What the last word of a line may become where it stands behind the name of a file: options that are not there
    /// yet, or the values of one. Where that word begins, and each with what it is. `None` while the name is typed.
    pub fn further(line: &str) -> Option<(usize, Vec<(String, &'static str)>)> {
        let (before, word) = line.rsplit_once(char::is_whitespace)?;
        if before.trim().is_empty() {
            return None;
        }
        let has = |option: &str| {
            before.split_whitespace().any(|word| word.split_once('=').is_some_and(|(key, _)| key == option))
        };
        let may_be = if let Some((key, _)) = word.split_once('=') {
            values(key).into_iter().map(|value| (format!("{key}={value}"), "")).collect()
        } else {
            let left = OPTIONS.into_iter().filter(|option| !has(option));
            left.map(|option| (format!("{option}="), about(option))).collect()
        };
        Some((line.len() - word.len(), may_be))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), OptionError> {
        match key {
            "x-unit" => self.x_unit = Some(value.parse()?),
            "y-unit" => self.y_unit = Some(value.parse()?),
            "columns" => self.columns = Some(value.parse()?),
            "delimiter" => self.delimiter = Some(value.parse()?),
            _ => self.skip = skip(value)?,
        }
        Ok(())
    }

    /// The first option that only text has.
    pub(super) fn of_text(&self) -> Option<&'static str> {
        let delimiter = self.delimiter.map(|_| "delimiter");
        delimiter.or((self.skip > 0).then_some("skip"))
    }
}

/// How many lines are not looked at.
///
/// # Errors
/// Where it is no number of lines.
pub fn skip(typed: &str) -> Result<usize, OptionError> {
    typed.parse().map_err(|_| OptionError::new("skip", typed, "a number of lines"))
}

/// What an option says.
fn about(option: &str) -> &'static str {
    match option {
        "x-unit" => "the unit of its axis",
        "y-unit" => "the unit of its levels",
        "columns" => "the column of the axis and those of levels, by number or name: 1,3",
        "delimiter" => "what separates cells of text",
        _ => "lines of text in front that are not looked at",
    }
}

/// The values of an option; none where they cannot be told.
fn values(option: &str) -> Vec<&'static str> {
    match option {
        "x-unit" => XUnit::iter().map(Into::into).collect(),
        "y-unit" => YUnit::iter().map(Into::into).collect(),
        "delimiter" => Delimiter::iter().map(Into::into).collect(),
        _ => Vec::new(),
    }
}

/// The words of an enum, in a row.
pub(super) fn words<E: IntoEnumIterator + Into<&'static str>>() -> String {
    E::iter().map(Into::into).collect::<Vec<&str>>().join(", ")
}

/// Makes the units of an axis or of levels from their rows: the name, its word, other spellings in lower case.
macro_rules! units {
    ($about:literal $unit:ident, $option:literal: $($name:ident $word:literal [$($spelling:literal),*];)*) => {
        #[doc = $about]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
        pub enum $unit {
            $(
                #[doc = $word]
                #[strum(serialize = $word)]
                $name,
            )*
        }

        impl $unit {
            /// The unit of a word of a name, in any case.
            pub(super) fn of_word(word: &str) -> Option<Self> {
                let word = word.to_lowercase();
                Self::iter().find(|unit| {
                    unit.word().to_lowercase() == word || unit.spellings().contains(&word.as_str())
                })
            }

            const fn spellings(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($spelling),*],)*
                }
            }

            /// Its word.
            pub(super) fn word(self) -> &'static str {
                self.into()
            }
        }

        impl std::str::FromStr for $unit {
            type Err = OptionError;

            fn from_str(typed: &str) -> Result<Self, OptionError> {
                Self::of_word(typed).ok_or_else(|| OptionError::new($option, typed, words::<Self>()))
            }
        }
    };
}

units! {
    "The unit of an axis: of wavelengths, or of optical frequencies." XUnit, "x-unit":
    Nm "nm" ["nanometer", "nanometers", "nanometre", "nanometres"];
    Um "um" ["µm", "μm", "micron", "microns", "micrometer", "micrometre"];
    Pm "pm" ["picometer", "picometre"];
    Mm "mm" [];
    M "m" ["meter", "meters", "metre", "metres"];
    Hz "Hz" [];
    Khz "kHz" [];
    Mhz "MHz" [];
    Ghz "GHz" [];
    Thz "THz" [];
}

units! {
    "The unit of levels: decibels as they are, and what is converted into them." YUnit, "y-unit":
    Db "dB" [];
    Dbm "dBm" [];
    Dbw "dBW" [];
    W "W" ["watt", "watts"];
    Mw "mW" [];
    Uw "uW" ["µw", "μw"];
    Nw "nW" [];
    Pw "pW" [];
    Linear "linear" ["lin"];
    Percent "percent" ["%"];
}

impl XUnit {
    /// Nanometres of one; none of a frequency.
    pub(super) const fn nm(self) -> Option<f64> {
        match self {
            Self::Nm => Some(1.0),
            Self::Um => Some(1e3),
            Self::Pm => Some(1e-3),
            Self::Mm => Some(1e6),
            Self::M => Some(1e9),
            Self::Hz | Self::Khz | Self::Mhz | Self::Ghz | Self::Thz => None,
        }
    }

    /// Hertz of one; none of a wavelength.
    pub(super) const fn hz(self) -> Option<f64> {
        match self {
            Self::Hz => Some(1.0),
            Self::Khz => Some(1e3),
            Self::Mhz => Some(1e6),
            Self::Ghz => Some(1e9),
            Self::Thz => Some(1e12),
            Self::Nm | Self::Um | Self::Pm | Self::Mm | Self::M => None,
        }
    }
}

/// What separates the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
pub enum Delimiter {
    /// One tab.
    #[strum(serialize = "tab")]
    Tab,
    /// One semicolon.
    #[strum(serialize = "semicolon")]
    Semicolon,
    /// One comma.
    #[strum(serialize = "comma")]
    Comma,
    /// Any number of blanks.
    #[strum(serialize = "space")]
    Space,
}

impl std::str::FromStr for Delimiter {
    type Err = OptionError;

    fn from_str(typed: &str) -> Result<Self, OptionError> {
        let sign = |delimiter: &Self| match delimiter {
            Self::Tab => ["\t", "\\t"],
            Self::Semicolon => [";", ";"],
            Self::Comma => [",", ","],
            Self::Space => [" ", " "],
        };
        let meant = |delimiter: &Self| {
            let word: &str = delimiter.into();
            word.eq_ignore_ascii_case(typed) || sign(delimiter).contains(&typed)
        };
        let found = Self::iter().find(meant);
        found.ok_or_else(|| OptionError::new("delimiter", typed, words::<Self>()))
    }
}

/// A column by its number, counted from 1, or by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// As it stands in the file, from the left.
    Number(usize),
    /// As it is called there.
    Name(String),
}

impl std::fmt::Display for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => write!(f, "{name:?}"),
        }
    }
}

/// Which columns are read: that of the axis, and at least one of levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picks {
    pub(super) axis: Pick,
    pub(super) levels: Vec<Pick>,
}

impl Picks {
    /// All of them, that of the axis first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Pick> {
        std::iter::once(&self.axis).chain(&self.levels)
    }
}

impl std::str::FromStr for Picks {
    type Err = OptionError;

    fn from_str(typed: &str) -> Result<Self, OptionError> {
        let wrong = || {
            let wanted = "the column of the axis and those of levels, as in 1,3 or wavelength,power";
            OptionError::new("columns", typed, wanted)
        };
        let mut picks = Vec::new();
        for word in typed.split(',').map(str::trim) {
            picks.push(match word.parse() {
                Ok(0) => return Err(wrong()),
                Ok(number) => Pick::Number(number),
                Err(_) if word.is_empty() => return Err(wrong()),
                Err(_) => Pick::Name(word.to_owned()),
            });
        }
        let mut picks = picks.into_iter();
        let (Some(axis), levels) = (picks.next(), picks.collect::<Vec<_>>()) else { return Err(wrong()) };
        if levels.is_empty() { Err(wrong()) } else { Ok(Self { axis, levels }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_stand_behind_the_name_of_a_file() {
        let read = |line| ReadOptions::behind(line).unwrap();
        let (file, options) = read("my ring.csv x-unit=GHz y-unit=mw columns=2,Power delimiter=tab skip=4");
        assert_eq!(file, "my ring.csv");
        assert_eq!((options.x_unit, options.y_unit), (Some(XUnit::Ghz), Some(YUnit::Mw)));
        let picks = options.columns.unwrap();
        assert_eq!((picks.axis, picks.levels), (Pick::Number(2), vec![Pick::Name("Power".into())]));
        assert_eq!((options.delimiter, options.skip), (Some(Delimiter::Tab), 4));
        // What is no option belongs to the name.
        assert_eq!(read("a x=1.csv"), ("a x=1.csv", ReadOptions::default()));
        assert_eq!(read("skip=1").0, "skip=1");
    }

    #[test]
    fn what_is_no_value_of_an_option_is_refused_with_those_there_are() {
        for (line, known) in [
            ("a.csv x-unit=dB", "x-unit has nm, um, pm, mm, m, Hz, kHz, MHz, GHz, THz"),
            ("a.csv y-unit=nm", "y-unit has dB, dBm, dBW, W"),
            ("a.csv delimiter=x", "delimiter has tab, semicolon, comma, space"),
            ("a.csv columns=1", "columns has the column of the axis"),
            ("a.csv columns=0,1", "columns has the column of the axis"),
            ("a.csv columns=a,,b", "columns has the column of the axis"),
            ("a.csv skip=-1", "skip has a number of lines"),
        ] {
            let refused = ReadOptions::behind(line).unwrap_err().to_string();
            assert!(refused.contains(known), "{line}: {refused}");
        }
    }

    #[test]
    fn what_may_follow_behind_a_file_are_the_options_that_are_not_there_and_their_values() {
        let words = |line: &'static str| {
            let (at, words) = ReadOptions::further(line)?;
            Some((&line[at..], words.into_iter().map(|(word, _)| word).collect::<Vec<_>>()))
        };
        assert_eq!((words("ring"), words(" ring")), (None, None));
        let all = OPTIONS.map(|option| format!("{option}="));
        assert_eq!(words("ring.csv "), Some(("", all.to_vec())));
        assert_eq!(words("r.csv x-unit=nm sk"), Some(("sk", all[1..].to_vec())));
        let delimiters = ["tab", "semicolon", "comma", "space"].map(|word| format!("delimiter={word}"));
        assert_eq!(words("r.csv delimiter=s"), Some(("delimiter=s", delimiters.to_vec())));
        assert_eq!(words("r.csv skip="), Some(("skip=", Vec::new())));
        // What is offered is read.
        for option in OPTIONS {
            for value in values(option) {
                assert!(ReadOptions::behind(&format!("r.csv {option}={value}")).is_ok(), "{option}={value}");
            }
        }
    }
}
