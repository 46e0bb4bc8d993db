//! Letters: from the command line to the form, and from the form to its documents.

use super::office::{Read, sources, with};
use super::settings::Settings;
use super::{output, redact};
use crate::cli::request::{RequestArgs, RequestCommand};
use crate::cli::{Format, Personal};
use crate::commands::gather;
use crate::commands::request::{Asked, Filled, Wanted, arranged, choose, fill, own_forms};
use crate::config::Config;
use crate::domain::form::{Details, ToFill};
use crate::domain::phrase::Phrase;
use crate::domain::verdict::Judge;
use crate::failure::ExitStatus;
use crate::render::docx::docx;
use crate::render::{form_table, table};
use crate::report::request::RequestReport;

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

/// What was written, and what was left out of it.
fn written(report: &RequestReport) -> Phrase {
    let id = if report.left_out.is_empty() { "form-written" } else { "form-written-left-out" };
    Phrase::new(id).with("count", report.rows.len()).with("left", report.left_out.len())
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

/// `request`: 0 where the letter is whole, 1 where a wrong value was left blank in it or a driver failed.
pub(super) fn request(settings: &Settings<'_>, command: &RequestCommand, read: Read<'_>) -> anyhow::Result<u8> {
    let (wanted, arguments) = wanted(command);
    let format = output::format(settings, FORMATS)?;
    if format == Format::Docx {
        redact::refuse(settings, Personal::Letter)?;
    }
    // A slip in the body's own forms is told before any token is read.
    let own = with(settings, own_forms)?;
    super::verify::check_basis(&arguments.revocation)?;
    let (mut inventory, roster, read) = sources(settings, &arguments.source, read)?;
    super::verify::judge(settings, &arguments.revocation, &mut inventory)?;
    let filled = with(settings, |context| {
        let rules = gather::settings(context);
        let judge = Judge { now: context.now, zone: &context.zone, settings: &rules };
        let mut chosen = choose(wanted, &inventory, roster.as_ref(), &judge, arguments.proposed);
        for remark in &chosen.remarks {
            output::remark(settings, remark);
        }
        let asked = Asked {
            kind: wanted.form(),
            word: wanted.word(),
            recipient: arguments.recipient.as_deref(),
            own_forms: own.as_deref(),
            now: context.now,
        };
        let central = match command {
            RequestCommand::New(arguments) if !arguments.organisations => Some(arguments.central),
            _ => None,
        };
        let (cases, others) = arranged(std::mem::take(&mut chosen.cases), roster.as_ref(), central);
        if others > 0 {
            let id = if central == Some(true) { "form-others-not-central" } else { "form-others-central" };
            output::remark(settings, &Phrase::new(id).with("count", others));
        }
        let config = with_signer(context.config, arguments);
        chosen.cases = cases;
        let filled = fill(asked, &chosen, &config)?;
        let details = Details {
            number: arguments.number.clone(),
            date: arguments.date,
            is_central: central == Some(true),
            is_draft: arguments.draft,
        };
        Ok::<_, anyhow::Error>(Filled { dossier: filled.dossier.with_details(details), ..filled })
    })?;
    let Filled { report, dossier, form } = filled;
    let (report, dossier) = (&redact::shown(settings, report), &redact::shown(settings, dossier));
    let form = &form;
    let bytes = match format {
        Format::Json => output::document(report)?,
        Format::Csv => form_table::csv(dossier, form, !settings.global.no_bom)?,
        Format::Xlsx => form_table::xlsx(dossier, form)?,
        Format::Docx => docx(dossier, form)?,
        Format::Table | Format::Jsonl => {
            let mut text = table::request(dossier, form, &output::style(settings));
            if !report.left_out.is_empty() && !output::is_to_file(settings) {
                let said = Phrase::new("form-left-out").with("count", report.left_out.len());
                text.push_str(&format!("\n{}\n", settings.texts.say(&said)));
            }
            text.into_bytes()
        }
    };
    output::write(settings, &bytes)?;
    output::say_written(settings, &written(report));
    for error in &dossier.row_errors {
        output::remark(settings, &error.phrase());
    }
    for phrase in dossier.to_fill.iter().map(ToFill::phrase) {
        output::remark(settings, &phrase);
    }
    if settings.config.body.name.is_none() || settings.config.officer.name.is_none() {
        output::remark(settings, &Phrase::new("form-hint-config"));
    }
    let status = if dossier.row_errors.is_empty() { read } else { ExitStatus::Failed };
    Ok(status.number())
}
