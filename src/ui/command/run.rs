//! Carrying out a command line.

use std::path::PathBuf;

use super::complete::word;
use super::grammar::{COMMANDS, Verb, fit};
use crate::config::address::Address;
use crate::config::presets;
use crate::core::action::Action;
use crate::core::ids::{DetectorId, LaserId, TlsId, TraceType};
use crate::core::parameter::{Parameter, Value};
use crate::core::request::{Change, Query};
use crate::core::sweep;
use crate::core::trace::TraceId;
use crate::core::units;
use crate::ui::effect::{Effect, LinkOrder, PresetOrder, ScriptKind};
use crate::ui::field::Field;
use crate::ui::pages::Page;
use crate::ui::pages::form::{Form, Subject};
use crate::ui::pages::help::Help;
use crate::ui::state::State;
use crate::ui::undo::Way;

impl State {
    /// Carries out a line; `Err` says what is wrong with it and what would do.
    pub fn run(&mut self, line: &str) -> Result<Vec<Effect>, String> {
        let line = line.trim().trim_start_matches(':').trim_start();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(first) = words.first() else { return Ok(Vec::new()) };
        if let Some((parameter, typed)) = self.setting(&words) {
            if typed.is_empty() {
                return Err(format!("{parameter}: give the value, like {}", self.example(parameter)));
            }
            let value = self.checked(parameter, &typed)?;
            return self.linked(Effect::Set(vec![(parameter, value)], Way::Set));
        }
        if let Some((verb, given)) =
            COMMANDS.iter().find_map(|(verb, pattern, _)| Some((*verb, fit(pattern, line)?)))
        {
            return self.verb(verb, &given);
        }
        if let [name] = words[..]
            && let Ok(action) = name.to_lowercase().parse::<Action>()
        {
            return Ok(self.act(action));
        }
        let first = crate::core::text::clean(first);
        let known = super::complete::usages(&first.to_lowercase()).into_iter().next();
        Err(known.map_or_else(
            || format!("there is no command {first:?}; Tab shows what there is"),
            |(pattern, _)| format!("{first} is not complete like this; type it like {pattern}"),
        ))
    }

    /// The setting that the first words name, and the rest of the line.
    fn setting(&self, words: &[&str]) -> Option<(Parameter, String)> {
        let mut named: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        if named[0] == "detector" && named.len() > 1 {
            named[1] = self.detector(words[1]).ok()?.to_string();
        }
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        (1..=named.len())
            .rev()
            .find_map(|count| Some((Parameter::find(&named[..count])?, words[count..].join(" "))))
    }

    fn example(&self, parameter: Parameter) -> String {
        self.bench.value(parameter).map_or_else(
            || self.bench.limits(&self.caps, parameter),
            |held| format!("{} {}", parameter.command(), parameter.typed(held)),
        )
    }

    /// A typed value that may be sent.
    pub fn checked(&self, parameter: Parameter, typed: &str) -> Result<Value, String> {
        let value = parameter.parse(typed).map_err(|error| error.to_string())?;
        self.bench.check(&self.caps, parameter, value).map_err(|error| error.to_string())?;
        Ok(value)
    }

    /// The effect, if there is somebody to take it.
    pub(super) fn linked(&self, effect: Effect) -> Result<Vec<Effect>, String> {
        if self.bench.is_live() {
            Ok(vec![effect])
        } else {
            Err("there is no link to the instrument; nothing was sent".into())
        }
    }

    /// A detector by its place or its name.
    pub fn detector(&self, typed: &str) -> Result<DetectorId, String> {
        let named = self.fixed.detectors.iter().find(|(_, name)| word(name).eq_ignore_ascii_case(typed));
        if let Some((detector, _)) = named {
            return Ok(*detector);
        }
        typed.parse().map_err(|()| {
            let names: Vec<String> = self.fixed.detectors.iter().map(|(_, name)| word(name)).collect();
            let typed = crate::core::text::clean(typed);
            format!(
                "{typed:?} is no detector; write module/channel (1 to 20, 1 to 6) or {}",
                names.join(", ")
            )
        })
    }

    fn verb(&mut self, verb: Verb, given: &[String]) -> Result<Vec<Effect>, String> {
        let at = |index: usize| given.get(index).map_or("", String::as_str);
        match verb {
            Verb::LaserOn => {
                let laser = laser(at(0))?;
                Ok(self.switch_on(laser))
            }
            Verb::LaserOff => {
                let laser = laser(at(0))?;
                Ok(self.switch_off(laser))
            }
            Verb::LaserCap => self.lower_cap(laser(at(0))?, at(1)),
            Verb::Sweep => self.sweep(given),
            Verb::Band => self.band(tls(at(0))?, at(1)),
            Verb::Reference => {
                let detector = self.detector(at(0))?;
                Ok(self.start_reference(detector))
            }
            Verb::Download => {
                let trace = TraceId { detector: self.detector(at(0))?, kind: trace_type(at(1))? };
                self.asked_from = Some(self.focus);
                self.linked(Effect::Query(Query::Download(trace)))
            }
            Verb::Connect => {
                let address: Address =
                    at(0).parse().map_err(|e: crate::config::address::BadAddress| e.to_string())?;
                Ok(self.change_link(LinkOrder::Connect(Some(address))))
            }
            Verb::TimeOut => {
                let seconds = units::number_and_unit(at(0))
                    .filter(|(n, unit)| (unit.is_empty() || unit == "s") && (0.1..=120.0).contains(n))
                    .and_then(|(n, _)| units::Seconds::try_from(n).ok());
                match seconds {
                    Some(seconds) => Ok(vec![Effect::Link(LinkOrder::TimeOut(seconds.duration()))]),
                    None => Err(format!("{:?} is not a time from 0.1 to 120 s; type it like 5", at(0))),
                }
            }
            Verb::PresetSave => {
                let name = presets::name(at(0)).map_err(|error| error.to_string())?;
                Ok(vec![Effect::Preset(PresetOrder::Save(name))])
            }
            Verb::PresetShow => {
                let name = presets::name(at(0)).map_err(|error| error.to_string())?;
                Ok(vec![Effect::Preset(PresetOrder::Show(name))])
            }
            Verb::Form => self.open_form(at(0), at(1)),
            Verb::Say => Ok(vec![Effect::Say(at(0).to_owned())]),
            Verb::SaveScript => Ok(vec![Effect::SaveTranscript(ScriptKind::Script, PathBuf::from(at(0)))]),
            Verb::SavePython => Ok(vec![Effect::SaveTranscript(ScriptKind::Python, PathBuf::from(at(0)))]),
            Verb::Window => self.show_window(at(0)),
            Verb::Theme => self.show_theme(at(0)),
            Verb::Glyphs => self.show_glyphs(at(0)),
            Verb::Mouse => match at(0) {
                "on" => Ok(self.take_mouse(true)),
                "off" => Ok(self.take_mouse(false)),
                other => Err(format!("the mouse is on or off, not {other:?}")),
            },
            Verb::Help => {
                let mut help = Help::new();
                help.search = Field::new(40);
                help.search.set(at(0));
                self.page = Page::Help(help);
                Ok(Vec::new())
            }
            verb => self.trace_verb(verb, given),
        }
    }

    fn lower_cap(&mut self, laser: LaserId, typed: &str) -> Result<Vec<Effect>, String> {
        let cap = units::parse_power(typed).map_err(|error| error.to_string())?;
        let most = self.fixed.caps.cap(Some(laser));
        if cap > most {
            return Err(format!(
                "{cap} is above the {most} of the settings for laser {laser}; here a cap can only be lowered"
            ));
        }
        self.caps.set(laser, cap);
        self.inform(format!("laser {laser}: no more than {cap} in this session"));
        Ok(vec![Effect::LowerCaps])
    }

    fn sweep(&mut self, given: &[String]) -> Result<Vec<Effect>, String> {
        let mut job: Vec<Change> = Vec::new();
        // The sampling comes first: it limits the span.
        if let Some(sampling) = given.get(2) {
            job.push((Parameter::Sampling, self.checked(Parameter::Sampling, sampling)?));
        }
        for (parameter, typed) in [Parameter::ScanStart, Parameter::ScanStop].into_iter().zip(given) {
            job.push((parameter, self.checked(parameter, typed)?));
        }
        let [.., (_, Value::Wavelength(start)), (_, Value::Wavelength(stop))] = job[..] else {
            return Err("a sweep has two wavelengths".into());
        };
        if sweep::points(start, stop, units::Wavelength::from_m(1e-13)) < 2 {
            return Err(format!("a sweep goes up: type it like sweep {}nm {}nm", stop.nm(), start.nm()));
        }
        self.linked(Effect::Set(job, Way::Set))
    }

    fn band(&mut self, tls: TlsId, band: &str) -> Result<Vec<Effect>, String> {
        let values: &[(usize, &str)] = match band.to_lowercase().as_str() {
            // In the order of `Parameter::of_tls`: laser, trigger, speed, power, start, stop.
            "o" => &[(0, "2"), (1, "2"), (2, "20"), (3, "10dBm"), (4, "1262.5nm"), (5, "1355nm")],
            "c" => &[(0, "1"), (4, "1502nm"), (5, "1627nm")],
            other => return Err(format!("there is no band {other:?}; there are o and c")),
        };
        let parameters = Parameter::of_tls(tls);
        let job: Result<Vec<Change>, String> = values
            .iter()
            .map(|&(at, typed)| {
                let parameter = parameters[at];
                let value = parameter.parse(typed).map_err(|error| error.to_string())?;
                Ok((parameter, value))
            })
            .collect();
        self.linked(Effect::Set(job?, Way::Set))
    }

    fn open_form(&mut self, subject: &str, number: &str) -> Result<Vec<Effect>, String> {
        let subject = match subject.to_lowercase().as_str() {
            "laser" => Subject::Laser(laser(number)?),
            "tls" => Subject::Tls(tls(number)?),
            "sweep" => Subject::Sweep,
            "detector" => Subject::Detector(self.detector(number)?),
            other => {
                return Err(format!("there is no form {other:?}; there are laser, tls, sweep and detector"));
            }
        };
        self.page = Page::Form(Form::new(subject));
        Ok(Vec::new())
    }
}

fn laser(typed: &str) -> Result<LaserId, String> {
    let number = typed.parse().ok().and_then(LaserId::new);
    number.ok_or_else(|| {
        format!("{:?} is no laser position; there are 1 to 10", crate::core::text::clean(typed))
    })
}

fn tls(typed: &str) -> Result<TlsId, String> {
    let number = typed.parse().ok().and_then(TlsId::new);
    number.ok_or_else(|| format!("{:?} is no TLS; there are 1 to 4", crate::core::text::clean(typed)))
}

/// A trace type by its word or number.
pub fn trace_type(typed: &str) -> Result<TraceType, String> {
    Ok(match typed.to_lowercase().as_str() {
        "" | "tf" => TraceType::TF_LIVE,
        "live" | "raw" => TraceType::RAW_LIVE,
        "reference" => TraceType::RAW_REFERENCE,
        "quick" => TraceType::RAW_QUICK_REFERENCE,
        number => number.parse().ok().and_then(TraceType::new).ok_or_else(|| {
            let typed = crate::core::text::clean(typed);
            format!("{typed:?} is no trace type; there are tf, live, reference, quick and 1 to 23")
        })?,
    })
}
