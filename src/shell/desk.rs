//! How a command that needs a bench and no screen is run.

use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::Result;

use super::common::{Common, instrument};
use super::door::Shell;
use super::{Task, block_on, complain, part, runtime};
use crate::app::end::{Farewell, LightDuty};
use crate::app::print::Printed;
use crate::app::setup::setup;
use crate::config::paths;
use crate::config::settings::{OnExit, Settings};
use crate::core::consent::WithHarm;
use crate::core::ids::DetectorId;
use crate::core::laser::Ours;
use crate::core::may::May;
use crate::core::transcript::Transcript;
use crate::guard::{Ending, Watch};
use crate::instrument::worker::{Setup, Tcp};

/// What can be typed with every command that prints for people or for programs.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct JsonFlag {
    /// Print one JSON object, with units in its names
    #[arg(long)]
    json: bool,
}

impl JsonFlag {
    pub(super) const fn form(self) -> Printed {
        Printed::of(self.json)
    }
}

/// A bench, asked from the shell.
pub(super) type Desk = crate::desk::Desk<Shell>;

/// What can be typed with every command that lets light out, or changes light that is out.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Agreed {
    /// Confirm laser emission; without this you are asked
    #[arg(long)]
    yes: bool,
}

impl Agreed {
    pub(super) fn given(self) -> Option<WithHarm> {
        WithHarm::given(self.yes)
    }
}

/// What a command has of the bench.
pub(super) struct CommandSetup {
    settings: Settings,
    tcp: Tcp,
    setup: Setup,
}

impl CommandSetup {
    /// The instrument that was named, with these detectors and no others.
    ///
    /// # Errors
    /// Where none was named.
    pub(super) fn named(common: &Common, detectors: &[(DetectorId, String)]) -> Result<Self> {
        Self::of(common.settings()?, detectors)
    }

    /// The same where light is to go off: settings that cannot be used are no reason not to, where an address was typed.
    ///
    /// # Errors
    /// Where no address is known.
    pub(super) fn to_go_dark(common: &Common) -> Result<Self> {
        Self::of(common.settings_to_go_dark()?, &[])
    }

    fn of(settings: Settings, detectors: &[(DetectorId, String)]) -> Result<Self> {
        let tcp = instrument(&settings)?;
        let places: Vec<DetectorId> = detectors.iter().map(|(place, _)| *place).collect();
        let setup = setup(&settings, Transcript::default());
        let setup = Setup { live_power: !places.is_empty(), detectors: places.into(), ..setup };
        Ok(Self { settings, tcp, setup })
    }

    /// With another time from round to round of live power.
    pub(super) fn each(self, period: std::time::Duration) -> Self {
        Self { setup: Setup { period, ..self.setup }, ..self }
    }

    /// Fetches the wavelengths of traces as well, and compares them.
    pub(super) fn checking_x(self) -> Self {
        Self { setup: Setup { check_x: true, ..self.setup }, ..self }
    }

    /// Without live power: the settings of its detectors alone.
    pub(super) fn quiet(self) -> Self {
        Self { setup: Setup { live_power: false, ..self.setup }, ..self }
    }

    /// Does what lets no light out.
    pub(super) fn ask<W>(self, work: impl FnOnce(Desk) -> W + 'static) -> Task
    where
        W: Future<Output = Result<()>>,
    {
        Box::new(move || {
            block_on(async move {
                let duty = LightDuty::new(OnExit::Leave);
                let may = May::by(self.settings.read_only);
                work(duty.desk(self.tcp, self.setup, may, Shell { agreed: None })).await
            })
        })
    }

    /// Does what may let light out. What it lit goes off and what it started is aborted when it ends early, however it ends;
    /// of what was done that stays as it is.
    pub(super) fn light<W>(self, agreed: Agreed, work: impl FnOnce(Desk) -> W + Send + 'static) -> Task
    where
        W: Future<Output = Result<()>> + Send,
    {
        Box::new(move || {
            let (tcp, may) = (self.tcp, May::by(self.settings.read_only));
            let duty = duty(OnExit::Off, &tcp, may.orders());
            let (setup, held) = (duty.guarded(self.setup), duty.clone());
            let shell = Shell { agreed: agreed.given() };
            guarded(&duty, Done::StaysLit, move || work(held.desk(tcp, setup, may, shell)))
        })
    }
}

/// What becomes of the light of work that was done to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// It stays: the work itself saw to it.
    StaysLit,
    /// It goes off, as it does when the work ends early.
    GoesDark,
}

/// The duty to leave no light behind at this instrument, with a guardian where any may be let out.
pub(super) fn duty(on_exit: OnExit, tcp: &Tcp, lights: bool) -> LightDuty {
    let duty = LightDuty::new(on_exit);
    if lights {
        duty.start_guardian(false);
        duty.guard(Some(format!("{}:{}", tcp.host, tcp.port)), Ours::default());
    }
    duty
}

/// Runs work that lets light out, and sees to what it lit when it ends.
pub(super) fn guarded<W>(
    duty: &LightDuty,
    done: Done,
    work: impl FnOnce() -> W + Send + 'static,
) -> Result<ExitCode>
where
    W: Future<Output = Result<()>> + Send,
{
    let runtime = runtime()?;
    let watch = Watch::start()?;
    let on = runtime.handle().clone();
    watch.work("command", move || on.block_on(async move { work().await }))?;
    let ending = watch.wait(|| duty.look());
    let stays_lit = done == Done::StaysLit && matches!(ending, Ending::Done(Ok(())));
    let light = duty.end(&runtime, stays_lit);
    runtime.shutdown_background();
    let farewell = match ending {
        Ending::Done(done) => {
            light.inspect(|words| complain(words));
            return done.map(|()| ExitCode::SUCCESS);
        }
        Ending::Signal(signal) => Farewell::of_signal(signal, light),
        Ending::Panic(words) => Farewell::of_panic(&words, &paths::log_dir(), light),
    };
    Ok(part(farewell))
}
