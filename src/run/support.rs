//! `support`: one archive for a helper, redacted, shown before it is written.
//!
//! Pitfall: help is needed most when something fails, so a failure becomes the content of its file instead of ending
//! the run.

use std::path::PathBuf;

use serde::Serialize;

use super::output;
use super::redact;
use super::settings::Settings;
use crate::cli::{Format, SupportArgs, UsageError};
use crate::commands;
use crate::commands::reading::Reading;
use crate::commands::support::{SupportError, confirm, journal, report, system};
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::failure::ExitStatus;
use crate::file::{check_target, is_stdout};
use crate::render::redact::Redact;
use crate::render::{archive, table};
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;

/// Collects, shows, asks, writes.
pub(super) fn support(settings: &Settings<'_>, arguments: &SupportArgs) -> raised::Result<ExitStatus> {
    let format = settings.global.format.unwrap_or(Format::Table);
    if !matches!(format, Format::Table | Format::Json) {
        return Err(UsageError::FormatNotPossible(format).into());
    }
    let target = target(settings)?;
    // Reported before anything is read, not after the question.
    check_target(&target, settings.global.force)?;
    let files = files(settings)?;
    let shown = match format {
        Format::Json => output::document(&report(&settings.silent(), &files)?)?,
        _ => table::support(&files, &output::style_of_stdout(settings)).into_bytes(),
    };
    output::to_stdout(&shown)?;
    settings.with_terminal(|terminal| confirm(terminal, arguments.yes))?;
    output::to_file(&target, settings.global.force, &archive::zip(&files).map_err(anyhow::Error::new)?)?;
    output::remark(settings, &Phrase::new("support-written").with("file", target.display().to_string()));
    Ok(ExitStatus::Done)
}

/// `--output`, otherwise a name with the date.
fn target(settings: &Settings<'_>) -> Result<PathBuf, SupportError> {
    match settings.global.output.as_deref() {
        Some(path) if is_stdout(path) => Err(SupportError::NeedsFile),
        Some(path) => Ok(path.to_path_buf()),
        None => Ok(PathBuf::from(format!("tokenctl-support-{}.zip", settings.now.day_in(&settings.zone)))),
    }
}

/// The files of the archive.
fn files(settings: &Settings<'_>) -> raised::Result<Vec<(&'static str, Vec<u8>)>> {
    let context = settings.silent();
    let progress = super::reading::progress(settings);
    let read = |listing| {
        commands::inventory::run(&settings.context(progress.as_ref()), listing, None)
            .map(|(inventory, _reading): (Inventory, Reading)| inventory)
    };
    let drivers = file(settings, read(Listing::Drivers))?;
    let inventory = file(settings, read(Listing::Inventory))?;
    drop(progress);
    let journal = match journal(&context) {
        Ok(journal) => output::document(&journal)?,
        Err(error) => settings.failure(&error).json().into_bytes(),
    };
    let config = file(settings, commands::config::show(&context).map_err(Raised::from))?;
    Ok(vec![
        ("system.json", output::document(&system(&context))?),
        ("drivers.json", drivers),
        ("inventory.json", inventory),
        ("journal.json", journal),
        ("config.json", config),
    ])
}

/// A redacted report as a document, or the failure as one.
fn file<R: Redact + Serialize>(settings: &Settings<'_>, report: raised::Result<R>) -> raised::Result<Vec<u8>> {
    match report {
        Ok(report) => output::document(&redact::shown(settings, report)),
        Err(error) => Ok(settings.failure(&error).json().into_bytes()),
    }
}
