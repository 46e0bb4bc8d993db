//! Where reports go: standard output or a file, in the format that was asked for.

use std::io::{IsTerminal, Write};
use std::path::Path;

use serde::Serialize;

use super::settings::Settings;
use crate::cli::{Color, Format, UsageError};
use crate::domain::phrase::Phrase;
use crate::interact::terminal::draws_colours;
use crate::render::file::{is_stdout, write_atomically, write_stdout};
use crate::render::table::Style;
use crate::render::{csv, json, sanitize, table, xlsx};
use crate::report::inventory::Inventory;

/// Decides the format: `--format`, else the extension of `--output`, else a table. Refuses what cannot be.
pub(super) fn format(settings: &Settings<'_>, possible: &[Format]) -> Result<Format, UsageError> {
    let option = settings.global.format;
    let file = settings.global.output.as_deref().filter(|path| !is_stdout(path));
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

/// Writes an inventory or one of its views.
pub(super) fn inventory(settings: &Settings<'_>, report: &Inventory, format: Format) -> anyhow::Result<()> {
    let bytes = match format {
        Format::Json => document(report)?,
        Format::Jsonl => filled(|output| json::write_lines(report, output))?,
        Format::Csv => filled(|output| csv::write_inventory(report, !settings.global.no_bom, output))?,
        Format::Xlsx => xlsx::inventory(report, &settings.texts, &settings.zone)?,
        Format::Table | Format::Docx => table::of_kind(report, &style(settings)).into_bytes(),
    };
    write(settings, &bytes)
}

/// Any report as a JSON document.
pub(super) fn document(report: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    Ok(filled(|output| json::write_document(report, output))?)
}

fn filled(fill: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fill(&mut bytes)?;
    Ok(bytes)
}

/// Writes to `--output`, else to standard output. What is about people is not for everybody's eyes.
pub(super) fn write(settings: &Settings<'_>, bytes: &[u8]) -> anyhow::Result<()> {
    match settings.global.output.as_deref().filter(|path| !is_stdout(path)) {
        Some(path) => to_file(path, settings.global.force, bytes),
        None => Ok(write_stdout(bytes)?),
    }
}

/// Writes a file whole or not at all.
pub(super) fn to_file(path: &Path, force: bool, bytes: &[u8]) -> anyhow::Result<()> {
    write_atomically(path, force, true, |file| file.write_all(bytes))?;
    Ok(())
}

/// How tables are to look here.
pub(super) fn style(settings: &Settings<'_>) -> Style {
    let stdout = std::io::stdout();
    let to_terminal = settings.global.output.is_none() && stdout.is_terminal();
    let drawn = to_terminal && draws_colours();
    let color = match settings.global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => drawn && !settings.environment.no_color(),
    };
    let width = if to_terminal { terminal_size::terminal_size().map(|(width, _)| width.0) } else { None };
    Style { color, width, language: settings.texts.language(), zone: settings.zone.clone() }
}

/// A remark for the person, not for the report.
pub(super) fn remark(settings: &Settings<'_>, phrase: &Phrase) {
    if !settings.global.quiet {
        to_stderr(&format!("{}\n", settings.texts.say(phrase)));
    }
}

/// What a driver printed, with `-v`.
pub(super) fn log(settings: &Settings<'_>, path: &str, text: &str) {
    if settings.global.verbose == 0 {
        return;
    }
    for line in text.lines() {
        to_stderr(&format!("{}: {}\n", sanitize::terminal(path), sanitize::terminal(line)));
    }
}

/// Writes to standard error; where nobody listens, nothing is lost.
pub(super) fn to_stderr(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _nobody_listens = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
