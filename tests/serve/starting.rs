//! How the service begins and ends.

use std::process::Stdio;

use crate::rig::{Serve, Sim, command};

#[test]
fn it_says_where_it_listens_and_makes_its_token_once() {
    let serve = Serve::start("token", &[]);
    assert_eq!(serve.token.len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(serve.folder.join("token")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let status = serve.told("/connection/status");
    assert_eq!(status["instrument_id"], "EXFO,CTP10,SIM00001,1.4.0");
    assert_eq!((&status["connected"], &status["address"]), (&true.into(), &"built-in simulator".into()));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_listens() {
    for (name, arguments, says) in [
        ("compat", &["--compat", "--listen", "0.0.0.0:0"][..], "--compat"),
        ("origin", &["--allow-origin", "bench.lab"], "is no origin"),
        ("page", &["--allow-origin", "https://bench.lab/page"], "is no origin"),
        ("listen", &["--listen", "8002"], "listen"),
    ] {
        let (mut command, folder) = command(name, arguments);
        let output = command.output().unwrap();
        let _ = std::fs::remove_dir_all(folder);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let serve = Serve::start("taken", &[]);
    let (mut command, folder) = command("second", &["--listen", &serve.address]);
    let output = command.stdout(Stdio::piped()).output().unwrap();
    let _ = std::fs::remove_dir_all(folder);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot listen on"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_manager_of_services_is_told_when_it_is_ready_and_that_it_works() {
    let (mut command, folder) = command("manager", &["--listen", "127.0.0.1:0"]);
    let place = folder.join("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&place).unwrap();
    manager.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    command.env("NOTIFY_SOCKET", &place).env("WATCHDOG_USEC", "200000");
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let told = || {
        let mut words = [0; 100];
        let length = manager.recv(&mut words).unwrap();
        String::from_utf8_lossy(&words[..length]).into_owned()
    };
    assert_eq!([told(), told(), told()], ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]);
    child.kill().unwrap();
    child.wait().unwrap();
    let _ = std::fs::remove_dir_all(folder);
}

#[cfg(unix)]
#[test]
fn what_it_lit_is_off_when_it_is_told_to_end() {
    let sim = Sim::start();
    for (signal, code) in [("TERM", 143), ("INT", 130), ("KILL", 137)] {
        let arguments = ["--allow-light", "--address", &sim.address];
        let mut serve = Serve::start(&format!("end-{signal}"), &arguments);
        assert_eq!(serve.post("/rlaser/1/on", "").status, 200);
        assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), "1");
        let kill =
            std::process::Command::new("kill").args(["-s", signal, &serve.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let status = serve.child.wait().unwrap();
        if signal == "KILL" {
            // The guardian does it.
            let begun = std::time::Instant::now();
            while sim.ask("CTP:RLAS1:POW:STAT?") != "0" {
                assert!(begun.elapsed().as_secs() < 20);
            }
        } else {
            assert_eq!(status.code(), Some(code), "{signal}");
            assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), "0", "{signal}");
        }
    }
}

#[test]
fn an_instrument_that_is_not_there_is_told_and_another_one_is_taken() {
    let sim = Sim::start();
    // A port that was just given back: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let serve = Serve::start("nobody", &["--address", &format!("127.0.0.1:{free}")]);
    assert_eq!(serve.told("/health")["connected"], false);
    assert_eq!(serve.get("/tls/1/config").status, 503);
    let failed = serve.post("/connection/connect", "");
    assert_eq!(failed.status, 500, "{}", failed.text());
    assert!(
        failed.detail().starts_with("Failed to connect to CTP10: CTP10 connection failed: "),
        "{}",
        failed.text()
    );
    let visa = format!("TCPIP::{}::SOCKET", sim.address.replace(':', "::"));
    let connected = serve.post("/connection/connect", &format!(r#"{{"address": "{}"}}"#, sim.address));
    assert_eq!(connected.json()["address"], visa, "{}", connected.text());
    assert_eq!(serve.told("/connection/status")["connected"], true);
    assert_eq!(serve.told("/tls/1/speed")["channel"], 1);
    // What the instrument holds against somebody is told once.
    assert!(sim.ask(":NO:SUCH:THING;*OPC?").is_empty() || sim.ask("*OPC?") == "1");
    let errors = serve.post("/connection/check_errors", "");
    assert_eq!(errors.status, 500, "{}", errors.text());
    assert!(errors.detail().starts_with("Error check failed or errors found: "), "{}", errors.text());
    assert_eq!(serve.post("/connection/check_errors", "").status, 200);
}

#[test]
fn what_the_older_service_reads_from_the_environment_is_read_with_compat() {
    let sim = Sim::start();
    let (host, port) = sim.address.split_once(':').unwrap();
    let words = [
        ("CTP10_IP", host),
        ("CTP10_PORT", port),
        ("AUTO_CONNECT", "false"),
        ("LOG_LEVEL", "ERROR"),
        ("DEFAULT_MODULE", "4"),
        ("DEFAULT_CHANNEL", "2"),
        ("CTP10_TIMEOUT_MS", "20000"),
    ];
    let serve = Serve::with("older", &["--compat"], &words);
    let visa = format!("TCPIP::{host}::{port}::SOCKET");
    let status = serve.told("/connection/status");
    assert_eq!((&status["connected"], &status["address"]), (&false.into(), &visa.as_str().into()));
    assert_eq!(serve.get("/tls/1/config").status, 503);
    assert_eq!(serve.told("/v1/status")["link"]["state"], "closed");
    let connected = serve.say("POST", "/connection/connect", &[], "");
    assert_eq!(connected.json()["connected"], true, "{}", connected.text());
    assert_eq!(serve.told("/detector/wavelength")["channel"], 2);
    let logs = serve.folder.join(".local/state/ctp10");
    let logged: String = std::fs::read_dir(&logs)
        .unwrap()
        .filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok())
        .collect();
    assert!(!logged.contains("INFO"), "{logged}");
    // Without it the same words mean nothing.
    let serve = Serve::with("own", &[], &[("CTP10_IP", host), ("CTP10_PORT", port), ("LOG_LEVEL", "loud")]);
    assert_eq!(serve.told("/connection/status")["address"], "built-in simulator");
    let (mut command, folder) = command("older-wrong", &["--compat"]);
    let output = command.env("CTP10_TIMEOUT_MS", "5").output().unwrap();
    let _ = std::fs::remove_dir_all(folder);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("CTP10_TIMEOUT_MS is \"5\""), "{said}");
}
