//! What must be known before the command line is parsed: the language, and whether errors are JSON.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::Config;
use crate::driver::client::{Early, Started};
use crate::environment::Environment;
use crate::text::Language;

/// The language: from `--lang` if it can be found at all, otherwise from the config.
pub(super) fn language(arguments: &[OsString], environment: &Environment) -> Language {
    let option = value_of(arguments, "--lang").and_then(|value| value.parse().ok());
    super::settings::language(environment, option, option.is_none().then(|| configured(environment)).flatten())
}

/// The language of the config, if it can be read without waiting.
fn configured(environment: &Environment) -> Option<Language> {
    Config::at_hand(environment)?.language?.parse().ok()
}

/// Whether `--format json` appears anywhere.
pub(super) fn wants_json(arguments: &[OsString]) -> bool {
    value_of(arguments, "--format").is_some_and(|value| value == "json" || value == "jsonl")
}

/// Whether the result is a line for monitoring: `--nagios` appears anywhere.
pub(super) fn is_for_monitoring(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--nagios" || argument.as_encoded_bytes().starts_with(b"--nagios="))
}

/// Whether `--redact` appears anywhere, or a command that always redacts.
pub(super) fn redacts(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--redact" || argument == "support")
}

/// Starts the host of a reading's only driver while the command line is being parsed, if it is certain that there will
/// be one and that no variable with a secret has to be hidden from it.
///
/// Called before anything else is begun: the host may be a copy of this process, and then never returns.
pub(super) fn host(arguments: &[OsString]) -> Option<Early> {
    match reads_one_driver(arguments).then(super::settings::program)?.ok().map(Early::start)? {
        Started::Parent(early) => Some(early),
        #[cfg(target_os = "linux")]
        Started::Host => crate::driver::host::serve_readings(),
    }
}

fn reads_one_driver(arguments: &[OsString]) -> bool {
    let modules = arguments.iter().filter(|argument| {
        let argument = argument.as_encoded_bytes();
        argument == b"--module" || argument.starts_with(b"--module=")
    });
    let reads = ["inventory", "check", "list", "show", "export"];
    // `--pin-env` and similar options; and no PIN is sent to a host started early.
    let hides = |argument: &OsString| {
        let argument = argument.as_encoded_bytes();
        argument.starts_with(b"--login") || argument.windows(4).any(|part| part == b"-env" || part == b"-pin")
    };
    let saved = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"--from");
    let asks = |argument: &OsString| ["--help", "-h", "--version", "-V"].iter().any(|word| argument == word);
    modules.count() == 1
        && arguments.iter().any(|argument| reads.iter().any(|word| argument == word))
        && !arguments.iter().any(|argument| hides(argument) || saved(argument) || asks(argument))
}

/// Every `--module`, before and after the command, of a command line that clap has parsed; `understood` are those that
/// it kept, and the result if one cannot be split here because it is not Unicode.
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
    fn a_host_is_started_early_only_where_one_driver_is_read_and_nothing_is_kept_from_it() {
        let is = |line: &str| reads_one_driver(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(is("tokenctl --module a.so inventory"), "the driver is known");
        assert!(is("tokenctl token list --module=a.so --format json"), "and so it is behind the command");
        assert!(!is("tokenctl inventory"), "which drivers there are is not known yet");
        assert!(!is("tokenctl --module a.so --module b.so inventory"), "each may have settings of its own");
        assert!(!is("tokenctl --module a.so inventory --login --pin-env SECRET"), "it would inherit the PIN");
        assert!(!is("tokenctl --module a.so inventory --pin-env=SECRET"), "in one word as well");
        assert!(!is("tokenctl --module a.so inventory --login"), "one that gets a PIN begins when it is asked for");
        assert!(!is("tokenctl --module a.so inventory --login --pin-file pin"), "wherever the PIN comes from");
        assert!(!is("tokenctl --module a.so pin verify"), "what a command of PINs asks of a host is known later");
        assert!(!is("tokenctl --module a.so check --from all.json"), "nothing is read from a driver");
        assert!(!is("tokenctl --module a.so inventory --help"), "nor by help");
    }

    #[test]
    fn a_module_before_the_command_is_not_lost_to_one_behind_it() {
        let words =
            ["tokenctl", "--module", "a.so", "inventory", "--module=b.so", "--module", "c d.so", "--", "--module"];
        let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        let found = modules(&arguments, vec![PathBuf::from("b.so")]);
        assert_eq!(found, ["a.so", "b.so", "c d.so"].map(PathBuf::from), "all of them, in their order");
    }
}
