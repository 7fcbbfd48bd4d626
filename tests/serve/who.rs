//! Who may: every route of the table, held against every visitor.

use ctp10::core::may::May;
use serde_json::Value as Json;

use crate::rig::Serve;
use crate::socket;

/// Every route: method, path, what it does.
fn routes(serve: &Serve) -> Vec<(String, String, String)> {
    let table = serve.told("/openapi.json");
    let mut all = Vec::new();
    for (path, methods) in table["paths"].as_object().unwrap() {
        let path = path.replace("{laser_number}", "1").replace("{module}", "4").replace("{channel}", "1");
        for (method, told) in methods.as_object().unwrap() {
            let right = told["x-right"].as_str().unwrap().to_owned();
            all.push((method.to_uppercase(), path.clone(), right));
        }
    }
    all
}

/// How a route of each kind answers a visitor: read, off, order, light. 0: whatever it does, it is let in.
type Codes = [u16; 4];

/// Asks every route, and tells those that answer otherwise.
fn hold(serve: &Serve, what: &str, headers: &[(&str, &str)], codes: Codes) {
    let all = routes(serve);
    assert!(all.len() > 50, "{}", all.len());
    for (method, path, right) in all {
        // What needs no answer of the instrument: its function is for other tests.
        let path = if right == "read" || codes == [0; 4] { format!("{path}?module=99") } else { path };
        let answer = serve.head(&method, &path, headers);
        let expected = match right.as_str() {
            "read" => codes[0],
            "off" => codes[1],
            "order" | "raise" => codes[2],
            "light" => codes[3],
            other => panic!("{other}"),
        };
        let told = if [401, 403].contains(&answer.status) { answer.status } else { 0 };
        assert_eq!(told, expected, "{what}: {method} {path}: {}", answer.status);
        if expected == 401 {
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{what}: {method} {path}");
        }
    }
}

const HOME: [(&str, &str); 0] = [];

#[test]
fn on_this_machine_whoever_orders_shows_the_token_and_light_is_allowed_at_the_start() {
    let serve = Serve::start("home", &[]);
    let token = format!("Bearer {}", serve.token);
    hold(&serve, "nothing", &HOME, [0, 0, 401, 401]);
    hold(&serve, "the token", &[("authorization", &token)], [0, 0, 0, 403]);
    for wrong in ["Bearer nothing", "Bearer", "Basic dXNlcjpwYXNz", &token[..token.len() - 1]] {
        hold(&serve, wrong, &[("authorization", wrong)], [401; 4]);
    }
    let own = format!("http://{}", serve.address);
    let port = serve.address.rsplit(':').next().unwrap();
    let named = format!("localhost:{port}");
    for (what, headers, codes) in [
        ("a page of somebody else's", vec![("origin", "https://evil.example")], [403; 4]),
        (
            "the same with the token",
            vec![("origin", "https://evil.example"), ("authorization", &token)],
            [403; 4],
        ),
        ("a file", vec![("origin", "null")], [403; 4]),
        ("another port of this machine", vec![("origin", "http://127.0.0.1:1")], [403; 4]),
        ("two origins", vec![("origin", &own), ("origin", "https://evil.example")], [403; 4]),
        ("our own page", vec![("origin", &own)], [0, 0, 401, 401]),
        ("another name", vec![("host", "evil.example")], [403; 4]),
        (
            "another name with our port",
            vec![("host", "evil.example:8002"), ("authorization", &token)],
            [403; 4],
        ),
        ("another address", vec![("host", "10.1.2.3")], [403; 4]),
        ("our own name", vec![("host", &named)], [0, 0, 401, 401]),
        ("our own name, version 6", vec![("host", "[::1]:8002")], [0, 0, 401, 401]),
        ("passed on", vec![("x-forwarded-for", "10.1.2.3")], [401; 4]),
        (
            "passed on with the token",
            vec![("forwarded", "for=10.1.2.3"), ("authorization", &token)],
            [0, 0, 0, 403],
        ),
    ] {
        hold(&serve, what, &headers, codes);
    }
}

#[test]
fn a_page_that_is_named_may_ask_and_is_told_so() {
    let serve = Serve::start("origin", &["--allow-origin", "https://bench.lab"]);
    let token = format!("Bearer {}", serve.token);
    let page = ("origin", "https://bench.lab");
    hold(&serve, "a named page", &[page], [0, 0, 401, 401]);
    hold(&serve, "another one", &[("origin", "https://bench.lab.evil.example")], [403; 4]);
    // Behind a proxy that passes its name on.
    hold(&serve, "its host", &[("host", "bench.lab")], [401; 4]);
    hold(
        &serve,
        "its host with the token",
        &[("host", "bench.lab"), ("authorization", &token)],
        [0, 0, 0, 403],
    );
    let answer = serve.say("GET", "/health", &[page], "");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://bench.lab"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let asks = [page, ("access-control-request-method", "POST")];
    let before = serve.say("OPTIONS", "/tls/1/config", &asks, "");
    assert_eq!((before.status, before.text()), (200, "OK"));
    assert_eq!(before.header("access-control-max-age"), Some("600"));
    let other = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
    let refused = serve.say("OPTIONS", "/tls/1/config", &other, "");
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, None));
    let nothing = serve.say("GET", "/health", &[], "");
    assert_eq!(nothing.header("access-control-allow-origin"), None);
}

#[test]
fn the_ancestors_clients_set_things_without_a_token_and_let_no_light_out() {
    let serve = Serve::start("compat", &["--compat"]);
    hold(&serve, "compat", &HOME, [0, 0, 0, 403]);
    hold(&serve, "compat, passed on", &[("x-real-ip", "10.1.2.3")], [401; 4]);
    hold(&serve, "compat, another page", &[("origin", "https://evil.example")], [403; 4]);
    // Another instrument than that of the start is named by whoever shows the token.
    let elsewhere = serve.say("POST", "/connection/connect", &[], r#"{"address": "10.255.255.1"}"#);
    assert_eq!(elsewhere.status, 401);
}

#[test]
fn light_is_let_out_where_that_was_allowed_and_nothing_is_set_where_it_is_read_only() {
    let serve = Serve::start("light", &["--allow-light", "--compat", "--speedup", "100"]);
    hold(&serve, "compat and light", &HOME, [0, 0, 0, 0]);
    drop(serve);
    let serve = Serve::start("watch", &["--read-only", "--allow-light", "--compat"]);
    let token = format!("Bearer {}", serve.token);
    hold(&serve, "read-only", &[("authorization", &token)], [0, 0, 403, 403]);
    let answer = serve.say("POST", "/measurement/sweep/abort", &[("authorization", &token)], "");
    let why = May::by(true).order().unwrap_err();
    assert!(answer.text().contains(&format!("{why}; nothing was sent")), "{}", answer.text());
}

/// The rows by which light may come out: those that light, and those that set a power. No other one is let to.
#[test]
fn by_which_routes_light_may_come_out_is_this_list() {
    let serve = Serve::start("rows", &[]);
    let of = |kind: &str| {
        let all = routes(&serve).into_iter().filter(|(_, _, right)| right == kind);
        all.map(|(method, path, _)| format!("{method} {path}")).collect::<Vec<_>>()
    };
    let lights = [
        "POST /detector/reference",
        "POST /measurement/sweep/start",
        "POST /rlaser/1/on",
        "POST /v1/lasers/1/on",
        "POST /v1/reference/4/1",
        "POST /v1/sweep/start",
    ];
    let raises = [
        "POST /rlaser/1/config",
        "POST /rlaser/1/power",
        "POST /tls/1/config",
        "POST /tls/1/power",
        "PUT /v1/settings/{name}",
    ];
    assert_eq!(
        (of("light").as_slice(), of("raise").as_slice()),
        (&lights.map(str::to_owned)[..], &raises.map(str::to_owned)[..])
    );
}

#[test]
fn where_others_reach_it_reading_needs_the_token_too() {
    let serve = Serve::listen("everybody", "0.0.0.0:0", &[]);
    let token = format!("Bearer {}", serve.token);
    let port = serve.address.rsplit(':').next().unwrap().to_owned();
    let home = format!("127.0.0.1:{port}");
    let at = serve.at(&home);
    let table: Json = at.say("GET", "/openapi.json", &[("authorization", &token)], "").json();
    for (path, methods) in table["paths"].as_object().unwrap() {
        let path = path.replace("{laser_number}", "1").replace("{module}", "4").replace("{channel}", "1");
        for method in methods.as_object().unwrap().keys() {
            let answer = at.say(&method.to_uppercase(), &path, &[], "");
            assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
        }
    }
    assert_eq!(at.say("GET", "/health", &[("authorization", &token)], "").status, 200);
    assert_eq!(
        at.say("GET", "/health", &[("host", "evil.example"), ("authorization", &token)], "").status,
        403
    );
}

#[test]
fn a_handshake_is_held_to_the_same() {
    let serve = Serve::start("sockets", &[]);
    let (_, port) = serve.address.rsplit_once(':').unwrap();
    let token = format!("/ws/power?token={}", serve.token);
    let wrong = "/ws/power?token=nothing";
    let passed = ("x-forwarded-for", "10.1.2.3");
    for (path, header, code) in [
        ("/ws/power", ("origin", "https://evil.example"), 403),
        ("/ws/health", ("origin", "https://evil.example"), 403),
        ("/ws/power", ("host", "evil.example"), 403),
        ("/ws/power", passed, 401),
        (token.as_str(), passed, 101),
        (wrong, passed, 401),
        ("/ws/health", ("origin", &format!("http://127.0.0.1:{port}")), 101),
        ("/ws/power?module=21", ("x", "y"), 403),
        ("/ws/power?module=9", ("x", "y"), 403),
        ("/ws/power?interval=0.001", ("x", "y"), 403),
        ("/ws/power?interval=11", ("x", "y"), 403),
        ("/ws/nothing", ("x", "y"), 403),
        ("/health", ("x", "y"), 403),
    ] {
        assert_eq!(socket::open(&serve.address, path, &[header]).0, code, "{path} {header:?}");
    }
    // What is no handshake finds no page there.
    assert_eq!(serve.get("/ws/power").status, 404);
}
