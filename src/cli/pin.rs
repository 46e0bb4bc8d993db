//! `pin` and `journal`: sources of secrets, never their values.
//!
//! Pitfall: a variable named by `--…-env` is in this process's initial environment and cannot be removed from /proc;
//! driver hosts do not inherit it, and a file or standard input is the better source.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PinArgs;
use crate::domain::noted_hash::NotedHash;

#[derive(Debug, Subcommand)]
pub(crate) enum PinCommand {
    Status,
    Unlock(UnlockArgs),
    Change(ChangeArgs),
    Verify(VerifyArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct UnlockArgs {
    #[arg(long)]
    pub(crate) plan: bool,
    #[arg(long, conflicts_with_all = ["so_pin", "puk"])]
    pub(crate) challenge: bool,
    #[arg(long, requires = "challenge")]
    pub(crate) response_stdin: bool,
    #[command(flatten)]
    pub(crate) so_pin: SoPinArgs,
    #[command(flatten)]
    pub(crate) puk: PukArgs,
    #[command(flatten)]
    pub(crate) new_pin: NewPinArgs,
    #[command(flatten)]
    pub(crate) care: CareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ChangeArgs {
    #[arg(long)]
    pub(crate) so: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) so_pin: SoPinArgs,
    #[command(flatten)]
    pub(crate) new_pin: NewPinArgs,
    #[command(flatten)]
    pub(crate) care: CareArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyArgs {
    #[arg(long)]
    pub(crate) so: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) so_pin: SoPinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

#[allow(clippy::struct_field_names, reason = "they are the options' names")]
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SoPinArgs {
    #[arg(long, value_name = "FILE", group = "so_pin")]
    pub(crate) so_pin_file: Option<PathBuf>,
    #[arg(long, group = "so_pin")]
    pub(crate) so_pin_stdin: bool,
    #[arg(long, value_name = "NAME", group = "so_pin")]
    pub(crate) so_pin_env: Option<String>,
}

#[allow(clippy::struct_field_names, reason = "they are the options' names")]
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PukArgs {
    #[arg(long, value_name = "FILE", group = "puk")]
    pub(crate) puk_file: Option<PathBuf>,
    #[arg(long, group = "puk")]
    pub(crate) puk_stdin: bool,
    #[arg(long, value_name = "NAME", group = "puk")]
    pub(crate) puk_env: Option<String>,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct NewPinArgs {
    #[arg(long, value_name = "FILE", group = "new_pin")]
    pub(crate) new_pin_file: Option<PathBuf>,
    #[arg(long, group = "new_pin")]
    pub(crate) new_pin_stdin: bool,
    #[arg(long, value_name = "NAME", group = "new_pin")]
    pub(crate) new_pin_env: Option<String>,
    #[arg(long, group = "new_pin")]
    pub(crate) generate: bool,
    #[arg(long, value_name = "FILE", group = "new_pin")]
    pub(crate) generate_to: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CareArgs {
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) pin: PinCareArgs,
}

// In which situations a PIN may be sent anyway.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PinCareArgs {
    #[arg(long)]
    pub(crate) allow_last_try: bool,
    #[arg(long)]
    pub(crate) allow_retry: bool,
    #[arg(long)]
    pub(crate) allow_accents: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    Show(JournalShowArgs),
    Verify(JournalVerifyArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct JournalShowArgs {
    #[arg(long, value_name = "COUNT")]
    pub(crate) last: Option<usize>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct JournalVerifyArgs {
    #[arg(long, value_name = "HASH")]
    pub(crate) last_hash: Option<NotedHash>,
}
