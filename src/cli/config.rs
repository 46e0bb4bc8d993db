//! The noun of the config file.

use clap::{Args, Subcommand};

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ConfigCommand {
    Init(InitArgs),
    Show,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct InitArgs {
    #[arg(long)]
    pub(crate) template: bool,
}
