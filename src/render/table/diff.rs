//! `diff`: one line per change, and below each kind its meaning.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::view::{View, driver_failure, file_name};
use super::{Cell, Style, Tint, layout};
use crate::domain::phrase::Phrase;
use crate::report::diff::{Diff, DiffChange};
use crate::text::problem::failure_phrase;

/// Shows the changes by kind.
pub fn diff(report: &Diff, style: &Style) -> String {
    let view = View::new(style);
    let unread = unread(report, &view);
    if report.changes.is_empty() {
        let said = if report.unread_drivers.is_empty() { "diff-same" } else { "diff-same-read" };
        return format!("{}\n{unread}", view.texts.get(said));
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
    table.render(style) + &unread
}

/// The drivers that could not be read, in lines below the changes.
fn unread(report: &Diff, view: &View<'_>) -> String {
    let mut lines = Vec::new();
    for one in &report.unread_drivers {
        let said = view.texts.say(&driver_failure(&one.driver, failure_phrase(&one.failure)));
        lines.extend(view.remark(&said, Tint::Bad));
    }
    for driver in &report.unused_drivers {
        let said = Phrase::new("diff-unused-driver").with("driver", file_name(driver));
        lines.extend(view.remark(&view.texts.say(&said), Tint::Warning));
    }
    for one in &report.formerly_unread_drivers {
        let said = Phrase::new("diff-formerly-unread").with("driver", file_name(&one.driver));
        lines.extend(view.remark(&view.texts.say(&said.with("failure", failure_phrase(&one.failure))), Tint::Warning));
    }
    layout::finish(&lines)
}

fn columns() -> Columns<DiffChange> {
    shared::changes()
        .pick(&["holder", "token_serial", "before", "after", "read_at"])
        .showing("holder", |change| Field::text(change.holder.as_ref().or(change.token.label.as_ref())))
}
