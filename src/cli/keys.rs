//! `csr` and the verbs of `key` that change a token.

use clap::{Args, Subcommand};

use super::pin::{NewPinArgs, PinCareArgs, SoPinArgs};
use super::{PinArgs, options};
use crate::domain::csr::{Email, Subject};
use crate::domain::key::KeyKind;

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
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    pub(crate) email: Vec<Email>,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct GenerateArgs {
    #[arg(long = "type", value_name = "KIND")]
    pub(crate) kind: KeyKind,
    #[arg(long, value_name = "ID", value_parser = options::key_id)]
    pub(crate) id: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = options::label)]
    pub(crate) label: Option<String>,
    #[arg(long)]
    pub(crate) extractable: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DeleteArgs {
    #[arg(long, value_name = "ID", value_parser = options::key_id)]
    pub(crate) key: Option<String>,
    #[arg(long, value_name = "FINGERPRINT")]
    pub(crate) confirm_fingerprint: Option<String>,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct InitArgs {
    #[arg(long, value_name = "TEXT", value_parser = options::token_label)]
    pub(crate) label: String,
    #[arg(long, value_name = "SERIAL")]
    pub(crate) confirm_serial: Option<String>,
    #[arg(long)]
    pub(crate) destroy_valid: bool,
    #[command(flatten)]
    pub(crate) so_pin: SoPinArgs,
    #[command(flatten)]
    pub(crate) new_pin: NewPinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}
