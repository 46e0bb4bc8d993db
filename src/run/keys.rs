//! `csr` and the verbs of `key` that change a token: options to requests, and reports to the output.

use super::pin::{allowed, at_desk, finish, keep, new_pin, so_pin, user_pin};
use super::settings::Settings;
use super::{output, redact, report};
use crate::cli::keys::{CsrCommand, CsrCreateArgs, DeleteArgs, GenerateArgs, InitArgs};
use crate::cli::{Format, Personal};
use crate::commands::keys::{
    CsrRequest, DeleteRequest, GenerateRequest, SubjectSource, create_csr, delete_key, generate_key,
};
use crate::commands::pin::{InitRequest, init_token};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::table;
use crate::report::keys::{CsrCreate, KeyDelete, KeyGenerate};
use crate::report::token_init::TokenInit;

report::reports! {
    CsrCreate, table::csr_create;
    KeyDelete, table::key_delete;
    KeyGenerate, table::key_generate;
    TokenInit, table::token_init;
}

/// Runs a command about requests.
pub(super) fn csr(settings: &Settings<'_>, command: &CsrCommand) -> raised::Result<ExitStatus> {
    match command {
        CsrCommand::Create(arguments) => csr_create(settings, arguments),
    }
}

/// The request itself goes to the output, so that it can be piped on; with `--format json` it is in the report.
fn csr_create(settings: &Settings<'_>, arguments: &CsrCreateArgs) -> raised::Result<ExitStatus> {
    let json = match settings.global.format {
        Some(Format::Json) => true,
        None => false,
        Some(_) => output::format(settings, &[Format::Json])? == Format::Json,
    };
    if !json {
        redact::refuse(settings, Personal::Request)?;
    }
    // `required_unless_present` leaves no other case.
    let subject = arguments.subject.clone().map_or(SubjectSource::Certificate, SubjectSource::Typed);
    let request = CsrRequest {
        key: arguments.key.clone(),
        subject,
        emails: arguments.email.clone(),
        pin: user_pin(settings, &arguments.pin),
    };
    let (ended, keep) = at_desk(settings, true, allowed(&arguments.care), None, |desk| create_csr(desk, &request))?;
    if json {
        return finish(settings, Format::Json, (ended, keep));
    }
    let pem = ended.report.request.clone();
    if let Some(error) = ended.error {
        return Err(error);
    }
    output::write(settings, pem.unwrap_or_default().as_bytes())?;
    let told = Phrase::new("keys-csr-made").with("id", &ended.report.key.id).with("subject", &ended.report.subject);
    output::remark(settings, &told);
    Ok(ExitStatus::Done)
}

/// `key generate`.
pub(super) fn generate(settings: &Settings<'_>, arguments: &GenerateArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<KeyGenerate>(settings)?;
    let request = GenerateRequest {
        kind: arguments.kind,
        id: arguments.id.clone(),
        label: arguments.label.clone(),
        extractable: arguments.extractable,
        pin: user_pin(settings, &arguments.pin),
    };
    let ended = at_desk(settings, true, allowed(&arguments.care), None, |desk| generate_key(desk, &request))?;
    finish(settings, format, ended)
}

/// `key delete`.
pub(super) fn delete(settings: &Settings<'_>, arguments: &DeleteArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<KeyDelete>(settings)?;
    let request = DeleteRequest {
        key: arguments.key.clone(),
        confirmed: arguments.confirm_fingerprint.clone(),
        pin: user_pin(settings, &arguments.pin),
    };
    let ended = at_desk(settings, false, allowed(&arguments.care), None, |desk| delete_key(desk, &request))?;
    finish(settings, format, ended)
}

/// `token init`.
pub(super) fn init(settings: &Settings<'_>, arguments: &InitArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<TokenInit>(settings)?;
    let request = InitRequest {
        label: arguments.label.clone(),
        so_pin: so_pin(&arguments.so_pin),
        new: new_pin(&arguments.new_pin),
        destroy_valid: arguments.destroy_valid,
        confirmed: arguments.confirm_serial.clone(),
    };
    let keep = keep(settings, &arguments.new_pin)?;
    let ended = at_desk(settings, false, allowed(&arguments.care), keep, |desk| init_token(desk, &request))?;
    finish(settings, format, ended)
}
