//! The service's own interface.

use std::io::{BufRead, BufReader, Write};

use serde_json::{Value as Json, json};

use crate::http;
use crate::rig::{Serve, Sim};

fn put(serve: &Serve, path: &str, body: &str) -> (u16, Json) {
    let token = format!("Bearer {}", serve.token);
    let answer = serve.say("PUT", path, &[("authorization", &token)], body);
    (answer.status, answer.json())
}

#[test]
fn every_setting_has_a_path_of_its_own_with_unit_and_limits() {
    let serve = Serve::start("settings", &[]);
    let all = serve.told("/v1/settings");
    let all = all["settings"].as_array().unwrap();
    assert!(all.len() > 30, "{}", all.len());
    for setting in all {
        let name = setting["parameter"].as_str().unwrap();
        let encoded = name.replace(' ', "%20");
        for path in [name.replace(' ', "/"), encoded] {
            // Words with a blank in them stay together in either way of writing.
            let told = serve.told(&format!("/v1/settings/{path}"));
            assert_eq!(&told, setting, "{path}");
        }
    }
    let speed = serve.told("/v1/settings/tls/1/speed");
    assert_eq!(
        (&speed["parameter"], &speed["value"], &speed["unit"]),
        (&"tls 1 speed".into(), &20.into(), &"nm/s".into())
    );
    assert!(speed["limits"].as_str().unwrap().contains("100"), "{speed}");
    for path in ["/v1/settings/tls/9/speed", "/v1/settings/nothing", "/v1/settings/laser/7/power"] {
        assert_eq!(serve.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_setting_is_set_with_its_read_back_and_what_moved_with_it() {
    let serve = Serve::start("put", &[]);
    let (code, set) = put(&serve, "/v1/settings/sweep/start", r#"{"value": 1530, "unit": "nm"}"#);
    assert_eq!(code, 200, "{set}");
    assert_eq!((&set["outcome"], &set["value"], &set["moved"]), (&"done".into(), &1530.0.into(), &json!([])));
    let (code, set) = put(&serve, "/v1/settings/detector/4/2/unit", r#"{"value": "mW"}"#);
    assert_eq!((code, &set["value"]), (200, &"mW".into()), "{set}");
    for (path, body, code) in [
        ("/v1/settings/sweep/start", r#"{"value": "blue"}"#, 422),
        ("/v1/settings/sweep/start", "{}", 422),
        ("/v1/settings/sweep/start", r#"{"value": [1]}"#, 422),
        ("/v1/settings/laser/1/power", r#"{"value": "12 dBm"}"#, 409),
        ("/v1/settings/laser/7/power", r#"{"value": "1 dBm"}"#, 409),
        ("/v1/settings/nothing", r#"{"value": 1}"#, 404),
    ] {
        let (told, answer) = put(&serve, path, body);
        assert_eq!(told, code, "{path} {body}: {answer}");
        if code == 409 {
            assert_eq!(answer["outcome"], "refused", "{answer}");
        }
    }
}

#[test]
fn the_bench_is_told_and_what_may_be_done_with_it() {
    let serve = Serve::start("status", &["--speedup", "100"]);
    let mut status = serve.told("/v1/status");
    // Until all was read once.
    while status["light"] != "dark" || status["link"]["complete"] != true {
        status = serve.told("/v1/status");
    }
    assert_eq!((&status["light"], &status["link"]["state"]), (&"dark".into(), &"up".into()));
    assert_eq!(status["may"], json!({ "off": true, "order": false, "light": false }));
    assert_eq!(serve.post("/v1/lasers/1/on", "").status, 403);
    assert_eq!(serve.post("/v1/lasers/1/off", "").json(), json!({ "outcome": "done", "off": [1] }));
    assert_eq!(serve.post("/v1/off", "").json()["outcome"], "done");
    assert_eq!(serve.post("/v1/abort", "").json(), json!({ "outcome": "done", "on": [] }));
}

#[test]
fn an_operation_is_done_by_its_path_and_what_is_so_then_is_told() {
    let serve = Serve::start("operations", &["--allow-light", "--speedup", "100"]);
    // What the reference lights goes off behind it.
    assert_eq!(serve.post("/v1/reference/4/1", "").json(), json!({ "outcome": "done" }));
    assert_eq!(serve.told("/measurement/status/referencing")["is_referencing"], false, "it has ended");
    assert_eq!(serve.told("/v1/status")["light"], "dark");
    assert_eq!(serve.post("/v1/lasers/1/on", "").json(), json!({ "outcome": "done", "on": [1] }));
    let sweep = serve.post("/v1/sweep/start", "").json();
    assert_eq!((&sweep["outcome"], sweep["stays_on"].is_boolean()), (&"done".into(), true), "{sweep}");
    for (path, code) in [
        ("/v1/lasers/7/on", 422),
        ("/v1/lasers/11/on", 422),
        ("/v1/reference/21/1", 422),
        ("/v1/reference/4", 404),
    ] {
        assert_eq!(serve.post(path, "").status, code, "{path}");
    }
    let dark = Serve::start("no-operations", &["--speedup", "100"]);
    for path in ["/v1/reference/4/1", "/v1/sweep/start"] {
        assert_eq!(dark.post(path, "").status, 403, "{path}");
    }
}

#[test]
fn a_trace_comes_in_every_format_whole_by_range_and_as_a_picture() {
    let serve = Serve::start("formats", &["--allow-light", "--speedup", "100"]);
    let none = serve.get("/v1/traces/4/1/tf");
    assert_eq!((none.status, &none.json()["outcome"]), (404, &"absent".into()), "{}", none.text());
    assert_eq!(none.json()["error"], "there is no such trace; run a sweep first");
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    for (format, begins) in [
        ("npz", &b"PK"[..]),
        ("npy", b"\x93NUMPY"),
        ("csv", b"#"),
        ("json", b"{"),
        ("parquet", b"PAR1"),
        ("h5", b"\x89HDF"),
        ("mat", b"MATLAB"),
    ] {
        let answer = serve.get(&format!("/v1/traces/4/1/tf?format={format}&from=1530&to=1531"));
        assert_eq!(answer.status, 200, "{format}: {}", String::from_utf8_lossy(&answer.body));
        assert!(answer.body.starts_with(begins), "{format}: {:?}", &answer.body[..8]);
        assert!(answer.header("content-disposition").unwrap().ends_with(&format!("trace_4_1_tf.{format}")));
        assert!(answer.header("etag").is_some());
    }
    let part = serve.get("/v1/traces/4/1/1?format=npy&from=1530&to=1530.01");
    let header = String::from_utf8_lossy(&part.body[..128]).into_owned();
    let count = (part.body.len() - 128) / 16;
    assert!(header.contains(&format!("({count},)")), "{header}");
    let nm = |index: usize| f64::from_le_bytes(part.body[128 + 16 * index..][..8].try_into().unwrap());
    assert!(
        (nm(0) - 1530.0).abs() < 1e-8 && (nm(count - 1) - 1530.01).abs() < 1e-8,
        "{} {}",
        nm(0),
        nm(count - 1)
    );
    let picture = serve.told("/v1/traces/4/1/tf?columns=100");
    assert_eq!((&picture["columns"], &picture["unit"]), (&100.into(), &"dB".into()));
    let levels = |name: &str| {
        picture[name].as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((levels("nm").len(), levels("min").len()), (100, 100));
    assert!(levels("min").iter().zip(levels("max")).all(|(low, high)| *low <= high));
    for (path, code) in [
        ("/v1/traces/4/1/tf?format=exe", 422),
        ("/v1/traces/4/1/nothing", 422),
        ("/v1/traces/4/7/tf", 422),
        ("/v1/traces/4/1/tf?from=1680", 404),
        ("/v1/traces/4/1/tf?columns=0", 422),
    ] {
        assert_eq!(serve.get(path).status, code, "{path}");
    }
}

#[test]
fn what_is_not_done_says_in_which_way_it_ended() {
    let faults = "[[fault]]\non = ':INIT:WAV:STAR'\ntimes = 1\nclose = true\n\
                  [[fault]]\non = ':TRAC:SENS4:CHAN1:TYPE1:DATA:IMM?'\ntimes = 1\ncut = 1000\n\
                  [[fault]]\non = ':TRAC:SENS4:CHAN2:TYPE1:DATA:LENG?'\nsilent = true\n";
    let file = std::env::temp_dir().join(format!("ctp10-ends-{}.toml", std::process::id()));
    std::fs::write(&file, faults).unwrap();
    let sim = Sim::with(&["--scenario", file.to_str().unwrap()]);
    let serve = Serve::start("ends", &["--allow-light", "--address", &sim.address]);
    let complete = || while serve.told("/v1/status")["link"]["complete"] != true {};
    complete();
    let ended = |code: u16, outcome: &str, (told, answer): (u16, Json)| {
        assert_eq!((told, &answer["outcome"]), (code, &outcome.into()), "{answer}");
        assert!(!answer["error"].as_str().unwrap().is_empty(), "{answer}");
    };
    ended(502, "unknown", put(&serve, "/v1/settings/sweep/start", r#"{"value": "1530 nm"}"#));
    complete();
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    let trace = |channel: u8| {
        let answer = serve.get(&format!("/v1/traces/4/{channel}/tf"));
        (answer.status, answer.json())
    };
    ended(502, "lost", trace(1));
    complete();
    ended(504, "late", trace(2));
    ended(409, "refused", put(&serve, "/v1/settings/laser/1/power", r#"{"value": "12 dBm"}"#));
    assert_eq!(serve.get("/v1/traces/4/1/tf").status, 200);
    // What the table says of it.
    let table = serve.told("/openapi.json");
    let responses = &table["paths"]["/v1/traces/{module}/{channel}/{type}"]["get"]["responses"];
    for code in ["404", "409", "502", "504"] {
        let schema = &responses[code]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(schema, "#/components/schemas/NotDone", "{code}: {responses}");
    }
    assert_eq!(responses["500"], Json::Null);
    let _ = std::fs::remove_file(file);
}

#[test]
fn events_come_as_they_happen() {
    let sim = Sim::start();
    let serve = Serve::start("events", &["--allow-light", "--address", &sim.address]);
    // What is not read yet is unknown.
    while serve.told("/v1/status")["light"] != "dark" {}
    let mut stream = BufReader::new(http::connect(&serve.address));
    let request = http::request(&serve.address, "GET", "/v1/events", &[], "");
    stream.get_mut().write_all(&request).unwrap();
    let mut lines = stream.lines().map(Result::unwrap);
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    assert!(
        head[0].contains("200") && head.iter().any(|line| line == "content-type: text/event-stream"),
        "{head:?}"
    );
    let mut came = std::collections::BTreeSet::new();
    // The next event of this name; lines of chunks are between.
    let mut next = |name: &str| -> Json {
        loop {
            let line = lines.next().unwrap();
            if line == format!("event: {name}") {
                came.insert(name.to_owned());
                let data = lines.next().unwrap();
                return serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            }
        }
    };
    assert_eq!(next("status")["light"], "dark");
    assert_eq!(next("power")["module"], 4);
    // Somebody else's, which is left to him from then on.
    assert_eq!(sim.ask(":NO:SUCH:THING;*OPC?"), "1");
    assert!(next("error")["words"][0].as_str().unwrap().contains("-113"));
    assert!(next("notice")["words"].as_str().unwrap().contains("another client"));
    assert_eq!(serve.post("/rlaser/1/on", "").status, 200);
    while next("status")["light"] != "emitting" {}
    assert_eq!(serve.post("/v1/off", "").status, 200);
    assert!(next("off")["lasers"].as_array().unwrap().contains(&1.into()));
    while next("status")["light"] != "dark" {}
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    assert_eq!(next("sweep")["ended"], "done");
    assert_eq!(serve.get("/v1/traces/4/1/tf?columns=10").status, 200);
    let trace = next("trace");
    assert_eq!((&trace["detector"], &trace["type"]), (&"4/1".into(), &"tf".into()));
    assert!(trace["points"].as_u64().unwrap() > 1000, "{trace}");
    assert_eq!(serve.post("/v1/abort", "").status, 200);
    assert_eq!(next("aborted"), json!({}));
    // All that the table names came, but for what is told to the slow.
    let about = serve.told("/openapi.json")["paths"]["/v1/events"]["get"]["summary"].clone();
    let (_, named) = about.as_str().unwrap().split_once("; ").unwrap();
    let named = named.split("; ").map(|one| one.split_once(": ").unwrap().0.to_owned());
    assert_eq!(came, named.filter(|name| name != "lost").collect(), "{about}");
}

#[test]
fn who_has_a_trace_already_is_told_so_until_there_is_another_one() {
    let serve = Serve::start("tags", &["--allow-light", "--speedup", "100"]);
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    let paths = [
        "/v1/traces/4/1/tf?format=npy",
        "/v1/traces/4/1/tf?columns=10",
        "/detector/trace/binary",
        "/detector/trace/data",
    ];
    let mut tags = Vec::new();
    for path in paths {
        let whole = serve.get(path);
        let tag = whole.header("etag").expect("a tag").to_owned();
        let again = serve.say("GET", path, &[("if-none-match", &tag)], "");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(tag.as_str()), "{path}");
        assert_eq!(serve.say("GET", path, &[("if-none-match", "\"another\"")], "").status, 200, "{path}");
        tags.push(tag);
    }
    let each: std::collections::BTreeSet<&String> = tags.iter().collect();
    assert_eq!(each.len(), tags.len(), "each form has its own: {tags:?}");
    let body = r#"{"start_wavelength_nm":1540,"stop_wavelength_nm":1550}"#;
    assert_eq!(serve.post("/measurement/sweep/wavelengths", body).status, 200);
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    for (path, tag) in paths.iter().zip(&tags) {
        assert_eq!(serve.say("GET", path, &[("if-none-match", tag)], "").status, 200, "{path}");
    }
}

#[test]
fn each_listener_of_events_has_the_same_status_and_what_it_may_do_itself() {
    let serve = Serve::start("statuses", &["--allow-light"]);
    let token = format!("Bearer {}", serve.token);
    let open = |headers: &[(&str, &str)]| {
        let mut stream = BufReader::new(http::connect(&serve.address));
        stream.get_mut().write_all(&http::request(&serve.address, "GET", "/v1/events", headers, "")).unwrap();
        stream.lines().map(Result::unwrap)
    };
    let (mut reader, mut operator) = (open(&[]), open(&[("authorization", &token)]));
    let status = |lines: &mut dyn Iterator<Item = String>| -> Json {
        while lines.next().unwrap() != "event: status" {}
        serde_json::from_str(lines.next().unwrap().strip_prefix("data: ").unwrap()).unwrap()
    };
    assert_eq!(status(&mut reader)["may"], json!({ "off": true, "order": false, "light": false }));
    assert_eq!(status(&mut operator)["may"], json!({ "off": true, "order": true, "light": true }));
    assert_eq!(serve.post("/rlaser/1/on", "").status, 200);
    while status(&mut reader)["light"] != "emitting" {}
    while status(&mut operator)["light"] != "emitting" {}
}
