//! Live power as it is streamed.

use std::time::Duration;

use crate::http::fields;
use crate::rig::{Serve, Sim};
use crate::socket::{Frame, Socket};

#[test]
fn a_reading_comes_at_once_and_then_each_that_is_read() {
    let serve = Serve::start("readings", &[]);
    for path in ["/ws/power", "/ws/v2/power", "/ws/power?module=4&interval=0.01"] {
        let mut socket = Socket::open(&serve.address, path);
        let text = socket.text();
        assert_eq!(
            fields(&text),
            [
                "type",
                "timestamp",
                "module",
                "wavelength_nm",
                "unit",
                "ch1_power",
                "ch2_power",
                "ch3_power",
                "ch4_power"
            ],
            "{path}"
        );
        let mut last = serde_json::from_str::<serde_json::Value>(&text).unwrap();
        assert_eq!(
            (&last["type"], &last["module"], &last["unit"]),
            (&"data".into(), &4.into(), &"dBm".into())
        );
        assert!(last["ch1_power"].as_f64().unwrap() < -40.0, "{last}");
        for _ in 0..10 {
            let next = socket.next("data");
            let (before, at) = (last["timestamp"].as_f64().unwrap(), next["timestamp"].as_f64().unwrap());
            assert!(at > before && at - before < 1.0, "{before} {at}");
            assert!(at > 1.7e9, "seconds since 1970");
            last = next;
        }
    }
}

#[test]
fn who_asks_for_fewer_gets_fewer() {
    let serve = Serve::start("fewer", &[]);
    let mut socket = Socket::open(&serve.address, "/ws/power?interval=0.5");
    let at: Vec<f64> = (0..4).map(|_| socket.next("data")["timestamp"].as_f64().unwrap()).collect();
    for pair in at.windows(2).skip(1) {
        assert!((0.3..0.8).contains(&(pair[1] - pair[0])), "{at:?}");
    }
}

#[test]
fn health_beats_and_answers() {
    let serve = Serve::start("beats", &[]);
    let _power = Socket::open(&serve.address, "/ws/power");
    let mut socket = Socket::open(&serve.address, "/ws/health");
    let text = socket.text();
    assert_eq!(fields(&text), ["type", "timestamp", "active_streams"]);
    assert!(text.contains(r#""active_streams":1"#), "{text}");
    socket.say("ping");
    assert_eq!(fields(&socket.text()), ["type", "timestamp"]);
    assert!(socket.text().contains("heartbeat"));
    socket.say("anything");
    assert!(socket.text().contains("heartbeat"));
}

#[test]
fn who_shows_no_sign_of_life_is_dropped_within_ten_seconds_and_who_does_is_not() {
    let serve = Serve::start("silent", &[]);
    let silent = Socket::open(&serve.address, "/ws/power");
    let mut alive = Socket::open(&serve.address, "/ws/power");
    let address = serve.address.clone();
    let held = std::thread::spawn(move || silent.held());
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_secs(11) {
        alive.next("data");
    }
    let held = held.join().unwrap();
    assert!(held > Duration::from_secs(3) && held < Duration::from_secs(10), "{held:?}");
    // It is one listener less.
    let mut health = Socket::open(&address, "/ws/health");
    assert!(health.text().contains(r#""active_streams":1"#));
}

#[test]
fn a_lost_instrument_is_told_ten_times_and_then_the_client_is_sent_away() {
    let serve = Serve::start("lost", &[]);
    let mut socket = Socket::open(&serve.address, "/ws/power?interval=0.1");
    socket.next("data");
    assert_eq!(serve.post("/connection/disconnect", "").status, 200);
    for count in 1..=10 {
        assert_eq!(socket.next("error")["error_count"], count);
    }
    assert_eq!(socket.next("reconnect")["retry_after"], 5);
    assert!(matches!(socket.frame(), Frame::Close | Frame::Gone));
    // Whoever comes back when it is there again is served.
    assert_eq!(serve.post("/connection/connect", "").status, 200);
    Socket::open(&serve.address, "/ws/power").next("data");
}

#[test]
fn many_watchers_cost_the_questions_of_one() {
    let serve = Serve::start("many", &[]);
    let mut sockets: Vec<Socket> = (0..50).map(|_| Socket::open(&serve.address, "/ws/power")).collect();
    let first = sockets[0].next("data")["timestamp"].as_f64().unwrap();
    let last = (0..20).map(|_| sockets[0].next("data")["timestamp"].as_f64().unwrap()).last().unwrap();
    // All saw the same readings: there were no others.
    for socket in &mut sockets[1..] {
        let mut seen = Vec::new();
        loop {
            let at = socket.next("data")["timestamp"].as_f64().unwrap();
            seen.push(at);
            if at >= last {
                break;
            }
        }
        let between = seen.iter().filter(|at| (first - 0.001..=last + 0.001).contains(*at)).count();
        assert!((20..=22).contains(&between), "{between} of 21: {seen:?}");
    }
}

#[test]
fn a_module_that_the_settings_do_not_name_is_asked_once_for_all_who_listen_to_it() {
    let folder = std::env::temp_dir().join(format!("ctp10-asked-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let config = folder.join("config.toml");
    std::fs::write(&config, "[[detector]]\nmodule = 2\nchannel = 1\nname = 'OTHER'\n").unwrap();
    let serve = Serve::start("asked", &["--config", config.to_str().unwrap()]);
    let path = "/ws/power?module=4&interval=0.1";
    let mut sockets: Vec<Socket> = (0..10).map(|_| Socket::open(&serve.address, path)).collect();
    let text = sockets[0].text();
    let first: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&first["module"], &first["unit"]), (&4.into(), &"dBm".into()), "{text}");
    assert!(first["ch4_power"].as_f64().is_some(), "{text}");
    // All of them see the same readings, from the one on that each waited for.
    let times = |socket: &mut Socket| -> Vec<f64> {
        (0..22).map(|_| socket.next("data")["timestamp"].as_f64().unwrap()).collect()
    };
    let all: Vec<Vec<f64>> = sockets.iter_mut().map(times).collect();
    let common = |seen: &Vec<f64>| seen.iter().filter(|at| all[0].contains(at)).count();
    assert!(all.iter().all(|seen| common(seen) >= 8), "{all:?}");
    // One that is not there is told so.
    let (status, _) = crate::socket::open(&serve.address, "/ws/power?module=19", &[]);
    assert_eq!(status, 403);
    // The instrument is given up: the listeners hear of it, as of a module of the settings.
    assert_eq!(serve.post("/connection/disconnect", "").status, 200);
    assert_eq!(sockets[1].next("error")["error_count"], 1);
    let _ = std::fs::remove_dir_all(folder);
}

/// Of a module that the settings do not watch.
#[test]
fn who_listens_to_another_module_shares_its_questions_and_leaves_the_error_queue_alone() {
    let bench = "[[laser]]\nposition = 1\nmodel = 'T100S-HP'\n\
                 [[module]]\nslot = 4\ntype = 'il_rl_opm2'\n\
                 [[module]]\nslot = 7\ntype = 'power_meter'\nchannels = 4\n";
    let folder = std::env::temp_dir().join(format!("ctp10-listened-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let [file, config] = ["bench.toml", "config.toml"].map(|name| folder.join(name));
    std::fs::write(&file, bench).unwrap();
    // The error queue is another client's: it is read behind commands from here alone.
    std::fs::write(&config, "errors = 'own'\n[[detector]]\nmodule = 4\nchannel = 1\nname = 'IN1'\n").unwrap();
    let sim = Sim::with(&["--bench", file.to_str().unwrap()]);
    let tap = crate::tap::Tap::before(&sim.address);
    let serve = Serve::start("listened", &["--config", config.to_str().unwrap(), "--address", &tap.address]);
    while serve.told("/v1/status")["link"]["complete"] != true {}
    while !sim.ask(":SYST:ERR?").starts_with('0') {}
    assert_eq!(sim.ask(":NO:SUCH:THING;*OPC?"), "1");
    let begun = std::time::Instant::now();
    let mut all: Vec<Socket> =
        (0..5).map(|_| Socket::open(&serve.address, "/ws/power?module=7&interval=0.01")).collect();
    let mut readings = std::collections::BTreeSet::new();
    for _ in 0..20 {
        for socket in &mut all {
            readings.insert(socket.next("data")["timestamp"].to_string());
        }
    }
    let asked = tap.count_since(begun, ":SENSe7:CHANnel1:POWer");
    assert!(asked <= readings.len() + 2, "{asked} questions for {} readings", readings.len());
    assert_eq!(tap.count_since(begun, ":ERR"), 0, "the error queue was read");
    assert!(sim.ask(":SYST:ERR?").starts_with("-113"), "it is there for whom it is of");
    let _ = std::fs::remove_dir_all(folder);
}
