//! Certificates that are written to tokens or deleted from them.

use super::Redact;
use super::redact;
use crate::domain::redact::{Kind, Redactor};
use crate::report::import::{CertDelete, CertImport, Deleted, Imported, Replaced, StaleView};

redact! {
    CertImport { envelope: keep, plan: keep, results: inner, summary: keep, unread: inner }
    Replaced { sha256: hex, serial_number: hex, not_after: keep, deleted: keep, copy: path }
    StaleView { kind: keep, driver: path, sha256: hex }
    CertDelete { envelope: keep, plan: keep, token: inner, results: inner, journal: inner }
}

/// A subject as the pseudonym of the person in it.
fn subject(text: &mut Option<String>, holder: Option<&str>, redactor: &Redactor) {
    let name = text.as_deref().map(|text| format!("CN={}", redactor.name(Kind::Person, holder.unwrap_or(text))));
    *text = name;
}

impl Redact for Imported {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            file,
            sha256,
            subject: name,
            holder,
            serial_number,
            not_before: _,
            not_after: _,
            token,
            awaits,
            key_id,
            result: _,
            reason: _,
            call: _,
            code: _,
            overwrites: _,
            secrets: _,
            calls: _,
            warnings: _,
            proof: _,
            replaces,
            stale_views,
            journal,
        } = self;
        subject(name, holder.as_deref(), redactor);
        super::how::person(holder, redactor);
        super::how::file(file, redactor);
        super::how::hex(sha256, redactor);
        super::how::hex(serial_number, redactor);
        super::how::hex(key_id, redactor);
        token.redact(redactor);
        awaits.redact(redactor);
        replaces.redact(redactor);
        stale_views.redact(redactor);
        journal.redact(redactor);
    }
}

impl Redact for Deleted {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            sha256,
            subject: name,
            serial_number,
            not_after: _,
            successor,
            result: _,
            reason: _,
            call: _,
            code: _,
            copy,
        } = self;
        subject(name, None, redactor);
        super::how::hex(sha256, redactor);
        super::how::hex(serial_number, redactor);
        super::how::hex(successor, redactor);
        super::how::path(copy, redactor);
    }
}
