//! One object of a token, from its raw attributes: made as soon as it comes, while the driver reads the next.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::not_utf8;
use crate::commands::vocabulary;
use crate::domain::certificate::parse;
use crate::domain::check::problem;
use crate::domain::key::{PublicKey, from_ec, from_rsa, from_spki};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::tlv::unhex;
use crate::driver::protocol::{Class, Object};
use crate::driver::rv::Rv;
use crate::report::inventory::{Certificate, Key, KeyClass, Pairing, PrivateKey, Revocation};

/// An object of the report and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The object.
    pub item: Item,
    /// Its problems.
    pub problems: Vec<Problem>,
}

/// What it is.
#[derive(Debug, Clone)]
pub enum Item {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A key.
    Key(Box<Key>),
}

/// Turns what a host read of an object into an object of the report.
pub fn assemble_object(mut object: Object) -> Assembled {
    let mut problems = Vec::new();
    let faults = std::mem::take(&mut object.faults);
    let broken_label = object.label.as_ref().is_some_and(|label| label.hex.is_some());
    let item = match object.class {
        Class::Certificate => Item::Certificate(Box::new(certificate(object, &mut problems))),
        Class::PublicKey => Item::Key(Box::new(key(object, KeyClass::Public))),
        Class::PrivateKey => Item::Key(Box::new(key(object, KeyClass::Private))),
        Class::SecretKey => Item::Key(Box::new(key(object, KeyClass::Secret))),
    };
    let subject = match &item {
        Item::Certificate(certificate) => Some(certificate.sha256.clone()),
        Item::Key(key) => key.id.clone(),
    };
    // One cause is one problem, however many attributes it cost.
    let mut causes: Vec<(Option<Rv>, Vec<&str>)> = Vec::new();
    for (attribute, rv) in &faults {
        match causes.iter_mut().find(|(cause, _)| cause == rv) {
            Some((_, attributes)) => attributes.push(attribute),
            None => causes.push((*rv, vec![attribute])),
        }
    }
    for (rv, attributes) in causes {
        let ckr = rv.map_or_else(|| "absurd length".to_owned(), |rv| rv.to_string());
        let details = vec![("call", format!("C_GetAttributeValue({})", attributes.join(", "))), ("ckr", ckr)];
        problems.push(problem(ProblemCode::ObjectUnreadable, Severity::Warning, subject.as_deref(), details));
    }
    if broken_label {
        problems.push(not_utf8("label", subject.as_deref()));
    }
    Assembled { item, problems }
}

/// A certificate and what is wrong with it.
fn certificate(object: Object, problems: &mut Vec<Problem>) -> Certificate {
    let der = object.value.unwrap_or_default();
    let bytes = BASE64_STANDARD.decode(&der).unwrap_or_default();
    let parsed = parse(&bytes);
    // Padding after the certificate is the token's, and no part of what is exported or compared.
    let der =
        bytes.get(..parsed.length).filter(|own| own.len() < bytes.len()).map_or(der, |own| BASE64_STANDARD.encode(own));
    let subject = Some(parsed.sha256.clone());
    problems.extend(parsed.problems.iter().map(|fault| {
        let severity = match fault.code {
            ProblemCode::CertificateMalformed => Severity::Critical,
            ProblemCode::CertificateNotRfc5280 => Severity::Note,
            _ => Severity::Warning,
        };
        let details = vec![("field", fault.field.to_owned()), ("fault", fault.fault.clone())];
        problem(fault.code, severity, subject.as_deref(), details)
    }));
    Certificate {
        id: object.id,
        label: object.label.as_ref().map(|label| label.text.clone()),
        label_hex: object.label.as_ref().and_then(|label| label.hex.clone()),
        sha256: parsed.sha256,
        serial_number: parsed.serial_number,
        serial_number_der: parsed.serial_number_der,
        subject: parsed.subject,
        issuer: parsed.issuer,
        emails: parsed.emails,
        not_before: parsed.not_before,
        not_after: parsed.not_after,
        days_left: None,
        validity: None,
        revocation: Revocation::NotChecked,
        is_ca: parsed.is_ca,
        key: parsed.key,
        signature_algorithm: parsed.signature_algorithm,
        key_usage: parsed.key_usage,
        extended_key_usage: parsed.extended_key_usage,
        policies: parsed.policies,
        crl_urls: parsed.crl_urls,
        ocsp_urls: parsed.ocsp_urls,
        ca_issuer_urls: parsed.ca_issuer_urls,
        pairing: Pairing::Unknown,
        private_key: PrivateKey::Unknown,
        der,
    }
}

/// A key, with its public key where the attributes tell it.
fn key(object: Object, class: KeyClass) -> Key {
    let public = if class == KeyClass::Secret { None } else { public_key(&object) };
    let named = object.key_type.map(vocabulary::key_type);
    let secret_bits = object.value_length.and_then(|bytes| u32::try_from(bytes.checked_mul(8)?).ok());
    Key {
        class,
        algorithm: public.as_ref().and_then(|key| key.algorithm.clone()).or(named),
        bits: public.as_ref().and_then(|key| key.bits).or(secret_bits),
        curve: public.as_ref().and_then(|key| key.curve.clone()),
        id: object.id,
        label: object.label.as_ref().map(|label| label.text.clone()),
        label_hex: object.label.as_ref().and_then(|label| label.hex.clone()),
        usage: object.usage,
        sensitive: object.sensitive,
        extractable: object.extractable,
        always_authenticate: object.always_authenticate,
        spki_sha256: public.and_then(|key| key.spki_sha256),
        certificate_sha256: None,
    }
}

/// The public key of a key object, computed from its attributes: modules seldom fill CKA_PUBLIC_KEY_INFO, and some
/// fill it wrong, so it comes last.
fn public_key(object: &Object) -> Option<PublicKey> {
    let bytes = |field: &Option<String>| field.as_deref().and_then(unhex);
    if let Some(modulus) = bytes(&object.modulus) {
        let exponent = bytes(&object.public_exponent);
        let known = exponent.as_deref().map(|exponent| from_rsa(&modulus, exponent));
        let from_info = || bytes(&object.public_key_info).map(|info| from_spki(&info));
        return known.or_else(from_info).or_else(|| {
            // Without the exponent the size is known, the fingerprint is not.
            Some(PublicKey { spki_sha256: None, ..from_rsa(&modulus, &[1, 0, 1]) })
        });
    }
    if let Some(parameters) = bytes(&object.ec_params) {
        let from_info = || bytes(&object.public_key_info).map(|info| from_spki(&info));
        return match bytes(&object.ec_point) {
            Some(point) => Some(from_ec(&parameters, &point)),
            None => from_info().or_else(|| Some(PublicKey { spki_sha256: None, ..from_ec(&parameters, &[]) })),
        };
    }
    bytes(&object.public_key_info).map(|info| from_spki(&info))
}
