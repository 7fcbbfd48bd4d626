//! `ctp10 keys`: what keys arrive as, and what they do.

use std::io::{IsTerminal, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, bail};
use serde_json::json;

use super::common::{Common, own_file};
use super::console::load_keymap;
use super::{Task, part};
use crate::app::end::Farewell;
use crate::app::print;
use crate::app::terminal::names::{give_back, name_keys};
use crate::config::paths;
use crate::guard::{Ending, Watch};
use crate::ui::frame::keymap;
use crate::ui::frame::manual::{KeyRow, key_rows};

/// Names each key as it arrives, and what it does, until q or Ctrl-C
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ctp10 keys\n  ctp10 keys --list | grep marker")]
pub(super) struct Keys {
    /// Print the keys of all actions instead
    #[arg(long)]
    list: bool,
    /// Print them as one JSON object
    #[arg(long)]
    json: bool,
    /// The keymap file [default: ~/.config/ctp10/keymap.toml]
    #[arg(long, value_name = "FILE")]
    keymap: Option<PathBuf>,
}

impl Keys {
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let keymap = match own_file(self.keymap.as_ref(), "keymap.toml") {
            Some(path) => load_keymap(&path)?,
            None => keymap::built_in(),
        };
        let rows = key_rows(&keymap);
        if self.json || self.list {
            return Ok(Box::new(move || {
                if self.json {
                    print::line(as_json(&rows));
                } else {
                    list(&rows);
                }
                Ok(ExitCode::SUCCESS)
            }));
        }
        if !(stdin().is_terminal() && stdout().is_terminal()) {
            bail!("keys are read from a terminal, and there is none here; --list prints what they do");
        }
        Ok(Box::new(move || {
            let watch = Watch::start()?;
            watch.work("keys", move || name_keys(&rows))?;
            let ending = watch.wait(|| {});
            give_back();
            Ok(match ending {
                Ending::Done(done) => {
                    done?;
                    ExitCode::SUCCESS
                }
                Ending::Signal(signal) => part(Farewell::of_signal(signal, None)),
                Ending::Panic(words) => part(Farewell::of_panic(&words, &paths::log_dir(), None)),
            })
        }))
    }
}

/// A line for each action, below its topic.
fn list(rows: &[KeyRow]) {
    let mut topic = "";
    for row in rows {
        if topic != row.topic {
            topic = row.topic;
            print::line(topic);
        }
        let (keys, name) = (row.keys.join("  "), row.action.name());
        print::line(format_args!("  {keys:<20} {name:<20} {}", row.action.about()));
    }
}

fn as_json(rows: &[KeyRow]) -> serde_json::Value {
    let one = |row: &KeyRow| {
        json!({
            "action": row.action.name(),
            "topic": row.topic,
            "keys": row.keys,
            "about": row.action.about(),
        })
    };
    json!({ "keys": rows.iter().map(one).collect::<Vec<_>>() })
}
