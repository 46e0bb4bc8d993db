//! The inventory and the parts that other reports take from it: drivers, tokens, keys, certificates, problems.

use super::{Redact, redact};
use crate::domain::certificate::{Identifier, Issuer, Subject};
use crate::domain::key::PublicKey;
use crate::domain::problem::Problem;
use crate::domain::redact::{Kind, Redactor};
use crate::domain::token::TokenIdentity;
use crate::report::copies::CertificatePlace;
use crate::report::doctor::{Doctor, Finding};
use crate::report::inventory::{Certificate, Driver, DriverFailure, Inventory, Key, Sighting, Token};
use crate::report::note::DriverNote;
use crate::text::problem::{failure_message, problem_message, say_note};

redact! {
    Inventory { envelope: keep, drivers: inner, tokens: inner, summary: keep, unread: inner }
    Driver {
        path: path, found_by: keep, bits: keep, host: path, status: keep, library: keep, manufacturer: keep, library_version: keep,
        cryptoki_version: keep, slots: keep, tokens: keep, load_milliseconds: keep, failure: inner, slot_failures: inner,
        notes: inner, problems: inner, confined: keep,
    }
    Sighting { driver: path, slot: slot, slot_text: empty }
    TokenIdentity {
        slot: slot, slot_text: empty, reader: reader, label: label, label_hex: empty, serial: serial, manufacturer: keep, model: keep,
    }
    Token {
        driver: path, identity: inner, firmware_version: keep, hardware_version: keep, uri: uri, also_seen_by: inner, read_at: keep,
        holder: person, initialized: keep, login_required: keep, write_protected: keep, pin_pad: keep, user_pin: keep,
        so_pin: keep, logged_in: keep, mechanisms: keep, keys: inner, certificates: inner, problems: inner,
    }
    Key {
        class: keep, algorithm: keep, bits: keep, curve: keep, id: hex, label: label, label_hex: empty, usage: keep,
        sensitive: keep, extractable: keep, always_authenticate: keep, spki_sha256: hex, certificate_sha256: hex,
    }
    CertificatePlace { driver: path, slot: slot, slot_text: empty, serial: serial, id: hex, label: label }
    PublicKey { algorithm: keep, bits: keep, curve: keep, spki_sha256: hex }
    Identifier { kind: keep, value: identity }
    Doctor { envelope: keep, findings: inner }
    Finding { code: keep, severity: keep, what: inner, remedy: inner }
}

impl Redact for DriverFailure {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            kind: _,
            call: _,
            slot,
            slot_text,
            reader,
            cards_in,
            ckr: _,
            signal: _,
            seconds: _,
            library: _,
            libraries: _,
            message: _,
        } = self;
        super::how::slot(slot, redactor);
        super::how::empty(slot_text, redactor);
        super::how::reader(reader, redactor);
        super::how::reader(cards_in, redactor);
        self.message = failure_message(self);
    }
}

impl Redact for DriverNote {
    fn redact(&mut self, redactor: &Redactor) {
        match &mut self.phrase {
            Some(phrase) => {
                *phrase = redactor.phrase(phrase);
                say_note(self);
            }
            // A saved sentence; its contents are unknown.
            None => self.message = redactor.name(Kind::Text, &self.message),
        }
    }
}

/// Details of problems that are words or numbers of this program.
const PLAIN_DETAILS: &[&str] = &[
    "bits",
    "call",
    "ckr",
    "days",
    "digest",
    "fault",
    "field",
    "kind",
    "not_after",
    "not_before",
    "rule",
    "seconds",
    "signal",
    "type",
];

impl Redact for Problem {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { code: _, severity: _, subject, message: _, details } = self;
        super::how::hex(subject, redactor);
        for (key, value) in details {
            if key == "slot" {
                *value = redactor.slot_text(value);
            } else if !PLAIN_DETAILS.contains(&key.as_str()) {
                *value = redactor.name(Kind::Text, value);
            }
        }
        self.message = problem_message(self, redactor.zone());
    }
}

impl Redact for Certificate {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            id,
            label,
            label_hex,
            sha256,
            certificate_type: _,
            serial_number,
            serial_number_der,
            subject,
            issuer,
            emails,
            not_before: _,
            not_after: _,
            days_left: _,
            validity: _,
            revocation: _,
            revocation_checked_at: _,
            is_ca: _,
            key,
            signature_algorithm: _,
            key_usage: _,
            extended_key_usage: _,
            policies: _,
            crl_urls: _,
            ocsp_urls: _,
            ca_issuer_urls: _,
            pairing: _,
            private_key: _,
            der,
            also_at,
        } = self;
        also_at.redact(redactor);
        // A self-signed certificate does not name a CA, whatever its name says.
        let is_self_issued =
            issuer.as_ref().map(|issuer| &issuer.text) == subject.as_ref().map(|subject| &subject.text);
        if is_self_issued {
            issuer.redact(redactor);
        }
        subject.redact(redactor);
        key.redact(redactor);
        super::how::hex(id, redactor);
        super::how::label(label, redactor);
        super::how::empty(label_hex, redactor);
        super::how::hex(sha256, redactor);
        super::how::hex(serial_number, redactor);
        super::how::hex(serial_number_der, redactor);
        super::how::email(emails, redactor);
        super::how::empty(der, redactor);
    }
}

impl Redact for Subject {
    fn redact(&mut self, redactor: &Redactor) {
        let Self {
            text,
            common_name,
            organizations,
            organizational_units,
            locality,
            state_or_province,
            country,
            title,
            identifiers,
        } = self;
        super::how::person(common_name, redactor);
        super::how::unit(organizations, redactor);
        super::how::unit(organizational_units, redactor);
        super::how::place(locality, redactor);
        super::how::place(state_or_province, redactor);
        super::how::title(title, redactor);
        identifiers.redact(redactor);
        // Made again from what is left, the narrowest first.
        let parts: [(&str, Vec<&String>); 8] = [
            ("UID", identifiers.iter().map(|one| &one.value).collect()),
            ("CN", common_name.iter().collect()),
            ("T", title.iter().collect()),
            ("OU", organizational_units.iter().rev().collect()),
            ("O", organizations.iter().collect()),
            ("L", locality.iter().collect()),
            ("ST", state_or_province.iter().collect()),
            ("C", country.iter().collect()),
        ];
        let one = |(name, values): (&str, Vec<&String>)| {
            values.into_iter().map(|value| format!("{name}={value}")).collect::<Vec<_>>()
        };
        *text = parts.into_iter().flat_map(one).collect::<Vec<_>>().join(",");
    }
}

impl Redact for Issuer {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { text, common_name, organization } = self;
        super::how::person(common_name, redactor);
        super::how::unit(organization, redactor);
        let name = common_name.iter().map(|name| format!("CN={name}"));
        *text = name.chain(organization.iter().map(|name| format!("O={name}"))).collect::<Vec<_>>().join(",");
    }
}
