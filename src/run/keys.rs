//! `csr` and the verbs of `key` that change a token: options to requests, and reports to the output.

use super::pin::{at_desk, finish, user_pin};
use super::settings::Settings;
use super::{output, redact};
use crate::cli::keys::{CsrCommand, CsrCreateArgs, PinCareArgs};
use crate::cli::{Format, Personal};
use crate::commands::keys::{CsrRequest, SubjectSource, create_csr};
use crate::commands::pin::Allowed;
use crate::domain::phrase::Phrase;
use crate::failure::ExitStatus;
use crate::render::table;

/// Runs a command about requests.
pub(super) fn csr(settings: &Settings<'_>, command: &CsrCommand) -> anyhow::Result<u8> {
    match command {
        CsrCommand::Create(arguments) => csr_create(settings, arguments),
    }
}

/// The request itself goes to the output, so that it can be piped on; with `--format json` it lies in the report.
fn csr_create(settings: &Settings<'_>, arguments: &CsrCreateArgs) -> anyhow::Result<u8> {
    let json = match settings.global.format {
        Some(Format::Json) => true,
        None => false,
        Some(_) => output::format(settings, &[Format::Json])? == Format::Json,
    };
    if !json {
        redact::refuse(settings, Personal::Request)?;
    }
    // `required_unless_present` leaves nothing else.
    let subject = arguments.subject.clone().map_or(SubjectSource::Certificate, SubjectSource::Typed);
    let request = CsrRequest {
        key: arguments.key.clone(),
        subject,
        emails: arguments.email.clone(),
        pin: user_pin(settings, &arguments.pin),
    };
    let (ended, keep) = at_desk(settings, true, allowed(&arguments.care), None, |desk| create_csr(desk, &request))?;
    if json {
        return finish(settings, Format::Json, (ended, keep), table::csr_create);
    }
    let pem = ended.report.request.clone();
    if let Some(error) = ended.error {
        return Err(error);
    }
    output::write(settings, pem.unwrap_or_default().as_bytes())?;
    let told = Phrase::new("keys-csr-made").with("id", &ended.report.key.id).with("subject", &ended.report.subject);
    output::remark(settings, &told);
    Ok(ExitStatus::Done.number())
}

fn allowed(care: &PinCareArgs) -> Allowed {
    Allowed { last_try: care.allow_last_try, retry: care.allow_retry, accents: care.allow_accents }
}
