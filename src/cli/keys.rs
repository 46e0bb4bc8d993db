//! `csr` and the verbs of `key` that change a token.

use clap::{Args, Subcommand};

use super::{PinArgs, options};
use crate::domain::csr::{Email, Subject};

#[derive(Debug, Subcommand)]
pub(crate) enum CsrCommand {
    Create(CsrCreateArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CsrCreateArgs {
    #[arg(long, value_name = "ID", value_parser = options::key_id)]
    pub(crate) key: Option<String>,
    #[arg(long, required_unless_present = "subject", conflicts_with = "subject")]
    pub(crate) from_certificate: bool,
    #[arg(long, value_name = "NAME", value_parser = options::subject)]
    pub(crate) subject: Option<Subject>,
    #[arg(long, value_name = "ADDRESS", value_parser = options::email)]
    pub(crate) email: Vec<Email>,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

// What a PIN may be told, where nothing is to be confirmed.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PinCareArgs {
    #[arg(long)]
    pub(crate) allow_last_try: bool,
    #[arg(long)]
    pub(crate) allow_retry: bool,
    #[arg(long)]
    pub(crate) allow_accents: bool,
}
