//! Ten thousand requests that are wrong in one way or another: none is a failure of the service, and nothing is set.

use std::io::{Read, Write};

use crate::http;
use crate::rig::Serve;

/// Knuth's generator: any noise will do, and the same each time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "get", "G\u{e9}T"];
const PATHS: [&str; 16] = [
    "/",
    "/tls/1/config",
    "/tls/99999999999999999999/speed",
    "/rlaser/1/on",
    "/rlaser/%00/off",
    "/rlaser/../../etc/passwd",
    "/detector/config",
    "/detector/trace/binary",
    "/detector/trace/data",
    "/measurement/sweep/start",
    "/measurement/sweep/wavelengths",
    "/v1/settings/sweep/start",
    "/v1/settings/%ff%fe",
    "/v1/traces/4/1/tf",
    "/ws/power",
    "//",
];
const QUERIES: [&str; 12] = [
    "",
    "?module=4",
    "?module=-1",
    "?module=1e99",
    "?module=NaN&channel=%F0%28%8C%28",
    "?channel=9223372036854775808",
    "?trace_type=0x1",
    "?wavelength_nm=inf",
    "?wait=\u{202e}",
    "?power_dbm=1e400",
    "?from=nan&to=-inf&columns=99999999999",
    "?&&&===&a",
];
const BODIES: [&str; 12] = [
    "",
    "{}",
    "null",
    "[]",
    "{\"a\":",
    "\u{0}",
    "{\"start_wavelength_nm\":1e999}",
    "{\"sweep_speed_nmps\":{}}",
    "{\"power_state\":\"maybe\"}",
    "{\"value\":[[[[[[[[[[[[]]]]]]]]]]]]}",
    "\"\\ud800\"",
    "{\"output\":null,\"duration_seconds\":-0.0}",
];
const HEADERS: [&str; 9] = [
    "",
    "transfer-encoding: chunked\r\n",
    "content-length: -1\r\n",
    "content-length: 99999999999999999999\r\n",
    "upgrade: websocket\r\nconnection: upgrade\r\n",
    "origin: https://evil.example\r\n",
    "authorization: Bearer \u{fffd}\r\n",
    "expect: 100-continue\r\n",
    "x: \u{7}\r\n",
];

#[test]
fn ten_thousand_wrong_requests_fail_nothing_and_set_nothing() {
    let serve = Serve::start("noise", &[]);
    let before = serve.get("/v1/settings").body;
    let mut noise = Noise(1);
    let mut codes = std::collections::BTreeMap::new();
    for number in 0..10_000 {
        let body = noise.one(&BODIES);
        let (method, path) = (noise.one(&METHODS), noise.one(&PATHS));
        let (query, header) = (noise.one(&QUERIES), noise.one(&HEADERS));
        let length = body.len();
        let mut request = format!(
            "{method} {path}{query} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{header}content-length: {length}\r\n\r\n{body}",
            serve.address
        )
        .into_bytes();
        // One in four is damaged besides.
        if noise.below(4) == 0 {
            let at = noise.below(request.len());
            request[at] = noise.below(256) as u8;
        }
        let mut stream = http::connect(&serve.address);
        let _ = stream.write_all(&request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut head = [0; 12];
        let code = match stream.read_exact(&mut head) {
            Ok(()) => String::from_utf8_lossy(&head[9..]).into_owned(),
            Err(_) => "none".to_owned(),
        };
        let is_failure = code.starts_with('5') && path != "/v1/traces/4/1/tf";
        assert!(!is_failure, "{number}: {code} for {:?}", String::from_utf8_lossy(&request));
        *codes.entry(code).or_insert(0) += 1;
    }
    assert!(codes.len() > 4, "{codes:?}");
    assert_eq!(serve.get("/v1/settings").body, before, "{codes:?}");
    assert_eq!(serve.told("/health")["connected"], true);
}

#[test]
fn who_speaks_too_slowly_is_left_and_holds_nobody_up() {
    let serve = Serve::start("slow", &[]);
    let mut slow: Vec<_> = (0..100).map(|_| http::connect(&serve.address)).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: ").unwrap();
    }
    let mut body = http::connect(&serve.address);
    let head = format!(
        "POST /connection/connect HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-length: 10\r\n\r\n{{",
        serve.address, serve.token
    );
    body.write_all(head.as_bytes()).unwrap();
    assert_eq!(serve.get("/health").status, 200);
    let begun = std::time::Instant::now();
    let mut answer = String::new();
    let _ = body.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    for stream in &mut slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
