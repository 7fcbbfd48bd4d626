//! Settings files, profiles, and what `config`, `keys` and `doctor` say of them.

use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use serde_json::Value as Json;

use crate::rig::{Sim, told};

fn ok(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", told(output));
    String::from_utf8(output.stdout.clone()).unwrap().trim_end().to_owned()
}

fn refused(output: &Output, code: i32, says: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", told(output));
    assert!(told(output).contains(says), "{says}: {}", told(output));
}

/// The row of a setting.
fn row<'a>(settings: &'a Json, key: &str) -> &'a Json {
    let rows = settings["settings"].as_array().unwrap();
    rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key}: {settings}"))
}

#[test]
fn a_file_to_begin_with_is_written_once_and_changes_nothing() {
    let sim = Sim::start("init", None);
    let file = sim.file(".config/ctp10/config.toml");
    let output = sim.run(&["config", "path"]);
    assert_eq!(ok(&output), file);
    assert!(told(&output).contains("ctp10 config init"), "{}", told(&output));
    assert_eq!(ok(&sim.run(&["config", "init"])), file);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.lines().all(|line| line.is_empty() || line.starts_with('#')), "{written}");
    for key in ["poll_hz", "[[detector]]", "[profile.bench2]"] {
        assert!(written.contains(&format!("\n# {key}")), "{key}: {written}");
    }
    assert!(sim.run(&["config", "path"]).stderr.is_empty());
    assert!(ok(&sim.run(&["config", "check"])).contains("config.toml: ok"));
    let checked = |arguments: &[&str]| -> Json {
        let output = sim.run(&[&["config", "check", "--json"], arguments].concat());
        let said: Json = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(i32::from(said["usable"] == false)), "{said}");
        said
    };
    let sound = checked(&[]);
    assert_eq!(sound, serde_json::json!({ "usable": true, "found": [{ "checked": file, "error": null }] }));
    let wrong = sim.file("wrong.toml");
    std::fs::write(&wrong, "poll_hz = 1000\n").unwrap();
    let found = checked(&["--config", &wrong]);
    assert!(
        found["usable"] == false && found["found"][0]["error"].as_str().unwrap().contains("poll_hz = 1000")
    );
    refused(&sim.run(&["config", "init"]), 1, "already exists; not overwritten");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    let other = sim.file("new/other.toml");
    assert_eq!(ok(&sim.run(&["config", "init", "--config", &other])), other);
    refused(&sim.run(&["config", "int"]), 2, "init");
}

#[test]
fn each_setting_says_where_it_comes_from() {
    let sim = Sim::start("show", None);
    let file = sim.file("my.toml");
    std::fs::write(&file, "poll_hz = 20\n\n[profile.bench2]\naddress = '10.0.0.2'\npoll_hz = 5\n").unwrap();
    let show = |arguments: &[&str], environment: &[(&str, &str)]| -> Json {
        let all = [&["config", "show", "--json", "--config", &file], arguments].concat();
        let output = sim.command(&all).envs(environment.iter().copied()).output().unwrap();
        serde_json::from_str(&ok(&output)).unwrap()
    };
    let plain = show(&[], &[]);
    assert_eq!(row(&plain, "poll_hz")["value"], 20);
    assert_eq!(row(&plain, "poll_hz")["from"], format!("{file}:1"));
    assert_eq!(row(&plain, "mouse")["from"], "default");
    assert_eq!(
        (&row(&plain, "address")["value"], &row(&plain, "detector")["from"]),
        (&Json::Null, &"default".into())
    );
    let bench = show(&["--profile", "bench2", "--read-only"], &[("CTP10_ADDRESS", "10.0.0.9")]);
    // The address of a bench that was named counts before that of the environment.
    assert_eq!(
        (&row(&bench, "address")["value"], &row(&bench, "poll_hz")["value"]),
        (&"10.0.0.2".into(), &5.into())
    );
    assert_eq!(row(&bench, "address")["from"], format!("{file}:4"));
    assert_eq!(row(&bench, "read_only")["from"], "option --read-only");
    let by_environment = show(&[], &[("CTP10_ADDRESS", "10.0.0.9")]);
    assert_eq!(row(&by_environment, "address")["from"], "environment CTP10_ADDRESS");
    let by_option =
        show(&["--address", "10.0.0.8"], &[("CTP10_ADDRESS", "10.0.0.9"), ("CTP10_PROFILE", "bench2")]);
    assert_eq!(row(&by_option, "address")["value"], "10.0.0.8");
    assert_eq!(row(&by_option, "address")["from"], "option --address");
    let people = ok(&sim.run(&["config", "show", "--config", &file]));
    assert!(
        people.lines().any(|line| line.starts_with("poll_hz") && line.ends_with("my.toml:1")),
        "{people}"
    );
    std::fs::write(&file, "poll_hz = 2000\n").unwrap();
    refused(&sim.run(&["config", "show", "--config", &file]), 2, "line 1");
}

#[test]
fn a_profile_names_the_bench_wherever_an_address_does() {
    let (sim, other) = (Sim::start("profile", None), Sim::start("profile-other", None));
    let file = sim.file(".config/ctp10/config.toml");
    std::fs::create_dir_all(sim.file(".config/ctp10")).unwrap();
    let written = format!(
        "address = '{}'\n[profile.bench2]\naddress = '{}'\nread_only = true\ncolour = 'cyan'\n\
         [[profile.bench2.detector]]\nmodule = 4\nchannel = 2\nname = 'DROP'\n",
        sim.address, other.address
    );
    std::fs::write(&file, &written).unwrap();
    assert_eq!(ok(&sim.run(&["set", "sweep", "start", "1530nm"])), "1530 nm");
    assert_eq!(ok(&sim.run(&["get", "sweep", "start", "--profile", "bench2"])), "1520 nm");
    refused(&sim.run(&["set", "sweep", "start", "1530nm", "--profile", "bench2"]), 1, "read-only");
    let power = ok(&sim.run(&["power", "--profile", "bench2"]));
    assert!(power.starts_with("DROP") && power.lines().count() == 1, "{power}");
    let output = sim.command(&["power", "DROP"]).env("CTP10_PROFILE", "bench2").output().unwrap();
    assert!(ok(&output).starts_with("DROP"));
    for arguments in [&["status", "--profile", "bench3"][..], &["config", "show", "--profile", "bench3"]] {
        refused(&sim.run(arguments), 2, "there is no profile \"bench3\"");
        refused(&sim.run(arguments), 2, "the nearest is bench2");
    }
    // What is wrong with one that is not used is found all the same.
    std::fs::write(&file, written + "[profile.night]\npoll_hz = 1000\n").unwrap();
    assert_eq!(ok(&sim.run(&["get", "sweep", "start"])), "1530 nm");
    refused(&sim.run(&["config", "check"]), 1, "poll_hz = 1000 is outside");
    std::fs::remove_file(&file).unwrap();
    refused(&sim.run(&["status", "--profile", "bench2"]), 2, "there is no settings file");
}

#[test]
fn doctor_says_what_it_found_and_whether_the_instrument_answers() {
    let sim = Sim::start("doctor", None);
    let found: Json = serde_json::from_str(&ok(&sim.at(&["doctor", "--json"]))).unwrap();
    for name in ["terminal", "colours", "glyphs", "graphics", "clipboard", "settings", "instrument"] {
        assert!(found.get(name).is_some(), "{name}: {found}");
    }
    let instrument = &found["instrument"];
    assert_eq!(instrument["identity"]["model"], "CTP10");
    let trip = |name: &str| instrument[name].as_f64().unwrap();
    assert!(trip("round_trip_median_ms") > 0.0 && trip("round_trip_slowest_ms") < 1000.0, "{instrument}");
    let people = ok(&sim.at(&["doctor"]));
    assert!(people.contains("instrument") && people.contains("round trip"), "{people}");
    // Without an address there is nothing to reach.
    assert!(ok(&sim.run(&["doctor"])).contains("built-in simulator"));
    let output = sim.run(&["doctor", "--address", "127.0.0.1:1", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["instrument"]["error"].is_string() && found["instrument"]["identity"].is_null(), "{found}");
    let file = sim.file("wrong.toml");
    std::fs::write(&file, "poll_hz = 2000\n").unwrap();
    refused(&sim.run(&["doctor", "--config", &file]), 1, "poll_hz = 2000 is outside");
    refused(&sim.run(&["doctor", "--jsn"]), 2, "--json");
}

#[test]
fn discover_asks_who_is_there() {
    let sim = Sim::start("discover", None);
    let port = sim.address.rsplit_once(':').unwrap().1;
    let output = sim.run(&["discover", "--range", "127.0.0.0/30", "--port", port]);
    assert_eq!(ok(&output), format!("127.0.0.1:{port}  EXFO CTP10 SIM00001 1.4.0"));
    let found: Json = serde_json::from_str(&ok(&sim.run(&[
        "discover",
        "--range",
        "127.0.0.1/32",
        "--port",
        port,
        "--json",
    ])))
    .unwrap();
    assert_eq!((&found["asked"], &found["found"][0]["is_ctp10"]), (&1.into(), &true.into()));
    assert_eq!(found["found"][0]["address"], sim.address);
    // Somebody else listens there, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let arguments = ["discover", "--range", "127.0.0.1/32", "--port", &port, "--timeout", "50"];
    refused(&sim.run(&arguments), 3, "no instrument answers");
    for (range, says) in [("10.0.0.0/8", "4096"), ("10.0.0", "192.168.1.0/24")] {
        refused(&sim.run(&["discover", "--range", range]), 2, says);
    }
    refused(&sim.run(&["discover", "--range", "127.0.0.1/32", "--wait", "100"]), 2, "--range");
}

#[test]
fn discover_finds_who_announces_itself_by_mdns() {
    let sim = Sim::start("announced", None);
    // A port of mDNS of its own: nobody else is heard there, and nobody else hears it.
    let mdns = std::net::UdpSocket::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port().to_string();
    let find = |arguments: &[&str]| sim.run(&[&["discover", "--mdns-port", &mdns], arguments].concat());
    refused(
        &find(&["--wait", "300"]),
        3,
        "nobody announces itself by mDNS (_scpi-raw._tcp, _lxi._tcp, _vxi-11._tcp)",
    );
    let mut command = sim.command(&["sim", "--listen", "127.0.0.1:0", "--announce", "--mdns-port", &mdns]);
    let mut announced = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(announced.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
    let port = address.rsplit_once(':').unwrap().1;
    let output = find(&["--wait", "3000"]);
    let json = find(&["--wait", "3000", "--json"]);
    announced.kill().unwrap();
    announced.wait().unwrap();
    assert_eq!(ok(&output), format!("{address}  EXFO CTP10 SIM00001 1.4.0  CTP10 simulator {port}"));
    let found: Json = serde_json::from_str(&ok(&json)).unwrap();
    let one = &found["found"][0];
    assert_eq!(
        (&one["address"], &one["is_ctp10"], &one["error"]),
        (&address.into(), &true.into(), &Json::Null)
    );
    assert_eq!(one["services"], serde_json::json!(["_lxi._tcp", "_scpi-raw._tcp"]));
}
