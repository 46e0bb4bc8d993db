//! `diff`: two sides of files and folders, and what changed from one to the other.

use super::office::{sheets, with};
use super::settings::Settings;
use super::{output, reading, redact};
use crate::cli::Format;
use crate::cli::office::DiffArgs;
use crate::commands::gather;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::{sheet, table};
use crate::report::diff::diff as compare;

/// 0 the same, 10 changed, 1 where a file could not be read.
pub(super) fn diff(settings: &Settings<'_>, arguments: &DiffArgs) -> raised::Result<u8> {
    let format = output::format(settings, &[Format::Table, Format::Json, Format::Csv, Format::Xlsx])?;
    let side = |path| with(settings, |context| gather::saved(context, std::slice::from_ref(path)));
    let (mut old, was) = reading::told(settings, side(&arguments.old)?);
    let (mut new, is) = reading::told(settings, side(&arguments.new)?);
    super::unit::narrow_both(settings, &mut old, &mut new)?;
    let report = redact::shown(settings, compare(&old, &new, settings.now));
    let bytes = match format {
        Format::Json => output::document(&report)?,
        Format::Csv | Format::Xlsx => {
            sheets(settings, &sheet::Book::plain("diff-sheet", vec![sheet::diff(&report)]), format)?
        }
        _ => table::diff(&report, &output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)?;
    let status = match (was, is) {
        (ExitStatus::Done, ExitStatus::Done) if report.changes.is_empty() => ExitStatus::Done,
        (ExitStatus::Done, ExitStatus::Done) => ExitStatus::CheckWarnings,
        _ => ExitStatus::Failed,
    };
    Ok(status.number())
}
