//! Answers written into a config file's text; comments, order and everything else stay unchanged.
//!
//! Pitfall: a table may be written in several ways (`[body]`, `body.name`, `body = {}`); the existing one is kept.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Value};

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
    // Its faults are reported as they are wherever the file is read.
    Config::parse(text, file)?;
    let unreadable = |cause: String| ConfigError::Unreadable { file: file.to_path_buf(), cause };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| unreadable(error.to_string()))?;
    for answer in answers {
        let table = document.entry(answer.table).or_insert_with(toml_edit::table);
        let keys = table.as_table_like_mut().ok_or_else(|| unreadable(format!("`{}`", answer.table)))?;
        match keys.get_mut(answer.key) {
            Some(Item::Value(value)) => {
                // The spaces and the comment beside it.
                let decor = value.decor().clone();
                *value = Value::from(answer.value.as_str());
                *value.decor_mut() = decor;
            }
            _ => {
                keys.insert(answer.key, toml_edit::value(answer.value.as_str()));
            }
        }
    }
    // Lines are written with a line feed only.
    let is_windows = text.contains("\r\n");
    let edited = document.to_string();
    let edited = if is_windows { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited };
    Config::parse(&edited, file).map(|_| edited)
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
            let windows = before.contains("\r\n");
            assert_eq!(text.matches("\r\n").count(), if windows { text.matches('\n').count() } else { 0 }, "{text:?}");
        }
    }
}
