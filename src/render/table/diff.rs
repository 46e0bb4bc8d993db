//! `diff`: one line per change, and below each kind its meaning.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::view::View;
use super::{Cell, Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::diff::{Diff, DiffChange};

/// Shows the changes by kind.
pub fn diff(report: &Diff, style: &Style) -> String {
    let view = View::new(style);
    if report.changes.is_empty() {
        return format!("{}\n", view.texts.get("diff-same"));
    }
    let columns = columns();
    let mut table = view.table(&columns);
    let mut kind = None;
    for change in &report.changes {
        if kind != Some(change.kind) {
            kind = Some(change.kind);
            let count = report.summary.get(&change.kind).copied().unwrap_or_default();
            let heading = Phrase::new("diff-count").with("what", Phrase::new(change.kind.id())).with("count", count);
            table.group(vec![view.say(&heading).tint(Tint::Strong)]);
            table.line(Cell::new(view.texts.get(change.kind.meaning())));
        }
        table.row(view.cells(&columns, change));
    }
    table.render(style)
}

fn columns() -> Columns<DiffChange> {
    shared::changes()
        .pick(&["holder", "token_serial", "before", "after", "read_at"])
        .showing("holder", |change| Field::text(change.holder.as_ref().or(change.token.label.as_ref())))
}
