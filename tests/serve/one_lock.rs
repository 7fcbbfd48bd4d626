//! The pattern of the older service, to be measured beside: one lock for everything that is asked, wavelengths fetched with each trace,
//! six questions for each reading.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// From one reading to the next, beside what it takes.
const INTERVAL: Duration = Duration::from_millis(100);

struct Line(BufReader<TcpStream>);

impl Line {
    fn say(&mut self, question: &str) {
        self.0.get_mut().write_all(format!("{question}\r\n").as_bytes()).unwrap();
    }

    fn ask(&mut self, question: &str) {
        self.say(question);
        assert!(self.0.read_line(&mut String::new()).unwrap() > 0);
    }

    /// A block: `#`, how many digits its length has, its length, its bytes.
    fn block(&mut self, question: &str) {
        self.say(question);
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        let mut length = vec![0; usize::from(head[1] - b'0')];
        self.0.read_exact(&mut length).unwrap();
        let length: usize = std::str::from_utf8(&length).unwrap().parse().unwrap();
        self.0.read_exact(&mut vec![0; length]).unwrap();
    }
}

/// Fetches a trace in the middle of a stream of readings: how long that takes, and the largest hole of the stream.
pub(crate) fn fetched_beside_a_stream(address: &str) -> (Duration, Duration) {
    let line = Mutex::new(Line(BufReader::new(TcpStream::connect(address).unwrap())));
    let over = AtomicBool::new(false);
    let questions =
        ["WAVelength?".to_owned(), "UNIT:Y?".to_owned()].map(|ask| format!(":CTP:SENSe4:CHANnel1:{ask}"));
    let powers = (1..=4).map(|channel| format!(":CTP:SENSe4:CHANnel{channel}:POWer?"));
    let questions: Vec<String> = questions.into_iter().chain(powers).collect();
    std::thread::scope(|scope| {
        let streaming = scope.spawn(|| {
            let mut at = Vec::new();
            while !over.load(Ordering::Acquire) {
                for question in &questions {
                    line.lock().unwrap().ask(question);
                }
                at.push(Instant::now());
                std::thread::sleep(INTERVAL);
            }
            at.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
        });
        std::thread::sleep(10 * INTERVAL);
        let begun = Instant::now();
        {
            let mut held = line.lock().unwrap();
            held.block(":TRACe:SENSe4:CHANnel1:TYPE1:DATA:X:IMMediate? BIN,M");
            held.block(":TRACe:SENSe4:CHANnel1:TYPE1:DATA:IMMediate? BIN,DB");
        }
        let took = begun.elapsed();
        std::thread::sleep(10 * INTERVAL);
        over.store(true, Ordering::Release);
        (took, streaming.join().unwrap())
    })
}
