//! The command `ctp10`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ctp10::shell::main()
}
