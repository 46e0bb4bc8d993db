//! The noun of the store of trusted certificates.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::verify::NetworkArgs;

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum TrustCommand {
    List,
    Add(AddArgs),
    Remove(RemoveArgs),
    Fetch(FetchArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct AddArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "SHA256")]
    pub(crate) fingerprint: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RemoveArgs {
    #[arg(value_name = "SHA256")]
    pub(crate) sha256: String,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct FetchArgs {
    #[arg(value_name = "URL")]
    pub(crate) url: Option<String>,
    #[arg(long, value_name = "SHA256")]
    pub(crate) fingerprint: Vec<String>,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}
