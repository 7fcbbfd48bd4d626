//! From settings to a running console.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use color_eyre::eyre::{Context, Result};
use ratatui::Terminal;
use ratatui::layout::Rect;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::connector::Connector;
use super::console::{Console, End, Host};
use super::end::{Duty, Farewell, HUNG_UP, PANICKED};
use super::folder::Folder;
use super::input::Input;
use super::lost::TerminalLost;
use super::terminal::{self, Cells, Device, Screen};
use super::wire::{Access, Wire};
use crate::config::address::Address;
use crate::config::look::GraphicsMode;
use crate::config::naming::SessionPlace;
use crate::config::paths;
use crate::config::session::Session;
use crate::config::settings::{Settings, WINDOWS_S};
use crate::core::event::Level;
use crate::core::laser::Ours;
use crate::core::transcript::Transcript;
use crate::core::wall_clock;
use crate::guard::{Ending, Watch};
use crate::instrument::ctp10::spoken;
use crate::instrument::scpi::line::Clocks;
use crate::instrument::worker::{Setup, start};
use crate::platform::TerminalChange;
use crate::platform::signals::{TerminalChanges, told_to_stop};
use crate::simulator::{Options, Server};
use crate::ui::common::context::{Fixed, Preferences};
use crate::ui::frame::draw;
use crate::ui::frame::state::State;
use crate::ui::kit::field::Recall;
use crate::ui::kit::graphics::{Graphics, KITTY_REMOVES, PictureProtocol};
use crate::ui::kit::input::keymap::Keymap;
use crate::ui::kit::theme::{PLAIN, Theme};
use crate::ui::trace::Key;

/// What the command line made of everything.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The settings, with what the command line changed of them.
    pub(crate) settings: Settings,
    /// The built-in keymap, overlaid by the operator's.
    pub(crate) keymap: Keymap,
    /// How the built-in simulator plays, if it is the instrument.
    pub(crate) simulator: Options,
    /// The themes there are, by name.
    pub(crate) themes: Vec<(String, Theme)>,
    /// With colours or without.
    pub(crate) coloured: bool,
    /// The folder of the log.
    pub(crate) log: PathBuf,
    /// What is wrong and no reason not to start, in words.
    pub(crate) warnings: Vec<String>,
}

/// Runs the console to its end: the screen on a thread of its own, this one waits for whatever ends it.
///
/// # Errors
/// If there is no terminal, or the system gives no threads.
pub(crate) fn console(plan: Plan, runtime: &Runtime) -> Result<Farewell> {
    let duty = Duty::new(plan.settings.on_exit);
    let device = Arc::new(Device::open(duty.guardian()).wrap_err("the terminal cannot be used")?);
    duty.start_guardian(true);
    let watch = Watch::start()?;
    let stop = CancellationToken::new();
    let (folder, handle) = (plan.log.clone(), runtime.handle().clone());
    let parts = Parts { device: Arc::clone(&device), duty: duty.clone(), stop: stop.clone() };
    watch.work("screen", move || handle.block_on(screen(plan, parts)))?;
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
        Ending::Done(Ok((End::Stopped | End::WorkerLost, _))) => {
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
    duty: Duty,
    stop: CancellationToken,
}

/// The screen, from the first frame to the last.
async fn screen(plan: Plan, parts: Parts) -> Result<(End, Session)> {
    let connector = match &plan.settings.address {
        Some(address) => address.into(),
        None => Connector::BuiltIn(Server::new(plan.simulator.clone())),
    };
    let transcript = Transcript::default();
    let session = Session::load(&plan.log);
    let state = state(&plan, &session, transcript.clone());
    let asking = Arc::new(AtomicBool::new(false));
    let off = parts.duty.switch.clone();
    let (inputs, mut received) =
        terminal::read(plan.keymap.off_keys(), Box::new(move || off.all_off()), Arc::clone(&asking))?;
    let (screen, cells) =
        Screen::take(parts.device, state.context.view.mouse).wrap_err("the terminal cannot be used")?;
    tokio::spawn(watch_terminal(inputs));
    let setup = parts.duty.guarded(setup(&plan.settings, transcript));
    let host = RealHost {
        connector,
        read_only: plan.settings.read_only,
        setup,
        picture: None,
        screen,
        duty: parts.duty,
        asking,
    };
    let presets = paths::config_dir().map(|folder| folder.join("presets"));
    let mut console = Console::new(cells, state, host, presets);
    if let Some(folder) = session_folder(&plan.settings) {
        console.save_in(folder);
    }
    #[cfg(debug_assertions)]
    if let Some(wire) = console.wire() {
        super::end::panic_on_request(wire.access.observer().ours());
    }
    let end = console.run(&mut received, parts.stop.cancelled()).await;
    Ok((end, session_of(&console.state)))
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

/// The state to begin with: by the settings, where they say nothing by the last session.
fn state(plan: &Plan, session: &Session, transcript: Transcript) -> State {
    let settings = &plan.settings;
    let fixed = Fixed {
        keymap: plan.keymap.clone(),
        themes: plan.themes.clone(),
        detectors: settings.detectors.clone(),
        caps: settings.caps.clone(),
        period: settings.period,
        log: plan.log.display().to_string(),
        read_only: settings.read_only,
        headers: spoken::headers(),
        transcript,
        graphics: graphics(settings.graphics),
        save_name: settings.save_name.clone(),
    };
    let known = |name: &String| plan.themes.iter().any(|(theme, _)| theme == name);
    let chosen = settings.theme.clone().or_else(|| Some(session.theme.clone()).filter(known));
    let plain = (!plan.coloured).then(|| PLAIN.to_owned());
    let glyphs = settings.glyphs.or_else(|| session.glyphs.parse().ok());
    let view = Preferences {
        theme: plain.or(chosen).unwrap_or_else(|| "dark".into()),
        glyphs: glyphs.unwrap_or_default(),
        mouse: settings.mouse,
        expanded: false,
    };
    let last = Some(session.window_s).filter(|window| WINDOWS_S.contains(window));
    let window = settings.window_s.or(last).unwrap_or(60);
    let mut state = State::new(fixed, view, window, tokio::time::Instant::now().into_std());
    for words in &plan.warnings {
        state.tell(Level::Warning, words.clone());
    }
    state.trace.auto_download = settings.auto_download;
    state.trace.files.clone_from(&session.files);
    state.frame.recall = Recall::with(session.commands.clone());
    state.scpi.conversation.recall = Recall::with(session.scpi.clone());
    if let Ok(focus) = session.focus.parse() {
        state.focus(focus);
    }
    state
}

/// The folder of this session, by the local clock.
fn session_folder(settings: &Settings) -> Option<PathBuf> {
    let now = wall_clock::local();
    let folder = settings.save_folder.as_ref()?.fill(|place| match place {
        SessionPlace::Time => now.strftime("%H%M%S").to_string(),
        SessionPlace::Date => now.strftime("%Y-%m-%d").to_string(),
    });
    Some(Folder::default().to_save(Path::new(&folder)))
}

/// How this terminal shows pictures.
fn graphics(mode: GraphicsMode) -> Option<Graphics> {
    let protocol = match mode {
        GraphicsMode::Auto => protocol_of_terminal()?,
        GraphicsMode::Off => return None,
        GraphicsMode::Sixel => PictureProtocol::Sixel,
        GraphicsMode::Kitty => PictureProtocol::Kitty,
        GraphicsMode::Iterm2 => PictureProtocol::Iterm2,
    };
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    Graphics::new(protocol, cell)
}

/// By what the terminal says of itself in the environment. Inside tmux only what is forced: tmux does not know where its
/// pictures stand.
fn protocol_of_terminal() -> Option<PictureProtocol> {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    let term = says("TERM");
    if !says("TMUX").is_empty() {
        None
    } else if !says("KITTY_WINDOW_ID").is_empty()
        || ["kitty", "ghostty"].iter().any(|name| term.contains(name))
    {
        Some(PictureProtocol::Kitty)
    } else if ["iTerm.app", "WezTerm"].contains(&says("TERM_PROGRAM").as_str()) {
        Some(PictureProtocol::Iterm2)
    } else if !says("XTERM_VERSION").is_empty() || term.contains("foot") {
        Some(PictureProtocol::Sixel)
    } else {
        None
    }
}

/// What comes back the next time.
fn session_of(state: &State) -> Session {
    let focus: &str = state.context.selection.focus.into();
    Session {
        focus: focus.to_owned(),
        window_s: state.power.chart.window().as_secs(),
        theme: state.context.view.theme.clone(),
        glyphs: state.context.view.glyphs.name().to_owned(),
        files: state.trace.files.clone(),
        commands: state.frame.recall.lines().to_vec(),
        scpi: state.scpi.conversation.recall.lines().to_vec(),
    }
}

/// How a worker works by the settings.
pub fn setup(settings: &Settings, transcript: Transcript) -> Setup {
    let detectors: Vec<_> = settings.detectors.iter().map(|(detector, _)| *detector).collect();
    Setup {
        detectors: detectors.into(),
        period: settings.period,
        monitor: settings.monitor,
        caps: settings.caps.clone(),
        clocks: Clocks { answer: settings.answer, ..Clocks::default() },
        check_x: settings.check_x,
        transcript,
        errors: settings.errors,
        poll: settings.poll,
        seed: u64::from(std::process::id()),
        ..Setup::default()
    }
}

/// The real clock, the real terminal, and workers on the instrument.
struct RealHost {
    connector: Connector,
    read_only: bool,
    setup: Setup,
    /// The picture that lies above the cells, and where.
    picture: Option<(Rect, Key)>,
    screen: Screen,
    duty: Duty,
    asking: Arc<AtomicBool>,
}

impl Host<Cells> for RealHost {
    fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>, ours: Ours) -> Wire {
        if let Some(address) = address {
            self.connector = (&address).into();
        }
        // The built-in simulator ends with this process, and its light with it.
        let outlives = !self.connector.is_built_in() && !self.read_only;
        self.duty.guard(outlives.then(|| self.connector.to_string()), ours);
        if let Some(time) = time_out {
            self.setup.clocks.answer = time;
        }
        let connect = self.connector.clone();
        let (handle, events, _) = start(connect.clone(), Setup { ours, ..self.setup.clone() });
        let snapshots = handle.observer().snapshots();
        self.duty.hold(handle.clone(), connect, self.setup.clone());
        Wire {
            access: Access::new(handle, self.read_only),
            events,
            snapshots,
            address: self.connector.to_string(),
            built_in_simulator: self.connector.is_built_in(),
        }
    }

    fn disconnected(&mut self) {
        self.duty.let_go();
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.screen.copy(text)
    }

    fn mouse(&mut self, take: bool) -> io::Result<()> {
        self.screen.mouse(take)
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

/// Runs the simulator as a server of its own until it is told to stop.
pub(crate) async fn simulator(listen: std::net::SocketAddr, options: Options) -> Result<()> {
    let listener = TcpListener::bind(listen).await.wrap_err_with(|| format!("cannot listen on {listen}"))?;
    super::print::line(format_args!("listening on {}", listener.local_addr()?));
    let cancel = CancellationToken::new();
    tokio::select! {
        () = told_to_stop()? => {}
        () = Server::new(options).serve(listener, cancel.clone()) => {}
    }
    cancel.cancel();
    Ok(())
}
