//! `ctp10 manual`: the manual, without the screen.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use crate::app::print;
use crate::manual::layout::lines;
use crate::manual::line::Line;
use crate::manual::topic::Topic;

/// Lines longer than this are hard to read.
const LONGEST: usize = 100;

/// Prints the manual: a topic of it, or what topics there are
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// The topic, or the beginning of its name
    #[arg(value_parser = Topic::read)]
    topic: Option<Topic>,
}

impl Manual {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        Ok(Box::new(move || {
            let text = match self.topic {
                Some(topic) => read(topic),
                None => topics(),
            };
            print::bytes(text.as_bytes());
            Ok(ExitCode::SUCCESS)
        }))
    }
}

/// What topics there are, a line each.
fn topics() -> String {
    let line = |topic: &Topic| format!("{:16} {}\n", topic.word(), topic.title());
    Topic::ALL.iter().map(line).collect()
}

/// A topic in lines of the terminal's width; for a file as it is written, as Markdown.
fn read(topic: Topic) -> String {
    if !std::io::stdout().is_terminal() {
        return topic.text().to_owned();
    }
    let width = crossterm::terminal::size().map_or(80, |(width, _)| usize::from(width)).min(LONGEST);
    lines(topic.text(), width).iter().map(|line| Line::plain(line) + "\n").collect()
}
