//! The noun of letters: what is requested, of whom, for whom.

use clap::{Args, Subcommand};

use super::office::SourceArgs;
use super::verify::RevocationArgs;

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum RequestCommand {
    Renewal(RequestArgs),
    Change(RequestArgs),
    Recovery(RequestArgs),
    Revocation(RequestArgs),
    New(NewArgs),
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[arg(long, value_name = "NAME")]
    pub(crate) recipient: Option<String>,
    #[arg(long)]
    pub(crate) proposed: bool,
    #[command(flatten)]
    pub(crate) revocation: RevocationArgs,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct NewArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[arg(long)]
    pub(crate) organisations: bool,
}
