//! The benches of the settings: who answers there, and the way to another one.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use ctp10::app::console::End;
use ctp10::config::settings::{KnownBench, NoPlace, Settings};
use ctp10::simulator::Options;

use super::pages::ready_with;
use super::rig::{Rig, on_real_clock};

/// An instrument that says who it is, and what it does.
fn instrument() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut answers = stream.try_clone().unwrap();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let answer = if line.starts_with('*') { "EXFO,CTP10,EO2304,1.2" } else { "4" };
                answers.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
            }
        }
    });
    address
}

fn bench(name: &str, place: Result<&str, &str>, read_only: bool) -> KnownBench {
    let place = place.map(|place| place.parse().unwrap()).map_err(|why| NoPlace::Profile(why.to_owned()));
    KnownBench { name: name.into(), colour: None, place, read_only }
}

async fn with_benches() -> Rig {
    let mut rig = ready_with(Options { speedup: 20.0, ..Options::default() }, Settings::default()).await;
    let address = instrument();
    rig.console.state.context.fixed.benches = vec![
        bench("east", Ok(&address), true),
        bench("silent", Ok("127.0.0.1:1"), false),
        bench("wrong", Err("x.toml, line 3: poll_hz = 1000"), false),
    ];
    rig
}

#[test]
fn benches_are_listed_with_who_answers_and_enter_goes_there() {
    on_real_clock(async {
        let mut rig = with_benches().await;
        rig.keys("g b").await;
        rig.until("EXFO CTP10 EO2304 1.2").await;
        rig.until("no instrument: ").await;
        let screen = rig.screen();
        let row = |name: &str| screen.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
        assert!(row(" east ").contains("READ ONLY") && row(" east ").contains("scanning"), "{screen}");
        assert!(row(" wrong ").contains("line 3: poll_hz = 1000"), "{screen}");
        assert!(row("simulator         ").contains("here"), "{screen}");
        rig.keys("Down Down Enter").await;
        rig.until("x.toml, line 3: poll_hz").await;
        assert!(rig.end.is_none());
        rig.keys("Up Up Enter").await;
        assert!(matches!(&rig.end, Some(End::Bench(Some(name))) if name == "east"), "{:?}", rig.end);
    });
}

#[test]
fn who_goes_to_another_bench_with_light_on_is_asked_first() {
    on_real_clock(async {
        let mut rig = with_benches().await;
        rig.command("bench nowhere").await;
        assert!(rig.screen().contains("east, silent, wrong"), "{}", rig.screen());
        rig.keys("Esc").await;
        rig.keys("2 L y").await;
        rig.until("EMITTING").await;
        rig.command("bench silent").await;
        rig.until("switch it off and leave").await;
        rig.keys("o").await;
        for _ in 0..200 {
            if rig.end.is_none() {
                rig.pass(std::time::Duration::from_millis(20)).await;
            }
        }
        assert!(matches!(&rig.end, Some(End::Bench(Some(name))) if name == "silent"), "{:?}", rig.end);
        assert_eq!(rig.ask(":CTP:RLAS1:POW:STAT?").await, "0");
    });
}
