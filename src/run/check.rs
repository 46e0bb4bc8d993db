//! `check`: verdicts as a report, as metrics or as one line for monitoring; with a staff list also who can sign, by the
//! same definition and in the same classes as in every other command.
//!
//! Pitfall: with `--token` or `--not-read-since` only some tokens were checked, and monitoring needs a single line;
//! people are then not reported.

use std::mem::ManuallyDrop;

use super::settings::Settings;
use super::{output, reading, redact, staff, verify};
use crate::cli::{CheckArgs, Format, UsageError};
use crate::commands;
use crate::commands::check::{Verdict, driver_failed, token_critical, verdict};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::failure::ExitStatus;
use crate::render::{nagios, openmetrics, table};
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;
use crate::report::roster::CheckedStaff;
use crate::report::verify::ListDue;

/// Formats of a check.
const FORMATS: &[Format] =
    &[Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Xlsx, Format::Html, Format::Openmetrics];

/// `check`: the exit status, or monitoring's own.
pub(super) fn check(settings: &Settings<'_>, arguments: &CheckArgs) -> raised::Result<u8> {
    let format = if arguments.nagios { Format::Table } else { output::format(settings, FORMATS)? };
    if arguments.with_names && !arguments.nagios && format != Format::Openmetrics {
        return Err(UsageError::WithNamesNotPossible.into());
    }
    verify::check_basis(&arguments.revocation)?;
    // A mistake in the staff list is reported before any token is read.
    let (roster, cells) = read_staff(settings, arguments)?;
    if !arguments.read.saved.from.is_empty() {
        reading::refuse_pin(&arguments.read.login)?;
    }
    let (inventory, lists) = read(settings, arguments)?;
    if arguments.nagios {
        return Ok(monitored(settings, inventory, arguments.with_names));
    }
    // The program ends here; freeing thousands of objects one by one would only take time.
    let inventory = ManuallyDrop::new(inventory);
    if format == Format::Openmetrics {
        let shown = redact::shown(settings, Inventory::clone(&inventory));
        let metrics = openmetrics::metrics(&shown, &redact::shown(settings, lists), arguments.with_names);
        output::write_metrics(settings, metrics.as_bytes(), arguments.with_names)?;
    } else {
        show(settings, &inventory, roster.as_ref(), format)?;
    }
    Ok(status_of(settings, arguments, &inventory, cells).number())
}

/// The inventory with its verdicts, and when the next revocation lists are due.
fn read(settings: &Settings<'_>, arguments: &CheckArgs) -> raised::Result<(Inventory, Vec<ListDue>)> {
    let (login, saved) = (&arguments.read.login, &arguments.read.saved);
    let (mut inventory, _origin) = reading::inventory(settings, Listing::Check, Some(login), saved)?;
    let lists = verify::judge(settings, &arguments.revocation, &mut inventory)?;
    Ok((inventory, lists))
}

/// The exit status of a check; `cells` is that of reading the staff list.
fn status_of(settings: &Settings<'_>, arguments: &CheckArgs, inventory: &Inventory, cells: ExitStatus) -> ExitStatus {
    let saved = &arguments.read.saved;
    let is_empty = inventory.tokens.iter().all(|token| !token.initialized);
    // No token unread for that long is the desired result.
    if is_empty && saved.not_read_since.is_none() && !driver_failed(inventory) {
        output::remark(settings, &Phrase::new("run-check-no-token"));
        if saved.from.is_empty() {
            output::remark(settings, &Phrase::new("discovery-doctor"));
        }
        return ExitStatus::NotFound;
    }
    match verdict(inventory) {
        Verdict::Critical => ExitStatus::CheckCritical,
        // The contents of a skipped file may be worse.
        _ if !inventory.unread.is_empty() => ExitStatus::Failed,
        Verdict::Warning => ExitStatus::CheckWarnings,
        Verdict::Healthy => cells,
    }
}

/// Writes the line for monitoring, and returns monitoring's status. If the line could not be written, the check is
/// unknown to monitoring, but critical stays critical.
fn monitored(settings: &Settings<'_>, inventory: Inventory, with_names: bool) -> u8 {
    let in_part = driver_failed(&inventory) || !inventory.unread.is_empty();
    let critical = token_critical(&inventory);
    let shown = redact::shown(settings, inventory);
    let (line, status) = nagios::line(&shown, (critical, in_part), &settings.thresholds, with_names);
    match output::write(settings, line.as_bytes()) {
        Ok(()) => status,
        Err(error) => {
            output::to_stderr(&settings.failure(&error).text(&settings.texts));
            if status == nagios::CRITICAL { status } else { nagios::UNKNOWN }
        }
    }
}

/// The staff list, if people are to be counted, and 1 if a cell of it could not be used.
fn read_staff(settings: &Settings<'_>, arguments: &CheckArgs) -> raised::Result<(Option<Roster>, ExitStatus)> {
    let only_some = settings.global.token.is_some() || arguments.read.saved.not_read_since.is_some();
    if arguments.nagios || only_some {
        return Ok((None, ExitStatus::Done));
    }
    staff::read(settings, &arguments.staff)
}

/// Shows the check, with the people of the staff list if the format has a place for them.
fn show(settings: &Settings<'_>, inventory: &Inventory, roster: Option<&Roster>, format: Format) -> raised::Result<()> {
    let Some(roster) = roster.filter(|_| matches!(format, Format::Json | Format::Table)) else {
        return output::inventory(settings, Listing::Check, inventory, None, format);
    };
    let people = commands::roster::run(&settings.silent(), inventory, Some(roster))?;
    let people = redact::shown(settings, people);
    let inventory = redact::shown(settings, inventory.clone());
    if format == Format::Json {
        let (coverage, cannot_sign) = (&people.summary, &people.cannot_sign);
        return output::write_document(settings, &CheckedStaff { inventory: &inventory, coverage, cannot_sign });
    }
    let style = output::style(settings);
    let shown = table::listing(Listing::Check, &inventory, &style) + "\n" + &table::who_can_sign(&people, &style);
    output::write(settings, shown.as_bytes())
}
