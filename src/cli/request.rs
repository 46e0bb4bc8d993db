//! The noun of letters: what is requested, from which recipient, for which holders.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::office::SourceArgs;
use super::options;
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
    #[arg(long, value_name = "NAME", visible_alias = "to")]
    pub(crate) recipient: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with = "by_unit")]
    pub(crate) number: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = options::letter_date)]
    pub(crate) date: Option<Date>,
    #[arg(long, value_name = "NAME")]
    pub(crate) signer: Option<String>,
    #[arg(long)]
    pub(crate) draft: bool,
    #[arg(long)]
    pub(crate) proposed: bool,
    #[arg(long, requires = "output")]
    pub(crate) by_unit: bool,
    #[arg(long, requires = "output")]
    pub(crate) pdf: bool,
    #[command(flatten)]
    pub(crate) revocation: RevocationArgs,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct NewArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[arg(long)]
    pub(crate) organisations: bool,
    #[arg(long, conflicts_with = "organisations")]
    pub(crate) central: bool,
}
