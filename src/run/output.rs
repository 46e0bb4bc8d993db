//! Where reports go: standard output or a file, in the requested format.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::path::Path;

use serde::Serialize;

use super::redact;
use super::settings::Settings;
use crate::cli::{Color, Format, UsageError};
use crate::commands::saved::{gone, inventory_at};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::driver::client::streams::stdout_is_missing;
use crate::file::{FileError, OutputEnd, Stdout, check_target, write_atomically};
use crate::interact::terminal::draws_colours;
use crate::render::table::Style;
use crate::render::{csv, html, json, sheet, table};
use crate::report::bodies::{BodyReadings, WithBodies};
use crate::report::inventory::{Inventory, Token};
use crate::report::listing::Listing;
use crate::text::sanitize;

/// Decides the format: `--format`, otherwise the extension of `--output`, otherwise a table. Refuses an impossible one.
pub(super) fn format(settings: &Settings<'_>, possible: &[Format]) -> Result<Format, UsageError> {
    let option = settings.global.format;
    let file = settings.file();
    let extension = file.and_then(Format::of_path);
    let format = match (option, extension, file) {
        (Some(option), Some(extension), _) if option != extension => {
            return Err(UsageError::FormatConflict(option, extension));
        }
        (Some(format), ..) | (None, Some(format), _) => format,
        (None, None, Some(path)) if path.extension().is_some_and(|extension| extension != "txt") => {
            return Err(UsageError::UnknownExtension(path.display().to_string()));
        }
        (None, None, _) => Format::Table,
    };
    if !possible.contains(&format) {
        return Err(UsageError::FormatNotPossible(format));
    }
    if format.is_binary() && file.is_none() && std::io::stdout().is_terminal() {
        return Err(UsageError::BinaryToTerminal(format));
    }
    Ok(format)
}

/// Writes an inventory or one of its views, and which agencies sent readings if that was requested.
pub(super) fn inventory(
    settings: &Settings<'_>,
    listing: Listing,
    report: &Inventory,
    bodies: Option<&BodyReadings>,
    format: Format,
) -> raised::Result<()> {
    if format == Format::Json && bodies.is_none() {
        let shown = redacted(settings, report);
        return replacing(settings, report, || write_document(settings, &*shown));
    }
    write_inventory(settings, report, &rendered(settings, listing, report, bodies, format)?)
}

/// An inventory or one of its views, in a format.
pub(super) fn rendered(
    settings: &Settings<'_>,
    listing: Listing,
    report: &Inventory,
    bodies: Option<&BodyReadings>,
    format: Format,
) -> raised::Result<Vec<u8>> {
    let shown = &*redacted(settings, report);
    let bodies = bodies.map(|bodies| redact::shown(settings, bodies.clone()));
    Ok(match format {
        Format::Json => filled(size_of(shown), |output| match &bodies {
            Some(bodies) => json::write_document(&WithBodies { inventory: shown, bodies }, output),
            None => json::write_document(shown, output),
        })?,
        Format::Jsonl => filled(size_of(shown), |output| json::write_lines(shown, output))?,
        Format::Csv => {
            filled(0, |output| csv::write_inventory(shown, &settings.zone, !settings.global.no_bom, output))?
        }
        Format::Xlsx => {
            let mut book = sheet::inventory(shown);
            if let Some(bodies) = &bodies {
                book.add_bodies(bodies);
            }
            super::office::workbook(settings, &book, shown.envelope.generated_at)?
        }
        Format::Html => html::reading(shown, &settings.texts, &settings.zone).into_bytes(),
        Format::Table | Format::Docx | Format::Openmetrics => {
            let style = style(settings);
            let bodies = bodies.as_ref().map(|bodies| format!("\n{}", table::bodies(bodies, &style)));
            (table::listing(listing, shown, &style) + &bodies.unwrap_or_default()).into_bytes()
        }
    })
}

/// An inventory without personal data, if that was requested.
fn redacted<'a>(settings: &Settings<'_>, report: &'a Inventory) -> Cow<'a, Inventory> {
    match settings.redactor {
        None => Cow::Borrowed(report),
        Some(_) => Cow::Owned(redact::shown(settings, report.clone())),
    }
}

/// Writes a rendered inventory, and names the tokens of one that it replaces and does not have.
pub(super) fn write_inventory(settings: &Settings<'_>, report: &Inventory, bytes: &[u8]) -> raised::Result<()> {
    replacing(settings, report, || write(settings, bytes))
}

/// Writes an inventory, and names the tokens of one that it replaces and does not have.
fn replacing(
    settings: &Settings<'_>,
    report: &Inventory,
    written: impl FnOnce() -> raised::Result<()>,
) -> raised::Result<()> {
    let former = settings.file().filter(|_| settings.global.force).and_then(|path| Some((path, inventory_at(path)?)));
    written()?;
    if let Some((path, former)) = former {
        name_the_gone(settings, path, &former, report);
    }
    Ok(())
}

/// Lists the tokens of a replaced inventory that the new one lacks.
fn name_the_gone(settings: &Settings<'_>, path: &Path, former: &Inventory, new: &Inventory) {
    let gone = gone(former, new);
    if gone.is_empty() {
        return;
    }
    let names: Vec<String> = gone.into_iter().map(Token::holder_and_serial).collect();
    let said = Phrase::new("output-tokens-gone").with("path", path.display().to_string()).with("count", names.len());
    remark(settings, &said.with("tokens", names.join(", ")));
}

/// Any report as a JSON document.
pub(super) fn document(report: &impl Serialize) -> raised::Result<Vec<u8>> {
    filled(0, |output| json::write_document(report, output))
}

/// What is written into memory, which has room for about `size` bytes before it has to be moved.
fn filled(size: usize, fill: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> raised::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    fill(&mut bytes).map_err(anyhow::Error::new)?;
    Ok(bytes)
}

/// About the bytes of an inventory in JSON: 3 KB for a certificate, less for a key, and the same for a token.
fn size_of(inventory: &Inventory) -> usize {
    let parts = inventory.tokens.iter().map(|token| 1 + token.certificates.len() + token.keys.len());
    parts.sum::<usize>() * 2048
}

/// Writes to `--output`, otherwise to standard output. Files about people are not readable by everyone.
pub(super) fn write(settings: &Settings<'_>, bytes: &[u8]) -> raised::Result<()> {
    write_with(settings, true, |output| output.write_all(bytes))
}

/// Writes any report as a JSON document, without the whole of it in memory.
pub(super) fn write_document(settings: &Settings<'_>, report: &impl Serialize) -> raised::Result<()> {
    write_with(settings, true, |output| json::write_document(report, output))
}

fn write_with(
    settings: &Settings<'_>,
    names_people: bool,
    content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> raised::Result<()> {
    match settings.file() {
        Some(path) => Ok(write_atomically(path, settings.global.force, names_people, content).map_err(advised)?),
        None => Ok(on_stdout(content)?),
    }
}

/// Writes metrics: for another user's collector, so the umask decides who can read them, unless they name people.
pub(super) fn write_metrics(settings: &Settings<'_>, bytes: &[u8], names_people: bool) -> raised::Result<()> {
    write_with(settings, names_people, |output| output.write_all(bytes))
}

/// Reports on standard output, even with `--quiet`, what a file contains; the sentence receives the file's name. The
/// file already exists, so nothing depends on this output being read.
pub(super) fn say_written(settings: &Settings<'_>, file: &Path, phrase: &Phrase) {
    say(settings, &phrase.clone().with("file", file.display().to_string()));
}

/// Reports on standard output, even with `--quiet`, the files of a run.
pub(super) fn say(settings: &Settings<'_>, phrase: &Phrase) {
    let _nobody_listens = to_stdout(sentence(settings, phrase).as_bytes());
}

/// Writes to standard output.
pub(super) fn to_stdout(bytes: &[u8]) -> Result<(), OutputEnd> {
    on_stdout(|output| output.write_all(bytes))
}

/// Writes to standard output. A closed reader changes nothing: the findings decide the status. An output that was never
/// open, or is full, received nothing, and that is a failure.
fn on_stdout(content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), OutputEnd> {
    if stdout_is_missing() {
        return Err(OutputEnd::Missing);
    }
    match content(&mut Stdout).map_err(|fault| OutputEnd::from(&fault)) {
        Err(end) if end.is_quiet() => Ok(()),
        written => written,
    }
}

/// Writes a file completely or not at all.
pub(super) fn to_file(path: &Path, force: bool, bytes: &[u8]) -> raised::Result<()> {
    Ok(write_atomically(path, force, true, |file| file.write_all(bytes)).map_err(advised)?)
}

/// Refuses in advance a file that could not be written later.
pub(super) fn check_file(path: &Path, force: bool) -> raised::Result<()> {
    Ok(check_target(path, force).map_err(advised)?)
}

/// Refuses in advance what could not be written later, so that no token is read or logged in to in vain.
pub(super) fn check(settings: &Settings<'_>) -> raised::Result<()> {
    match settings.file() {
        Some(path) => Ok(check_target(path, settings.global.force).map_err(advised)?),
        None if stdout_is_missing() => Err(OutputEnd::Missing.into()),
        None => Ok(()),
    }
}

/// A user who names a saved inventory for output is not advised to replace it: other machines' readings would be lost.
fn advised(error: FileError) -> FileError {
    match error {
        FileError::Exists(path) if inventory_at(&path).is_some() => FileError::HoldsInventory(path),
        other => other,
    }
}

/// How tables are displayed here.
pub(super) fn style(settings: &Settings<'_>) -> Style {
    style_where(settings, settings.global.output.is_none())
}

/// How tables are displayed on standard output, if `--output` is for something else.
pub(super) fn style_of_stdout(settings: &Settings<'_>) -> Style {
    style_where(settings, true)
}

fn style_where(settings: &Settings<'_>, on_stdout: bool) -> Style {
    let to_terminal = on_stdout && std::io::stdout().is_terminal();
    let drawn = to_terminal && draws_colours();
    let color = match settings.global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => drawn && !settings.environment.no_color(),
    };
    let width = if to_terminal { terminal_size::terminal_size().map(|(width, _)| width.0) } else { None };
    let (language, zone) = (settings.texts.language(), settings.zone.clone());
    Style { color, width, language, zone, drivers: settings.silent().same_drivers() }
}

/// A remark for the user, not for the report.
pub(super) fn remark(settings: &Settings<'_>, phrase: &Phrase) {
    if !settings.global.quiet {
        to_stderr(&sentence(settings, phrase));
    }
}

/// A line for the person at the terminal even with `--quiet`, and with the real names: nothing can continue without it.
pub(super) fn insist(settings: &Settings<'_>, phrase: &Phrase) {
    to_stderr(&format!("{}\n", settings.texts.say(phrase)));
}

/// A line, without personal data if requested.
fn sentence(settings: &Settings<'_>, phrase: &Phrase) -> String {
    let redacted = settings.redactor.map(|redactor| redactor.phrase(phrase));
    settings.texts.say(redacted.as_ref().unwrap_or(phrase)) + "\n"
}

/// Several remarks, in order.
pub(super) fn remarks(settings: &Settings<'_>, phrases: &[Phrase]) {
    for phrase in phrases {
        remark(settings, phrase);
    }
}

/// A driver's output, with `-v`.
pub(super) fn log(settings: &Settings<'_>, path: &str, text: &str) {
    if settings.global.verbose == 0 || text.is_empty() {
        return;
    }
    // A driver's output may contain anything.
    if settings.redactor.is_some() {
        let lines = text.lines().count();
        remark(settings, &Phrase::new("redact-log-left-out").with("driver", path).with("lines", lines));
        return;
    }
    for line in text.lines() {
        to_stderr(&format!("{}: {}\n", sanitize::terminal(path), sanitize::terminal(line)));
    }
}

/// Writes to standard error; if nothing reads it, nothing is lost.
pub(super) fn to_stderr(text: &str) {
    let _nobody_listens = write_stderr(text.as_bytes());
}

#[cfg(unix)]
fn write_stderr(bytes: &[u8]) -> std::io::Result<()> {
    use std::os::fd::AsFd;

    // The lock prevents a progress line from being drawn in the middle.
    let stderr = std::io::stderr().lock();
    crate::waiting::write_all(stderr.as_fd(), bytes)
}

#[cfg(not(unix))]
fn write_stderr(bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;

    let mut stderr = std::io::stderr().lock();
    stderr.write_all(bytes).and_then(|()| stderr.flush())
}
