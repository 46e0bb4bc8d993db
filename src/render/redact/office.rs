//! Worklist, coverage and figures.

use super::{Redact, redact};
use crate::domain::redact::{Kind, Redactor};
use crate::domain::roster::{LeftOut, Place, SamePerson};
use crate::domain::verdict::{Advice, Difference, DifferingField};
use crate::report::bodies::{BodyReading, BodyReadings};
use crate::report::changes::{Change, Changes, SharedKey};
use crate::report::confirm::{Answered, RosterConfirm};
use crate::report::diff::{Diff, DiffChange, DiffKind, UnreadDriver};
use crate::report::holders::{CertificateName, EntryName, TokenName};
use crate::report::overview::{FailedDriver, Obstacle, Overview};
use crate::report::plan::{Item, Plan};
use crate::report::proposal::{Proposal, Undecided};
use crate::report::roster::{
    Ambiguous, CannotSign, CellRemark, Differing, Duplicate, PersonSigning, Proposed, RefusedEmail, RosterCheck,
    Unclaimed, UnitCoverage,
};
use crate::report::statistics::{Statistics, UnitCounts};

redact! {
    Diff {
        envelope: keep, old_read_at: keep, new_read_at: keep, changes: inner, summary: keep, unread: inner, unread_drivers: inner,
        unused_drivers: path, formerly_unread_drivers: inner,
    }
    UnreadDriver { driver: path, failure: inner }
    TokenName {
        driver: path, slot: slot, slot_text: empty, reader: reader, label: label, serial: serial, read_at: keep,
    }
    CertificateName { sha256: hex, serial_number: hex, holder: person, emails: email, not_after: keep }
    EntryName { list: file, row: keep, name: person, unit: unit, carrier: keep }
    Item {
        holder: person, kind: keep, unit: unit, carrier: keep, token: inner, certificate: inner, also_at: inner,
        roster_list: file, roster_row: keep,
        matched_by: keep, can_sign: keep, renewals: keep, month: keep, advice: inner, notes: keep,
    }
    Advice {
        action: keep, reason: keep, rule: keep, setting: keep, opens: keep, renewed_from: keep, deadline: keep, form: keep, recipient: keep,
        next_step: keep, changes: inner, proposed: keep,
    }
    RosterCheck {
        envelope: keep, summary: keep, by_unit: inner, cannot_sign: inner, people: inner, unclaimed: inner, proposed: inner,
        ambiguous: inner, differing: inner, refused_emails: inner, duplicates: inner, unknown_columns: text,
        cell_faults: inner, cell_notes: inner, rows_left_out: inner, same_people: inner,
    }
    CellRemark { list: file, sheet: text, row: keep, column: keep, title: text, value: text, code: keep }
    LeftOut { list: file, row: keep, text: text }
    Place { list: file, row: keep }
    SamePerson { name: person, places: inner, differing: keep }
    UnitCoverage { unit: unit, must_sign: keep, can_sign: keep, coverage_percent: keep, classes: keep }
    CannotSign { entry: inner, obstacle: keep, class: keep }
    PersonSigning { entry: inner, signing: keep }
    Proposal { id: hex, entry: inner, certificate: inner, token: inner, by: keep, match_proposed: keep, changes: inner }
    Undecided { certificate: inner, token: inner, unit: unit, reason: keep, next_step: keep }
    RosterConfirm { envelope: keep, decisions: path, answered: inner, open: inner, summary: keep }
    Answered { answer: keep, proposal: inner }
    Unclaimed { token: inner, certificate: inner }
    Proposed { entry: inner, certificate: inner, token: inner, by: keep }
    Ambiguous { by: keep, entries: inner, certificates: inner }
    Differing { entry: inner, certificate: inner, changes: inner, name: person, title: title, device_serial: serial }
    RefusedEmail { entry: inner, email: email }
    Statistics {
        envelope: keep, timezone: keep, period: keep, total: keep, in_period: keep, by_unit: inner, coverage: keep,
        next_year: keep, changes: inner, bodies: inner,
    }
    BodyReadings { since: keep, bodies: inner, unlisted_tokens: keep, summary: keep }
    BodyReading { body: unit, state: keep, tokens: keep, old_tokens: keep, newest: keep }
    UnitCounts { unit: unit, counts: keep }
    Overview {
        envelope: keep, agency: unit, read: keep, tokens: keep, by_list: keep, classes: keep, stops_within_days: keep,
        percent: keep, revocation: keep, by_unit: inner, cannot: inner, months: keep, pins: keep, work: inner, changes: inner, old: inner,
        failed: inner, unread: inner,
    }
    Obstacle { name: person, unit: unit, token_serial: serial, class: keep, reason: keep }
    FailedDriver { driver: path, failure: inner, problem: inner }
    Changes {
        since: keep, new: inner, gone: inner, renewed: inner, reissued_same_key: inner, moved: inner,
        newly_locked: inner, key_on_several_tokens: inner,
    }
    Change { certificate: inner, token: inner, former_serial_number: hex, former_token: inner }
    SharedKey { spki_sha256: hex, tokens: inner }
}

impl Redact for Plan {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            envelope: _,
            timezone: _,
            within_days: _,
            settings,
            items,
            by_month: _,
            by_unit,
            summary: _,
            coverage: _,
        } = self;
        items.redact(redactor);
        super::how::unit(&mut settings.unit, redactor);
        for group in by_unit {
            super::how::unit(&mut group.key, redactor);
        }
    }
}

impl Redact for Difference {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { field, certificate, roster, proposed: _ } = self;
        let kind = match field {
            DifferingField::Organisation => Kind::Unit,
            DifferingField::Name => Kind::Person,
            DifferingField::Email => Kind::Email,
        };
        for text in certificate.iter_mut().chain([roster]) {
            *text = redactor.name(kind, text);
        }
    }
}

impl Redact for Duplicate {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { field, value, rows: _, places } = self;
        places.redact(redactor);
        *value = match field.as_str() {
            "certificate-serial" => redactor.hex(value),
            "device-serial" => redactor.name(Kind::Serial, value),
            "e-mail" => redactor.name(Kind::Email, value),
            "identity-number" => redactor.name(Kind::Identity, value),
            "name-and-unit" => redactor.name(Kind::Person, value),
            _ => redactor.name(Kind::Text, value),
        };
    }
}

impl Redact for DiffChange {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { kind, holder, token, before, after } = self;
        super::how::person(holder, redactor);
        token.redact(redactor);
        for value in [before, after] {
            match kind {
                DiffKind::PinWorse | DiffKind::PinBetter => {}
                DiffKind::HolderChanged => super::how::person(value, redactor),
                DiffKind::CloneAppeared | DiffKind::CertificateMoved => super::how::serial(value, redactor),
                _ => super::how::hex(value, redactor),
            }
        }
    }
}
