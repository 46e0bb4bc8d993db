//! `check` with a staff list: who can sign, by the same definition and in the same classes as in every other command.
//!
//! Pitfall: with `--token` or `--not-read-since` only some tokens were checked, and monitoring needs a single line;
//! people are then not reported.

use super::settings::Settings;
use super::{output, redact, staff};
use crate::cli::{CheckArgs, Format};
use crate::commands;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::failure::ExitStatus;
use crate::render::table;
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;
use crate::report::roster::CheckedStaff;

/// The staff list, if people are to be counted, and 1 if a cell of it could not be used.
pub(super) fn read(settings: &Settings<'_>, arguments: &CheckArgs) -> raised::Result<(Option<Roster>, ExitStatus)> {
    let only_some = settings.global.token.is_some() || arguments.read.saved.not_read_since.is_some();
    if arguments.nagios || only_some {
        return Ok((None, ExitStatus::Done));
    }
    staff::read(settings, &arguments.staff)
}

/// Shows the check, with the people of the staff list if the format has a place for them.
pub(super) fn show(
    settings: &Settings<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
    format: Format,
) -> raised::Result<()> {
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
