//! `ctp10 play`: a script sent line by line, or only looked at.

use std::path::Path;

use color_eyre::eyre::Result;

use super::end::LightDuty;
use super::script::{self, Step};
use crate::core::consent::{Consent, Lights, WithHarm};
use crate::core::laser::PowerCaps;
use crate::core::may::May;
use crate::core::request::{Asking, Order, Query, ScpiLine};
use crate::desk::door::Door;
use crate::desk::failed::Failed;
use crate::desk::{Desk, Reply};
use crate::instrument::ctp10::typed::{Verdict, judge};
use crate::instrument::worker::{Connect, Setup};

/// How a script is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlayMode {
    /// Nothing is sent: what each line would do is told.
    Dry,
    /// What asks on the screen is left out.
    Run,
    /// What asks on the screen is sent, too.
    RunAll(WithHarm),
}

/// Why a line is not sent.
#[derive(Debug, thiserror::Error)]
enum Withheld {
    /// It is asked about on the screen, and there is nobody to ask.
    #[error("left out: {0}")]
    Asks(String),
    /// It is never sent.
    #[error("refused: {0}")]
    Refused(String),
}

/// What a line would do, if it is sent; else why it is not.
fn plan(
    line: &ScpiLine,
    mode: PlayMode,
    caps: &PowerCaps,
) -> std::result::Result<Option<(Lights, WithHarm)>, Withheld> {
    match (judge(line, caps), mode) {
        (Verdict::Send, PlayMode::Dry | PlayMode::Run | PlayMode::RunAll(_)) => Ok(None),
        (Verdict::Ask { lights, .. }, PlayMode::RunAll(with_harm)) => {
            Ok(lights.map(|lights| (lights, with_harm)))
        }
        (Verdict::Ask { why, .. }, PlayMode::Dry | PlayMode::Run) => Err(Withheld::Asks(why)),
        (Verdict::Refuse(why), PlayMode::Dry | PlayMode::Run | PlayMode::RunAll(_)) => {
            Err(Withheld::Refused(why))
        }
    }
}

/// Plays a script and prints what happens, line by line. Each line is sent once; the first that fails ends it.
/// Where nothing may be ordered, a script that does more than ask is not begun. What it lit and started is still so
/// when this returns; `duty` knows of it.
pub(crate) async fn play<C: Connect, D: Door>(
    path: &Path,
    mode: PlayMode,
    connect: C,
    setup: Setup,
    may: May,
    (duty, door): (&LightDuty, D),
) -> Result<()> {
    let steps = script::read(path)?;
    script::not_empty(&steps, path)?;
    let caps = setup.caps.clone();
    if mode == PlayMode::Dry {
        look_at(&steps, &caps);
        return Ok(());
    }
    if let (Err(why), Some((number, line))) = (may.order(), steps.iter().find_map(order_in)) {
        let words = format!(
            "{}, line {number}: {} is not a query, and this is {why}; nothing was sent",
            path.display(),
            line.text()
        );
        return Err(Failed::Refused(words).into());
    }
    let mut desk = duty.desk(connect, setup, may, door);
    desk.linked().await.map_err(|why| why.about("nothing was sent"))?;
    for (number, step) in steps {
        match step {
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Say(line) => match plan(&line, mode, &caps) {
                Err(why) => super::print::line(format_args!("{number:4}  {}: {why}", line.text())),
                Ok(lights) => {
                    let consent = match lights {
                        Some(agreed) => consent(&mut desk, number, &line, agreed).await?,
                        None => None,
                    };
                    let words = say(&mut desk, line.clone(), consent).await?;
                    super::print::line(format_args!("{number:4}  {}{words}", line.text()));
                }
            },
        }
    }
    Ok(())
}

/// Prints what a script would do.
fn look_at(steps: &[(usize, Step)], caps: &PowerCaps) {
    for (number, step) in steps {
        match step {
            Step::Wait(time) => super::print::line(format_args!("{number:4}  wait {} s", time.as_secs_f64())),
            Step::Say(line) => match plan(line, PlayMode::Run, caps) {
                Ok(_) => super::print::line(format_args!("{number:4}  would send {}", line.text())),
                Err(why) => {
                    super::print::line(format_args!("{number:4}  would not send {}: {why}", line.text()));
                }
            },
        }
    }
    super::print::line("nothing was sent; --run sends it");
}

/// The line of a step that is more than a question.
fn order_in((number, step): &(usize, Step)) -> Option<(usize, &ScpiLine)> {
    match step {
        Step::Say(line) if Asking::new(line.text()).is_err() => Some((*number, line)),
        Step::Say(_) | Step::Wait(_) => None,
    }
}

/// Who wrote `--with-harm` agreed to what this line lights as the bench is now: it is printed. None where nobody has to
/// agree.
async fn consent<D: Door>(
    desk: &mut Desk<D>,
    number: usize,
    line: &ScpiLine,
    (lights, with_harm): (Lights, WithHarm),
) -> Result<Option<Consent>, Failed> {
    let beams = desk.beams(&lights).await;
    let unsent = |why: Failed| why.about(&format!("{} was not sent", line.text()));
    let beams = beams.map_err(unsent)?;
    if !beams.need_consent(&lights) {
        return Ok(None);
    }
    for words in beams.words() {
        super::print::line(format_args!("{number:4}  laser emission: {words}"));
    }
    Ok(Some(beams.agreed_beforehand(with_harm)))
}

/// Sends a line and waits for its end; in words.
async fn say<D: Door>(
    desk: &mut Desk<D>,
    line: ScpiLine,
    consent: Option<Consent>,
) -> Result<String, Failed> {
    let text = line.text().to_owned();
    let id = match (Asking::new(&text), consent) {
        (Ok(asking), _) => desk.access().ask(Query::Say(asking)),
        (Err(_), consent) => desk.access().order(Order::Say(line, consent)),
    };
    let id = id.map_err(Failed::refused)?;
    match desk.ended(id).await.map_err(|why| why.about(&text))? {
        Reply::Done(words) => Ok(words),
        Reply::Answer(answer) => Ok(answer.map_or_else(String::new, |answer| format!("  -> {answer}"))),
    }
}
