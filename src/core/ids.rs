//! Places on the bench: laser positions, tunable lasers of a scan, detectors, trace types.

use std::fmt;

use super::level::LevelUnit;
use super::text::one_word;

macro_rules! position {
    ($(#[$doc:meta])* $name:ident, $count:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u8);

        impl $name {
            /// How many there are.
            pub(crate) const COUNT: usize = $count;
            /// The greatest number of one.
            pub(crate) const MOST: u8 = $count;

            /// Their numbers, in words.
            pub(crate) fn range() -> String {
                format!("1 to {}", Self::COUNT)
            }

            /// The place with this number, counted from 1.
            pub fn new(number: usize) -> Option<Self> {
                (1..=Self::COUNT).contains(&number).then(|| u8::try_from(number).ok().map(Self)).flatten()
            }

            /// All of them in order.
            pub fn all() -> impl Iterator<Item = Self> {
                (1..=Self::COUNT).filter_map(Self::new)
            }

            /// The number, counted from 1.
            #[expect(clippy::as_conversions, reason = "`From` is not const")]
            pub const fn number(self) -> usize {
                self.0 as usize
            }

            /// The number counted from 0, for arrays.
            pub const fn index(self) -> usize {
                self.number() - 1
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

position!(
    /// A laser position, 1 to 10: the number in `:CTP:RLASer<n>`.
    LaserId,
    10
);
position!(
    /// One of the four tunable lasers that a scan may use: the number in `:INITiate:TLS<n>`.
    TlsId,
    4
);

impl TlsId {
    pub(crate) const FIRST: Self = Self(1);
}

impl LaserId {
    pub(crate) const FIRST: Self = Self(1);
}

/// A set of laser positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaserSet(u16);

impl LaserSet {
    /// Every position.
    pub const ALL: Self = Self((1 << LaserId::COUNT) - 1);

    /// No position.
    pub(crate) const NONE: Self = Self(0);

    /// Adds a laser.
    pub fn insert(&mut self, laser: LaserId) {
        self.0 |= 1 << laser.index();
    }

    /// Whether the laser is in the set.
    pub(crate) const fn contains(self, laser: LaserId) -> bool {
        self.0 & (1 << laser.index()) != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those in both.
    #[must_use]
    pub(crate) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The lasers in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = LaserId> {
        LaserId::all().filter(move |laser| self.contains(*laser))
    }
}

impl FromIterator<LaserId> for LaserSet {
    fn from_iter<I: IntoIterator<Item = LaserId>>(lasers: I) -> Self {
        let mut set = Self::default();
        lasers.into_iter().for_each(|laser| set.insert(laser));
        set
    }
}

impl fmt::Display for LaserSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.iter().map(|laser| laser.to_string()).collect();
        let noun = if numbers.len() == 1 { "laser" } else { "lasers" };
        write!(f, "{noun} {}", numbers.join(", "))
    }
}

/// A detector: module (slot) 1 to 20 and channel 1 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DetectorId {
    module: u8,
    channel: u8,
}

impl DetectorId {
    /// Slots of a chassis with its extensions.
    pub(crate) const MODULES: u8 = 20;
    /// Channels of a module.
    pub(crate) const CHANNELS: u8 = 6;
    /// The first channel of the first module.
    pub(crate) const FIRST: Self = Self { module: 1, channel: 1 };

    /// The detector at this module and channel, if such a place exists.
    pub fn new(module: u8, channel: u8) -> Option<Self> {
        ((1..=Self::MODULES).contains(&module) && (1..=Self::CHANNELS).contains(&channel))
            .then_some(Self { module, channel })
    }

    /// The one that was typed: one of these by its name, as it is or as one word and in whatever case, else the one at a
    /// place.
    ///
    /// # Errors
    /// If it is neither.
    pub(crate) fn typed(typed: &str, named: &[(Self, String)]) -> Result<Self, NotADetector> {
        let is_meant = |name: &str| name == typed || one_word(name).eq_ignore_ascii_case(typed);
        match named.iter().find(|(_, name)| is_meant(name)) {
            Some((detector, _)) => Ok(*detector),
            None => typed.parse(),
        }
    }

    /// Every place there is for one.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (1..=Self::MODULES)
            .flat_map(|module| (1..=Self::CHANNELS).filter_map(move |channel| Self::new(module, channel)))
    }

    /// The slot, 1 to 20.
    pub(crate) const fn module(self) -> u8 {
        self.module
    }

    /// The channel within the module, 1 to 6.
    pub(crate) const fn channel(self) -> u8 {
        self.channel
    }
}

impl fmt::Display for DetectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.module, self.channel)
    }
}

/// What was written is no place of a detector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a detector; write module/channel, 1 to {modules} and 1 to {channels}",
    modules = DetectorId::MODULES,
    channels = DetectorId::CHANNELS
)]
pub struct NotADetector(String);

impl std::str::FromStr for DetectorId {
    type Err = NotADetector;

    fn from_str(text: &str) -> Result<Self, NotADetector> {
        let place = text
            .split_once('/')
            .and_then(|(module, channel)| Self::new(module.parse().ok()?, channel.parse().ok()?));
        place.ok_or_else(|| NotADetector(crate::core::text::clean(text)))
    }
}

/// What a trace holds: the number in `TYPE<1..23>`. Those not named here depend on the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceType(u8);

/// Makes everything that is told of each trace type with a name from its row: the constant, its number, its words as
/// they are typed (the first one stands in names of files), how it is shown, the unit of its levels.
macro_rules! trace_types {
    ($($about:literal $name:ident $number:literal, $words:expr, $shown:literal, $unit:ident;)*) => {
        impl TraceType {
            $(#[doc = $about] pub const $name: Self = Self($number);)*

            /// Those that have names, each with its words and how it is shown.
            const NAMED: &[(Self, &[&str], &str, LevelUnit)] =
                &[$((Self::$name, &$words, $shown, LevelUnit::$unit)),*];
        }
    };
}

trace_types! {
    "Transmission, reference removed."
    TF_LIVE 1, ["tf"], "TF live", Db;
    "Raw live."
    RAW_LIVE 11, ["live", "raw"], "raw live", Dbm;
    "Raw reference."
    RAW_REFERENCE 12, ["reference"], "raw reference", Dbm;
    "Raw quick reference."
    RAW_QUICK_REFERENCE 13, ["quick"], "raw quick reference", Dbm;
}

impl TraceType {
    /// The greatest number of one.
    pub(crate) const MOST: u8 = 23;

    /// The type with this number, 1 to 23.
    pub fn new(number: u8) -> Option<Self> {
        (1..=Self::MOST).contains(&number).then_some(Self(number))
    }

    /// Its number.
    pub(crate) const fn number(self) -> u8 {
        self.0
    }

    /// The unit of its levels; not known of those without a name, which depend on the module.
    pub(crate) fn unit(self) -> LevelUnit {
        let named = Self::NAMED.iter().find(|(named, ..)| *named == self);
        named.map_or(LevelUnit::Unknown, |(.., unit)| *unit)
    }

    /// Those that have names: the word that is typed, and how it is shown.
    pub(crate) fn named() -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::NAMED.iter().map(|(_, words, shown, _)| (words[0], *shown))
    }

    /// What may be typed for one.
    pub(crate) fn words() -> String {
        let words: Vec<&str> = Self::named().map(|(word, _)| word).collect();
        format!("{} or 1 to {}", words.join(", "), Self::MOST)
    }

    /// As one word.
    pub(crate) fn word(self) -> String {
        let named = Self::NAMED.iter().find(|(named, ..)| *named == self);
        named.map_or_else(|| format!("type{}", self.0), |(_, words, ..)| words[0].to_owned())
    }
}

/// Neither the word nor the number of a trace type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTraceType;

impl fmt::Display for NoTraceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no such trace type; choose from {}", TraceType::words())
    }
}

impl std::error::Error for NoTraceType {}

impl std::str::FromStr for TraceType {
    type Err = NoTraceType;

    fn from_str(typed: &str) -> Result<Self, NoTraceType> {
        let typed = typed.to_lowercase();
        let named = Self::NAMED.iter().find(|(_, words, ..)| words.contains(&typed.as_str()));
        let number = || Self::new(typed.parse().ok()?);
        named.map(|(named, ..)| *named).or_else(number).ok_or(NoTraceType)
    }
}

impl fmt::Display for TraceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::NAMED.iter().find(|(named, ..)| named == self) {
            Some((_, _, shown, _)) => f.write_str(shown),
            None => write!(f, "type {}", self.0),
        }
    }
}
