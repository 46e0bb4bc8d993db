//! `inventory --add-to`: adds one reading to a saved inventory that other runs may be adding to as well.
//!
//! Pitfall: the saved inventory is read again under the lock. If the new reading were merged with data read before the
//! lock, the last of several runs would undo all the others.

use std::path::Path;
use std::time::Duration;

use super::settings::Settings;
use super::{output, reading, redact, verify};
use crate::cli::{Format, InventoryArgs, Personal};
use crate::commands::saved::{add, former, read_if_there};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::file::{FileLock, check_regular};
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;

/// How long a run waits for the others, each of which needs the lock while it merges and writes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Merges this reading into a saved inventory.
pub(super) fn add_to(settings: &Settings<'_>, arguments: &InventoryArgs, file: &Path) -> raised::Result<ExitStatus> {
    redact::refuse(settings, Personal::SavedInventory)?;
    verify::check_basis(&arguments.revocation)?;
    // Problems with the file are reported before a token is read.
    check_regular(file)?;
    read_if_there(file)?;
    let (login, from) = (&arguments.read.login, &arguments.read.saved);
    let (mut inventory, origin) = reading::inventory(settings, Listing::Inventory, Some(login), from)?;
    verify::judge(settings, &arguments.revocation, &mut inventory)?;
    let saved = save(settings, file, inventory.clone());
    // The reading is shown even if it could not be saved.
    let shown = output::inventory(settings, Listing::Inventory, &inventory, None, Format::Table);
    let status = reading::finished(settings, &inventory, &origin);
    let (merged, conflicts) = saved?;
    output::remarks(settings, &conflicts);
    let tokens = merged.summary.tokens;
    let added = Phrase::new("run-added").with("path", file.display().to_string()).with("tokens", tokens);
    output::remark(settings, &added);
    shown?;
    Ok(status)
}

/// Reads, merges and writes under the lock; the previous file is kept beside the new one.
pub(super) fn save(
    settings: &Settings<'_>,
    file: &Path,
    reading: Inventory,
) -> raised::Result<(Inventory, Vec<Phrase>)> {
    let lock = FileLock::of(file, PATIENCE, &|| settings.is_interrupted())?;
    let (bytes, saved) = former(lock.target())?.unzip();
    let (merged, conflicts) = add(&settings.silent(), saved, reading);
    if let Some(bytes) = bytes {
        output::to_file(&lock.backup(), true, &bytes)?;
    }
    output::to_file(lock.target(), true, &output::document(&merged)?)?;
    Ok((merged, conflicts))
}
