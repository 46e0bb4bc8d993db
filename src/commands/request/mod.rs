//! `tokenctl request`: cases of the worklist become a form, and the form a report and its documents.
//!
//! May import `domain`, `report`, `config` and texts. Pitfall: the worklist decides which certificates a form is for;
//! this module only writes down what it is given, in that order.

mod arranged;
mod by_unit;
mod cases;

pub use arranged::arranged;
pub use by_unit::{OfUnit, by_unit, file_name, left_out};
pub use cases::{Chosen, Wanted, choose};

use super::Context;
use super::saved::bytes_of;
use crate::config::Config;
use crate::domain::form::{
    CertificateFacts, Desk, Dossier, FormDefinition, FormEntry, FormError, FormKind, Forms, Request, Rules, Service,
    Subscriber, build,
};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::{self, HolderKind};
use crate::domain::time::Moment;
use crate::domain::verdict::kind_of;
use crate::report::Kind;
use crate::report::inventory::{Certificate, Token};
use crate::report::request::RequestReport;
use crate::text::Texts;

/// One future row: what was read of a token, the staff list's entry for it, and the request.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The token; `None` for a holder without one here.
    pub token: Option<&'a Token>,
    /// The certificate in question.
    pub certificate: Option<&'a Certificate>,
    /// The staff list's entry.
    pub entry: Option<&'a roster::Entry>,
    /// The request.
    pub service: Service,
}

/// The form, and the kind of its report.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The form.
    pub kind: FormKind,
    /// The kind of report.
    pub document: Kind,
    /// The recipient, if the officer names one.
    pub recipient: Option<&'a str>,
    /// The contents of the agency's own forms file (`[forms] file`).
    pub own_forms: Option<&'a str>,
    /// The report's time.
    pub now: Moment,
}

/// A form filled in: the report, and the basis of its documents.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The report.
    pub report: RequestReport,
    /// The dossier shown by the renderers.
    pub dossier: Dossier,
    /// The form used to show it.
    pub form: FormDefinition,
}

/// The agency's own forms file, if its config names one.
pub fn own_forms(context: &Context<'_>) -> raised::Result<Option<String>> {
    let Some(path) = &context.config.forms.file else { return Ok(None) };
    let bytes = bytes_of(path)?;
    let text = String::from_utf8(bytes).map_err(|_not_utf8| FormError::DefinitionUnreadable {
        fault: Box::new(Phrase::new("form-definition-not-text")),
    })?;
    Ok(Some(text))
}

/// Fills the form for these cases.
///
/// # Errors
/// There is no case, the forms file is unusable, or a case belongs to another form.
pub fn fill(asked: Asked<'_>, chosen: &Chosen<'_>, config: &Config) -> Result<Filled, FormError> {
    let cases = &chosen.cases;
    if cases.is_empty() && !chosen.left_out.is_empty() {
        let count = chosen.left_out.len();
        return Err(FormError::OnlyProposals { number: asked.kind.number().to_owned(), count });
    }
    if cases.is_empty() && !chosen.undecided.is_empty() {
        let count = chosen.undecided.len();
        return Err(FormError::OnlyUndecided { number: asked.kind.number().to_owned(), count });
    }
    let forms = match asked.own_forms {
        Some(text) => Forms::with_own(text)?,
        None => Forms::built_in()?,
    };
    let mut form = forms.get(asked.kind)?;
    if let Some(edition) = &config.forms.edition {
        form.edition.clone_from(edition);
    }
    // Unless the province took over tasks of the CA, everything goes to the CA.
    if !config.delegated {
        form.recipient = Desk::Authority;
    }
    let mut entries: Vec<FormEntry> = cases.iter().map(entry).collect();
    // Cases that the worklist put on this form are of its kind, whatever the certificate alone says.
    for one in entries.iter_mut().zip(cases).filter(|(_, case)| case.entry.is_none()).map(|(one, _)| one) {
        match asked.kind {
            FormKind::NewOrganisation => one.subscriber.is_organisation = true,
            FormKind::NewPerson => one.subscriber.is_organisation = false,
            FormKind::Revocation | FormKind::RenewalChange | FormKind::Recovery => {}
        }
    }
    let rules = Rules { refused_mail_domains: config.refused_email_domains.clone() };
    let request = Request {
        kind: asked.kind,
        body: &config.body,
        officer: &config.officer,
        recipient: asked.recipient,
        entries: &entries,
        rules: &rules,
    };
    let dossier = build(&request, &form)?;
    let waiting = (chosen.left_out.as_slice(), chosen.undecided.as_slice());
    let report =
        RequestReport::new(asked.document, asked.now, &dossier, &form, waiting, |phrase| Texts::english().say(phrase));
    Ok(Filled { report, dossier, form })
}

fn entry(case: &Case<'_>) -> FormEntry {
    FormEntry {
        certificate: case.certificate.map(facts),
        device_serial: case.token.and_then(|token| token.identity.serial.clone()),
        subscriber: case.entry.map_or_else(|| unknown(case), Subscriber::from),
        service: case.service.clone(),
    }
}

/// A holder not in any staff list; the certificate still distinguishes a person from an organisation.
fn unknown(case: &Case<'_>) -> Subscriber {
    let subject = case.certificate.and_then(|certificate| certificate.subject.as_ref());
    Subscriber {
        is_organisation: subject.is_some_and(|subject| kind_of(subject).likely() == HolderKind::Organisation),
        ..Subscriber::default()
    }
}

fn facts(certificate: &Certificate) -> CertificateFacts {
    let subject = certificate.subject.clone().unwrap_or_default();
    CertificateFacts {
        common_name: subject.common_name,
        serial_number: certificate.serial_number.clone(),
        emails: certificate.emails.clone(),
        organizations: subject.organizations,
        organizational_units: subject.organizational_units,
        locality: subject.locality,
        identifiers: subject.identifiers,
    }
}
