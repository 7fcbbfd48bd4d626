//! A line for the shell: run to its end, with what it said as far as anybody reads that.

use std::io::{self, Read};

use crate::core::text::{clean_bytes, clean_lines};
use crate::platform::process;
use crate::ui::frame::done::Ran;

/// So many bytes of what it says are kept.
const KEPT: u64 = 64 << 10;

/// Runs it. What it says beyond what is kept is read and dropped, so that it does not wait for a reader.
///
/// # Errors
/// If there is no shell.
pub(super) fn run(line: &str) -> io::Result<Ran> {
    let mut child = process::shell(line)?.spawn()?;
    let (mut said, mut more) = (Vec::new(), 0);
    if let Some(mut out) = child.stdout.take() {
        out.by_ref().take(KEPT).read_to_end(&mut said)?;
        more = io::copy(&mut out, &mut io::sink())?;
    }
    let code = child.wait()?.code();
    let text = String::from_utf8_lossy(&said);
    let mut said = clean_lines(text.trim_end());
    if more > 0 {
        said.push_str(&clean_bytes(format!("\n… {more} more bytes").as_bytes()).replace('\u{240a}', "\n"));
    }
    Ok(Ran { code, said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_it_says_comes_back_with_its_code() {
        let ran = run("echo one; echo two >&2; printf '\\033[2J'; exit 3").unwrap();
        assert_eq!((ran.code, ran.said.as_str()), (Some(3), "one\ntwo\n␛[2J"));
        let much = run("head -c 200000 /dev/zero | tr '\\0' x").unwrap();
        assert!(much.said.ends_with("\n… 134464 more bytes"), "{}", &much.said[65_500..]);
        // It cannot read this terminal, nor wait for it.
        assert_eq!(run("cat").unwrap(), Ran { code: Some(0), said: String::new() });
        assert_eq!(run("kill -9 $$").unwrap().code, None);
    }
}
