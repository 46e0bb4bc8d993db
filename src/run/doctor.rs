//! `doctor`: writes the findings to the output.

use std::io::IsTerminal;

use super::settings::Settings;
use super::{output, report};
use crate::commands::doctor::{Surroundings, examine};
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::interact::terminal::Terminal;
use crate::render::table;
use crate::report::doctor::Doctor;

report::reports! {
    Doctor, table::doctor;
}

/// Checks everything; 1 if something needs doing.
pub(super) fn doctor(settings: &Settings<'_>) -> raised::Result<ExitStatus> {
    let format = report::format::<Doctor>(settings)?;
    let surroundings = Surroundings {
        has_terminal: settings.with_terminal(|terminal: &mut dyn Terminal| terminal.is_present()),
        is_shown: std::io::stdout().is_terminal(),
        width: output::style_of_stdout(settings).width,
    };
    let progress = super::reading::progress(settings);
    let fault = settings.config_fault.clone();
    let found = examine(&settings.context(progress.as_ref()), &surroundings, fault)?;
    drop(progress);
    let status = if found.needs_something() { ExitStatus::Failed } else { ExitStatus::Done };
    report::deliver(settings, format, found)?;
    Ok(status)
}
