//! Letters: from the command line to the form, and from the form to its documents.

use std::path::{Path, PathBuf};

use super::office::sources;
use super::settings::Settings;
use super::{output, redact};
use crate::cli::office::SourceArgs;
use crate::cli::request::{RequestArgs, RequestCommand};
use crate::cli::{Format, Personal, UsageError};
use crate::commands::gather;
use crate::commands::pdf::{PdfError, libreoffice, pdf};
use crate::commands::request::{Asked, Chosen, OfUnit, Wanted, arranged, by_unit, choose, fill, left_out, own_forms};
use crate::config::Config;
use crate::domain::form::{Details, ToFill};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::docx::docx;
use crate::render::{form_table, table};
use crate::report::holders::Holders;
use crate::report::request::RequestReport;
use crate::report::work::judged;

/// Formats of a request.
const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Csv, Format::Xlsx, Format::Docx];

fn wanted(command: &RequestCommand) -> (Wanted, &RequestArgs) {
    match command {
        RequestCommand::Renewal(arguments) => (Wanted::Renewal, arguments),
        RequestCommand::Change(arguments) => (Wanted::Change, arguments),
        RequestCommand::Recovery(arguments) => (Wanted::Recovery, arguments),
        RequestCommand::Revocation(arguments) => (Wanted::Revocation, arguments),
        RequestCommand::New(arguments) if arguments.organisations => (Wanted::NewOrganisations, &arguments.request),
        RequestCommand::New(arguments) => (Wanted::NewPersons, &arguments.request),
    }
}

/// The input of a request.
pub(super) fn source(command: &RequestCommand) -> &SourceArgs {
    &wanted(command).1.source
}

/// What was written, and what was left out of it.
fn written(report: &RequestReport, holders: usize) -> Phrase {
    let id = if report.left_out.is_empty() { "form-written" } else { "form-written-left-out" };
    Phrase::new(id).with("count", holders).with("left", report.left_out.len())
}

/// The config with the signatory of this letter: a name, or a title and a name ("Phó Chủ tịch: Trần Thị B").
fn with_signer(config: &Config, arguments: &RequestArgs) -> Config {
    let mut config = config.clone();
    if let Some(signer) = &arguments.signer {
        let (title, name) = match signer.split_once(':') {
            Some((title, name)) => (Some(title.trim().to_owned()), name.trim().to_owned()),
            None => (None, signer.trim().to_owned()),
        };
        config.body.head_title = title.or(config.body.head_title);
        config.body.head_name = Some(name);
    }
    config
}

/// `request`: 0 if every letter is complete, 1 if a wrong value was left blank, a driver failed or a PDF is missing.
pub(super) fn request(settings: &Settings<'_>, command: &RequestCommand) -> raised::Result<ExitStatus> {
    let (wanted, arguments) = wanted(command);
    let format = output::format(settings, FORMATS)?;
    if arguments.pdf && format != Format::Docx {
        return Err(PdfError::NotALetter.into());
    }
    // File names contain names of units.
    if format == Format::Docx || arguments.by_unit {
        redact::refuse(settings, Personal::Letter)?;
    }
    // A mistake in the agency's own forms is reported before any token is read.
    let own = own_forms(&settings.silent())?;
    super::verify::check_basis(&arguments.revocation)?;
    let (mut inventory, roster, read) = sources(settings, &arguments.source)?;
    super::verify::judge(settings, &arguments.revocation, &mut inventory)?;
    let context = settings.silent();
    let rules = gather::rules(&context);
    let judge = context.judge(&rules);
    let holders = Holders::new(&inventory, roster.as_ref(), &rules);
    let central = match command {
        RequestCommand::New(arguments) if !arguments.organisations => Some(arguments.central),
        _ => None,
    };
    let mut chosen = choose(wanted, &judged(&holders, &judge), &rules, arguments.proposed);
    output::remarks(settings, &chosen.remarks);
    let (cases, others) = arranged(std::mem::take(&mut chosen.cases), roster.as_ref(), central);
    if others > 0 {
        let id = if central == Some(true) { "form-others-not-central" } else { "form-others-central" };
        output::remark(settings, &Phrase::new(id).with("count", others));
    }
    chosen.cases = cases;
    let config = with_signer(&settings.config, arguments);
    let details = Details {
        number: arguments.number.clone(),
        date: arguments.date,
        is_central: central == Some(true),
        is_draft: arguments.draft,
    };
    let asked = Asked {
        kind: wanted.form(),
        document: wanted.document(),
        recipient: arguments.recipient.as_deref(),
        own_forms: own.as_deref(),
        now: settings.now,
    };
    let writer = Writer { settings, format, asked, config: &config, details, pdf: arguments.pdf };
    let is_whole = if arguments.by_unit {
        writer.write_by_unit(by_unit(chosen, &rules.names))?
    } else {
        writer.write_one(&chosen, settings.file())?
    };
    super::office::suggest_config(settings);
    let status = if is_whole { read } else { ExitStatus::Failed };
    Ok(status)
}

/// What all letters of a run share.
struct Writer<'a> {
    settings: &'a Settings<'a>,
    format: Format,
    asked: Asked<'a>,
    config: &'a Config,
    details: Details,
    pdf: bool,
}

impl Writer<'_> {
    /// One letter per unit. Nothing is written if any of the files may not be written.
    fn write_by_unit(&self, letters: Vec<OfUnit<'_>>) -> raised::Result<bool> {
        let settings = self.settings;
        let file = settings.file().ok_or(UsageError::ByUnitToStdout)?;
        let left = left_out(&letters).count();
        let (letters, only_proposed): (Vec<_>, Vec<_>) =
            letters.into_iter().partition(|letter| !letter.chosen.cases.is_empty());
        if letters.is_empty() {
            // Reports why there is none.
            let mut none = Chosen::default();
            for letter in only_proposed {
                none.left_out.extend(letter.chosen.left_out);
                none.undecided.extend(letter.chosen.undecided);
            }
            fill(self.asked, &none, self.config)?;
        }
        let targets: Vec<PathBuf> = letters.iter().map(|letter| of_unit(file, &letter.suffix)).collect();
        for target in &targets {
            output::check_file(target, settings.global.force)?;
            if self.pdf {
                output::check_file(&target.with_extension("pdf"), settings.global.force)?;
            }
        }
        let mut is_whole = true;
        for (letter, target) in letters.iter().zip(&targets) {
            is_whole &= self.write_one(&letter.chosen, Some(target))?;
        }
        let said = Phrase::new("form-units").with("count", letters.len()).with("left", left);
        output::say(settings, &said);
        Ok(is_whole)
    }

    /// One letter, to a file or to standard output; returns whether all of its values were correct.
    fn write_one(&self, chosen: &Chosen<'_>, file: Option<&Path>) -> raised::Result<bool> {
        let settings = self.settings;
        let filled = fill(self.asked, chosen, self.config)?;
        let dossier = filled.dossier.with_details(self.details.clone());
        let (report, form) = (redact::shown(settings, filled.report), &filled.form);
        let dossier = &redact::shown(settings, dossier);
        let pdf_file = file.filter(|_| self.pdf).map(|file| file.with_extension("pdf"));
        if let Some(pdf_file) = &pdf_file {
            output::check_file(pdf_file, settings.global.force)?;
        }
        let bytes = match self.format {
            Format::Json => output::document(&report)?,
            Format::Csv => form_table::csv(dossier, form, !settings.global.no_bom)?,
            Format::Xlsx => form_table::xlsx(dossier, form)?,
            Format::Docx => docx(dossier, form)?,
            Format::Table | Format::Jsonl | Format::Html | Format::Openmetrics => {
                let mut text = table::request(dossier, form, &output::style(settings));
                if !report.left_out.is_empty() && file.is_none() {
                    let said = Phrase::new("form-left-out").with("count", report.left_out.len());
                    text.push_str(&format!("\n{}\n", settings.texts.say(&said)));
                }
                text.into_bytes()
            }
        };
        match file {
            Some(file) => {
                output::to_file(file, settings.global.force, &bytes)?;
                output::say_written(settings, file, &written(&report, chosen.holders()));
            }
            None => output::to_stdout(&bytes)?,
        }
        for error in &dossier.row_errors {
            output::remark(settings, &Phrase::new("roster-warning").with("sentence", error.phrase()));
        }
        for phrase in dossier.to_fill.iter().map(ToFill::phrase) {
            output::remark(settings, &phrase);
        }
        if let Some(pdf_file) = pdf_file {
            let program = libreoffice(settings.environment).ok_or(PdfError::NoLibreOffice)?;
            let made = pdf(&program, &bytes, &|| settings.is_interrupted())?;
            output::to_file(&pdf_file, settings.global.force, &made)?;
            output::say_written(settings, &pdf_file, &Phrase::new("form-pdf-written"));
        }
        Ok(dossier.row_errors.is_empty())
    }
}

/// `mau04.docx` of a unit: `mau04-so-noi-vu.docx`.
fn of_unit(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-");
    name.push(suffix);
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    file.with_file_name(name)
}
