//! What can be typed about many variants of a scenario.

use std::path::PathBuf;

use clap::{Subcommand, value_parser};

use crate::cli::pool::threads;
use crate::scenario::Asked;
use crate::scenario::bounds::MOST_DRAWS;
use crate::sweep::{Exactness, Part};

const PIPE: &str = "\
A variant is a line of JSON, such as
  {\"id\": 17, \"set\": {\"churn.beta\": 4.1, \"segments.all.price\": \"x1.05\"}}
`id` is any JSON and comes back; `set` holds values by paths as `run --set` takes them; `scenario` names another
file in the folder of the base; `index` comes back where it is given. Each variant gives one row for each strategy,
in the order of the lines:
  {\"id\": 17, \"key\": \"9f…\", \"strategy\": \"save\", \"exit\": 0, \"npv\": 1234.5, \"ltv_cac:p10\": null}
`exit` is 3 where a check of severity `error` fails. A variant that cannot be run is one row with `exit` 2, `code`
and `error`, and the others go on.

Examples:
  tenure pipe scenario.toml < variants.ndjson > rows.ndjson
  tenure pipe scenario.toml --metrics npv,incremental_npv:p10 --draws 200 variants.ndjson";

/// `tenure pipe`.
#[derive(Debug, clap::Args)]
#[command(after_help = PIPE)]
pub struct PipeArgs {
    /// The scenario that is varied
    #[arg(value_name = "BASE")]
    pub base: PathBuf,
    /// Variants, one a line of JSON; `-` for stdin
    #[arg(value_name = "VARIANTS.ndjson", default_value = "-")]
    pub variants: PathBuf,
    #[command(flatten)]
    pub wishes: WishesArgs,
    /// Threads to use; the rows are the same for every number
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}

/// What is asked for of every variant.
#[derive(Debug, clap::Args)]
pub struct WishesArgs {
    /// Figures of each strategy: metrics, or METRIC:STATISTIC with a statistic as in checks
    #[arg(
        long,
        value_name = "METRIC",
        value_delimiter = ',',
        default_value = "npv,incremental_npv"
    )]
    #[arg(value_parser = Asked::parse)]
    pub metrics: Vec<Asked>,
    /// Number of draws instead of the scenario's own; taken only where a figure or a check needs them
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(..=MOST_DRAWS))]
    pub draws: Option<u32>,
    /// Seed instead of the scenario's own
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How exact figures are
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub precision: Exactness,
}

const SWEEP: &str = "\
A sweep file names a scenario and what varies; a scenario with [variants] does too:
  base    = \"scenario.toml\"
  metrics = [\"npv\", \"ltv_cac:p10\"]
  [[axes]]
  path   = \"programmes.save-desk.accept\"
  from   = \"20%\"
  to     = \"40%\"
  steps  = 21
  [[axes]]
  path   = \"segments.all.price\"
  values = [28, 30, 32]
All its keys: `tenure explain variants`. DIR gets results.csv, results.ndjson, sweep.html and manifest.json; a part gets
its rows and its manifest, for `tenure merge`. What is finished is not done again. Checks that fail and variants that
cannot be run are counted and end nothing: the code is 0.

Examples:
  tenure sweep sweep.toml -o out
  tenure sweep sweep.toml -o parts --partition 3/7   the third of seven parts, on any machine
  tenure sweep plan sweep.toml -o variants.ndjson    lines for `tenure pipe`, on any engine: docs/scale.md";

/// `tenure sweep`.
#[derive(Debug, clap::Args)]
#[command(after_help = SWEEP, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct SweepArgs {
    #[command(subcommand)]
    pub command: Option<SweepCommand>,
    /// A sweep file, or a scenario with [variants]
    #[arg(required = true, value_name = "SWEEP.toml")]
    pub path: Option<PathBuf>,
    /// Folder for the results
    #[arg(short, long, value_name = "DIR", default_value = "sweep")]
    pub out: PathBuf,
    /// The k-th of n parts only, from 1: which variants it has hangs on each of them alone
    #[arg(long, value_name = "K/N", value_parser = Part::parse)]
    pub partition: Option<Part>,
    /// Folder of answers that are known already; new ones are added
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Threads to use; the results are the same for every number
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Say nothing when all is well
    #[arg(short, long)]
    pub quiet: bool,
}

/// What else can be done with a sweep.
#[derive(Debug, Subcommand)]
pub enum SweepCommand {
    /// Write all variants as lines for `tenure pipe`
    Plan(SweepPlanArgs),
}

/// `tenure sweep plan`.
#[derive(Debug, clap::Args)]
pub struct SweepPlanArgs {
    /// A sweep file, or a scenario with [variants]
    #[arg(value_name = "SWEEP.toml")]
    pub path: PathBuf,
    /// File for the lines; `-` for stdout
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
}

const MERGE: &str = "\
Every *.ndjson and *.txt directly inside the folders is rows: parts of `tenure sweep`, each with its manifest, or rows of
`tenure pipe` with --plan. Missing, foreign and contradicting parts are refused with code 7; the same rows twice are not.

Examples:
  tenure merge parts -o merged                                 also sweep.html
  tenure merge rows --plan variants.ndjson -o results.csv      rows that an engine has written";

/// `tenure merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = MERGE)]
pub struct MergeArgs {
    /// Folders with rows
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// A file ending in .csv or .ndjson; else a folder for all that `tenure sweep` writes
    #[arg(short, long, value_name = "PATH")]
    pub out: PathBuf,
    /// The lines of `tenure sweep plan` that the rows answer
    #[arg(long, value_name = "VARIANTS.ndjson")]
    pub plan: Option<PathBuf>,
}
