//! The screen while a 3.76 MB trace moves at 0.4 MB/s: frames, keys, live power.

mod common;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{figure, percentile, setup, tcp};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ctp10::app::begin::{self, Plan};
use ctp10::app::console::{Console, Host};
use ctp10::app::input::Input;
use ctp10::app::wire::{Access, Wire};
use ctp10::config::address::Address;
use ctp10::config::session::Session;
use ctp10::config::settings::Settings;
use ctp10::core::history::Reading;
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::may::May;
use ctp10::core::modes::MonitorMode;
use ctp10::core::request::Query;
use ctp10::core::snapshot::Monitor;
use ctp10::core::trace::TraceId;
use ctp10::core::transcript::Transcript;
use ctp10::instrument::worker::{Handle, start};
use ctp10::simulator::{Options, Server};
use ctp10::ui::frame::draw;
use ctp10::ui::frame::state::State;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Draws for a real terminal into a buffer and notes the time of each frame.
struct Watch {
    frames: Arc<Mutex<Vec<Instant>>>,
    drawing: Arc<Mutex<Vec<Duration>>>,
    wire: Option<Wire>,
}

/// Bytes for a terminal that nobody looks at.
#[derive(Default)]
struct Sink(usize);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Host<CrosstermBackend<Sink>> for Watch {
    fn wall(&self) -> String {
        "12:00:00".into()
    }

    fn frame(&mut self, terminal: &mut Terminal<CrosstermBackend<Sink>>, state: &State) -> io::Result<()> {
        let begin = Instant::now();
        terminal.draw(|frame| draw::draw(state, frame))?;
        self.drawing.lock().unwrap().push(begin.elapsed());
        self.frames.lock().unwrap().push(Instant::now());
        Ok(())
    }

    fn is_free(&self) -> bool {
        true
    }

    async fn written(&mut self) -> Result<(), ctp10::app::lost::TerminalLost> {
        Ok(())
    }

    fn asks(&mut self, _: bool) {}

    fn disconnected(&mut self) {}

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self, _: &mut Terminal<CrosstermBackend<Sink>>, _: &State) -> io::Result<()> {
        Ok(())
    }

    fn connect(&mut self, _: Option<Address>, _: Option<Duration>, _: ctp10::core::laser::Ours) -> Wire {
        self.wire.take().expect("it connects once")
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

/// What the machine does to a thread that only wants to wake every 16 ms while the rest is busy.
fn control() -> std::thread::JoinHandle<()> {
    std::thread::spawn(|| {
        let mut gaps: Vec<Duration> = (0..480)
            .map(|_| {
                let begin = Instant::now();
                std::thread::sleep(Duration::from_millis(16));
                begin.elapsed()
            })
            .collect();
        let slow = percentile(&mut gaps, 99).as_secs_f64() * 1e3;
        println!("control, a thread that sleeps 16 ms in the same run: p99 {slow:.2} ms");
    })
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // At 100 Hz there is something new for every frame, so that a gap is a gap.
    let control = control();
    runtime.block_on(run(100.0, 2));
    control.join().unwrap();
    runtime.block_on(run(10.0, 2));
    runtime.block_on(run(10.0, 1));
}

async fn run(hz: f64, clients: usize) {
    let options =
        Options { rate: Some(400_000), speedup: 100.0, max_clients: Some(clients), ..Options::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let cancel = CancellationToken::new();
    tokio::spawn(Server::new(options).serve(listener, cancel.clone()));
    sweep(address).await;
    let (handle, events, _) = start(tcp(address), setup(4, hz, MonitorMode::Auto));
    ready(&handle).await;
    let frames = Arc::new(Mutex::new(Vec::new()));
    let drawing = Arc::new(Mutex::new(Vec::new()));
    let backend = CrosstermBackend::new(Sink::default());
    let viewport = ratatui::Viewport::Fixed(ratatui::layout::Rect::new(0, 0, 200, 60));
    let terminal = Terminal::with_options(backend, ratatui::TerminalOptions { viewport }).unwrap();
    let settings = Settings { period: Duration::from_secs_f64(1.0 / hz), ..Settings::default() };
    let state = begin::state(&Plan::of(settings), &Session::default(), None, Transcript::default());
    let wire = Wire {
        snapshots: handle.observer().snapshots(),
        access: Access::new(handle.clone(), May::Order(())),
        events,
        address: address.to_string(),
        built_in_simulator: true,
    };
    let host = Watch { frames: Arc::clone(&frames), drawing: Arc::clone(&drawing), wire: Some(wire) };
    let mut console = Console::new(terminal, state, host, None);
    let (keys, mut inputs) = mpsc::channel(1024);
    let typist = tokio::spawn(async move {
        let mut pressed = Vec::new();
        for n in 0..90u64 {
            tokio::time::sleep(Duration::from_millis(70 + n % 31)).await;
            let key = KeyEvent::new(KeyCode::Char(['j', 'k', '2', '3'][n as usize % 4]), KeyModifiers::NONE);
            pressed.push(Instant::now());
            keys.try_send(Input::Key { key, alone: true, off: false }).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        pressed
    });
    let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
    handle.submit(Query::Download(id)).unwrap();
    let begin = Instant::now();
    console.run(&mut inputs, tokio::time::sleep(Duration::from_secs(8))).await;
    assert!(
        handle.observer().snapshot().download.is_some_and(|d| d.of > 3_700_000),
        "the trace is still on its way"
    );
    let pressed = typist.await.unwrap();
    let frames = frames.lock().unwrap().clone();
    let painted: Vec<Duration> =
        pressed.iter().filter_map(|&at| frames.iter().find(|&&f| f >= at).map(|&f| f - at)).collect();
    let name = format!("{hz} Hz, {clients} connection(s)");
    let worst = painted.iter().max().unwrap().as_secs_f64() * 1e3;
    figure(&format!("a key is painted, {name}, worst"), worst, "ms", "at most 50", worst <= 50.0);
    let mut gaps: Vec<Duration> = frames.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let gap = percentile(&mut gaps, 99).as_secs_f64() * 1e3;
    let mut drawing = std::mem::take(&mut *drawing.lock().unwrap());
    let [median, slow] = [50, 99].map(|percent| percentile(&mut drawing, percent).as_secs_f64() * 1e3);
    println!("drawing a frame of 200x60, {name}: median {median:.2} ms, p99 {slow:.2} ms");
    if hz > 60.0 {
        figure(&format!("frame gap, {name}, p99"), gap, "ms", "at most 33", gap <= 33.0);
    }
    power_gaps(&console.state, begin, hz, clients, &name);
    handle.observer().shut_down();
    cancel.cancel();
}

fn power_gaps(state: &State, begin: Instant, hz: f64, clients: usize, name: &str) {
    let rounds: Vec<_> = state.power.chart.history.window(Instant::now(), begin.elapsed()).collect();
    let powers = rounds.iter().filter(|r| matches!(r.reading, Reading::Powers(_)));
    let at: Vec<Instant> = powers.map(|round| round.at).collect();
    let named = rounds.iter().find_map(|r| if let Reading::Gap(gap) = r.reading { Some(gap) } else { None });
    if clients == 1 {
        println!("with one connection the power chart says: {}", named.map_or("nothing", |gap| gap.words()));
        return;
    }
    let largest = at.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default().as_secs_f64() * hz;
    figure(&format!("largest gap of live power, {name}"), largest, "periods", "at most 2", largest <= 2.0);
}

/// A sweep of 940 001 points, ordered by a client of its own: the worker wants a person's consent.
async fn sweep(address: std::net::SocketAddr) {
    let mut line = BufReader::new(TcpStream::connect(address).await.unwrap());
    for command in [
        ":INIT:WAV:STAR 1510NM",
        ":INIT:WAV:STOP 1604NM",
        ":INIT:WAV:SAMP 0.1PM",
        ":INIT:WAV:STOP 1604NM",
        ":INIT",
    ] {
        line.write_all(format!("{command}\n").as_bytes()).await.unwrap();
    }
    let mut condition = String::new();
    while condition.trim() != "0" {
        condition.clear();
        line.write_all(b":STAT:OPER:COND?\n").await.unwrap();
        line.read_line(&mut condition).await.unwrap();
    }
    line.write_all(b":SYST:ERR?\n").await.unwrap();
    let mut error = String::new();
    line.read_line(&mut error).await.unwrap();
    assert!(error.starts_with('0'), "{error}");
}

/// Live power is read, by a connection of its own if the instrument has one.
async fn ready(handle: &Handle) {
    let mut snapshots = handle.observer().snapshots();
    snapshots.wait_for(|bench| bench.is_live() && bench.power(0).is_some()).await.unwrap();
    let monitor = snapshots.wait_for(|bench| bench.monitor != Monitor::Untried).await.unwrap().monitor;
    println!("monitor connection: {monitor:?}");
}
