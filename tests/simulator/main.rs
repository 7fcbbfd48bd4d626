//! The simulator as a stranger uses it: a plain blocking socket and what is known of the instrument.
//! Nothing of the console's own protocol code is used here.

mod clients;
mod files;
mod held;
mod layout;
mod light;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use ctp10::simulator::{Options, Scenario, Server};
use tokio_util::sync::CancellationToken;

/// A simulator on a port of its own.
struct Sim {
    address: SocketAddr,
    cancel: CancellationToken,
}

impl Sim {
    fn start(options: Options) -> Self {
        let cancel = CancellationToken::new();
        let (sender, receiver) = std::sync::mpsc::channel();
        let stop = cancel.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                Server::new(options).serve(listener, stop).await;
            });
        });
        Self { address: receiver.recv().unwrap(), cancel }
    }

    fn quick() -> Self {
        Self::start(Options { speedup: 50.0, ..Options::default() })
    }

    fn faulty(scenario: &str) -> Self {
        let scenario: Scenario = toml::from_str(scenario).unwrap();
        Self::start(Options { speedup: 50.0, scenario, ..Options::default() })
    }

    fn connect(&self) -> Stranger {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        Stranger(BufReader::new(stream))
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

struct Stranger(BufReader<TcpStream>);

impl Stranger {
    fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        assert!(line.ends_with("\r\n"), "{line:?}");
        line.trim_end().to_owned()
    }

    fn ask(&mut self, text: &str) -> String {
        self.send(text);
        self.line()
    }

    fn number(&mut self, text: &str) -> f64 {
        self.ask(text).parse().unwrap()
    }

    fn error(&mut self) -> i32 {
        let entry = self.ask("SYST:ERR?");
        entry.split_once(',').unwrap().0.parse().unwrap()
    }

    /// Sends something wrong and returns the error's number.
    fn refused(&mut self, text: &str) -> i32 {
        self.send(text);
        let code = self.error();
        assert_eq!(self.error(), 0, "one error for {text}");
        code
    }

    fn block(&mut self, text: &str) -> Vec<u8> {
        self.send(text);
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        assert_eq!(head[0], b'#');
        let mut digits = vec![0; usize::from(head[1] - b'0')];
        self.0.read_exact(&mut digits).unwrap();
        let length: usize = String::from_utf8(digits).unwrap().parse().unwrap();
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).unwrap();
        bytes
    }

    fn floats(&mut self, text: &str) -> Vec<f32> {
        self.block(text).chunks(4).map(|b| f32::from_be_bytes(b.try_into().unwrap())).collect()
    }

    /// Asks until the answer is this one.
    fn until(&mut self, text: &str, wanted: &str) {
        let begin = Instant::now();
        while self.ask(text) != wanted {
            assert!(begin.elapsed() < Duration::from_secs(20), "{text} never answers {wanted}");
        }
    }

    fn sweep(&mut self) {
        self.send(":INIT");
        self.until("STAT:OPER:COND?", "0");
    }
}

#[test]
fn it_introduces_itself_and_has_no_errors() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    let identity = client.ask("*IDN?");
    assert!(identity.starts_with("EXFO,CTP10,"), "{identity}");
    assert_eq!(identity.split(',').count(), 4);
    assert_eq!(client.ask(":SYSTem:ERRor?"), "0,No error");
    assert_eq!(client.ask("stat:oper:cond?"), "0");
    assert_eq!(client.ask("*OPC?"), "1");
}

#[test]
fn what_is_set_is_read_back_in_any_form_and_unit() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    for (set, get, value) in [
        (":CTP:RLASer1:WAVelength 1550.12345NM", "ctp:rlas1:wav?", 1.550_123_45e-6),
        ("CTP:RLAS:WAV 1.56E-6 M", ":CTP:RLASER1:WAVELENGTH?", 1.56e-6),
        ("CTP:RLAS1:WAV 193.4 THZ", "CTP:RLAS1:WAV?", 1.550_116_122e-6),
        ("CTP:RLAS2:POW 2MW", "CTP:RLAS2:POW?", 3.010_299_96),
        ("CTP:RLAS2:POW -3.5DBM", "CTP:RLAS2:POW?", -3.5),
        ("INIT:TLS1:SPE 50", "INIT:TLS1:SPE?", 50.0),
        ("INIT:TLS2:POW 5DBM", "INIT:TLS2:POW?", 5.0),
        ("INIT:TLS1:TRIG 3", "INIT:TLS1:TRIG?", 3.0),
        ("INIT:WAV:SAMP 0.1PM", "INIT:WAV:SAMP?", 1e-13),
        ("CTP:SENS4:CHAN3:WAV 1310NM", "CTP:SENS4:CHAN2:WAV?", 1.31e-6),
        ("CTP:SENS4:CHAN1:UNIT:Y MW", "CTP:SENS4:CHAN1:UNIT:Y?", 1.0),
        ("CTP:SENS4:CHAN1:UNIT:X FREQ", "CTP:SENS4:CHAN1:UNIT:X?", 1.0),
        ("CTP:SENS4:CHAN1:FUNC:TRIG 8", "CTP:SENS4:CHAN1:FUNC:TRIG?", 8.0),
    ] {
        client.send(set);
        let got = client.number(get);
        assert!((got - value).abs() <= 2e-9 * value.abs(), "{set}: {got}");
        assert_eq!(client.error(), 0, "{set}");
    }
    client.send("INIT:STAB 1,5.6");
    assert_eq!(client.ask("INIT:STAB?"), "1,5.6");
    client.send("INIT:STAB OFF");
    assert_eq!(client.ask("INIT:STAB?"), "0,5.6");
    client.send("INIT:SMOD CONT");
    assert_eq!(client.ask("INIT:SMOD?"), "CONT");
    for (word, answer) in [("FREQuency", "1"), ("wavelength", "0"), ("FREQ", "1"), ("WAV", "0")] {
        client.send(&format!("CTP:SENS4:CHAN1:UNIT:X {word}"));
        assert_eq!(client.ask("CTP:SENS4:CHAN1:UNIT:X?"), answer, "{word}");
    }
    assert_eq!(client.refused("CTP:SENS4:CHAN1:UNIT:X WAVE"), -224);
    let text = client.ask("INIT:WAV:SAMP?");
    assert_eq!(text, "1.00000000E-013");
}

#[test]
fn headers_that_single_clients_send_are_known() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    assert_eq!(client.ask(":SYSTem:VERSion?"), "1999.0");
    client.send("INIT:FBC:SENS 1;:CTP:SENSe:FBC 2;:INIT:LAS:POW 3.00DBM");
    assert_eq!(client.ask("INIT:FBC:SENS?;:CTP:SENS:FBC?;:INIT:LAS:POW?"), "1;2;3.00000000E+000");
    assert_eq!(client.ask("CTP:RLAS1:TYPE?;:CTP:RLAS5:TYPE?"), "T100S-HP;NONE");
    assert_eq!(client.error(), 0);
    for (wrong, code) in [
        ("INIT:FBC:SENS 21", -222),
        ("INIT:LAS:POW 14DBM", -222),
        ("CTP:SENS2:FBC 1", -113),
        ("SYST:VERS", -113),
    ] {
        assert_eq!(client.refused(wrong), code, "{wrong}");
    }
}

#[test]
fn compounds_are_carried_out_in_order_and_answered_on_one_line() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    let answer = client.ask(":INIT:WAV:STAR 1530NM;STOP 1540NM;STAR?;:INIT:SMOD?;*OPC?");
    assert_eq!(answer, "1.53000000E-006;SING;1");
}

#[test]
fn limits_hold_just_inside_and_refuse_just_outside() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    for inside in [
        "CTP:RLAS1:POW 13DBM",
        "CTP:RLAS1:POW -10DBM",
        "CTP:RLAS1:WAV 1502NM",
        "CTP:RLAS2:WAV 1355NM",
        "INIT:TLS1:SPE 67",
        "INIT:TLS1:TRIG 8",
        "INIT:WAV:SAMP 250PM",
        "INIT:WAV:STOP 1680NM",
        "INIT:STAB 1,60",
        "CTP:SENS4:CHAN1:WAV 1240NM",
    ] {
        client.send(inside);
        assert_eq!(client.error(), 0, "{inside}");
    }
    for (outside, code) in [
        ("CTP:RLAS1:POW 13.01DBM", -222),
        ("CTP:RLAS1:POW -10.01DBM", -222),
        ("CTP:RLAS1:WAV 1501.99NM", -222),
        ("CTP:RLAS2:WAV 1355.01NM", -222),
        ("INIT:TLS1:SPE 16", -224),
        ("INIT:TLS1:TRIG 9", -222),
        ("INIT:WAV:SAMP 251PM", -222),
        ("INIT:WAV:SAMP 0.3PM", -224),
        ("INIT:WAV:STOP 1680.1NM", -222),
        ("INIT:STAB 1,60.1", -222),
        ("CTP:SENS4:CHAN1:WAV 1239NM", -222),
        ("CTP:RLAS1:POW 3NM", -131),
        ("CTP:RLAS1:POW", -109),
        ("CTP:RLAS1:POW 1,2", -108),
        ("CTP:RLAS1:POW ABC", -104),
        ("CTP:RLAS11:POW 1", -114),
        ("INIT:TLS5:POW 1DBM", -114),
        ("CTP:RLAS1:POWE 1DBM", -113),
        ("INIT:SMOD MAYBE", -224),
        ("CTP:RLAS7:POW:STAT ON", -241),
        ("CTP:SENS9:CHAN1:WAV 1550NM", -241),
        ("FOO:BAR", -113),
        ("CTP::RLAS1:POW 1", -102),
        ("CTP:RLAS1:POW 3\u{b5}W", -101),
    ] {
        assert_eq!(client.refused(outside), code, "{outside}");
    }
}

#[test]
fn the_error_queue_is_in_order_and_overflows_at_its_end() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    client.send("FOO");
    client.send("CTP:RLAS1:POW 99");
    assert_eq!(client.number("*STB?") as u32 & 4, 4);
    assert_eq!(client.ask("SYST:ERR?"), "-113,Undefined header");
    assert_eq!(client.ask("SYST:ERR?"), "-222,Data out of range");
    assert_eq!(client.number("*ESR?") as u32 & 0x30, 0x30);
    assert_eq!(client.number("*ESR?"), 0.0);
    (0..32).for_each(|_| client.send("FOO"));
    assert_eq!(client.number("*ESR?"), 32.0, "the queue is full and has not overflown");
    client.send("CTP:RLAS1:POW 99");
    assert_eq!(client.number("*ESR?"), 24.0, "the error of its own class, and the overflow");
    let codes: Vec<i32> = std::iter::repeat_with(|| client.error()).take_while(|&code| code != 0).collect();
    assert_eq!(codes.last(), Some(&-350));
    client.send("FOO;*CLS");
    assert_eq!(client.error(), 0);
}

#[test]
fn scan_limits_move_each_other_and_keep_the_points_in_bounds() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    client.send("INIT:WAV:STAR 1600NM");
    assert!(client.number("INIT:WAV:STOP?") > 1600e-9);
    client.send("INIT:WAV:STOP 1500NM");
    assert!(client.number("INIT:WAV:STAR?") < 1500e-9);
    client.send("INIT:WAV:STAR 1502NM;STOP 1627NM;SAMP 0.1PM");
    let points = (client.number("INIT:WAV:STOP?") - client.number("INIT:WAV:STAR?")) / 1e-13 + 1.0;
    assert!(points.round() <= 940_001.0, "{points}");
}

#[test]
fn another_laser_resets_its_values() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    client.send("INIT:TLS1:SPE 100");
    client.send("INIT:TLS1:ID 2");
    assert_eq!(client.number("INIT:TLS1:SPE?"), 20.0);
    assert_eq!(client.number("INIT:TLS1:WAV:STAR?"), 1262.5e-9);
    assert_eq!(client.refused("INIT:TLS1:SPE 67"), -224);
}

#[test]
fn a_sweep_takes_its_time_refuses_a_second_one_and_leaves_traces() {
    let sim = Sim::start(Options::default());
    let mut client = sim.connect();
    let trace = ":TRAC:SENS4:CHAN1:TYPE1:DATA";
    assert_eq!(client.ask(&format!("{trace}:LENG?")), "0");
    client.send("CTP:RLAS1:POW:STAT ON");
    client.until("CTP:RLAS1:POW:STAT?", "1");
    client.send("INIT:WAV:STAR 1540NM;STOP 1560NM;SAMP 1PM;:INIT:TLS1:SPE 20");
    let begin = Instant::now();
    client.send("INIT:IMM");
    assert_eq!(client.ask("STAT:OPER:COND?"), "4");
    assert_eq!(client.refused("INIT"), -213);
    assert_eq!(client.refused("INIT:WAV:STAR 1545NM"), -221);
    assert_eq!(client.ask("*OPC?"), "1");
    // 20 nm at 20 nm/s.
    assert!(begin.elapsed() >= Duration::from_millis(990));
    assert_eq!(client.ask("STAT:OPER:COND?"), "0");
    assert_eq!(client.number(&format!("{trace}:LENG?")), 20_001.0);
    assert_eq!(client.number(&format!("{trace}:SAMP?")), 1e-12);
    assert_eq!(client.number(&format!("{trace}:STAR?")), 1540e-9);
    for kind in [1, 11, 12, 13] {
        let y = client.floats(&format!(":TRACE:SENSE4:CHANNEL1:TYPE{kind}:DATA:IMM? BIN,DB"));
        assert_eq!(y.len(), 20_001, "type {kind}");
        assert!(y.iter().all(|y| y.is_finite()));
    }
    assert_eq!(client.ask(":TRAC:SENS4:CHAN1:TYPE2:DATA:LENG?"), "0");
    let x: Vec<f64> = client
        .block(&format!("{trace}:X? BIN,M"))
        .chunks(8)
        .map(|b| f64::from_be_bytes(b.try_into().unwrap()))
        .collect();
    for (k, x) in x.iter().enumerate() {
        assert!((x - (1540e-9 + k as f64 * 1e-12)).abs() < 1e-18);
    }
    let linear = client.floats(&format!("{trace}? 1,0"));
    let db = client.floats(&format!("{trace}? BIN,DB"));
    for (linear, db) in linear.iter().zip(&db) {
        assert!((10.0 * linear.log10() - db).abs() < 1e-3);
    }
    let ascii = client.ask(":TRAC:SENS4:CHAN1:TYPE11:DATA? ASCII,DB");
    assert_eq!(ascii.split(',').count(), 20_001);
    client.send(":CLE");
    assert_eq!(client.ask(&format!("{trace}:LENG?")), "0");
}

#[test]
fn the_trace_has_resonances_a_person_believes() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    client.send("INIT:WAV:STAR 1540NM;STOP 1560NM;SAMP 1PM");
    client.sweep();
    let light = client.floats(":TRAC:SENS4:CHAN1:TYPE11:DATA? BIN,DB");
    let base = light.iter().copied().fold(f32::MIN, f32::max);
    let deep: Vec<usize> = (0..light.len()).filter(|&k| light[k] < base - 10.0).collect();
    let dips = 1 + deep.windows(2).filter(|pair| pair[1] - pair[0] > 300).count();
    assert!((15..=18).contains(&dips), "{dips} resonances in 20 nm");
    let deepest = light.iter().copied().fold(f32::MAX, f32::min);
    assert!((14.0..22.0).contains(&(base - deepest)), "{}", base - deepest);
}

#[test]
fn live_power_follows_the_light() {
    let sim = Sim::quick();
    let mut client = sim.connect();
    let power = "CTP:SENS4:CHAN3:POW?";
    assert!((client.number(power) + 80.0).abs() < 3.0);
    client.send("CTP:RLAS1:POW 0DBM;POW:STAT 1");
    client.until("CTP:RLAS1:POW:STAT?", "1");
    let low = client.number(power);
    assert!((low + 1.07).abs() < 0.2, "{low}");
    client.send("CTP:RLAS1:POW 10DBM");
    assert!((client.number(power) - low - 10.0).abs() < 0.2);
    client.send("CTP:SENS4:CHAN3:UNIT:Y MW");
    assert!((client.number(power) - 7.8).abs() < 0.5);
    client.send("CTP:RLAS1:POW:STAT OFF");
    assert_eq!(client.ask("CTP:RLAS1:POW:STAT?"), "0");
    assert!(client.number(power) < 1e-6);
}

#[test]
fn what_waits_for_everything_waits_for_the_light_too() {
    let sim = Sim::start(Options::default());
    let mut client = sim.connect();
    let asked =
        "*CLS;:CTP:RLAS1:POW:STAT ON;*OPC;:CTP:RLAS1:POW:STAT?;*ESR?;*OPC?;:CTP:RLAS1:POW:STAT?;*ESR?";
    assert_eq!(client.ask(asked), "0;0;1;1;1");
    client.send("CTP:RLAS1:POW:STAT OFF;STAT ON;*WAI");
    assert_eq!(client.ask("CTP:RLAS1:POW:STAT?"), "1");
}

#[test]
fn an_abort_ends_a_sweep_and_a_reference_gets_its_date() {
    let sim = Sim::start(Options { speedup: 5.0, ..Options::default() });
    let mut client = sim.connect();
    client.send("INIT");
    client.send("ABOR");
    assert!(["16", "0"].contains(&client.ask("STAT:OPER:COND?").as_str()), "no longer scanning");
    client.until("STAT:OPER:COND?", "0");
    assert_eq!(client.ask(":TRAC:SENS4:CHAN1:TYPE1:DATA:LENG?"), "0");
    assert_eq!(client.ask("REF:SENS4:CHAN1:RES?"), "0");
    client.send("REF:SENS4:CHAN1:INIT");
    assert_eq!(client.ask("STAT:OPER:COND?"), "64");
    client.until("STAT:OPER:COND?", "0");
    let result = client.ask("REF:SENS4:CHAN1:RES?");
    let fields: Vec<&str> = result.split(',').collect();
    assert_eq!((fields[0], fields[1], fields[2].len(), fields[3].len()), ("1", "0", 8, 6), "{result}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let run = |seed| {
        let sim = Sim::start(Options { seed, speedup: 50.0, ..Options::default() });
        let mut client = sim.connect();
        client.send("CTP:RLAS1:POW:STAT ON");
        client.until("CTP:RLAS1:POW:STAT?", "1");
        client.send("INIT:WAV:STAR 1549NM;STOP 1551NM");
        client.sweep();
        client.block(":TRAC:SENS4:CHAN2:TYPE11:DATA? BIN,DB")
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn several_clients_share_the_bench_and_the_last_seat_is_kept() {
    let sim = Sim::start(Options { max_clients: Some(2), ..Options::default() });
    let (mut one, mut two) = (sim.connect(), sim.connect());
    one.send("INIT:TLS1:TRIG 5");
    assert_eq!(one.ask("INIT:TLS1:TRIG?"), "5");
    assert_eq!(two.ask("INIT:TLS1:TRIG?"), "5");
    let mut three = sim.connect();
    let mut nothing = String::new();
    assert_eq!(three.0.read_line(&mut nothing).unwrap_or(0), 0, "a third one is turned away");
}

#[test]
fn a_link_has_the_speed_it_was_given() {
    let sim = Sim::start(Options { speedup: 50.0, rate: Some(200_000), ..Options::default() });
    let mut client = sim.connect();
    client.send("INIT:WAV:STAR 1540NM;STOP 1550NM;SAMP 1PM");
    client.sweep();
    let begin = Instant::now();
    assert_eq!(client.block(":TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB").len(), 40_004);
    // Never faster than the link; how much slower is the machine's business.
    assert!(begin.elapsed() >= Duration::from_millis(190), "{:?}", begin.elapsed());
}

#[test]
fn faults_strike_as_the_scenario_says() {
    let sim = Sim::faulty(
        "[link]\nblock_end = 'crlf'\n\
         [[fault]]\non = '*IDN?'\ntimes = 1\nanswer = \"\\u001b[2J\"\n\
         [[fault]]\non = 'CTP:SENS4:CHAN1:POW?'\ntimes = 1\nnan = true\n\
         [[fault]]\non = 'INIT:SMOD?'\ntimes = 1\ntwice = true\n\
         [[fault]]\non = 'INIT:SMOD'\ntimes = 1\nerror = { code = -240, text = 'Hardware error' }\n\
         [[fault]]\non = 'TRAC:SENS4:CHAN1:TYPE1:DATA:LENG?'\ntimes = 1\nraw = '#9999999999'\n\
         [[fault]]\non = '*ESR?'\ntimes = 1\ncut = 2\n",
    );
    let mut client = sim.connect();
    assert_eq!(client.ask("*IDN?"), "\u{1b}[2J");
    assert!(client.ask("*IDN?").starts_with("EXFO"));
    assert_eq!(client.number("CTP:SENS4:CHAN1:POW?"), 9.91e37);
    assert_eq!(client.ask("INIT:SMOD?"), "SING");
    assert_eq!(client.line(), "SING");
    client.send("INIT:SMOD CONT");
    assert_eq!(client.ask("SYST:ERR?"), "-240,Hardware error");
    assert_eq!(client.ask("INIT:SMOD?"), "SING");
    client.send("TRAC:SENS4:CHAN1:TYPE1:DATA:LENG?");
    let mut head = [0; 11];
    client.0.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"#9999999999");
    client.sweep();
    client.block("TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB");
    assert_eq!(client.line(), "", "the block is followed by a line end here");
    client.send("*ESR?");
    let mut rest = Vec::new();
    client.0.read_to_end(&mut rest).unwrap();
    assert_eq!(rest.len(), 2);
}
