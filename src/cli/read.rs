//! The input of a listing: the tokens plugged in, or saved inventories.
//!
//! Pitfall: a saved inventory has no token to log in to, so `--from` and `--login` exclude each other.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::{LoginArgs, options};

// Saved inventories instead of the tokens plugged in.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SavedArgs {
    #[arg(long, value_name = "FILE|DIR", num_args = 1..)]
    pub(crate) from: Vec<PathBuf>,
    #[arg(long, value_name = "DATE", value_parser = options::day, requires = "from")]
    pub(crate) not_read_since: Option<Date>,
}

// The input of the lists.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) login: LoginArgs,
    #[command(flatten)]
    pub(crate) saved: SavedArgs,
}
