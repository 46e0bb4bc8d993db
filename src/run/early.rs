//! What must be known before the command line is understood: the language, and whether errors are JSON.

use std::ffi::OsString;

use crate::environment::Environment;
use crate::text::Language;

/// The language, by `--lang` where it can be found at all.
pub(super) fn language(arguments: &[OsString], environment: &Environment) -> Language {
    let option = value_of(arguments, "--lang").and_then(|value| value.parse().ok());
    super::settings::language(environment, option)
}

/// Whether `--format json` stands anywhere.
pub(super) fn wants_json(arguments: &[OsString]) -> bool {
    value_of(arguments, "--format").is_some_and(|value| value == "json" || value == "jsonl")
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
