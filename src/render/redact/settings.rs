//! The settings in effect. Everything that is not purely a program setting is replaced, including unknown settings.

use serde_json::Value;

use super::{Redact, redact};
use crate::domain::redact::{Kind, Redactor};
use crate::report::config::{ConfigShow, Setting};

redact! {
    ConfigShow { envelope: keep, file: path, file_exists: keep, settings: inner }
}

/// Texts that are words of the program, of the law, or the public name of a CA or mail provider.
const PLAIN: &[&str] = &[
    "language",
    "timezone",
    "refused_email_domains",
    "check.warn",
    "check.crit",
    "forms.edition",
    "roster.columns",
    "roster.states",
    "driver.unlock",
    "government_ca.organization",
    "government_ca.common_name",
];
/// Paths whose folders stay readable.
const PATHS: &[&str] = &["driver.path", "driver.opensc_conf", "driver.confine_write", "every_driver.confine_write"];
/// Paths of files named by the user.
const FILES: &[&str] = &["roster", "roster.decisions", "forms.file"];
/// The contents of the tables of agency and officer.
const KINDS: &[(&str, Kind)] = &[
    ("body.name", Kind::Unit),
    ("body.parent", Kind::Unit),
    ("body.authority", Kind::Unit),
    ("body.copies", Kind::Unit),
    ("body.address", Kind::Place),
    ("body.province", Kind::Place),
    ("body.place", Kind::Place),
    ("body.tax_code", Kind::Identity),
    ("body.budget_code", Kind::Identity),
    ("body.head_title", Kind::Title),
    ("body.head_name", Kind::Person),
    ("officer.name", Kind::Person),
    ("officer.identity_number", Kind::Identity),
    ("officer.position", Kind::Title),
    ("officer.mobile", Kind::Phone),
    ("officer.email", Kind::Email),
    ("officer.address", Kind::Place),
];

impl Redact for Setting {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { key, value, source: _ } = self;
        redact_value(key, value, redactor);
    }
}

/// Numbers and flags stay; texts are treated by the name of their setting, also within lists and tables.
fn redact_value(key: &str, value: &mut Value, redactor: &Redactor) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            if FILES.contains(&key) {
                *text = redactor.file(text);
            } else if PATHS.contains(&key) {
                *text = redactor.path(text);
            } else if !PLAIN.contains(&key) {
                let kind = KINDS.iter().find(|(name, _)| *name == key).map_or(Kind::Text, |(_, kind)| *kind);
                *text = redactor.name(kind, text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| redact_value(key, value, redactor)),
        // An agency's own abbreviations may reveal which agency it is.
        Value::Object(fields) if key == "names.abbreviations" => {
            let replaced = std::mem::take(fields).into_iter().map(|(name, value)| {
                let value = value.as_str().map_or(value.clone(), |text| redactor.name(Kind::Text, text).into());
                (redactor.name(Kind::Text, &name), value)
            });
            *fields = replaced.collect();
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                redact_value(&format!("{key}.{name}"), value, redactor);
            }
        }
    }
}
