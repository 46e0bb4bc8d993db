//! Where a command's inventory comes from: the tokens plugged in, or saved inventories.
//!
//! Pitfall: if a file was left out, the run does not end with status 0, whatever the command then finds.

use std::io::IsTerminal;
use std::path::PathBuf;

use super::output;
use super::pin::{allowed, given_user_pin, user_pin};
use super::settings::Settings;
use crate::cli::{Format, LoginArgs, SavedArgs, UsageError};
use crate::commands::gather::{self, Saved};
use crate::commands::inventory::{run_ahead, run_saved};
use crate::commands::login::LoginRequest;
use crate::commands::readers::missing_service;
use crate::commands::reading::Reading;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::driver::discover::{no_token, service_state};
use crate::failure::ExitStatus;
use crate::interact::progress::{Line, Progress, Silent};
use crate::interact::secret::SecretSource;
use crate::report::inventory::{Driver, DriverFailure, DriverStatus, FailureKind, Inventory};
use crate::report::listing::Listing;
use crate::text::problem::failure_phrase;

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
    let read = run_saved(&settings.silent(), listing, &saved.from, saved.not_read_since)?;
    let (mut inventory, status) = with_remarks(settings, read);
    super::unit::narrow(settings, &mut inventory)?;
    Ok((inventory, Origin::Saved(status)))
}

/// Reads with progress, and logs in if requested; drivers may still be being closed.
fn read_ahead(
    settings: &Settings<'_>,
    listing: Listing,
    login: Option<&LoginArgs>,
) -> raised::Result<(Inventory, Reading)> {
    let progress = progress(settings);
    let context = settings.context(progress.as_ref());
    let Some(login) = login.filter(|login| login.login) else {
        login.map_or(Ok(()), refuse_pin)?;
        return run_ahead(&context, listing, None);
    };
    let allowed = allowed(&login.care);
    settings.with_sources(allowed.accents, |mut sources| {
        let mut warn = |phrase: &Phrase| output::remark(settings, phrase);
        let request =
            LoginRequest { source: user_pin(settings, &login.pin), allowed, sources: sources.lent(), warn: &mut warn };
        run_ahead(&context, listing, Some(request))
    })
}

/// The tokens plugged in, for the office reports. Their documents have no field for a failed driver, so it is reported
/// separately, and in the status.
pub(super) fn plugged_in(settings: &Settings<'_>) -> raised::Result<(Inventory, ExitStatus)> {
    let (mut inventory, mut reading) = read_ahead(settings, Listing::Inventory, None)?;
    reading.close(&mut inventory);
    remarks(settings, &inventory, &reading);
    remark_failures(settings, &inventory);
    let status = status_of(&inventory);
    Ok((inventory, status))
}

/// Names the drivers that could not be read, beside a document that has no field for them.
pub(super) fn remark_failures(settings: &Settings<'_>, inventory: &Inventory) {
    for driver in &inventory.drivers {
        driver.failures().for_each(|failure| remark_failure(settings, &driver.path, failure));
    }
}

/// Names a driver that could not be read, and why.
pub(super) fn remark_failure(settings: &Settings<'_>, driver: &str, failure: &DriverFailure) {
    let said = Phrase::new("run-driver-failed").with("path", driver);
    output::remark(settings, &said.with("failure", failure_phrase(failure)));
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

/// Saved inventories combined, for the office reports. Drivers that failed when they were made are named: this run has
/// read all there is in the files, but there may be more tokens.
pub(super) fn saved(settings: &Settings<'_>, paths: &[PathBuf]) -> raised::Result<(Inventory, ExitStatus)> {
    let (inventory, status) = with_remarks(settings, gather::saved(&settings.silent(), paths)?);
    // A script has them in the inventories, and may take everything on standard error for an error.
    if !matches!(settings.global.format, Some(Format::Json | Format::Jsonl)) {
        remark_failures(settings, &inventory);
    }
    Ok((inventory, status))
}

/// Reports contradictions and files left out; the status is 1 if a file was left out.
pub(super) fn with_remarks(settings: &Settings<'_>, saved: Saved) -> (Inventory, ExitStatus) {
    output::remarks(settings, &saved.remarks);
    let status = if saved.inventory.unread.is_empty() { ExitStatus::Done } else { ExitStatus::Failed };
    (saved.inventory, status)
}

/// A line of progress on a terminal, or none.
pub(super) fn progress(settings: &Settings<'_>) -> Box<dyn Progress> {
    if settings.global.quiet || !std::io::stderr().is_terminal() {
        Box::new(Silent)
    } else {
        Box::new(Line::start(&settings.texts.get("run-reading")))
    }
}

/// Remarks beside the report.
pub(super) fn remarks(settings: &Settings<'_>, inventory: &Inventory, reading: &Reading) {
    for served in &reading.served {
        if let Some(reading) = &served.reading {
            output::log(settings, &served.found.path.display().to_string(), &reading.log);
            if served.lacks_softhsm_configuration() {
                output::remark(settings, &Phrase::new("run-softhsm-hint"));
            }
        }
    }
    let lists_tokens = inventory.envelope.kind != Listing::Drivers.kind().word();
    if lists_tokens && inventory.tokens.iter().all(|token| !token.initialized) {
        for note in no_token(&reading.discovery, service_state(settings.environment)) {
            output::remark(settings, &note);
        }
    } else if let Some(note) = missing_service(settings.environment, &reading.served) {
        output::remark(settings, &note);
    }
}

/// The exit status of a listing: 0, 1 in part, 3 for a missing driver, 8 for nothing at all.
pub(super) fn status_of(inventory: &Inventory) -> ExitStatus {
    let failed: Vec<_> = inventory.drivers.iter().filter(|driver| driver.status.is_failure()).collect();
    let whole = |driver: &&Driver| driver.status != DriverStatus::Partial;
    let nothing = inventory.tokens.is_empty() && failed.len() == inventory.drivers.len() && failed.iter().all(whole);
    let kind_of = |driver: &&Driver| driver.failure.as_ref().map(|failure| failure.kind);
    if failed.is_empty() {
        ExitStatus::Done
    } else if nothing && failed.iter().all(|driver| matches!(driver.status, DriverStatus::Hung | DriverStatus::Crashed))
    {
        ExitStatus::DriverLost
    } else if nothing && failed.iter().all(|driver| kind_of(driver) == Some(FailureKind::NotFound)) {
        ExitStatus::NotFound
    } else {
        ExitStatus::Failed
    }
}
