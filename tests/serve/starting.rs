//! How the service begins and ends.

use std::process::Stdio;

use crate::rig::{Serve, command};

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
