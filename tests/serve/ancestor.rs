//! The ancestor's routes: the shapes, codes and words that its clients read, and what is right where it was wrong.

use serde_json::{Value as Json, json};

use crate::rig::Serve;

/// What an answer holds, by its field: the word is the type.
type Types = &'static [(&'static str, &'static str)];

fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(number) if number.is_f64() => "float",
        Json::Number(_) => "int",
        Json::String(_) => "str",
        Json::Array(_) => "list",
        Json::Object(_) => "dict",
    }
}

const READ: &[(&str, Types)] = &[
    ("/", &[("service", "str"), ("version", "str"), ("status", "str")]),
    ("/health", &[("status", "str"), ("connected", "bool"), ("timestamp", "str")]),
    ("/connection/status", &[("connected", "bool"), ("instrument_id", "str"), ("address", "str")]),
    ("/connection/condition", &[("register_value", "int"), ("is_idle", "bool"), ("bits", "dict")]),
    (
        "/detector/snapshot?module=4",
        &[
            ("timestamp", "float"),
            ("module", "int"),
            ("wavelength_nm", "float"),
            ("unit", "str"),
            ("ch1_power", "float"),
            ("ch2_power", "float"),
            ("ch3_power", "float"),
            ("ch4_power", "float"),
        ],
    ),
    (
        "/detector/wavelength",
        &[("module", "int"), ("channel", "int"), ("wavelength_nm", "float"), ("frequency_thz", "float")],
    ),
    (
        "/detector/config?module=4&channel=2",
        &[
            ("module", "int"),
            ("channel", "int"),
            ("power_unit", "str"),
            ("spectral_unit", "str"),
            ("resolution_pm", "float"),
            ("wavelength_nm", "float"),
        ],
    ),
    ("/detector/stabilization", &[("output", "bool"), ("duration_seconds", "float")]),
    (
        "/detector/reference/result",
        &[
            ("module", "int"),
            ("channel", "int"),
            ("state", "int"),
            ("type", "null"),
            ("date", "null"),
            ("time", "null"),
        ],
    ),
    (
        "/detector/trace/metadata",
        &[
            ("module", "int"),
            ("channel", "int"),
            ("trace_type", "int"),
            ("num_points", "int"),
            ("unit", "str"),
            ("sampling_pm", "null"),
            ("start_wavelength_nm", "null"),
        ],
    ),
    ("/detector/trace/data", &[("metadata", "dict"), ("wavelengths", "list"), ("values", "list")]),
    (
        "/measurement/sweep/status",
        &[("is_sweeping", "bool"), ("is_complete", "bool"), ("condition_register", "int")],
    ),
    ("/measurement/status/referencing", &[("is_referencing", "bool"), ("condition_register", "int")]),
    ("/measurement/sweep/wavelengths", &[("start_wavelength_nm", "float"), ("stop_wavelength_nm", "float")]),
    ("/measurement/resolution", &[("resolution_pm", "float")]),
    ("/measurement/stabilization", &[("output", "bool"), ("duration_seconds", "float")]),
    (
        "/measurement/config",
        &[("resolution_pm", "float"), ("stabilization_output", "bool"), ("stabilization_duration", "float")],
    ),
    (
        "/tls/1/config",
        &[
            ("channel", "int"),
            ("start_wavelength_nm", "float"),
            ("stop_wavelength_nm", "float"),
            ("sweep_speed_nmps", "int"),
            ("laser_power_dbm", "float"),
            ("trigin", "int"),
            ("identifier", "int"),
        ],
    ),
    (
        "/tls/1/wavelength",
        &[("channel", "int"), ("start_wavelength_nm", "float"), ("stop_wavelength_nm", "float")],
    ),
    ("/tls/1/power", &[("channel", "int"), ("laser_power_dbm", "float")]),
    ("/tls/1/speed", &[("channel", "int"), ("sweep_speed_nmps", "int")]),
    ("/tls/1/trigger", &[("channel", "int"), ("trigin", "int"), ("description", "str")]),
    (
        "/rlaser/1/config",
        &[
            ("laser_number", "int"),
            ("id", "str"),
            ("power_dbm", "float"),
            ("wavelength_nm", "float"),
            ("is_on", "bool"),
        ],
    ),
    (
        "/rlaser/1/id",
        &[
            ("laser_number", "int"),
            ("id", "str"),
            ("manufacturer", "str"),
            ("model", "str"),
            ("serial", "str"),
            ("firmware", "str"),
        ],
    ),
    ("/rlaser/1/power", &[("laser_number", "int"), ("power_dbm", "float")]),
    ("/rlaser/1/wavelength", &[("laser_number", "int"), ("wavelength_nm", "float")]),
    ("/rlaser/1/state", &[("laser_number", "int"), ("is_on", "bool"), ("state", "bool")]),
];

#[test]
fn what_is_read_has_the_ancestors_fields_in_its_order_and_of_its_types() {
    let serve = Serve::start("read", &[]);
    for (path, types) in READ {
        let answer = serve.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
        let told = answer.json();
        let fields = answer.fields();
        let is: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), kind(&told[name]))).collect();
        assert_eq!(is, *types, "{path}: {}", answer.text());
        assert!(!answer.text().contains(", ") && !answer.text().contains(": "), "{path}: compact");
    }
    let id = serve.told("/rlaser/1/id");
    assert_eq!((&id["manufacturer"], &id["model"]), (&"EXFO".into(), &"T100S-HP".into()));
    let parts = ["manufacturer", "model", "serial", "firmware"].map(|name| id[name].as_str().unwrap());
    assert_eq!(id["id"], parts.join(","));
    let condition = serve.get("/connection/condition");
    assert!(
        condition.text().ends_with(
            r#""bits":{"zeroing":false,"calibrating":false,"scanning":false,"analyzing":false,"aborting":false,"armed":false,"referencing":false,"quick_referencing":false}}"#
        ),
        "{}",
        condition.text()
    );
    let detector = serve.told("/detector/wavelength?module=4&channel=1");
    let (nm, thz) =
        (detector["wavelength_nm"].as_f64().unwrap(), detector["frequency_thz"].as_f64().unwrap());
    assert!((299_792.458 / nm - thz).abs() < 1e-9, "{detector}");
}

#[test]
fn the_table_says_what_the_routes_answer() {
    let serve = Serve::start("table", &[]);
    let table = serve.told("/openapi.json");
    assert_eq!((&table["openapi"], &table["info"]["version"]), (&"3.1.0".into(), &"1.0.0".into()));
    let mut held = 0;
    for (path, methods) in table["paths"].as_object().unwrap() {
        let order = &methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]["x-order"];
        let Some(order) = order.as_array() else { continue };
        let path =
            path.replace("{laser_number}", "1").replace("{channel}", "1").replace("{name}", "sweep/start");
        let answer = serve.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(json!(answer.fields()), json!(order), "{path}");
        held += 1;
    }
    assert!(held > 25, "{held}");
    let config = &table["paths"]["/tls/{channel}/config"]["get"];
    assert_eq!(config["operationId"], "get_tls_config_tls__channel__config_get");
    let docs = serve.get("/docs");
    assert_eq!(docs.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(docs.text().contains("/rlaser/{laser_number}/off") && !docs.text().contains("https://"));
}

/// What is set: the path, the body, and the answer.
const SET: &[(&str, &str, &str)] = &[
    (
        "/measurement/sweep/wavelengths",
        r#"{"start_wavelength_nm":1530,"stop_wavelength_nm":"1540"}"#,
        r#"{"start_wavelength_nm":1530.0,"stop_wavelength_nm":1540.0}"#,
    ),
    (
        // Beyond the end that is held: that is moved first.
        "/measurement/sweep/wavelengths",
        r#"{"start_wavelength_nm":1550,"stop_wavelength_nm":1560}"#,
        r#"{"start_wavelength_nm":1550.0,"stop_wavelength_nm":1560.0}"#,
    ),
    (
        "/tls/1/config",
        r#"{"start_wavelength_nm":1525.5,"sweep_speed_nmps":"50","trigin":3,"unknown":1}"#,
        r#"{"success":true,"message":"TLS channel 1 configured successfully","config":{"start_wavelength_nm":1525.5,"sweep_speed_nmps":50,"trigin":3}}"#,
    ),
    (
        "/tls/1/config",
        "{}",
        r#"{"success":true,"message":"TLS channel 1 configured successfully","config":{}}"#,
    ),
    (
        "/tls/1/wavelength?start_nm=1530&stop_nm=1560",
        "",
        r#"{"success":true,"message":"Wavelength range set for TLS 1","start_wavelength_nm":1530.0,"stop_wavelength_nm":1560.0}"#,
    ),
    (
        "/tls/1/power?power_dbm=-3.5",
        "",
        r#"{"success":true,"message":"Power set for TLS 1","laser_power_dbm":-3.5}"#,
    ),
    (
        "/tls/1/speed?speed_nmps=20",
        "",
        r#"{"success":true,"message":"Speed set for TLS 1","sweep_speed_nmps":20}"#,
    ),
    ("/tls/1/trigger?trigin=0", "", r#"{"success":true,"message":"Trigger set for TLS 1","trigin":0}"#),
    (
        "/rlaser/1/power?power_dbm=5",
        "",
        r#"{"success":true,"message":"Power set to 5.0 dBm for laser 1","laser_number":1,"power_dbm":5.0}"#,
    ),
    (
        "/rlaser/1/wavelength?wavelength_nm=1550.12345",
        "",
        r#"{"success":true,"message":"Wavelength set to 1550.12345 nm for laser 1","laser_number":1,"wavelength_nm":1550.12345}"#,
    ),
    (
        "/rlaser/1/config",
        r#"{"power_dbm":3,"power_state":false}"#,
        r#"{"success":true,"message":"Reference laser 1 configured successfully","config":{"power_dbm":3.0,"power_state":false}}"#,
    ),
    (
        "/rlaser/1/off",
        "",
        r#"{"success":true,"message":"Laser 1 turned OFF","laser_number":1,"is_on":false}"#,
    ),
    (
        "/detector/wavelength?module=4&channel=1&wavelength_nm=1545.5",
        "",
        r#"{"success":true,"module":4,"channel":1,"wavelength_nm":1545.5}"#,
    ),
    (
        "/detector/config?module=4&channel=1",
        r#"{"power_unit":"mw","spectral_unit":"THz","resolution_pm":5}"#,
        r#"{"success":true,"message":"Detector 4/1 configured successfully"}"#,
    ),
    (
        "/detector/stabilization",
        r#"{"output":true,"duration_seconds":2.5}"#,
        r#"{"success":true,"output":true,"duration_seconds":2.5}"#,
    ),
    ("/measurement/resolution?resolution_pm=10", "", r#"{"success":true,"resolution_pm":10.0}"#),
    (
        "/measurement/stabilization?output=no&duration_seconds=0",
        "",
        r#"{"success":true,"output":false,"duration_seconds":0.0}"#,
    ),
    (
        "/measurement/config",
        r#"{"resolution_pm":1,"stabilization_duration":4}"#,
        r#"{"success":true,"message":"Sweep configuration updated"}"#,
    ),
    ("/measurement/sweep/abort", "", r#"{"success":true,"message":"Sweep aborted"}"#),
    ("/connection/check_errors", "", r#"{"success":true,"message":"No errors found"}"#),
];

#[test]
fn what_is_set_is_answered_as_the_instrument_holds_it() {
    let serve = Serve::start("set", &["--speedup", "100"]);
    for (path, body, text) in SET {
        let answer = serve.post(path, body);
        assert_eq!((answer.status, answer.text()), (200, *text), "{path} {body}");
    }
    assert_eq!(
        serve.get("/tls/1/trigger").text(),
        r#"{"channel":1,"trigin":0,"description":"Software trigger"}"#
    );
    let config = serve.told("/detector/config?module=4&channel=1");
    assert_eq!((&config["power_unit"], &config["spectral_unit"]), (&"mW".into(), &"THz".into()));
    let settling = serve.told("/detector/stabilization");
    assert_eq!((&settling["output"], &settling["duration_seconds"]), (&false.into(), &4.0.into()));
    let snapshot = serve.told("/detector/snapshot");
    assert_eq!(snapshot["unit"], "mW");
    assert!((0.0..0.001).contains(&snapshot["ch1_power"].as_f64().unwrap()), "{snapshot}");
}

#[test]
fn what_cannot_be_is_refused_in_the_ancestors_codes() {
    let serve = Serve::start("wrong", &[]);
    for (path, body, code, kind) in [
        ("/tls/5/speed?speed_nmps=20", "", 422, "less_than_equal"),
        ("/tls/0/speed?speed_nmps=20", "", 422, "greater_than_equal"),
        ("/tls/x/speed?speed_nmps=20", "", 422, "int_parsing"),
        ("/tls/1/speed", "", 422, "missing"),
        ("/tls/1/power?power_dbm=99", "", 422, "less_than_equal"),
        ("/tls/1/power?power_dbm=nan", "", 422, "finite_number"),
        ("/rlaser/1/power?power_dbm=nan", "", 422, "finite_number"),
        ("/rlaser/11/off", "", 422, "less_than_equal"),
        ("/tls/1/config", r#"{"sweep_speed_nmps":20.5}"#, 422, "int_from_float"),
        ("/tls/1/config", r#"{"start_wavelength_nm":1200}"#, 422, "greater_than_equal"),
        ("/tls/1/config", "", 422, "missing"),
        ("/detector/stabilization", r#"{"output":true,"duration_seconds":61}"#, 422, "less_than_equal"),
        ("/detector/stabilization", r#"{"output":true}"#, 422, "missing"),
        ("/detector/wavelength?wavelength_nm=1000", "", 422, "greater_than_equal"),
        ("/detector/config", r#"{"power_unit":"watts"}"#, 422, "value_error"),
        ("/measurement/sweep/start?wait=perhaps", "", 403, ""),
        ("/tls/1/trigger?trigin=9", "", 400, "Trigger must be 0-8"),
        (
            "/measurement/sweep/wavelengths",
            "{}",
            400,
            "Provide at least one of start_wavelength_nm or stop_wavelength_nm",
        ),
        ("/measurement/stabilization?output=1&duration_seconds=61", "", 400, "Duration must be 0-60 seconds"),
        ("/tls/1/speed?speed_nmps=16", "", 500, "Failed to set speed: "),
        ("/rlaser/1/power?power_dbm=12", "", 500, "Failed to set power: "),
        ("/rlaser/7/power?power_dbm=2", "", 500, "Failed to set power: "),
        ("/detector/config", r#"{"resolution_pm":0.03}"#, 500, "Failed to set config: "),
        ("/connection/connect", r#"{"address":"a b"}"#, 500, "Failed to connect to CTP10: "),
    ] {
        let answer = serve.post(path, body);
        assert_eq!(answer.status, code, "{path} {body}: {}", answer.text());
        if code == 422 {
            assert_eq!(answer.json()["detail"][0]["type"], kind, "{path} {body}: {}", answer.text());
        } else {
            assert!(answer.detail().starts_with(kind), "{path} {body}: {}", answer.text());
        }
    }
    let fault = serve.get("/detector/snapshot?module=21").json();
    assert_eq!(
        fault["detail"][0],
        json!({ "type": "less_than_equal", "loc": ["query", "module"],
            "msg": "Input should be less than or equal to 20", "input": "21", "ctx": { "le": 20 } })
    );
    // The speed that was refused is not the one that is held.
    assert_eq!(serve.told("/tls/1/speed")["sweep_speed_nmps"], 20);
}

#[test]
fn without_an_instrument_everything_that_needs_one_says_so_before_anything_else() {
    let serve = Serve::start("away", &[]);
    assert_eq!(
        serve.post("/connection/disconnect", "").text(),
        r#"{"success":true,"message":"Disconnected successfully"}"#
    );
    let words = r#"{"detail":"Not connected to CTP10. Use POST /connection/connect first."}"#;
    for (path, _) in &READ[3..] {
        let answer = serve.get(path);
        assert_eq!((answer.status, answer.text()), (503, words), "{path}");
    }
    for path in ["/tls/9/config", "/detector/snapshot?module=99"] {
        assert_eq!(serve.get(path).status, 503, "{path}: before its inputs are looked at");
    }
    assert_eq!(serve.post("/rlaser/1/off", "").status, 503);
    assert_eq!(serve.told("/health")["connected"], false);
    let status = serve.told("/connection/status");
    assert_eq!((&status["connected"], &status["instrument_id"]), (&false.into(), &Json::Null));
    let connected = serve.post("/connection/connect", "{}");
    assert_eq!(
        connected.text(),
        r#"{"connected":true,"instrument_id":"EXFO,CTP10,SIM00001,1.4.0","address":"built-in simulator"}"#
    );
    assert_eq!(serve.post("/connection/connect", "").text(), connected.text(), "it is connected already");
    assert_eq!(serve.told("/tls/1/speed")["sweep_speed_nmps"], 20);
}

#[test]
fn a_module_that_is_not_among_the_settings_is_asked_when_somebody_asks_for_it() {
    let serve = Serve::start("unwatched", &[]);
    let snapshot = serve.get("/detector/snapshot?module=9");
    assert_eq!(snapshot.status, 500, "{}", snapshot.text());
    let config = serve.told("/detector/config?module=9");
    assert_eq!((&config["power_unit"], &config["wavelength_nm"]), (&Json::Null, &Json::Null));
}
