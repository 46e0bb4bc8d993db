//! `roster confirm`: the answers and the matches to confirm, with the identifier for `--answer`.

use super::super::columns::ColumnList;
use super::super::sheet::Field;
use super::super::word::Word;
use super::view::View;
use super::{Style, Tint};
use crate::domain::decision::Answer;
use crate::domain::phrase::Phrase;
use crate::report::confirm::RosterConfirm;
use crate::report::proposal::Proposal;

/// Shows both, and the counts.
pub fn roster_confirm(report: &RosterConfirm, style: &Style) -> String {
    let view = View::new(style);
    let answered = report.answered.iter().map(|one| (&one.proposal, answer(one.answer)));
    let open = report.open.iter().map(|open| (open, ("decisions-answer-open", Tint::Warning)));
    let rows: Vec<Row<'_>> = answered.chain(open).collect();
    let table = view.table_of(&columns(&view), &rows);
    let shown = view.table_or(&table, "decisions-nothing");
    let said = Phrase::new("decisions-summary")
        .with("answered", report.summary.answered)
        .with("open", report.summary.open)
        .with("remembered", report.summary.remembered)
        .with("path", &report.decisions);
    format!("{shown}\n{}\n", view.texts.say(&said))
}

/// A match, and the word for its answer.
type Row<'a> = (&'a Proposal, Word);

fn columns<'v>(view: &'v View<'_>) -> ColumnList<'v, Row<'v>> {
    ColumnList::<Row<'_>>::new()
        .value("id", "decisions-column-id", |(proposal, _)| Field::Text(proposal.id.clone()))
        .value("answer", "decisions-column-answer", |(_, word)| Field::word(*word))
        .number("row", "decisions-column-row", |(proposal, _)| Field::Text(proposal.entry.row.to_string()))
        .text("name", "decisions-column-name", |(proposal, _)| Field::Text(proposal.entry.name.clone()))
        .strong("name")
        .text("unit", "decisions-column-unit", |(proposal, _)| Field::text(proposal.entry.unit.as_ref()))
        .text("certificate", "decisions-column-certificate", |(proposal, _)| {
            let named = [proposal.certificate.holder.as_deref(), proposal.certificate.serial_number.as_deref()];
            Field::Text(named.into_iter().flatten().collect::<Vec<_>>().join(", "))
        })
        .text("changes", "decisions-column-changes", |(proposal, _)| {
            let changes = proposal.changes.iter().map(|change| {
                let said = Phrase::new("decisions-change").with("certificate", change.certificate.join(", "));
                view.texts.say(&said.with("list", &change.roster))
            });
            Field::text(Some(changes.collect::<Vec<_>>().join("; ")))
        })
}

fn answer(answer: Answer) -> Word {
    let word = match answer {
        Answer::Same => "decisions-answer-same",
        Answer::Change => "decisions-answer-change",
        Answer::NotThisPerson => "decisions-answer-not-this-person",
    };
    (word, Tint::Plain)
}
