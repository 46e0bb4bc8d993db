//! The sheets of tokens, keys and problems.

use super::super::{code, table::Tint, word};
use super::{Field, Sheet, SheetColumn, columns};
use crate::domain::problem::Problem;
use crate::report::inventory::{Inventory, Token};
use crate::report::urgency::urgency;

const TOKENS: &[SheetColumn] = columns![
    "holder" => "table-holder",
    "label" => "table-label",
    "serial" => "table-token-serial",
    "model" => "table-model",
    "manufacturer" => "table-manufacturer",
    "firmware_version" => "table-firmware",
    "hardware_version" => "table-hardware",
    "reader" => "table-reader",
    "slot" => "table-slot-number",
    "initialized" => "table-initialized",
    "user_pin" => "table-user-pin",
    "so_pin" => "table-so-pin",
    "min_length" => "sheet-least-pin",
    "max_length" => "sheet-most-pin",
    "write_protected" => "table-write-protected",
    "pin_pad" => "table-pin-pad",
    "logged_in" => "table-logged-in",
    "keys" => "table-keys",
    "certificates" => "table-certificates",
    "problems" => "table-problems",
    "uri" => "table-uri",
    "driver" => "table-driver",
    "read_at" => "table-read-at",
];

/// One row a token.
pub(super) fn tokens(inventory: &Inventory) -> Sheet {
    let row = |token: &Token| {
        vec![
            Field::text(token.holder.as_ref()),
            Field::text(token.identity.label.as_ref()),
            Field::text(token.identity.serial.as_ref()),
            Field::text(token.identity.model.as_ref()),
            Field::text(token.identity.manufacturer.as_ref()),
            Field::text(token.firmware_version.as_ref()),
            Field::text(token.hardware_version.as_ref()),
            Field::text(token.identity.reader.as_ref()),
            Field::number(Some(token.identity.slot)),
            Field::Truth(token.initialized),
            Field::state(&token.user_pin.state, word::user_pin(&token.user_pin)),
            Field::state(&token.so_pin.state, word::so_pin(&token.so_pin)),
            Field::number(token.user_pin.min_length),
            Field::number(token.user_pin.max_length),
            Field::Truth(token.write_protected),
            Field::Truth(token.pin_pad),
            Field::Truth(token.logged_in),
            Field::number(Some(token.keys.len())),
            Field::number(Some(token.certificates.len())),
            Field::number(Some(token.problems.len())),
            Field::Text(token.uri.clone()),
            Field::Text(token.driver.clone()),
            Field::moment(token.read_at),
        ]
    };
    Sheet { name: "sheet-tokens", columns: TOKENS, rows: inventory.tokens.iter().map(row).collect() }
}

const KEYS: &[SheetColumn] = columns![
    "holder" => "table-holder",
    "token_serial" => "table-token-serial",
    "class" => "table-class",
    "type" => "table-type",
    "bits" => "sheet-bits",
    "curve" => "sheet-curve",
    "label" => "table-label",
    "id" => "table-id",
    "usage" => "table-uses",
    "sensitive" => "sheet-sensitive",
    "extractable" => "sheet-extractable",
    "always_authenticate" => "sheet-asks-always",
    "spki_sha256" => "sheet-spki",
    "certificate_sha256" => "sheet-certificate-sha256",
    "read_at" => "table-read-at",
];

/// One row a key.
pub(super) fn keys(inventory: &Inventory) -> Sheet {
    let mut rows = Vec::new();
    for token in &inventory.tokens {
        for key in &token.keys {
            rows.push(vec![
                Field::text(token.holder.as_ref()),
                Field::text(token.identity.serial.as_ref()),
                Field::state(&key.class, word::key_class(key.class)),
                Field::named(key.algorithm.as_ref(), code::key_algorithm),
                Field::number(key.bits),
                Field::named(key.curve.as_ref(), code::curve),
                Field::text(key.label.as_ref()),
                Field::text(key.id.as_ref()),
                Field::states(key.usage.iter().map(|name| (name.clone(), code::key_use(name)))),
                Field::truth(key.sensitive),
                Field::truth(key.extractable),
                Field::truth(key.always_authenticate),
                Field::text(key.spki_sha256.as_ref()),
                Field::text(key.certificate_sha256.as_ref()),
                Field::moment(token.read_at),
            ]);
        }
    }
    Sheet { name: "sheet-keys", columns: KEYS, rows }
}

const PROBLEMS: &[SheetColumn] = columns![
    "severity" => "table-severity",
    "holder" => "table-holder",
    "code" => "sheet-code",
    "message" => "table-problem",
    "serial_number" => "table-serial-number",
    "token_serial" => "table-token-serial",
    "token_label" => "sheet-token-label",
    "read_at" => "table-read-at",
];

/// One row per problem, most serious and soonest first; its sentence is composed when it is written, in the workbook's
/// language.
pub(super) fn problems(inventory: &Inventory) -> Sheet {
    let pairs = inventory.tokens.iter().flat_map(|token| token.problems.iter().map(move |problem| (token, problem)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_cached_key(|(token, problem)| urgency(token, problem));
    let rows = pairs.into_iter().map(|(token, problem)| problem_row(token, problem)).collect();
    Sheet { name: "sheet-problems", columns: PROBLEMS, rows }
}

fn problem_row(token: &Token, problem: &Problem) -> Vec<Field> {
    let certificate = token.certificates.iter().find(|one| Some(&one.sha256) == problem.subject.as_ref());
    let holder = certificate.and_then(|one| one.subject.as_ref()).and_then(|subject| subject.common_name.as_ref());
    let serial = certificate.and_then(|one| one.serial_number.clone());
    vec![
        Field::state(&problem.severity, word::severity(problem.severity)),
        Field::text(holder.or(token.holder.as_ref())),
        Field::state(&problem.code, (code::problem(problem.code), Tint::Plain)),
        Field::Problems(vec![problem.clone()]),
        serial.map_or(Field::Empty, Field::Serial),
        Field::text(token.identity.serial.as_ref()),
        Field::text(token.identity.label.as_ref()),
        Field::moment(token.read_at),
    ]
}
