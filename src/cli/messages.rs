//! Errors and warnings on stderr, for people, programs and GitHub.

use std::env;
use std::io::{self, IsTerminal};

use clap::ColorChoice;

use crate::cli::args::MessageFormat;
use crate::cli::print::{self, Text};
use crate::diag::{self, Colour, Diagnostic, Few, Severity, Sources};

/// Colours as asked, and under `auto` on a terminal without `NO_COLOR`. Source: no-color.org.
#[must_use]
pub fn colour(asked: ColorChoice, terminal: bool) -> Colour {
    let given = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    match asked {
        ColorChoice::Always => Colour::Always,
        ColorChoice::Never => Colour::Never,
        ColorChoice::Auto if given("NO_COLOR") || dumb => Colour::Never,
        ColorChoice::Auto if terminal => Colour::Always,
        ColorChoice::Auto => Colour::Never,
    }
}

/// How messages are printed.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    format: MessageFormat,
    colour: Colour,
}

impl Messages {
    /// Messages in that format; colours as asked.
    #[must_use]
    pub fn new(format: MessageFormat, asked: ColorChoice) -> Self {
        Self { format, colour: colour(asked, io::stderr().is_terminal()) }
    }

    /// Says what was found in the texts of one scenario.
    pub fn say(self, found: &[Diagnostic], sources: &Sources) {
        let mut few = Few::default();
        found.iter().for_each(|one| few.add(one.clone()));
        let found = &few.finish(sources);
        let text = match self.format {
            MessageFormat::Human => diag::human(found, sources, self.colour),
            MessageFormat::Json => diag::json_lines(found, sources),
            MessageFormat::Github => diag::github(found, sources),
        };
        print::beside(&Text::rendered(text));
    }

    /// Says something that has no place in a text.
    pub fn say_plainly(self, code: &'static str, severity: Severity, message: String) {
        let label = String::new();
        let found = Diagnostic { code, severity, message, span: None, label, help: None };
        self.say(&[found], &Sources::default());
    }

    /// Says a line to people only; programs read the errors.
    pub fn remark(self, line: &str) {
        if self.format == MessageFormat::Human {
            print::beside(&Text::of(line));
        }
    }
}
