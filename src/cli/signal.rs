//! A run that is told to end does so at once, with its documented code, and never between two files of a set.

#[cfg(not(unix))]
pub use other::watch;
#[cfg(unix)]
pub use unix::watch;

#[cfg(unix)]
mod unix {
    use std::sync::mpsc;
    use std::{fs, process, thread};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    use crate::cli::exit::Exit;
    use crate::cli::write;

    /// Signals that end a run, and how.
    const ENDS: [(i32, Exit); 3] =
        [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated), (SIGHUP, Exit::HungUp)];

    /// Ends the program when a signal says so; it waits for files that are being put into place.
    pub fn watch() {
        let (stands, wait) = mpsc::channel();
        let watch = move || {
            // Who ignores one of them (`nohup`, a job in the background) means it.
            let mask = ignored();
            let mut watched: Vec<i32> = ENDS.iter().map(|(signal, _)| *signal).collect();
            watched.retain(|signal| mask >> (signal - 1) & 1 == 0);
            // A file over the limit of the shell is an error of writing like any other, not the end.
            watched.push(SIGXFSZ);
            let signals = Signals::new(watched);
            let _ = stands.send(());
            let Ok(mut signals) = signals else { return };
            for signal in signals.forever() {
                if let Some((_, exit)) = ENDS.iter().find(|(one, _)| *one == signal) {
                    write::when_whole(|| process::exit(i32::from(exit.code())));
                }
            }
        };
        // Without a thread to spare the system ends the program; what it leaves behind goes with the next run.
        if thread::Builder::new().name("signals".to_owned()).spawn(watch).is_ok() {
            let _ = wait.recv();
        }
    }

    /// Signals that were ignored when the program began, as bits from 1; none where the system does not say.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}

#[cfg(not(unix))]
mod other {
    use crate::cli::exit::Exit;
    use crate::cli::write;

    /// Ends the program at an interruption; it waits for files that are being put into place.
    pub fn watch() {
        // Without a handler the system ends the program.
        let _ = ctrlc::set_handler(|| {
            write::when_whole(|| std::process::exit(i32::from(Exit::Interrupted.code())))
        });
    }
}
