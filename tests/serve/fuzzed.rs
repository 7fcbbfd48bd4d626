//! Everything that `/openapi.json` lets a program say, well and badly, said by schemathesis: no request finds a defect, and who shows no
//! token sets nothing. What it finds wrong is said in `hooks.py`.

use std::process::Command;

use serde_json::Value as Json;

use crate::rig::Serve;

/// Python with schemathesis. What is not installed is said, and where everything has to be there it is an error: `CI` says so, and
/// `.ci/run` installs it.
fn python() -> Option<Command> {
    let there = Command::new("python3").args(["-c", "import schemathesis"]).output();
    let there = there.is_ok_and(|output| output.status.success());
    if !there {
        assert!(std::env::var_os("CI").is_none(), "schemathesis is not installed");
        println!("schemathesis: SKIPPED, not installed");
        return None;
    }
    let mut command = Command::new("python3");
    let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/serve/hooks.py");
    command.args(["-m", "schemathesis.cli", "run"]).env("SCHEMATHESIS_HOOKS", hooks);
    Some(command)
}

/// Says all of it to a service; the last words of schemathesis.
fn said(serve: &Serve, arguments: &[&str]) -> Option<String> {
    let mut command = python()?;
    // Events never end.
    command.arg(format!("http://{}/openapi.json", serve.address)).args(["--exclude-path", "/v1/events"]);
    command.args(["--checks", "is_sound", "--phases", "coverage,fuzzing", "--max-examples", "5"]);
    command.args(["--generation-deterministic", "--max-time", "60", "--request-timeout", "30", "--no-color"]);
    let output = command.args(arguments).current_dir(&serve.folder).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("passed"), "{told}");
    Some(told)
}

/// What can be set, as it is held.
fn held(serve: &Serve) -> Vec<Json> {
    while serve.told("/v1/status")["link"]["complete"] != true {}
    ["/tls/1/config", "/rlaser/1/config", "/detector/config", "/measurement/config", "/v1/settings"]
        .map(|path| serve.told(path))
        .into()
}

#[test]
fn whoever_shows_no_token_finds_no_defect_and_sets_nothing() {
    let serve = Serve::start("fuzzed", &["--speedup", "100"]);
    let before = held(&serve);
    if said(&serve, &[]).is_some() {
        assert_eq!(held(&serve), before);
    }
}

#[test]
fn whoever_may_set_anything_finds_no_defect() {
    let serve = Serve::start("fuzzed-orders", &["--speedup", "100"]);
    let token = format!("Authorization: Bearer {}", serve.token);
    // Where the line goes is for other tests.
    said(&serve, &["--header", &token, "--exclude-path-regex", "^/connection/(dis)?connect$"]);
    assert_eq!(serve.told("/health")["connected"], true);
}
