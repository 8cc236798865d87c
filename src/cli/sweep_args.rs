//! What can be typed about many variants of a scenario.

use std::path::PathBuf;

use clap::{Subcommand, value_parser};

use crate::cli::pool::threads;
use crate::scenario::Asked;
use crate::scenario::bounds::MOST_DRAWS;
use crate::sweep::{Exactness, Part};

/// `tenure pipe`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/pipe.txt"))]
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

/// `tenure sweep`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/sweep.txt"))]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
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

/// `tenure merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/merge.txt"))]
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
