//! Every setting with its value and source, and the file that contains all of them as comments.

use serde_json::Value;

use super::schema::{ConfigKey, ROOT, Shape};
use super::{Config, ConfigError};
use crate::domain::form::{FormKind, Forms};

/// One setting with its effective value.
#[derive(Debug, Clone, PartialEq)]
pub struct Effective {
    /// The key with its table before it, `renewal.open_days`.
    pub key: String,
    /// Its value; null if nothing is set and there is no default.
    pub value: Value,
    /// Whether it is set in the file.
    pub from_file: bool,
}

/// Every setting in the order of the documentation. `text` is the file's, if there is one.
pub fn effective(config: &Config, text: Option<&str>) -> Result<Vec<Effective>, ConfigError> {
    let said = |error: &dyn std::fmt::Display| ConfigError::Unreadable {
        file: "config.toml".into(),
        cause: error.to_string(),
    };
    let values = serde_json::to_value(config).map_err(|error| said(&error))?;
    let text = text.unwrap_or_default();
    let file: toml::Table =
        text.strip_prefix('\u{feff}').unwrap_or(text).parse().map_err(|error: toml::de::Error| said(&error))?;
    let file = serde_json::to_value(file).map_err(|error| said(&error))?;
    let mut found = Vec::new();
    collect(ROOT, &values, &file, "", &mut found);
    Ok(found)
}

fn collect(fields: &[ConfigKey], values: &Value, file: &Value, above: &str, found: &mut Vec<Effective>) {
    let nothing = Value::Null;
    for field in fields {
        let (value, in_file) = (values.get(field.name), file.get(field.name));
        let key = format!("{above}{}", field.name);
        let (inner, inner_in_file) = (value.unwrap_or(&nothing), in_file.unwrap_or(&nothing));
        match field.shape {
            Shape::Table(below) => collect(below, inner, inner_in_file, &format!("{key}."), found),
            // The file's path is listed under the table's own name, as in a config with only the path.
            Shape::TextOrTable(below) => {
                let path = inner.get("file").cloned().unwrap_or_default();
                let from_file = inner_in_file.is_string() || inner_in_file.get("file").is_some();
                found.push(Effective { key: key.clone(), value: path, from_file });
                collect(below.get(1..).unwrap_or_default(), inner, inner_in_file, &format!("{key}."), found);
            }
            _ => {
                let value = value.filter(|value| !value.is_null()).cloned().or_else(|| default_of(&key, field.shape));
                found.push(Effective { key, value: value.unwrap_or_default(), from_file: in_file.is_some() });
            }
        }
    }
}

/// The value in effect if neither the file nor the type sets one; `None` if there is none.
fn default_of(key: &str, shape: Shape) -> Option<Value> {
    Some(match key {
        "check.warn" => super::WARN.into(),
        "check.crit" => super::CRIT.into(),
        "driver.timeout" => super::TIMEOUT.into(),
        "driver.total_timeout" | "every_driver.total_timeout" => super::TOTAL_TIMEOUT.into(),
        "driver.hosts" => 1.into(),
        "forms.edition" => edition()?.into(),
        _ => match shape {
            Shape::Flag => false.into(),
            Shape::TextList | Shape::Tables(_) => Value::Array(Vec::new()),
            Shape::TextMap => Value::Object(serde_json::Map::new()),
            _ => return None,
        },
    })
}

/// The edition of the forms that come with the tool.
fn edition() -> Option<String> {
    Forms::built_in().and_then(|forms| forms.get(FormKind::RenewalChange)).ok().map(|form| form.edition)
}

/// A config file in which every setting is a comment with its default; `said` returns the words for a key.
pub fn template(said: &dyn Fn(&str) -> Option<String>) -> String {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut text = String::new();
    // In TOML plain keys come before the first table.
    let is_plain =
        |field: &&ConfigKey| !matches!(field.shape, Shape::Table(_) | Shape::TextOrTable(_) | Shape::Tables(_));
    write(&mut text, ROOT.iter().filter(is_plain), &defaults, "", said);
    for field in ROOT {
        let default = defaults.get(field.name).cloned().unwrap_or_default();
        let above = format!("{}.", field.name);
        let (head, below) = match field.shape {
            Shape::Table(below) | Shape::TextOrTable(below) => (format!("\n[{}]\n", field.name), below),
            Shape::Tables(below) => (format!("\n# [[{}]]\n", field.name), below),
            _ => continue,
        };
        text.push_str(&head);
        write(&mut text, below.iter(), &default, &above, said);
    }
    text
}

fn write(
    text: &mut String,
    fields: impl Iterator<Item = &'static ConfigKey>,
    defaults: &Value,
    above: &str,
    said: &dyn Fn(&str) -> Option<String>,
) {
    for field in fields {
        if let Some(words) = said(&format!("{above}{}", field.name)) {
            text.push_str(&format!("# {words}\n"));
        }
        let value = defaults.get(field.name).filter(|value| !value.is_null()).cloned();
        let value = value.or_else(|| default_of(&format!("{above}{}", field.name), field.shape));
        let value = value.map_or_else(|| example(field.shape), |value| value.to_string());
        text.push_str(&format!("# {} = {value}\n", field.name));
    }
}

/// A value of the kind accepted by a key without a default.
fn example(shape: Shape) -> String {
    match shape {
        Shape::Number { least, .. } => least.to_string(),
        Shape::Flag => "false".to_owned(),
        Shape::TextList => "[]".to_owned(),
        Shape::TextMap => "{}".to_owned(),
        Shape::Threshold => "\"90d\"".to_owned(),
        Shape::Choice(choices) => format!("\"{}\"", choices.first().copied().unwrap_or_default()),
        Shape::Names(_) => "{}".to_owned(),
        Shape::Text | Shape::Zone | Shape::Table(_) | Shape::TextOrTable(_) | Shape::Tables(_) => "\"\"".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_template_says_nothing_until_a_line_is_uncommented_and_then_every_line_is_known() {
        let file = Path::new("/etc/demo/config.toml");
        let text = template(&|_| None);
        assert_eq!(Config::parse(&text, file), Ok(Config::default()), "comments change nothing");
        let live: String = text.lines().map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect();
        Config::parse(&live, file).expect("every line is a setting that exists");
        for key in ["timezone", "min_days_left", "identity_number", "[[driver]]", "opensc_conf", "[[government_ca]]"] {
            assert!(text.contains(key), "`{key}` stands in the template");
        }
    }

    #[test]
    fn a_setting_is_the_files_only_where_it_stands_there() {
        let text = "[renewal]\nopen_days = 90\n";
        let config = Config::parse(text, Path::new("/etc/demo/config.toml")).expect("a config");
        let settings = effective(&config, Some(text)).expect("its settings");
        let of = |key: &str| settings.iter().find(|one| one.key == key).expect(key).clone();
        assert!(of("renewal.open_days").from_file, "named there, though it is the default");
        assert!(!of("renewal.soon_days").from_file, "not named there");
        assert_eq!(of("body.name").value, Value::Null, "nothing set and no default");
    }
}
