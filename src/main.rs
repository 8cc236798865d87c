//! The program `tenure`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenure::cli::start().into()
}
