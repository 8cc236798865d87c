//! Errors and warnings on stderr, for people, programs and GitHub.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;

use clap::ColorChoice;

use crate::cli::print::{self, Text};
use crate::diag::{self, Colour, Diagnostic, Few, Severity, Sources, Span};
use crate::fields::{Data, Node};
use crate::scenario::{self, Override, table_of};

/// How errors and warnings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFormat {
    /// With the line and a mark under it.
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands that annotate a change on GitHub.
    Github,
}

impl MessageFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Human, Self::Json, Self::Github];

    /// What is typed for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Github => "github",
        }
    }

    /// The format of a word that was typed.
    ///
    /// # Errors
    /// The words that there are.
    pub(crate) fn typed(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| format!("message formats are {}", Self::ALL.map(Self::word).join(", ")))
    }
}

/// Colours as asked, and under `auto` on a terminal without `NO_COLOR`. Source: no-color.org.
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
    pub fn new(format: MessageFormat, asked: ColorChoice) -> Self {
        Self { format, colour: colour(asked, io::stderr().is_terminal()) }
    }

    /// Says what was found in the texts of one scenario: the first of each kind, and how many more there are.
    pub fn say(self, found: &[Diagnostic], sources: &Sources) {
        let mut few = Few::new(table_of);
        found.iter().for_each(|one| few.add(one.clone()));
        self.say_all(&few.finish(sources), sources);
    }

    /// Says all of them.
    pub fn say_all(self, found: &[Diagnostic], sources: &Sources) {
        let text = match self.format {
            MessageFormat::Human => diag::human(found, sources, self.colour),
            MessageFormat::Json => diag::json_lines(found, sources),
            MessageFormat::Github => diag::github(found, sources),
        };
        print::beside(&Text::rendered(text));
    }

    /// Says an error about a file at the first of the keys that it states, else at the file, with what to change.
    pub fn say_at(
        self,
        (path, settings): (&Path, &[Override]),
        keys: &[&str],
        (code, message, help): (&'static str, &str, &str),
    ) {
        // Read again: what was read of it has no places any more, and this is the end of the run.
        let loaded = scenario::load(path, settings).ok();
        let stated = loaded.as_ref().and_then(|loaded| {
            keys.iter().find_map(|key| Some((*key, place(&loaded.tree, key)?, &loaded.sources)))
        });
        let one = |message: String| Diagnostic::error(code, Span::default(), message).help(help);
        match stated {
            Some((key, span, sources)) => {
                let one = one(message.to_owned()).label(key);
                self.say_all(&[Diagnostic { span: Some(span), ..one }], sources);
            }
            None => {
                let one = one(format!("{}: {message}", path.display()));
                self.say_all(&[Diagnostic { span: None, ..one }], &Sources::default());
            }
        }
    }

    /// Says something that has no place in a text.
    pub fn say_plainly(self, code: &'static str, severity: Severity, message: String) {
        let label = String::new();
        let found = Diagnostic { code, severity, message, span: None, label, help: None };
        self.say_all(&[found], &Sources::default());
    }

    /// Says a line to people only; programs read the errors.
    pub fn remark(self, line: &str) {
        if self.format == MessageFormat::Human {
            print::beside(&Text::of(line));
        }
    }
}

/// Bytes of the value at a path of keys; of the key alone where the value is a list or table of many lines.
fn place(tree: &Node, path: &str) -> Option<Span> {
    let (outer, key) =
        path.rsplit_once('.').map_or((None, path), |(outer, key)| (Some(outer), key));
    let table = outer.map_or(Some(tree), |outer| tree.get(outer))?.table()?;
    let entry = table.entry(key)?;
    let many = matches!(entry.node.data, Data::List(_) | Data::Table(_));
    Some(if many { entry.span } else { entry.node.span })
}
