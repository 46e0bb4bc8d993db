//! `cert list` and `cert show`.

use std::collections::HashSet;

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::super::{code, word};
use super::view::{View, file_name, holder_of, key_type, validity_tint};
use super::{Block, Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::report::copies::{CertificatePlace, Placed, distinct, fingerprint};
use crate::report::inventory::{Certificate, Inventory, Token};

/// Shows one line per certificate, with its token.
pub fn certificate_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let columns = list_columns();
    let mut table = view.table(&columns);
    for places in distinct(inventory) {
        let Some(((token, certificate), others)) = places.split_first() else { continue };
        table.row(view.cells(&columns, &(*token, *certificate)));
        let is_here = |place: &&Placed<'_>| !certificate.is_ca || std::ptr::eq(place.0, *token);
        for (token, certificate) in others.iter().filter(is_here) {
            table.line(also_at(&view, &CertificatePlace::of(token, certificate)));
        }
        let tokens: HashSet<*const Token> = others.iter().map(|place| std::ptr::from_ref(place.0)).collect();
        let elsewhere = tokens.iter().filter(|other| !std::ptr::eq(**other, *token)).count();
        if certificate.is_ca && elsewhere > 0 {
            table.line(view.say(&Phrase::new("table-also-on-tokens").with("count", elsewhere)).tint(Tint::Dim));
        }
    }
    view.listing(&table, "table-no-certificates", inventory, false)
}

/// The columns about each certificate and its token.
fn list_columns<'a>() -> Columns<Placed<'a>> {
    Columns::<Placed<'_>>::new()
        .text("holder", "table-holder", |(_, certificate)| Field::text(holder_of(certificate)))
        .strong("holder")
        .and(of_certificate(&["organizations", "emails"]).of(|place: &Placed<'a>| Some(place.1)))
        .and(of_certificate(DATES).of(|place: &Placed<'a>| Some(place.1)))
        .value("token_serial", "table-token-serial", |(token, _)| Field::text(token.identity.serial.as_ref()))
        .value("read_at", "table-read-at", |(token, _)| Field::moment(token.read_at))
}

/// The columns about each certificate under its token.
pub(super) fn columns() -> Columns<Certificate> {
    Columns::<Certificate>::new()
        .text("holder", "table-certificate", |certificate| Field::text(holder_of(certificate)))
        .and(of_certificate(&["organizations"]))
        .and(of_certificate(DATES))
}

/// The columns of sheets with these names, as shown on a terminal.
fn of_certificate(names: &[&str]) -> Columns<Certificate> {
    shared::certificates()
        .showing("organizations", |certificate| {
            Field::text(certificate.subject.as_ref().map(|subject| subject.organizations.join(", ")))
        })
        .showing("emails", |certificate| Field::text(Some(certificate.emails.join(", "))))
        .tinted("days_left", |certificate| Some(validity_tint(certificate.validity)))
        .showing("validity", |certificate| Field::word(word::validity(certificate.validity)))
        .pick(names)
}

/// The columns of the number, the dates and their meaning.
const DATES: &[&str] = &["serial_number", "not_after", "days_left", "validity", "pairing"];

/// The rows of a token's certificates: each once, its other places under it.
pub(super) fn rows_of_token(view: &View<'_>, columns: &Columns<Certificate>, token: &Token, table: &mut Table) {
    let mut seen = HashSet::new();
    for certificate in &token.certificates {
        let sha256 = fingerprint(certificate);
        if sha256.is_some_and(|sha256| !seen.insert(sha256)) {
            continue;
        }
        table.row(view.cells(columns, certificate));
        let copies = token.certificates.iter().filter(|one| sha256.is_some() && fingerprint(one) == sha256);
        let here = copies.filter(|one| !std::ptr::eq(*one, certificate)).map(|one| CertificatePlace::of(token, one));
        let is_here = |place: &CertificatePlace| place.slot == token.identity.slot && place.driver == token.driver;
        let elsewhere = certificate.also_at.iter().filter(|place| !is_here(place)).cloned();
        for place in here.chain(elsewhere) {
            table.line(also_at(view, &place));
        }
    }
}

/// Another place of a certificate.
pub(super) fn also_at(view: &View<'_>, place: &CertificatePlace) -> Cell {
    let token = place.serial.as_deref().unwrap_or_else(|| file_name(&place.driver));
    let phrase = match &place.id {
        Some(id) => Phrase::new("table-also-at").with("id", id),
        None => Phrase::new("table-also-at-without-id"),
    };
    view.say(&phrase.with("token", token).with("slot", place.slot.to_string())).tint(Tint::Dim)
}

/// Shows certificates in full.
pub fn certificate_show(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let mut parts = Vec::new();
    for token in &inventory.tokens {
        for certificate in &token.certificates {
            let title = Tint::Strong.paint(Cell::maybe(holder_of(certificate)).text(), style.color);
            parts.push(format!("{title}\n{}", facts(&view, token, certificate).render(style)));
        }
    }
    if parts.is_empty() {
        parts.push(format!("{}\n", view.texts.get("table-no-certificates")));
    }
    parts.push(view.remarks(inventory, false));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn facts(view: &View<'_>, token: &Token, certificate: &Certificate) -> Block {
    let mut block = Block::new();
    name_facts(view, certificate, &mut block);
    let mut row = |title: &'static str, cell: Cell| block.row(view.texts.get(title), cell);
    row("table-serial-number", view.field(&Field::serial(certificate.serial_number.as_ref())));
    let issuer = certificate.issuer.as_ref();
    row("table-issuer", Cell::maybe(issuer.map(|issuer| issuer.common_name.as_ref().unwrap_or(&issuer.text))));
    let moment = |moment: Option<_>| Cell::maybe(moment.map(|at| view.texts.day_and_time(at, &view.style.zone)));
    row("table-not-before", moment(certificate.not_before));
    row("table-not-after", moment(certificate.not_after));
    row("table-validity", validity(view, certificate));
    row("table-revocation", view.word(word::revocation(certificate.revocation)));
    row("table-pairing", view.word(word::pairing(certificate.pairing)));
    row("table-private-key", view.word(word::private_key(certificate.private_key)));
    let key = certificate.key.as_ref();
    let algorithm = key.and_then(|key| key.algorithm.as_deref());
    let curve = key.and_then(|key| key.curve.as_deref());
    row("table-key", Cell::maybe(key_type(algorithm, key.and_then(|key| key.bits), curve)));
    let signature = certificate.signature_algorithm.as_ref();
    let signature_in_words = signature.and_then(|name| code::signature(name)).map(|phrase| view.say(&phrase));
    row("table-signature", signature_in_words.unwrap_or_else(|| Cell::maybe(signature)));
    let purposes =
        [("table-key-usage", &certificate.key_usage), ("table-extended-key-usage", &certificate.extended_key_usage)];
    for (title, purposes) in purposes.into_iter().filter(|(_, purposes)| !purposes.is_empty()) {
        row(title, view.words(purposes, code::purpose));
    }
    let lists = [
        ("table-policies", &certificate.policies),
        ("table-crl", &certificate.crl_urls),
        ("table-ocsp", &certificate.ocsp_urls),
        ("table-ca-issuer", &certificate.ca_issuer_urls),
    ];
    for (title, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
        row(title, Cell::new(values.join(", ")));
    }
    row("table-label", Cell::maybe(certificate.label.as_ref()));
    row("table-id", Cell::maybe(certificate.id.as_ref()));
    row("table-sha256", Cell::new(&certificate.sha256));
    row("table-token", view.token_name(token).tint(Tint::Plain));
    row("table-token-serial", Cell::maybe(token.identity.serial.as_ref()));
    for problem in token.problems.iter().filter(|problem| problem.subject.as_ref() == Some(&certificate.sha256)) {
        block.row(view.texts.get(word::severity(problem.severity).0), view.problem(problem));
    }
    block
}

fn name_facts(view: &View<'_>, certificate: &Certificate, block: &mut Block) {
    let Some(subject) = &certificate.subject else { return };
    let mut row = |title: &'static str, value: &str| {
        if !value.is_empty() {
            block.row(view.texts.get(title), Cell::new(value));
        }
    };
    row("table-organization", &subject.organizations.join(", "));
    row("table-unit", &subject.organizational_units.join(", "));
    row("table-job-title", subject.title.as_deref().unwrap_or_default());
    let place = [&subject.locality, &subject.state_or_province, &subject.country];
    let place: Vec<_> = place.into_iter().flatten().map(String::as_str).collect();
    row("table-place", &place.join(", "));
    for identifier in &subject.identifiers {
        let kind = identifier.kind.as_ref().map(|kind| format!("{kind}: ")).unwrap_or_default();
        row("table-identifier", &format!("{kind}{}", identifier.value));
    }
    row("table-email", &certificate.emails.join(", "));
    row("table-subject", &subject.text);
}

/// The verdict on the dates, with the days.
fn validity(view: &View<'_>, certificate: &Certificate) -> Cell {
    let (id, tint) = word::validity(certificate.validity);
    let Some(days) = certificate.days_left else { return view.word((id, tint)) };
    let days = if days < 0 {
        Phrase::new("table-days-ago").with("days", days.saturating_neg())
    } else {
        Phrase::new("table-days-left").with("days", days)
    };
    view.say(&Phrase::new("table-with-days").with("state", Phrase::new(id)).with("days", days)).tint(tint)
}
