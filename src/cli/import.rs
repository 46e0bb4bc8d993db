//! `cert import` and `cert delete`: files, sources of PINs, and explicit permissions.
//!
//! Pitfall: `--from` takes one value each time, because the other words are files to import.

use std::path::PathBuf;

use clap::Args;

use super::pin::SoPinArgs;
use super::verify::PathArgs;
use super::{CareArgs, PinArgs};

#[allow(clippy::struct_excessive_bools, reason = "each is an option")]
#[derive(Debug, Clone, Args)]
pub(crate) struct ImportArgs {
    #[arg(value_name = "FILE|DIR", required = true)]
    pub(crate) new: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) from: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) plan: bool,
    #[arg(long)]
    pub(crate) replace: bool,
    #[arg(long)]
    pub(crate) accept_subject: bool,
    #[arg(long)]
    pub(crate) accept_older: bool,
    #[command(flatten)]
    pub(crate) paths: PathArgs,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[arg(long, value_name = "FILE", group = "pin")]
    pub(crate) pins: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) so_pin: SoPinArgs,
    #[command(flatten)]
    pub(crate) care: CareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DeleteArgs {
    #[arg(value_name = "CERTIFICATE", required_unless_present = "superseded", conflicts_with = "superseded")]
    pub(crate) certificate: Option<String>,
    #[arg(long)]
    pub(crate) superseded: bool,
    #[arg(long)]
    pub(crate) plan: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: CareArgs,
}
