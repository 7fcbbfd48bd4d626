//! What the benches share: an instrument with canned answers on a thread of its own, a worker, figures.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use ctp10::core::ids::DetectorId;
use ctp10::core::modes::MonitorMode;
use ctp10::instrument::worker::{Setup, Tcp};

/// Samples of the trace that the canned instrument serves.
#[allow(dead_code, reason = "not every bench needs it")]
pub(crate) const POINTS: usize = 940_001;

/// Answers at once, without thinking; tells when a command comes.
#[allow(dead_code, reason = "not every bench needs it")]
pub(crate) fn canned(condition: &'static str) -> (SocketAddr, mpsc::Receiver<(Instant, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (commands, receiver) = mpsc::channel();
    let mut block = format!("#7{:07}", POINTS * 4).into_bytes();
    block.extend((0..POINTS).flat_map(|i| (i as f32).to_be_bytes()));
    let block = Arc::new(block);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, commands, block) = (stream.unwrap(), commands.clone(), Arc::clone(&block));
            std::thread::spawn(move || serve(stream, condition, &commands, &block));
        }
    });
    (address, receiver)
}

fn serve(stream: TcpStream, condition: &str, commands: &mpsc::Sender<(Instant, String)>, block: &[u8]) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut writer, mut line) = (stream, String::new());
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        let question = line.trim_end();
        let answer = match question {
            "*IDN?" => "EXFO,CTP10,CANNED,1",
            ":SYSTem:ERRor?" => "0,No error",
            ":STATus:OPERation:CONDition?" => condition,
            ":INITiate:SMODe?" => "SING",
            q if q.ends_with(":IDN?") => "EXFO,T100S-HP,0,1",
            q if q.ends_with("STATe?") => "0",
            q if q.ends_with("LENGth?") => "940001",
            q if q.ends_with("RESult?") => "0",
            q if q.contains("DATA:IMMediate?") => {
                if writer.write_all(block).is_err() {
                    return;
                }
                line.clear();
                continue;
            }
            q if q.contains("SAMPling") => "1.00000000E-012",
            q if q.contains('?') => "1.55000000E-006",
            command => {
                let _ = commands.send((Instant::now(), command.to_owned()));
                line.clear();
                continue;
            }
        };
        let answer = match question {
            q if q.contains("UNIT") || q.contains("TRIG") || q.contains("TLS") || q.contains("STAB") => "1",
            _ => answer,
        };
        if writer.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
            return;
        }
        line.clear();
    }
}

#[allow(dead_code, reason = "not every bench needs it")]
pub(crate) fn setup(detectors: u8, hz: f64, monitor: MonitorMode) -> Setup {
    let detectors: Vec<_> = (1..=detectors).filter_map(|channel| DetectorId::new(4, channel)).collect();
    Setup {
        detectors: detectors.into(),
        period: Duration::from_secs_f64(1.0 / hz),
        monitor,
        ..Setup::default()
    }
}

#[allow(dead_code, reason = "not every bench needs it")]
pub(crate) fn tcp(address: SocketAddr) -> Tcp {
    Tcp { host: address.ip().to_string(), port: address.port() }
}

/// The value that so many parts of a hundred do not exceed.
#[allow(dead_code, reason = "not every bench needs it")]
pub(crate) fn percentile(values: &mut [Duration], percent: usize) -> Duration {
    values.sort_unstable();
    values[(values.len() * percent / 100).min(values.len() - 1)]
}

/// Prints a figure beside its budget.
pub(crate) fn figure(what: &str, value: f64, unit: &str, budget: &str, kept: bool) {
    println!("{what:<62} {value:>10.2} {unit:<8} {budget:<14} {}", if kept { "kept" } else { "MISSED" });
}
