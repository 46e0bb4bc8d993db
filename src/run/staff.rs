//! The staff list of a command: reads it, and reports problems with its cells.
//!
//! Pitfall: if a cell cannot be used, the run does not end with status 0, whatever the command then finds.

use std::path::PathBuf;

use super::settings::Settings;
use super::{output, redact};
use crate::cli::office::StaffArgs;
use crate::cli::{Format, Personal};
use crate::commands::decisions::DecisionsFile;
use crate::commands::{self, gather};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::{CellNoteKind, LISTED, Place, Roster};
use crate::failure::ExitStatus;
use crate::render::roster_template::roster_template;

/// The lists named by the options or the config, joined, and 1 if some of it could not be used.
pub(super) fn read(settings: &Settings<'_>, arguments: &StaffArgs) -> raised::Result<(Option<Roster>, ExitStatus)> {
    let lists = gather::roster(&settings.silent(), &arguments.roster, arguments.sheet.as_deref());
    let Some(lists) = lists else { return Ok((None, ExitStatus::Done)) };
    for error in &lists.broken {
        output::to_stderr(&settings.failure(error).line(&settings.texts));
    }
    if let Some(error) = lists.error {
        return Err(error);
    }
    let mut roster = lists.roster;
    if let Some(file) = decisions(settings, arguments) {
        roster.decisions = file.read()?;
    }
    remarks(settings, &roster);
    let whole = lists.broken.is_empty() && roster.faults.is_empty();
    Ok((Some(roster), if whole { ExitStatus::Done } else { ExitStatus::Failed }))
}

/// Where the decisions about this list are stored: with several lists, beside the first.
pub(super) fn decisions(settings: &Settings<'_>, arguments: &StaffArgs) -> Option<DecisionsFile> {
    let first = arguments.roster.first().map(PathBuf::as_path);
    DecisionsFile::of(&settings.silent(), arguments.decisions.as_deref(), first)
}

/// `roster template`: a list to fill in, with the data of saved inventories.
pub(super) fn template(settings: &Settings<'_>, from: &[PathBuf]) -> raised::Result<ExitStatus> {
    output::format(settings, &[Format::Xlsx])?;
    redact::refuse(settings, Personal::StaffList)?;
    let (entries, status) = if from.is_empty() {
        (Vec::new(), ExitStatus::Done)
    } else {
        let (inventory, status) = super::reading::saved(settings, from)?;
        super::unit::check(settings, &inventory, None)?;
        (commands::roster_template::entries(&settings.silent(), &inventory), status)
    };
    output::write(settings, &roster_template(&entries, &settings.texts).map_err(anyhow::Error::new)?)?;
    Ok(status)
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
        let noted = roster.notes.iter().filter(|note| is_restored(&note.kind) == restored);
        let rows: Vec<(Option<&str>, u64)> = noted.map(|note| (note.list.as_deref(), note.row)).collect();
        if !rows.is_empty() {
            output::remark(settings, &Phrase::new(id).with("count", rows.len()).with("rows", in_short(&rows)));
        }
    }
    if !roster.left_out.is_empty() {
        let rows: Vec<(Option<&str>, u64)> = roster.left_out.iter().map(|one| (one.list.as_deref(), one.row)).collect();
        let said = Phrase::new("roster-note-left-out").with("count", rows.len()).with("rows", in_short(&rows));
        output::remark(settings, &said);
    }
    for same in roster.same_people.iter().take(LISTED) {
        let place = |place: &Place| place_name(place.list.as_deref(), place.row);
        let places: Vec<String> = same.places.iter().map(place).collect();
        let id =
            if same.differing.is_empty() { "roster-note-same-person" } else { "roster-note-same-person-differing" };
        let said = Phrase::new(id).with("name", &same.name).with("places", places.join(", "));
        output::remark(settings, &said.with("columns", same.differing.join(", ")));
    }
    if let Some(more) = roster.same_people.len().checked_sub(LISTED).filter(|more| *more > 0) {
        output::remark(settings, &Phrase::new("roster-note-same-people-more").with("count", more));
    }
}

/// A row with its list, if there are several.
fn place_name(list: Option<&str>, row: u64) -> String {
    list.map_or_else(|| row.to_string(), |list| format!("{list}:{row}"))
}

/// Row numbers in a row, at most twelve of them.
fn in_short(rows: &[(Option<&str>, u64)]) -> String {
    // The number of a row with several such cells, once.
    let mut places: Vec<String> = rows.iter().map(|(list, row)| place_name(*list, *row)).collect();
    places.dedup();
    let shown: Vec<&str> = places.iter().map(String::as_str).take(12).collect();
    let more = if places.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
