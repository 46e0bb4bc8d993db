//! What must be known before the command line is understood: the language, and whether errors are JSON.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::Config;
use crate::environment::Environment;
use crate::text::Language;

/// The language, by `--lang` where it can be found at all, else by the config.
pub(super) fn language(arguments: &[OsString], environment: &Environment) -> Language {
    let option = value_of(arguments, "--lang").and_then(|value| value.parse().ok());
    super::settings::language_with(environment, option, option.is_none().then(|| configured(environment)).flatten())
}

/// The language of the config, where that can be read without waiting for anybody.
fn configured(environment: &Environment) -> Option<Language> {
    Config::at_hand(environment)?.language?.parse().ok()
}

/// Whether `--format json` stands anywhere.
pub(super) fn wants_json(arguments: &[OsString]) -> bool {
    value_of(arguments, "--format").is_some_and(|value| value == "json" || value == "jsonl")
}

/// Whether `--redact` stands anywhere, or a command that always redacts.
pub(super) fn redacts(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--redact" || argument == "support")
}

/// Every `--module`, before and after the command, of a command line that clap has understood; `understood` are those
/// that it kept, and the answer where one cannot be taken apart here because it is no Unicode.
pub(super) fn modules(arguments: &[OsString], understood: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut arguments = arguments.iter().take_while(|argument| *argument != "--");
    while let Some(argument) = arguments.next() {
        if argument == "--module" {
            found.extend(arguments.next().map(PathBuf::from));
        } else if argument.as_encoded_bytes().starts_with(b"--module=") {
            let Some(path) = argument.to_str().and_then(|text| text.strip_prefix("--module=")) else {
                return understood;
            };
            found.push(PathBuf::from(path));
        }
    }
    found
}

fn value_of<'a>(arguments: &'a [OsString], option: &str) -> Option<&'a str> {
    let mut found = None;
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        if argument == option {
            found = arguments.next();
        } else if let Some(value) = argument.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
            found = Some(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_before_the_command_is_not_lost_to_one_behind_it() {
        let words =
            ["tokenctl", "--module", "a.so", "inventory", "--module=b.so", "--module", "c d.so", "--", "--module"];
        let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        let found = modules(&arguments, vec![PathBuf::from("b.so")]);
        assert_eq!(found, ["a.so", "b.so", "c d.so"].map(PathBuf::from), "all of them, in their order");
    }
}
