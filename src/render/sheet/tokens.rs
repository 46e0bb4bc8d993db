//! The sheets of tokens, keys and problems.

use super::super::columns::Columns;
use super::super::{code, table::Tint, word};
use super::{Field, Sheet};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::report::inventory::{Certificate, Inventory, Key, Token};
use crate::report::urgency::urgency;

/// One row per token.
pub(super) fn tokens(inventory: &Inventory) -> Sheet {
    Sheet::of("sheet-tokens", &token_columns(), &inventory.tokens)
}

/// The columns about each token.
pub(crate) fn token_columns() -> Columns<Token> {
    Columns::<Token>::new()
        .text("holder", "table-holder", |token| Field::text(token.holder.as_ref()))
        .text("label", "table-label", |token| Field::text(token.identity.label.as_ref()))
        .value("serial", "table-token-serial", |token| Field::text(token.identity.serial.as_ref()))
        .text("model", "table-model", |token| Field::text(token.identity.model.as_ref()))
        .text("manufacturer", "table-manufacturer", |token| Field::text(token.identity.manufacturer.as_ref()))
        .value("firmware_version", "table-firmware", |token| Field::text(token.firmware_version.as_ref()))
        .value("hardware_version", "table-hardware", |token| Field::text(token.hardware_version.as_ref()))
        .text("reader", "table-reader", |token| Field::text(token.identity.reader.as_ref()))
        .number("slot", "table-slot-number", |token| Field::number(Some(token.identity.slot)))
        .value("initialized", "table-initialized", |token| Field::Truth(token.initialized))
        .value("user_pin", "table-user-pin", |token| {
            Field::state(&token.user_pin.state, word::user_pin(&token.user_pin))
        })
        .value("so_pin", "table-so-pin", |token| Field::state(&token.so_pin.state, word::so_pin(&token.so_pin)))
        .number("min_length", "sheet-least-pin", |token| Field::number(token.user_pin.min_length))
        .number("max_length", "sheet-most-pin", |token| Field::number(token.user_pin.max_length))
        .value("write_protected", "table-write-protected", |token| Field::Truth(token.write_protected))
        .value("pin_pad", "table-pin-pad", |token| Field::Truth(token.pin_pad))
        .value("logged_in", "table-logged-in", |token| Field::Truth(token.logged_in))
        .number("keys", "table-keys", |token| Field::number(Some(token.keys.len())))
        .number("certificates", "table-certificates", |token| Field::number(Some(token.distinct_certificates())))
        .number("problems", "table-problems", |token| Field::number(Some(token.problems.len())))
        .text("uri", "table-uri", |token| Field::Text(token.uri.clone()))
        .text("driver", "table-driver", |token| Field::Text(token.driver.clone()))
        .value("read_at", "table-read-at", |token| Field::moment(token.read_at))
}

/// One row per key.
pub(super) fn keys(inventory: &Inventory) -> Sheet {
    let rows = inventory.tokens.iter().flat_map(|token| token.keys.iter().map(move |key| (token, key)));
    Sheet::of("sheet-keys", &key_columns(), rows)
}

/// The columns about each key of a token.
pub(crate) fn key_columns<'a>() -> Columns<(&'a Token, &'a Key)> {
    Columns::<(&Token, &Key)>::new()
        .text("holder", "table-holder", |(token, _)| Field::text(token.holder.as_ref()))
        .value("token_serial", "table-token-serial", |(token, _)| Field::text(token.identity.serial.as_ref()))
        .value("class", "table-class", |(_, key)| Field::state(&key.class, word::key_class(key.class)))
        .value("type", "table-type", |(_, key)| Field::named(key.algorithm.as_ref(), code::key_algorithm))
        .number("bits", "sheet-bits", |(_, key)| Field::number(key.bits))
        .value("curve", "sheet-curve", |(_, key)| Field::named(key.curve.as_ref(), code::curve))
        .text("label", "table-label", |(_, key)| Field::text(key.label.as_ref()))
        .value("id", "table-id", |(_, key)| Field::text(key.id.as_ref()))
        .text("usage", "table-uses", |(_, key)| {
            Field::states(key.usage.iter().map(|name| (name.clone(), code::key_use(name))))
        })
        .value("sensitive", "sheet-sensitive", |(_, key)| Field::truth(key.sensitive))
        .value("extractable", "sheet-extractable", |(_, key)| Field::truth(key.extractable))
        .value("always_authenticate", "sheet-asks-always", |(_, key)| Field::truth(key.always_authenticate))
        .value("spki_sha256", "sheet-spki", |(_, key)| Field::text(key.spki_sha256.as_ref()))
        .value("certificate_sha256", "sheet-certificate-sha256", |(_, key)| {
            Field::text(key.certificate_sha256.as_ref())
        })
        .value("read_at", "table-read-at", |(token, _)| Field::moment(token.read_at))
}

/// A problem, and its subject: nothing more is known of a driver's.
pub(crate) struct ProblemRow<'a> {
    /// Its severity.
    pub(crate) severity: Severity,
    /// Its kind.
    pub(crate) code: Option<ProblemCode>,
    /// Its sentence.
    pub(crate) said: Field,
    /// The token that it was found on.
    pub(crate) token: Option<&'a Token>,
    /// The certificate concerned.
    pub(crate) certificate: Option<&'a Certificate>,
}

impl<'a> ProblemRow<'a> {
    /// The row of a problem of a token.
    pub(crate) fn of(token: &'a Token, problem: &Problem) -> Self {
        Self {
            severity: problem.severity,
            code: Some(problem.code),
            said: Field::Problems(vec![problem.clone()]),
            token: Some(token),
            certificate: token.certificates.iter().find(|one| Some(&one.sha256) == problem.subject.as_ref()),
        }
    }
}

/// One row per problem, most serious and soonest first; its sentence is composed when it is written, in the workbook's
/// language.
pub(super) fn problems(inventory: &Inventory) -> Sheet {
    let pairs = inventory.tokens.iter().flat_map(|token| token.problems.iter().map(move |problem| (token, problem)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_cached_key(|(token, problem)| urgency(token, problem));
    let rows = pairs.into_iter().map(|(token, problem)| ProblemRow::of(token, problem));
    Sheet::of("sheet-problems", &problem_columns(), rows)
}

/// The columns about each problem.
pub(crate) fn problem_columns<'a>() -> Columns<ProblemRow<'a>> {
    Columns::<ProblemRow<'_>>::new()
        .value("severity", "table-severity", |row| Field::state(&row.severity, word::severity(row.severity)))
        .text("holder", "table-holder", |row| {
            let name = row.certificate.and_then(Certificate::common_name);
            Field::text(name.or(row.token.and_then(|token| token.holder.as_deref())))
        })
        .value("code", "sheet-code", |row| {
            row.code.map_or(Field::Empty, |code| Field::state(&code, (code::problem(code), Tint::Plain)))
        })
        .text("message", "table-problem", |row| row.said.clone())
        .value("serial_number", "table-serial-number", |row| {
            Field::serial(row.certificate.and_then(|certificate| certificate.serial_number.as_ref()))
        })
        .value("token_serial", "table-token-serial", |row| {
            Field::text(row.token.and_then(|token| token.identity.serial.as_ref()))
        })
        .text("token_label", "sheet-token-label", |row| {
            Field::text(row.token.and_then(|token| token.identity.label.as_ref()))
        })
        .value("read_at", "table-read-at", |row| Field::moment(row.token.and_then(|token| token.read_at)))
}
