//! The command line (clap derive), one file per noun; value parsers return domain types.
//!
//! Rules: noun, then verb; long options in full words; no option takes the value of a PIN; the option that selects a
//! token is always `--token`. Help comes from `text/`, found by the names of commands and options, so that there are no
//! sentences here. Pitfall: doc comments on these types would become help; hence plain comments.

pub(crate) mod config;
mod error;
mod examples;
mod help;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod office;
mod options;
mod pin;
pub(crate) mod quick;
mod read;
pub(crate) mod request;
mod topics;
pub(crate) mod trust;
pub(crate) mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use error::{Personal, UsageError};
pub use help::{command, localize};
pub use options::{At, Color, Format};
pub(crate) use pin::{
    CareArgs, ChangeArgs, JournalCommand, NewPinArgs, PinCareArgs, PinCommand, PukArgs, SoPinArgs, UnlockArgs,
    VerifyArgs,
};
pub(crate) use read::{ReadArgs, SavedArgs};
pub use topics::{TOPICS, topic};

use crate::domain::check::Threshold;
use crate::domain::selector::Selector;
use crate::text::Language;

// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "tokenctl", version, disable_help_subcommand = true, propagate_version = false)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) module: Vec<PathBuf>,
    #[arg(long, global = true, value_name = "SELECTOR", value_parser = options::selector)]
    pub(crate) token: Option<Selector>,
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) unit: Option<String>,
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(crate) force: bool,
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = options::language)]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true, value_name = "TIME", value_parser = options::at)]
    pub(crate) at: Option<At>,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = options::seconds, default_value = "30")]
    pub(crate) timeout: u64,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = options::seconds, default_value = "120")]
    pub(crate) pin_timeout: u64,
    #[arg(long, global = true, value_name = "COUNT", value_parser = options::jobs, default_value = "32")]
    pub(crate) jobs: usize,
    #[arg(long, global = true, value_name = "COUNT", value_parser = options::jobs)]
    pub(crate) hosts: Option<usize>,
    #[arg(long, global = true)]
    pub(crate) confine: bool,
    #[arg(long, global = true)]
    pub(crate) batch: bool,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    #[arg(long, global = true)]
    pub(crate) no_bom: bool,
    #[arg(long, global = true)]
    pub(crate) redact: bool,
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Global {
    // Whether errors should be JSON as well.
    pub(crate) fn wants_json(&self) -> bool {
        matches!(self.format, Some(Format::Json | Format::Jsonl))
    }
}

impl Cli {
    // Whether the outcome, whatever it is, is a line for monitoring.
    pub(crate) fn is_for_monitoring(&self) -> bool {
        matches!(&self.command, Some(Command::Check(arguments)) if arguments.nagios)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inventory(InventoryArgs),
    Check(CheckArgs),
    Verify(verify::VerifyCertificatesArgs),
    #[command(subcommand)]
    Trust(trust::TrustCommand),
    #[command(subcommand)]
    Pin(PinCommand),
    #[command(subcommand)]
    Token(TokenCommand),
    #[command(subcommand)]
    Cert(CertCommand),
    #[command(subcommand)]
    Key(KeyCommand),
    #[command(subcommand)]
    Csr(keys::CsrCommand),
    #[command(subcommand)]
    Driver(DriverCommand),
    #[command(subcommand)]
    Journal(JournalCommand),
    Month(office::MonthArgs),
    Diff(office::DiffArgs),
    Plan(office::PlanArgs),
    #[command(subcommand)]
    Roster(office::RosterCommand),
    Report(office::ReportArgs),
    #[command(subcommand)]
    Request(request::RequestCommand),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    Doctor,
    Support(SupportArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Help(HelpArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum DriverCommand {
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    List(ReadArgs),
    Show(ReadArgs),
    Init(keys::InitArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    List(ReadArgs),
    Generate(keys::GenerateArgs),
    Delete(keys::DeleteArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum CertCommand {
    List(ReadArgs),
    Show(CertArgs),
    Export(ExportArgs),
    Import(import::ImportArgs),
    Delete(import::DeleteArgs),
}

// Logging in for reading.
#[derive(Debug, Clone, Default, Args)]
#[command(mut_group("PinCareArgs", |care| care.requires("login")))]
pub(crate) struct LoginArgs {
    #[arg(long, conflicts_with = "from")]
    pub(crate) login: bool,
    #[command(flatten)]
    pub(crate) pin: PinArgs,
    #[command(flatten)]
    pub(crate) care: PinCareArgs,
}

// Sources of the user PIN.
#[allow(clippy::struct_field_names, reason = "they are the options' names")]
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PinArgs {
    #[arg(long, value_name = "FILE", group = "pin")]
    pub(crate) pin_file: Option<PathBuf>,
    #[arg(long, group = "pin")]
    pub(crate) pin_stdin: bool,
    #[arg(long, value_name = "NAME", group = "pin")]
    pub(crate) pin_env: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct InventoryArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format"])]
    pub(crate) add_to: Option<PathBuf>,
    // Which agencies sent inventories shows in the files they sent.
    #[arg(long, value_name = "FILE", requires = "from", conflicts_with = "add_to")]
    pub(crate) bodies: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) revocation: verify::RevocationArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct LimitArgs {
    #[arg(long, value_name = "DAYS|DATE", value_parser = options::threshold)]
    pub(crate) warn: Option<Threshold>,
    #[arg(long, value_name = "DAYS|DATE", value_parser = options::threshold)]
    pub(crate) crit: Option<Threshold>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[arg(long, conflicts_with_all = ["output", "format"])]
    pub(crate) nagios: bool,
    #[arg(long)]
    pub(crate) with_names: bool,
    #[command(flatten)]
    pub(crate) staff: office::StaffArgs,
    #[command(flatten)]
    pub(crate) revocation: verify::RevocationArgs,
}

// One value of `--from` each time: the next word is the certificate.
#[derive(Debug, Clone, Args)]
#[command(mut_arg("from", |from| from.num_args(1)))]
pub(crate) struct CertArgs {
    #[arg(value_name = "CERTIFICATE")]
    pub(crate) certificate: Option<String>,
    #[command(flatten)]
    pub(crate) login: LoginArgs,
    #[command(flatten)]
    pub(crate) saved: SavedArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) certificate: CertArgs,
    #[arg(long)]
    pub(crate) der: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct SupportArgs {
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CompletionsArgs {
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct HelpArgs {
    #[arg(value_name = "WORD")]
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ManArgs {
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}
