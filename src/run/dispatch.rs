//! From a parsed command line to a command, and from its report to the output.

use jiff::civil::Date;

use super::reading::{self, Origin};
use super::settings::Settings;
use super::{add_to, office, output, redact};
use crate::cli::keys::CsrCommand;
use crate::cli::office::RosterCommand;
use crate::cli::{
    self, CertCommand, Cli, Command, Format, KeyCommand, LimitArgs, Personal, PinCommand, TokenCommand, UsageError,
};
use crate::commands::certificate;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::report::Kind;
use crate::report::bodies::BodyReadings;
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;

/// Formats of a listing with one row per certificate.
const SHEETS: &[Format] = &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx];
/// Formats of a whole reading.
const READINGS: &[Format] = &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx, Format::Html];
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
        Command::Plan(arguments) => arguments.source.saved.not_read_since,
        Command::Report(arguments) => arguments.source.saved.not_read_since,
        Command::Roster(RosterCommand::Check(source)) => source.saved.not_read_since,
        Command::Roster(RosterCommand::Confirm(arguments)) => arguments.source.saved.not_read_since,
        Command::Roster(RosterCommand::Template(arguments)) => arguments.saved.not_read_since,
        Command::Request(command) => super::request::source(command).saved.not_read_since,
        _ => None,
    }
}

/// Variables that hold secrets; driver hosts do not inherit them.
pub(super) fn secret_variables(command: &Command) -> Vec<String> {
    let named = match command {
        Command::Inventory(arguments) => vec![&arguments.read.login.pin.pin_env],
        Command::Check(arguments) => vec![&arguments.read.login.pin.pin_env],
        Command::Token(TokenCommand::List(read) | TokenCommand::Show(read))
        | Command::Key(KeyCommand::List(read))
        | Command::Cert(CertCommand::List(read)) => vec![&read.login.pin.pin_env],
        Command::Cert(CertCommand::Show(arguments)) => vec![&arguments.login.pin.pin_env],
        Command::Cert(CertCommand::Export(arguments)) => vec![&arguments.certificate.login.pin.pin_env],
        Command::Cert(CertCommand::Import(arguments)) => vec![&arguments.pin.pin_env, &arguments.so_pin.so_pin_env],
        Command::Cert(CertCommand::Delete(arguments)) => vec![&arguments.pin.pin_env],
        Command::Verify(arguments) => vec![&arguments.possession.pin.pin_env],
        Command::Csr(CsrCommand::Create(arguments)) => vec![&arguments.pin.pin_env],
        Command::Key(KeyCommand::Generate(arguments)) => vec![&arguments.pin.pin_env],
        Command::Key(KeyCommand::Delete(arguments)) => vec![&arguments.pin.pin_env],
        Command::Token(TokenCommand::Init(arguments)) => {
            vec![&arguments.so_pin.so_pin_env, &arguments.new_pin.new_pin_env]
        }
        Command::Pin(PinCommand::Unlock(arguments)) => {
            vec![&arguments.so_pin.so_pin_env, &arguments.puk.puk_env, &arguments.new_pin.new_pin_env]
        }
        Command::Pin(PinCommand::Change(arguments)) => {
            vec![&arguments.pin.pin_env, &arguments.so_pin.so_pin_env, &arguments.new_pin.new_pin_env]
        }
        Command::Pin(PinCommand::Verify(arguments)) => vec![&arguments.pin.pin_env, &arguments.so_pin.so_pin_env],
        Command::Pin(PinCommand::Status)
        | Command::Driver(_)
        | Command::Trust(_)
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
        | Command::Help(_) => Vec::new(),
    };
    named.into_iter().flatten().cloned().collect()
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
    let status = match command {
        // Monitoring has statuses of its own.
        Command::Check(arguments) => return super::check::check(settings, arguments),
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
        Command::Verify(arguments) => super::verify::verify(settings, arguments),
        Command::Trust(command) => super::trust::run(settings, command),
        Command::Pin(command) => super::pin::run(settings, command),
        Command::Csr(command) => super::keys::csr(settings, command),
        Command::Journal(command) => super::pin::journal(settings, command),
        Command::Diff(arguments) => super::diff::diff(settings, arguments),
        Command::Month(arguments) => super::month::month(settings, arguments),
        Command::Plan(arguments) => office::plan(settings, arguments),
        Command::Roster(RosterCommand::Check(source)) => office::roster_check(settings, source),
        Command::Roster(RosterCommand::Confirm(arguments)) => super::confirm::confirm(settings, arguments),
        Command::Roster(RosterCommand::Template(arguments)) => super::staff::template(settings, &arguments.saved.from),
        Command::Report(arguments) => office::report(settings, arguments),
        Command::Request(command) => super::request::request(settings, command),
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
            Ok(ExitStatus::Done)
        }
        Command::Man(arguments) => super::man::write_pages(settings, &arguments.folder),
        Command::Help(arguments) => help(settings, &arguments.words),
    };
    status.map(ExitStatus::number)
}

/// `help`: the text of the command's `--help`, from wherever it was called.
fn help(settings: &Settings<'_>, words: &[String]) -> raised::Result<ExitStatus> {
    if let Some(topic) = cli::topic(words) {
        output::write(settings, format!("{}\n", settings.texts.get(topic)).as_bytes())?;
        return Ok(ExitStatus::Done);
    }
    let line = std::iter::once("tokenctl").chain(words.iter().map(String::as_str)).chain(["--help"]);
    match cli::localize(cli::command(), &settings.texts).try_get_matches_from(line) {
        Err(said) if said.kind() == clap::error::ErrorKind::DisplayHelp => {
            output::write(settings, said.render().to_string().as_bytes())?;
            Ok(ExitStatus::Done)
        }
        Err(slip) => Err(UsageError::from(&slip).into()),
        Ok(_) => Ok(ExitStatus::Done),
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
) -> raised::Result<ExitStatus> {
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
) -> raised::Result<ExitStatus> {
    let mut bytes = output::rendered(settings, listing, &inventory, bodies, format)?;
    if origin.close(&mut inventory) {
        bytes = output::rendered(settings, listing, &inventory, bodies, format)?;
    }
    output::write_inventory(settings, &inventory, &bytes)?;
    Ok(ended(settings, inventory, origin))
}

/// The exit status, once the report is written.
fn ended(settings: &Settings<'_>, inventory: Inventory, mut origin: Origin) -> ExitStatus {
    let status = reading::finished(settings, &inventory, &origin);
    // Data on the disk is not freed automatically.
    if let Origin::PluggedIn(reading) = &mut origin {
        reading.served.iter_mut().for_each(|served| served.doors.clear());
    }
    // The program ends here; freeing thousands of objects individually would only take time.
    std::mem::forget((inventory, origin));
    status
}

/// `inventory`.
fn inventory(settings: &Settings<'_>, arguments: &cli::InventoryArgs) -> raised::Result<ExitStatus> {
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
fn cert_show(settings: &Settings<'_>, arguments: &cli::CertArgs) -> raised::Result<ExitStatus> {
    let format = output::format(settings, TEXTS)?;
    let (mut inventory, status) = one_certificate(settings, arguments)?;
    Kind::CertShow.word().clone_into(&mut inventory.envelope.kind);
    output::inventory(settings, Listing::Certificate, &inventory, None, format)?;
    // If a search for keys failed, the pairing is not known, and the document says why.
    Ok(status)
}

/// `cert export`.
fn cert_export(settings: &Settings<'_>, arguments: &cli::ExportArgs) -> raised::Result<ExitStatus> {
    redact::refuse(settings, Personal::Certificate)?;
    let (inventory, _) = one_certificate(settings, &arguments.certificate)?;
    output::write(settings, &certificate::export(&inventory, arguments.der))?;
    Ok(ExitStatus::Done)
}

/// The one certificate that the user means, in an inventory, and the status of the reading.
fn one_certificate(settings: &Settings<'_>, arguments: &cli::CertArgs) -> raised::Result<(Inventory, ExitStatus)> {
    let (login, saved) = (&arguments.login, &arguments.saved);
    let (mut inventory, origin) = reading::inventory(settings, Listing::Certificates, Some(login), saved)?;
    let status = reading::finished(settings, &inventory, &origin);
    super::pick::certificate(settings, &mut inventory, arguments.certificate.is_none())?;
    let tokens = settings.silent().same_tokens().in_files(&saved.from);
    let may_log_in = !login.login && saved.from.is_empty();
    certificate::choose(&mut inventory, arguments.certificate.as_deref(), &tokens)
        .map_err(|error| certificate::beside_failures(error, &inventory, may_log_in))?;
    Ok((inventory, status))
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    /// What a command with an option for a variable needs besides.
    const NEEDS: [(&str, &str); 8] = [
        ("cert import", "new.cer"),
        ("cert delete", "--superseded"),
        ("csr create", "--from-certificate"),
        ("key generate", "--type rsa:2048"),
        ("token init", "--label x"),
        ("inventory", "--login"),
        ("check", "--login"),
        ("verify", "--possession"),
    ];

    fn options(command: &clap::Command, words: &str, found: &mut Vec<(String, String)>) {
        let names = command.get_arguments().filter_map(clap::Arg::get_long).filter(|name| name.ends_with("-env"));
        found.extend(names.map(|name| (words.to_owned(), format!("--{name}"))));
        for below in command.get_subcommands() {
            options(below, format!("{words} {}", below.get_name()).trim(), found);
        }
    }

    #[test]
    fn no_variable_with_a_secret_reaches_a_driver_whichever_option_names_it() {
        let mut found = Vec::new();
        options(&cli::command(), "", &mut found);
        assert!(found.len() > 20, "they are found: {found:?}");
        for (words, option) in found {
            let needs = NEEDS.iter().find(|(command, _)| *command == words).map_or("", |(_, needs)| needs);
            let line = format!("tokenctl {words} {needs} {option} SECRET");
            let parsed = cli::command().try_get_matches_from(line.split_whitespace()).expect("a command line");
            let command = Cli::from_arg_matches(&parsed).expect("it is ours").command.expect("a command");
            assert_eq!(secret_variables(&command), ["SECRET"], "`{line}` shows it to the hosts of drivers");
        }
    }
}
