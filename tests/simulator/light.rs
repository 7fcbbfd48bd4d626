//! What lights a laser, what leaves it lit, and when the condition register says so.

use ctp10::simulator::Options;

use crate::held::{Client, held, pass};

const LIVE: &str = ":TRAC:SENS4:CHAN3:TYPE11";
const REFERENCE: &str = ":TRAC:SENS4:CHAN3:TYPE12";
/// 20 nm at 20 nm/s: a second.
const SECOND: &str = "INIT:WAV:STAR 1540NM;STOP 1560NM;SAMP 1PM";

#[test]
fn a_scan_lights_its_laser_and_stabilization_says_what_stays_lit() {
    held(async {
        for (stabilization, lit_before, after) in
            [("1,0", false, "0;1;0"), ("0,0", false, "0;0;0"), ("0,0", true, "0;0;0"), ("1,0", true, "0;1;0")]
        {
            let mut client = Client::new(Options::default());
            client.send(SECOND).await;
            client.send(&format!("INIT:STAB {stabilization}")).await;
            if lit_before {
                client.send("CTP:RLAS1:POW:STAT ON;*WAI").await;
            } else {
                // The scan of a dark laser waits for its light.
                client.send("INIT").await;
                assert_eq!(client.state().await, "4;0;0");
                pass(1100).await;
                assert_eq!(client.state().await, "4;0;0");
                pass(200).await;
                assert_eq!(client.state().await, "4;1;0", "stabilization {stabilization}");
                pass(850).await;
                assert_eq!(client.state().await, "4;1;0");
                pass(100).await;
                assert_eq!(client.state().await, after, "stabilization {stabilization}");
                let level = client.level(LIVE, 0.0, 1.0).await;
                assert!((level - 8.0 + 1.07).abs() < 0.1, "all of it has light: {level}");
                continue;
            }
            client.send("INIT").await;
            assert_eq!(client.state().await, "4;1;0");
            pass(950).await;
            assert_eq!(client.state().await, "4;1;0");
            pass(100).await;
            assert_eq!(client.state().await, after, "lit before, stabilization {stabilization}");
        }
    });
}

#[test]
fn only_lasers_that_take_part_are_lit_and_switched_off() {
    held(async {
        let mut client = Client::new(Options::default());
        // Laser 2 has nothing to sweep about 1550 nm: what it does is not the scan's.
        client.send(SECOND).await;
        client.send("INIT:STAB 0;:CTP:RLAS2:POW:STAT ON;*WAI").await;
        client.send("INIT;*WAI").await;
        assert_eq!(client.state().await, "0;0;1");
        // Both have something to sweep.
        client
            .send("CTP:RLAS2:POW:STAT OFF;:INIT:WAV:STAR 1340NM;SAMP 1PM;STOP 1510NM;:INIT:STAB 1;:INIT")
            .await;
        pass(1300).await;
        assert_eq!(client.state().await, "4;1;1");
        client.send("*WAI").await;
        assert_eq!(client.state().await, "0;1;1");
        // A position without a laser lights nothing, and a scan of nothing but it leaves noise.
        let mut client = Client::new(Options::default());
        client.send(SECOND).await;
        client.send("INIT:TLS1:ID 7;:INIT;*WAI").await;
        assert_eq!(client.state().await, "0;0;0");
        assert!((client.level(LIVE, 0.0, 1.0).await + 80.0).abs() < 1.0);
    });
}

#[test]
fn an_abort_leaves_the_light_as_the_end_of_a_scan_does() {
    held(async {
        for (stabilization, after) in [("1", "16;1;0"), ("0", "16;0;0")] {
            for start in ["INIT", "REF:SENS4:CHAN1:INIT"] {
                let mut client = Client::new(Options::default());
                client.send(&format!("INIT:STAB {stabilization}")).await;
                client.send(start).await;
                pass(1500).await;
                client.send("ABOR").await;
                assert_eq!(client.state().await, after, "{start}, stabilization {stabilization}");
                pass(250).await;
                assert_eq!(client.state().await, after.replace("16", "0"));
            }
        }
    });
}

#[test]
fn a_reference_lights_its_laser_and_one_that_was_darkened_is_worthless() {
    held(async {
        for (stabilization, after) in [("1", "0;1;0"), ("0", "0;0;0")] {
            let mut client = Client::new(Options::default());
            client.send(SECOND).await;
            client.send(&format!("INIT:STAB {stabilization};:REF:SENS4:CHAN3:INIT")).await;
            pass(1300).await;
            assert_eq!(client.state().await, "64;1;0");
            client.send("*WAI").await;
            assert_eq!(client.state().await, after);
            assert!(client.ask("REF:SENS4:CHAN3:RES?").await.starts_with("1,0,"));
            client.send("INIT;*WAI").await;
            let level = client.level(REFERENCE, 0.0, 1.0).await;
            assert!((level - 8.0 + 2.3).abs() < 0.2, "{level}");
            // Another one, taken in the dark.
            client.send("REF:SENS4:CHAN3:INIT;:CTP:RLAS1:POW:STAT OFF;*WAI").await;
            assert!(client.ask("REF:SENS4:CHAN3:RES?").await.starts_with("1,0,"));
            assert!((client.level(REFERENCE, 0.0, 1.0).await + 80.0).abs() < 1.0);
        }
    });
}

#[test]
fn a_laser_that_is_switched_off_in_mid_scan_darkens_it_from_there() {
    held(async {
        let mut client = Client::new(Options::default());
        client.send(SECOND).await;
        client.send("INIT").await;
        pass(1200 + 500).await;
        client.send("CTP:RLAS1:POW:STAT OFF").await;
        assert_eq!(client.state().await, "4;0;0", "the scan goes on");
        let power: f64 = client.ask("CTP:SENS4:CHAN3:POW?").await.parse().unwrap();
        assert!((power + 80.0).abs() < 3.0, "{power}");
        client.send("*WAI").await;
        assert_eq!(client.state().await, "0;0;0");
        for (from, to, level) in [(0.0, 0.49, 6.93), (0.51, 1.0, -80.0)] {
            let found = client.level(LIVE, from, to).await;
            assert!((found - level).abs() < 1.0, "{from} to {to}: {found}");
        }
        // Off in mid-scan and on again: light comes back when the laser is warm.
        client.send("CTP:RLAS1:POW:STAT ON;*WAI;:INIT:TLS1:SPE 5;:INIT").await;
        pass(1000).await;
        client.send("CTP:RLAS1:POW:STAT OFF;STAT ON").await;
        client.send("*WAI").await;
        for (from, to, level) in [(0.0, 0.24, 6.93), (0.26, 0.54, -80.0), (0.56, 1.0, 6.93)] {
            let found = client.level(LIVE, from, to).await;
            assert!((found - level).abs() < 1.0, "{from} to {to}: {found}");
        }
        // Off while it warms up.
        client.send("CTP:RLAS1:POW:STAT OFF;:INIT;:CTP:RLAS1:POW:STAT OFF;*WAI").await;
        assert!((client.level(LIVE, 0.0, 1.0).await + 80.0).abs() < 1.0);
    });
}

#[test]
fn repeated_scans_light_nothing_again_and_are_cheap_to_have_slept_through() {
    held(async {
        let mut client = Client::new(Options { speedup: 10_000.0, ..Options::default() });
        client.send(SECOND).await;
        client.send("INIT:SMOD CONT;:INIT").await;
        pass(86_400_000).await;
        assert_eq!(client.state().await, "4;1;0");
        client.send("CTP:RLAS1:POW:STAT OFF").await;
        pass(1000).await;
        assert_eq!(client.state().await, "4;0;0", "dark until a new scan is ordered");
        assert!((client.level(LIVE, 0.0, 1.0).await + 80.0).abs() < 1.0);
        client.send("ABOR;*WAI").await;
        client.send("INIT;*SRE 0").await;
        pass(1000).await;
        assert_eq!(client.state().await, "4;1;0");
    });
}

#[test]
fn bits_lag_and_traces_are_new_only_after_analyzing() {
    held(async {
        let mut client = Client::playing("[phases]\nlag_ms = 30\nanalyzing_s = 2.0");
        client.send(SECOND).await;
        client.send("INIT;INIT:WAV:SAMP 2PM").await;
        assert_eq!(client.state().await, "0;0;0");
        assert!(client.ask("SYST:ERR?").await.starts_with("-221"), "it is busy, bit or no bit");
        pass(20).await;
        assert_eq!(client.state().await, "0;0;0");
        pass(15).await;
        assert_eq!(client.state().await, "4;0;0");
        pass(2190).await;
        assert_eq!(client.state().await, "4;1;0");
        pass(10).await;
        assert_eq!(client.state().await, "8;1;0");
        assert_eq!(client.ask(&format!("{LIVE}:DATA:LENG?")).await, "0");
        client.send("INIT").await;
        assert!(client.ask("SYST:ERR?").await.starts_with("-213"));
        pass(1990).await;
        assert_eq!(client.state().await, "8;1;0");
        assert_eq!(client.ask("*OPC?").await, "1");
        assert_eq!(client.state().await, "0;1;0");
        assert_eq!(client.ask(&format!("{LIVE}:DATA:LENG?")).await, "20001");
        // What an abort leaves behind in mid-analysis are the traces before.
        client.send("INIT:WAV:SAMP 2PM;:INIT").await;
        pass(1100).await;
        assert_eq!(client.state().await, "8;1;0");
        client.send("ABOR").await;
        assert_eq!(client.state().await, "8;1;0", "bit 16 lags, too");
        pass(40).await;
        assert_eq!(client.state().await, "16;1;0");
        client.send("*WAI").await;
        assert_eq!(client.ask(&format!("{LIVE}:DATA:LENG?")).await, "20001");
        // References lag, too.
        client.send("REF:SENS4:CHAN1:INIT").await;
        assert_eq!(client.state().await, "0;1;0");
        pass(35).await;
        assert_eq!(client.state().await, "64;1;0");
    });
}
