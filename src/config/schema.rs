//! The config file's shape, so that a mistake is reported with its position, its kind and the nearest existing key.
//!
//! Pitfall: every field of `Config` must also be listed here; a test compares the two.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, place};
use crate::domain::phrase::Phrase;
use crate::domain::roster::{LEFT_OUT, STATES, TITLES};

/// The values that a key accepts.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Zone,
    TextList,
    /// The user's own keys, each with a text.
    TextMap,
    Flag,
    Number {
        least: u64,
        most: u64,
    },
    Threshold,
    Choice(&'static [&'static str]),
    Table(&'static [ConfigKey]),
    /// A text, or a table whose field `file` is that text.
    TextOrTable(&'static [ConfigKey]),
    /// The user's own names, each with one of these words.
    Names(fn() -> Vec<&'static str>),
    Tables(&'static [ConfigKey]),
}

/// A key and the values it accepts.
pub(super) struct ConfigKey {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    required: bool,
}

const fn field(name: &'static str, shape: Shape) -> ConfigKey {
    ConfigKey { name, shape, required: false }
}

const SECONDS: Shape = Shape::Number { least: 1, most: 86_400 };
const DAYS: Shape = Shape::Number { least: 0, most: 36_500 };

const EVERY_DRIVER: &[ConfigKey] =
    &[field("confine", Shape::Flag), field("confine_write", Shape::TextList), field("total_timeout", SECONDS)];

/// The whole file.
pub(super) const ROOT: &[ConfigKey] = &[
    field("language", Shape::Choice(&["vi", "en"])),
    field("timezone", Shape::Zone),
    field(
        "roster",
        Shape::TextOrTable(&[
            field("file", Shape::Text),
            field("sheet", Shape::Text),
            field("decisions", Shape::Text),
            field("columns", Shape::Names(column_keys)),
            field("states", Shape::Names(state_keys)),
        ]),
    ),
    field("refused_email_domains", Shape::TextList),
    field("delegated", Shape::Flag),
    field("revoke_moved", Shape::Flag),
    field("check", Shape::Table(&[field("warn", Shape::Threshold), field("crit", Shape::Threshold)])),
    field(
        "renewal",
        Shape::Table(&[
            field("min_days_left", DAYS),
            field("max_renewals", Shape::Number { least: 0, most: 100 }),
            field("open_days", DAYS),
            field("soon_days", DAYS),
            field("renewed_validity_days", DAYS),
        ]),
    ),
    field(
        "names",
        Shape::Table(&[
            field("y_as_i", Shape::Flag),
            field("y_as_i_of_persons", Shape::Flag),
            field("abbreviations", Shape::TextMap),
        ]),
    ),
    field(
        "pin_policy",
        Shape::Table(&[
            field("min_length", Shape::Number { least: 1, most: 255 }),
            field("upper", Shape::Flag),
            field("lower", Shape::Flag),
            field("digit", Shape::Flag),
            field("ascii_only", Shape::Flag),
            field("refuse_well_known", Shape::Flag),
            field("refused", Shape::TextList),
        ]),
    ),
    field(
        "body",
        Shape::Table(&[
            field("name", Shape::Text),
            field("parent", Shape::Text),
            field("address", Shape::Text),
            field("province", Shape::Text),
            field("tax_code", Shape::Text),
            field("budget_code", Shape::Text),
            field("place", Shape::Text),
            field("symbol", Shape::Text),
            field("authority", Shape::Text),
            field("head_title", Shape::Text),
            field("head_name", Shape::Text),
            field("copies", Shape::TextList),
        ]),
    ),
    field(
        "officer",
        Shape::Table(&[
            field("name", Shape::Text),
            field("identity_number", Shape::Text),
            field("identity_date", Shape::Text),
            field("identity_place", Shape::Text),
            field("position", Shape::Text),
            field("mobile", Shape::Text),
            field("email", Shape::Text),
            field("address", Shape::Text),
        ]),
    ),
    field("forms", Shape::Table(&[field("edition", Shape::Text), field("file", Shape::Text)])),
    field("every_driver", Shape::Table(EVERY_DRIVER)),
    field(
        "driver",
        Shape::Tables(&[
            ConfigKey { name: "path", shape: Shape::Text, required: true },
            field("name", Shape::Text),
            field("disabled", Shape::Flag),
            field("timeout", SECONDS),
            field("total_timeout", SECONDS),
            field("hosts", Shape::Number { least: 1, most: 64 }),
            field("init_args", Shape::Text),
            field("unlock", Shape::Choice(&["so-init-pin", "puk-set-pin", "puk-set-pin-ykcs11", "outside", "none"])),
            field("opensc_conf", Shape::Text),
            field("confine", Shape::Flag),
            field("confine_write", Shape::TextList),
            field("allow_writable", Shape::Flag),
            field("allow_no_entry_point", Shape::Flag),
        ]),
    ),
    field("government_ca", Shape::Tables(&[field("organization", Shape::Text), field("common_name", Shape::Text)])),
];

fn column_keys() -> Vec<&'static str> {
    TITLES.iter().map(|titles| titles.key).chain([LEFT_OUT]).collect()
}

fn state_keys() -> Vec<&'static str> {
    STATES.iter().map(|meaning| meaning.key).collect()
}

/// Compares a file's text with the shape; returns whether `driver` is a single table, which applies to every driver.
pub(super) fn check(text: &str, file: &Path) -> Result<bool, ConfigError> {
    let document = DeTable::parse(text).map_err(|error| ConfigError::of_toml(&error, text, file))?;
    let table = document.get_ref();
    Walk { text, file }.table(table, 0, ROOT, "")?;
    Ok(table.get("driver").is_some_and(|value| value.get_ref().is_table()))
}

struct Walk<'a> {
    text: &'a str,
    file: &'a Path,
}

impl Walk<'_> {
    fn table(&self, table: &DeTable<'_>, start: usize, fields: &[ConfigKey], above: &str) -> Result<(), ConfigError> {
        // By position and not by name, so that the first mistake in the file is reported.
        let mut entries = table.iter().collect::<Vec<_>>();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name = key.get_ref().as_ref();
            let full = format!("{above}{name}");
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                return Err(self.unknown(name, full, key.span().start, fields));
            };
            // `[driver]` is another name for `[every_driver]`, unless that or `[[driver]]` is present.
            let shape = match (field.shape, value.get_ref()) {
                (Shape::Tables(_), DeValue::Table(inner))
                    if full == "driver" && !table.contains_key("every_driver") && is_every_driver(inner) =>
                {
                    Shape::Table(EVERY_DRIVER)
                }
                (shape, _) => shape,
            };
            self.value(value.get_ref(), value.span().start, shape, &full)?;
        }
        match fields.iter().find(|field| field.required && !table.contains_key(field.name)) {
            Some(field) => Err(ConfigError::MissingKey {
                file: self.file.to_path_buf(),
                line: place(self.text, start).0,
                key: format!("{above}{}", field.name),
            }),
            None => Ok(()),
        }
    }

    fn value(&self, value: &DeValue<'_>, start: usize, shape: Shape, key: &str) -> Result<(), ConfigError> {
        let fits = match (shape, value) {
            (Shape::Text, DeValue::String(text)) => !text.contains('\0'),
            (Shape::Zone, DeValue::String(name)) => crate::domain::time::zone(name).is_some(),
            (Shape::Threshold, DeValue::String(_)) | (Shape::Flag, DeValue::Boolean(_)) => true,
            (Shape::TextList, DeValue::Array(items)) => items.iter().all(|item| item.get_ref().is_str()),
            (Shape::TextMap, DeValue::Table(table)) => table.values().all(|value| value.get_ref().is_str()),
            (Shape::Choice(choices), DeValue::String(text)) => choices.contains(&text.as_ref()),
            (Shape::Number { least, most }, value) => {
                number(value).is_some_and(|number| (least..=most).contains(&number))
            }
            (Shape::Threshold, value) => number(value).is_some_and(|number| number <= 36_500),
            (Shape::TextOrTable(_), DeValue::String(text)) => !text.contains('\0'),
            (Shape::Names(words), DeValue::Table(table)) => {
                let words = words();
                // The mistake is reported at its own position.
                let wrong =
                    table.values().find(|one| !one.get_ref().as_str().is_some_and(|word| words.contains(&word)));
                match wrong {
                    None => true,
                    Some(wrong) => return Err(self.wrong_type(wrong.span().start, shape, key)),
                }
            }
            (Shape::Table(fields) | Shape::TextOrTable(fields), DeValue::Table(table)) => {
                return self.table(table, start, fields, &format!("{key}."));
            }
            (Shape::Tables(fields), DeValue::Array(items)) if items.iter().all(|item| item.get_ref().is_table()) => {
                for item in items {
                    if let DeValue::Table(table) = item.get_ref() {
                        self.table(table, item.span().start, fields, &format!("{key}."))?;
                    }
                }
                true
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(self.wrong_type(start, shape, key)) }
    }

    fn wrong_type(&self, start: usize, shape: Shape, key: &str) -> ConfigError {
        let (line, column) = place(self.text, start);
        let file = self.file.to_path_buf();
        ConfigError::WrongType { file, line, column, key: key.to_owned(), expected: expected(shape, key) }
    }

    fn unknown(&self, name: &str, key: String, start: usize, fields: &[ConfigKey]) -> ConfigError {
        let nearest = fields
            .iter()
            .map(|field| (strsim::normalized_damerau_levenshtein(name, field.name), field.name))
            .filter(|(likeness, _)| *likeness >= 0.5)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, nearest)| nearest.to_owned());
        ConfigError::UnknownKey { file: self.file.to_path_buf(), line: place(self.text, start).0, key, nearest }
    }
}

/// Whether all of it may apply to every driver; otherwise a single driver is meant.
fn is_every_driver(table: &DeTable<'_>) -> bool {
    table.keys().all(|key| EVERY_DRIVER.iter().any(|field| field.name == key.get_ref().as_ref()))
}

fn number(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn expected(shape: Shape, key: &str) -> Phrase {
    match shape {
        Shape::Text => Phrase::new("config-expected-text"),
        Shape::Zone => Phrase::new("config-expected-zone"),
        Shape::TextList => Phrase::new("config-expected-texts"),
        Shape::TextMap => Phrase::new("config-expected-text-map"),
        Shape::Flag => Phrase::new("config-expected-flag"),
        Shape::Number { least, most } => {
            Phrase::new("config-expected-number").with("least", least.to_string()).with("most", most.to_string())
        }
        Shape::Threshold => Phrase::new("config-expected-threshold"),
        Shape::Choice(choices) => Phrase::new("config-expected-choice").with("choices", choices.join(", ")),
        Shape::Names(words) => Phrase::new("config-expected-names").with("choices", words().join(", ")),
        Shape::TextOrTable(_) => Phrase::new("config-expected-text"),
        Shape::Table(_) => Phrase::new("config-expected-table").with("key", key),
        Shape::Tables(_) => Phrase::new("config-expected-tables").with("key", key),
    }
}
