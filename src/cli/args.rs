//! What can be typed: commands, arguments and options.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ColorChoice, Parser, Subcommand, ValueEnum, value_parser};
use clap_complete::Shell;

use crate::cli::fit_args::{FitArgs, SqlArgs};
use crate::cli::messages::MessageFormat;
use crate::cli::pages::Format;
use crate::cli::pool::threads;
use crate::cli::sweep_args::{MergeArgs, PipeArgs, SweepArgs};
use crate::cli::templates::TEMPLATES;
use crate::scenario::Override;
use crate::scenario::bounds::MOST_DRAWS;
use crate::units::{Date, parse};

/// Retention economics in batch: what keeping customers is worth against finding new ones
#[derive(Debug, Parser)]
#[command(name = "tenure", version, about, arg_required_else_help = true)]
#[command(after_help = include_str!("../../templates/help/tenure.txt"))]
pub struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to colour messages; `auto` honours NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
}

/// One per subcommand.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate scenarios and write their reports
    Run(RunArgs),
    /// Read and validate scenarios, and write nothing
    Check(CheckArgs),
    /// Print a scenario after defaults, `extends` and overrides, with the origin of every value
    Show(ShowArgs),
    /// Explain a metric, key, programme kind or error code; without a topic, list all topics
    Explain(ExplainArgs),
    /// Write a commented starter scenario, and the schema that editors check it by
    Init(InitArgs),
    /// Print the JSON Schema of the scenario language, for editors
    Schema,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, of tenure or of one command
    Man {
        /// A command; else tenure itself
        command: Option<String>,
    },
    /// One report from several runs or scenarios, side by side
    Compare(CompareArgs),
    /// Best split of a budget over channels and programmes, with its frontier and marginal returns
    #[command(alias = "optimize")]
    Optimise(OptimiseArgs),
    /// Fit churn curves to a cohort table or a log of subscriptions
    Fit(FitArgs),
    /// Print the query that counts a log of subscriptions where it lies, for `tenure fit`
    Sql(SqlArgs),
    /// Changed assumptions between two scenarios or runs, and what each did to the answer
    Diff(DiffArgs),
    /// A few figures of many variants of a scenario: a line of JSON for each in, rows out
    Pipe(PipeArgs),
    /// A few figures of all variants that a file names, as a table and a page
    Sweep(SweepArgs),
    /// Parts of a sweep as one table
    Merge(MergeArgs),
}

impl Command {
    /// Threads that were asked for.
    pub const fn threads(&self) -> Option<usize> {
        match self {
            Self::Run(run) => run.threads,
            Self::Optimise(asked) => asked.threads,
            Self::Pipe(pipe) => pipe.threads,
            Self::Sweep(sweep) => sweep.threads,
            _ => None,
        }
    }
}

/// `tenure run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Scenarios: files, folders (every *.toml directly inside, except _*.toml) or patterns
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder for the reports; `-` with `--format json` prints the findings of one scenario
    #[arg(short, long, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// What to write for each scenario: html, json, csv, md, junit, brief (two sheets of A4)
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "html,json")]
    #[arg(value_parser = Format::typed)]
    pub format: Vec<Format>,
    /// Number of draws instead of each scenario's own; 0 for expected values only
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(..=MOST_DRAWS))]
    pub draws: Option<u32>,
    /// Seed instead of each scenario's own
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads to use; the results are the same for every number
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Findings of an earlier run to compare with: findings.json, or the folder of that run
    #[arg(long, value_name = "FINDINGS.json")]
    pub baseline: Option<PathBuf>,
    /// Run even what would take more than an hour of one core or 16 GB: see `tenure explain limits`
    #[arg(long)]
    pub allow_large: bool,
    /// End with code 5 when there are warnings
    #[arg(long)]
    pub strict: bool,
    /// Replace a value under every strategy, such as `churn.rate='3% per month'`; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub settings: Vec<Override>,
    /// Report the variants of each scenario that has some, into ID/VARIANT, instead of the scenario
    #[arg(long)]
    pub variants: bool,
    /// Date printed in the reports; else that of SOURCE_DATE_EPOCH, else none
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub date: Option<Date>,
    /// Open the report when it is written
    #[arg(long)]
    pub open: bool,
    /// No summary and no progress
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is read, noted and written
    #[arg(short, long)]
    pub verbose: bool,
    /// Progress on stderr; `auto` when it is a terminal
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Progress::Auto)]
    pub progress: Progress,
    /// How errors and warnings are printed: human, json (one object a line), github
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = MessageFormat::typed)]
    pub message_format: MessageFormat,
}

/// `tenure check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Scenarios: files, folders (every *.toml directly inside, except _*.toml) or patterns
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// End with code 5 when there are warnings
    #[arg(long)]
    pub strict: bool,
    /// Replace a value under every strategy; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub settings: Vec<Override>,
    /// Say nothing when all is well
    #[arg(short, long)]
    pub quiet: bool,
    /// How errors and warnings are printed: human, json (one object a line), github
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = MessageFormat::typed)]
    pub message_format: MessageFormat,
}

/// `tenure show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The scenario
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Replace a value under every strategy; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub settings: Vec<Override>,
}

/// `tenure explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A metric, key, programme kind, error code, `exit-codes`, or `limits`; else all topics are listed
    pub topic: Option<String>,
    /// Also print the metric's values in these findings
    #[arg(long = "in", value_name = "FINDINGS.json", requires = "topic")]
    pub findings: Option<PathBuf>,
    /// Print a page of the documentation as Markdown
    #[arg(long, value_name = "PAGE", value_enum, conflicts_with = "topic")]
    pub page: Option<Page>,
}

/// Pages that the program writes of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Page {
    /// docs/language.md: every key of a scenario, kinds, metrics, codes, words
    Language,
    /// docs/outputs.md: commands, files, exit codes, limits
    Outputs,
}

/// `tenure init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Where to put it; created when it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Which business to start from
    #[arg(long, value_name = "NAME", default_value = "minimal")]
    #[arg(value_parser = PossibleValuesParser::new(TEMPLATES.iter().map(|t| t.possible())))]
    pub template: String,
}

/// `tenure compare`.
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// What to compare: scenarios, findings.json, or folders that hold one
    #[arg(required = true, num_args = 2.., value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Name of a run, once for each in their order; else that of its folder or file
    #[arg(long, value_name = "NAME")]
    pub label: Vec<String>,
    /// Folder for compare.html
    #[arg(short, long, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// Run even what would take more than an hour of one core or 16 GB: see `tenure explain limits`
    #[arg(long)]
    pub allow_large: bool,
    /// Date printed in the report; else that of SOURCE_DATE_EPOCH, else none
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub date: Option<Date>,
    /// How errors and warnings are printed: human, json (one object a line), github
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = MessageFormat::typed)]
    pub message_format: MessageFormat,
}

/// `tenure diff`.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// How it was: a scenario, findings.json, or the folder that holds it
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// How it is: a scenario tells what each change did, findings only what changed
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Run even what would take more than an hour of one core or 16 GB: see `tenure explain limits`
    #[arg(long)]
    pub allow_large: bool,
    /// Print the difference as JSON, as under `baseline` in findings.json
    #[arg(long)]
    pub json: bool,
    /// How errors and warnings are printed: human, json (one object a line), github
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = MessageFormat::typed)]
    pub message_format: MessageFormat,
}

/// `tenure optimise`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/optimise.txt"))]
pub struct OptimiseArgs {
    /// The scenario
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Folder for the report; `-` with `--format json` prints the findings
    #[arg(short, long, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// What to write: html, json, csv, md, brief
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "html,json")]
    #[arg(value_parser = Format::typed)]
    pub format: Vec<Format>,
    /// Discounted spend over the horizon; else that of `[optimise]`, else today's of the strategy
    #[arg(long, value_name = "MONEY", value_parser = budget)]
    pub budget: Option<f64>,
    /// Strategy to start from; else the one with the highest NPV
    #[arg(long, value_name = "ID")]
    pub strategy: Option<String>,
    /// Number of draws for the rest of the report; the search runs on expected values
    #[arg(long, value_name = "N", default_value_t = 0)]
    #[arg(value_parser = value_parser!(u32).range(..=MOST_DRAWS))]
    pub draws: u32,
    /// Threads to use; the results are the same for every number
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Replace a value under every strategy, such as `churn.rate='3% per month'`; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub settings: Vec<Override>,
    /// Date printed in the report; else that of SOURCE_DATE_EPOCH, else none
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub date: Option<Date>,
    /// Run even what would take more than an hour of one core or 16 GB: see `tenure explain limits`
    #[arg(long)]
    pub allow_large: bool,
    /// No table and no strategy on stdout
    #[arg(short, long)]
    pub quiet: bool,
    /// How errors and warnings are printed: human, json (one object a line), github
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = MessageFormat::typed)]
    pub message_format: MessageFormat,
}

/// When progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    Auto,
    Never,
}

fn budget(word: &str) -> Result<f64, String> {
    let wrong = "write money such as 250000000 or 250_000_000, up to 1e15";
    let read: Option<f64> = word.replace('_', "").parse().ok();
    read.filter(|money| (0.0..=1e15).contains(money)).ok_or_else(|| wrong.to_owned())
}

fn setting(words: &str) -> Result<Override, String> {
    let wrong = "write a path and a value, such as `churn.rate='3% per month'`";
    Override::parse(words).filter(|one| !one.value.is_empty()).ok_or_else(|| wrong.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn a_setting_is_a_path_and_a_value() {
        let read = setting("churn.rate=3% per month").unwrap();
        assert_eq!((read.path.as_str(), read.value.as_str()), ("churn.rate", "3% per month"));
        for wrong in ["churn.rate", "=3", "churn.rate=", ""] {
            assert!(setting(wrong).is_err(), "{wrong}");
        }
    }
}
