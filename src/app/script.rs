//! Transcripts as scripts: saved for `ctp10 play` and for Python, and read again.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use color_eyre::eyre::{Result, WrapErr, bail, eyre};

use crate::core::request::ScpiLine;
use crate::core::transcript::{Cause, Exchange, Response, ScriptKind};
use crate::core::units::Seconds;
use crate::files::read::{TEXT, read_text};

/// What an operator said, as text for a file.
pub(super) fn write(
    kind: ScriptKind,
    exchanges: &[Exchange],
    address: &str,
    day: &str,
    now: Instant,
) -> String {
    let mut out = String::new();
    let wanted = exchanges.iter().filter(|exchange| exchange.cause != Cause::Polling);
    match kind {
        ScriptKind::Script => {
            let _ = writeln!(out, "# ctp10 script, from {address}, {day}");
            let _ =
                writeln!(out, "# One command a line; `wait SECONDS` waits; what is behind # is not sent.");
        }
        ScriptKind::Python => {
            let _ = write!(
                out,
                "# From {address}, {day}\nimport time\nimport pyvisa\n\n\
                 ctp10 = pyvisa.ResourceManager().open_resource(\n    {}\n    read_termination=\"\\r\\n\", write_termination=\"\\r\\n\", timeout=120000)\n\n",
                resource(address)
            );
        }
    }
    let mut before: Option<Instant> = None;
    for exchange in wanted {
        let begun = exchange.at.checked_sub(exchange.took).unwrap_or(exchange.at);
        let wait = before.map_or(Duration::ZERO, |before| begun.saturating_duration_since(before));
        before = Some(exchange.at);
        let ago = now.saturating_duration_since(exchange.at).as_secs_f64();
        line(&mut out, kind, exchange, wait, ago);
    }
    out
}

/// The instrument as VISA names it, in quotes; one to replace where nothing was on a network.
fn resource(address: &str) -> String {
    let parts =
        address.rsplit_once(':').filter(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    match parts {
        Some((host, port)) => {
            let host = host.trim_matches(['[', ']']);
            format!("\"TCPIP::{host}::{port}::SOCKET\",")
        }
        None => "\"TCPIP::192.168.1.37::5025::SOCKET\"  # replace it by the address of your instrument\n    "
            .into(),
    }
}

fn line(out: &mut String, kind: ScriptKind, exchange: &Exchange, wait: Duration, ago: f64) {
    let message = &exchange.message;
    let response = match &exchange.response {
        Response::Nothing => String::new(),
        Response::Answer(words) => format!("-> {words}"),
        Response::Block(bytes) => format!("-> block of {bytes} bytes"),
        Response::Failed(words) => format!("failed: {words}"),
    };
    let pause = wait >= Duration::from_millis(500);
    let _ = match kind {
        ScriptKind::Script => {
            if pause {
                let _ = writeln!(out, "wait {:.1}", wait.as_secs_f64());
            }
            let note = if response.is_empty() { String::new() } else { format!("  # {response}") };
            writeln!(out, "{message}{note}")
        }
        ScriptKind::Python => {
            if pause {
                let _ = writeln!(out, "time.sleep({:.1})", wait.as_secs_f64());
            }
            let quoted = message.replace('\\', "\\\\").replace('"', "\\\"");
            let call = match &exchange.response {
                Response::Block(_) => {
                    // Wavelengths are of eight bytes, levels of four.
                    let wavelengths = message.to_ascii_uppercase().contains(":DATA:X");
                    let (name, datatype) = if wavelengths { ("wavelengths", 'd') } else { ("values", 'f') };
                    format!(
                        "{name} = ctp10.query_binary_values(\"{quoted}\", datatype=\"{datatype}\", is_big_endian=True, expect_termination=False)"
                    )
                }
                Response::Nothing | Response::Answer(_) | Response::Failed(_) if message.contains('?') => {
                    format!("print(ctp10.query(\"{quoted}\"))")
                }
                Response::Nothing | Response::Answer(_) | Response::Failed(_) => {
                    format!("ctp10.write(\"{quoted}\")")
                }
            };
            writeln!(out, "{call}  # {ago:.1} s before it was saved {response}")
        }
    };
}

/// A step of a script.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// Nothing is sent for so long.
    Wait(Duration),
    /// A line is sent.
    Say(ScpiLine),
}

/// Reads a script; what is wrong is named with its line.
pub(super) fn read(path: &Path) -> Result<Vec<(usize, Step)>> {
    let name = path.display();
    let text = read_text(path, TEXT).wrap_err_with(|| format!("the script {name} cannot be read"))?;
    parse(&text).map_err(|(line, what)| eyre!("{name}, line {line}: {what}"))
}

fn parse(text: &str) -> std::result::Result<Vec<(usize, Step)>, (usize, String)> {
    let mut steps = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        // A block's head has no place in a script, so a # always begins a note.
        let said = line.split('#').next().unwrap_or_default().trim();
        if said.is_empty() {
            continue;
        }
        if let Some(seconds) = said.strip_prefix("wait ") {
            let seconds = seconds.trim().parse::<f64>().ok().filter(|&s| s <= 3600.0);
            let seconds = seconds.and_then(|s| Seconds::try_from(s).ok());
            let seconds =
                seconds.ok_or_else(|| (number, format!("{said:?} is not a time from 0 to 3600 s")))?;
            steps.push((number, Step::Wait(seconds.duration())));
        } else {
            let line = ScpiLine::new(said).map_err(|error| (number, error.to_string()))?;
            steps.push((number, Step::Say(line)));
        }
    }
    Ok(steps)
}

/// Fails if a script has nothing in it.
pub(super) fn not_empty(steps: &[(usize, Step)], path: &Path) -> Result<()> {
    if steps.is_empty() {
        bail!("the script {} has no commands", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(cause: Cause, message: &str, response: Response, at: Instant) -> Exchange {
        Exchange { at, cause, message: message.into(), response, took: Duration::ZERO }
    }

    #[test]
    fn what_is_saved_reads_back_without_polling() {
        let now = Instant::now();
        let later = now + Duration::from_secs(2);
        let exchanges = [
            exchange(Cause::Operator, ":INIT:SMOD SING", Response::Nothing, now),
            exchange(Cause::Polling, ":CTP:SENS4:CHAN1:POW?", Response::Answer("-5".into()), now),
            exchange(Cause::Operator, ":INIT:SMOD?", Response::Answer("SING".into()), later),
        ];
        let script = write(ScriptKind::Script, &exchanges, "here", "today", later);
        let steps: Vec<Step> = parse(&script).unwrap().into_iter().map(|(_, step)| step).collect();
        assert_eq!(
            steps,
            [
                Step::Say(ScpiLine::new(":INIT:SMOD SING").unwrap()),
                Step::Wait(Duration::from_secs(2)),
                Step::Say(ScpiLine::new(":INIT:SMOD?").unwrap()),
            ]
        );
        let python = write(ScriptKind::Python, &exchanges, "here", "today", later);
        assert!(python.contains("ctp10.write(\":INIT:SMOD SING\")"), "{python}");
        assert!(python.contains("print(ctp10.query(\":INIT:SMOD?\"))") && python.contains("time.sleep(2.0)"));
        assert!(!python.contains("POW?"));
    }

    #[test]
    fn a_python_script_has_the_address_and_the_type_of_each_block() {
        let now = Instant::now();
        let block = |message: &str| exchange(Cause::Operator, message, Response::Block(8), now);
        let exchanges = [
            block(":TRAC:SENS4:CHAN1:TYPE1:DATA:X:IMM? BIN,M"),
            block(":TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB"),
        ];
        let python = write(ScriptKind::Python, &exchanges, "10.0.0.7:5025", "today", now);
        assert!(python.contains("\"TCPIP::10.0.0.7::5025::SOCKET\","), "{python}");
        assert!(
            python.contains("TYPE1:DATA:X:IMM? BIN,M\", datatype=\"d\"")
                && python.contains("DB\", datatype=\"f\"")
        );
        let python = write(ScriptKind::Python, &exchanges, "simulator", "today", now);
        assert!(python.contains("# replace it by the address"), "{python}");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(parse("*IDN?\nwait forever\n").unwrap_err().0, 2);
        assert_eq!(parse("# all\n\n*ID\u{7}N?\n").unwrap_err().0, 3);
        assert!(parse("# nothing\n").unwrap().is_empty());
    }
}
