//! Verification results, and the store of trusted certificates. The part of a path above the certificate belongs to CAs
//! and is kept.

use super::{Redact, redact};
use crate::domain::redact::{Kind, Redactor};
use crate::report::trust::{TrustReport, TrustedCertificate};
use crate::report::verify::{
    FileSignature, ListDue, RevocationFound, TimestampFound, UnreadFile, Verified, VerifiedPlace, VerifyReport,
};

redact! {
    TrustReport { envelope: keep, folder: path, certificates: inner }
    TrustedCertificate { sha256: keep, subject: keep, not_after: keep, known_as: keep, file: path, change: keep }
    VerifyReport { envelope: keep, results: inner, signatures: inner, summary: keep, addresses: keep, unread: inner }
    FileSignature {
        file: file, number: keep, format: keep, state: keep, reason: keep, covers: keep, digest: keep, weaknesses: keep,
        claimed_time: keep, timestamp: inner, judged_at: keep, certificate: inner,
    }
    TimestampFound { state: keep, reason: keep, time: keep, certificate: keep }
    UnreadFile { file: file, code: keep }
    VerifiedPlace { file: file, token: serial }
    ListDue { url: keep, file: file, next_update: keep }
    RevocationFound {
        status: keep, method: keep, source: file, url: keep, this_update: keep, next_update: keep, produced_at: keep,
        stale: keep, reason: keep, revoked_at: keep,
    }
}

impl Redact for Verified {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            subject,
            holder,
            serial_number,
            sha256,
            not_after: _,
            file,
            token,
            also_at,
            state: _,
            reason: _,
            reason_subject,
            weaknesses: _,
            chain,
            anchor,
            revocation,
            contradiction,
            possession: _,
        } = self;
        let (own, own_hash) = (subject.clone(), sha256.clone());
        let pseudonym =
            holder.as_deref().or(subject.as_deref()).map(|name| format!("CN={}", redactor.name(Kind::Person, name)));
        let is_own = |text: &Option<String>| text.is_some() && *text == own;
        if is_own(reason_subject) {
            reason_subject.clone_from(&pseudonym);
        }
        for one in chain {
            if one.sha256 == own_hash || is_own(&one.subject) {
                one.sha256 = redactor.hex(&one.sha256);
                one.subject.clone_from(&pseudonym);
            }
            one.revocation.redact(redactor);
        }
        if let Some(anchor) = anchor.as_mut().filter(|anchor| anchor.sha256 == own_hash) {
            anchor.sha256 = redactor.hex(&own_hash);
        }
        subject.clone_from(&pseudonym);
        super::how::person(holder, redactor);
        super::how::hex(serial_number, redactor);
        super::how::hex(sha256, redactor);
        super::how::file(file, redactor);
        super::how::serial(token, redactor);
        also_at.redact(redactor);
        revocation.redact(redactor);
        contradiction.redact(redactor);
    }
}
