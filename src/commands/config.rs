//! `config init` and `config show`: asks the officer once for the sender's details, and shows the settings in effect.
//!
//! May import `config`, `interact`, `domain`. Pitfall: nothing is written before the last answer, so that anyone who
//! stops half way keeps the existing file.

use super::Context;
use crate::config::{Answer, Config, ConfigError, effective, template, with_answers};
use crate::domain::form::{Rules, clean, fault_of_date, fault_of_email, fault_of_identity_number, fault_of_tax_code};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::mobile_number;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::interact::terminal::{Terminal, TerminalError};
use crate::report::config::{ConfigShow, Setting, Source};
use crate::report::{Envelope, Kind};
use crate::situation_error;

/// Why no question could be asked.
#[derive(Debug)]
pub enum ConfigInitError {
    /// No terminal, or `--batch`.
    NobodyToAsk {
        /// The file that would have been written.
        file: String,
    },
    /// The system names no place for a config file.
    NoPlace,
    /// The user cancelled.
    Cancelled,
    /// An answer that is too long.
    TooLong,
    /// The terminal failed.
    Terminal(std::io::Error),
}

impl Situation for ConfigInitError {
    fn told(&self) -> Told {
        let told = |id, class: Class| class.told(id, id);
        match self {
            Self::NobodyToAsk { file } => told("config-nobody-to-ask", Class::Usage)
                .with("file", file)
                .hint(Phrase::new("config-hint-template").with("file", quoted(file))),
            Self::NoPlace => told("config-no-place", Class::Usage).hint("config-hint-no-place"),
            Self::Cancelled => told("config-cancelled", Class::Cancelled),
            Self::TooLong => told("config-answer-too-long", Class::Usage),
            Self::Terminal(fault) => told("config-terminal-failed", Class::Failed).with("cause", fault.to_string()),
        }
    }
}

situation_error!(ConfigInitError);

impl From<TerminalError> for ConfigInitError {
    fn from(error: TerminalError) -> Self {
        match error {
            // The caller knows the file and checks for a terminal first.
            TerminalError::Absent => Self::NobodyToAsk { file: String::new() },
            TerminalError::Cancelled => Self::Cancelled,
            TerminalError::TooLong => Self::TooLong,
            TerminalError::Failed(fault) => Self::Terminal(fault),
        }
    }
}

/// The questions: table, key, and the sentence for it.
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

/// Asks for agency and officer and returns the new text of the config file.
///
/// # Errors
/// No terminal, or cancelled: then nothing is written.
pub fn init(context: &Context<'_>, terminal: &mut dyn Terminal) -> raised::Result<String> {
    let file = Config::file(context.environment).ok_or(ConfigInitError::NoPlace)?;
    let shown = file.display().to_string();
    if !terminal.is_present() {
        return Err(ConfigInitError::NobodyToAsk { file: shown }.into());
    }
    let text = Config::text(context.environment)?.unwrap_or_default();
    ask(terminal, context.config, &text, &file)
}

/// Asks for what the config lacks, and keeps its values if there is no answer.
fn ask(terminal: &mut dyn Terminal, config: &Config, text: &str, file: &std::path::Path) -> raised::Result<String> {
    let say = |terminal: &mut dyn Terminal, phrase: &Phrase| terminal.say(phrase).map_err(ConfigInitError::from);
    say(terminal, &Phrase::new("config-intro").with("file", file.display().to_string()))?;
    let rules = Rules { refused_mail_domains: config.refused_email_domains.clone() };
    let before = serde_json::to_value(config).map_err(anyhow::Error::new)?;
    let (mut answers, mut empty) = (Vec::new(), Vec::new());
    for (table, key, question) in QUESTIONS {
        let old = before.get(table).and_then(|table| table.get(key)).and_then(serde_json::Value::as_str);
        let prompt = match old {
            Some(old) => Phrase::new("config-ask-again").with("question", Phrase::new(question)).with("old", old),
            None => Phrase::new("config-ask").with("question", Phrase::new(question)),
        };
        // What the forms would refuse is asked again, until it is correct or left out.
        let value = loop {
            let (value, _) = clean(&terminal.ask_line(&prompt).map_err(ConfigInitError::from)?);
            match refused(key, &value, &rules) {
                Some(refusal) => say(terminal, &refusal.with("value", &value))?,
                // As in the staff list: a number that lost its zero gets it back.
                None if key == "mobile" => break mobile_number(&value),
                None => break value,
            }
        };
        let is_usable = |old: &str| refused(key, old, &rules).is_none();
        if value.is_empty() && !old.is_some_and(is_usable) {
            empty.push((table, key, question));
        }
        if !value.is_empty() {
            answers.push(Answer { table, key, value });
        }
    }
    let has_address =
        answers.iter().any(|one| (one.table, one.key) == ("body", "address")) || config.body.address.is_some();
    // Without an address of the officer's own, the agency's is used.
    let is_served = |table: &str, key: &str| (table, key) == ("officer", "address") && has_address;
    for (_, _, question) in empty.into_iter().filter(|(table, key, _)| !is_served(table, key)) {
        say(terminal, &Phrase::new("config-to-fill").with("question", Phrase::new(question)))?;
    }
    Ok(with_answers(text, file, &answers)?)
}

/// Why the forms would refuse an answer; an empty one is never refused.
fn refused(key: &str, value: &str, rules: &Rules) -> Option<Phrase> {
    let id = match key {
        _ if value.is_empty() => return None,
        "email" if fault_of_email(value, rules).is_some() => "config-refused-email",
        "identity_number" if fault_of_identity_number(value).is_some() => "config-refused-identity",
        "identity_date" if fault_of_date(value).is_some() => "config-refused-date",
        "tax_code" if fault_of_tax_code(value).is_some() => "config-refused-tax-code",
        _ => return None,
    };
    Some(Phrase::new(id))
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
        value: match one.key.as_str() {
            // Not in the file: the system decides, or `--lang`.
            "language" if one.value.is_null() => context.texts.language().to_string().into(),
            // An agency's own forms have an edition of their own.
            "forms.edition" if !one.from_file && context.config.forms.file.is_some() => serde_json::Value::Null,
            _ => one.value,
        },
        key: one.key,
        source: if one.from_file { Source::File } else { Source::Default },
    });
    Ok(ConfigShow {
        envelope: Envelope::new(Kind::ConfigShow, context.now),
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

    fn asked(text: &str, answers: &[Option<&str>]) -> (raised::Result<String>, Vec<Phrase>) {
        let mut person = Scripted::answering(answers);
        let config = Config::parse(text, Path::new(FILE)).expect("a config");
        let written = ask(&mut person, &config, text, Path::new(FILE));
        (written, person.heard)
    }

    /// Enter for every question except these.
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
        let asked = heard.iter().filter(|phrase| phrase.id.starts_with("config-ask")).count();
        assert_eq!(asked, QUESTIONS.len(), "each question once");
    }

    #[test]
    fn what_the_forms_would_refuse_is_asked_for_again_and_what_is_empty_is_listed() {
        let wrong = [
            ("tax_code", "12", "0100109106"),
            ("identity_number", "12345", "001085012345"),
            ("identity_date", "32/13/2020", "10/05/2021"),
            ("email", "a.hanoi.gov.vn", ""),
        ];
        let mut given = Vec::new();
        for (_, key, _) in QUESTIONS {
            match wrong.iter().find(|(name, _, _)| *name == key) {
                Some((_, first, second)) => given.extend([Some(*first), Some(*second)]),
                None => given.push(Some("")),
            }
        }
        let (written, heard) = asked("", &given);
        let written = written.expect("a file");
        let ids: Vec<_> = heard.iter().map(|phrase| phrase.id).filter(|id| id.starts_with("config-refused")).collect();
        let expected =
            ["config-refused-tax-code", "config-refused-identity", "config-refused-date", "config-refused-email"];
        assert_eq!(ids, expected, "each is told, in the order of the questions");
        for (_, first, second) in wrong {
            assert!(!written.contains(&format!("\"{first}\"")), "`{first}` is not kept: {written}");
            assert!(second.is_empty() || written.contains(second), "`{second}` is: {written}");
        }
        let empty = heard.iter().filter(|phrase| phrase.id == "config-to-fill").count();
        assert_eq!(empty, QUESTIONS.len() - 3, "what was left empty, the refused address among it");
    }

    #[test]
    fn a_mobile_number_gets_its_zero_back_and_the_agencys_address_serves_for_deliveries() {
        let given = answers(&[("body", "address", "126 phố Hàng Trống"), ("officer", "mobile", "912.345.678")]);
        let (written, heard) = asked("", &given);
        let written = written.expect("a file");
        assert!(written.contains("mobile = \"0912345678\""), "as the staff list reads it: {written}");
        let asked_for = |heard: &[Phrase]| {
            let own = Phrase::new("config-to-fill").with("question", Phrase::new("config-ask-officer-address"));
            heard.contains(&own)
        };
        assert!(!asked_for(&heard), "the agency's serves: {heard:?}");
        assert!(asked_for(&asked("", &answers(&[])).1), "without either it is to be filled");
        let kept = "[body]\naddress = \"126 phố Hàng Trống\"\n";
        assert!(!asked_for(&asked(kept, &answers(&[])).1), "nor where the file has one");
    }

    #[test]
    fn whoever_gives_up_has_nothing_written() {
        let (written, _) = asked("", &[Some("Xã A"), None]);
        let error = written.expect_err("cancelled");
        let error = error.downcast_ref::<ConfigInitError>().expect("a situation");
        assert_eq!((error.class(), error.code()), (Class::Cancelled, "config-cancelled"), "status 9");
    }
}
