//! Whoever else is at the bench: seen on the screen, and in nobody's way.

use std::collections::BTreeMap;
use std::time::Duration;

use ctp10::app::beside::Guests;
use tokio::sync::{mpsc, watch};

use super::pages::ready;
use super::rig::{Rig, on_held_clock, on_real_clock};

/// A service's end, as the screen has the other one.
struct Others {
    connected: watch::Sender<BTreeMap<std::net::IpAddr, usize>>,
    deeds: mpsc::Sender<String>,
}

fn served(rig: &mut Rig) -> Others {
    let (connected, seen) = watch::channel(BTreeMap::new());
    let (deeds, done) = mpsc::channel(1 << 14);
    let at = "127.0.0.1:8002".parse().unwrap();
    rig.console.guests = Some(Guests { at, connected: seen, deeds: done });
    Others { connected, deeds }
}

#[test]
fn the_header_says_how_many_are_connected_and_the_messages_what_they_do() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.resize(120, 36).await;
        rig.command("clients").await;
        assert!(rig.screen().contains("nobody else is served"), "{}", rig.screen());
        let others = served(&mut rig);
        rig.pass(Duration::from_millis(300)).await;
        assert!(rig.screen().contains("served on 127.0.0.1:8002, 0 clients"), "{}", rig.screen());
        let all = [("127.0.0.1", 2), ("10.0.0.7", 1)].map(|(from, count)| (from.parse().unwrap(), count));
        others.connected.send_replace(all.into_iter().collect());
        rig.command("clients").await;
        let told = rig.screen();
        assert!(told.contains("served on 127.0.0.1:8002, 3 clients"), "{told}");
        assert!(
            told.contains("served on http://127.0.0.1:8002: 10.0.0.7, 127.0.0.1 (2 connections)"),
            "{told}"
        );
        for (width, words) in [(80, "served, 3 clients"), (60, "SERVED 3")] {
            rig.resize(width, 24).await;
            assert!(rig.screen().contains(words), "{}", rig.screen());
        }
        // What comes again and again is one line.
        let words = "not from here: POST /tls/1/speed by 127.0.0.1";
        for _ in 0..12 {
            others.deeds.try_send(words.into()).unwrap();
        }
        rig.pass(Duration::from_millis(40)).await;
        let told: Vec<String> =
            rig.console.state.messages.newest().map(|message| message.words.clone()).collect();
        assert_eq!(told[0], format!("{words} (12 times)"));
        assert!(!told[1].contains(words), "{told:?}");
    });
}

#[test]
fn a_flood_of_deeds_holds_up_no_key() {
    on_real_clock(async {
        let mut rig = ready().await;
        let others = served(&mut rig);
        let flood = tokio::spawn(async move {
            for n in 0_u64.. {
                if others.deeds.send(format!("not from here: {n} by 127.0.0.1")).await.is_err() {
                    return n;
                }
            }
            0
        });
        for _ in 0..5 {
            rig.keys("?").await;
            assert!(rig.screen().contains("type to search"), "{}", rig.screen());
            rig.keys("Esc").await;
            assert!(!rig.screen().contains("type to search"), "{}", rig.screen());
        }
        rig.console.guests = None;
        assert!(flood.await.unwrap() > 1000, "there was one");
    });
}
