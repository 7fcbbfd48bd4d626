//! From settings to a running console.

use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use color_eyre::eyre::{Context, Result, eyre};
use crossterm::event::EventStream;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::console::{Console, End, Host};
use super::folder::Folder;
use super::terminal;
use super::wire::{Access, Wire};
use crate::config::address::Address;
use crate::config::naming::Place;
use crate::config::paths;
use crate::config::session::Session;
use crate::config::settings::{OnExit, Settings, WINDOWS_S};
use crate::core::ids::LaserSet;
use crate::core::laser::Ours;
use crate::core::transcript::Transcript;
use crate::instrument::ctp10::spoken;
use crate::instrument::scpi::line::Clocks;
use crate::instrument::worker::{Setup, Tcp, start};
use crate::simulator::{Options, Server};
use crate::ui::charts::dots::Glyphs;
use crate::ui::draw;
use crate::ui::field::Recall;
use crate::ui::input::keymap::Keymap;
use crate::ui::picture::{Graphics, KITTY_REMOVES, Key};
use crate::ui::state::{Fixed, State, View};
use crate::ui::theme::{PLAIN, Theme};

/// What the command line made of everything.
#[derive(Debug)]
pub struct Plan {
    /// The settings.
    pub settings: Settings,
    /// The keymap.
    pub keymap: Keymap,
    /// How the built-in simulator plays, if it is the instrument.
    pub simulator: Options,
    /// The themes there are, by name.
    pub themes: Vec<(String, Theme)>,
    /// With colours or without.
    pub coloured: bool,
    /// The folder of the log.
    pub log: PathBuf,
}

/// Runs the console to its end.
pub async fn console(plan: Plan) -> Result<()> {
    let cancel = CancellationToken::new();
    let built_in = plan.settings.address.is_none();
    let address = match &plan.settings.address {
        Some(address) => address.clone(),
        None => built_in_simulator(plan.simulator.clone(), cancel.clone()).await?,
    };
    let transcript = Transcript::default();
    let host = RealHost {
        address,
        built_in,
        read_only: plan.settings.read_only,
        setup: setup(&plan.settings, transcript.clone()),
        picture: None,
    };
    let session = Session::load(&plan.log);
    let state = state(&plan, &session, transcript);
    terminal::hook_panics(std::thread::current().id());
    let screen = terminal::take(state.view.mouse).wrap_err("the terminal cannot be used")?;
    let presets = paths::config_dir().map(|folder| folder.join("presets"));
    let mut console = Console::new(screen, state, host, presets);
    if let Some(folder) = session_folder(&plan.settings) {
        console.save_in(folder);
    }
    let end = console.run(EventStream::new(), told_to_stop()?).await;
    let ours = console.state.ours.lit;
    let left_on = match end {
        End::Left(_) => LaserSet::NONE,
        _ if plan.settings.on_exit == OnExit::Leave => LaserSet::NONE,
        End::WorkerLost => ours,
        End::Stopped | End::TerminalLost(_) => console.switch_off(ours).await,
    };
    terminal::leave();
    console.disconnect();
    let _ = remember(&console.state).save(&plan.log);
    // The cursor was given back with the rest. Dropping the screen would try once more, and panic where the
    // terminal is gone.
    std::mem::forget(console.terminal);
    cancel.cancel();
    tracing::info!("ended: {end:?}");
    if !left_on.is_empty() {
        return Err(eyre!("{left_on} may still be on: switch off at the instrument"));
    }
    match end {
        End::WorkerLost => {
            Err(eyre!("the worker ended unexpectedly; the log in {} says why", plan.log.display()))
        }
        End::TerminalLost(why) => Err(eyre!("the terminal is gone: {why}")),
        End::Left(_) | End::Stopped => Ok(()),
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
        graphics: graphics(settings.graphics.as_deref().unwrap_or("auto")),
        save_name: settings.save_name.clone(),
    };
    let known = |name: &String| plan.themes.iter().any(|(theme, _)| theme == name);
    let chosen = settings.theme.clone().or_else(|| Some(session.theme.clone()).filter(known));
    let plain = (!plan.coloured).then(|| PLAIN.to_owned());
    let glyphs = settings.glyphs.as_ref().unwrap_or(&session.glyphs);
    let view = View {
        theme: plain.or(chosen).unwrap_or_else(|| "dark".into()),
        glyphs: glyphs.parse::<Glyphs>().unwrap_or_default(),
        mouse: settings.mouse,
        expanded: false,
    };
    let last = Some(session.window_s).filter(|window| WINDOWS_S.contains(window));
    let window = settings.window_s.or(last).unwrap_or(60);
    let mut state = State::new(fixed, view, window, tokio::time::Instant::now().into_std());
    state.auto_download = settings.auto_download;
    state.files.clone_from(&session.files);
    state.recall = Recall::with(session.commands.clone());
    state.conversation.recall = Recall::with(session.scpi.clone());
    if let Ok(focus) = session.focus.parse() {
        state.focus(focus);
    }
    state
}

/// The folder of this session, by the local clock.
fn session_folder(settings: &Settings) -> Option<PathBuf> {
    let now = jiff::ZonedDateTime::now();
    let folder = settings.save_folder.as_ref()?.fill(|place| match place {
        Place::Time => now.strftime("%H%M%S").to_string(),
        _ => now.strftime("%Y-%m-%d").to_string(),
    });
    Some(Folder::default().to_save(Path::new(&folder)))
}

/// How this terminal shows pictures, by what it says of itself in the environment. Inside tmux only if it is
/// forced: tmux does not know where its pictures stand.
fn graphics(wanted: &str) -> Option<Graphics> {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    let protocol = match wanted {
        "auto" if !says("TMUX").is_empty() => return None,
        "auto" if !says("KITTY_WINDOW_ID").is_empty() || says("TERM").contains("kitty") => "kitty",
        "auto" if says("TERM").contains("ghostty") => "kitty",
        "auto" if ["iTerm.app", "WezTerm"].contains(&says("TERM_PROGRAM").as_str()) => "iterm2",
        "auto" if !says("XTERM_VERSION").is_empty() || says("TERM").contains("foot") => "sixel",
        forced => forced,
    };
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    Graphics::new(protocol, cell)
}

/// What comes back the next time.
fn remember(state: &State) -> Session {
    let focus: &str = state.focus.into();
    Session {
        focus: focus.to_owned(),
        window_s: state.strip.window().as_secs(),
        theme: state.view.theme.clone(),
        glyphs: state.view.glyphs.name().to_owned(),
        files: state.files.clone(),
        commands: state.recall.lines().to_vec(),
        scpi: state.conversation.recall.lines().to_vec(),
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
        ours: Ours::default(),
        before_light: None,
        seed: u64::from(std::process::id()),
    }
}

/// The same server that `ctp10 sim` runs, on a loopback port that is free.
async fn built_in_simulator(options: Options, cancel: CancellationToken) -> Result<Address> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.wrap_err("the simulator cannot listen")?;
    let port = listener.local_addr()?.port();
    tokio::spawn(Server::new(options).serve(listener, cancel));
    Ok(Address { host: "127.0.0.1".into(), port })
}

/// Ready when the program is told to stop: SIGTERM, SIGHUP or SIGINT.
fn told_to_stop() -> Result<impl Future<Output = ()>> {
    let mut signals = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()]
        .map(signal)
        .into_iter()
        .collect::<io::Result<Vec<_>>>()?;
    Ok(async move {
        poll_fn(|context| {
            let ready = signals.iter_mut().any(|signal| pin!(signal.recv()).poll(context).is_ready());
            if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    })
}

/// The real clock, the real terminal, and workers on TCP.
struct RealHost {
    address: Address,
    /// The address is that of the built-in simulator.
    built_in: bool,
    read_only: bool,
    setup: Setup,
    /// The picture that lies above the cells, and where.
    picture: Option<(Rect, Key)>,
}

impl Host<CrosstermBackend<io::Stdout>> for RealHost {
    fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>, ours: Ours) -> Wire {
        if let Some(address) = address {
            self.address = address;
            self.built_in = false;
        }
        if let Some(time) = time_out {
            self.setup.clocks.answer = time;
        }
        let connect = Tcp { host: self.address.host.clone(), port: self.address.port };
        let (handle, events, _) = start(connect, Setup { ours, ..self.setup.clone() });
        let snapshots = handle.snapshots();
        Wire {
            access: Access::new(handle, self.read_only),
            events,
            snapshots,
            address: if self.built_in { "built-in simulator".into() } else { self.address.to_string() },
            built_in_simulator: self.built_in,
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        terminal::copy(text)
    }

    fn mouse(&mut self, take: bool) -> io::Result<()> {
        terminal::mouse(take)
    }

    fn wall(&self) -> String {
        jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string()
    }

    fn frame(
        &mut self,
        screen: &mut Terminal<CrosstermBackend<io::Stdout>>,
        state: &State,
    ) -> io::Result<()> {
        terminal::begin_frame()?;
        if state.fixed.graphics.as_ref().is_some_and(Graphics::is_above_cells) {
            let picture = state.picture_on(screen.get_frame().area());
            if self.picture.is_some() && self.picture != picture {
                terminal::write(KITTY_REMOVES)?;
            }
            self.picture = picture;
        }
        screen.draw(|frame| draw::draw(state, frame))?;
        terminal::end_frame()
    }

    fn suspend(
        &mut self,
        screen: &mut Terminal<CrosstermBackend<io::Stdout>>,
        state: &State,
    ) -> io::Result<()> {
        terminal::leave();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?;
        terminal::enter(state.view.mouse)?;
        screen.clear()
    }
}

/// Runs the simulator as a server of its own until it is told to stop.
pub async fn simulator(listen: std::net::SocketAddr, options: Options) -> Result<()> {
    let listener = TcpListener::bind(listen).await.wrap_err_with(|| format!("cannot listen on {listen}"))?;
    println!("listening on {}", listener.local_addr()?);
    let cancel = CancellationToken::new();
    tokio::select! {
        () = told_to_stop()? => {}
        () = Server::new(options).serve(listener, cancel.clone()) => {}
    }
    cancel.cancel();
    Ok(())
}
