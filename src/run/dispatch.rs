//! From a parsed command line to a command, and from its report to the output.

use std::mem::ManuallyDrop;

use jiff::civil::Date;

use super::reading::{self, Origin};
use super::settings::Settings;
use super::{add_to, office, output, redact};
use crate::cli::keys::CsrCommand;
use crate::cli::office::RosterCommand;
use crate::cli::{
    self, CertCommand, Cli, Command, Format, KeyCommand, LimitArgs, LoginArgs, Personal, TokenCommand, UsageError,
};
use crate::commands::check::Verdict;
use crate::commands::{certificate, check};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::{nagios, openmetrics};
use crate::report::Kind;
use crate::report::bodies::BodyReadings;
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;

/// Formats of a listing with one row per certificate.
const SHEETS: &[Format] = &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx];
/// Formats of a whole reading.
const READINGS: &[Format] = &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx, Format::Html];
/// Formats of a check.
const CHECKS: &[Format] =
    &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx, Format::Html, Format::Openmetrics];
/// Formats of everything else.
pub(super) const TEXTS: &[Format] = &[Format::Table, Format::Json];

/// The thresholds given on the command line.
pub(super) fn limits(command: &Command) -> Option<&LimitArgs> {
    match command {
        Command::Inventory(arguments) => Some(&arguments.limits),
        Command::Check(arguments) => Some(&arguments.limits),
        _ => None,
    }
}

/// `--not-read-since` of a command that lists people. A monthly round uses everything, and reports what was not read.
pub(super) fn not_read_since(command: &Command) -> Option<Date> {
    match command {
        Command::Plan(arguments) => arguments.source.not_read_since,
        Command::Report(arguments) => arguments.source.not_read_since,
        Command::Roster(RosterCommand::Check(source)) => source.not_read_since,
        Command::Roster(RosterCommand::Confirm(arguments)) => arguments.source.not_read_since,
        Command::Roster(RosterCommand::Template(arguments)) => arguments.saved.not_read_since,
        Command::Request(command) => super::request::source(command).not_read_since,
        _ => None,
    }
}

/// Variables that hold secrets; driver hosts do not inherit them.
pub(super) fn secret_variables(command: &Command) -> Vec<String> {
    match command {
        Command::Pin(command) => return super::pin::secret_variables(command),
        Command::Cert(CertCommand::Import(arguments)) => return arguments.pin.pin_env.iter().cloned().collect(),
        Command::Cert(CertCommand::Delete(arguments)) => return arguments.pin.pin_env.iter().cloned().collect(),
        Command::Verify(arguments) => return arguments.possession.pin.pin_env.iter().cloned().collect(),
        Command::Key(KeyCommand::Generate(arguments)) => return arguments.pin.pin_env.iter().cloned().collect(),
        Command::Key(KeyCommand::Delete(arguments)) => return arguments.pin.pin_env.iter().cloned().collect(),
        Command::Token(TokenCommand::Init(arguments)) => {
            let (so_pin, new_pin) = (&arguments.so_pin.so_pin_env, &arguments.new_pin.new_pin_env);
            return so_pin.iter().chain(new_pin).cloned().collect();
        }
        Command::Csr(CsrCommand::Create(arguments)) => return arguments.pin.pin_env.iter().cloned().collect(),
        _ => {}
    }
    login_of(command).and_then(|login| login.pin.pin_env.clone()).into_iter().collect()
}

fn login_of(command: &Command) -> Option<&LoginArgs> {
    match command {
        Command::Inventory(arguments) => Some(&arguments.read.login),
        Command::Check(arguments) => Some(&arguments.read.login),
        Command::Token(TokenCommand::List(read) | TokenCommand::Show(read))
        | Command::Key(KeyCommand::List(read))
        | Command::Cert(CertCommand::List(read)) => Some(&read.login),
        Command::Cert(CertCommand::Show(arguments)) => Some(&arguments.login),
        Command::Cert(CertCommand::Export(arguments)) => Some(&arguments.certificate.login),
        Command::Driver(_)
        | Command::Cert(CertCommand::Import(_) | CertCommand::Delete(_))
        | Command::Verify(_)
        | Command::Csr(_)
        | Command::Key(KeyCommand::Generate(_) | KeyCommand::Delete(_))
        | Command::Token(TokenCommand::Init(_))
        | Command::Trust(_)
        | Command::Pin(_)
        | Command::Journal(_)
        | Command::Month(_)
        | Command::Diff(_)
        | Command::Plan(_)
        | Command::Roster(_)
        | Command::Report(_)
        | Command::Request(_)
        | Command::Config(_)
        | Command::Doctor
        | Command::Support(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Help(_) => None,
    }
}

/// Runs the command.
pub(super) fn dispatch(cli: &Cli, settings: &Settings<'_>) -> raised::Result<u8> {
    let Some(command) = &cli.command else {
        output::write(settings, (settings.texts.get("cli-start") + "\n").as_bytes())?;
        return Ok(ExitStatus::Done.number());
    };
    super::unit::refuse(cli)?;
    if prints_a_report(command) {
        output::check(settings)?;
    }
    match command {
        Command::Driver(command) => super::driver::run(settings, command),
        Command::Token(TokenCommand::List(read)) => listing(settings, Listing::Tokens, read, SHEETS),
        Command::Token(TokenCommand::Show(read)) => listing(settings, Listing::Token, read, TEXTS),
        Command::Token(TokenCommand::Init(arguments)) => super::keys::init(settings, arguments),
        Command::Key(KeyCommand::Generate(arguments)) => super::keys::generate(settings, arguments),
        Command::Key(KeyCommand::Delete(arguments)) => super::keys::delete(settings, arguments),
        Command::Key(KeyCommand::List(read)) => listing(settings, Listing::Keys, read, TEXTS),
        Command::Cert(CertCommand::List(read)) => listing(settings, Listing::Certificates, read, SHEETS),
        Command::Cert(CertCommand::Show(arguments)) => cert_show(settings, arguments),
        Command::Cert(CertCommand::Export(arguments)) => cert_export(settings, arguments),
        Command::Cert(CertCommand::Import(arguments)) => super::import::cert_import(settings, arguments),
        Command::Cert(CertCommand::Delete(arguments)) => super::import::cert_delete(settings, arguments),
        Command::Inventory(arguments) => match &arguments.add_to {
            Some(file) => add_to::add_to(settings, arguments, file),
            None => inventory(settings, arguments),
        },
        Command::Check(arguments) => check(settings, arguments),
        Command::Verify(arguments) => super::verify::verify(settings, arguments, &|| reading::plugged_in(settings)),
        Command::Trust(command) => super::trust::run(settings, command),
        Command::Pin(command) => super::pin::run(settings, command),
        Command::Csr(command) => super::keys::csr(settings, command),
        Command::Journal(command) => super::pin::journal(settings, command),
        Command::Diff(arguments) => super::diff::diff(settings, arguments),
        Command::Month(arguments) => super::month::month(settings, arguments, &|| reading::plugged_in(settings)),
        Command::Plan(arguments) => office::plan(settings, arguments, &|| reading::plugged_in(settings)),
        Command::Roster(RosterCommand::Check(source)) => {
            office::roster_check(settings, source, &|| reading::plugged_in(settings))
        }
        Command::Roster(RosterCommand::Confirm(arguments)) => {
            super::confirm::confirm(settings, arguments, &|| reading::plugged_in(settings))
        }
        Command::Roster(RosterCommand::Template(arguments)) => super::staff::template(settings, &arguments.saved.from),
        Command::Report(arguments) => office::report(settings, arguments, &|| reading::plugged_in(settings)),
        Command::Request(command) => super::request::request(settings, command, &|| reading::plugged_in(settings)),
        Command::Config(command) => super::config::run(settings, command),
        Command::Doctor => super::doctor::doctor(settings),
        Command::Support(arguments) => super::support::support(settings, arguments),
        Command::Completions(arguments) => {
            let mut bytes = Vec::new();
            clap_complete::generate(
                arguments.shell,
                &mut cli::localize(cli::command(), &settings.texts),
                "tokenctl",
                &mut bytes,
            );
            output::write(settings, &bytes)?;
            Ok(ExitStatus::Done.number())
        }
        Command::Man(arguments) => super::man::write_pages(settings, &arguments.folder),
        Command::Help(arguments) => help(settings, &arguments.words),
    }
}

/// `help`: the text of the command's `--help`, from wherever it was called.
fn help(settings: &Settings<'_>, words: &[String]) -> raised::Result<u8> {
    if let Some(topic) = cli::topic(words) {
        output::write(settings, format!("{}\n", settings.texts.get(topic)).as_bytes())?;
        return Ok(ExitStatus::Done.number());
    }
    let line = std::iter::once("tokenctl").chain(words.iter().map(String::as_str)).chain(["--help"]);
    match cli::localize(cli::command(), &settings.texts).try_get_matches_from(line) {
        Err(said) if said.kind() == clap::error::ErrorKind::DisplayHelp => {
            output::write(settings, said.render().to_string().as_bytes())?;
            Ok(ExitStatus::Done.number())
        }
        Err(slip) => Err(UsageError::from(&slip).into()),
        Ok(_) => Ok(ExitStatus::Done.number()),
    }
}

/// Whether the command is useless without its output. Of the others, `config init --template` creates the folder that
/// it writes to, `man` prints nothing, monitoring uses the status, and `--add-to` has the file.
fn prints_a_report(command: &Command) -> bool {
    match command {
        Command::Config(_) | Command::Man(_) => false,
        Command::Check(arguments) => !arguments.nagios,
        Command::Inventory(arguments) => arguments.add_to.is_none(),
        _ => true,
    }
}

/// Lists, shows, inventories.
fn listing(
    settings: &Settings<'_>,
    listing: Listing,
    arguments: &cli::ReadArgs,
    possible: &[Format],
) -> raised::Result<u8> {
    let format = output::format(settings, possible)?;
    let (mut inventory, origin) = reading::ahead(settings, listing, Some(&arguments.login), &arguments.saved)?;
    if listing == Listing::Token {
        super::pick::token(settings, &mut inventory)?;
    }
    show(settings, listing, (inventory, origin), None, format)
}

/// Renders while the drivers are being closed, and once more if one of them left a note then.
pub(super) fn show(
    settings: &Settings<'_>,
    listing: Listing,
    (mut inventory, mut origin): (Inventory, Origin),
    bodies: Option<&BodyReadings>,
    format: Format,
) -> raised::Result<u8> {
    let mut bytes = output::rendered(settings, listing, &inventory, bodies, format)?;
    if origin.close(&mut inventory) {
        bytes = output::rendered(settings, listing, &inventory, bodies, format)?;
    }
    output::write_inventory(settings, &inventory, &bytes)?;
    Ok(ended(settings, inventory, origin))
}

/// The exit status, once the report is written.
fn ended(settings: &Settings<'_>, inventory: Inventory, mut origin: Origin) -> u8 {
    let status = reading::finished(settings, &inventory, &origin).number();
    // Data on the disk is not freed automatically.
    if let Origin::PluggedIn(reading) = &mut origin {
        reading.served.iter_mut().for_each(|served| served.doors.clear());
    }
    // The program ends here; freeing thousands of objects individually would only take time.
    std::mem::forget((inventory, origin));
    status
}

/// `inventory`.
fn inventory(settings: &Settings<'_>, arguments: &cli::InventoryArgs) -> raised::Result<u8> {
    let format = output::format(settings, READINGS)?;
    if arguments.bodies.is_some() && !matches!(format, Format::Table | Format::Json | Format::Xlsx) {
        // A row here is a certificate, and a card of the page a token.
        return Err(UsageError::FormatNotPossible(format).into());
    }
    super::verify::check_basis(&arguments.revocation)?;
    let (login, saved) = (&arguments.read.login, &arguments.read.saved);
    let (mut inventory, origin) = reading::ahead(settings, Listing::Inventory, Some(login), saved)?;
    super::verify::judge(settings, &arguments.revocation, &mut inventory)?;
    let bodies =
        arguments.bodies.as_deref().map(|list| office::bodies(settings, list, &inventory, saved)).transpose()?;
    show(settings, Listing::Inventory, (inventory, origin), bodies.as_ref(), format)
}

/// `cert show`.
fn cert_show(settings: &Settings<'_>, arguments: &cli::CertArgs) -> raised::Result<u8> {
    let format = output::format(settings, TEXTS)?;
    let (mut inventory, status) = one_certificate(settings, arguments)?;
    Kind::CertShow.word().clone_into(&mut inventory.envelope.kind);
    output::inventory(settings, Listing::Certificate, &inventory, None, format)?;
    // If a search for keys failed, the pairing is not known, and the document says why.
    Ok(status.number())
}

/// `cert export`.
fn cert_export(settings: &Settings<'_>, arguments: &cli::ExportArgs) -> raised::Result<u8> {
    redact::refuse(settings, Personal::Certificate)?;
    let (inventory, _) = one_certificate(settings, &arguments.certificate)?;
    output::write(settings, &certificate::export(&inventory, arguments.der))?;
    Ok(ExitStatus::Done.number())
}

/// The one certificate that the user means, in an inventory, and the status of the reading.
fn one_certificate(settings: &Settings<'_>, arguments: &cli::CertArgs) -> raised::Result<(Inventory, ExitStatus)> {
    let (mut inventory, status) = certificates(settings, arguments)?;
    super::pick::certificate(settings, &mut inventory, arguments.certificate.is_none())?;
    let wanted = certificate::CertificateSelector(arguments.certificate.clone());
    let may_log_in = !arguments.login.login && arguments.from.is_empty();
    certificate::choose(&mut inventory, &wanted, &settings.same_tokens().in_files(&arguments.from))
        .map_err(|error| certificate::beside_failures(error, &inventory, may_log_in))?;
    Ok((inventory, status))
}

fn certificates(settings: &Settings<'_>, arguments: &cli::CertArgs) -> raised::Result<(Inventory, ExitStatus)> {
    let saved = cli::SavedArgs { from: arguments.from.clone(), not_read_since: arguments.not_read_since };
    let (inventory, origin) = reading::inventory(settings, Listing::Certificates, Some(&arguments.login), &saved)?;
    let status = reading::finished(settings, &inventory, &origin);
    Ok((inventory, status))
}

/// `check`.
fn check(settings: &Settings<'_>, arguments: &cli::CheckArgs) -> raised::Result<u8> {
    let format = if arguments.nagios { Format::Table } else { output::format(settings, CHECKS)? };
    if arguments.with_names && !arguments.nagios && format != Format::Openmetrics {
        return Err(UsageError::WithNamesNotPossible.into());
    }
    super::verify::check_basis(&arguments.revocation)?;
    // A mistake in the staff list is reported before any token is read.
    let (roster, cells) = super::check_staff::read(settings, arguments)?;
    let saved = &arguments.read.saved;
    if !saved.from.is_empty() {
        reading::refuse_pin(&arguments.read.login)?;
    }
    let (mut inventory, _) = reading::inventory(settings, Listing::Check, Some(&arguments.read.login), saved)?;
    let lists = super::verify::judge(settings, &arguments.revocation, &mut inventory)?;
    if arguments.nagios {
        let in_part = check::driver_failed(&inventory) || !inventory.unread.is_empty();
        let (critical, names) = (check::token_critical(&inventory), arguments.with_names);
        let shown = redact::shown(settings, inventory);
        let (line, status) = nagios::line(&shown, (critical, in_part), &settings.thresholds, names);
        return Ok(told_to_monitoring(settings, &line, status));
    }
    // The program ends here; freeing thousands of objects one by one would only take time.
    let inventory = ManuallyDrop::new(inventory);
    if format == Format::Openmetrics {
        let shown = redact::shown(settings, Inventory::clone(&inventory));
        let metrics = openmetrics::metrics(&shown, &redact::shown(settings, lists), arguments.with_names);
        output::write_metrics(settings, metrics.as_bytes(), arguments.with_names)?;
    } else {
        super::check_staff::show(settings, &inventory, roster.as_ref(), format)?;
    }
    let tokens = inventory.tokens.iter().filter(|token| token.initialized).count();
    // No token unread for that long is the desired result.
    let may_be_none = arguments.read.saved.not_read_since.is_some();
    if tokens == 0 && !may_be_none && !check::driver_failed(&inventory) {
        output::remark(settings, &Phrase::new("run-check-no-token"));
        if saved.from.is_empty() {
            output::remark(settings, &Phrase::new("discovery-doctor"));
        }
        return Ok(ExitStatus::NotFound.number());
    }
    Ok(match check::verdict(&inventory) {
        Verdict::Critical => ExitStatus::CheckCritical,
        // The contents of a skipped file may be worse.
        _ if !inventory.unread.is_empty() => ExitStatus::Failed,
        Verdict::Warning => ExitStatus::CheckWarnings,
        Verdict::Healthy => cells,
    }
    .number())
}

/// The monitoring line. If it could not be written, the check is unknown to monitoring, but critical stays critical.
fn told_to_monitoring(settings: &Settings<'_>, line: &str, status: u8) -> u8 {
    match output::write(settings, line.as_bytes()) {
        Ok(()) => status,
        Err(error) => {
            output::to_stderr(&super::failure(&error, settings.redactor).text(&settings.texts));
            if status == nagios::CRITICAL { status } else { nagios::UNKNOWN }
        }
    }
}
