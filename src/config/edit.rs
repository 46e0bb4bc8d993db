//! Writes answers into a config file's text and leaves everything else unchanged: comments, order, other tables.
//!
//! Pitfall: TOML has several spellings of one table. The text is edited where the plain spelling is found. The result
//! is read again, and if it does not say what was intended, the whole file is rewritten from its values.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::Config;
use super::error::ConfigError;

/// One answer: the table, its key, the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `body` or `officer`.
    pub table: &'static str,
    /// The key in it.
    pub key: &'static str,
    /// The new value.
    pub value: String,
}

/// The text of the file with the answers in it.
///
/// # Errors
/// The text is not a usable config file.
pub fn with_answers(text: &str, file: &Path, answers: &[Answer]) -> Result<String, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut wanted = Config::parse(text, file)?;
    for answer in answers {
        put(&mut wanted, answer);
    }
    let mut edited = text.to_owned();
    for answer in answers {
        edited = edit(&edited, file, answer)?;
    }
    match Config::parse(&edited, file) {
        Ok(found) if found == wanted => Ok(edited),
        _ => toml::to_string(&wanted)
            .map_err(|error| ConfigError::Unreadable { file: file.to_path_buf(), cause: error.to_string() }),
    }
}

/// Sets the value in the config itself.
fn put(config: &mut Config, answer: &Answer) {
    let (body, officer) = (&mut config.body, &mut config.officer);
    let place = match (answer.table, answer.key) {
        ("body", "name") => &mut body.name,
        ("body", "parent") => &mut body.parent,
        ("body", "address") => &mut body.address,
        ("body", "province") => &mut body.province,
        ("body", "tax_code") => &mut body.tax_code,
        ("body", "budget_code") => &mut body.budget_code,
        ("body", "place") => &mut body.place,
        ("body", "symbol") => &mut body.symbol,
        ("body", "authority") => &mut body.authority,
        ("body", "head_title") => &mut body.head_title,
        ("body", "head_name") => &mut body.head_name,
        ("officer", "name") => &mut officer.name,
        ("officer", "identity_number") => &mut officer.identity_number,
        ("officer", "identity_date") => &mut officer.identity_date,
        ("officer", "identity_place") => &mut officer.identity_place,
        ("officer", "position") => &mut officer.position,
        ("officer", "mobile") => &mut officer.mobile,
        ("officer", "email") => &mut officer.email,
        ("officer", "address") => &mut officer.address,
        _ => return,
    };
    *place = Some(answer.value.clone());
}

fn edit(text: &str, file: &Path, answer: &Answer) -> Result<String, ConfigError> {
    let document = DeTable::parse(text).map_err(|error| ConfigError::of_toml(&error, text, file))?;
    let literal = toml::Value::String(answer.value.clone()).to_string();
    let line = format!("{} = {literal}\n", answer.key);
    let table = document.get_ref().get(answer.table);
    let range = match table.map(|table| (table.span(), table.get_ref())) {
        Some((_, DeValue::Table(keys))) if keys.contains_key(answer.key) => {
            let value = keys.get(answer.key).map(toml::Spanned::span).unwrap_or_default();
            return Ok(replaced(text, value, &literal));
        }
        Some((span, _)) => after_line(text, span.start),
        None => {
            let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            return Ok(format!("{text}{end}{gap}[{}]\n{line}", answer.table));
        }
    };
    // New keys stand in the order in which they are asked: after those of the table that are there already.
    let end = table_end(text, range);
    let before = text.get(..end).unwrap_or(text);
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    Ok(replaced(text, end..end, &format!("{gap}{line}")))
}

/// Where the line of an offset ends, behind its line feed.
fn after_line(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// Where the last line with a key of the table that begins here ends.
fn table_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        at += line.len();
        let trimmed = line.trim_start();
        if trimmed.starts_with('[') {
            break;
        }
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            end = at;
        }
    }
    end
}

fn replaced(text: &str, range: std::ops::Range<usize>, with: &str) -> String {
    let (before, after) = (text.get(..range.start).unwrap_or(text), text.get(range.end..).unwrap_or_default());
    format!("{before}{with}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(text: &str, answers: &[(&'static str, &'static str, &str)]) -> String {
        let answers: Vec<Answer> =
            answers.iter().map(|(table, key, value)| Answer { table, key, value: (*value).to_owned() }).collect();
        with_answers(text, Path::new("/etc/demo/config.toml"), &answers).expect("a usable config")
    }

    #[test]
    fn answers_make_a_file_where_there_was_none() {
        let text = answered("", &[("body", "name", "Xã \"A\""), ("body", "place", "A"), ("officer", "name", "B")]);
        assert_eq!(text, "[body]\nname = 'Xã \"A\"'\nplace = \"A\"\n\n[officer]\nname = \"B\"\n", "plain TOML");
    }

    #[test]
    fn what_else_stands_in_the_file_stays_to_the_letter() {
        let before = "# ours\nlanguage = \"vi\"  # always\n\n[body] # who\nname = \"Old\" # name\n# copies\ncopies = [\"a\"]\n\n[renewal]\nopen_days = 60\n";
        let after = "# ours\nlanguage = \"vi\"  # always\n\n[body] # who\nname = \"New\" # name\n# copies\ncopies = [\"a\"]\nplace = \"P\"\n\n[renewal]\nopen_days = 60\n\n[officer]\nname = \"B\"\n";
        let answers = [("body", "name", "New"), ("body", "place", "P"), ("officer", "name", "B")];
        assert_eq!(answered(before, &answers), after, "comments, order and other tables");
    }

    #[test]
    fn odd_spellings_of_a_table_lose_no_value() {
        let file = Path::new("/etc/demo/config.toml");
        for before in [
            "body = { name = \"Old\", place = \"P\" }\nlanguage = \"vi\"\n",
            "body.name = \"Old\"\nbody.place = \"P\"\nlanguage = \"vi\"\n",
            "language = \"vi\"\r\n[body]\r\nname = \"Old\"\r\nplace = \"P\"\r\n",
            "\u{feff}language = \"vi\"\n[body]\nplace = \"P\"\nname = '''\nOld\n[x]'''",
        ] {
            let text = answered(before, &[("body", "name", "New"), ("body", "head_name", "H")]);
            let config = Config::parse(&text, file).expect("a usable config");
            let body = (config.body.name.as_deref(), config.body.place.as_deref(), config.body.head_name.as_deref());
            assert_eq!(body, (Some("New"), Some("P"), Some("H")), "{before:?} became {text:?}");
            assert_eq!(config.language.as_deref(), Some("vi"), "{before:?} keeps the rest");
        }
    }
}
