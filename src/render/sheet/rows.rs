//! The rows of CSV and of a workbook's first sheet: one per certificate, per token without certificates, and per failed
//! driver, distinguished by the column `row`.

use super::super::{code, table::Tint, word};
use super::{Field, Sheet, SheetColumn, columns, machine};
use crate::domain::problem::ProblemCode;
use crate::report::inventory::{Certificate, Driver, Inventory, Token};

const COLUMNS: &[SheetColumn] = columns![
    "row" => "sheet-row",
    "holder" => "table-holder",
    "organizations" => "table-organization",
    "organizational_units" => "table-unit",
    "title" => "table-job-title",
    "emails" => "table-email",
    "identifiers" => "table-identifier",
    "serial_number" => "table-serial-number",
    "not_before" => "table-not-before",
    "not_after" => "table-not-after",
    "days_left" => "table-days",
    "validity" => "table-validity",
    "revocation" => "table-revocation",
    "pairing" => "table-pairing",
    "private_key" => "table-private-key",
    "key_type" => "table-type",
    "key_bits" => "sheet-bits",
    "key_curve" => "sheet-curve",
    "signature_algorithm" => "table-signature",
    "subject" => "table-subject",
    "issuer" => "table-issuer",
    "id" => "table-id",
    "label" => "table-label",
    "sha256" => "table-sha256",
    "token_serial" => "table-token-serial",
    "token_label" => "sheet-token-label",
    "token_model" => "table-model",
    "token_manufacturer" => "table-manufacturer",
    "firmware_version" => "table-firmware",
    "reader" => "table-reader",
    "slot" => "table-slot-number",
    "initialized" => "table-initialized",
    "user_pin" => "table-user-pin",
    "so_pin" => "table-so-pin",
    "logged_in" => "table-logged-in",
    "keys" => "table-keys",
    "uri" => "table-uri",
    "driver" => "table-driver",
    "driver_status" => "sheet-driver-status",
    "problems" => "table-problems",
    "messages" => "sheet-messages",
    "read_at" => "table-read-at",
];

/// The sheet of rows.
pub fn rows(inventory: &Inventory) -> Sheet {
    let mut rows = Vec::new();
    for token in &inventory.tokens {
        let driver = inventory.drivers.iter().find(|driver| driver.path == token.driver);
        for certificate in &token.certificates {
            let mut row = certificate_fields(certificate);
            row.extend(token_fields(token, driver));
            let about = |subject: Option<&String>| subject.is_none() || subject == Some(&certificate.sha256);
            row.extend(problem_fields(token, about));
            row.push(Field::moment(token.read_at));
            rows.push(row);
        }
        if token.certificates.is_empty() {
            let mut row = vec![kind("token", "sheet-row-token"), Field::text(token.holder.as_ref())];
            row.resize(CERTIFICATE_FIELDS, Field::Empty);
            row.extend(token_fields(token, driver));
            row.extend(problem_fields(token, |_| true));
            row.push(Field::moment(token.read_at));
            rows.push(row);
        }
    }
    rows.extend(inventory.drivers.iter().filter_map(failed_driver));
    Sheet { name: "sheet-certificates", columns: COLUMNS, rows }
}

/// How many columns are about the certificate.
const CERTIFICATE_FIELDS: usize = 24;

/// How many columns are about the token, before the driver's.
const TOKEN_FIELDS: usize = 13;

fn kind(machine: &str, word: &'static str) -> Field {
    Field::State { machine: machine.to_owned(), word, tint: Tint::Plain }
}

fn certificate_fields(certificate: &Certificate) -> Vec<Field> {
    let subject = certificate.subject.as_ref();
    let key = certificate.key.as_ref();
    let holder = subject.and_then(|subject| subject.common_name.as_ref());
    let identifiers = subject.map(|subject| subject.identifiers.as_slice()).unwrap_or_default();
    let identifiers = identifiers.iter().map(|one| match &one.kind {
        Some(kind) => format!("{kind}:{}", one.value),
        None => one.value.clone(),
    });
    vec![
        kind("certificate", "sheet-row-certificate"),
        Field::text(holder),
        Field::list(subject.map(|subject| subject.organizations.as_slice()).unwrap_or_default()),
        Field::list(subject.map(|subject| subject.organizational_units.as_slice()).unwrap_or_default()),
        Field::text(subject.and_then(|subject| subject.title.as_ref())),
        Field::list(&certificate.emails),
        Field::list(identifiers),
        certificate.serial_number.clone().map_or(Field::Empty, Field::Serial),
        Field::moment(certificate.not_before),
        Field::moment(certificate.not_after),
        Field::number(certificate.days_left),
        certificate.validity.map_or(Field::Empty, |one| Field::state(&one, word::validity(Some(one)))),
        Field::state(&certificate.revocation, word::revocation(certificate.revocation)),
        Field::state(&certificate.pairing, word::pairing(certificate.pairing)),
        Field::state(&certificate.private_key, word::private_key(certificate.private_key)),
        Field::named(key.and_then(|key| key.algorithm.as_ref()), code::key_algorithm),
        Field::number(key.and_then(|key| key.bits)),
        Field::named(key.and_then(|key| key.curve.as_ref()), code::curve),
        signature(certificate.signature_algorithm.as_deref()),
        Field::text(subject.map(|subject| subject.text.as_str())),
        Field::text(certificate.issuer.as_ref().map(|issuer| issuer.text.as_str())),
        Field::text(certificate.id.as_ref()),
        Field::text(certificate.label.as_ref()),
        Field::Text(certificate.sha256.clone()),
    ]
}

/// A signature algorithm: the contract's name for machines, that of standards for people.
fn signature(name: Option<&str>) -> Field {
    match name.and_then(|name| Some((name, code::signature(name)?))) {
        Some((name, phrase)) => Field::Said { machine: name.to_owned(), phrase },
        None => Field::text(name),
    }
}

fn token_fields(token: &Token, driver: Option<&Driver>) -> Vec<Field> {
    vec![
        Field::text(token.identity.serial.as_ref()),
        Field::text(token.identity.label.as_ref()),
        Field::text(token.identity.model.as_ref()),
        Field::text(token.identity.manufacturer.as_ref()),
        Field::text(token.firmware_version.as_ref()),
        Field::text(token.identity.reader.as_ref()),
        Field::number(Some(token.identity.slot)),
        Field::Truth(token.initialized),
        Field::state(&token.user_pin.state, word::user_pin(&token.user_pin)),
        Field::state(&token.so_pin.state, word::so_pin(&token.so_pin)),
        Field::Truth(token.logged_in),
        Field::number(Some(token.keys.len())),
        Field::Text(token.uri.clone()),
        Field::Text(token.driver.clone()),
        driver.map_or(Field::Empty, |driver| Field::state(&driver.status, word::driver_status(driver.status))),
    ]
}

/// Codes and sentences of the problems that a row is about. What a thousand objects without a name have in common is
/// said once in each row.
fn problem_fields(token: &Token, about: impl Fn(Option<&String>) -> bool) -> [Field; 2] {
    let mut problems: Vec<_> = token.problems.iter().filter(|problem| about(problem.subject.as_ref())).collect();
    problems.dedup();
    let problems: Vec<_> = problems.into_iter().cloned().collect();
    let codes = problems.iter().map(|problem| (machine(&problem.code), Some(code::problem(problem.code))));
    let codes = Field::states(codes);
    [codes, if problems.is_empty() { Field::Empty } else { Field::Problems(problems) }]
}

fn failed_driver(driver: &Driver) -> Option<Vec<Field>> {
    let failures: Vec<_> = driver.failures().cloned().collect();
    if failures.is_empty() {
        return None;
    }
    let mut row = vec![kind("driver", "sheet-row-driver")];
    row.resize(CERTIFICATE_FIELDS + TOKEN_FIELDS, Field::Empty);
    row.push(Field::Text(driver.path.clone()));
    row.push(Field::state(&driver.status, word::driver_status(driver.status)));
    let code = ProblemCode::DriverFailed;
    row.push(Field::state(&code, (code::problem(code), Tint::Plain)));
    row.push(Field::Failures(failures));
    row.push(Field::Empty);
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_certificate_and_token_are_counted_right() {
        assert_eq!(COLUMNS[CERTIFICATE_FIELDS].name, "token_serial", "the token's columns begin here");
        assert_eq!(COLUMNS[CERTIFICATE_FIELDS + TOKEN_FIELDS].name, "driver", "and the driver's here");
    }
}
