//! `ctp10 play`: a script sent line by line, or only looked at.

use std::path::Path;

use color_eyre::eyre::{Result, bail};
use tokio::sync::mpsc;

use super::batch::Failed;
use super::end::Duty;
use super::script::{self, Step};
use crate::core::consent::{Consent, Lights, WithHarm};
use crate::core::event::{Event, Outcome};
use crate::core::laser::PowerCaps;
use crate::core::request::{Asking, Order, Query, RequestId, ScpiLine};
use crate::instrument::ctp10::spoken::{Verdict, judge};
use crate::instrument::worker::{Access, Connect, Setup, start};

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
pub(crate) async fn play<C: Connect>(
    path: &Path,
    mode: PlayMode,
    connect: C,
    setup: Setup,
    read_only: bool,
    duty: &Duty,
) -> Result<()> {
    let steps = script::read(path)?;
    script::not_empty(&steps, path)?;
    let caps = setup.caps.clone();
    if mode == PlayMode::Dry {
        look_at(&steps, &caps);
        return Ok(());
    }
    if read_only && let Some((number, line)) = steps.iter().find_map(order_in) {
        let words = format!(
            "read-only: {}, line {number}: {} is not a query; nothing was sent",
            path.display(),
            line.text()
        );
        return Err(Failed::Refused(words).into());
    }
    let (handle, events, _) = start(connect.clone(), setup.clone());
    duty.hold(handle.clone(), connect, setup);
    let mut player = Player { access: Access::new(handle, read_only), events };
    let mut snapshots = player.access.observer().snapshots();
    let up = snapshots.wait_for(|bench| bench.is_live());
    if tokio::time::timeout(std::time::Duration::from_secs(10), up).await.is_err() {
        return Err(Failed::NoLink("no instrument answered within 10 s; nothing was sent".into()).into());
    }
    for (number, step) in steps {
        match step {
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Say(line) => match plan(&line, mode, &caps) {
                Err(why) => super::print::line(format_args!("{number:4}  {}: {why}", line.text())),
                Ok(lights) => {
                    let consent = match lights {
                        Some(agreed) => player.consent(number, &line, agreed, &caps).await?,
                        None => None,
                    };
                    let words = player.say(line.clone(), consent).await?;
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

struct Player {
    access: Access,
    events: mpsc::Receiver<Event>,
}

impl Player {
    /// Who wrote `--with-harm` agreed to what this line lights as the bench is now: it is printed. None where nobody
    /// has to agree.
    async fn consent(
        &mut self,
        number: usize,
        line: &ScpiLine,
        (lights, with_harm): (Lights, WithHarm),
        caps: &PowerCaps,
    ) -> Result<Option<Consent>> {
        let id = self.access.ask(Query::Look(lights.clone()))?;
        self.ended(id, line.text()).await?;
        let beams = self.access.observer().snapshot().beams(&lights, caps);
        let beams = match beams {
            Ok(beams) => beams,
            Err(why) => bail!("{}: {why}; it was not sent", line.text()),
        };
        if !beams.need_consent(&lights) {
            return Ok(None);
        }
        for beam in beams.each() {
            super::print::line(format_args!("{number:4}  switches on {beam}"));
        }
        if !beams.told() {
            super::print::line(format_args!("{number:4}  may switch on any laser"));
        }
        Ok(Some(beams.agreed_beforehand(with_harm)))
    }

    /// Sends a line and waits for its end; in words.
    async fn say(&mut self, line: ScpiLine, consent: Option<Consent>) -> Result<String> {
        let text = line.text().to_owned();
        let id = match (Asking::new(&text), consent) {
            (Ok(asking), _) => self.access.ask(Query::Say(asking))?,
            (Err(_), None) => self.access.order(Order::Say(line))?,
            (Err(_), Some(consent)) => self.access.order(Order::SayLit(line, consent))?,
        };
        self.ended(id, &text).await
    }

    async fn ended(&mut self, id: RequestId, text: &str) -> Result<String> {
        while let Some(event) = self.events.recv().await {
            match event {
                Event::Said { id: other, answer, errors, .. } if other == id => {
                    if !errors.is_empty() {
                        bail!("{text}: the instrument says {}", errors.join(", "));
                    }
                    return Ok(answer.map_or_else(String::new, |answer| format!("  -> {answer}")));
                }
                Event::Finished { id: other, outcome, .. } if other == id => match &outcome {
                    Outcome::Done(words) | Outcome::Answer(words) => return Ok(words.clone()),
                    Outcome::Refused(_)
                    | Outcome::Unknown(_)
                    | Outcome::Lost { .. }
                    | Outcome::Cancelled(_) => {
                        bail!("{text}: {}", outcome.reason().unwrap_or_default())
                    }
                },
                Event::Said { .. }
                | Event::Finished { .. }
                | Event::Setting { .. }
                | Event::InstrumentErrors { .. }
                | Event::SweepDone
                | Event::Trace(_)
                | Event::SwitchedOff(_)
                | Event::Aborted
                | Event::Notice(..) => {}
            }
        }
        bail!("{text}: the worker ended")
    }
}
