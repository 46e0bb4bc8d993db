//! The program: an exit status, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tokenctl::run())
}
