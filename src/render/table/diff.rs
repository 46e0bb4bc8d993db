//! `diff`: one line per change, and below each kind its meaning.

use super::super::code;
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::report::diff::{Diff, DiffChange, DiffKind};

/// Shows the changes by kind.
pub fn diff(report: &Diff, style: &Style) -> String {
    let view = View::new(style);
    if report.changes.is_empty() {
        return format!("{}\n", view.texts.get("diff-same"));
    }
    let mut table = Table::new(vec![
        view.text("table-holder"),
        view.value("table-token-serial"),
        view.text("diff-column-before"),
        view.text("diff-column-after"),
        view.value("table-read-at"),
    ]);
    let mut kind = None;
    for change in &report.changes {
        if kind != Some(change.kind) {
            kind = Some(change.kind);
            let count = report.summary.get(&change.kind).copied().unwrap_or_default();
            let heading = Phrase::new("diff-count").with("what", Phrase::new(change.kind.id())).with("count", count);
            table.group(vec![view.say(&heading).tint(Tint::Strong)]);
            table.line(Cell::new(view.texts.get(change.kind.meaning())));
        }
        let (before, after) = values(change);
        table.row(vec![
            Cell::maybe(change.holder.as_ref().or(change.token.label.as_ref())),
            Cell::maybe(change.token.serial.as_ref()),
            value(&view, before),
            value(&view, after),
            view.day(change.token.read_at),
        ]);
    }
    table.render(style)
}

/// A value of ours that has a word, or somebody's.
enum Shown<'a> {
    /// The identifier of a word.
    Word(&'static str),
    /// A text as it is.
    Text(Option<String>),
    /// The same without a copy.
    Same(Option<&'a str>),
}

/// The values before and after, for people.
fn values(change: &DiffChange) -> (Shown<'_>, Shown<'_>) {
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    match change.kind {
        DiffKind::PinWorse | DiffKind::PinBetter => (state(before), state(after)),
        DiffKind::HolderChanged | DiffKind::CloneAppeared | DiffKind::CertificateMoved => {
            (Shown::Same(before), Shown::Same(after))
        }
        _ => (Shown::Text(before.map(str::to_uppercase)), Shown::Text(after.map(str::to_uppercase))),
    }
}

fn state(name: Option<&str>) -> Shown<'_> {
    name.and_then(code::pin_state).map_or(Shown::Same(name), Shown::Word)
}

fn value(view: &View<'_>, shown: Shown<'_>) -> Cell {
    match shown {
        Shown::Word(id) => Cell::new(view.texts.get(id)),
        Shown::Text(text) => Cell::maybe(text),
        Shown::Same(text) => Cell::maybe(text),
    }
}
