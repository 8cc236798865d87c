//! A bug in one scenario ends that scenario with a request to report it, not the whole batch.

use std::any::Any;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use crate::cli::exit::Failure;
use crate::cli::print::{self, Text};

/// Does the work; a panic becomes a failure with code 1.
///
/// # Errors
/// Those of the work, and panics.
pub fn guard<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // Nothing of a scenario is used again after a panic in it.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done,
        Err(panic) => Err(Failure::bug(words(panic.as_ref()))),
    }
}

/// Says where a bug is; what it says may hold words of an input.
pub fn say(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    print::beside(&Text::of(&format!("bug at {place}: {}", words(panic.payload()))));
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Exit;

    #[test]
    fn a_panic_is_a_bug_to_report() {
        let failure = guard::<()>(|| panic!("cell {} is empty", 3)).unwrap_err();
        assert_eq!(failure.exit, Exit::Bug);
        assert!(failure.message.contains("cell 3 is empty"), "{}", failure.message);
        assert!(failure.message.contains("report it"), "{}", failure.message);
    }

    #[test]
    fn what_goes_well_or_wrong_by_itself_stays_as_it_is() {
        assert_eq!(guard(|| Ok(1)), Ok(1));
        let wrong = Failure::input("no");
        assert_eq!(guard::<()>(|| Err(wrong.clone())), Err(wrong));
    }
}
