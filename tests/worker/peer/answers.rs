//! What a question is answered with.

use tokio::time::Instant;

use super::bench::{Joined, POINTS, Peer};
use super::words::{digits_after, laser};

/// Sample `index` of a channel's trace: no two channels have one in common.
pub(crate) fn level(channel: usize, index: usize) -> f32 {
    -(channel as f32) * 10.0 - index as f32 / 512.0
}

impl Peer {
    fn points(&self) -> usize {
        if self.samples.is_empty() { POINTS } else { self.samples.len() }
    }

    fn block(&self, question: &str) -> Vec<u8> {
        let channel: usize = digits_after(question, "CHANnel");
        let mut block = format!("#5{:05}", self.points() * 4).into_bytes();
        let sample = |i: usize| self.samples.get(i).copied().unwrap_or(level(channel, i));
        block.extend((0..self.points()).flat_map(|i| sample(i).to_be_bytes()));
        block
    }

    /// Each a fifth of a picometre beside what start and sampling say.
    fn wavelengths() -> Vec<u8> {
        let mut block = format!("#5{:05}", POINTS * 8).into_bytes();
        block.extend((0..POINTS).flat_map(|i| (1.5e-6 + (i as f64 + 0.2) * 1e-12).to_be_bytes()));
        block
    }

    /// The answer to a message; none if there is no reply.
    pub(super) fn answer(&self, message: &str) -> Option<Vec<u8>> {
        if message.contains(":DATA:IMMediate?") {
            return Some(self.block(message));
        }
        if message.contains(":DATA:X:IMMediate?") {
            return Some(Self::wavelengths());
        }
        let questions: Vec<&str> = message.split(';').collect();
        if questions.len() > 1 && self.joined == Joined::Refused {
            self.record.lock().unwrap().queue.push_back("-102,\"Syntax error\"".into());
            return None;
        }
        let taken = if self.joined == Joined::First { 1 } else { questions.len() };
        let between = if self.joined == Joined::Lines { "\r\n" } else { ";" };
        let mut answers = Vec::new();
        for question in &questions[..taken] {
            let starts = |prefix: &String| question.starts_with(prefix.as_str());
            if self.missing.iter().any(starts) {
                self.record.lock().unwrap().queue.push_back("-241,\"Hardware missing\"".into());
            } else if !self.silent.iter().any(starts) {
                answers.push(self.text(question));
            }
        }
        (!answers.is_empty()).then(|| format!("{}\r\n", answers.join(between)).into_bytes())
    }

    /// A laser's power as it is answered.
    fn answered_power(&self, dbm: f64) -> String {
        let power = if self.milliwatts { 10f64.powf(dbm / 10.0) } else { dbm };
        power.to_string()
    }

    fn text(&self, question: &str) -> String {
        if let Some(nonce) = question.strip_prefix("TEST:NONCE? ") {
            return format!("nonce {nonce}");
        }
        if question.starts_with(":TRACe") {
            return match question.rsplit(':').next() {
                Some("LENGth?") => self.says_points.map_or_else(|| self.points().to_string(), str::to_owned),
                Some("STARt?") => self.axis.as_ref().map_or("1.50000000E-006", |axis| &axis[0]).into(),
                _ => self.axis.as_ref().map_or("1.00000000E-012", |axis| &axis[1]).into(),
            };
        }
        let now = Instant::now();
        let mut record = self.record.lock().unwrap();
        if let Some((n, rest)) = laser(question) {
            return match rest {
                ":IDN?" if n <= self.lasers => format!("EXFO,T100S-HP,{n},1"),
                ":IDN?" => self.nobody.clone(),
                ":POWer:STATe?" => {
                    let on = record.is_lit(n, now);
                    if !on {
                        record.told_dark.insert(n, now);
                    }
                    u8::from(on).to_string()
                }
                ":POWer?" => {
                    let power = record.powers.get(&n).copied().unwrap_or(n as f64);
                    self.answered_power(power)
                }
                _ => match record.wavelengths.get(&n) {
                    Some(nm) => format!("{}", nm * 1e-9),
                    None => format!("1.55{n:02}E-006"),
                },
            };
        }
        if question.starts_with(":CTP:SENSe") {
            let channel: usize = digits_after(question, "CHANnel");
            let unit = record.units.get(&channel).copied().unwrap_or(0);
            return match question.rsplit(':').next() {
                Some("POWer?") => {
                    let power = -(10.0 * channel as f64 + 0.5);
                    if unit == 1 { format!("{:E}", 10f64.powf(power / 10.0)) } else { power.to_string() }
                }
                Some("WAVelength?") => format!("1.5{channel}E-006"),
                Some("Y?") => unit.to_string(),
                _ => "0".into(),
            };
        }
        if question.starts_with(":REFerence") {
            let over = record.reference.is_none_or(|begun| begun + self.phases.length() <= now);
            let taken = record.references - u32::from(!over);
            return if taken == 0 { "0".into() } else { format!("1,0,20261124,{:06}", 120_000 + taken) };
        }
        match question {
            "*IDN?" => self.identity.clone(),
            ":SYSTem:ERRor?" => record.queue.pop_front().unwrap_or_else(|| "0,\"No error\"".into()),
            ":STATus:OPERation:CONDition?" => record.bits(now, self.phases).to_string(),
            ":INITiate:TLS1:POWer?" => {
                record.tls_power.map_or_else(|| "1".into(), |power| self.answered_power(power))
            }
            ":INITiate:SMODe?" => "SING".into(),
            q if q.ends_with(":IDentifier?") => self.tls_laser.to_string(),
            ":INITiate:STABilization?" => "1,0".into(),
            q if q.contains("WAVelength") => "1.5E-6".into(),
            _ => "1".into(),
        }
    }
}
