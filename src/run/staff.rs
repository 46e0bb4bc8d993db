//! The staff list of a command: read, and what is to be said of its cells.
//!
//! Pitfall: a cell that cannot be used costs the run its status 0, whatever the command then finds.

use std::path::PathBuf;

use super::office::with;
use super::settings::Settings;
use super::{output, redact};
use crate::cli::office::SourceArgs;
use crate::cli::{Format, Personal};
use crate::commands::decisions::DecisionsFile;
use crate::commands::{self, gather};
use crate::domain::phrase::Phrase;
use crate::domain::roster::{CellNoteKind, LISTED, Roster};
use crate::failure::ExitStatus;
use crate::render::roster_template::roster_template;

/// The list that the options or the config name, and 1 where some of its cells could not be used.
pub(super) fn read(settings: &Settings<'_>, source: &SourceArgs) -> anyhow::Result<(Option<Roster>, ExitStatus)> {
    let roster = with(settings, |context| gather::roster(context, source.roster.as_deref(), source.sheet.as_deref()))?;
    let Some(mut roster) = roster else { return Ok((None, ExitStatus::Done)) };
    if let Some(file) = decisions(settings, source) {
        roster.decisions = file.read()?;
    }
    remarks(settings, &roster);
    let status = if roster.faults.is_empty() { ExitStatus::Done } else { ExitStatus::Failed };
    Ok((Some(roster), status))
}

/// Where what was decided about this list is kept.
pub(super) fn decisions(settings: &Settings<'_>, source: &SourceArgs) -> Option<DecisionsFile> {
    with(settings, |context| DecisionsFile::of(context, source.decisions.as_deref(), source.roster.as_deref()))
}

/// `roster template`: a list to fill in, with what saved inventories tell.
pub(super) fn template(settings: &Settings<'_>, from: &[PathBuf]) -> anyhow::Result<u8> {
    output::format(settings, &[Format::Xlsx])?;
    redact::refuse(settings, Personal::StaffList)?;
    let (entries, status) = if from.is_empty() {
        (Vec::new(), ExitStatus::Done)
    } else {
        let (inventory, status) = super::reading::saved(settings, from)?;
        (with(settings, |context| commands::roster_template::entries(context, &inventory)), status)
    };
    output::write(settings, &roster_template(&entries, &settings.texts)?)?;
    Ok(status.number())
}

fn remarks(settings: &Settings<'_>, roster: &Roster) {
    for fault in roster.faults.iter().take(LISTED) {
        output::remark(settings, &Phrase::new("roster-warning").with("sentence", fault.phrase()));
    }
    if !roster.faults.is_empty() {
        let more = roster.faults.len().saturating_sub(LISTED);
        output::remark(settings, &Phrase::new("roster-cells").with("total", roster.faults.len()).with("more", more));
    }
    let is_restored = |kind: &CellNoteKind| matches!(kind, CellNoteKind::ZeroRestored { .. });
    for (id, restored) in [("roster-note-zero-restored", true), ("roster-note-year-alone", false)] {
        let rows: Vec<u64> =
            roster.notes.iter().filter(|note| is_restored(&note.kind) == restored).map(|note| note.row).collect();
        if !rows.is_empty() {
            output::remark(settings, &Phrase::new(id).with("count", rows.len()).with("rows", in_short(&rows)));
        }
    }
    if !roster.left_out.is_empty() {
        let rows: Vec<u64> = roster.left_out.iter().map(|left_out| left_out.row).collect();
        let said = Phrase::new("roster-note-left-out").with("count", rows.len()).with("rows", in_short(&rows));
        output::remark(settings, &said);
    }
}

/// Row numbers side by side, at most twelve of them.
fn in_short(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(12).map(u64::to_string).collect();
    let more = if rows.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
