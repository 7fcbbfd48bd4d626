//! An instrument for the worker's tests: answers carry what was asked, so an answer to another question
//! shows; every command is counted; faults strike when their time has come.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctp10::instrument::worker::Connect;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{Instant, sleep, sleep_until};

/// Points of the trace that the peer serves: sample `i` of channel `c` is `1000 c + i`.
pub(crate) const POINTS: usize = 3000;

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

/// What the peer was made to do.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// How often each command was carried out, by its text.
    pub(crate) commands: HashMap<String, u32>,
    /// Power set points of the lasers.
    pub(crate) powers: BTreeMap<usize, f64>,
    /// Light of the lasers.
    pub(crate) light: BTreeMap<usize, bool>,
}

#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) record: Mutex<Record>,
    /// Faults with their times.
    faults: Mutex<Vec<(Instant, Fault)>>,
    /// Until then an answer is held back, and its connection with it.
    busy_until: Mutex<Instant>,
    connections: Mutex<usize>,
    most_connections: usize,
    /// A block goes out in pieces of 100 bytes, this long apart.
    pub(crate) block_rate: Option<Duration>,
    /// Questions that are never answered.
    pub(crate) silent: Vec<String>,
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

    fn command(&self, line: &str) {
        let mut record = self.record.lock().unwrap();
        *record.commands.entry(line.to_owned()).or_default() += 1;
        let Some((laser, rest)) = laser(line) else { return };
        if let Some(state) = rest.strip_prefix(":POWer:STATe ") {
            record.light.insert(laser, state == "ON");
        } else if let Some(power) = rest.strip_prefix(":POWer ") {
            record.powers.insert(laser, power.trim_end_matches("DBM").parse().unwrap());
        }
    }

    fn answer(&self, question: &str) -> Vec<u8> {
        if let Some(nonce) = question.strip_prefix("TEST:NONCE? ") {
            return format!("nonce {nonce}\r\n").into_bytes();
        }
        if question.starts_with(":TRACe") {
            let channel: usize = digits_after(question, "CHANnel");
            if question.contains(":DATA:IMMediate?") {
                let mut block = format!("#5{:05}", POINTS * 4).into_bytes();
                let sample = |i: usize| (channel * 1000 + i) as f32;
                block.extend((0..POINTS).flat_map(|i| sample(i).to_be_bytes()));
                return block;
            }
            let text = match question.rsplit(':').next() {
                Some("LENGth?") => POINTS.to_string(),
                Some("STARt?") => "1.50000000E-006".into(),
                _ => "1.00000000E-012".into(),
            };
            return format!("{text}\r\n").into_bytes();
        }
        let record = self.record.lock().unwrap();
        let text = if let Some((n, rest)) = laser(question) {
            match rest {
                ":IDN?" if n <= 2 => format!("EXFO,T100S-HP,{n},1"),
                ":IDN?" => "EXFO,NONE,0,0".into(),
                ":POWer:STATe?" => u8::from(record.light.get(&n) == Some(&true)).to_string(),
                ":POWer?" => record.powers.get(&n).copied().unwrap_or(n as f64).to_string(),
                _ => format!("1.55{n:02}E-006"),
            }
        } else if question.starts_with(":CTP:SENSe") {
            let channel: usize = digits_after(question, "CHANnel");
            match question.rsplit(':').next() {
                Some("POWer?") => format!("-{channel}0.5"),
                Some("WAVelength?") => format!("1.5{channel}E-006"),
                _ => "0".into(),
            }
        } else {
            match question {
                "*IDN?" => "EXFO,CTP10,PEER,1".into(),
                ":SYSTem:ERRor?" => "0,No error".into(),
                ":STATus:OPERation:CONDition?" => "0".into(),
                ":INITiate:SMODe?" => "SING".into(),
                ":INITiate:STABilization?" => "1,0".into(),
                q if q.contains("WAVelength") => "1.5E-6".into(),
                _ => "1".into(),
            }
        };
        format!("{text}\r\n").into_bytes()
    }

    async fn session(self: Arc<Self>, stream: DuplexStream) {
        let (reader, mut writer) = tokio::io::split(stream);
        let mut lines = BufReader::new(reader).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if self.silent.iter().any(|silent| line.starts_with(silent)) {
                continue;
            }
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
            let commands = [Fault::ResetAfterCommand, Fault::ResetBeforeCommand, Fault::Refused];
            let fault = self.strike(|f| !commands.contains(&f));
            if self.send(&mut writer, &line, fault).await.is_err() {
                break;
            }
        }
        *self.connections.lock().unwrap() -= 1;
    }

    async fn send(
        &self,
        writer: &mut (impl AsyncWriteExt + Unpin),
        line: &str,
        fault: Option<Fault>,
    ) -> io::Result<()> {
        let answer = self.answer(line);
        let (half, rest) = answer.split_at(answer.len() / 2);
        match fault {
            None => {
                if let (Some(pause), true) = (self.block_rate, answer.len() > 1000) {
                    for piece in answer.chunks(100) {
                        writer.write_all(piece).await?;
                        sleep(pause).await;
                    }
                    return Ok(());
                }
                writer.write_all(&answer).await
            }
            Some(Fault::Late(by)) => {
                self.hold(by).await;
                writer.write_all(&answer).await
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
            Some(Fault::Garbage) => writer.write_all(b"\x1b[2J#5garbage\x07\r\n").await,
            Some(Fault::Duplicate) => writer.write_all(&[&answer[..], &answer[..]].concat()).await,
            Some(_) => Err(io::ErrorKind::ConnectionReset.into()),
        }
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
#[derive(Clone, Debug)]
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
        let (ours, theirs) = duplex(4096);
        tokio::spawn(Arc::clone(peer).session(theirs));
        Ok(ours)
    }

    fn reset(_: DuplexStream) {}
}
