//! From what was typed to the command, and from how it ended to the exit code.

use clap::Parser;

use crate::cli::args::{Args, Command};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{
    check, compare, completions, diff, explain, fit, guard, init, man, optimise, print, run,
    schema, show, write,
};

/// Runs the command that was typed and says why it could not, if so.
#[must_use]
pub fn start() -> Exit {
    // An interruption waits for files that are being put into place. Without a handler the system
    // ends the program, which leaves no half-written file either.
    let _ = ctrlc::set_handler(|| {
        write::when_whole(|| std::process::exit(i32::from(Exit::Interrupted.code())))
    });
    let args = Args::parse();
    guard::guard(|| perform(&args)).unwrap_or_else(|failure| {
        print::beside(&format!("error: {}\n", failure.message));
        failure.exit
    })
}

fn perform(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::Run(run) => run::run(run, args.color),
        Command::Check(check) => check::check(check, args.color),
        Command::Show(show) => show::print(show, args.color),
        Command::Explain(explain) => explain::print(explain),
        Command::Init(init) => init::init(init),
        Command::Schema => schema::print(),
        Command::Completions { shell } => completions::completions(*shell),
        Command::Man { command } => man::man(command.as_deref()),
        Command::Compare(compare) => compare::compare(compare, args.color),
        Command::Optimise(asked) => optimise::optimise(asked, args.color),
        Command::Fit(fit) => fit::fit(fit, args.color),
        Command::Diff(diff) => diff::diff(diff, args.color),
    }
}
