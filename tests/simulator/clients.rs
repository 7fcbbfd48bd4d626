//! Clients that are many, half gone, or none at all.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use crate::Sim;

#[test]
fn what_speaks_http_is_dropped_and_nothing_of_it_is_carried_out() {
    let sim = Sim::quick();
    let long = format!("POST /{} HTTP/1.1\r\n\r\n:INIT\r\n", "a".repeat(200_000));
    for request in [
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:5025\r\nContent-Type: text/plain\r\n\r\n:CTP:RLAS1:POW:STAT ON\r\n:INIT\r\n",
        "GET / HTTP/1.1\r\n:INIT\r\n",
        "patch /;:INIT\r\n:INIT\r\n",
        "\r\nBREW /pot HTCPCP\r\n:INIT\r\n",
        "OPTIONS * HTTP/1.1\r\n:INIT\r\n",
        "Host: x\r\n:INIT\r\n",
        // Without a line end, too: at once.
        "PUT /",
        &long,
    ] {
        let mut stream = sim.connect().0.into_inner();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // It may be dropped before all of it is written.
        let _ = stream.write_all(request.as_bytes());
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty(), "{request:.40}: {rest:?}");
        let mut client = sim.connect();
        let state = client.ask("STAT:OPER:COND?;:CTP:RLAS1:POW:STAT?;:SYST:ERR?");
        assert_eq!(state, "0;0;0,No error", "{request:.40}");
    }
    // What only comes later is a message like any other.
    let mut client = sim.connect();
    assert_eq!(client.ask("SYST:VERS?"), "1999.0");
    assert_eq!(client.refused("GET / HTTP/1.1"), -113);
}

#[test]
fn fifty_clients_at_once_get_their_own_answers() {
    let sim = Sim::quick();
    std::thread::scope(|scope| {
        for n in 0..50 {
            let mut client = sim.connect();
            scope.spawn(move || {
                for k in 0..20 {
                    let (question, answer) = match (n + k) % 4 {
                        0 => ("SYST:VERS?", "1999.0"),
                        1 => ("CTP:RLAS7:IDN?", "EXFO,NONE,0,0"),
                        2 => ("INIT:SMOD?;SMOD?", "SING;SING"),
                        _ => ("INIT:TLS1:SPE?", "20"),
                    };
                    assert_eq!(client.ask(question), answer);
                }
            });
        }
    });
}

#[test]
fn a_client_that_has_said_its_last_is_still_answered() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    client.sweep();
    for (asked, bytes) in [("INIT:SMOD?", 6), (":TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB", 8 + 60_001 * 4)] {
        for _ in 0..20 {
            let mut client = sim.connect();
            client.send(asked);
            client.0.get_ref().shutdown(Shutdown::Write).unwrap();
            let mut answer = Vec::new();
            client.0.read_to_end(&mut answer).unwrap();
            assert_eq!(answer.len(), bytes, "{asked}");
        }
    }
}
