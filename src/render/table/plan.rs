//! `plan`: what needs doing, by month or by unit, with rules and next steps below.

use std::collections::BTreeSet;

use super::super::sheet::words;
use super::certificate::also_at;
use super::roster::classes;
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::plan::{GroupBy, is_work};
use crate::report::plan::{Item, Plan};

/// Shows the worklist, the legend of its actions, and what it rests on.
pub fn plan(plan: &Plan, style: &Style, group_by: GroupBy) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("plan-column-deadline"),
        view.number("plan-column-days"),
        view.value("plan-column-action"),
        view.text("plan-column-holder"),
        view.text("plan-column-unit"),
        view.text("plan-column-reason"),
        view.value("plan-column-form"),
        view.value("plan-column-serial-number"),
        view.value("plan-column-token-serial"),
        view.value("table-read-at"),
    ]);
    let groups = match group_by {
        GroupBy::Month => &plan.by_month,
        GroupBy::Unit => &plan.by_unit,
    };
    for group in groups {
        let missing = match group_by {
            GroupBy::Month => "plan-without-month",
            GroupBy::Unit => "plan-without-unit",
        };
        let shown = |key: &String| match group_by {
            GroupBy::Month => view.texts.month(key),
            GroupBy::Unit => key.clone(),
        };
        let heading = Cell::new(group.key.as_ref().map_or_else(|| view.texts.get(missing), shown));
        let counts = group.actions.iter().map(|(action, count)| {
            let (word, tint) = words::action(*action);
            let phrase = Phrase::new("plan-action-counts").with("action", Phrase::new(word)).with("count", *count);
            view.say(&phrase).tint(tint)
        });
        table.group(std::iter::once(heading.tint(Tint::Strong)).chain(counts).collect());
        let key_of = |item: &Item| match group_by {
            GroupBy::Month => item.month.clone(),
            GroupBy::Unit => item.unit.clone(),
        };
        for item in plan.items.iter().filter(|item| key_of(item) == group.key) {
            add(&mut table, &view, item);
        }
    }
    let mut text = view.table_or(&table, "plan-nothing");
    text.push('\n');
    text.push_str(&legend(plan, &view));
    text.push_str(&totals(plan, &view));
    text
}

fn add(table: &mut Table, view: &View<'_>, item: &Item) {
    let advice = &item.advice;
    let date = advice.deadline.map(|deadline| view.texts.date(deadline.date));
    let serial = item.certificate.as_ref().and_then(|certificate| certificate.serial_number.as_ref());
    table.row(vec![
        Cell::maybe(date),
        view.count(advice.deadline.map(|deadline| deadline.days)),
        view.word(words::action(advice.action)),
        Cell::maybe(item.holder.as_ref()).tint(Tint::Strong),
        Cell::maybe(item.unit.as_ref()),
        view.say(&advice.reason.phrase()),
        Cell::maybe(advice.form.as_ref()),
        Cell::maybe(serial.map(|serial| serial.to_uppercase())),
        Cell::maybe(item.token.as_ref().and_then(|token| token.serial.as_ref())),
        view.day(item.token.as_ref().and_then(|token| token.read_at)),
    ]);
    for change in &advice.changes {
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
        let parts =
            [Some(next_step.phrase()), recipient.map(crate::domain::verdict::Recipient::phrase), Some(rule.phrase())];
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
