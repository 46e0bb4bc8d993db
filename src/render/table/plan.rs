//! `plan`: what needs doing, by month or by unit, with rules and next steps below.

use std::collections::BTreeSet;

use super::super::columns::Columns;
use super::super::sheet::{shared, words};
use super::certificate::also_at;
use super::roster::classes;
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::plan::{GroupBy, is_work};
use crate::domain::verdict::Recipient;
use crate::report::plan::{Item, Plan};

/// Shows the worklist, the legend of its actions, and its basis.
pub fn plan(plan: &Plan, style: &Style, group_by: GroupBy) -> String {
    let view = View::new(style);
    let columns = columns();
    let mut table = view.table(&columns);
    let (groups, missing, key_of): (_, _, fn(&Item) -> &Option<String>) = match group_by {
        GroupBy::Month => (&plan.by_month, "plan-without-month", |item| &item.month),
        GroupBy::Unit => (&plan.by_unit, "plan-without-unit", |item| &item.unit),
    };
    for group in groups {
        let heading = match &group.key {
            Some(month) if group_by == GroupBy::Month => Cell::new(view.texts.month(month)),
            Some(unit) => Cell::new(unit),
            None => Cell::new(view.texts.get(missing)),
        };
        let counts = group.actions.iter().map(|(action, count)| {
            let (word, tint) = words::action(*action);
            let phrase = Phrase::new("plan-action-counts").with("action", Phrase::new(word)).with("count", *count);
            view.say(&phrase).tint(tint)
        });
        table.group(std::iter::once(heading.tint(Tint::Strong)).chain(counts).collect());
        for item in plan.items.iter().filter(|item| *key_of(item) == group.key) {
            table.row(view.cells(&columns, item));
            add_remarks(&mut table, &view, item);
        }
    }
    let mut text = view.table_or(&table, "plan-nothing");
    text.push('\n');
    text.push_str(&legend(plan, &view));
    text.push_str(&totals(plan, &view));
    text
}

fn columns() -> Columns<Item> {
    let names = ["deadline", "days", "action", "holder", "unit", "reason", "form"];
    let ends = ["certificate_serial_number", "token_serial", "read_at"];
    shared::plan().pick(&[&names[..], &ends].concat()).strong("holder")
}

fn add_remarks(table: &mut Table, view: &View<'_>, item: &Item) {
    for change in &item.advice.changes {
        let said = change.certificate.join(" | ");
        let phrase = Phrase::new("plan-change").with("field", Phrase::new(words::differing(change.field)));
        let phrase = match said.as_str() {
            "" => phrase.with("certificate", Phrase::new("plan-nothing-said")),
            _ => phrase.with("certificate", said),
        };
        table.line(view.say(&phrase.with("roster", &change.roster)));
    }
    for place in &item.also_at {
        table.line(also_at(view, place));
    }
    if let Some(day) = item.advice.renewed_from {
        table.note(view.say(&Phrase::new("plan-renewed-from").with("day", view.texts.date(day))));
    }
    for note in &item.notes {
        table.note(view.say(&note.phrase()));
    }
}

/// Rule, recipient and next step of each kind of work, once.
fn legend(plan: &Plan, view: &View<'_>) -> String {
    let mut lines = String::new();
    let kinds: BTreeSet<_> = plan
        .items
        .iter()
        .map(|item| (item.advice.action, item.advice.rule, item.advice.recipient, item.advice.next_step))
        .collect();
    for (action, rule, recipient, next_step) in kinds {
        let (word, tint) = words::action(action);
        let parts = [Some(next_step.phrase()), recipient.map(Recipient::phrase), Some(rule.phrase())];
        let said: Vec<String> = parts.into_iter().flatten().map(|phrase| view.texts.say(&phrase)).collect();
        let action = tint.paint(&view.texts.get(word), view.style.color);
        lines.extend([&action, ": ", &said.join(" · "), "\n"]);
    }
    lines
}

fn totals(plan: &Plan, view: &View<'_>) -> String {
    let summary = &plan.summary;
    let phrase = Phrase::new("plan-summary")
        .with("items", plan.items.iter().filter(|item| is_work(&item.advice)).count())
        .with("overdue", summary.overdue)
        .with("proposed", summary.proposed)
        .with("certificates", summary.certificates);
    let rules = &plan.settings.renewal;
    let settings = Phrase::new("plan-settings")
        .with("open", rules.open_days)
        .with("least", rules.min_days_left)
        .with("times", rules.max_renewals);
    let people = plan.coverage.as_ref().map(|coverage| classes(coverage, view)).unwrap_or_default();
    format!("{}\n{people}{}\n", view.texts.say(&phrase), view.texts.say(&settings))
}
