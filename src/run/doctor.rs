//! `doctor`: what was looked at, to the output.

use std::io::IsTerminal;

use super::settings::Settings;
use super::{output, redact};
use crate::cli::Format;
use crate::commands::doctor::{Surroundings, examine};
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::interact::terminal::Terminal;
use crate::render::table;

/// Looks at everything; 1 where something needs doing.
pub(super) fn doctor(settings: &Settings<'_>) -> raised::Result<u8> {
    let format = output::format(settings, &[Format::Table, Format::Json])?;
    let surroundings = Surroundings {
        has_terminal: settings.with_terminal(|terminal: &mut dyn Terminal| terminal.is_present()),
        is_shown: std::io::stdout().is_terminal(),
        width: output::style_of_stdout(settings).width,
    };
    let progress = super::dispatch::progress(settings);
    let fault = settings.config_fault.clone();
    let report = examine(&settings.context(progress.as_ref()), &surroundings, fault)?;
    drop(progress);
    let status = if report.needs_something() { ExitStatus::Failed } else { ExitStatus::Done };
    let report = redact::shown(settings, report);
    let bytes = match format {
        Format::Json => output::document(&report)?,
        _ => table::doctor(&report, &output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)?;
    Ok(status.number())
}
