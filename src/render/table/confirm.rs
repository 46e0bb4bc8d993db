//! `roster confirm`: the answers and the matches to confirm, with the identifier for `--answer`.

use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::decision::Answer;
use crate::domain::phrase::Phrase;
use crate::report::confirm::RosterConfirm;
use crate::report::proposal::Proposal;

/// Shows both, and the counts.
pub fn roster_confirm(report: &RosterConfirm, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("decisions-column-id"),
        view.value("decisions-column-answer"),
        view.number("decisions-column-row"),
        view.text("decisions-column-name"),
        view.text("decisions-column-unit"),
        view.text("decisions-column-certificate"),
        view.text("decisions-column-changes"),
    ]);
    for one in &report.answered {
        let word = match one.answer {
            Answer::Same => "decisions-answer-same",
            Answer::Change => "decisions-answer-change",
            Answer::NotThisPerson => "decisions-answer-not-this-person",
        };
        add(&mut table, &view, &one.proposal, (word, Tint::Plain));
    }
    for open in &report.open {
        add(&mut table, &view, open, ("decisions-answer-open", Tint::Warning));
    }
    let shown = view.table_or(&table, "decisions-nothing");
    let said = Phrase::new("decisions-summary")
        .with("answered", report.summary.answered)
        .with("open", report.summary.open)
        .with("remembered", report.summary.remembered)
        .with("path", &report.decisions);
    format!("{shown}\n{}\n", view.texts.say(&said))
}

fn add(table: &mut Table, view: &View<'_>, proposal: &Proposal, word: (&'static str, Tint)) {
    let certificate = &proposal.certificate;
    let named = [certificate.holder.as_deref(), certificate.serial_number.as_deref()];
    let changes = proposal.changes.iter().map(|change| {
        let said = Phrase::new("decisions-change")
            .with("certificate", change.certificate.join(", "))
            .with("list", &change.roster);
        view.texts.say(&said)
    });
    let changes = changes.collect::<Vec<_>>().join("; ");
    table.row(vec![
        Cell::new(&proposal.id),
        view.word(word),
        Cell::new(proposal.entry.row.to_string()),
        Cell::new(&proposal.entry.name).tint(Tint::Strong),
        Cell::maybe(proposal.entry.unit.as_ref()),
        Cell::new(named.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        Cell::maybe((!changes.is_empty()).then_some(changes)),
    ]);
}
