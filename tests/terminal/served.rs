//! `ctp10 --serve`: the bench on the screen and for other programs, on one line.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::rig::{Console, Sim};

/// Where a console serves.
fn place(console: &Console) -> String {
    console.shows("served on 127.0.0.1:");
    let screen = console.screen();
    let at = screen.split("served on ").nth(1).unwrap();
    at.split(',').next().unwrap().to_owned()
}

/// What is answered; `None` where nobody listens.
fn asked(address: &str, method: &str, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

#[test]
fn a_program_orders_beside_the_screen_which_says_so_and_has_the_last_word() {
    let sim = Sim::start(&[]);
    let arguments =
        ["--address", &sim.address.to_string(), "--serve=127.0.0.1:0", "--compat", "--allow-light"];
    let mut console = Console::start((120, 36), &arguments);
    console.ready();
    let at = place(&console);
    let ask = |method: &str, path: &str| asked(&at, method, path).expect("it answers");
    let (status, told) = ask("GET", "/connection/status");
    assert!(status == 200 && told.contains("\"connected\":true"), "{told}");
    let (status, told) = ask("POST", "/tls/1/speed?speed_nmps=50");
    assert_eq!(status, 200, "{told}");
    console.shows("not from here: POST /tls/1/speed by 127.0.0.1");
    // The line is the console's: nobody else gives it up, or goes elsewhere with it.
    assert_eq!(ask("POST", "/connection/connect").0, 200);
    assert_eq!(ask("POST", "/connection/disconnect").0, 409);
    console.shows("POST /connection/disconnect failed (409) by 127.0.0.1");
    // Who is connected is counted.
    let open = TcpStream::connect(&at).unwrap();
    console.shows("1 client");
    drop(open);
    console.shows("0 clients");
    // What a program lights is told as what it is, and is the operator's to switch off.
    let (status, told) = ask("POST", "/rlaser/1/on");
    assert_eq!(status, 200, "{told}");
    console.shows("EMITTING laser 1");
    console.press("!");
    console.shows("no laser on");
    assert!(!sim.emits(1));
    assert_eq!(ask("POST", "/rlaser/1/on").0, 200);
    console.shows("EMITTING laser 1");
    console.press("q");
    console.shows("switch it off and leave");
    std::thread::sleep(Duration::from_millis(400));
    console.press("o");
    let (status, _) = console.ended(Duration::from_secs(10)).expect("it ends");
    assert!(status.success() && !sim.emits(1), "{status:?}");
    assert_eq!(asked(&at, "GET", "/health"), None, "the service has ended with it");
}

#[test]
fn what_a_program_lit_goes_off_when_the_console_is_ended_and_read_only_is_read_only() {
    let sim = Sim::start(&[]);
    let address = sim.address.to_string();
    let served = ["--serve=127.0.0.1:0", "--compat", "--allow-light"];
    let mut console = Console::start((120, 36), &[&["--address", &address][..], &served].concat());
    console.ready();
    let at = place(&console);
    assert_eq!(asked(&at, "POST", "/rlaser/1/on").unwrap().0, 200);
    assert!(sim.emits(1));
    console.signal(rustix::process::Signal::TERM);
    console.ended(Duration::from_secs(10)).expect("it ends");
    assert!(!sim.emits(1), "{}", console.last_words());
    let watching = [&["--address", &address, "--read-only"][..], &served].concat();
    let console = Console::start((120, 36), &watching);
    console.ready();
    let at = place(&console);
    for path in ["/rlaser/1/on", "/tls/1/speed?speed_nmps=20", "/measurement/sweep/abort"] {
        assert_eq!(asked(&at, "POST", path).unwrap().0, 403, "{path}");
    }
    assert_eq!(asked(&at, "POST", "/rlaser/1/off").unwrap().0, 200);
}

#[test]
fn a_place_that_is_taken_is_said_before_the_screen_and_doors_without_a_service_are_refused() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let there = format!("--serve={}", taken.local_addr().unwrap());
    let home = std::env::temp_dir().join(format!("ctp10-taken-{}", std::process::id()));
    for (arguments, words) in [
        (&[there.as_str()][..], "cannot listen on 127.0.0.1:"),
        (&["--allow-light"], "are said of a service: --serve, or ctp10 serve"),
        (&["--serve=0.0.0.0:0", "--compat"], "--compat is for programs of this machine"),
    ] {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_ctp10"));
        let output =
            program.args(arguments).env("HOME", &home).env_remove("XDG_CONFIG_HOME").output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(words), "{told}");
    }
    let _ = std::fs::remove_dir_all(&home);
}
