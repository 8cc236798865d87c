//! `tenure merge`: parts of a sweep as one.

use std::io::Write;

use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::cli::sweep_args::MergeArgs;
use crate::cli::tables::{self, Beside, ROWS};
use crate::cli::write;
use crate::sweep::{Manifest, Merged, Unmerged, merge as join};

/// Writes all rows in the order of the plan.
///
/// # Errors
/// Parts that are not one sweep, and files that cannot be read or written.
pub fn merge(args: &MergeArgs) -> Result<Exit, Failure> {
    let merged = join(&args.folders, args.plan.as_deref()).map_err(|unmerged| match unmerged {
        Unmerged::Apart(message) => Failure { exit: Exit::Unmerged, message },
        Unmerged::Unread(message) => Failure::input(message),
    })?;
    let ending = args.out.extension().and_then(|ending| ending.to_str());
    match ending {
        Some("ndjson") => {
            let mut rows = Beside::at(&args.out)?;
            fill(&merged, &mut rows)?;
            rows.in_place()?;
        }
        Some("csv") => {
            let mut rows = Beside::at(&args.out.with_extension("ndjson"))?;
            fill(&merged, &mut rows)?;
            tables::only_csv(rows, &args.out)?;
        }
        _ => {
            let Some(facts) = merged.facts.clone() else {
                let message =
                    "rows without manifests make a table: name a file that ends in .csv or .ndjson";
                return Err(Failure::input(message));
            };
            let held = write::hold(&args.out)?;
            let mut rows = Beside::new(&args.out, ROWS)?;
            fill(&merged, &mut rows)?;
            let (part, name) = (None, ROWS.to_owned());
            let manifest = Manifest { facts, part, rows: name, sha256: rows.sha256() };
            print::result(&tables::finish(&held, &args.out, rows, &manifest)?)?;
        }
    }
    Ok(Exit::Ok)
}

fn fill(merged: &Merged, rows: &mut Beside) -> Result<(), Failure> {
    let written = merged.write(rows).and_then(|()| rows.flush());
    written.map_err(|error| Failure::unwritable("the merged rows", &error))
}
