//! Builds one object of a token from its raw attributes as soon as it arrives, while the driver reads the next.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::not_utf8;
use super::settle::{Guess, USUAL_EXPONENT};
use crate::commands::vocabulary;
use crate::domain::certificate::{FieldProblem, may_be_of_other_type, parse, unwrapped};
use crate::domain::check::problem;
use crate::domain::key::{
    Family, Number, PublicKey, ValueKey, by_parameter_set, ec_spki, family as key_family, from_ec, from_rsa,
    from_value, is_doubtful_modulus, is_doubtful_point, is_filling, read_spki, rsa_spki,
};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::tlv::{Quirks, hex, unhex};
use crate::driver::protocol::{Class, Object, RawText};
use crate::driver::rv::Rv;
use crate::report::inventory::{Certificate, Key, KeyClass};

/// An object of the report and the problems with it.
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
    /// A key, and what only the token's other objects can reveal about it.
    Key(Box<Key>, Guess),
}

/// Turns an object read by a host into an object of the report.
pub fn assemble_object(mut object: Object) -> Assembled {
    let mut problems = Vec::new();
    let faults = std::mem::take(&mut object.faults);
    let broken_label = object.label.as_ref().is_some_and(|label| label.hex.is_some());
    let item = match object.class {
        Class::Certificate => Item::Certificate(Box::new(certificate(object, &faults, &mut problems))),
        Class::PublicKey => key(object, KeyClass::Public),
        Class::PrivateKey => key(object, KeyClass::Private),
        Class::SecretKey => key(object, KeyClass::Secret),
    };
    let subject = match &item {
        Item::Certificate(certificate) if certificate.sha256.is_empty() => certificate.id.clone(),
        Item::Certificate(certificate) => Some(certificate.sha256.clone()),
        Item::Key(key, _) => key.id.clone(),
    };
    // One cause is one problem, however many attributes it affects.
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

/// A certificate; the problems with it are added.
fn certificate(object: Object, faults: &[(String, Option<Rv>)], problems: &mut Vec<Problem>) -> Certificate {
    let der = object.value.unwrap_or_default();
    let bytes = BASE64_STANDARD.decode(&der).unwrap_or_default();
    if bytes.is_empty() {
        // If the call failed, its code explains it.
        if faults.iter().all(|(name, _)| name != "CKA_VALUE") {
            let url = object.url.map(|url| ("url", url.text));
            let details = [("call", "C_GetAttributeValue(CKA_VALUE)".to_owned()), ("ckr", "no value".to_owned())];
            let details = details.into_iter().chain(url).collect();
            problems.push(problem(ProblemCode::ObjectUnreadable, Severity::Warning, object.id.as_deref(), details));
        }
        let certificate_type = object.certificate_type.and_then(other_type).map(|(word, _)| word);
        return Certificate { id: object.id, certificate_type, ..named(object.label.as_ref()) };
    }
    let (bytes, wrapping) = unwrapped(bytes);
    let mut parsed = parse(&bytes);
    let is_read = parsed.key.is_some() && !parsed.problems.iter().any(FieldProblem::is_malformed);
    let other = object.certificate_type.filter(|_| !is_read);
    let believed = other.filter(|number| is_type(*number) && may_be_of_other_type(&bytes));
    if let Some((word, fault)) = believed.and_then(other_type) {
        let subject = Some(parsed.sha256.as_str());
        let details = vec![("field", "certificate".to_owned()), ("fault", fault)];
        problems.push(problem(ProblemCode::CertificateNotRfc5280, Severity::Note, subject, details));
        // If it is not a certificate, the whole value is kept.
        let der = BASE64_STANDARD.encode(bytes.get(..parsed.length).unwrap_or(&bytes));
        let (sha256, certificate_type) = (parsed.sha256, Some(word));
        return Certificate { id: object.id, sha256, certificate_type, der, ..named(object.label.as_ref()) };
    }
    parsed.problems.extend(wrapping.into_iter().flat_map(FieldProblem::of_wrapping));
    let der = if wrapping.is_some() { BASE64_STANDARD.encode(&bytes) } else { der };
    // Padding after the certificate belongs to the token, and is neither exported nor compared.
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
        sha256: parsed.sha256,
        certificate_type: other.and_then(other_type).map(|(word, _)| word),
        serial_number: parsed.serial_number,
        serial_number_der: parsed.serial_number_der,
        subject: parsed.subject,
        issuer: parsed.issuer,
        emails: parsed.emails,
        not_before: parsed.not_before,
        not_after: parsed.not_after,
        is_ca: parsed.is_ca,
        key: parsed.key,
        signature_algorithm: parsed.signature_algorithm,
        key_usage: parsed.key_usage,
        extended_key_usage: parsed.extended_key_usage,
        policies: parsed.policies,
        crl_urls: parsed.crl_urls,
        ocsp_urls: parsed.ocsp_urls,
        ca_issuer_urls: parsed.ca_issuer_urls,
        der,
        ..named(object.label.as_ref())
    }
}

/// A certificate of which only the label is known.
fn named(label: Option<&RawText>) -> Certificate {
    Certificate {
        label: label.map(|label| label.text.clone()),
        label_hex: label.and_then(|label| label.hex.clone()),
        ..Certificate::default()
    }
}

/// Whether a number can be a type that a driver means: one of the standard's or a vendor's. Others are memory that was
/// never filled, like numbers of one byte again and again.
fn is_type(number: u64) -> bool {
    const VENDOR_DEFINED: u64 = 0x8000_0000;
    let [first, rest @ ..] = number.to_le_bytes();
    let is_filling = rest.iter().take_while(|octet| **octet == first).count() >= 3;
    number <= 2 || (VENDOR_DEFINED..=u64::from(u32::MAX)).contains(&number) && !is_filling
}

/// CKA_CERTIFICATE_TYPE other than CKC_X_509: the report's word, and its description.
fn other_type(number: u64) -> Option<(String, String)> {
    match number {
        0 => None,
        1 => Some(("x-509-attribute".to_owned(), "attribute-certificate".to_owned())),
        2 => Some(("wtls".to_owned(), "wtls".to_owned())),
        other => Some((format!("{other:#x}"), format!("other-type:{other:#x}"))),
    }
}

/// A key, with its public key if the attributes show it.
fn key(object: Object, class: KeyClass) -> Item {
    let public = if class == KeyClass::Secret { None } else { public_key(&object) };
    let (public, guess) = public.map_or((None, Guess::Nothing), |(key, guess)| (Some(key), guess));
    let named = object.key_type.map(vocabulary::key_type);
    let secret_bits = object.value_length.and_then(|bytes| u32::try_from(bytes.checked_mul(8)?).ok());
    let key = Key {
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
    };
    Item::Key(Box::new(key), guess)
}

/// The public key of a key object, computed from its attributes: drivers seldom fill CKA_PUBLIC_KEY_INFO, and some fill
/// it wrongly, so it counts only where they are none. For a key that is a single value only it names the algorithm.
fn public_key(object: &Object) -> Option<(PublicKey, Guess)> {
    let bytes = |field: &Option<String>| field.as_deref().and_then(unhex);
    // Bytes that are not such a structure have a fingerprint that no certificate has.
    let from_info = || bytes(&object.public_key_info).and_then(|info| read_spki(&info, &Quirks::default()).ok());
    if let Some(modulus) = bytes(&object.modulus) {
        let exponent = bytes(&object.public_exponent);
        let doubtful = is_doubtful_modulus(&modulus);
        let known = exponent.as_deref().map(|exponent| from_rsa(&modulus, exponent));
        let is_whole = |key: &PublicKey| key.spki_sha256.is_some() && !doubtful;
        if let Some(key) = known.clone().filter(is_whole).or_else(from_info) {
            return Some((key, Guess::Modulus { modulus, exponent }));
        }
        if doubtful {
            return Some(doubted(known.unwrap_or_else(|| from_rsa(&modulus, &USUAL_EXPONENT))));
        }
        // Without the exponent the size is known, but not the fingerprint.
        let unsure = || PublicKey { spki_sha256: None, ..from_rsa(&modulus, &USUAL_EXPONENT) };
        return Some((known.unwrap_or_else(unsure), Guess::Modulus { modulus, exponent }));
    }
    if let Some(parameters) = bytes(&object.ec_params) {
        let point = bytes(&object.ec_point).unwrap_or_default();
        let own = from_ec(&parameters, &point);
        // Edwards and Montgomery keys are known by their type and their point, whatever their parameters are.
        let by_type = || value_key(object, &point).filter(|_| own.bits.is_none());
        let doubtful = !point.is_empty() && is_doubtful_point(&parameters, &point);
        let is_whole = own.spki_sha256.is_some() && !doubtful;
        if !is_whole && let Some(told) = from_info() {
            return Some((told, point_guess(parameters, point)));
        }
        let key = if own.spki_sha256.is_some() { own } else { by_type().unwrap_or(own) };
        // A point may be known by its number, in whatever form.
        let number = Number::of_point(&parameters, &point).filter(|_| key.algorithm.as_deref() == Some("ec"));
        return Some(match (doubtful, number) {
            (true, Some(_)) => (PublicKey { spki_sha256: None, ..key }, point_guess(parameters, point)),
            (true, None) => doubted(key),
            (false, _) => (key, point_guess(parameters, point)),
        });
    }
    let (value, point) = (bytes(&object.public_value), bytes(&object.ec_point));
    let (curve, digest) = (bytes(&object.gost_curve), bytes(&object.gost_digest));
    let Some(family) = object.key_type.and_then(family_of) else { return from_info().map(|key| (key, Guess::Nothing)) };
    let own = value.as_deref().or(point.as_deref()).and_then(|value| {
        let gost = [curve.as_deref(), digest.as_deref()];
        let (key, one_of) = from_value(&ValueKey { family, value, parameter_set: object.parameter_set, gost })?;
        let sure = !is_filling(value);
        Some(if sure { (key, Guess::OneOf(one_of)) } else { doubted_of(key, one_of) })
    });
    match (own, from_info()) {
        (Some(own), Some(told)) => Some(agreed(own, told)),
        (Some(own), None) => Some(own),
        (None, Some(told)) if is_of(family, &told) => Some((told, Guess::Nothing)),
        (None, Some(told)) => Some(doubted(told)),
        (None, None) => by_parameter_set(family, object.parameter_set?).map(|key| (key, Guess::Nothing)),
    }
}

fn point_guess(parameters: Vec<u8>, point: Vec<u8>) -> Guess {
    if point.is_empty() { Guess::Nothing } else { Guess::Point { parameters, point } }
}

/// A key whose value can hardly be one: only a certificate with the very same value makes it that.
fn doubted(key: PublicKey) -> (PublicKey, Guess) {
    doubted_of(key, Vec::new())
}

/// The same, if it may have other fingerprints too.
fn doubted_of(mut key: PublicKey, one_of: Vec<String>) -> (PublicKey, Guess) {
    let own = key.spki_sha256.take();
    (key, Guess::OneOf(own.into_iter().chain(one_of).collect()))
}

/// A key that is a single value and CKA_PUBLIC_KEY_INFO of the same object: where the two contradict each other, it is the
/// one that a certificate has.
fn agreed((own, guess): (PublicKey, Guess), told: PublicKey) -> (PublicKey, Guess) {
    let Some(spki) = told.spki_sha256.as_ref() else { return (own, guess) };
    let Guess::OneOf(one_of) = guess else { return (own, guess) };
    if own.spki_sha256.as_ref() == Some(spki) || own.spki_sha256.is_none() && one_of.contains(spki) {
        return (told, Guess::Nothing);
    }
    let both = std::iter::once(spki.clone()).chain(one_of).collect();
    doubted_of(own, both)
}

/// Whether a key is of the kind that CKA_KEY_TYPE says.
fn is_of(family: Family, key: &PublicKey) -> bool {
    let named = match family {
        Family::Gost => "gost",
        Family::Edwards => "ec-edwards",
        Family::Montgomery => "ec-montgomery",
        Family::MlKem => "ml-kem",
        Family::MlDsa => "ml-dsa",
        Family::SlhDsa => "slh-dsa",
    };
    // An algorithm without a name may be a vendor's way of writing any of them.
    key.algorithm.as_deref().and_then(key_family).is_none_or(|own| own == named)
}

/// The key of a point on a curve that only the type of the key names.
fn value_key(object: &Object, point: &[u8]) -> Option<PublicKey> {
    let family = object.key_type.and_then(family_of)?;
    let key = ValueKey { family, value: point, parameter_set: None, gost: [None, None] };
    matches!(family, Family::Edwards | Family::Montgomery).then(|| from_value(&key))?.map(|(key, _)| key)
}

/// The public key of a key object with its SubjectPublicKeyInfo in DER; `None` if the attributes are incomplete.
pub fn known_key(object: &Object) -> Option<(PublicKey, Vec<u8>)> {
    /// id-Ed25519 (RFC 8410 3), which CKA_EC_PARAMS need not repeat.
    const ED25519: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];
    let (key, _guess) = public_key(object)?;
    let bytes = |field: &Option<String>| field.as_deref().and_then(unhex);
    let told = bytes(&object.public_key_info);
    let rsa = bytes(&object.modulus).zip(bytes(&object.public_exponent));
    let rsa = rsa.map(|(modulus, exponent)| rsa_spki(&modulus, &exponent));
    let point = bytes(&object.ec_point).or_else(|| bytes(&object.public_value));
    let parameters = bytes(&object.ec_params).unwrap_or_else(|| ED25519.to_vec());
    let ec = point.map(|point| ec_spki(&parameters, &point));
    let fits = |spki: &Vec<u8>| key.spki_sha256.as_deref() == Some(hex(&Sha256::digest(spki)).as_str());
    let spki = [rsa, ec, told].into_iter().flatten().find(fits)?;
    Some((key, spki))
}

/// CKA_KEY_TYPE of keys that are a single value.
fn family_of(key_type: u64) -> Option<Family> {
    match key_type {
        0x30 | 0xd432_1003 => Some(Family::Gost),
        0x40 => Some(Family::Edwards),
        0x41 => Some(Family::Montgomery),
        0x49 => Some(Family::MlKem),
        0x4a => Some(Family::MlDsa),
        0x4b => Some(Family::SlhDsa),
        _ => None,
    }
}
