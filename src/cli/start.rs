//! From what was typed to the command, and from how it ended to the exit code.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::panic;

use clap::{ColorChoice, Parser};

use crate::cli::args::{Args, Command};
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};
use crate::cli::{
    check, compare, completions, diff, explain, fit, guard, init, man, merge, messages, optimise,
    pipe, pool, run, schema, show, signal, sql, sweep,
};
use crate::diag::{Colour, visible};

/// Runs the command that was typed and says why it could not, if so.
pub fn start() -> Exit {
    signal::watch();
    if env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(guard::say));
    }
    let done = typed(&env::args_os().collect::<Vec<_>>()).and_then(|args| match args {
        Ok(args) => {
            let threads = args.command.threads();
            pool::within(threads, || guard::guard(|| perform(&args)))
        }
        Err(exit) => Ok(exit),
    });
    done.unwrap_or_else(|failure| {
        if !failure.message.is_empty() {
            print::beside(&Text::of(&format!("error: {}", failure.message)));
        }
        failure.exit
    })
}

/// What was typed; or how the program ends where help was asked for or nothing could be made of it.
fn typed(given: &[OsString]) -> Result<Result<Args, Exit>, Failure> {
    let asked = match Args::try_parse_from(given) {
        Ok(args) => return Ok(Ok(args)),
        Err(asked) => asked,
    };
    if !asked.use_stderr() {
        let colour = messages::colour(ColorChoice::Auto, io::stdout().is_terminal());
        print::result(&rendered(&asked, colour))?;
        return Ok(Err(Exit::Ok));
    }
    // The message repeats the arguments: it is made of what they look like.
    let shown = given.iter().map(|one| visible::line(&one.to_string_lossy()).into_owned());
    match Args::try_parse_from(shown) {
        Err(wrong) if wrong.use_stderr() => {
            let colour = messages::colour(ColorChoice::Auto, io::stderr().is_terminal());
            print::beside(&rendered(&wrong, colour));
            Ok(Err(Exit::Input))
        }
        _ => Err(Failure::input("an argument is too long or holds characters that nobody sees")),
    }
}

fn rendered(message: &clap::Error, colour: Colour) -> Text {
    let text = message.render();
    match colour {
        Colour::Always => Text::rendered(text.ansi().to_string()),
        Colour::Never => Text::document(&text.to_string()),
    }
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
        Command::Sql(asked) => sql::sql(asked),
        Command::Diff(diff) => diff::diff(diff, args.color),
        Command::Pipe(asked) => pipe::pipe(asked, args.color),
        Command::Sweep(asked) => sweep::sweep(asked, args.color),
        Command::Merge(asked) => merge::merge(asked),
    }
}
