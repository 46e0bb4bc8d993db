//! One exit: the appearance of each report, and the single path of all of them to the output.
//!
//! Pitfall: the findings decide the status, so a command evaluates its report before it passes it on.

use serde::Serialize;

use super::settings::Settings;
use super::{office, output, redact};
use crate::cli::{Format, UsageError};
use crate::domain::raised;
use crate::render::redact::Redact;
use crate::render::sheet::{self, Book};
use crate::render::table::{self, Style};
use crate::report::config::ConfigShow;
use crate::report::confirm::RosterConfirm;
use crate::report::diff::Diff;
use crate::report::doctor::Doctor;
use crate::report::import::{CertDelete, CertImport};
use crate::report::journal::{JournalShow, JournalVerify};
use crate::report::keys::{CsrCreate, KeyDelete, KeyGenerate};
use crate::report::pin::{PinChange, PinStatus, PinUnlock, PinVerify};
use crate::report::roster::RosterCheck;
use crate::report::token_init::TokenInit;
use crate::report::trust::TrustReport;
use crate::report::verify::VerifyReport;

/// A report as passed on by a command. Its JSON is derived.
pub(super) trait Report: Serialize + Redact {
    /// The supported formats.
    const FORMATS: &'static [Format];

    /// For a terminal.
    fn table(&self, style: &Style) -> String;

    /// Its rows, if it has any.
    fn book(&self) -> Option<Book>;
}

/// The reports, each with how it is shown. One that is missing here cannot be delivered.
macro_rules! reports {
    ($($report:ty, $table:expr $(, $book:expr)?;)*) => {
        $(impl Report for $report {
            const FORMATS: &'static [Format] = reports!(@formats $($book)?);

            fn table(&self, style: &Style) -> String {
                $table(self, style)
            }

            fn book(&self) -> Option<Book> {
                reports!(@book self $($book)?)
            }
        })*
    };
    (@formats) => { &[Format::Table, Format::Json] };
    (@formats $book:expr) => { &[Format::Table, Format::Json, Format::Csv, Format::Xlsx] };
    (@book $report:ident) => { None };
    (@book $report:ident $book:expr) => { Some($book($report)) };
}

reports! {
    CertDelete, table::cert_delete;
    CertImport, table::cert_import;
    ConfigShow, table::config_show;
    CsrCreate, table::csr_create;
    Diff, table::diff, |report| Book::plain("diff-sheet", vec![sheet::diff(report)]);
    Doctor, table::doctor;
    JournalShow, table::journal_show;
    JournalVerify, table::journal_verify;
    KeyDelete, table::key_delete;
    KeyGenerate, table::key_generate;
    PinChange, table::pin_change;
    PinStatus, table::pin_status;
    PinUnlock, table::pin_unlock;
    PinVerify, table::pin_verify;
    RosterCheck, table::roster_check, sheet::roster_book;
    RosterConfirm, table::roster_confirm;
    TokenInit, table::token_init;
    TrustReport, table::trust;
    VerifyReport, table::verify;
}

/// The format of a report, decided before anything is done for it.
pub(super) fn format<R: Report>(settings: &Settings<'_>) -> Result<Format, UsageError> {
    output::format(settings, R::FORMATS)
}

/// Removes personal data from a report if requested, and writes it.
pub(super) fn deliver<R: Report>(settings: &Settings<'_>, format: Format, report: R) -> raised::Result<()> {
    show(settings, format, &redact::shown(settings, report))
}

/// Writes a report as it is.
pub(super) fn show<R: Report>(settings: &Settings<'_>, format: Format, report: &R) -> raised::Result<()> {
    let book = if matches!(format, Format::Csv | Format::Xlsx) { report.book() } else { None };
    let bytes = match book {
        Some(book) => office::sheets(settings, &book, format)?,
        None if format == Format::Json => output::document(report)?,
        None => report.table(&output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)
}
