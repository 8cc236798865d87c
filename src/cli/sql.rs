//! `tenure sql`: the query that counts a log of subscriptions where it lies.

use crate::cli::exit::{Exit, Failure};
use crate::cli::fit_args::SqlArgs;
use crate::cli::print::{self, Text};
use crate::fit;

/// Prints the query.
///
/// # Errors
/// Stdout cannot be written.
pub fn sql(args: &SqlArgs) -> Result<Exit, Failure> {
    let query = fit::sql(args.dialect, args.period, args.as_of, &args.table);
    print::result(&Text::document(&query)).map(|()| Exit::Ok)
}
