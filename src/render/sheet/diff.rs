//! The sheet of changes between two inventories.

use super::super::{code, table::Tint};
use super::{Field, Sheet, SheetColumn, columns};
use crate::report::diff::{Diff, DiffChange, DiffKind};

const CHANGES: &[SheetColumn] = columns![
    "kind" => "diff-column-kind",
    "holder" => "table-holder",
    "token_serial" => "table-token-serial",
    "before" => "diff-column-before",
    "after" => "diff-column-after",
    "token_label" => "sheet-token-label",
    "read_at" => "table-read-at",
];

/// One row a change.
pub fn diff(report: &Diff) -> Sheet {
    Sheet { name: "diff-sheet", columns: CHANGES, rows: report.changes.iter().map(row).collect() }
}

fn row(change: &DiffChange) -> Vec<Field> {
    vec![
        Field::state(&change.kind, (change.kind.id(), Tint::Plain)),
        Field::text(change.holder.as_ref()),
        Field::text(change.token.serial.as_ref()),
        value(change, change.before.as_ref()),
        value(change, change.after.as_ref()),
        Field::text(change.token.label.as_ref()),
        Field::moment(change.token.read_at),
    ]
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
