//! What stands for something about traces in a command line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::core::text::clean;
use crate::core::typed_number;
use crate::core::units::Wavelength;
use crate::export::Ending;
use crate::export::figure::{FigureOptions, Word};
use crate::export::options::ReadOptions;
use crate::export::{Format, figure, measured};
use crate::ui::common::command::{Argument, Candidate, CommandError, variant, variants, words};
use crate::ui::common::context::Context;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::mode::TraceMode;
use crate::ui::trace::traces::{ChartLine, LETTERS, MARKERS, index_of, letter};

/// A level or a difference of levels; a bare number is in dB.
pub(super) struct Decibels(pub(crate) f64);

impl<P> Argument<P> for Decibels {
    const NAME: &'static str = "level";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let (number, unit) = typed_number::number_and_unit(typed).unwrap_or((f64::NAN, String::new()));
        let sound = number.is_finite() && matches!(unit.as_str(), "" | "db" | "dbm");
        if sound { Ok(Self(number)) } else { Err(CommandError::not(typed, "a level", "-3dB")) }
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["0.5dB", "1dB", "3dB", "10dB"])
    }
}

/// A wavelength on the traces.
impl Argument<TraceState> for Wavelength {
    const NAME: &'static str = "wavelength";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(typed_number::parse_wavelength(typed)?)
    }

    /// The cursor, and the ends of the window.
    fn candidates(part: &TraceState, _: &Context) -> Vec<Candidate> {
        let view = &part.traces.view;
        let places = [
            (part.traces.cursor, "cursor"),
            (Some(view.left), "left edge of the window"),
            (Some(view.right), "right edge of the window"),
        ];
        let known = places.into_iter().filter_map(|(nm, about)| Some((nm?, about)));
        known.map(|(nm, about)| Candidate { word: format!("{nm:.5}nm"), about: about.to_owned() }).collect()
    }
}

/// A width on the axis of wavelengths; a bare number is in nanometres.
pub(super) struct Span(pub(crate) Wavelength);

impl<P> Argument<P> for Span {
    const NAME: &'static str = "span";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let width = typed_number::parse_wavelength(typed).map(Self);
        width.map_err(|_| CommandError::not(typed, "a width", "2nm or 100pm"))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["100pm", "1nm", "10nm", "100nm"])
    }
}

/// A wavelength, or a level; a bare number above 100 is a wavelength.
impl Argument<TraceState> for ChartLine {
    const NAME: &'static str = "wavelength-or-level";

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        match <Wavelength as Argument<TraceState>>::read(context, typed) {
            Ok(wavelength) if wavelength.nm() > 100.0 => Ok(Self::At(wavelength.nm())),
            _ => {
                let level = <Decibels as Argument<TraceState>>::read(context, typed);
                level.map(|Decibels(level)| Self::Level(level))
            }
        }
    }

    fn candidates(part: &TraceState, context: &Context) -> Vec<Candidate> {
        let mut all = <Wavelength as Argument<TraceState>>::candidates(part, context);
        all.extend(words(["-3dB", "-10dB"]));
        all
    }
}

/// One of the traces A to H, by its index.
pub(super) struct Letter(pub(crate) usize);

impl Argument<TraceState> for Letter {
    const NAME: &'static str = "letter";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        index_of(typed).map(Self).ok_or_else(|| CommandError::no_such("trace", typed, "A to H"))
    }

    fn candidates(part: &TraceState, context: &Context) -> Vec<Candidate> {
        let name = |index: usize| {
            part.traces.slots[index].trace.as_ref().map_or_else(String::new, |trace| {
                match trace.origin.trace() {
                    Some(id) => context.detector_name(id.detector),
                    None => trace.origin.to_string(),
                }
            })
        };
        (0..LETTERS)
            .map(|index| Candidate { word: letter(index).to_string(), about: clean(&name(index)) })
            .collect()
    }
}

impl<P> Argument<P> for TraceMode {
    const NAME: &'static str = "mode";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        variant(typed, "trace mode")
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        variants::<Self>()
    }
}

/// How many measurements an average is of.
pub(super) struct Count(pub(crate) u32);

impl<P> Argument<P> for Count {
    const NAME: &'static str = "number";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (2..=1000).contains(n)).map(Self);
        number.ok_or_else(|| CommandError::not(typed, "a number of measurements from 2 to 1000", "10"))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["2", "10", "100"])
    }
}

/// How many samples are smoothed together.
pub(super) struct Points(pub(crate) usize);

impl<P> Argument<P> for Points {
    const NAME: &'static str = "points";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (2..=100_001).contains(n)).map(Self);
        number.ok_or_else(|| CommandError::not(typed, "a number of points from 2 to 100001", "11"))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["3", "11", "101"])
    }
}

/// A marker, by its index.
pub(super) struct Marker(pub(crate) usize);

impl<P> Argument<P> for Marker {
    const NAME: &'static str = "number";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (1..=MARKERS).contains(n));
        number.map(|n| Self(n - 1)).ok_or_else(|| CommandError::no_such("marker", typed, "1 to 8"))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words((1..=MARKERS).map(|number| number.to_string()))
    }
}

/// The usual name with each of these ends.
fn named(
    part: &TraceState,
    context: &Context,
    ends: impl IntoIterator<Item = &'static str>,
) -> Vec<Candidate> {
    words(ends.into_iter().map(|end| part.usual_name(context, end)))
}

/// How a figure is to look.
impl<P> Argument<P> for FigureOptions {
    const NAME: &'static str = "look";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(typed.parse()?)
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        let candidate = |word: Word| Candidate { word: word.word().into(), about: word.about().into() };
        Word::all().map(candidate).collect()
    }
}

/// A file to the end of the line, with the name that its pattern gives it, and those that are offered.
macro_rules! file {
    ($($about:literal $name:ident, $pattern:literal, $candidates:expr;)*) => {$(
        #[doc = $about]
        pub(super) struct $name(pub String);

        impl Argument<TraceState> for $name {
            const NAME: &'static str = $pattern;
            const REST: bool = true;

            fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
                Ok(Self(typed.to_owned()))
            }

            fn candidates(part: &TraceState, context: &Context) -> Vec<Candidate> {
                let candidates: fn(&TraceState, &Context) -> Vec<Candidate> = $candidates;
                candidates(part, context)
            }
        }
    )*};
}

file! {
    "Traces to be written." TracesFile, "traces",
        |part, context| named(part, context, Format::all().map(Format::end));
    "A figure to be written." FigureFile, "figure", |part, context| named(part, context, figure::FigureFormat::all().map(figure::FigureFormat::end));
    "A table to be written." TableFile, "table", |part, context| named(part, context, measured::TableFormat::all().map(measured::TableFormat::end));
}

/// A folder of traces, to the end of the line.
pub(super) struct Folder(pub(super) PathBuf);

impl Argument<TraceState> for Folder {
    const NAME: &'static str = "folder";
    const REST: bool = true;

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(typed.into()))
    }

    /// Those of the files that were saved or opened.
    fn candidates(part: &TraceState, _: &Context) -> Vec<Candidate> {
        let mut told = BTreeSet::new();
        let folders = part.files.iter().filter_map(|file| Path::new(file).parent()?.to_str());
        words(folders.filter(|folder| told.insert(*folder)).collect::<Vec<_>>())
    }
}

/// A file to be opened, and behind it how it is read: `ring.csv x-unit=GHz`.
pub(super) struct OpenedFile {
    pub(super) path: PathBuf,
    pub(super) options: ReadOptions,
}

impl Argument<TraceState> for OpenedFile {
    const NAME: &'static str = "file";
    const REST: bool = true;

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let (path, options) = ReadOptions::behind(typed)?;
        Ok(Self { path: path.into(), options })
    }

    fn candidates(part: &TraceState, _: &Context) -> Vec<Candidate> {
        words(part.files.iter().cloned())
    }

    /// The words that say how it is read.
    fn further(typed: &str) -> Option<(usize, Vec<Candidate>)> {
        let (at, words) = ReadOptions::further(typed)?;
        let candidate = |(word, about): (String, &str)| Candidate { word, about: about.to_owned() };
        Some((at, words.into_iter().map(candidate).collect()))
    }
}
