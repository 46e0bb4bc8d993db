//! The rows of CSV and of a workbook's first sheet: one per certificate, per token without certificates, and per failed
//! driver, distinguished by the column `row`.

use super::super::columns::Columns;
use super::super::{code, table::Tint, word};
use super::{Field, Sheet, machine, tokens};
use crate::domain::certificate::Subject;
use crate::domain::problem::{Problem, ProblemCode};
use crate::report::inventory::{Certificate, Driver, Inventory, Token};

/// The sheet of rows.
pub fn rows(inventory: &Inventory) -> Sheet {
    let mut rows = Vec::new();
    for token in &inventory.tokens {
        let driver = inventory.drivers.iter().find(|driver| driver.path == token.driver);
        let of_token = Row { certificate: None, token: Some(token), driver };
        let of_certificate = |certificate| Row { certificate: Some(certificate), ..of_token };
        rows.extend(token.certificates.iter().map(of_certificate));
        if token.certificates.is_empty() {
            rows.push(of_token);
        }
    }
    let failed = inventory.drivers.iter().filter(|driver| driver.failures().next().is_some());
    rows.extend(failed.map(|driver| Row { certificate: None, token: None, driver: Some(driver) }));
    Sheet::of("sheet-certificates", &columns(), rows)
}

/// The subject of a row: a certificate on its token, a token without certificates, or a driver that failed.
#[derive(Clone, Copy)]
struct Row<'a> {
    certificate: Option<&'a Certificate>,
    token: Option<&'a Token>,
    driver: Option<&'a Driver>,
}

fn columns<'a>() -> Columns<Row<'a>> {
    Columns::<Row<'_>>::new()
        .value("row", "sheet-row", |row| {
            let (machine, word) = match (row.certificate, row.token) {
                (Some(_), _) => ("certificate", "sheet-row-certificate"),
                (None, Some(_)) => ("token", "sheet-row-token"),
                (None, None) => ("driver", "sheet-row-driver"),
            };
            Field::State { machine: machine.to_owned(), word, tint: Tint::Plain }
        })
        .text("holder", "table-holder", |row| match row.certificate {
            Some(certificate) => Field::text(certificate.common_name()),
            None => Field::text(row.token.and_then(|token| token.holder.as_ref())),
        })
        .and(certificate_columns().of(|row: &Row<'a>| row.certificate))
        .and(token_columns().of(|row: &Row<'a>| row.token))
        .text("driver", "table-driver", |row| {
            let of_driver = || row.driver.map(|driver| driver.path.clone());
            row.token.map(|token| token.driver.clone()).or_else(of_driver).map_or(Field::Empty, Field::Text)
        })
        .value("driver_status", "sheet-driver-status", |row| {
            row.driver.map_or(Field::Empty, |driver| Field::state(&driver.status, word::driver_status(driver.status)))
        })
        .text("problems", "table-problems", |row| {
            let codes = row.problems().iter().map(|problem| problem.code).collect();
            let codes = if row.token.is_some() { codes } else { vec![ProblemCode::DriverFailed] };
            Field::states(codes.iter().map(|code| (machine(code), Some(code::problem(*code)))))
        })
        .text("messages", "sheet-messages", |row| {
            let problems: Vec<_> = row.problems().into_iter().cloned().collect();
            match row.driver.filter(|_| row.token.is_none()) {
                Some(driver) => Field::failures(driver),
                None if problems.is_empty() => Field::Empty,
                None => Field::Problems(problems),
            }
        })
        .value("read_at", "table-read-at", |row| Field::moment(row.token.and_then(|token| token.read_at)))
}

impl<'a> Row<'a> {
    /// Its problems. What a thousand objects without a name have in common is given once in each row.
    fn problems(&self) -> Vec<&'a Problem> {
        let about = |problem: &&Problem| match (self.certificate, &problem.subject) {
            (Some(certificate), Some(subject)) => *subject == certificate.sha256,
            _ => true,
        };
        let mut problems: Vec<_> = self.token.iter().flat_map(|token| &token.problems).filter(about).collect();
        problems.dedup();
        problems
    }
}

/// The columns about each certificate, without its holder.
pub(crate) fn certificate_columns() -> Columns<Certificate> {
    Columns::<Certificate>::new()
        .text("organizations", "table-organization", |certificate| {
            Field::list(subject(certificate).into_iter().flat_map(|subject| &subject.organizations))
        })
        .text("organizational_units", "table-unit", |certificate| {
            Field::list(subject(certificate).into_iter().flat_map(|subject| &subject.organizational_units))
        })
        .text("title", "table-job-title", |certificate| {
            Field::text(subject(certificate).and_then(|subject| subject.title.as_ref()))
        })
        .text("emails", "table-email", |certificate| Field::list(&certificate.emails))
        .text("identifiers", "table-identifier", |certificate| {
            let identifiers = subject(certificate).into_iter().flat_map(|subject| &subject.identifiers);
            Field::list(identifiers.map(|one| match &one.kind {
                Some(kind) => format!("{kind}:{}", one.value),
                None => one.value.clone(),
            }))
        })
        .value("serial_number", "table-serial-number", |one| Field::serial(one.serial_number.as_ref()))
        .value("not_before", "table-not-before", |one| Field::moment(one.not_before))
        .value("not_after", "table-not-after", |one| Field::moment(one.not_after))
        .number("days_left", "table-days", |one| Field::number(one.days_left))
        .value("validity", "table-validity", |one| {
            one.validity.map_or(Field::Empty, |validity| Field::state(&validity, word::validity(Some(validity))))
        })
        .value("revocation", "table-revocation", |one| Field::state(&one.revocation, word::revocation(one.revocation)))
        .value("pairing", "table-pairing", |one| Field::state(&one.pairing, word::pairing(one.pairing)))
        .value("private_key", "table-private-key", |one| {
            Field::state(&one.private_key, word::private_key(one.private_key))
        })
        .value("key_type", "table-type", |one| {
            Field::named(one.key.as_ref().and_then(|key| key.algorithm.as_ref()), code::key_algorithm)
        })
        .number("key_bits", "sheet-bits", |one| Field::number(one.key.as_ref().and_then(|key| key.bits)))
        .value("key_curve", "sheet-curve", |one| {
            Field::named(one.key.as_ref().and_then(|key| key.curve.as_ref()), code::curve)
        })
        .text("signature_algorithm", "table-signature", |one| signature(one.signature_algorithm.as_deref()))
        .text("subject", "table-subject", |one| Field::text(subject(one).map(|subject| &subject.text)))
        .text("issuer", "table-issuer", |one| Field::text(one.issuer.as_ref().map(|issuer| &issuer.text)))
        .value("id", "table-id", |one| Field::text(one.id.as_ref()))
        .text("label", "table-label", |one| Field::text(one.label.as_ref()))
        .value("sha256", "table-sha256", |one| Field::Text(one.sha256.clone()))
}

fn subject(certificate: &Certificate) -> Option<&Subject> {
    certificate.subject.as_ref()
}

/// A signature algorithm: the contract's name for machines, that of standards for people.
fn signature(name: Option<&str>) -> Field {
    match name.and_then(|name| Some((name, code::signature(name)?))) {
        Some((name, phrase)) => Field::Said { machine: name.to_owned(), phrase },
        None => Field::text(name),
    }
}

/// The columns about a certificate's token.
fn token_columns() -> Columns<Token> {
    Columns::<Token>::new()
        .value("token_serial", "table-token-serial", |token| Field::text(token.identity.serial.as_ref()))
        .text("token_label", "sheet-token-label", |token| Field::text(token.identity.label.as_ref()))
        .text("token_model", "table-model", |token| Field::text(token.identity.model.as_ref()))
        .text("token_manufacturer", "table-manufacturer", |token| Field::text(token.identity.manufacturer.as_ref()))
        .and(tokens::token_columns().pick(&[
            "firmware_version",
            "reader",
            "slot",
            "initialized",
            "user_pin",
            "so_pin",
            "logged_in",
            "keys",
            "uri",
        ]))
}
