//! `ctp10 doctor`: what the console would find here, of the terminal, the settings and the instrument.

use std::cell::Cell;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::rc::Rc;

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use crate::app::begin::protocol;
use crate::app::print;
use crate::app::print::Printed;
use crate::config::look::Colours;
use crate::config::settings::Settings;
use crate::config::terminal;
use crate::core::text::{clean, clean_path};
use crate::desk::failed::Failed;
use crate::desk::{Answers, json};
use crate::ui::kit::graphics::PictureProtocol;

/// The smallest terminal in which the console is whole.
const WHOLE: (u16, u16) = (80, 24);

/// Checks terminal, clipboard, settings and instrument
///
/// Nothing is asked of the terminal: what it has is what its environment says. The instrument is asked who it is. The exit code
/// is 1 if the settings cannot be used, 3 if no instrument answers at their address.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    printed: JsonFlag,
}

/// What was looked at: its name, what is told of it, and the same for a program.
struct Finding {
    name: &'static str,
    words: String,
    json: Json,
}

impl Doctor {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let form = self.printed.form();
        let settings = match common.settings() {
            Ok(settings) => settings,
            Err(error) => {
                let (words, usual) = (format!("{error:#}"), Settings::default());
                let json = json!({ "file": shown_file(&common), "error": words });
                let mut found = of_terminal(&usual);
                found.push(Finding { name: "settings", words, json });
                return Ok(Box::new(move || {
                    show(&found, form);
                    Ok(ExitCode::from(1))
                }));
            }
        };
        let mut found = of_terminal(&settings);
        found.push(of_settings(&common, &settings));
        let Some(address) = settings.address.as_ref().map(ToString::to_string) else {
            let words = "no address; the console would start with the built-in simulator".to_owned();
            found.push(Finding { name: "instrument", words, json: Json::Null });
            return Ok(Box::new(move || {
                show(&found, form);
                Ok(ExitCode::SUCCESS)
            }));
        };
        let bench = CommandSetup::named(&common, &[])?;
        Ok(Box::new(move || {
            // What came of it is printed whatever it was.
            let came = Rc::new(Cell::new(None));
            let kept = Rc::clone(&came);
            let asked = bench.ask(async move |mut desk| {
                let answers = desk.answers().await;
                let refused = answers.as_ref().err().map(ToString::to_string);
                kept.set(Some(of_instrument(&address, answers.as_ref().ok(), refused)));
                Ok(answers.map(drop)?)
            })();
            found.extend(came.take());
            show(&found, form);
            match asked {
                Err(error) => match error.downcast_ref::<Failed>() {
                    Some(failed) => Ok(ExitCode::from(failed.code())),
                    None => Err(error),
                },
                Ok(code) => Ok(code),
            }
        }))
    }
}

/// What the environment says of the terminal.
fn of_terminal(settings: &Settings) -> Vec<Finding> {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    let term = clean(&says("TERM"));
    let is_terminal = std::io::stdout().is_terminal();
    let size = crossterm::terminal::size().ok().filter(|_| is_terminal);
    let words = match size {
        None => "standard output is not a terminal".to_owned(),
        Some((columns, rows)) if columns < WHOLE.0 || rows < WHOLE.1 => {
            format!(
                "{columns} x {rows}, TERM={term}; the console needs {} x {} for everything",
                WHOLE.0, WHOLE.1
            )
        }
        Some((columns, rows)) => format!("{columns} x {rows}, TERM={term}"),
    };
    let (columns, rows) = size.unzip();
    let terminal =
        Finding { name: "terminal", words, json: json!({ "columns": columns, "rows": rows, "term": term }) };
    let colours = match terminal::colours(&says) {
        _ if !terminal::is_coloured(&says) => "none",
        Colours::True => "any",
        Colours::Indexed => "256",
        Colours::Sixteen => "16",
    };
    let colours = Finding { name: "colours", words: colours.to_owned(), json: colours.into() };
    let limits = terminal::limits(&says);
    let (glyphs, why) = match (settings.glyphs, limits) {
        (Some(chosen), _) => (chosen, "by the settings".to_owned()),
        (None, Some((most, why))) => (most, format!("by {why}")),
        (None, None) => (crate::config::look::Glyphs::default(), "by default".to_owned()),
    };
    let glyphs = Finding {
        name: "glyphs",
        words: format!("{}, {why}", glyphs.name()),
        json: json!({ "set": glyphs.name(), "why": why }),
    };
    let pictures = protocol(settings.graphics).map(|protocol| match protocol {
        PictureProtocol::Sixel => "sixel",
        PictureProtocol::Kitty => "kitty",
        PictureProtocol::Iterm2 => "iterm2",
    });
    let graphics = Finding {
        name: "graphics",
        words: pictures.unwrap_or("none; charts are drawn with characters").to_owned(),
        json: pictures.into(),
    };
    vec![terminal, colours, glyphs, graphics, clipboard(&term, !says("TMUX").is_empty())]
}

/// How a text gets into the clipboard: the terminal is told, and does not say whether it did.
fn clipboard(term: &str, in_tmux: bool) -> Finding {
    let (words, way) = match (term, in_tmux) {
        ("linux" | "dumb", _) => ("none: not supported by this terminal", Json::Null),
        (_, true) => ("OSC 52, if tmux passes it on: set -g set-clipboard on", "osc52".into()),
        (_, false) => ("OSC 52; whether the terminal accepts it cannot be queried", "osc52".into()),
    };
    Finding { name: "clipboard", words: words.into(), json: way }
}

fn shown_file(common: &Common) -> Option<String> {
    common.file().map(|path| clean_path(&path))
}

fn of_settings(common: &Common, settings: &Settings) -> Finding {
    let file = shown_file(common);
    let profile = settings.profile.as_ref().map(|bench| bench.name.clone());
    let of = profile.as_ref().map_or_else(String::new, |name| format!(", profile {name}"));
    let words = file.clone().map_or_else(|| "no file; defaults".to_owned(), |file| file + ": ok" + &of);
    Finding { name: "settings", words, json: json!({ "file": file, "profile": profile, "error": null }) }
}

fn of_instrument(address: &str, answers: Option<&Answers>, refused: Option<String>) -> Finding {
    let milliseconds = |time: std::time::Duration| (time.as_secs_f64() * 1e5).round() / 100.0;
    let (words, json) = if let Some(Answers { identity: who, median, slowest }) = answers {
        let (median, slowest) = (milliseconds(*median), milliseconds(*slowest));
        let words =
            format!("{address}: {}; round trip {median} ms median, {slowest} ms slowest", who.words());
        let json = json!({
            "address": address, "identity": json::identity(who),
            "round_trip_median_ms": median, "round_trip_slowest_ms": slowest,
        });
        (words, json)
    } else {
        let words = refused.unwrap_or_default();
        (format!("{address}: {words}"), json!({ "address": address, "identity": null, "error": words }))
    };
    Finding { name: "instrument", words, json }
}

fn show(found: &[Finding], form: Printed) {
    match form {
        Printed::People => {
            for Finding { name, words, .. } in found {
                print::line(format_args!("{name:12} {words}"));
            }
        }
        Printed::Json => {
            let all = found.iter().map(|Finding { name, json, .. }| ((*name).to_owned(), json.clone()));
            print::line(Json::Object(all.collect()));
        }
    }
}
