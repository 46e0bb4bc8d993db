//! Sentences without personal data: every value of a phrase is classified by its name; unknown ones are replaced.
//!
//! Pitfall: a value's name must mean the same in every sentence to be listed here; the two exceptions are listed with
//! their sentences.

use super::{Kind, Redactor};
use crate::domain::phrase::{Phrase, Value};

/// Values that are words of this program, of PKCS#11, of the law or of the calendar.
const PLAIN: &[&str] = &[
    "bits",
    "call",
    "choices",
    "ckr",
    "code",
    "date",
    "days",
    "digest",
    "encoded",
    "expected",
    "extension",
    "format",
    "least",
    "length",
    "limit",
    "machine",
    "most",
    "nearest",
    "number",
    "option",
    "options",
    "other",
    "percent",
    "portal",
    "role",
    "rv",
    "seconds",
    "service",
    "signal",
    "state",
    "status",
    "suggestion",
    "tenth",
    "time",
    "times",
    "type",
    "user",
    "so",
    "valid",
    "whole",
    "year",
];

/// How a value is shown, by the prefix of the sentence's identifier and the value's name. The first match counts.
const RULES: &[(&str, &str, Rule)] = &[
    // clap repeats user input here.
    ("cli-error-unknown-option", "option", Rule::Name(Kind::Text)),
    ("cli-error-twice", "option", Rule::Plain),
    ("secret-stdin-twice", "other", Rule::Plain),
    // The name of a field of a certificate or form, not of a saved file.
    ("problem-", "field", Rule::Plain),
    ("form-to-fill", "field", Rule::Plain),
    ("form-to-fill", "rows", Rule::Plain),
    ("form-row", "column", Rule::Plain),
    ("form-title", "title", Rule::Plain),
    ("form-left-out", "name", Rule::Name(Kind::Person)),
    ("form-left-out", "listed", Rule::Name(Kind::Person)),
    ("form-change", "name", Rule::Name(Kind::Person)),
    ("form-row", "name", Rule::Name(Kind::Person)),
    ("config-expected", "key", Rule::Plain),
    ("config-wrong-type", "key", Rule::Plain),
    ("config-missing-key", "key", Rule::Plain),
    ("config-", "file", Rule::Path),
    ("discovery-", "path", Rule::Path),
    ("discovery-", "place", Rule::Path),
    ("discovery-", "paths", Rule::Paths),
    ("discovery-", "folders", Rule::Paths),
    ("attempt-no-journal", "folders", Rule::Paths),
    ("journal-", "path", Rule::Path),
    ("attempt-not-recorded", "path", Rule::Path),
    ("run-driver-failed", "path", Rule::Path),
    ("selection-", "tokens", Rule::Tokens),
    ("merge-driver", "subject", Rule::Path),
    ("merge-driver", "kept", Rule::Plain),
    ("merge-driver", "others", Rule::Plain),
    ("merge-holder", "subject", Rule::Name(Kind::Serial)),
    ("merge-holder", "kept", Rule::Name(Kind::Person)),
    ("merge-holder", "others", Rule::Name(Kind::Person)),
    ("merge-label", "subject", Rule::Name(Kind::Serial)),
    ("merge-label", "kept", Rule::Name(Kind::Label)),
    ("merge-label", "others", Rule::Name(Kind::Label)),
    ("merge-same", "subject", Rule::Name(Kind::Serial)),
    ("door-", "found", Rule::Token),
    ("attempt-", "found", Rule::Token),
    // A CA's, as the store names it.
    ("trust-", "path", Rule::Path),
    ("trust-", "digest", Rule::Plain),
    ("doctor-", "path", Rule::Path),
    ("doctor-", "paths", Rule::Paths),
    ("doctor-", "file", Rule::Plain),
    ("doctor-", "system", Rule::Plain),
    ("doctor-", "version", Rule::Plain),
    ("doctor-", "library", Rule::Plain),
    ("doctor-", "zone", Rule::Plain),
    ("doctor-", "language", Rule::Plain),
    ("doctor-", "last", Rule::Plain),
    // A CA's address.
    ("verify-", "url", Rule::Plain),
    ("", "driver", Rule::Path),
    ("", "path", Rule::File),
    ("", "file", Rule::File),
    ("", "folder", Rule::File),
    ("", "token", Rule::Token),
    ("", "selector", Rule::Selector),
    ("", "slot", Rule::Slot),
    ("", "operator", Rule::Name(Kind::User)),
    // A letter; its title is untrusted.
    ("roster-place", "column", Rule::Plain),
    ("roster-note", "rows", Rule::Places),
    ("roster-note", "places", Rule::Places),
    ("roster-note", "columns", Rule::Plain),
    ("roster-note", "name", Rule::Name(Kind::Person)),
    ("roster-place", "list", Rule::File),
    ("unit-", "unit", Rule::Name(Kind::Unit)),
    ("unit-", "near", Rule::Units),
    ("roster-", "vietnamese", Rule::Plain),
    ("roster-", "english", Rule::Plain),
    ("roster-", "known", Rule::Plain),
];

/// How a value is shown.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Plain,
    Name(Kind),
    Path,
    Paths,
    Places,
    Units,
    File,
    Token,
    Tokens,
    Selector,
    Slot,
}

impl Redactor {
    /// The sentence with pseudonyms in it.
    pub fn phrase(&self, phrase: &Phrase) -> Phrase {
        let value = |name: &str, value: &Value| match value {
            Value::Text(text) => Value::Text(self.value(phrase.id, name, text)),
            Value::Number(number) => Value::Number(*number),
            Value::Phrase(inner) => Value::Phrase(Box::new(self.phrase(inner))),
        };
        Phrase { id: phrase.id, args: phrase.args.iter().map(|(name, one)| (*name, value(name, one))).collect() }
    }

    fn value(&self, id: &str, name: &str, text: &str) -> String {
        match rule(id, name) {
            Rule::Plain => text.to_owned(),
            _ if is_plain(text) => text.to_owned(),
            Rule::Name(kind) => self.name(kind, text),
            Rule::Path => self.path(text),
            Rule::Paths => text.split(", ").map(|path| self.path(path)).collect::<Vec<_>>().join(", "),
            Rule::Places => text.split(", ").map(|place| self.place(place)).collect::<Vec<_>>().join(", "),
            Rule::Units => text.split("; ").map(|unit| self.name(Kind::Unit, unit)).collect::<Vec<_>>().join("; "),
            Rule::File => self.file(text),
            Rule::Token => self.token(text),
            Rule::Tokens => text.split("; ").map(|one| self.listed(one)).collect::<Vec<_>>().join("; "),
            Rule::Selector => self.selector(text),
            Rule::Slot => self.slot_text(text),
        }
    }

    /// A row, or a file and a row in it.
    fn place(&self, text: &str) -> String {
        match text.rsplit_once(':') {
            Some((file, row)) => format!("{}:{row}", self.file(file)),
            None if text == "…" || text.bytes().all(|digit| digit.is_ascii_digit()) => text.to_owned(),
            None => self.name(Kind::Text, text),
        }
    }

    /// One token of a list: a name, and its selector in brackets and backticks.
    fn listed(&self, text: &str) -> String {
        if text.strip_prefix("… +").is_some_and(|count| count.chars().all(|digit| digit.is_ascii_digit())) {
            return text.to_owned();
        }
        match text.strip_suffix("`)").and_then(|text| text.rsplit_once(" (`")) {
            Some((name, selector)) => format!("{} (`{}`)", self.name(Kind::Label, name), self.selector(selector)),
            None => self.name(Kind::Label, text),
        }
    }
}

fn rule(id: &str, name: &str) -> Rule {
    let special = RULES.iter().find(|(start, value, _)| id.starts_with(start) && *value == name);
    match special {
        Some((_, _, rule)) => *rule,
        None if PLAIN.contains(&name) => Rule::Plain,
        None => Rule::Name(Kind::Text),
    }
}

/// Texts without personal data whatever their name: an empty one, a dash, a PKCS#11 name, and the operating system's
/// own message for an error number.
fn is_plain(text: &str) -> bool {
    let is_name = |start: &str| {
        let rest = text.strip_prefix(start);
        rest.is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+".contains(letter)))
    };
    let of_system = || {
        let number = text.strip_suffix(')')?.rsplit_once("(os error ")?.1.parse().ok()?;
        Some(std::io::Error::from_raw_os_error(number).to_string() == text)
    };
    text.is_empty()
        || text == "–"
        || ["CKR_", "CKM_", "CKF_", "CKA_", "C_"].into_iter().any(is_name)
        || of_system() == Some(true)
}
