//! One run: parse, request, command, report, render — and the exit status.
//!
//! Everything that applies to every command happens here: language, clock, interruption, output, errors.

mod add_to;
mod check;
mod config;
mod confirm;
mod diff;
mod dispatch;
mod doctor;
mod driver;
mod early;
mod import;
mod keys;
mod man;
mod month;
mod office;
mod output;
mod pick;
mod pin;
mod reading;
mod redact;
mod report;
mod request;
#[cfg(test)]
mod schema_tests;
mod settings;
mod staff;
mod support;
#[cfg(test)]
mod tests;
mod trust;
mod unit;
mod verify;

use std::ffi::OsString;

use crate::cli::{self, Cli, UsageError};
use crate::domain::raised::Raised;
use crate::domain::redact::Redactor;
use crate::driver::client::interruption;
use crate::environment::Environment;
use crate::failure::{ExitStatus, Failure};
use crate::render::nagios;
use crate::text::{Language, Texts};

/// Runs the program and returns its exit status.
pub fn run() -> u8 {
    crate::heap::use_huge_pages();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    crate::driver::host::serve_if_asked(&arguments);
    crate::driver::host::guard_parent();
    if let [_, only] = arguments.as_slice()
        && (only == "--version" || only == "-V")
    {
        // Scripts query this on every installation; building the command tree would take most of the time.
        return version();
    }
    let _early = early::host(&arguments);
    let environment = Environment::of_process();
    match clap_matches(&arguments) {
        Ok(cli) => with_command(&cli, &environment),
        Err(error) => early(&arguments, &environment, &error),
    }
}

fn clap_matches(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let understood = cli::quick::read(arguments).map_or_else(|| by_the_whole_tree(arguments), Ok);
    let mut cli = understood?;
    // Of an option given before and after the command, clap keeps the later ones only; no driver may get lost.
    cli.global.module = early::modules(arguments, cli.global.module);
    Ok(cli)
}

fn by_the_whole_tree(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    use clap::FromArgMatches;
    let mut command = cli::command();
    let matches = command.try_get_matches_from_mut(arguments);
    // Freeing it piece by piece would only take time.
    std::mem::forget(command);
    Cli::from_arg_matches(&matches?)
}

/// Help, version and usage errors: everything printed before any command runs.
fn early(arguments: &[OsString], environment: &Environment, error: &clap::Error) -> u8 {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayVersion => version(),
        ErrorKind::DisplayHelp => {
            let texts = Texts::new(early::language(arguments, environment));
            let help = cli::localize(cli::command(), &texts).try_get_matches_from(arguments);
            say(&help.err().map(|help| help.render().to_string()).unwrap_or_default())
        }
        _ => {
            let monitored = early::is_for_monitoring(arguments);
            let json = early::wants_json(arguments) && !monitored;
            // Documents are in English, names of values included.
            let language = if json { Language::English } else { early::language(arguments, environment) };
            let texts = Texts::new(language);
            let redactor = early::redacts(arguments).then(|| redact::redactor(environment));
            // Parsed again, so that the message has value names in the chosen language.
            let said = cli::localize(cli::command(), &texts).try_get_matches_from(arguments).err();
            let said = said.filter(|said| said.kind() == error.kind());
            let failure = failure(&UsageError::from(said.as_ref().unwrap_or(error)).into(), redactor.as_ref());
            if monitored { unknown_to_monitoring(&failure, &texts) } else { complain(&failure, &texts, json) }
        }
    }
}

fn version() -> u8 {
    say(concat!("tokenctl ", env!("CARGO_PKG_VERSION"), "\n"))
}

fn with_command(cli: &Cli, environment: &Environment) -> u8 {
    // Before anything is read: even the config file may be a FIFO without a writer. Up to here nothing waits, and the
    // system's default handling is right.
    interruption::flag();
    let json = cli.global.wants_json();
    let redactor = redact::is_wanted(cli).then(|| redact::redactor(environment));
    let run = match settings::Settings::of(cli, environment, redactor.as_ref()) {
        Ok(settings) => {
            let language = settings.texts.language();
            dispatch::dispatch(cli, &settings).map_err(|error| (error, language))
        }
        Err(error) => {
            let language = cli.global.lang.unwrap_or_else(|| settings::language(environment, None, None));
            Err((error, language))
        }
    };
    match run {
        Ok(status) => status,
        Err((error, language)) => {
            let (failure, texts) = (failure(&error, redactor.as_ref()), Texts::new(language));
            if cli.is_for_monitoring() {
                unknown_to_monitoring(&failure, &texts)
            } else {
                complain(&failure, &texts, json)
            }
        }
    }
}

/// A failure as shown: without personal data, if requested.
fn failure(error: &Raised, redactor: Option<&Redactor>) -> Failure {
    let failure = Failure::of(error);
    match redactor {
        Some(redactor) => failure.redacted(redactor),
        None => failure,
    }
}

/// Writes to standard output.
fn say(text: &str) -> u8 {
    match output::to_stdout(text.as_bytes()) {
        Ok(()) => ExitStatus::Done.number(),
        Err(end) => complain(&Failure::of(&end.into()), &Texts::new(Language::English), false),
    }
}

/// Reports to monitoring, which reads nothing but standard output, that the check could not be made.
fn unknown_to_monitoring(failure: &Failure, texts: &Texts) -> u8 {
    let (line, status) = nagios::unknown(failure, texts);
    if let Err(end) = output::to_stdout(line.as_bytes()) {
        output::to_stderr(&Failure::of(&end.into()).text(texts));
    }
    status
}

fn complain(failure: &Failure, texts: &Texts, json: bool) -> u8 {
    let text = if json { failure.json() } else { failure.text(texts) };
    output::to_stderr(&text);
    failure.status.number()
}
