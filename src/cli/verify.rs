//! `verify`: what is verified, and with which data.

use std::path::PathBuf;

use clap::Args;

use super::{PinArgs, PinCareArgs, SavedArgs, options};

// One value of `--from` each time: the next word is a file to verify.
#[derive(Debug, Clone, Args)]
#[command(mut_arg("from", |from| from.num_args(1)))]
pub(crate) struct VerifyCertificatesArgs {
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) saved: SavedArgs,
    #[command(flatten)]
    pub(crate) basis: BasisArgs,
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) possession: PossessionArgs,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "from", "possession"])]
    pub(crate) signature: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "signature")]
    pub(crate) content: Option<PathBuf>,
}

// The proof that the token holds the private keys.
#[derive(Debug, Clone, Default, Args)]
#[command(mut_group("PinCareArgs", |care| care.requires("possession")))]
pub(crate) struct PossessionArgs {
    #[arg(long, conflicts_with_all = ["files", "from"])]
    pub(crate) possession: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

// The data that a judgement may use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(crate) struct BasisArgs {
    #[command(flatten)]
    pub(crate) paths: PathArgs,
    #[arg(long)]
    pub(crate) offline: bool,
    #[arg(long)]
    pub(crate) no_ocsp: bool,
    #[arg(long)]
    pub(crate) no_crl: bool,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[arg(long, value_name = "DAYS", value_parser = options::days)]
    pub(crate) max_age: Option<i64>,
}

// The data that paths are judged by, without any address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(crate) struct PathArgs {
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) trust: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) intermediate: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) crl: Vec<PathBuf>,
}

// How addresses are contacted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(crate) struct NetworkArgs {
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,
    #[arg(long)]
    pub(crate) allow_private_urls: bool,
}

// The same judgement beside another report.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RevocationArgs {
    #[arg(long)]
    pub(crate) revocation: bool,
    #[command(flatten)]
    pub(crate) basis: BasisArgs,
}
