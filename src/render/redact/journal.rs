//! The journal.
//!
//! Pitfall: a line's hash covers everything in the line. With its time and action known, the serial could be found by
//! trying all of them, so `journal show` has pseudonyms of hashes, which still form a chain. `journal verify` shows
//! neither time nor token; its last hash is kept, because it is meant to be noted.

use super::{Redact, redact};
use crate::domain::redact::Redactor;
use crate::journal::attempt::{GENESIS, Line, Torn};
use crate::report::journal::{JournalCheck, JournalEntry, JournalPart, JournalShow, JournalVerify};

redact! {
    JournalShow { envelope: keep, journals: inner }
    JournalPart { path: path, scope: keep, entries: inner }
    JournalEntry { line: inner, hash: hex }
    Torn { length: keep, sha256: hex }
    JournalVerify { envelope: keep, journals: inner, intact: keep }
    JournalCheck {
        path: path, scope: keep, entries: keep, intact: keep, findings: keep, last_sequence: keep, last_hash: keep,
    }
}

impl Redact for Line {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            schema: _,
            sequence: _,
            time: _,
            operator,
            host,
            tool_version: _,
            driver,
            token,
            action: _,
            method: _,
            secret: _,
            phase: _,
            intent: _,
            ended: _,
            code: _,
            try_spent: _,
            before: _,
            after: _,
            certificate,
            torn,
            previous_hash,
        } = self;
        super::how::user(operator, redactor);
        super::how::host(host, redactor);
        super::how::path(driver, redactor);
        token.redact(redactor);
        super::how::hex(certificate, redactor);
        torn.redact(redactor);
        if previous_hash != GENESIS {
            super::how::hex(previous_hash, redactor);
        }
    }
}
