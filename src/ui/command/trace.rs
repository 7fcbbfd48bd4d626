//! Commands about traces.

use super::grammar::Verb;
use super::run::trace_type;
use crate::analysis::statistics::statistics;
use crate::analysis::{band, maths};
use crate::core::text::clean;
use crate::core::units::{self, Wavelength};
use crate::ui::charts::scale::Scale;
use crate::ui::effect::Effect;
use crate::ui::state::State;
use crate::ui::traces::slot::{AVERAGED, Mode, Slot};
use crate::ui::traces::view::{Level, View};
use crate::ui::traces::{Line, MARKERS, index_of, letter};

/// Divisions of the chart from top to bottom.
const DIVISIONS: f64 = 10.0;

impl State {
    pub(super) fn trace_verb(&mut self, verb: Verb, given: &[String]) -> Result<Vec<Effect>, String> {
        let at = |index: usize| given.get(index).map_or("", String::as_str);
        let view = self.traces.view;
        match verb {
            Verb::DownloadAll => {
                let kind = trace_type(at(0))?;
                self.asked_from = Some(self.focus);
                return Ok(self.download_all(kind));
            }
            Verb::Auto => match at(0) {
                "on" => self.set_auto(true),
                "off" => self.set_auto(false),
                other => return Err(format!("it is on or off, not {:?}", clean(other))),
            },
            Verb::View => {
                let (a, b) = (nm(at(0))?, nm(at(1))?);
                if a >= b {
                    return Err(format!("a window goes up: type it like view {b}nm {a}nm"));
                }
                self.traces.look(View { left: a, right: b, ..view });
            }
            Verb::Centre => self.traces.look(view.centred(nm(at(0))?)),
            Verb::Span => self.traces.look(view.spanning(span(at(0))?)),
            Verb::RefLevel => {
                let (high, division) = (db(at(0))?, db(at(1))?);
                if division <= 0.0 {
                    return Err("a division has more than 0 dB; type it like view level 0dB 5dB".into());
                }
                let level = Level::Fixed(Scale { low: high - DIVISIONS * division, high });
                self.traces.look(View { level, ..view });
            }
            Verb::TraceMode
            | Verb::TraceMinus
            | Verb::TraceClear
            | Verb::TraceSmooth
            | Verb::TraceNormalise => {
                self.change_trace(verb, given)?;
            }
            Verb::Notes => self.note_down(at(0), at(1))?,
            Verb::MarkerAt => {
                let number: usize =
                    at(0).parse().ok().filter(|n| (1..=MARKERS).contains(n)).ok_or("markers are 1 to 8")?;
                let (_, place, _) = self.traces.sample(nm(at(1))?).ok_or("there is no trace to mark")?;
                self.traces.markers[number - 1] = Some(place);
            }
            Verb::LineAt => {
                let line = match nm(at(0)) {
                    Ok(nm) if nm > 100.0 => Line::At(nm),
                    _ => Line::Level(db(at(0))?),
                };
                self.traces.lines.push(line);
            }
            Verb::Excursion => self.change_method(|method| {
                method.search.excursion = db(at(0))?.abs();
                Ok(())
            })?,
            Verb::Threshold => self.change_method(|method| {
                method.search.threshold = if at(0) == "off" { None } else { Some(db(at(0))?) };
                Ok(())
            })?,
            Verb::Width => self.change_method(|method| {
                method.down_db = db(at(0))?.abs();
                Ok(())
            })?,
            Verb::Search => {
                let words = if at(0) == "off" { String::new() } else { at(0).to_owned() };
                let table = self.traces.table.as_mut().ok_or("the table is not shown; r shows it")?;
                (table.filter, table.row) = (words, 0);
            }
            Verb::Measure => self.measure(db(at(0))?.abs())?,
            Verb::Statistics => self.say_statistics(given)?,
            Verb::SaveTable => return Ok(self.save_table(at(0))),
            Verb::Save => return Ok(self.save_traces(at(0))),
            Verb::SaveFigure => return Ok(self.save_figure(at(0))),
            Verb::Open => return Ok(vec![Effect::Open(at(0).into())]),
            Verb::Mask if at(0) == "off" => self.traces.mask = None,
            Verb::Mask => return Ok(vec![Effect::Mask(at(0).into())]),
            other => return Err(format!("{other:?} is not done here")),
        }
        Ok(Vec::new())
    }

    fn change_trace(&mut self, verb: Verb, given: &[String]) -> Result<(), String> {
        let index = letter_of(&given[0])?;
        let slot = &mut self.traces.slots[index];
        match verb {
            Verb::TraceMode => slot.set_mode(match given[1].to_lowercase().as_str() {
                "live" => Mode::Live,
                "fixed" => Mode::Fixed,
                "max" => Mode::Maximum,
                "min" => Mode::Minimum,
                "average" => Mode::Average(averaged(given.get(2))?),
                other => {
                    return Err(format!(
                        "there is no mode {:?}; there are live, fixed, max, min, average",
                        clean(other)
                    ));
                }
            }),
            Verb::TraceMinus => {
                let (a, b) = (letter_of(&given[1])?, letter_of(&given[2])?);
                if a == index || b == index {
                    return Err(format!("{} cannot be made of itself; take a free letter", letter(index)));
                }
                *slot = Slot { mode: Mode::Difference(a, b), ..Slot::default() };
            }
            Verb::TraceClear => *slot = Slot::default(),
            Verb::TraceSmooth => {
                let points: usize = given[1]
                    .parse()
                    .ok()
                    .filter(|n| (2..=100_001).contains(n))
                    .ok_or("smooth 2 to 100001 points")?;
                let trace = slot.trace.as_ref().ok_or("there is no such trace")?;
                let y = maths::smoothed(&trace.y, points / 2);
                slot.change(y, &format!("smoothed over {} points", points / 2 * 2 + 1));
            }
            _ => {
                let trace = slot.trace.as_ref().ok_or("there is no such trace")?;
                let y = maths::normalised(&trace.y);
                slot.change(y, "normalised");
            }
        }
        self.traces.settle();
        if verb == Verb::TraceMinus && self.traces.slots[index].trace.is_none() {
            return Err("these two cannot be subtracted: they do not lie on the same wavelengths".into());
        }
        if self.traces.selected_trace().is_none() {
            self.traces.selected = index;
        }
        Ok(())
    }

    fn note_down(&mut self, typed: &str, words: &str) -> Result<(), String> {
        let slot = &mut self.traces.slots[letter_of(typed)?];
        let trace = slot.trace.as_mut().ok_or("there is no such trace")?;
        let words: String = clean(words).chars().take(500).collect();
        std::sync::Arc::make_mut(trace).provenance.notes = words;
        self.inform(format!("written down; it is saved with trace {}", typed.to_uppercase()));
        Ok(())
    }

    fn change_method(
        &mut self,
        change: impl FnOnce(&mut crate::analysis::resonance::Method) -> Result<(), String>,
    ) -> Result<(), String> {
        change(&mut self.traces.method)?;
        self.traces.settle();
        Ok(())
    }

    /// What the selected trace amounts to, in the window or from where to where, as a message.
    fn say_statistics(&mut self, given: &[String]) -> Result<(), String> {
        let view = self.traces.view;
        let (from, to) = match given {
            [] => (view.left, view.right),
            [from, to] => (nm(from)?, nm(to)?),
            _ => return Err("type both ends, like statistics 1549nm 1551nm, or none for the window".into()),
        };
        let (trace, within) = self.traces.between(from, to).ok_or("there is no trace")?;
        let numbers = statistics(&trace.y[within])
            .ok_or_else(|| format!("there is no sample with a number from {from} to {to} nm"))?;
        let words = numbers.words(trace.unit(), trace.spacing.sampling.nm());
        self.inform(format!("{from:.4} to {to:.4} nm: {words}"));
        Ok(())
    }

    /// The band at the cursor in numbers, as a message.
    fn measure(&mut self, down_db: f64) -> Result<(), String> {
        let cursor = self.traces.cursor.ok_or("put the cursor on a peak or a pit first")?;
        let (index, _, _) = self.traces.sample(cursor).ok_or("there is no trace")?;
        let trace = std::sync::Arc::clone(self.traces.selected_trace().ok_or("there is no trace")?);
        let kind = self.traces.method.search.kind;
        let (y, spacing) = (trace.y.as_slice(), trace.spacing);
        let found = band::band(y, spacing, kind, index, down_db)
            .ok_or_else(|| format!("the flanks do not reach {down_db} dB from here"))?;
        let inside = band::between(y, spacing, found.from_nm, found.to_nm);
        let (channel, away) = band::itu(Wavelength::from_nm(found.centre_nm).thz(), 50.0);
        let number = |value: Option<f64>| value.map_or_else(|| "-".into(), |v| format!("{v:.2} dB"));
        let crosstalk = band::crosstalk(y, spacing, &found, 0.8, 0.2);
        self.inform(format!(
            "{down_db} dB band {:.4} to {:.4} nm: width {:.2} pm, centre {:.4} nm, loss {}, ripple {}, crosstalk at 0.8 nm {}, ITU {channel:.2} THz {away:+.2} GHz",
            found.from_nm,
            found.to_nm,
            found.width_pm,
            found.centre_nm,
            number(band::insertion_loss(inside)),
            number(band::ripple(inside)),
            number(crosstalk),
        ));
        Ok(())
    }
}

fn letter_of(typed: &str) -> Result<usize, String> {
    index_of(typed).ok_or_else(|| format!("{:?} is no trace; there are A to H", clean(typed)))
}

/// How many measurements a rolling average is of.
fn averaged(typed: Option<&String>) -> Result<u32, String> {
    let Some(typed) = typed else { return Ok(AVERAGED) };
    let number = typed.parse().ok().filter(|n| (2..=1000).contains(n));
    number.ok_or_else(|| format!("an average is of 2 to 1000 measurements, not {:?}", clean(typed)))
}

fn nm(typed: &str) -> Result<f64, String> {
    units::parse_wavelength(typed).map(Wavelength::nm).map_err(|error| error.to_string())
}

/// A width in nm, pm or µm; a bare number is in nm.
fn span(typed: &str) -> Result<f64, String> {
    nm(typed).map_err(|_| format!("{:?} is no width; type it like 2nm or 100pm", clean(typed)))
}

/// A level or a difference in dB; a bare number is one.
fn db(typed: &str) -> Result<f64, String> {
    let (number, unit) = units::number_and_unit(typed).unwrap_or((f64::NAN, String::new()));
    let sound = number.is_finite() && matches!(unit.as_str(), "" | "db" | "dbm");
    if sound { Ok(number) } else { Err(format!("{:?} is no level; type it like -3dB", clean(typed))) }
}
