//! Settings that have words instead of numbers.

/// Makes a type of each choice, and of all of them together [`Choice`]: what it is, its name, and for each of its values the
/// word that is shown and another that is understood. Their order is the instrument's, whose numbers count from 0.
macro_rules! choices {
    ($(
        $about:literal $name:ident {
            $($of:literal $value:ident $word:literal $(or $other:literal)?;)+
        }
    )+) => {
        $(
            #[doc = $about]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $name { $(#[doc = $of] $value,)+ }
        )+

        /// A value that is one of a few words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Choice { $(#[doc = $about] $name($name),)+ }

        /// Which words there are to choose from.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Choices { $(#[doc = $about] $name,)+ }

        impl Choices {
            /// All that may be chosen, in the instrument's order.
            pub(crate) const fn all(self) -> &'static [Choice] {
                match self { $(Self::$name => &[$(Choice::$name($name::$value),)+],)+ }
            }
        }

        impl Choice {
            /// What else might have been chosen.
            pub(super) const fn among(self) -> Choices {
                match self { $(Self::$name(_) => Choices::$name,)+ }
            }

            /// The word that is shown, then others that are understood.
            const fn words(self) -> &'static [&'static str] {
                match self { $($(Self::$name($name::$value) => &[$word $(, $other)?],)+)+ }
            }
        }

        $(
            impl From<$name> for Choice {
                fn from(chosen: $name) -> Self {
                    Self::$name(chosen)
                }
            }
        )+
    };
}

choices! {
    "How scans follow each other."
    ScanMode {
        "One scan for each start."
        Single "single" or "sing";
        "The next scan starts by itself."
        Continuous "continuous" or "cont";
    }
    "The unit in which a detector tells its power."
    PowerUnit {
        "Decibels above a milliwatt."
        Dbm "dBm";
        "Milliwatts."
        Mw "mW";
    }
    "What a detector's trace is told over."
    SpectralUnit {
        "Wavelength, nm."
        Wavelength "nm" or "wav";
        "Frequency, THz."
        Frequency "THz" or "freq";
    }
}

impl Choice {
    /// The word that is shown.
    pub(crate) fn word(self) -> &'static str {
        self.words().first().copied().unwrap_or_default()
    }

    /// Its place among all that may be chosen.
    fn place(self) -> usize {
        let all = self.among().all();
        all.iter().position(|&one| one == self).unwrap_or_default()
    }

    /// The one so many places further on, or the last one there is in that direction.
    pub(super) fn moved(self, up: bool, places: usize) -> Self {
        let (all, place) = (self.among().all(), self.place());
        let place = if up { place.saturating_add(places) } else { place.saturating_sub(places) };
        all.get(place).or(all.last()).copied().unwrap_or(self)
    }
}

impl Choices {
    /// The one that has this word, or stands at this place.
    pub(super) fn find(self, typed: &str) -> Option<Choice> {
        let named = |choice: &&Choice| choice.words().iter().any(|known| known.eq_ignore_ascii_case(typed));
        let all = self.all();
        all.iter().find(named).or_else(|| all.get(typed.parse::<usize>().ok()?)).copied()
    }

    /// What may be chosen, in words.
    pub(crate) fn words(self) -> String {
        self.all().iter().map(|choice| choice.word()).collect::<Vec<_>>().join(" or ")
    }
}
