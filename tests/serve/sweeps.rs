//! Sweeps, references, light and traces through the service.

use std::time::Instant;

use serde_json::Value as Json;

use crate::http;
use crate::rig::{Serve, Sim};
use crate::socket::Socket;

fn lit(name: &str, more: &[&str]) -> Serve {
    Serve::start(name, &[&["--allow-light"][..], more].concat())
}

/// Asks until it is so.
fn until(serve: &Serve, path: &str, is_so: impl Fn(&Json) -> bool) -> Json {
    let begun = Instant::now();
    loop {
        let told = serve.told(path);
        if is_so(&told) {
            return told;
        }
        assert!(begun.elapsed().as_secs() < 60, "{path}: {told}");
    }
}

#[test]
fn a_laser_is_on_and_off_as_it_is_read_back() {
    let serve = lit("laser", &["--speedup", "100"]);
    let on = serve.post("/rlaser/1/on", "");
    assert_eq!(
        (on.status, on.text()),
        (200, r#"{"success":true,"message":"Laser 1 turned ON","laser_number":1,"is_on":true}"#)
    );
    assert_eq!(serve.told("/rlaser/1/state")["is_on"], true);
    // Off needs no token on this machine.
    assert_eq!(serve.say("POST", "/rlaser/1/off", &[], "").status, 200);
    assert_eq!(serve.told("/rlaser/1/state")["state"], false);
    let both = serve.post("/rlaser/1/config", r#"{"power_dbm":1.5,"power_state":true}"#);
    assert!(both.text().ends_with(r#""config":{"power_dbm":1.5,"power_state":true}}"#), "{}", both.text());
    // What is lit goes off before nobody could switch it off any more.
    assert_eq!(serve.post("/connection/disconnect", "").status, 200);
    assert_eq!(serve.post("/connection/connect", "").status, 200);
    until(&serve, "/rlaser/1/state", |state| state["is_on"] == false);
}

#[test]
fn no_light_where_it_was_not_allowed_in_whatever_way_it_is_asked_for() {
    let serve = Serve::start("dark", &["--compat"]);
    for (path, body) in [
        ("/rlaser/1/on", ""),
        ("/rlaser/1/config", r#"{"power_state":true}"#),
        ("/measurement/sweep/start", ""),
        ("/measurement/sweep/start?wait=true", ""),
        ("/detector/reference", ""),
    ] {
        let answer = serve.post(path, body);
        assert_eq!(answer.status, 403, "{path}: {}", answer.text());
        assert!(answer.detail().contains("--allow-light"), "{path}: {}", answer.text());
    }
    assert_eq!(serve.told("/rlaser/1/state")["is_on"], false);
}

#[test]
fn a_sweep_is_waited_for_and_its_traces_are_fetched() {
    let serve = lit("sweep", &["--speedup", "100"]);
    let empty = serve.get("/detector/trace/binary");
    assert_eq!((empty.status, empty.body.len()), (200, 128));
    assert!(String::from_utf8_lossy(&empty.body).contains("'shape': (0,)"));
    let none = serve.told("/detector/trace/metadata");
    assert_eq!((&none["num_points"], &none["unit"]), (&0.into(), &"dB".into()));
    let done = serve.post("/measurement/sweep/start?wait=true", "");
    assert_eq!(
        (done.status, done.text()),
        (200, r#"{"success":true,"message":"Sweep completed","is_complete":true}"#)
    );
    assert_eq!(serve.told("/rlaser/1/state")["is_on"], false, "what was dark before is dark again");
    let metadata = serve.get("/detector/trace/metadata?module=4&channel=1");
    let points = metadata.json()["num_points"].as_u64().unwrap() as usize;
    assert!(points > 1000, "{}", metadata.text());
    let data = serve.get("/detector/trace/data?module=4&channel=1");
    assert!(data.text().starts_with(&format!(r#"{{"metadata":{},"wavelengths":["#, metadata.text())));
    let data = data.json();
    let numbers = |name: &str| -> Vec<f64> {
        data[name].as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
    };
    let (wavelengths, values) = (numbers("wavelengths"), numbers("values"));
    assert_eq!((wavelengths.len(), values.len()), (points, points));
    let binary = serve.get("/detector/trace/binary?module=4&channel=1");
    assert_eq!(binary.header("content-type"), Some("application/octet-stream"));
    assert_eq!(binary.header("content-disposition"), Some("attachment; filename=trace_m4_c1_t1.npy"));
    assert_eq!(binary.body.len(), 128 + 16 * points);
    assert_eq!(binary.header("content-length").unwrap(), binary.body.len().to_string());
    let (header, records) = binary.body.split_at(128);
    assert!(header.starts_with(b"\x93NUMPY\x01\x00v\x00{"), "{:?}", &header[..12]);
    let dictionary = std::str::from_utf8(&header[10..]).unwrap();
    assert!(
        dictionary.starts_with(&format!(
            "{{'descr': [('wavelengths', '<f8'), ('values', '<f8')], 'fortran_order': False, 'shape': ({points},), }}"
        )),
        "{dictionary}"
    );
    for (index, record) in records.chunks(16).enumerate().step_by(997) {
        let (nm, db) = record.split_at(8);
        let nm = f64::from_le_bytes(nm.try_into().unwrap());
        let db = f64::from_le_bytes(db.try_into().unwrap());
        assert!((nm - wavelengths[index]).abs() < 1e-8 && (db - values[index]).abs() < 1e-5, "{index}");
    }
}

#[test]
fn a_sweep_that_is_not_waited_for_counts_as_running_from_its_order_on_and_is_aborted() {
    let serve = lit("abort", &["--speedup", "2"]);
    let begun = serve.post("/measurement/sweep/start", "");
    assert_eq!(
        (begun.status, begun.text()),
        (200, r#"{"success":true,"message":"Sweep initiated","is_complete":false}"#)
    );
    let status = serve.told("/measurement/sweep/status");
    assert_eq!((&status["is_sweeping"], &status["is_complete"]), (&true.into(), &false.into()));
    let again = serve.post("/measurement/sweep/start", "");
    assert_eq!(again.status, 500, "{}", again.text());
    assert!(again.detail().starts_with("Failed to start sweep: "), "{}", again.text());
    let reference = serve.post("/detector/reference", "");
    assert_eq!(reference.status, 500, "{}", reference.text());
    assert_eq!(serve.post("/measurement/sweep/abort", "").status, 200);
    let status = serve.told("/measurement/sweep/status");
    assert_eq!((&status["is_sweeping"], &status["condition_register"]), (&false.into(), &0.into()));
}

#[test]
fn who_waits_for_a_sweep_holds_nobody_up() {
    let serve = lit("waits", &["--speedup", "1"]);
    let address = serve.address.clone();
    let token = format!("Bearer {}", serve.token);
    let waiting = std::thread::spawn(move || {
        let request = http::request(
            &address,
            "POST",
            "/measurement/sweep/start?wait=true",
            &[("authorization", &token)],
            "",
        );
        http::say(&address, &request)
    });
    until(&serve, "/measurement/sweep/status", |status| status["is_sweeping"] == true);
    let mut socket = Socket::open(&serve.address, "/ws/power");
    (0..5).for_each(|_| drop(socket.next("data")));
    assert_eq!(serve.post("/measurement/sweep/abort", "").status, 200);
    let ended = waiting.join().unwrap();
    assert_eq!(ended.status, 500, "{}", ended.text());
    assert_eq!(ended.detail(), "Failed to start sweep: the sweep was stopped before it was done");
}

#[test]
fn a_reference_is_taken_and_told() {
    let serve = lit("reference", &["--speedup", "100"]);
    let done = serve.post("/detector/reference?module=4&channel=2&wait=1", "");
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.fields(), ["success", "message", "is_complete", "result"]);
    let told = done.json();
    assert_eq!(told["message"], "Reference created successfully for detector 4/2");
    assert_eq!((&told["result"]["state"], &told["result"]["type"]), (&1.into(), &0.into()));
    assert_eq!(told["result"]["type_description"], "TF (1 sweep)");
    let result = serve.told("/detector/reference/result?module=4&channel=2");
    assert_eq!((&result["state"], &result["date"]), (&1.into(), &told["result"]["date"]));
    let begun = serve.post("/detector/reference?module=4&channel=2", "");
    assert_eq!(
        begun.text(),
        r#"{"success":true,"message":"Reference creation initiated for detector 4/2","is_complete":false}"#
    );
    until(&serve, "/measurement/status/referencing", |status| status["is_referencing"] == false);
}

#[test]
fn the_stream_goes_on_while_a_trace_is_fetched() {
    let serve = lit("stream", &["--speedup", "100", "--rate", "400000"]);
    assert_eq!(serve.post("/measurement/sweep/start?wait=true", "").status, 200);
    let mut socket = Socket::open(&serve.address, "/ws/power?module=4&interval=0.1");
    socket.next("data");
    let address = serve.address.clone();
    let fetching = std::thread::spawn(move || {
        let begun = Instant::now();
        let request = http::request(&address, "GET", "/detector/trace/binary?module=4&channel=1", &[], "");
        (http::say(&address, &request), begun.elapsed())
    });
    let (begun, mut messages, mut last, mut hole) = (Instant::now(), 0, Instant::now(), 0.0_f64);
    while begun.elapsed().as_secs_f64() < 5.0 && messages < 50 {
        socket.next("data");
        hole = hole.max(last.elapsed().as_secs_f64());
        last = Instant::now();
        messages += 1;
    }
    let (answer, took) = fetching.join().unwrap();
    assert_eq!(answer.status, 200);
    assert!(messages >= 40, "{messages} of 50; the trace took {took:?}");
    assert!(hole < 1.0, "a hole of {hole} s");
}

#[test]
fn ten_at_once_are_all_answered() {
    let serve = Serve::start("ten", &[]);
    let asking: Vec<_> = (0..10)
        .map(|_| {
            let address = serve.address.clone();
            std::thread::spawn(move || {
                let path = "/detector/config?module=4&channel=1";
                http::say(&address, &http::request(&address, "GET", path, &[], ""))
            })
        })
        .collect();
    for answer in asking.into_iter().map(|one| one.join().unwrap()) {
        assert_eq!((answer.status, &answer.json()["module"]), (200, &4.into()), "{}", answer.text());
    }
}

#[test]
fn off_in_mid_download_is_read_back_however_often_the_line_was_made_anew() {
    let sim = Sim::with(&["--rate", "400000"]);
    let serve = Serve::start("off-again", &["--address", &sim.address, "--allow-light", "--compat"]);
    let swept = serve.post("/measurement/sweep/start?wait=true", "");
    assert_eq!(swept.status, 200, "{}", swept.text());
    for round in 0..6 {
        let address = serve.address.clone();
        let fetching = std::thread::spawn(move || {
            http::say(&address, &http::request(&address, "GET", "/detector/trace/binary", &[], ""))
        });
        let under_way = || serve.told("/v1/status")["download"]["part"].as_f64().is_some();
        while !under_way() && !fetching.is_finished() {}
        let off = serve.post("/rlaser/1/off", "");
        assert_eq!(off.status, 200, "{round}: {}", off.text());
        drop(fetching.join().unwrap());
    }
}
