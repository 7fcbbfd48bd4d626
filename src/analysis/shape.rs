//! Which line was fitted, and why its numbers are not to be trusted if they are not.

/// Which line a resonance has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Lorentz's.
    Lorentzian,
    /// Fano's: the resonance meets light that comes past it.
    Fano,
    /// Two resonances of one width that are coupled to each other.
    Doublet,
    /// None, but a fringe of an interferometer.
    Fringe,
}

impl Shape {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lorentzian => "Lorentzian",
            Self::Fano => "Fano",
            Self::Doublet => "doublet",
            Self::Fringe => "fringe",
        }
    }
}

/// Why the numbers of a resonance are not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is narrower than three samples.
    Narrow,
    /// It reaches beyond the trace.
    Cut,
    /// Samples in it are no numbers, or infinite.
    Missing,
    /// No line fits.
    NoFit,
    /// What the line leaves over is no noise. Of 1,338 dips of the simulator (40 benches, 40 nm in steps of 5 pm) 9 do so,
    /// each the first of its trace: perhaps by the flank of a dip whose middle lies before the trace.
    Structure,
    /// Steeper flanks, or two resonances hardly apart, would explain it better, but not for certain; or the base line takes
    /// what these would: one of low finesse, two rings in a row.
    Another,
    /// Its width is not known within a half.
    Unsure,
}

impl Doubt {
    /// The same in a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Narrow => "narrower than 3 samples",
            Self::Cut => "cut by the end of the trace",
            Self::Missing => "samples are missing",
            Self::NoFit => "no line fits",
            Self::Structure => "the fit leaves a structure",
            Self::Another => "it may be no single Lorentzian",
            Self::Unsure => "width not known within 50 %",
        }
    }
}
