//! What a command changes.

use tokio::time::Instant;

use super::bench::Peer;
use super::record::Phases;
use super::words::{digits_after, laser};

impl Peer {
    /// Somebody else does this.
    pub(crate) fn command(&self, line: &str) {
        let now = Instant::now();
        let mut record = self.record.lock().unwrap();
        *record.commands.entry(line.to_owned()).or_default() += 1;
        if self.ignored.lock().unwrap().is_some_and(|begins| line.starts_with(begins)) {
            return;
        }
        if let Some((laser, rest)) = laser(line) {
            if let Some(state) = rest.strip_prefix(":POWer:STATe ") {
                record.light.insert(laser, state == "ON");
                if state == "ON" {
                    record.lit.insert(laser, now + self.warm_up);
                }
            } else if let Some(power) = rest.strip_prefix(":POWer ") {
                record.powers.insert(laser, power.trim_end_matches("DBM").parse().unwrap());
            }
        } else if let Some(power) = line.strip_prefix(":INITiate:TLS1:POWer ") {
            record.tls_power = Some(power.trim_end_matches("DBM").parse().unwrap());
        } else if line == ":INITiate:IMMediate" {
            if record.bits(now, self.phases) != 0 {
                record.queue.push_back("-200,\"Execution error\"".into());
                return;
            }
            let Phases { lag, scan, pause, analysis } = self.phases;
            record.sweep = Some(now);
            record.sweeps.push((now, now + lag + scan + pause + analysis));
            // Every TLS has laser 1.
            record.light.insert(1, true);
            record.lit.insert(1, now + self.warm_up);
        } else if line == ":ABORt" {
            (record.sweep, record.reference) = (None, None);
            if let Some((_, over)) = record.sweeps.last_mut() {
                *over = now.min(*over);
            }
        } else if line.starts_with(":REFerence") {
            record.reference = Some(now);
            record.references += 1;
            record.light.insert(1, true);
            record.lit.insert(1, now + self.warm_up);
        } else if let Some(unit) = line.strip_prefix(":CTP:SENSe4:CHANnel").filter(|l| l.contains(":UNIT:Y "))
        {
            let channel = digits_after(line, "CHANnel");
            record.units.insert(channel, u8::from(unit.ends_with("MW")));
        }
    }
}
