//! The program `tenure`.

use std::process::ExitCode;

/// Plans, runs and measures of a draw are many small vectors.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tenure::cli::start().into()
}
