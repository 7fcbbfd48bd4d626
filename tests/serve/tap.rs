//! What goes to an instrument, and when it came there.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What was said, and when.
type Said = Arc<Mutex<Vec<(Instant, String)>>>;

/// A line that is listened to.
pub(crate) struct Tap {
    pub(crate) address: String,
    said: Said,
}

impl Tap {
    /// In front of an instrument. Its threads end with the process.
    pub(crate) fn before(instrument: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (said, instrument) = (Said::default(), instrument.to_owned());
        let known = Arc::clone(&said);
        std::thread::spawn(move || {
            for ours in listener.incoming().flatten() {
                let Ok(theirs) = TcpStream::connect(&instrument) else { continue };
                let _ = (ours.set_nodelay(true), theirs.set_nodelay(true));
                let (Ok(back), Ok(answers)) = (ours.try_clone(), theirs.try_clone()) else { continue };
                let known = Arc::clone(&known);
                std::thread::spawn(move || pass(ours, theirs, Some(&known)));
                std::thread::spawn(move || pass(answers, back, None));
            }
        });
        Self { address, said }
    }

    /// When these words came first since a moment; nothing where they do not come within five seconds.
    pub(crate) fn first_since(&self, moment: Instant, words: &str) -> Option<Instant> {
        while moment.elapsed() < Duration::from_secs(5) {
            let said = self.said.lock().unwrap();
            let mut since = said.iter().filter(|(at, _)| *at >= moment);
            if let Some((at, _)) = since.find(|(_, text)| text.contains(words)) {
                return Some(*at);
            }
            drop(said);
            std::thread::yield_now();
        }
        None
    }
}

impl Tap {
    /// How often these words came since a moment.
    pub(crate) fn count_since(&self, moment: Instant, words: &str) -> usize {
        let said = self.said.lock().unwrap();
        said.iter().filter(|(at, _)| *at >= moment).map(|(_, text)| text.matches(words).count()).sum()
    }
}

/// Passes bytes on to their end.
fn pass(mut from: TcpStream, mut to: TcpStream, said: Option<&Said>) {
    let mut some = vec![0; 1 << 16];
    while let Ok(length) = from.read(&mut some) {
        if length == 0 {
            break;
        }
        if let Some(said) = said {
            said.lock()
                .unwrap()
                .push((Instant::now(), String::from_utf8_lossy(&some[..length]).into_owned()));
        }
        if to.write_all(&some[..length]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
