//! `tenure sweep`: all variants of a file, here or in parts.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use clap::ColorChoice;

use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::guard;
use crate::cli::messages::MessageFormat;
use crate::cli::messages::Messages;
use crate::cli::print::{self, Text};
use crate::cli::progress::{Bar, Shown};
use crate::cli::sweep_args::{SweepArgs, SweepCommand, SweepPlanArgs};
use crate::cli::tables::{self, Beside, ROWS};
use crate::cli::write;
use crate::scenario::{Sweep, assemble};
use crate::sweep::{Cache, MANIFEST, Manifest, Part, Plan};

/// Variants that a thread computes between two writings, at most.
const AT_A_TIME: usize = 64;

/// Runs a sweep or a part of it, or writes its plan.
///
/// # Errors
/// Results that cannot be written, and bugs.
pub fn sweep(args: &SweepArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(MessageFormat::Human, colour);
    if let Some(SweepCommand::Plan(asked)) = &args.command {
        return write_plan(asked, messages);
    }
    let path = args.path.as_deref().unwrap_or(Path::new(""));
    let Some(plan) = plan(path, messages) else {
        return Ok(Exit::Input);
    };
    let manifest = args.partition.map_or(MANIFEST.to_owned(), |part| part.name() + ".json");
    let at = args.out.join(&manifest);
    if finished(&plan, args.partition, &args.out, &at) {
        say(args, &format!("finished already: {}", at.display()))?;
        return Ok(Exit::Ok);
    }
    let cache = args.cache.as_deref().map(Cache::new).transpose();
    let cache = cache.map_err(|error| Failure::unwritable("into the cache", &error))?;
    // Parts of one sweep are often computed side by side, into one folder.
    let held = match args.partition {
        None => Some(write::hold(&args.out)?),
        Some(_) => {
            let made = fs::create_dir_all(&args.out);
            made.map_err(|error| Failure::unwritable(args.out.display(), &error))?;
            None
        }
    };
    let name = args.partition.map_or(ROWS.to_owned(), |part| part.name() + ".ndjson");
    let rows = Beside::new(&args.out, &name)?;
    let places = plan.places(args.partition);
    let rows = answer(&plan, &places, cache.as_ref(), rows, args.quiet)?;
    let manifest = Manifest {
        facts: plan.facts.clone(),
        part: args.partition,
        rows: name,
        sha256: rows.sha256(),
    };
    match held {
        None => {
            rows.in_place()?;
            let mut file = Beside::at(&at)?;
            let written = file.write_all(manifest.text().as_bytes());
            written.map_err(|e| Failure::unwritable(at.display(), &e))?;
            file.in_place()?;
            say(args, &format!("{} variants: {}", places.len(), at.display()))?;
        }
        Some(held) => {
            let text = tables::finish(&held, &args.out, rows, &manifest)?;
            if !args.quiet {
                print::result(&text)?;
            }
        }
    }
    Ok(Exit::Ok)
}

fn say(args: &SweepArgs, line: &str) -> Result<(), Failure> {
    if args.quiet { Ok(()) } else { print::result(&Text::of(line)) }
}

/// The plan of a file, if it can be used; what is wrong with it is said.
fn plan(path: &Path, messages: Messages) -> Option<Plan> {
    let read = || {
        let sweep = Sweep::read(path)?;
        let (warnings, sources) = sweep.try_values()?;
        messages.say(&warnings, &sources);
        let (scenario, ..) = assemble(sweep.base.with(&[]))?;
        Ok((sweep, scenario))
    };
    match read() {
        Ok((sweep, scenario)) => Some(Plan::of(sweep, &scenario)),
        Err((found, sources)) => {
            messages.say(&found, &sources);
            None
        }
    }
}

/// Whether the files of a manifest are there and hold this plan.
fn finished(plan: &Plan, part: Option<Part>, folder: &Path, manifest: &Path) -> bool {
    let text = fs::read_to_string(manifest).unwrap_or_default();
    let Ok(found) = Manifest::read(&text) else {
        return false;
    };
    found.facts == plan.facts
        && found.part == part
        && tables::sha256(&folder.join(&found.rows)).is_ok_and(|own| own == found.sha256)
        && (part.is_some() || tables::OF_THE_WHOLE.iter().all(|name| folder.join(name).is_file()))
}

/// Computes variants and writes their rows in the order of their places.
fn answer(
    plan: &Plan,
    places: &[u64],
    cache: Option<&Cache>,
    mut rows: Beside,
    quiet: bool,
) -> Result<Beside, Failure> {
    let bar = Bar::new(places.len(), if quiet { Shown::Never } else { Shown::OnTerminal });
    let mut known = BTreeMap::new();
    for some in places.chunks(AT_A_TIME * rayon::current_num_threads()) {
        let found = plan.rows(some, &mut known, cache, |work| guard(|| Ok(work())))?;
        for text in found {
            rows.write_all(text.as_bytes()).map_err(|e| Failure::unwritable("rows", &e))?;
            bar.done("");
        }
    }
    bar.clear();
    Ok(rows)
}

/// Writes all variants as lines for `tenure pipe`.
fn write_plan(args: &SweepPlanArgs, messages: Messages) -> Result<Exit, Failure> {
    let Some(plan) = plan(&args.path, messages) else {
        return Ok(Exit::Input);
    };
    let lines = plan.places(None).into_iter().map(|place| plan.line(place));
    if args.out == Path::new("-") {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let written = lines.into_iter().try_for_each(|line| out.write_all(line.as_bytes()));
        let written = written.and_then(|()| out.flush());
        return written.map(|()| Exit::Ok).map_err(|e| Failure::unwritable("to stdout", &e));
    }
    let mut file = Beside::at(&args.out)?;
    for line in lines {
        let written = file.write_all(line.as_bytes());
        written.map_err(|e| Failure::unwritable(args.out.display(), &e))?;
    }
    file.in_place()?;
    Ok(Exit::Ok)
}
