//! The simulator on a pipe and on a clock that stands still until the test lets time pass.

use std::time::Duration;

use ctp10::simulator::{Options, Server};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};

/// Runs a test on a held clock.
pub(crate) fn held(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test);
}

pub(crate) struct Client(BufReader<DuplexStream>);

impl Client {
    pub(crate) fn new(options: Options) -> Self {
        Self::of(&Server::new(options))
    }

    /// One more client of this server.
    pub(crate) fn of(server: &Server) -> Self {
        let (ours, theirs) = duplex(1 << 20);
        tokio::spawn(server.clone().session(theirs));
        Self(BufReader::new(ours))
    }

    /// With the scenario that is written here.
    pub(crate) fn playing(scenario: &str) -> Self {
        Self::new(Options { scenario: toml::from_str(scenario).unwrap(), ..Options::default() })
    }

    /// Sends a command and returns when it was carried out.
    pub(crate) async fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
        self.ask("*SRE?").await;
    }

    pub(crate) async fn ask(&mut self, text: &str) -> String {
        self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
        self.line().await
    }

    /// Whether the connection is closed without a word.
    pub(crate) async fn is_turned_away(&mut self) -> bool {
        let mut line = String::new();
        self.0.read_line(&mut line).await.is_ok_and(|read| read == 0)
    }

    pub(crate) async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        assert!(line.ends_with("\r\n"), "{line:?}");
        line.trim_end().to_owned()
    }

    /// Mean level of the samples of a trace that lie between these parts of it, dB.
    pub(crate) async fn level(&mut self, trace: &str, from: f64, to: f64) -> f32 {
        let y = self.trace(trace).await;
        let part = |part: f64| (y.len() as f64 * part) as usize;
        let part = &y[part(from)..part(to)];
        part.iter().sum::<f32>() / part.len() as f32
    }

    /// The samples of a trace, dB.
    pub(crate) async fn trace(&mut self, trace: &str) -> Vec<f32> {
        self.0.get_mut().write_all(format!("{trace}:DATA? BIN,DB\r\n").as_bytes()).await.unwrap();
        let mut head = [0; 2];
        self.0.read_exact(&mut head).await.unwrap();
        let mut digits = vec![0; usize::from(head[1] - b'0')];
        self.0.read_exact(&mut digits).await.unwrap();
        let mut bytes = vec![0; String::from_utf8(digits).unwrap().parse().unwrap()];
        self.0.read_exact(&mut bytes).await.unwrap();
        bytes.chunks(4).map(|b| f32::from_be_bytes(b.try_into().unwrap())).collect()
    }

    /// Condition register and lights of lasers 1 and 2.
    pub(crate) async fn state(&mut self) -> String {
        self.ask("STAT:OPER:COND?;:CTP:RLAS1:POW:STAT?;:CTP:RLAS2:POW:STAT?").await
    }
}

/// Lets so many milliseconds pass.
pub(crate) async fn pass(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
