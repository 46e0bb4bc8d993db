//! The sheet of the worklist.

use serde::Serialize;

use super::super::columns::Columns;
use super::super::table::Tint;
use super::super::word::Word;
use super::{Field, Sheet};
use crate::domain::phrase::Phrase;
use crate::domain::roster::Carrier;
use crate::domain::verdict::{Action, Difference, DifferingField, Note, SettingUsed};
use crate::report::plan::{Item, Plan};

/// One row per item.
pub(super) fn plan(plan: &Plan) -> Sheet {
    Sheet::of("plan-sheet", &columns(), &plan.items)
}

/// The columns about each item.
pub(crate) fn columns() -> Columns<Item> {
    Columns::<Item>::new()
        .value("deadline", "plan-column-deadline", |item| {
            Field::day(item.advice.deadline.map(|deadline| deadline.date))
        })
        .text("holder", "plan-column-holder", |item| Field::text(item.holder.as_ref()))
        .number("days", "plan-column-days", |item| Field::number(item.advice.deadline.map(|deadline| deadline.days)))
        .value("action", "plan-column-action", |item| Field::state(&item.advice.action, action(item.advice.action)))
        .text("reason", "plan-column-reason", |item| said(&item.advice.reason, item.advice.reason.phrase().id))
        .text("unit", "plan-column-unit", |item| Field::text(item.unit.as_ref()))
        .value("form", "plan-column-form", |item| Field::text(item.advice.form.as_ref()))
        .value("opens", "plan-column-opens", |item| Field::day(item.advice.opens))
        .value("certificate_serial_number", "plan-column-serial-number", |item| {
            Field::serial(item.certificate.as_ref().and_then(|certificate| certificate.serial_number.as_ref()))
        })
        .value("token_serial", "plan-column-token-serial", |item| {
            Field::text(item.token.as_ref().and_then(|token| token.serial.as_ref()))
        })
        .text("email", "plan-column-email", |item| {
            Field::list(item.certificate.iter().flat_map(|certificate| &certificate.emails))
        })
        .value("not_after", "plan-column-end", |item| {
            Field::moment(item.certificate.as_ref().and_then(|certificate| certificate.not_after))
        })
        .value("carrier", "roster-column-carrier", |item| Field::state(&item.carrier, carrier(item.carrier)))
        .text("changes", "plan-column-changes", |item| Field::list(item.advice.changes.iter().map(change)))
        .value("proposed", "plan-column-proposed", |item| Field::Truth(item.advice.proposed))
        .text("rule", "plan-column-rule", |item| said(&item.advice.rule, item.advice.rule.phrase().id))
        .text("setting", "plan-column-setting", |item| item.advice.setting.as_ref().map_or(Field::Empty, setting))
        .text("recipient", "plan-column-recipient", |item| {
            item.advice.recipient.map_or(Field::Empty, |recipient| said(&recipient, recipient.short()))
        })
        .text("next_step", "plan-column-next", |item| said(&item.advice.next_step, item.advice.next_step.phrase().id))
        .text("notes", "plan-column-notes", |item| notes(&item.notes))
        .number("roster_row", "plan-column-row", |item| match (&item.roster_list, item.roster_row) {
            (Some(list), Some(row)) => Field::text(Some(format!("{list}:{row}"))),
            (_, row) => Field::number(row),
        })
        .value("read_at", "table-read-at", |item| Field::moment(item.token.as_ref().and_then(|token| token.read_at)))
}

/// A state with the word of this identifier, without prominence.
fn said(state: &impl Serialize, word: &'static str) -> Field {
    Field::state(state, (word, Tint::Plain))
}

/// The setting that a verdict is based on: its key for machines, its meaning for people.
fn setting(used: &SettingUsed) -> Field {
    let machine = format!("{} = {}", used.name, used.value);
    let word = match used.name.as_str() {
        "renewal.open_days" => "plan-setting-open",
        "renewal.min_days_left" => "plan-setting-least",
        "renewal.max_renewals" => "plan-setting-times",
        "revoke_moved" => "plan-setting-moved",
        "delegated" => "plan-setting-delegated",
        _ => return Field::Text(machine),
    };
    Field::Said { machine, phrase: Phrase::new(word).with("value", &used.value) }
}

/// The word of an action, and its prominence.
pub(crate) fn action(action: Action) -> Word {
    let tint = match action {
        Action::Revoke | Action::Recover | Action::Reissue | Action::Issue => Tint::Bad,
        Action::Renew | Action::ChangeInformation | Action::Undecided => Tint::Warning,
        Action::RenewSoon => Tint::Plain,
        Action::Keep => Tint::Good,
        Action::OtherCa => Tint::Dim,
    };
    (action.phrase().id, tint)
}

/// The word for how a person signs.
pub(crate) fn carrier(carrier: Carrier) -> Word {
    let word = match carrier {
        Carrier::Token => "roster-carrier-token",
        Carrier::SimPki => "roster-carrier-sim-pki",
        Carrier::Central => "roster-carrier-central",
    };
    (word, Tint::Plain)
}

fn notes(notes: &[Note]) -> Field {
    Field::states(notes.iter().map(|note| (super::machine(note), Some(note.phrase().id))))
}

/// Both texts of a change, for a cell.
pub(super) fn change(change: &Difference) -> String {
    format!("{} → {}", change.certificate.join(" | "), change.roster)
}

/// The word for a difference.
pub(crate) fn differing(field: DifferingField) -> &'static str {
    match field {
        DifferingField::Organisation => "roster-differs-organisation",
        DifferingField::Name => "roster-differs-name",
        DifferingField::Email => "roster-differs-email",
    }
}
