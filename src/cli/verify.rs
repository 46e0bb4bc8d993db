//! `verify`: what is judged, and by what.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyCertificatesArgs {
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) from: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) trust: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) intermediate: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) crl: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) offline: bool,
    #[arg(long)]
    pub(crate) strict: bool,
}
