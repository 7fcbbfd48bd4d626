//! `ctp10 play`: a script sent line by line, or only looked at.

use std::path::Path;

use color_eyre::eyre::{Result, bail};

use super::batch::Failed;
use super::script::{self, Step};
use crate::core::event::{Event, Outcome};
use crate::core::laser::PowerCaps;
use crate::core::request::{Asking, Line, Order, Query};
use crate::instrument::ctp10::spoken::{Verdict, judge};
use crate::instrument::worker::{Connect, Handle, Setup, start};

/// How a script is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is sent.
    Dry,
    /// What asks on the screen is left out.
    Run,
    /// What asks on the screen is sent, too.
    RunAll,
}

/// What becomes of a line.
fn plan(line: &Line, mode: Mode, caps: &PowerCaps) -> std::result::Result<(), String> {
    match judge(line, caps) {
        Verdict::Send => Ok(()),
        Verdict::Ask(_) if mode == Mode::RunAll => Ok(()),
        Verdict::Ask(why) => Err(format!("left out: {why}")),
        Verdict::Refuse(why) => Err(format!("refused: {why}")),
    }
}

/// Plays a script and prints what happens, line by line. Each line is sent once; the first that fails ends it.
pub async fn play<C: Connect>(path: &Path, mode: Mode, connect: C, setup: Setup) -> Result<()> {
    let steps = script::read(path)?;
    script::not_empty(&steps, path)?;
    let caps = setup.caps.clone();
    if mode == Mode::Dry {
        for (number, step) in &steps {
            match step {
                Step::Wait(time) => println!("{number:4}  wait {} s", time.as_secs_f64()),
                Step::Say(line) => match plan(line, Mode::Run, &caps) {
                    Ok(()) => println!("{number:4}  would send {}", line.text()),
                    Err(why) => println!("{number:4}  would not send {}: {why}", line.text()),
                },
            }
        }
        println!("nothing was sent; --run sends it");
        return Ok(());
    }
    let (handle, mut events, worker) = start(connect, setup);
    let mut snapshots = handle.snapshots();
    let up = snapshots.wait_for(|bench| bench.is_live());
    if tokio::time::timeout(std::time::Duration::from_secs(10), up).await.is_err() {
        return Err(Failed::NoLink("no instrument answered within 10 s; nothing was sent".into()).into());
    }
    for (number, step) in steps {
        match step {
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Say(line) => match plan(&line, mode, &caps) {
                Err(why) => println!("{number:4}  {}: {why}", line.text()),
                Ok(()) => {
                    let words = say(&handle, &mut events, line.clone()).await?;
                    println!("{number:4}  {}{words}", line.text());
                }
            },
        }
    }
    handle.shut_down();
    let _ = worker.await;
    Ok(())
}

async fn say(handle: &Handle, events: &mut tokio::sync::mpsc::Receiver<Event>, line: Line) -> Result<String> {
    let text = line.text().to_owned();
    let id = match Asking::new(&text) {
        Ok(asking) => handle.submit(Query::Say(asking))?,
        Err(_) => handle.submit(Order::Say(line))?,
    };
    while let Some(event) = events.recv().await {
        match event {
            Event::Said { id: other, answer, errors, .. } if other == id => {
                if !errors.is_empty() {
                    bail!("{text}: the instrument says {}", errors.join(", "));
                }
                return Ok(answer.map_or_else(String::new, |answer| format!("  -> {answer}")));
            }
            Event::Finished { id: other, outcome, .. } if other == id => match outcome {
                Outcome::Done(words) | Outcome::Answer(words) => return Ok(words),
                failed => bail!("{text}: {}", failed.reason().unwrap_or_default()),
            },
            _ => {}
        }
    }
    bail!("{text}: the worker ended")
}
