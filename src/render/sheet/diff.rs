//! The sheet of changes between two inventories.

use super::super::columns::Columns;
use super::super::{code, table::Tint};
use super::{Field, Sheet};
use crate::report::diff::{Diff, DiffChange, DiffKind};

/// One row per change.
pub fn diff(report: &Diff) -> Sheet {
    Sheet::of("diff-sheet", &columns(), &report.changes)
}

/// The columns about each change.
pub(crate) fn columns() -> Columns<DiffChange> {
    Columns::<DiffChange>::new()
        .value("kind", "diff-column-kind", |change| Field::state(&change.kind, (change.kind.id(), Tint::Plain)))
        .text("holder", "table-holder", |change| Field::text(change.holder.as_ref()))
        .value("token_serial", "table-token-serial", |change| Field::text(change.token.serial.as_ref()))
        .text("before", "diff-column-before", |change| value(change, change.before.as_ref()))
        .text("after", "diff-column-after", |change| value(change, change.after.as_ref()))
        .text("token_label", "sheet-token-label", |change| Field::text(change.token.label.as_ref()))
        .value("read_at", "table-read-at", |change| Field::moment(change.token.read_at))
}

/// The value before or after: a state in words, a serial number, or a name.
fn value(change: &DiffChange, value: Option<&String>) -> Field {
    let Some(text) = value else { return Field::Empty };
    match change.kind {
        DiffKind::PinWorse | DiffKind::PinBetter => match code::pin_state(text) {
            Some(word) => Field::State { machine: text.clone(), word, tint: Tint::Plain },
            None => Field::Text(text.clone()),
        },
        DiffKind::HolderChanged | DiffKind::CloneAppeared | DiffKind::CertificateMoved => Field::Text(text.clone()),
        _ => Field::Serial(text.clone()),
    }
}
