//! `config init` and `config show`: the officer is asked once who files, and sees what is in force.
//!
//! May import `config`, `interact`, `domain`. Pitfall: nothing is written before the last answer, so that whoever
//! gives up half way has the file that was there.

use super::Context;
use crate::config::{Answer, Config, ConfigError, effective, template, with_answers};
use crate::domain::form::{Rules, clean, fault_of_email, fault_of_identity_number};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::interact::terminal::{Terminal, TerminalError};
use crate::report::Envelope;
use crate::report::config::{ConfigShow, Setting, Source};
use crate::situation_error;

/// Why nobody could be asked.
#[derive(Debug)]
pub enum ConfigInitError {
    /// No terminal, or `--batch`.
    NobodyToAsk {
        /// The file that would have been written.
        file: String,
    },
    /// The system names no place for a config file.
    NoPlace,
    /// The person gave up.
    Cancelled,
    /// An answer longer than any name.
    TooLong,
    /// The terminal failed.
    Terminal(std::io::Error),
}

impl Situation for ConfigInitError {
    fn class(&self) -> Class {
        match self {
            Self::NobodyToAsk { .. } | Self::NoPlace | Self::TooLong => Class::Usage,
            Self::Cancelled => Class::Cancelled,
            Self::Terminal(_) => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NobodyToAsk { .. } => "config-nobody-to-ask",
            Self::NoPlace => "config-no-place",
            Self::Cancelled => "config-cancelled",
            Self::TooLong => "config-answer-too-long",
            Self::Terminal(_) => "config-terminal-failed",
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code());
        match self {
            Self::NobodyToAsk { file } => phrase.with("file", file),
            Self::Terminal(fault) => phrase.with("cause", fault.to_string()),
            Self::NoPlace | Self::Cancelled | Self::TooLong => phrase,
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::NobodyToAsk { file } => Some(Phrase::new("config-hint-template").with("file", file)),
            Self::NoPlace => Some(Phrase::new("config-hint-no-place")),
            _ => None,
        }
    }
}

situation_error!(ConfigInitError);

impl From<TerminalError> for ConfigInitError {
    fn from(error: TerminalError) -> Self {
        match error {
            // The caller knows the file and looks for somebody first.
            TerminalError::Absent => Self::NobodyToAsk { file: String::new() },
            TerminalError::Cancelled => Self::Cancelled,
            TerminalError::TooLong => Self::TooLong,
            TerminalError::Failed(fault) => Self::Terminal(fault),
        }
    }
}

/// What is asked: table, key, and the sentence for it.
const QUESTIONS: [(&str, &str, &str); 19] = [
    ("body", "name", "config-ask-body-name"),
    ("body", "parent", "config-ask-body-parent"),
    ("body", "address", "config-ask-body-address"),
    ("body", "province", "config-ask-body-province"),
    ("body", "tax_code", "config-ask-body-tax-code"),
    ("body", "budget_code", "config-ask-body-budget-code"),
    ("body", "place", "config-ask-body-place"),
    ("body", "symbol", "config-ask-body-symbol"),
    ("body", "authority", "config-ask-body-authority"),
    ("body", "head_title", "config-ask-body-head-title"),
    ("body", "head_name", "config-ask-body-head-name"),
    ("officer", "name", "config-ask-officer-name"),
    ("officer", "identity_number", "config-ask-officer-identity-number"),
    ("officer", "identity_date", "config-ask-officer-identity-date"),
    ("officer", "identity_place", "config-ask-officer-identity-place"),
    ("officer", "position", "config-ask-officer-position"),
    ("officer", "mobile", "config-ask-officer-mobile"),
    ("officer", "email", "config-ask-officer-email"),
    ("officer", "address", "config-ask-officer-address"),
];

/// Asks for body and officer and returns the new text of the config file.
///
/// # Errors
/// Nobody there, or gave up: then nothing is to be written.
pub fn init(context: &Context<'_>, terminal: &mut dyn Terminal) -> anyhow::Result<String> {
    let file = Config::file(context.environment).ok_or(ConfigInitError::NoPlace)?;
    let shown = file.display().to_string();
    if !terminal.is_present() {
        return Err(ConfigInitError::NobodyToAsk { file: shown }.into());
    }
    let text = Config::text(context.environment)?.unwrap_or_default();
    ask(terminal, context.config, &text, &file)
}

/// Asks what the config does not say, and keeps what it says where nothing is answered.
fn ask(terminal: &mut dyn Terminal, config: &Config, text: &str, file: &std::path::Path) -> anyhow::Result<String> {
    let say = |terminal: &mut dyn Terminal, phrase: &Phrase| terminal.say(phrase).map_err(ConfigInitError::from);
    say(terminal, &Phrase::new("config-intro").with("file", file.display().to_string()))?;
    let rules = Rules { refused_mail_domains: config.refused_email_domains.clone() };
    let before = serde_json::to_value(config)?;
    let mut answers = Vec::new();
    for (table, key, question) in QUESTIONS {
        let old = before.get(table).and_then(|table| table.get(key)).and_then(serde_json::Value::as_str);
        let prompt = match old {
            Some(old) => Phrase::new("config-ask-again").with("question", Phrase::new(question)).with("old", old),
            None => Phrase::new("config-ask").with("question", Phrase::new(question)),
        };
        let (value, _) = clean(&terminal.ask_line(&prompt).map_err(ConfigInitError::from)?);
        if value.is_empty() {
            continue;
        }
        if let Some(warning) = doubt(key, &value, &rules) {
            say(terminal, &warning.with("value", &value))?;
        }
        answers.push(Answer { table, key, value });
    }
    Ok(with_answers(text, file, &answers)?)
}

/// What is odd about an answer; it is kept all the same, for the person may know better.
fn doubt(key: &str, value: &str, rules: &Rules) -> Option<Phrase> {
    match key {
        "email" if fault_of_email(value, rules).is_some() => Some(Phrase::new("config-doubt-email")),
        "identity_number" if fault_of_identity_number(value).is_some() => Some(Phrase::new("config-doubt-identity")),
        _ => None,
    }
}

/// A config file with every setting as a comment.
pub fn blank(context: &Context<'_>) -> String {
    let words = |key: &str| {
        let question = QUESTIONS.iter().find(|(table, name, _)| key.strip_prefix(table) == Some(&format!(".{name}")));
        question.map(|(_, _, question)| context.texts.say(&Phrase::new(question)))
    };
    format!("# {}\n\n{}", context.texts.get("config-template-head"), template(&words))
}

/// Every setting in force.
pub fn show(context: &Context<'_>) -> Result<ConfigShow, ConfigError> {
    let text = Config::text(context.environment)?;
    let settings = effective(context.config, text.as_deref())?.into_iter().map(|one| Setting {
        key: one.key,
        value: one.value,
        source: if one.from_file { Source::File } else { Source::Default },
    });
    Ok(ConfigShow {
        envelope: Envelope::new("config-show", context.now),
        file: Config::file(context.environment).map(|file| file.display().to_string()),
        file_exists: text.is_some(),
        settings: settings.collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::interact::terminal::scripted::Scripted;

    const FILE: &str = "/etc/demo/config.toml";

    fn asked(text: &str, answers: &[Option<&str>]) -> (anyhow::Result<String>, Vec<Phrase>) {
        let mut person = Scripted::answering(answers);
        let config = Config::parse(text, Path::new(FILE)).expect("a config");
        let written = ask(&mut person, &config, text, Path::new(FILE));
        (written, person.heard)
    }

    /// Enter for every question but these.
    fn answers<'a>(given: &[(&str, &str, &'a str)]) -> Vec<Option<&'a str>> {
        let answer = |table: &str, key: &str| given.iter().find(|one| (one.0, one.1) == (table, key));
        QUESTIONS.iter().map(|(table, key, _)| Some(answer(table, key).map_or("", |one| one.2))).collect()
    }

    #[test]
    fn enter_leaves_empty_and_keeps_what_is_there() {
        let before = "# ours\n[body]\nname = \"Xã A\"\n[renewal]\nopen_days = 60\n";
        let given = answers(&[("officer", "name", "  Lê  An "), ("body", "place", "A")]);
        let (written, heard) = asked(before, &given);
        let after = "# ours\n[body]\nname = \"Xã A\"\nplace = \"A\"\n[renewal]\nopen_days = 60\n\n[officer]\nname = \"Lê An\"\n";
        assert_eq!(written.expect("a file"), after, "what was not answered stays");
        let again: Vec<_> = heard.iter().filter(|phrase| phrase.id == "config-ask-again").collect();
        assert_eq!(again.len(), 1, "the name that is there is shown: {heard:?}");
        assert_eq!(heard.len(), 1 + QUESTIONS.len(), "an introduction, and each question once");
    }

    #[test]
    fn a_doubtful_answer_is_kept_and_told() {
        let given = answers(&[("officer", "email", "a@gmail.com"), ("officer", "identity_number", "1.2E+11")]);
        let (written, heard) = asked("", &given);
        let written = written.expect("a file");
        assert!(written.contains("a@gmail.com") && written.contains("1.2E+11"), "kept: {written}");
        let doubts: Vec<_> = heard.iter().map(|phrase| phrase.id).filter(|id| id.starts_with("config-doubt")).collect();
        assert_eq!(doubts, ["config-doubt-identity", "config-doubt-email"], "and told, in the order of the questions");
    }

    #[test]
    fn whoever_gives_up_has_nothing_written() {
        let (written, _) = asked("", &[Some("Xã A"), None]);
        let error = written.expect_err("cancelled");
        let error = error.downcast_ref::<ConfigInitError>().expect("a situation");
        assert_eq!((error.class(), error.code()), (Class::Cancelled, "config-cancelled"), "status 9");
    }
}
