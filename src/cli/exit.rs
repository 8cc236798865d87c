//! How the program ends: the documented exit codes, and what is said when it could not go on.

use std::fmt;
use std::process::ExitCode;

use crate::diag::entries;

/// The codes that scripts rely on; `tenure explain exit-codes` prints this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything went well.
    Ok = 0,
    /// 1: a bug.
    Bug = 1,
    /// 2: bad usage or input.
    Input = 2,
    /// 3: a required check fails.
    CheckFailed = 3,
    /// 4: no baseline to compare with.
    Baseline = 4,
    /// 5: warnings under `--strict`.
    Warnings = 5,
    /// 6: an output could not be written.
    Unwritable = 6,
    /// 7: parts that are not one sweep.
    Unmerged = 7,
    /// 130: SIGINT.
    Interrupted = 130,
    /// 143: SIGTERM.
    Terminated = 143,
    /// 129: SIGHUP.
    HungUp = 129,
}

impl Exit {
    /// Most severe first: what a batch ends with when its scenarios end differently.
    const BY_SEVERITY: [Self; 11] = [
        Self::Interrupted,
        Self::Terminated,
        Self::HungUp,
        Self::Bug,
        Self::Unwritable,
        Self::Unmerged,
        Self::Input,
        Self::Baseline,
        Self::CheckFailed,
        Self::Warnings,
        Self::Ok,
    ];

    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Every code, ascending.
    pub fn all() -> [Self; 11] {
        let mut all = Self::BY_SEVERITY;
        all.sort_by_key(|exit| exit.code());
        all
    }

    /// What the code says, for readers.
    pub fn meaning(self) -> &'static str {
        let mut all = entries(include_str!("../../templates/reference/exits.txt"));
        let own = all.find(|(code, _)| *code == self.code().to_string());
        own.map_or("", |(_, meaning)| meaning)
    }

    /// What a batch ends with, in words; signals end it at once.
    pub fn order() -> String {
        let codes = Self::BY_SEVERITY.iter().map(|exit| exit.code()).filter(|code| *code < 128);
        let codes: Vec<String> = codes.map(|code| code.to_string()).collect();
        format!("A batch ends with its most severe code, in the order {}.", codes.join(", "))
    }

    /// The more severe of two ends.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        let either = |exit: &&Self| **exit == self || **exit == other;
        *Self::BY_SEVERITY.iter().find(either).unwrap_or(&self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Code that it ends with.
    pub exit: Exit,
    /// What to tell the user: what is wrong and what to type instead; nothing when it is said
    /// already.
    pub message: String,
}

impl Failure {
    /// Bad usage or bad input.
    pub fn input(message: impl Into<String>) -> Self {
        Self { exit: Exit::Input, message: message.into() }
    }

    /// A bug in this program.
    pub fn bug(message: impl fmt::Display) -> Self {
        let message = format!(
            "this is a bug in tenure {}: {message}; please report it with the scenario and this \
             message",
            env!("CARGO_PKG_VERSION")
        );
        Self { exit: Exit::Bug, message }
    }

    /// An output that could not be written.
    pub fn unwritable(what: impl fmt::Display, error: &std::io::Error) -> Self {
        Self { exit: Exit::Unwritable, message: format!("cannot write {what}: {error}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_with_its_most_severe_code() {
        let order = [1, 6, 7, 2, 4, 3, 5, 0];
        let of = |code: u8| Exit::all().into_iter().find(|exit| exit.code() == code).unwrap();
        for (place, worse) in order.into_iter().enumerate() {
            for milder in &order[place..] {
                assert_eq!(of(worse).or_worse(of(*milder)), of(worse));
                assert_eq!(of(*milder).or_worse(of(worse)), of(worse));
            }
        }
    }
}
