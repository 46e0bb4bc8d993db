//! Worklist, coverage and figures: from the command line to the report, and to its destination.

use std::mem::ManuallyDrop;
use std::path::Path;

use super::settings::Settings;
use super::{output, reading, redact, report, staff};
use crate::cli::office::{PlanArgs, ReportArgs, SourceArgs};
use crate::cli::{Format, Personal, SavedArgs};
use crate::commands::report::Beside;
use crate::commands::request::own_forms;
use crate::commands::{self, gather};
use crate::domain::form::{Forms, clean_body};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::domain::time::Moment;
use crate::failure::ExitStatus;
use crate::render::sheet::{self, Book};
use crate::render::{csv, docx, html, table, xlsx};
use crate::report::bodies::BodyReadings;
use crate::report::holders::is_unread_since;
use crate::report::inventory::{Inventory, Token};
use crate::report::plan::PlanOptions;
use crate::report::roster::RosterCheck;

report::reports! {
    RosterCheck, table::roster_check, sheet::roster_book;
}

/// Formats of these reports.
const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Csv, Format::Xlsx];
/// The report may be a document to sign as well.
const REPORT_FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Csv, Format::Xlsx, Format::Docx, Format::Html];

/// `plan`.
pub(super) fn plan(settings: &Settings<'_>, arguments: &PlanArgs) -> raised::Result<ExitStatus> {
    let format = output::format(settings, FORMATS)?;
    super::verify::check_basis(&arguments.revocation)?;
    let (mut inventory, roster, status) = sources(settings, &arguments.source)?;
    super::verify::judge(settings, &arguments.revocation, &mut inventory)?;
    let options = PlanOptions { within_days: arguments.within, all: arguments.all };
    let report = commands::plan::run(&settings.silent(), &inventory, roster.as_ref(), options);
    let report = redact::shown(settings, report);
    let bytes = match format {
        Format::Json => output::document(&report)?,
        Format::Csv | Format::Xlsx => sheets(settings, &sheet::plan_book(&report), format)?,
        _ => table::plan(&report, &output::style(settings), arguments.group_by.into()).into_bytes(),
    };
    output::write(settings, &bytes)?;
    Ok(status)
}

/// `roster check`.
pub(super) fn roster_check(settings: &Settings<'_>, source: &SourceArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<RosterCheck>(settings)?;
    // The staff list first: a mistake in it is reported before any token is read.
    let (inventory, roster, status) = sources(settings, source)?;
    let people = commands::roster::run(&settings.silent(), &inventory, roster.as_ref())?;
    report::deliver(settings, format, people)?;
    Ok(status)
}

/// `report`.
pub(super) fn report(settings: &Settings<'_>, arguments: &ReportArgs) -> raised::Result<ExitStatus> {
    let format = output::format(settings, REPORT_FORMATS)?;
    // The sentences of the document; the forms contain nothing else of a report.
    let own = if format == Format::Docx {
        redact::refuse(settings, Personal::Letter)?;
        own_forms(&settings.silent())?
    } else {
        None
    };
    let since = arguments.since.as_deref().map(gather::of_file).transpose()?;
    let bodies = arguments.bodies.as_deref().map(gather::bodies).transpose()?;
    let (inventory, roster, status) = sources(settings, &arguments.source)?;
    if format == Format::Html {
        let page = commands::report::page(&settings.silent(), &inventory, roster.as_ref(), since.as_ref());
        let page = html::overview(&redact::shown(settings, page), &settings.texts, &settings.zone);
        output::write(settings, page.as_bytes())?;
        return Ok(status);
    }
    let more = Beside { since: since.as_ref(), period: arguments.period.clone(), bodies: bodies.as_deref() };
    let report = commands::report::run(&settings.silent(), &inventory, roster.as_ref(), more);
    let report = redact::shown(settings, report);
    let bytes = match format {
        Format::Json => output::document(&report)?,
        Format::Csv | Format::Xlsx => sheets(settings, &sheet::statistics_book(&report), format)?,
        Format::Docx => {
            let forms = own.as_deref().map_or_else(Forms::built_in, Forms::with_own)?;
            docx::report(&report, &clean_body(&settings.config.body), forms.words(), &settings.zone)?
        }
        _ => table::statistics(&report, &output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)?;
    Ok(status)
}

/// The staff list, the inventory of its unit, and the status of reading both.
pub(super) fn sources(
    settings: &Settings<'_>,
    source: &SourceArgs,
) -> raised::Result<(ManuallyDrop<Inventory>, Option<Roster>, ExitStatus)> {
    let (inventory, roster, status) = whole(settings, source)?;
    super::unit::check(settings, &inventory, roster.as_ref())?;
    if let Some(since) = settings.not_read_since {
        let was_read = |token: &&Token| token.initialized && !is_unread_since(token, since);
        let count = inventory.tokens.iter().filter(was_read).count();
        if count > 0 {
            output::remark(settings, &Phrase::new("unread-others").with("count", count));
        }
    }
    Ok((inventory, roster, status))
}

/// The staff list and the inventory, before anything is left out. The program ends with the report: freeing the hundred
/// thousand objects of a large inventory individually would only take time.
pub(super) fn whole(
    settings: &Settings<'_>,
    source: &SourceArgs,
) -> raised::Result<(ManuallyDrop<Inventory>, Option<Roster>, ExitStatus)> {
    let (roster, cells) = staff::read(settings, &source.staff)?;
    let (inventory, status) = match source.saved.from.as_slice() {
        [] => reading::plugged_in(settings)?,
        from => reading::saved(settings, from)?,
    };
    Ok((ManuallyDrop::new(inventory), roster, if status == ExitStatus::Done { cells } else { status }))
}

/// Suggests `config init` beside a letter, if the sender's details are not in the config.
pub(super) fn suggest_config(settings: &Settings<'_>) {
    if settings.config.body.name.is_none() || settings.config.officer.name.is_none() {
        output::remark(settings, &Phrase::new("form-hint-config"));
    }
}

/// The first full sheet as CSV, all of them and the summary as a workbook.
pub(super) fn sheets(settings: &Settings<'_>, book: &Book, format: Format) -> raised::Result<Vec<u8>> {
    if format == Format::Xlsx {
        return workbook(settings, book, settings.now);
    }
    let mut bytes = Vec::new();
    if let Some(first) = book.sheets.first() {
        csv::write_sheet(first, &settings.zone, !settings.global.no_bom, &mut bytes).map_err(anyhow::Error::new)?;
    }
    Ok(bytes)
}

/// A workbook that names the agency from the config, unless names are redacted.
pub(super) fn workbook(settings: &Settings<'_>, book: &Book, day: Moment) -> raised::Result<Vec<u8>> {
    let body = settings.config.body.name.as_deref().filter(|_| settings.redactor.is_none());
    Ok(xlsx::workbook(book, body, day, &settings.texts, &settings.zone).map_err(anyhow::Error::new)?)
}

/// Which agencies of a list sent inventories. If only some of the tokens are shown, the files are read again: an agency
/// is not silent because its tokens were left out.
pub(super) fn bodies(
    settings: &Settings<'_>,
    list: &Path,
    inventory: &Inventory,
    saved: &SavedArgs,
) -> raised::Result<BodyReadings> {
    let bodies = gather::bodies(list)?;
    let is_part = settings.global.unit.is_some() || settings.global.token.is_some() || saved.not_read_since.is_some();
    let context = settings.silent();
    let whole = is_part.then(|| gather::whole(&context, &saved.from)).transpose()?;
    let whole = whole.as_ref().map_or(inventory, |whole| &whole.inventory);
    Ok(commands::report::bodies(&context, whole, None, &bodies))
}
