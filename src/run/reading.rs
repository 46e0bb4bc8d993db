//! Where a command's inventory comes from: the tokens plugged in, or saved inventories.
//!
//! Pitfall: if a file was left out, the run does not end with status 0, whatever the command then finds.

use std::path::PathBuf;

use super::dispatch::{read_ahead, remarks, status_of};
use super::office::with;
use super::output;
use super::pin::given_user_pin;
use super::settings::Settings;
use crate::cli::{LoginArgs, SavedArgs, UsageError};
use crate::commands::gather::{self, Saved};
use crate::commands::inventory::run_saved;
use crate::commands::reading::Reading;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::interact::secret::SecretSource;
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;

/// The source of an inventory.
pub(super) enum Origin {
    /// Drivers were asked.
    PluggedIn(Reading),
    /// Files were read.
    Saved(ExitStatus),
}

impl Origin {
    /// Waits for drivers that are still being closed. Returns whether that added to the document.
    pub(super) fn close(&mut self, inventory: &mut Inventory) -> bool {
        match self {
            Self::PluggedIn(reading) => reading.close(inventory),
            Self::Saved(_) => false,
        }
    }
}

/// Reads what a listing is about.
pub(super) fn inventory(
    settings: &Settings<'_>,
    listing: Listing,
    login: Option<&LoginArgs>,
    saved: &SavedArgs,
) -> raised::Result<(Inventory, Origin)> {
    let (mut inventory, mut origin) = ahead(settings, listing, login, saved)?;
    origin.close(&mut inventory);
    Ok((inventory, origin))
}

/// The same while drivers are still being closed: [`Origin::close`] completes the document.
pub(super) fn ahead(
    settings: &Settings<'_>,
    listing: Listing,
    login: Option<&LoginArgs>,
    saved: &SavedArgs,
) -> raised::Result<(Inventory, Origin)> {
    if saved.from.is_empty() {
        let (mut inventory, reading) = read_ahead(settings, listing, login)?;
        if listing != Listing::Drivers {
            super::unit::narrow(settings, &mut inventory)?;
        }
        return Ok((inventory, Origin::PluggedIn(reading)));
    }
    login.map_or(Ok(()), refuse_pin)?;
    let read = with(settings, |context| run_saved(context, listing, &saved.from, saved.not_read_since))?;
    let (mut inventory, status) = told(settings, read);
    super::unit::narrow(settings, &mut inventory)?;
    Ok((inventory, Origin::Saved(status)))
}

/// Refuses a source of a PIN if there is no token to send it to.
pub(super) fn refuse_pin(login: &LoginArgs) -> Result<(), UsageError> {
    let is_given = given_user_pin(&login.pin) != SecretSource::Prompt;
    if is_given { Err(UsageError::PinWithoutLogin) } else { Ok(()) }
}

/// Shows remarks for the user beside the report, and returns the exit status of the reading.
pub(super) fn finished(settings: &Settings<'_>, inventory: &Inventory, origin: &Origin) -> ExitStatus {
    match origin {
        Origin::PluggedIn(reading) => {
            remarks(settings, inventory, reading);
            status_of(inventory)
        }
        Origin::Saved(status) => *status,
    }
}

/// Saved inventories combined, for the office reports.
pub(super) fn saved(settings: &Settings<'_>, paths: &[PathBuf]) -> raised::Result<(Inventory, ExitStatus)> {
    Ok(told(settings, with(settings, |context| gather::saved(context, paths))?))
}

/// Reports contradictions and files left out; the status is 1 if a file was left out.
pub(super) fn told(settings: &Settings<'_>, saved: Saved) -> (Inventory, ExitStatus) {
    for remark in &saved.remarks {
        output::remark(settings, remark);
    }
    let status = if saved.inventory.unread.is_empty() { ExitStatus::Done } else { ExitStatus::Failed };
    (saved.inventory, status)
}
