//! The commands for office work: the worklist, the staff list, the periodic figures.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::verify::RevocationArgs;
use super::{SavedArgs, options};
use crate::domain::decision::Answer;
use crate::domain::plan::GroupBy;
use crate::domain::statistics::Period;

// The source of the inventory and the staff list.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SourceArgs {
    #[command(flatten)]
    pub(crate) saved: SavedArgs,
    #[command(flatten)]
    pub(crate) staff: StaffArgs,
}

// The staff list, and the decisions on it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct StaffArgs {
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) roster: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[arg(long, value_name = "DAYS", value_parser = options::days)]
    pub(crate) within: Option<i64>,
    #[arg(long, value_name = "WHAT", default_value = "month")]
    pub(crate) group_by: Grouping,
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) revocation: RevocationArgs,
}

// How a worklist is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grouping {
    Month,
    Unit,
}

impl From<Grouping> for GroupBy {
    fn from(grouping: Grouping) -> Self {
        match grouping {
            Grouping::Month => Self::Month,
            Grouping::Unit => Self::Unit,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    Check(SourceArgs),
    Confirm(ConfirmArgs),
    Template(TemplateArgs),
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ConfirmArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[arg(long, value_name = "ID=ANSWER", value_parser = options::answer)]
    pub(crate) answer: Vec<(String, Answer)>,
    #[arg(long, conflicts_with = "answer")]
    pub(crate) list: bool,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct TemplateArgs {
    #[command(flatten)]
    pub(crate) saved: SavedArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct MonthArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) add_to: Option<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) number: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = options::letter_date)]
    pub(crate) date: Option<Date>,
    #[arg(long, value_name = "FILE")]
    pub(crate) bodies: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DiffArgs {
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[arg(long, value_name = "PERIOD", value_parser = options::period)]
    pub(crate) period: Option<Period>,
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) bodies: Option<PathBuf>,
}
