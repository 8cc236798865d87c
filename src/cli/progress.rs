//! How far a run is, on stderr, when a person is looking.

use std::time::Duration;

use crate::diag::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TICK: Duration = Duration::from_millis(120);

/// A bar over the scenarios of a run, or nothing.
#[derive(Debug)]
pub struct Bar(ProgressBar);

/// Whether a bar is wanted where there is a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    OnTerminal,
    Never,
}

impl Bar {
    /// A bar with nothing done yet; invisible when stderr is no terminal.
    pub fn new(scenarios: usize, shown: Shown) -> Self {
        let target = match shown {
            Shown::OnTerminal => ProgressDrawTarget::stderr(),
            Shown::Never => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(scenarios as u64), target);
        let style =
            ProgressStyle::with_template("{spinner} [{bar:24}] {pos}/{len} {elapsed} {msg}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("=> "));
        }
        // It turns in a thread of its own, where there is one to spare.
        if !bar.is_hidden() && std::thread::Builder::new().spawn(|| {}).is_ok() {
            bar.enable_steady_tick(TICK);
        }
        Self(bar)
    }

    /// One scenario more is done.
    pub fn done(&self, scenario: &str) {
        self.0.set_message(visible::line(scenario).into_owned());
        self.0.inc(1);
    }

    /// Removes the bar, so that what follows starts on a clean line.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}
