//! Benches that are not the usual one.

use ctp10::simulator::{Layout, Options, Server};

use crate::files::Written;
use crate::held::{Client, held, pass};

fn options(bench: &str) -> Options {
    Options { layout: toml::from_str(bench).unwrap(), speedup: 50.0, ..Options::default() }
}

#[test]
fn the_example_is_the_bench_that_it_says() {
    held(async {
        let layout = Layout::load("assets/bench.toml".as_ref()).unwrap();
        let server = Server::new(Options { layout, speedup: 50.0, ..Options::default() });
        let mut client = Client::of(&server);
        assert_eq!(client.ask("CTP:RLAS2:IDN?").await, "EXFO,T200S-O-M,0,2.01");
        assert_eq!(client.ask("CTP:RLAS5:IDN?;TYPE?").await, "EXFO,T500S,4711,4.6.3.0;TUNABLE");
        assert_eq!(client.ask("CTP:RLAS5:POW?").await, "5.00000000E+000");
        // The scan's lasers are those that are fitted.
        assert_eq!(client.ask("INIT:TLS1:ID?;:INIT:TLS2:ID?;:INIT:TLS3:ID?").await, "2;5;0");
        client.send("INIT:WAV:STAR 1540NM;STOP 1560NM;:INIT:TLS2:POW 8DBM").await;
        client.send("INIT;*WAI").await;
        assert_eq!(client.ask("CTP:RLAS2:POW:STAT?;:CTP:RLAS5:POW:STAT?").await, "0;1");
        let level = client.level(":TRAC:SENS3:CHAN3:TYPE11", 0.0, 1.0).await;
        assert!((level - 6.93).abs() < 0.1, "{level}");
        let level = client.level(":TRAC:SENS5:CHAN2:TYPE11", 0.0, 1.0).await;
        assert!((-20.0..-5.0).contains(&level), "{level}");
        // A wavelength is shared within a module, and in no other.
        client.send("CTP:SENS3:CHAN2:WAV 1310NM").await;
        let asked = "CTP:SENS3:CHAN4:WAV?;:CTP:SENS3:CHAN1:WAV?;:CTP:SENS5:CHAN2:WAV?";
        assert_eq!(client.ask(asked).await, "1.31000000E-006;1.55000000E-006;1.55000000E-006");
        // What is not there leaves an error, in the queue of the one who asked.
        let mut other = Client::of(&server);
        for missing in [
            "CTP:SENS4:CHAN1:POW?",
            "CTP:SENS5:CHAN3:WAV?",
            "CTP:RLAS1:IDN?",
            "TRAC:SENS9:CHAN:TYPE:DATA:LENG?",
        ] {
            assert_eq!(
                client.ask(&format!("{missing};:SYST:ERR?")).await,
                "-241,Hardware missing",
                "{missing}"
            );
        }
        client.send("FOO").await;
        assert_eq!(other.ask("SYST:ERR?;*ESR?").await, "0,No error;128");
        assert_eq!(client.ask("SYST:ERR?").await, "-113,Undefined header");
        let mut third = Client::of(&server);
        assert!(third.is_turned_away().await);
    });
}

#[test]
fn without_a_file_the_queue_is_shared_and_the_bench_is_the_usual_one() {
    held(async {
        assert_eq!(toml::from_str::<Layout>("").unwrap(), Layout::default());
        let server = Server::new(options(""));
        let (mut one, mut two) = (Client::of(&server), Client::of(&server));
        assert_eq!(one.ask("*IDN?").await, "EXFO,CTP10,SIM00001,1.4.0");
        one.send("FOO").await;
        assert_eq!(two.ask("SYST:ERR?").await, "-113,Undefined header");
        assert_eq!(one.ask("SYST:ERR?").await, "0,No error");
        assert_eq!(one.ask("CTP:RLAS1:WAV?;:CTP:RLAS2:WAV?").await, "1.55000000E-006;1.31000000E-006");
        assert_eq!(one.ask("INIT:WAV:STAR?;STOP?").await, "1.52000000E-006;1.58000000E-006");
    });
}

#[test]
fn what_is_empty_or_absent_answers_as_the_file_says() {
    held(async {
        let rest = "*OPC?;:SYST:ERR?";
        for (written, identity, on) in [
            ("none", "EXFO,NONE,0,0;1;0,No error", "1;-241,Hardware missing"),
            ("zero", "0;1;0,No error", "1;-241,Hardware missing"),
            ("error", "1;-241,Hardware missing", "1;-241,Hardware missing"),
            ("silent", "1;0,No error", "1;0,No error"),
        ] {
            let mut client = Client::new(options(&format!("[instrument]\nempty_lasers = '{written}'")));
            assert_eq!(client.ask(&format!("CTP:RLAS7:IDN?;{rest}")).await, identity, "{written}");
            assert_eq!(client.ask(&format!("CTP:RLAS7:POW:STAT ON;{rest}")).await, on, "{written}");
            assert_eq!(client.ask("CTP:RLAS1:IDN?").await, "EXFO,T100S-HP,0,6.06");
        }
        let mut client = Client::new(options("[instrument]\nabsent_detectors = 'silent'"));
        for missing in [
            "CTP:SENS9:CHAN1:POW?",
            "REF:SENS9:CHAN1:RES?",
            "REF:SENS9:CHAN1:INIT",
            "TRAC:SENS4:CHAN5:TYPE1:DATA:LENG?",
        ] {
            assert_eq!(client.ask(&format!("{missing};{rest}")).await, "1;0,No error", "{missing}");
        }
        let mut client = Client::new(options("module = []\nlaser = []"));
        assert_eq!(client.ask(&format!("CTP:SENS4:CHAN1:POW?;{rest}")).await, "1;-241,Hardware missing");
        assert_eq!(client.ask("CTP:RLAS1:IDN?").await, "EXFO,NONE,0,0");
        client.send("INIT").await;
        assert!(client.ask("SYST:ERR?").await.starts_with("-221"), "there is nothing to sweep");
    });
}

#[test]
fn questions_and_units_are_answered_as_the_file_says() {
    held(async {
        let mut client = Client::new(options("[instrument]\nquestions = 'first'"));
        assert_eq!(client.ask("SYST:VERS?;*OPC?;:INIT:SMOD?").await, "1999.0");
        assert_eq!(client.ask("INIT:SMOD?").await, "SING");
        let mut client = Client::new(options("[instrument]\nquestions = 'lines'"));
        assert_eq!(client.ask("SYST:VERS?;*OPC?;:INIT:SMOD?").await, "1999.0");
        assert_eq!((client.line().await, client.line().await), ("1".into(), "SING".into()));
        let mut client = Client::new(options(
            "[instrument]\nlaser_power = 'mw'\nmaker = 'ACME'\nmodel = 'X 1'\nfirmware = '0.9.1'",
        ));
        assert_eq!(client.ask("*IDN?").await, "ACME,X 1,SIM00001,0.9.1");
        client.send("CTP:RLAS1:POW 3DBM").await;
        assert_eq!(client.ask("CTP:RLAS1:POW?").await, "1.99526231E+000");
        client.send("CTP:RLAS1:POW:STAT ON").await;
        pass(100).await;
        let power: f64 = client.ask("CTP:SENS4:CHAN3:POW?").await.parse().unwrap();
        assert!((power - 3.0 + 1.07).abs() < 0.2, "the light is what was set: {power}");
    });
}

#[test]
fn a_bench_that_does_not_read_says_what_and_where() {
    let laser = "[[laser]]\nposition = 1\nmodel = 'T500S'\n";
    for (written, words) in [
        ("[instrument]\nmodell = 'x'".to_owned(), "there is no key \"modell\"; did you mean model?"),
        ("[instrument]\nmaker = 'a,b'".into(), "line 2: \"a,b\" is not a name"),
        ("[instrument]\nfirmware = ''".into(), "is not a name"),
        ("[instrument]\nmodel = \"a\\u001b[2J\"".into(), "is not a name"),
        ("[instrument]\nmax_clients = 0".into(), "max_clients = 0 admits no client"),
        ("[instrument]\nempty_lasers = 'gone'".into(), "there is no value \"gone\""),
        ("[instrument]\nquestions = 'all'".into(), "there is no value \"all\""),
        ("[[module]]\nslot = 21\ntype = 'power_meter'".into(), "slot = 21 is not a slot"),
        (
            "[[module]]\nslot = 1\ntype = 'power_meter'\nchannels = 7".into(),
            "channels = 7 (slot 1) are outside 1 to 6",
        ),
        ("[[module]]\nslot = 1\ntype = 'il_rl_opm2'\nchannels = 2".into(), "has 4 channels"),
        ("[[module]]\nslot = 1\ntype = 'x'".into(), "there is no value \"x\""),
        (["[[module]]\nslot = 1\ntype = 'power_meter'\n"; 2].concat(), "slot = 1 is there twice"),
        ("[[laser]]\nposition = 11\nmodel = 'T100S-HP'".into(), "position = 11 is not a position"),
        ("[[laser]]\nposition = 0\nmodel = 'T100S-HP'".into(), "position = 0 is not a position"),
        (["[[laser]]\nposition = 1\nmodel = 'T100S-HP'\n"; 2].concat(), "position = 1 is there twice"),
        (laser.into(), "position 1: \"T500S\" is not known here, so it needs range_nm"),
        (format!("{laser}range_nm = [1500.0, 1600.0]"), "so it needs speeds"),
        (format!("{laser}range_nm = [1500.0, nan]"), "range_nm = [1500, NaN] is not a range"),
        (format!("{laser}range_nm = [1600.0, 1500.0]"), "is not a range"),
        (format!("{laser}range_nm = [-inf, 1600.0]"), "is not a range"),
        (format!("{laser}range_nm = [1500, 1600]\nspeeds = []"), "speeds = []"),
        (format!("{laser}range_nm = [1500, 1600]\nspeeds = [0]"), "a speed of 0 nm/s is outside 1 to 200"),
        (
            format!("{laser}range_nm = [1500, 1600]\nspeeds = [10]\npower_dbm = inf"),
            "power_dbm = inf is outside",
        ),
        (
            format!("{laser}range_nm = [1500, 1600]\nspeeds = [10]\nmax_power_dbm = nan"),
            "max_power_dbm = NaN",
        ),
    ] {
        let file = Written::new("layout", written.as_bytes());
        let said = Layout::load(&file.0).unwrap_err().to_string();
        assert!(said.starts_with("the bench ") && said.contains(words), "{written}: {said}");
        assert!(said.chars().all(|c| !c.is_control()), "{said:?}");
    }
    let large = Written::new("layout-large", &vec![b' '; (1 << 20) + 1]);
    assert!(Layout::load(&large.0).unwrap_err().to_string().contains("more than 1048576 bytes"));
}

#[test]
fn the_manual_shows_the_example() {
    let manual = std::fs::read_to_string("assets/manual/simulator.md").unwrap();
    let example = std::fs::read_to_string("assets/bench.toml").unwrap();
    assert!(
        manual.contains(&format!("```toml\n{example}```")),
        "the bench file in the manual is assets/bench.toml"
    );
}
