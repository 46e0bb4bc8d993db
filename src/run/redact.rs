//! `--redact`: the run's key, and the only place where personal data is removed from a report before output.
//!
//! Pitfall: the findings decide the status, so a command evaluates its report before it passes it on. Prompts on the
//! terminal and confirmations keep the real names: a PIN goes to the token that the user sees.

use super::settings::Settings;
use crate::cli::{Cli, Command, Personal, UsageError};
use crate::domain::redact::Redactor;
use crate::environment::Environment;
use crate::render::redact::Redact;

/// Whether this run shows no personal data.
pub(super) fn is_wanted(cli: &Cli) -> bool {
    // An archive for outsiders contains no personal data, nor do the messages while it is created.
    cli.global.redact || matches!(cli.command, Some(Command::Support(_)))
}

/// A redactor with a fresh key.
pub(super) fn redactor(environment: &Environment) -> Redactor {
    let mut key = [0; 32];
    let key = getrandom::fill(&mut key).is_ok().then_some(key);
    Redactor::new(key, environment.home().map(|home| home.display().to_string()))
}

/// A report as it may be shown.
pub(super) fn shown<R: Redact>(settings: &Settings<'_>, mut report: R) -> R {
    if let Some(redactor) = settings.redactor {
        report.redact(&redactor.in_zone(&settings.zone));
    }
    report
}

/// Refuses output that consists of personal data.
pub(super) fn refuse(settings: &Settings<'_>, what: Personal) -> Result<(), UsageError> {
    match settings.redactor {
        Some(_) => Err(UsageError::RedactNotPossible(what)),
        None => Ok(()),
    }
}
