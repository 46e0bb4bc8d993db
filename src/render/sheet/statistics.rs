//! The sheets of the periodic figures.

use super::super::columns::Columns;
use super::super::table::Tint;
use super::{Field, Sheet};
use crate::domain::phrase::Phrase;
use crate::report::changes::{Change, Changes};
use crate::report::holders::TokenName;
use crate::report::statistics::{Counts, MonthNeed, PeriodCounts, RevocationChecked, Statistics, UnitCounts};

/// Figures, units, next year's need, and changes if an earlier inventory was given.
pub(super) fn statistics(report: &Statistics) -> Vec<Sheet> {
    let numbers = named(&report.total).into_iter().chain(report.in_period.as_ref().map(period).unwrap_or_default());
    let numbers = Sheet::of("statistics-sheet-numbers", &number_columns("statistics-column-what"), numbers);
    let units = Sheet::of("statistics-sheet-units", &unit_columns(), &report.by_unit);
    let need = Sheet::of("statistics-sheet-need", &need_columns(), &report.next_year.months);
    let changes = report.changes.as_ref();
    let changes = changes.map(|found| Sheet::of("statistics-sheet-changes", &change_columns(), self::changes(found)));
    let bodies = report.bodies.as_ref().map(super::bodies::bodies);
    [numbers, units, need].into_iter().chain(bodies).chain(changes).collect()
}

/// A number with its name in sheets and the identifier of its word.
pub(crate) type Named = (&'static str, &'static str, u64);

/// The columns about each number, under this title.
pub(crate) fn number_columns(title: &'static str) -> Columns<Named> {
    Columns::<Named>::new()
        .text("what", title, |(name, word, _)| {
            let machine = name.replace('_', "-");
            Field::State { machine, word, tint: Tint::Plain }
        })
        .number("number", "statistics-column-number", |(.., number)| Field::number(Some(*number)))
}

/// The columns about each unit: its name, and every number.
pub(crate) fn unit_columns() -> Columns<UnitCounts> {
    let unit =
        Columns::<UnitCounts>::new().text("unit", "statistics-column-unit", |unit| Field::text(unit.unit.as_ref()));
    let numbers = COUNTS.into_iter().fold(Columns::<Counts>::new(), |columns, (name, title, number)| {
        columns.number(name, title, move |counts| Field::number(Some(number(counts))))
    });
    unit.and(numbers.of(|unit: &UnitCounts| Some(&unit.counts)))
}

/// The name of a unit, or that it has none.
pub(crate) fn unit_name(unit: &UnitCounts) -> Field {
    let none = || Field::said(Phrase::new("statistics-without-unit"));
    unit.unit.clone().map_or_else(none, Field::Text)
}

fn need_columns() -> Columns<MonthNeed> {
    Columns::<MonthNeed>::new().value("month", "statistics-column-month", |one| month(&one.month)).number(
        "certificates",
        "statistics-column-number",
        |one| Field::number(Some(one.certificates)),
    )
}

/// A month, `2027-01` for machines, in people's format.
fn month(month: &str) -> Field {
    let Some((year, number)) = month.split_once('-') else { return Field::Text(month.to_owned()) };
    let phrase = Phrase::new("sheet-month").with("year", year).with("month", number);
    Field::Said { machine: month.to_owned(), phrase }
}

type Number = fn(&Counts) -> u64;

/// The numbers of a state: name in sheets, word, number.
const COUNTS: [(&str, &str, Number); 16] = [
    ("issued", "statistics-issued", |counts| counts.issued),
    ("active", "statistics-active", |counts| counts.active),
    ("revocation_checked", "statistics-revocation-checked", |counts| counts.revocation_checked),
    ("revoked", "statistics-revoked", |counts| counts.revoked),
    ("suspended", "statistics-suspended", |counts| counts.suspended),
    ("expired", "statistics-expired", |counts| counts.expired),
    ("expiring_30", "statistics-expiring-30", |counts| counts.expiring_30),
    ("expiring_60", "statistics-expiring-60", |counts| counts.expiring_60),
    ("expiring_90", "statistics-expiring-90", |counts| counts.expiring_90),
    ("locked", "statistics-locked", |counts| counts.locked),
    ("to_revoke", "statistics-to-revoke", |counts| counts.to_revoke),
    ("persons", "statistics-persons", |counts| counts.persons),
    ("organisations", "statistics-organisations", |counts| counts.organisations),
    ("token", "statistics-token", |counts| counts.token),
    ("sim_pki", "statistics-sim-pki", |counts| counts.sim_pki),
    ("central", "statistics-central", |counts| counts.central),
];

/// The numbers of a state, in the order of the columns.
pub(crate) fn named(counts: &Counts) -> Vec<Named> {
    let word_of = |name, word| if name == "active" { active_word(counts.checked()) } else { word };
    COUNTS.iter().map(|(name, word, number)| (*name, word_of(*name, *word), number(counts))).collect()
}

/// What is known of those that are valid by date.
fn active_word(checked: RevocationChecked) -> &'static str {
    match checked {
        RevocationChecked::All => "statistics-active-checked",
        RevocationChecked::Some => "statistics-active-partly",
        RevocationChecked::None => "statistics-active-unchecked",
    }
}

/// The numbers of a period.
pub(crate) fn period(counts: &PeriodCounts) -> Vec<Named> {
    vec![
        ("period_issued", "statistics-period-issued", counts.issued),
        ("period_new", "statistics-period-new", counts.new),
        ("period_renewed", "statistics-period-renewed", counts.renewed),
        ("period_ended", "statistics-period-ended", counts.ended),
        ("period_revoked", "statistics-period-revoked", counts.revoked),
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
    /// The previous value.
    pub(crate) former: Option<&'a str>,
}

/// The columns about each change.
pub(crate) fn change_columns<'a>() -> Columns<ChangeLine<'a>> {
    Columns::<ChangeLine<'_>>::new()
        .value("change", "statistics-column-change", |line| Field::State {
            machine: line.machine.to_owned(),
            word: line.word,
            tint: Tint::Plain,
        })
        .text("holder", "statistics-column-holder", |line| Field::text(line.holder))
        .value("certificate_serial_number", "statistics-column-serial-number", |line| {
            line.serial_number.map_or(Field::Empty, |serial| Field::Serial(serial.to_owned()))
        })
        .value("token_serial", "statistics-column-token-serial", |line| Field::text(line.token_serial))
        .text("former", "statistics-column-former", |line| Field::text(line.former))
}

/// Every change, one per line.
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
