//! The sheets of the periodic figures.

use super::super::table::Tint;
use super::{Field, Sheet, SheetColumn, columns};
use crate::domain::phrase::Phrase;
use crate::report::changes::{Change, Changes};
use crate::report::holders::TokenName;
use crate::report::statistics::{Counts, PeriodCounts, Statistics};

const NUMBERS: &[SheetColumn] = columns![
    "what" => "statistics-column-what",
    "number" => "statistics-column-number",
];

const UNITS: &[SheetColumn] = columns![
    "unit" => "statistics-column-unit",
    "issued" => "statistics-issued",
    "active" => "statistics-active",
    "expired" => "statistics-expired",
    "expiring_30" => "statistics-expiring-30",
    "expiring_60" => "statistics-expiring-60",
    "expiring_90" => "statistics-expiring-90",
    "locked" => "statistics-locked",
    "to_revoke" => "statistics-to-revoke",
    "persons" => "statistics-persons",
    "organisations" => "statistics-organisations",
    "token" => "statistics-token",
    "sim_pki" => "statistics-sim-pki",
    "central" => "statistics-central",
];

const NEED: &[SheetColumn] = columns![
    "month" => "statistics-column-month",
    "certificates" => "statistics-column-number",
];

const CHANGES: &[SheetColumn] = columns![
    "change" => "statistics-column-change",
    "holder" => "statistics-column-holder",
    "certificate_serial_number" => "statistics-column-serial-number",
    "token_serial" => "statistics-column-token-serial",
    "former" => "statistics-column-former",
];

/// Numbers, units, next year's need, and changes where an earlier inventory was given.
pub(super) fn statistics(report: &Statistics) -> Vec<Sheet> {
    let numbers = named(&report.total).into_iter().chain(report.in_period.as_ref().map(period).unwrap_or_default());
    let rows = numbers.map(|(machine, word, number)| {
        vec![Field::State { machine: machine.to_owned(), word, tint: Tint::Plain }, Field::number(Some(number))]
    });
    let numbers = Sheet { name: "statistics-sheet-numbers", columns: NUMBERS, rows: rows.collect() };
    let units = report.by_unit.iter().map(|unit| {
        let counts = named(&unit.counts).into_iter().map(|(_, _, number)| Field::number(Some(number)));
        std::iter::once(Field::text(unit.unit.as_ref())).chain(counts).collect()
    });
    let units = Sheet { name: "statistics-sheet-units", columns: UNITS, rows: units.collect() };
    let months = report.next_year.months.iter();
    let need = months.map(|one| vec![month(&one.month), Field::number(Some(one.certificates))]);
    let need = Sheet { name: "statistics-sheet-need", columns: NEED, rows: need.collect() };
    let changes = report.changes.as_ref().map(|found| Sheet {
        name: "statistics-sheet-changes",
        columns: CHANGES,
        rows: changes(found).iter().map(ChangeLine::row).collect(),
    });
    let bodies = report.bodies.as_ref().map(super::bodies::bodies);
    [numbers, units, need].into_iter().chain(bodies).chain(changes).collect()
}

/// A month, `2027-01` for machines, as people write it.
fn month(month: &str) -> Field {
    let Some((year, number)) = month.split_once('-') else { return Field::Text(month.to_owned()) };
    let phrase = Phrase::new("sheet-month").with("year", year).with("month", number);
    Field::Said { machine: month.to_owned(), phrase }
}

/// The numbers of a state: machine name, word, number; in the order of the columns.
pub(crate) fn named(counts: &Counts) -> [(&'static str, &'static str, u64); 13] {
    [
        ("issued", "statistics-issued", counts.issued),
        ("active", "statistics-active", counts.active),
        ("expired", "statistics-expired", counts.expired),
        ("expiring-30", "statistics-expiring-30", counts.expiring_30),
        ("expiring-60", "statistics-expiring-60", counts.expiring_60),
        ("expiring-90", "statistics-expiring-90", counts.expiring_90),
        ("locked", "statistics-locked", counts.locked),
        ("to-revoke", "statistics-to-revoke", counts.to_revoke),
        ("persons", "statistics-persons", counts.persons),
        ("organisations", "statistics-organisations", counts.organisations),
        ("token", "statistics-token", counts.token),
        ("sim-pki", "statistics-sim-pki", counts.sim_pki),
        ("central", "statistics-central", counts.central),
    ]
}

/// The numbers of a period.
pub(crate) fn period(counts: &PeriodCounts) -> Vec<(&'static str, &'static str, u64)> {
    vec![
        ("period-issued", "statistics-period-issued", counts.issued),
        ("period-new", "statistics-period-new", counts.new),
        ("period-renewed", "statistics-period-renewed", counts.renewed),
        ("period-ended", "statistics-period-ended", counts.ended),
    ]
}

/// One change, as tables and sheets show it.
pub(crate) struct ChangeLine<'a> {
    machine: &'static str,
    /// The identifier of its word.
    pub(crate) word: &'static str,
    /// The holder, otherwise the key.
    pub(crate) holder: Option<&'a str>,
    /// The certificate's serial number.
    pub(crate) serial_number: Option<&'a str>,
    /// The token's serial.
    pub(crate) token_serial: Option<&'a str>,
    /// What it was before.
    pub(crate) former: Option<&'a str>,
}

impl ChangeLine<'_> {
    fn row(&self) -> Vec<Field> {
        vec![
            Field::State { machine: self.machine.to_owned(), word: self.word, tint: Tint::Plain },
            Field::text(self.holder),
            self.serial_number.map_or(Field::Empty, |serial| Field::Serial(serial.to_owned())),
            Field::text(self.token_serial),
            Field::text(self.former),
        ]
    }
}

/// Every change, one a line.
pub(crate) fn changes(found: &Changes) -> Vec<ChangeLine<'_>> {
    let mut lines = Vec::new();
    let certificates = [
        ("new", "statistics-change-new", &found.new),
        ("gone", "statistics-change-gone", &found.gone),
        ("renewed", "statistics-change-renewed", &found.renewed),
        ("reissued-same-key", "statistics-change-reissued-same-key", &found.reissued_same_key),
        ("moved", "statistics-change-moved", &found.moved),
    ];
    for (machine, word, changes) in certificates {
        lines.extend(changes.iter().map(|change| of_certificate(machine, word, change)));
    }
    let locked = found.newly_locked.iter();
    lines.extend(locked.map(|token| of_token("newly-locked", "statistics-change-newly-locked", token)));
    for shared in &found.key_on_several_tokens {
        for token in &shared.tokens {
            let line = of_token("key-on-several-tokens", "statistics-change-key-on-several-tokens", token);
            lines.push(ChangeLine { former: Some(&shared.spki_sha256), ..line });
        }
    }
    lines
}

fn of_certificate<'a>(machine: &'static str, word: &'static str, change: &'a Change) -> ChangeLine<'a> {
    let former_token = change.former_token.as_ref().and_then(|token| token.serial.as_deref());
    ChangeLine {
        machine,
        word,
        holder: change.certificate.holder.as_deref(),
        serial_number: change.certificate.serial_number.as_deref(),
        token_serial: change.token.serial.as_deref(),
        former: change.former_serial_number.as_deref().or(former_token),
    }
}

fn of_token<'a>(machine: &'static str, word: &'static str, token: &'a TokenName) -> ChangeLine<'a> {
    let holder = token.label.as_deref();
    ChangeLine { machine, word, holder, serial_number: None, token_serial: token.serial.as_deref(), former: None }
}
