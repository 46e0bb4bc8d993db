//! `diff`: two sides of files and folders, and what changed from one to the other.

use super::settings::Settings;
use super::{output, reading, report};
use crate::cli::office::DiffArgs;
use crate::commands::gather;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::sheet::{self, Book};
use crate::render::table;
use crate::report::diff::{Diff, diff as compare};

report::reports! {
    Diff, table::diff, |report| Book::plain("diff-sheet", vec![sheet::diff(report)]);
}

/// 0 the same, 10 changed; 1 if a file could not be read, or if nothing else changed than that a driver was not read this time.
pub(super) fn diff(settings: &Settings<'_>, arguments: &DiffArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<Diff>(settings)?;
    let side = |path| gather::saved(&settings.silent(), std::slice::from_ref(path));
    let (mut old, was) = reading::with_remarks(settings, side(&arguments.old)?);
    let (mut new, is) = reading::with_remarks(settings, side(&arguments.new)?);
    super::unit::narrow_both(settings, &mut old, &mut new)?;
    let names = gather::rules(&settings.silent()).names;
    let compared = compare(&old, &new, &names, settings.now);
    for unread in &compared.unread_drivers {
        reading::remark_failure(settings, &unread.driver, &unread.failure);
    }
    for driver in &compared.unused_drivers {
        output::remark(settings, &Phrase::new("diff-unused-driver").with("driver", driver));
    }
    let status = match (was, is) {
        (ExitStatus::Done, ExitStatus::Done) if compared.has_changes() => ExitStatus::CheckWarnings,
        (ExitStatus::Done, ExitStatus::Done) if compared.unread_drivers.is_empty() && compared.changes.is_empty() => {
            ExitStatus::Done
        }
        _ => ExitStatus::Failed,
    };
    report::deliver(settings, format, compared)?;
    Ok(status)
}
