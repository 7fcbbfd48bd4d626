//! Who else is at the bench, and what they do: for whoever sits at the screen beside the service.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, watch};

/// Deeds that wait for the screen to take them.
const WAITING: usize = 32;

/// Connections that are open, by where they come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connected(watch::Sender<BTreeMap<IpAddr, usize>>);

/// A connection that is open: counted while it is there.
#[derive(Debug)]
pub(super) struct Open {
    of: Connected,
    from: IpAddr,
}

impl Connected {
    /// Counts a connection.
    pub(super) fn open(&self, from: SocketAddr) -> Open {
        let from = from.ip().to_canonical();
        self.0.send_modify(|all| *all.entry(from).or_default() += 1);
        Open { of: self.clone(), from }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.of.0.send_modify(|all| {
            let Some(count) = all.get_mut(&self.from) else { return };
            *count -= 1;
            if *count == 0 {
                all.remove(&self.from);
            }
        });
    }
}

/// The service's end.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    pub(super) connected: Connected,
    deeds: mpsc::Sender<String>,
    lost: Arc<AtomicU64>,
}

/// The screen's end.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Who is connected.
    pub(crate) connected: watch::Receiver<BTreeMap<IpAddr, usize>>,
    /// What they did, in words.
    pub(crate) deeds: mpsc::Receiver<String>,
}

impl Company {
    /// With nobody there, and the screen's end.
    pub(crate) fn new() -> (Self, Seen) {
        let connected = Connected::default();
        let (deeds, received) = mpsc::channel(WAITING);
        let seen = Seen { connected: connected.0.subscribe(), deeds: received };
        (Self { connected, deeds, lost: Arc::default() }, seen)
    }

    /// Tells what somebody does; a screen that does not keep up is told how much it missed, and nobody waits for it.
    pub(super) fn tell(&self, what: &str, by: Option<IpAddr>) {
        let by = by.map_or_else(|| "nobody".to_owned(), |by| by.to_canonical().to_string());
        let missed = self.lost.swap(0, Ordering::Relaxed);
        let more = if missed == 0 { String::new() } else { format!("; and {missed} more before it") };
        if self.deeds.try_send(format!("not from here: {what} by {by}{more}")).is_err() {
            self.lost.fetch_add(missed + 1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_there_is_counted_by_where_they_come_from() {
        let (company, seen) = Company::new();
        let at = |words: &str| company.connected.open(words.parse().unwrap());
        let [first, second, third] = ["127.0.0.1:1", "127.0.0.1:2", "[::ffff:10.0.0.7]:3"].map(at);
        let told =
            || seen.connected.borrow().iter().map(|(from, n)| format!("{from} {n}")).collect::<Vec<_>>();
        assert_eq!(told(), ["10.0.0.7 1", "127.0.0.1 2"]);
        drop((first, third));
        assert_eq!(told(), ["127.0.0.1 1"]);
        drop(second);
        assert!(told().is_empty());
    }

    #[test]
    fn a_screen_that_does_not_keep_up_is_told_how_much_it_missed() {
        let (company, mut seen) = Company::new();
        let by = Some("127.0.0.1".parse().unwrap());
        for _ in 0..WAITING + 3 {
            company.tell("POST /off", by);
        }
        for _ in 0..WAITING {
            assert_eq!(seen.deeds.try_recv().unwrap(), "not from here: POST /off by 127.0.0.1");
        }
        company.tell("POST /off", by);
        let words = "not from here: POST /off by 127.0.0.1; and 3 more before it";
        assert_eq!(seen.deeds.try_recv().unwrap(), words);
    }
}
