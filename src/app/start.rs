//! From settings to a running console.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use color_eyre::eyre::{Context, Result};
use ratatui::Terminal;
use ratatui::layout::Rect;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::begin::{self, Plan};
use super::beside::{Beside, Guests, Served};
use super::connector::Connector;
use super::console::{Console, End, Host};
use super::end::{Farewell, HUNG_UP, LightDuty, PANICKED};
use super::input::Input;
use super::lost::TerminalLost;
use super::setup::setup;
use super::terminal::{self, Cells, Device, Screen};
use super::wire::{Access, Wire};
use crate::config::address::Address;
use crate::config::paths;
use crate::config::session::Session;
use crate::config::settings::Settings;
use crate::core::laser::Ours;
use crate::core::may::May;
use crate::core::transcript::Transcript;
use crate::core::wall_clock;
use crate::guard::{Ending, Watch};
use crate::instrument::worker::{Setup, start};
use crate::platform::TerminalChange;
use crate::platform::signals::TerminalChanges;
use crate::simulator::Server;
use crate::ui::frame::draw;
use crate::ui::frame::state::State;
use crate::ui::kit::graphics::{Graphics, KITTY_REMOVES};
use crate::ui::trace::Key;

/// What the settings say of the bench of a profile, or of the simulator.
pub(crate) type Replan = Box<dyn Fn(Option<String>) -> Result<Plan> + Send>;

/// Runs the console to its end: the screen on a thread of its own, this one waits for whatever ends it.
///
/// # Errors
/// If there is no terminal, or the system gives no threads.
pub(crate) fn console(
    plan: Plan,
    replan: Replan,
    served: Option<Served>,
    runtime: &Runtime,
) -> Result<Farewell> {
    let duty = LightDuty::new(plan.settings.on_exit);
    let beside = served.map(|served| runtime.block_on(Beside::open(served, duty.ends()))).transpose()?;
    let device = Arc::new(Device::open(duty.guardian()).wrap_err("the terminal cannot be used")?);
    duty.start_guardian(true);
    let watch = Watch::start()?;
    let stop = CancellationToken::new();
    let (folder, handle) = (plan.log.clone(), runtime.handle().clone());
    let parts = Parts { device: Arc::clone(&device), duty: duty.clone(), stop: stop.clone(), beside };
    watch.work("screen", move || handle.block_on(screen(plan, replan, parts)))?;
    let mut ending = watch.wait(|| duty.look());
    let deliberate = matches!(&ending, Ending::Done(Ok((End::Left(_), _))));
    let light = duty.end(runtime, deliberate);
    stop.cancel();
    if !matches!(ending, Ending::Done(_)) {
        // The screen is asked for what is remembered; if it does not answer, that is all that is lost.
        if let Some(Ok((_, session))) = watch.done_within(TIDYING / 3) {
            remember(session, folder.clone());
        }
    }
    device.give_back();
    if let Ending::Done(Ok((_, session))) = &mut ending {
        remember(std::mem::take(session), folder.clone());
    }
    tracing::info!("ended: {ending:?}");
    Ok(match ending {
        Ending::Done(Ok((End::Left(_), _))) => Farewell { code: 0, words: light },
        Ending::Done(Ok((End::TerminalLost(why), _))) => {
            Farewell::said(HUNG_UP, format!("the terminal is gone: {why}"), light)
        }
        Ending::Done(Ok((End::Stopped | End::WorkerLost | End::Bench(_), _))) => {
            let words = format!("the worker ended unexpectedly; the log in {} says why", folder.display());
            Farewell::said(PANICKED, words, light)
        }
        Ending::Done(Err(error)) => Farewell::said(1, format!("{error:#}"), light),
        Ending::Signal(signal) => Farewell::of_signal(signal, light),
        Ending::Panic(words) => Farewell::of_panic(&words, &folder, light),
    })
}

/// How long anything that is no light may hold the end up.
const TIDYING: Duration = Duration::from_millis(300);

/// Keeps what comes back the next time. A file system that does not answer is not waited for.
fn remember(session: Session, folder: PathBuf) {
    let (done, saved) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _ = session.save(&folder);
        let _ = done.send(());
    });
    let _ = saved.recv_timeout(TIDYING);
}

/// What the screen's thread is given.
struct Parts {
    device: Arc<Device>,
    duty: LightDuty,
    stop: CancellationToken,
    beside: Option<(Beside, Guests)>,
}

/// The screen, from the first frame to the last, on one bench after the other.
async fn screen(plan: Plan, replan: Replan, parts: Parts) -> Result<(End, Session)> {
    let mut session = Session::load(&plan.log);
    let asking = Arc::new(AtomicBool::new(false));
    let off = parts.duty.switch.clone();
    let (inputs, mut received) =
        terminal::read(plan.keymap.off_keys(), Box::new(move || off.all_off()), Arc::clone(&asking))?;
    let (screen, mut cells) =
        Screen::take(parts.device, plan.settings.mouse).wrap_err("the terminal cannot be used")?;
    tokio::spawn(watch_terminal(inputs));
    let (mut plan, mut screen) = (plan, screen);
    let (beside, mut guests) = parts.beside.unzip();
    loop {
        let transcript = Transcript::default();
        let state =
            begin::state(&plan, &session, begin::graphics(plan.settings.graphics), transcript.clone());
        let began = begin::session_of(&state);
        let host = RealHost {
            connector: connector(&plan),
            settings: plan.settings.clone(),
            beside: beside.clone(),
            setup: parts.duty.guarded(setup(&plan.settings, transcript)),
            picture: None,
            screen,
            duty: parts.duty.clone(),
            asking: Arc::clone(&asking),
        };
        let mut console = on_bench(&plan, cells, state, host);
        console.guests = guests;
        let end = console.run(&mut received, parts.stop.cancelled()).await;
        console.farewell().await;
        let kept = begin::to_keep(&console.state, &began, &session);
        let End::Bench(name) = end else { return Ok((end, kept)) };
        session = kept;
        guests = console.guests.take();
        let back = console.into_parts();
        (cells, screen) = (back.0, back.2.screen);
        plan = next_plan(plan, &replan, name);
    }
}

/// Where the instrument is by the settings.
fn connector(plan: &Plan) -> Connector {
    match &plan.settings.address {
        Some(address) => address.into(),
        None => Connector::BuiltIn(Server::new(plan.simulator.clone())),
    }
}

/// A console at a bench; at none where one is to be chosen.
fn on_bench(plan: &Plan, cells: Terminal<Cells>, state: State, host: RealHost) -> Console<Cells, RealHost> {
    let presets = paths::config_dir().map(|folder| folder.join("presets"));
    let new = if plan.choose { Console::unconnected } else { Console::new };
    let mut console = new(cells, state, host, presets);
    if plan.choose {
        console.state.closed();
    }
    if let Some(folder) = begin::session_folder(&plan.settings) {
        console.save_in(folder);
    }
    #[cfg(debug_assertions)]
    if let Some(wire) = console.wire() {
        super::end::panic_on_request(wire.access.observer().ours());
    }
    console
}

/// What the console begins with at another bench. The keys are those that it began with: the thread that reads them knows
/// those for all-off. Where the settings cannot be used any more it stays at the bench that it was at, and says why.
fn next_plan(before: Plan, replan: &Replan, name: Option<String>) -> Plan {
    match replan(name) {
        Ok(plan) => Plan { keymap: before.keymap, commands: before.commands, ..plan },
        Err(why) => Plan { warnings: vec![format!("{why:#}")], choose: false, ..before },
    }
}

/// Tells the screen what becomes of the terminal: its size, and whose it is.
async fn watch_terminal(inputs: mpsc::Sender<Input>) {
    let Ok(mut changes) = TerminalChanges::watch() else { return };
    while let Some(change) = changes.next().await {
        match change {
            // A screen that has no room for this has a frame to draw anyway.
            TerminalChange::Size => drop(inputs.try_send(Input::Resized)),
            TerminalChange::Suspend => drop(inputs.send(Input::Suspend).await),
            TerminalChange::Resumed => drop(inputs.send(Input::Resumed).await),
        }
    }
}

/// The real clock, the real terminal, and workers on the instrument.
struct RealHost {
    connector: Connector,
    settings: Settings,
    beside: Option<Beside>,
    setup: Setup,
    /// The picture that lies above the cells, and where.
    picture: Option<(Rect, Key)>,
    screen: Screen,
    duty: LightDuty,
    asking: Arc<AtomicBool>,
}

impl Host<Cells> for RealHost {
    fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>, ours: Ours) -> Wire {
        if let Some(address) = address {
            self.connector = (&address).into();
        }
        // The built-in simulator ends with this process, and its light with it.
        let may = May::by(self.settings.read_only);
        let outlives = !self.connector.is_built_in() && may.orders();
        self.duty.guard(outlives.then(|| self.connector.to_string()), ours);
        if let Some(time) = time_out {
            self.setup.clocks.answer = time;
        }
        let connect = self.connector.clone();
        let (handle, events, _) = start(connect.clone(), Setup { ours, ..self.setup.clone() });
        let snapshots = handle.observer().snapshots();
        self.duty.hold(handle.clone(), connect, self.setup.clone());
        if let Some(beside) = &self.beside {
            beside.follow(&handle, self.connector.place(), &self.settings);
        }
        Wire {
            access: Access::new(handle, may),
            events,
            snapshots,
            address: self.connector.to_string(),
            built_in_simulator: self.connector.is_built_in(),
        }
    }

    fn disconnected(&mut self) {
        self.duty.let_go();
        self.lets_in(false);
    }

    fn lets_in(&mut self, others: bool) {
        if let Some(beside) = &self.beside {
            beside.lets_in(others);
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.screen.copy(text)
    }

    fn mouse(&mut self, take: bool) -> io::Result<()> {
        self.screen.mouse(take)
    }

    fn bell(&mut self) -> io::Result<()> {
        self.screen.bell()
    }

    fn asks(&mut self, question: bool) {
        self.asking.store(question, Ordering::Release);
    }

    fn wall(&self) -> String {
        wall_clock::local().strftime("%H:%M:%S").to_string()
    }

    fn is_free(&self) -> bool {
        self.screen.is_free()
    }

    async fn written(&mut self) -> Result<(), TerminalLost> {
        self.screen.written().await
    }

    fn frame(&mut self, terminal: &mut Terminal<Cells>, state: &State) -> io::Result<()> {
        let mut above = "";
        if state.context.fixed.graphics.as_ref().is_some_and(Graphics::is_above_cells) {
            let picture = state.picture_on(terminal.get_frame().area());
            if self.picture.is_some() && self.picture != picture {
                above = KITTY_REMOVES;
            }
            self.picture = picture;
        }
        self.screen.frame(terminal, above, |frame| draw::draw(state, frame))
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.screen.suspend()
    }

    fn resume(&mut self, terminal: &mut Terminal<Cells>, state: &State) -> io::Result<()> {
        self.screen.resume(state.context.view.mouse)?;
        terminal.clear()
    }
}
