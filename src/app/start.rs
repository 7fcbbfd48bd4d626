//! From settings to a running console.

use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::pin::pin;

use color_eyre::eyre::{Context, Result, eyre};
use crossterm::event::EventStream;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::console::{Console, End, Host};
use super::terminal;
use crate::config::address::Address;
use crate::config::settings::{OnExit, Settings};
use crate::core::ids::LaserSet;
use crate::instrument::scpi::line::Clocks;
use crate::instrument::worker::{Setup, Tcp, start};
use crate::simulator::{Options, Server};
use crate::ui::draw;
use crate::ui::input::keymap::Keymap;
use crate::ui::state::{Fixed, State};
use crate::ui::theme::Theme;

/// What the command line made of everything.
#[derive(Debug)]
pub struct Plan {
    /// The settings.
    pub settings: Settings,
    /// The keymap.
    pub keymap: Keymap,
    /// How the built-in simulator plays, if it is the instrument.
    pub simulator: Options,
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
    let connect = Tcp { host: address.host.clone(), port: address.port };
    let (handle, events, worker) = start(connect, setup(&plan.settings));
    let fixed = Fixed {
        keymap: plan.keymap,
        theme: Theme::new(plan.coloured),
        detectors: plan.settings.detectors.clone(),
        caps: plan.settings.caps.clone(),
        period: plan.settings.period,
        address: if built_in { "built-in simulator".into() } else { address.to_string() },
        built_in_simulator: built_in,
        log: plan.log.display().to_string(),
    };
    let state = State::new(fixed, plan.settings.window_s, tokio::time::Instant::now().into_std());
    terminal::hook_panics(std::thread::current().id());
    let screen = terminal::take().wrap_err("the terminal cannot be used")?;
    let mut console = Console::new(screen, state, RealHost, handle.clone(), events);
    let end = console.run(EventStream::new(), told_to_stop()?).await;
    let ours = console.state.switched_on;
    let left_on = match end {
        End::Left(_) => LaserSet::NONE,
        _ if plan.settings.on_exit == OnExit::Leave => LaserSet::NONE,
        End::WorkerLost => ours,
        End::Stopped | End::TerminalLost(_) => console.switch_off(ours).await,
    };
    terminal::leave();
    handle.shut_down();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(1), worker).await;
    cancel.cancel();
    tracing::info!("ended: {end:?}");
    if !left_on.is_empty() {
        return Err(eyre!("{left_on} may still be on: switch off at the instrument"));
    }
    match (end, ended) {
        (End::WorkerLost, _) | (_, Ok(Err(_))) => {
            Err(eyre!("the worker ended unexpectedly; the log in {} says why", plan.log.display()))
        }
        (End::TerminalLost(why), _) => Err(eyre!("the terminal is gone: {why}")),
        (End::Left(_) | End::Stopped, _) => Ok(()),
    }
}

fn setup(settings: &Settings) -> Setup {
    let detectors: Vec<_> = settings.detectors.iter().map(|(detector, _)| *detector).collect();
    Setup {
        detectors: detectors.into(),
        period: settings.period,
        monitor: settings.monitor,
        caps: settings.caps.clone(),
        clocks: Clocks { answer: settings.answer, ..Clocks::default() },
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

/// The real clock and the real terminal.
struct RealHost;

impl Host<CrosstermBackend<io::Stdout>> for RealHost {
    fn wall(&self) -> String {
        jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string()
    }

    fn frame(
        &mut self,
        screen: &mut Terminal<CrosstermBackend<io::Stdout>>,
        state: &State,
    ) -> io::Result<()> {
        terminal::begin_frame()?;
        screen.draw(|frame| draw::draw(state, frame))?;
        terminal::end_frame()
    }

    fn suspend(&mut self, screen: &mut Terminal<CrosstermBackend<io::Stdout>>) -> io::Result<()> {
        terminal::leave();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?;
        terminal::enter()?;
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
