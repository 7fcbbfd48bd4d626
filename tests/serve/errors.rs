//! What is not answered: unknown paths, wrong methods, wrong inputs, and what is no request at all.

use std::io::{Read, Write};

use crate::http;
use crate::rig::Serve;

#[test]
fn what_is_not_there_is_told_as_the_ancestor_tells_it() {
    let serve = Serve::start("nothing", &[]);
    for (method, path, status, text) in [
        ("GET", "/nothing", 404, r#"{"detail":"Not Found"}"#),
        ("GET", "/api/v1/health", 404, r#"{"detail":"Not Found"}"#),
        ("POST", "/health", 405, r#"{"detail":"Method Not Allowed"}"#),
        ("GET", "/connection/connect", 405, r#"{"detail":"Method Not Allowed"}"#),
    ] {
        let answer = serve.say(method, path, &[], "");
        assert_eq!((answer.status, answer.text()), (status, text), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{method} {path}");
    }
    assert_eq!(serve.say("DELETE", "/health", &[], "").header("allow"), Some("GET"));
    let moved = serve.get("/health/?a=1");
    assert_eq!((moved.status, moved.header("location")), (307, Some("/health?a=1")));
    assert_eq!(serve.get("/nothing/").status, 404);
    let health = serve.get("/health");
    assert_eq!(health.fields(), ["status", "connected", "timestamp"]);
    assert_eq!((&health.json()["status"], &health.json()["connected"]), (&"healthy".into(), &true.into()));
    assert_eq!(
        serve.get("/").text(),
        r#"{"service":"EXFO CTP10 Vector Analyzer API","version":"1.0.0","status":"running"}"#
    );
}

#[test]
fn a_wrong_body_is_told_part_by_part() {
    let serve = Serve::start("body", &[]);
    for (body, kind, place) in [
        (r#"{"timeout_ms": 1}"#, "greater_than_equal", "timeout_ms"),
        (r#"{"timeout_ms": 20000.5}"#, "int_from_float", "timeout_ms"),
        (r#"{"timeout_ms": "soon"}"#, "int_parsing", "timeout_ms"),
        (r#"{"address": 5}"#, "string_type", "address"),
        ("[1]", "model_attributes_type", ""),
        ("{", "json_invalid", ""),
    ] {
        let answer = serve.post("/connection/connect", body);
        assert_eq!(answer.status, 422, "{body}");
        let fault = answer.json()["detail"][0].clone();
        assert_eq!((&fault["type"], &fault["loc"][0]), (&kind.into(), &"body".into()), "{body}: {fault}");
        assert!(place.is_empty() || fault["loc"][1] == place, "{body}: {fault}");
    }
    let long = format!(r#"{{"address": "{}"}}"#, "x".repeat(65 << 10));
    assert_eq!(serve.post("/connection/connect", &long).status, 413);
}

#[test]
fn what_is_no_request_ends_its_connection_and_nothing_else() {
    let serve = Serve::start("noise", &[]);
    for noise in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"G\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\nhost: 127.0.0.1\r\n\r\n",
        b"POST /connection/connect HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
        b"*IDN?\r\n",
    ] {
        let mut stream = http::connect(&serve.address);
        stream.write_all(noise).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{noise:?}: {answer}");
    }
    let fields: Vec<(String, String)> = (0..200).map(|n| (format!("x-{n}"), "y".repeat(50))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(serve.say("GET", "/", &fields, "").status, 431);
    assert_eq!(serve.get("/health").status, 200);
}
