//! One exit: the way that all reports take to the output, and how a command says what its own look like.
//!
//! Pitfall: the findings decide the status, so a command evaluates its report before it passes it on.

use serde::Serialize;

use super::settings::Settings;
use super::{office, output, redact};
use crate::cli::{Format, UsageError};
use crate::domain::raised;
use crate::render::redact::Redact;
use crate::render::sheet::Book;
use crate::render::table::Style;

/// A report as passed on by a command. Its JSON is derived.
pub(super) trait Report: Serialize + Redact {
    /// The supported formats.
    const FORMATS: &'static [Format];

    /// For a terminal.
    fn table(&self, style: &Style) -> String;

    /// Its rows, if it has any.
    fn book(&self) -> Option<Book>;
}

/// Says how reports are shown: as a table, and as sheets where they have rows. Each is named beside the command that delivers
/// it; one that is not named cannot be delivered.
macro_rules! reports {
    ($($report:ty, $table:expr $(, $book:expr)?;)*) => {
        $(impl $crate::run::report::Report for $report {
            const FORMATS: &'static [$crate::cli::Format] = $crate::run::report::reports!(@formats $($book)?);

            fn table(&self, style: &$crate::render::table::Style) -> String {
                $table(self, style)
            }

            fn book(&self) -> Option<$crate::render::sheet::Book> {
                $crate::run::report::reports!(@book self $($book)?)
            }
        })*
    };
    (@formats) => { &[$crate::cli::Format::Table, $crate::cli::Format::Json] };
    (@formats $book:expr) => {{
        use $crate::cli::Format::{Csv, Json, Table, Xlsx};
        &[Table, Json, Csv, Xlsx]
    }};
    (@book $report:ident) => { None };
    (@book $report:ident $book:expr) => { Some($book($report)) };
}
pub(super) use reports;

/// The format of a report, decided before anything is done for it.
pub(super) fn format<R: Report>(settings: &Settings<'_>) -> Result<Format, UsageError> {
    output::format(settings, R::FORMATS)
}

/// Removes personal data from a report if requested, and writes it.
pub(super) fn deliver<R: Report>(settings: &Settings<'_>, format: Format, report: R) -> raised::Result<()> {
    show(settings, format, &redact::shown(settings, report))
}

/// Shows on standard error what is about to be done, unless `--quiet` is given.
pub(super) fn show_plan<R: Redact + Clone>(
    settings: &Settings<'_>,
    planned: &R,
    table: impl FnOnce(&R, &Style) -> String,
) {
    if !settings.global.quiet {
        let planned = redact::shown(settings, planned.clone());
        output::to_stderr(&format!("{}\n", table(&planned, &output::style(settings))));
    }
}

/// Writes a report as it is.
pub(super) fn show<R: Report>(settings: &Settings<'_>, format: Format, report: &R) -> raised::Result<()> {
    let book = if matches!(format, Format::Csv | Format::Xlsx) { report.book() } else { None };
    let bytes = match book {
        Some(book) => office::sheets(settings, &book, format)?,
        None if format == Format::Json => return output::write_document(settings, report),
        None => report.table(&output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)
}
