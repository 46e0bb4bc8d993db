//! `roster confirm`: from the command line to the questions, and from the answers to the file beside the staff list.
//!
//! Pitfall: each answer is written before the next question, so Ctrl-C loses none.

use std::time::Duration;

use super::office::sources;
use super::settings::Settings;
use super::{output, report, staff};
use crate::cli::office::{ConfirmArgs, SourceArgs, StaffArgs};
use crate::commands::roster::NoRoster;
use crate::commands::roster_confirm::Session;
use crate::domain::decision::Decision;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::file::{FileLock, check_regular};
use crate::render::table;
use crate::report::confirm::RosterConfirm;

report::reports! {
    RosterConfirm, table::roster_confirm;
}

/// How long a run waits for another one that is writing the same file.
const PATIENCE: Duration = Duration::from_secs(10);

/// `roster confirm`.
pub(super) fn confirm(settings: &Settings<'_>, arguments: &ConfirmArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<RosterConfirm>(settings)?;
    let file = staff::decisions(settings, &arguments.source.staff).ok_or(NoRoster)?.to_be_made();
    // Problems with the file are reported before a token is read and a question is asked.
    let before = file.read()?;
    if !arguments.list {
        check_regular(file.path())?;
    }
    let source = SourceArgs {
        staff: StaffArgs { decisions: None, ..arguments.source.staff.clone() },
        ..arguments.source.clone()
    };
    let (inventory, roster, status) = sources(settings, &source)?;
    let mut roster = roster.ok_or(NoRoster)?;
    roster.decisions = before;
    let path = file.path().display().to_string();
    let mut session = Session::of(&settings.silent(), &inventory, &roster, &path);
    let head = settings.texts.get("decisions-head");
    let mut keep = |decision: &Decision| {
        // Another run may have added to it since it was read.
        let lock = FileLock::of(file.path(), PATIENCE, &|| settings.is_interrupted())?;
        let text = file.with(lock.target(), decision, &head)?;
        output::to_file(lock.target(), true, text.as_bytes())
    };
    if !arguments.answer.is_empty() {
        session.given(&arguments.answer, &mut keep)?;
    } else if !arguments.list {
        settings.with_terminal(|terminal| session.ask(terminal, &mut keep))?;
    }
    report::deliver(settings, format, session.report)?;
    Ok(status)
}
