//! An instrument for the worker's tests: answers carry what was asked, so an answer to another question
//! shows; every command is counted; what it is in is written down with its time; faults strike when their
//! time has come.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctp10::instrument::worker::Connect;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, WriteHalf, duplex};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// Points of the trace that the peer serves.
pub(crate) const POINTS: usize = 3000;

/// Sample `index` of a channel's trace: no two channels have one in common.
pub(crate) fn level(channel: usize, index: usize) -> f32 {
    -(channel as f32) * 10.0 - index as f32 / 512.0
}

/// What goes wrong with one answer or command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The answer is late.
    Late(Duration),
    /// The answer ends in its middle, and the connection with it.
    Cut,
    /// The answer stands still in its middle.
    Stalled(Duration),
    /// The connection ends instead of the answer.
    Reset,
    /// Something else comes.
    Garbage,
    /// The answer comes twice.
    Duplicate,
    /// The connection ends right after a command was carried out.
    ResetAfterCommand,
    /// The connection ends right before a command is carried out.
    ResetBeforeCommand,
    /// The next connection is refused.
    Refused,
}

/// How several questions in one message are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Joined {
    /// In one line, with `;` between.
    #[default]
    All,
    /// Only the first is answered.
    First,
    /// A line each.
    Lines,
    /// Not at all; -102 stands in the queue.
    Refused,
}

/// A scan or a reference: lag of its bit, its scan, a pause, the computing after it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Phases {
    pub(crate) lag: Duration,
    pub(crate) scan: Duration,
    pub(crate) pause: Duration,
    pub(crate) analysis: Duration,
}

/// What the peer was made to do.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// How often each command was carried out, by its text.
    pub(crate) commands: HashMap<String, u32>,
    /// Every message, with the time when it was carried out.
    pub(crate) heard: Vec<(Instant, String)>,
    /// Every message, with the time when it was written to the line.
    pub(crate) written: Vec<(Instant, String)>,
    /// Wavelengths of the lasers, nm, where they are not the usual ones.
    pub(crate) wavelengths: BTreeMap<usize, f64>,
    /// Power set points of the lasers.
    pub(crate) powers: BTreeMap<usize, f64>,
    /// Power set point of TLS 1.
    tls_power: Option<f64>,
    /// Light of the lasers.
    pub(crate) light: BTreeMap<usize, bool>,
    /// When a laser was last lit on order.
    pub(crate) lit: BTreeMap<usize, Instant>,
    /// When a laser was last asked about and answered as off.
    pub(crate) told_dark: BTreeMap<usize, Instant>,
    /// Sweeps: when they were ordered, and when they are over.
    pub(crate) sweeps: Vec<(Instant, Instant)>,
    sweep: Option<Instant>,
    reference: Option<Instant>,
    /// References taken.
    pub(crate) references: u32,
    /// Units of the channels: 1 is mW.
    pub(crate) units: BTreeMap<usize, u8>,
    queue: VecDeque<String>,
}

pub(crate) struct Peer {
    pub(crate) record: Mutex<Record>,
    /// Faults with their times.
    faults: Mutex<Vec<(Instant, Fault)>>,
    /// Until then an answer is held back, and its connection with it.
    busy_until: Mutex<Instant>,
    pub(crate) connections: Mutex<usize>,
    most_connections: usize,
    /// A block goes out in pieces of 100 bytes, this long apart.
    pub(crate) block_rate: Option<Duration>,
    /// Questions that are never answered.
    pub(crate) silent: Vec<String>,
    /// Questions that are never answered, with -241 in the queue.
    pub(crate) missing: Vec<String>,
    /// From a message to its answer.
    pub(crate) latency: Duration,
    pub(crate) joined: Joined,
    pub(crate) phases: Phases,
    /// Lasers answer their power in mW.
    pub(crate) milliwatts: bool,
    /// The answer to `*IDN?`.
    pub(crate) identity: String,
    /// The samples of every trace, where they are not the usual ones.
    pub(crate) samples: Vec<f32>,
    /// Start and step of every trace as they are answered, where they are not the usual ones.
    pub(crate) axis: Option<[String; 2]>,
    /// So many bytes of each block go out, and then this.
    pub(crate) cut_block: Mutex<Option<(usize, Fault)>>,
    /// A laser that is switched on is on after this long.
    pub(crate) warm_up: Duration,
    /// Points of the trace as it says, where that is not what it has.
    pub(crate) says_points: Option<&'static str>,
    /// A new connection ends the one before it.
    pub(crate) latest_only: bool,
    latest: watch::Sender<u64>,
    /// It takes commands that begin like this and does nothing.
    pub(crate) ignored: Mutex<Option<&'static str>>,
    /// Messages that begin like this are answered so much later.
    pub(crate) slow: Option<(&'static str, Duration)>,
    /// So many positions hold a laser that tells its name.
    pub(crate) lasers: usize,
    /// What the other positions say of themselves.
    pub(crate) nobody: String,
    /// The laser position of every TLS.
    pub(crate) tls_laser: usize,
}

impl Peer {
    pub(crate) fn new(most_connections: usize, faults: Vec<(Instant, Fault)>) -> Self {
        Self {
            record: Mutex::default(),
            faults: Mutex::new(faults),
            busy_until: Mutex::new(Instant::now()),
            connections: Mutex::new(0),
            most_connections,
            block_rate: None,
            silent: Vec::new(),
            missing: Vec::new(),
            latency: Duration::ZERO,
            joined: Joined::All,
            phases: Phases { scan: Duration::from_secs(2), ..Phases::default() },
            milliwatts: false,
            identity: "EXFO,CTP10,PEER,1".into(),
            samples: Vec::new(),
            axis: None,
            cut_block: Mutex::new(None),
            warm_up: Duration::ZERO,
            says_points: None,
            latest_only: false,
            latest: watch::Sender::default(),
            ignored: Mutex::default(),
            slow: None,
            lasers: 2,
            nobody: "EXFO,NONE,0,0".into(),
            tls_laser: 1,
        }
    }

    /// A fault whose time has come and that can strike here.
    fn strike(&self, fits: impl Fn(Fault) -> bool) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let due = faults.iter().position(|(at, fault)| *at <= Instant::now() && fits(*fault))?;
        Some(faults.remove(due).1)
    }

    /// Nothing goes wrong any more, once the answers that are late or stalled now are out.
    pub(crate) fn calm(&self) -> Instant {
        self.faults.lock().unwrap().clear();
        *self.busy_until.lock().unwrap()
    }

    async fn hold(&self, time: Duration) {
        let until = Instant::now() + time;
        {
            let mut busy = self.busy_until.lock().unwrap();
            *busy = until.max(*busy);
        }
        sleep_until(until).await;
    }

    /// This stands in its error queue.
    pub(crate) fn complain(&self, error: &str) {
        self.record.lock().unwrap().queue.push_back(error.to_owned());
    }

    /// Ready when another connection took the place of this one.
    async fn overtaken(&self, number: u64) {
        let mut latest = self.latest.subscribe();
        let overtaken = latest.wait_for(|&latest| self.latest_only && latest > number).await;
        overtaken.expect("the peer has it");
    }

    /// Somebody else does this.
    pub(crate) fn command(&self, line: &str) {
        let now = Instant::now();
        let mut record = self.record.lock().unwrap();
        *record.commands.entry(line.to_owned()).or_default() += 1;
        if self.ignored.lock().unwrap().is_some_and(|begins| line.starts_with(begins)) {
            return;
        }
        if let Some((laser, rest)) = laser(line) {
            if let Some(state) = rest.strip_prefix(":POWer:STATe ") {
                record.light.insert(laser, state == "ON");
                if state == "ON" {
                    record.lit.insert(laser, now + self.warm_up);
                }
            } else if let Some(power) = rest.strip_prefix(":POWer ") {
                record.powers.insert(laser, power.trim_end_matches("DBM").parse().unwrap());
            }
        } else if let Some(power) = line.strip_prefix(":INITiate:TLS1:POWer ") {
            record.tls_power = Some(power.trim_end_matches("DBM").parse().unwrap());
        } else if line == ":INITiate:IMMediate" {
            if record.bits(now, self.phases) != 0 {
                record.queue.push_back("-200,\"Execution error\"".into());
                return;
            }
            let Phases { lag, scan, pause, analysis } = self.phases;
            record.sweep = Some(now);
            record.sweeps.push((now, now + lag + scan + pause + analysis));
            // Every TLS has laser 1.
            record.light.insert(1, true);
            record.lit.insert(1, now + self.warm_up);
        } else if line == ":ABORt" {
            (record.sweep, record.reference) = (None, None);
            if let Some((_, over)) = record.sweeps.last_mut() {
                *over = now.min(*over);
            }
        } else if line.starts_with(":REFerence") {
            record.reference = Some(now);
            record.references += 1;
            record.light.insert(1, true);
            record.lit.insert(1, now + self.warm_up);
        } else if let Some(unit) = line.strip_prefix(":CTP:SENSe4:CHANnel").filter(|l| l.contains(":UNIT:Y "))
        {
            let channel = digits_after(line, "CHANnel");
            record.units.insert(channel, u8::from(unit.ends_with("MW")));
        }
    }

    fn points(&self) -> usize {
        if self.samples.is_empty() { POINTS } else { self.samples.len() }
    }

    fn block(&self, question: &str) -> Vec<u8> {
        let channel: usize = digits_after(question, "CHANnel");
        let mut block = format!("#5{:05}", self.points() * 4).into_bytes();
        let sample = |i: usize| self.samples.get(i).copied().unwrap_or(level(channel, i));
        block.extend((0..self.points()).flat_map(|i| sample(i).to_be_bytes()));
        block
    }

    /// Each a fifth of a picometre beside what start and sampling say.
    fn wavelengths() -> Vec<u8> {
        let mut block = format!("#5{:05}", POINTS * 8).into_bytes();
        block.extend((0..POINTS).flat_map(|i| (1.5e-6 + (i as f64 + 0.2) * 1e-12).to_be_bytes()));
        block
    }

    /// The answer to a message; none if there is no reply.
    fn answer(&self, message: &str) -> Option<Vec<u8>> {
        if message.contains(":DATA:IMMediate?") {
            return Some(self.block(message));
        }
        if message.contains(":DATA:X:IMMediate?") {
            return Some(Self::wavelengths());
        }
        let questions: Vec<&str> = message.split(';').collect();
        if questions.len() > 1 && self.joined == Joined::Refused {
            self.record.lock().unwrap().queue.push_back("-102,\"Syntax error\"".into());
            return None;
        }
        let taken = if self.joined == Joined::First { 1 } else { questions.len() };
        let between = if self.joined == Joined::Lines { "\r\n" } else { ";" };
        let mut answers = Vec::new();
        for question in &questions[..taken] {
            let starts = |prefix: &String| question.starts_with(prefix.as_str());
            if self.missing.iter().any(starts) {
                self.record.lock().unwrap().queue.push_back("-241,\"Hardware missing\"".into());
            } else if !self.silent.iter().any(starts) {
                answers.push(self.text(question));
            }
        }
        (!answers.is_empty()).then(|| format!("{}\r\n", answers.join(between)).into_bytes())
    }

    /// A laser's power as it is answered.
    fn spoken(&self, dbm: f64) -> String {
        let power = if self.milliwatts { 10f64.powf(dbm / 10.0) } else { dbm };
        power.to_string()
    }

    fn text(&self, question: &str) -> String {
        if let Some(nonce) = question.strip_prefix("TEST:NONCE? ") {
            return format!("nonce {nonce}");
        }
        if question.starts_with(":TRACe") {
            return match question.rsplit(':').next() {
                Some("LENGth?") => self.says_points.map_or_else(|| self.points().to_string(), str::to_owned),
                Some("STARt?") => self.axis.as_ref().map_or("1.50000000E-006", |axis| &axis[0]).into(),
                _ => self.axis.as_ref().map_or("1.00000000E-012", |axis| &axis[1]).into(),
            };
        }
        let now = Instant::now();
        let mut record = self.record.lock().unwrap();
        if let Some((n, rest)) = laser(question) {
            return match rest {
                ":IDN?" if n <= self.lasers => format!("EXFO,T100S-HP,{n},1"),
                ":IDN?" => self.nobody.clone(),
                ":POWer:STATe?" => {
                    let on = record.is_lit(n, now);
                    if !on {
                        record.told_dark.insert(n, now);
                    }
                    u8::from(on).to_string()
                }
                ":POWer?" => {
                    let power = record.powers.get(&n).copied().unwrap_or(n as f64);
                    self.spoken(power)
                }
                _ => match record.wavelengths.get(&n) {
                    Some(nm) => format!("{}", nm * 1e-9),
                    None => format!("1.55{n:02}E-006"),
                },
            };
        }
        if question.starts_with(":CTP:SENSe") {
            let channel: usize = digits_after(question, "CHANnel");
            let unit = record.units.get(&channel).copied().unwrap_or(0);
            return match question.rsplit(':').next() {
                Some("POWer?") => {
                    let power = -(10.0 * channel as f64 + 0.5);
                    if unit == 1 { format!("{:E}", 10f64.powf(power / 10.0)) } else { power.to_string() }
                }
                Some("WAVelength?") => format!("1.5{channel}E-006"),
                Some("Y?") => unit.to_string(),
                _ => "0".into(),
            };
        }
        if question.starts_with(":REFerence") {
            let over = record.reference.is_none_or(|begun| begun + self.phases.length() <= now);
            let taken = record.references - u32::from(!over);
            return if taken == 0 { "0".into() } else { format!("1,0,20261124,{:06}", 120_000 + taken) };
        }
        match question {
            "*IDN?" => self.identity.clone(),
            ":SYSTem:ERRor?" => record.queue.pop_front().unwrap_or_else(|| "0,\"No error\"".into()),
            ":STATus:OPERation:CONDition?" => record.bits(now, self.phases).to_string(),
            ":INITiate:TLS1:POWer?" => {
                record.tls_power.map_or_else(|| "1".into(), |power| self.spoken(power))
            }
            ":INITiate:SMODe?" => "SING".into(),
            q if q.ends_with(":IDentifier?") => self.tls_laser.to_string(),
            ":INITiate:STABilization?" => "1,0".into(),
            q if q.contains("WAVelength") => "1.5E-6".into(),
            _ => "1".into(),
        }
    }

    async fn session(self: Arc<Self>, stream: DuplexStream) {
        let (reader, writer) = tokio::io::split(stream);
        let (sender, lines) = mpsc::unbounded_channel();
        self.latest.send_modify(|latest| *latest += 1);
        let number = *self.latest.borrow();
        tokio::select! {
            () = self.serve(number, lines, writer) => {}
            // What is written arrives while an answer is under way, and what arrived is carried out when the
            // line is closed, too.
            () = async {
                let mut lines = BufReader::new(reader).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    let now = Instant::now();
                    self.record.lock().unwrap().written.push((now, line.clone()));
                    let _ = sender.send((now, line));
                }
                drop(sender);
                std::future::pending::<()>().await;
            } => {}
        }
        *self.connections.lock().unwrap() -= 1;
    }

    async fn serve(
        &self,
        number: u64,
        mut lines: mpsc::UnboundedReceiver<(Instant, String)>,
        mut writer: WriteHalf<DuplexStream>,
    ) {
        loop {
            let line = tokio::select! {
                biased;
                () = self.overtaken(number) => break,
                line = lines.recv() => line,
            };
            let Some((written, line)) = line else { break };
            sleep_until(written + self.latency / 2).await;
            self.record.lock().unwrap().heard.push((Instant::now(), line.clone()));
            if !line.contains('?') {
                match self.strike(|f| matches!(f, Fault::ResetAfterCommand | Fault::ResetBeforeCommand)) {
                    Some(Fault::ResetBeforeCommand) => break,
                    Some(_) => {
                        self.command(&line);
                        break;
                    }
                    None => self.command(&line),
                }
                continue;
            }
            let Some(answer) = self.answer(&line) else { continue };
            sleep(self.latency.saturating_sub(self.latency / 2)).await;
            if let Some((_, more)) = self.slow.filter(|(begins, _)| line.starts_with(begins)) {
                sleep(more).await;
            }
            let commands = [Fault::ResetAfterCommand, Fault::ResetBeforeCommand, Fault::Refused];
            let fault = self.strike(|f| !commands.contains(&f));
            if self.send(&mut writer, &answer, fault).await.is_err() {
                break;
            }
        }
    }

    async fn send(
        &self,
        writer: &mut (impl AsyncWriteExt + Unpin),
        answer: &[u8],
        fault: Option<Fault>,
    ) -> io::Result<()> {
        let is_block = answer.len() > 1000;
        let cut = *self.cut_block.lock().unwrap();
        let (at, fault) = match cut {
            Some((at, fault)) if is_block => (at.min(answer.len()), Some(fault)),
            _ => (answer.len() / 2, fault),
        };
        let (half, rest) = answer.split_at(at);
        match fault {
            None => {
                if let (Some(pause), true) = (self.block_rate, is_block) {
                    for piece in answer.chunks(100) {
                        writer.write_all(piece).await?;
                        sleep(pause).await;
                    }
                    return Ok(());
                }
                writer.write_all(answer).await
            }
            Some(Fault::Late(by)) => {
                self.hold(by).await;
                writer.write_all(answer).await
            }
            Some(Fault::Stalled(by)) => {
                writer.write_all(half).await?;
                self.hold(by).await;
                writer.write_all(rest).await
            }
            Some(Fault::Cut) => {
                writer.write_all(half).await?;
                Err(io::ErrorKind::BrokenPipe.into())
            }
            Some(Fault::Garbage) if is_block => {
                writer.write_all(half).await?;
                writer.write_all(b"\x1b[2J#5garbage\x07\r\n").await?;
                Err(io::ErrorKind::BrokenPipe.into())
            }
            Some(Fault::Garbage) => writer.write_all(b"\x1b[2J#5garbage\x07\r\n").await,
            Some(Fault::Reset) if is_block => {
                writer.write_all(half).await?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
            Some(Fault::Duplicate) => writer.write_all(&[answer, answer].concat()).await,
            Some(_) => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }
}

impl Phases {
    fn length(self) -> Duration {
        self.lag + self.scan + self.pause + self.analysis
    }
}

impl Record {
    /// Whether light comes out.
    pub(crate) fn is_lit(&self, laser: usize, now: Instant) -> bool {
        self.light.get(&laser) == Some(&true) && self.lit.get(&laser).is_none_or(|&lit| lit <= now)
    }

    /// The condition register.
    fn bits(&self, now: Instant, phases: Phases) -> u16 {
        let Phases { lag, scan, pause, analysis } = phases;
        let referencing =
            self.reference.is_some_and(|begun| begun + lag <= now && now < begun + phases.length());
        let Some(begun) = self.sweep else { return if referencing { 64 } else { 0 } };
        let gone = now - begun;
        let scanning = gone >= lag && gone < lag + scan;
        let analyzing = gone >= lag + scan + pause && gone < lag + scan + pause + analysis;
        u16::from(scanning) * 4 + u16::from(analyzing) * 8 + u16::from(referencing) * 64
    }
}

fn digits_after<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str, word: &str) -> T {
    let rest = &text[text.find(word).unwrap() + word.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().unwrap()
}

fn laser(text: &str) -> Option<(usize, &str)> {
    let rest = text.strip_prefix(":CTP:RLASer")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    Some((rest[..end].parse().ok()?, &rest[end..]))
}

/// Connects to the peer over a pipe.
#[derive(Clone)]
pub(crate) struct Pipe(pub(crate) Arc<Peer>);

impl Connect for Pipe {
    type Stream = DuplexStream;

    async fn connect(&self) -> io::Result<DuplexStream> {
        let peer = &self.0;
        if peer.strike(|f| f == Fault::Refused).is_some() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        {
            let mut connections = peer.connections.lock().unwrap();
            if *connections >= peer.most_connections {
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            *connections += 1;
        }
        sleep(peer.latency).await;
        let (ours, theirs) = duplex(4096);
        tokio::spawn(Arc::clone(peer).session(theirs));
        Ok(ours)
    }

    fn reset(_: DuplexStream) {}
}
