//! `--unit`: what listing commands leave out, and the commands that do not support units.

use super::output;
use super::settings::Settings;
use crate::cli::{CertCommand, Cli, Command, PinCommand, UsageError};
use crate::commands::gather;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::report::assess::recount;
use crate::report::holders::{OfUnit, of_unit};
use crate::report::inventory::Inventory;

/// Refuses the option if it would be silently ignored.
pub(super) fn refuse(cli: &Cli) -> Result<(), UsageError> {
    let writes = matches!(&cli.command, Some(Command::Cert(CertCommand::Import(_) | CertCommand::Delete(_))));
    let lists = !writes
        && matches!(
            &cli.command,
            Some(
                Command::Inventory(_)
                    | Command::Check(_)
                    | Command::Token(_)
                    | Command::Cert(_)
                    | Command::Key(_)
                    | Command::Plan(_)
                    | Command::Roster(_)
                    | Command::Report(_)
                    | Command::Request(_)
                    | Command::Verify(_)
                    | Command::Month(_)
                    | Command::Diff(_)
                    | Command::Pin(PinCommand::Status),
            )
        );
    if cli.global.unit.is_some() && !lists { Err(UsageError::UnitNotPossible) } else { Ok(()) }
}

/// Keeps the tokens of the requested unit, and reports how many were left out.
pub(super) fn narrow(settings: &Settings<'_>, inventory: &mut Inventory) -> raised::Result<()> {
    if let Some(found) = check(settings, inventory, None)? {
        found.keep(&mut inventory.tokens);
        recount(inventory);
    }
    Ok(())
}

/// The same for two sides. A unit missing on one side had nothing there.
pub(super) fn narrow_both(settings: &Settings<'_>, old: &mut Inventory, new: &mut Inventory) -> raised::Result<()> {
    match (narrow(settings, old), narrow(settings, new)) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(_unknown), Ok(())) => {
            old.tokens.clear();
            Ok(())
        }
        (Ok(()), Err(_unknown)) => {
            new.tokens.clear();
            Ok(())
        }
        (Err(_), Err(error)) => Err(error),
    }
}

/// Refuses a unit without tokens and people; reports how many tokens belong to other units.
pub(super) fn check(
    settings: &Settings<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
) -> raised::Result<Option<OfUnit>> {
    if settings.global.unit.is_none() {
        return Ok(None);
    }
    let rules = gather::rules(&settings.silent());
    let found = of_unit(inventory, roster, &rules)?;
    for (id, count) in found.iter().flat_map(|one| [("unit-others", one.others), ("unit-nameless", one.nameless)]) {
        if count > 0 {
            output::remark(settings, &Phrase::new(id).with("count", count));
        }
    }
    Ok(found)
}
