//! The sheet of the worklist.

use super::super::table::Tint;
use super::super::word::Word;
use super::{Field, Sheet, SheetColumn, columns};
use crate::domain::phrase::Phrase;
use crate::domain::roster::Carrier;
use crate::domain::verdict::{Action, Difference, DifferingField, Note, SettingUsed};
use crate::report::plan::{Item, Plan};

const PLAN: &[SheetColumn] = columns![
    "deadline" => "plan-column-deadline",
    "holder" => "plan-column-holder",
    "days" => "plan-column-days",
    "action" => "plan-column-action",
    "reason" => "plan-column-reason",
    "unit" => "plan-column-unit",
    "form" => "plan-column-form",
    "opens" => "plan-column-opens",
    "certificate_serial_number" => "plan-column-serial-number",
    "token_serial" => "plan-column-token-serial",
    "email" => "plan-column-email",
    "not_after" => "plan-column-end",
    "carrier" => "roster-column-carrier",
    "changes" => "plan-column-changes",
    "proposed" => "plan-column-proposed",
    "rule" => "plan-column-rule",
    "setting" => "plan-column-setting",
    "recipient" => "plan-column-recipient",
    "next_step" => "plan-column-next",
    "notes" => "plan-column-notes",
    "roster_row" => "plan-column-row",
    "read_at" => "table-read-at",
];

/// One row a thing to be done.
pub(super) fn plan(plan: &Plan) -> Sheet {
    Sheet { name: "plan-sheet", columns: PLAN, rows: plan.items.iter().map(row).collect() }
}

fn row(item: &Item) -> Vec<Field> {
    let advice = &item.advice;
    let certificate = item.certificate.as_ref();
    let serial = certificate.and_then(|certificate| certificate.serial_number.clone());
    vec![
        Field::day(advice.deadline.map(|deadline| deadline.date)),
        Field::text(item.holder.as_ref()),
        Field::number(advice.deadline.map(|deadline| deadline.days)),
        Field::state(&advice.action, action(advice.action)),
        Field::state(&advice.reason, (advice.reason.phrase().id, Tint::Plain)),
        Field::text(item.unit.as_ref()),
        Field::text(advice.form.as_ref()),
        Field::day(advice.opens),
        serial.map_or(Field::Empty, Field::Serial),
        Field::text(item.token.as_ref().and_then(|token| token.serial.as_ref())),
        Field::list(certificate.map(|certificate| certificate.emails.as_slice()).unwrap_or_default()),
        Field::moment(certificate.and_then(|certificate| certificate.not_after)),
        Field::state(&item.carrier, carrier(item.carrier)),
        Field::list(advice.changes.iter().map(change)),
        Field::Truth(advice.proposed),
        Field::state(&advice.rule, (advice.rule.phrase().id, Tint::Plain)),
        advice.setting.as_ref().map_or(Field::Empty, setting),
        advice.recipient.map_or(Field::Empty, |recipient| Field::state(&recipient, (recipient.short(), Tint::Plain))),
        Field::state(&advice.next_step, (advice.next_step.phrase().id, Tint::Plain)),
        notes(&item.notes),
        match (&item.roster_list, item.roster_row) {
            (Some(list), Some(row)) => Field::text(Some(format!("{list}:{row}"))),
            (_, row) => Field::number(row),
        },
        Field::moment(item.token.as_ref().and_then(|token| token.read_at)),
    ]
}

/// The setting that a verdict rests on: its key for machines, what it means for people.
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

/// The word of an action, and how loud it is.
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

/// The word of how somebody signs.
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

/// The word of what differs.
pub(crate) fn differing(field: DifferingField) -> &'static str {
    match field {
        DifferingField::Organisation => "roster-differs-organisation",
        DifferingField::Name => "roster-differs-name",
        DifferingField::Email => "roster-differs-email",
    }
}
