//! Who answers at an address: one connection, for a moment.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::core::condition::Condition;
use crate::core::snapshot::{Heard, NotHeard};
use crate::core::text::{clean, said};
use crate::instrument::ctp10::common::read_identity;

/// An answer that is longer is none of an instrument.
const LONGEST: u64 = 256;

/// A connection on which single lines are asked.
struct Line {
    stream: BufReader<TcpStream>,
    patience: Duration,
}

impl Line {
    async fn open(host: &str, port: u16, patience: Duration) -> Result<Self, NotHeard> {
        match timeout(patience, TcpStream::connect((host, port))).await {
            Ok(Ok(stream)) => Ok(Self { stream: BufReader::new(stream), patience }),
            Ok(Err(error)) => Err(NotHeard::Broken(said(&error))),
            Err(_) => Err(NotHeard::Late(patience)),
        }
    }

    async fn ask(&mut self, question: &str) -> Result<String, NotHeard> {
        let patience = self.patience;
        let asked = async {
            self.stream.get_mut().write_all(format!("{question}\r\n").as_bytes()).await?;
            let mut line = String::new();
            (&mut self.stream).take(LONGEST).read_line(&mut line).await?;
            Ok::<String, std::io::Error>(clean(line.trim_end()))
        };
        match timeout(patience, asked).await {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(error)) => Err(NotHeard::Broken(said(&error))),
            Err(_) => Err(NotHeard::Late(patience)),
        }
    }
}

/// Who is there, if somebody answers as an instrument does: four fields in one line.
///
/// # Errors
/// What is there instead.
pub(super) async fn hear(host: &str, port: u16, patience: Duration) -> Result<Heard, NotHeard> {
    let mut line = Line::open(host, port, patience).await?;
    let begun = Instant::now();
    let who = line.ask("*IDN?").await?;
    let round_trip = begun.elapsed();
    if who.is_empty() {
        return Err(NotHeard::Closed);
    }
    if who.split(',').count() < 4 {
        return Err(NotHeard::Stranger);
    }
    let condition = line.ask(":STATus:OPERation:CONDition?").await.ok();
    let condition = condition.and_then(|sum| sum.parse().ok()).map(Condition);
    Ok(Heard { who: read_identity(&who), round_trip, condition })
}
