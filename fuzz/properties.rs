//! Properties of any bytes at all: nothing panics, and what was read survives being written and read again.
//!
//! Used by the fuzz targets and, over the seed corpora, by `tests/corpus.rs` on stable Rust. Pitfall: a property that
//! only calls the parser finds nothing but panics; so each checks something about the result too.

use tokenctl::domain::certificate;
use tokenctl::domain::roster::Vocabulary;
use tokenctl::domain::time::Moment;
use tokenctl::domain::uri::Uri;
use tokenctl::domain::verify::{
    Anchors, Crl, Evidence, Freshness, PolicyInputs, Pool, Response, SignedData, Source, State, X509, claims_of_cms,
    claims_of_pdf, judge,
};
use tokenctl::driver::protocol::{self, Reply, Request};
use tokenctl::readers::evidence::certificates;
use tokenctl::readers::inventory::read_inventory;
use tokenctl::readers::roster::read_roster;

/// A CKA_VALUE: its own bytes are found, and reading only these gives the same certificate.
pub(crate) fn certificate(bytes: &[u8]) {
    let read = certificate::parse(bytes);
    assert!(read.length <= bytes.len(), "a certificate longer than its value");
    assert_eq!(read.sha256.len(), 64, "every value has a fingerprint");
    let guessed = |problem: &certificate::FieldProblem| {
        matches!(problem.field, "certificate" | "signature")
            && problem.fault.split(' ').any(|fault| !fault.starts_with("octets-after"))
    };
    if read.problems.iter().any(guessed) {
        // If its own lengths contradict each other, the end is a guess, and may differ with fewer bytes.
        return;
    }
    let own = certificate::parse(&bytes[..read.length]);
    assert_eq!(own.sha256, read.sha256, "padding is no part of the fingerprint");
    assert_eq!(own.subject, read.subject, "padding is no part of the names");
    assert_eq!((own.not_before, own.not_after), (read.not_before, read.not_after), "nor of the dates");
}

/// An RFC 7512 URI: a parsed one is written so that it can be parsed again.
pub(crate) fn uri(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(uri) = Uri::parse(text) {
        assert_eq!(Uri::parse(&uri.to_string()), Ok(uri), "what was understood is written for the next reader");
    }
}

/// The host protocol, from either side: a stream of frames ends or fails, and each message survives the pipe.
pub(crate) fn protocol(bytes: &[u8]) {
    let mut stream = bytes;
    while let Ok(Some(reply)) = protocol::read_message::<Reply>(&mut stream) {
        assert_eq!(again(&reply).as_ref(), Some(&reply), "a reply survives the pipe");
    }
    let mut stream = bytes;
    while let Ok(Some(request)) = protocol::read_message::<Request>(&mut stream) {
        assert_eq!(again(&request).as_ref(), Some(&request), "a request survives the pipe");
    }
    let mut stream = bytes;
    while let Ok(Some(_)) = protocol::read_frame(&mut stream) {}
}

fn again<T: serde::Serialize + serde::de::DeserializeOwned>(message: &T) -> Option<T> {
    let mut pipe = Vec::new();
    protocol::write_message(&mut pipe, message).ok()?;
    protocol::read_message(&mut pipe.as_slice()).ok()?
}

/// A staff list: read, or refused with a sentence.
pub(crate) fn roster(bytes: &[u8]) {
    if let Err(fault) = read_roster(bytes, None, &Vocabulary::default()) {
        assert!(!fault.to_string().is_empty(), "a refusal says why");
    }
}

/// A saved inventory: one that was read is written so that it can be read again.
pub(crate) fn inventory(bytes: &[u8]) {
    match read_inventory(bytes) {
        Ok(inventory) => {
            let written = serde_json::to_vec(&inventory).expect("an inventory can be written");
            assert_eq!(
                read_inventory(&written).as_ref(),
                Ok(&inventory),
                "what was read is written for the next reader"
            );
        }
        Err(fault) => assert!(!fault.to_string().is_empty(), "a refusal says why"),
    }
}

/// A CRL: reading it twice gives the same, and its index never points outside it.
pub(crate) fn crl(bytes: &[u8]) {
    let Ok(list) = Crl::read(bytes.to_vec()) else { return };
    let again = Crl::read(bytes.to_vec()).expect("what was read is read again");
    assert!(again.is(&list) && again.len() == list.len(), "the same list");
    assert!(list.len() <= bytes.len() / 4, "an entry has octets of its own");
    for serial in [&[][..], &[0], &[5], &[0x1a, 0x2b, 0x3c, 0x01], &[0xff; 20], bytes] {
        assert_eq!(list.entry(&list.issuer, serial), again.entry(&again.issuer, serial), "the same entry");
    }
}

/// A response not signed by any of our keys: whatever it says, nothing becomes effective or revoked by it.
pub(crate) fn ocsp(bytes: &[u8]) {
    let read = |der: &[u8], source| X509::read(der, source).expect("a fixture");
    let root = read(include_bytes!("../fixtures/verify/root.der"), Source::Trust);
    let sub = read(include_bytes!("../fixtures/verify/sub.der"), Source::Given);
    let holder = read(include_bytes!("../fixtures/verify/holder.der"), Source::Given);
    let responses = [Response::read(bytes, None), Response::read(bytes, Some(&[1; 16]))];
    let at: Moment = "2026-11-22T00:00:00Z".parse().expect("a moment");
    let evidence = Evidence {
        pool: &Pool::new([&root, &sub]),
        anchors: &Anchors::new([&root]),
        crls: &[],
        responses: &responses,
        fresh: Freshness { at, skew: 300, max_age: 604_800, always: false },
        policies: PolicyInputs::default(),
    };
    for certificate in [&holder, &sub] {
        assert_eq!(judge(certificate, &evidence).state, State::Unknown, "nobody signed this");
    }
}

/// A SignedData over content that was not signed: whatever it says, none of its signatures is valid.
pub(crate) fn cms(bytes: &[u8]) {
    let Ok(data) = SignedData::read(bytes) else { return };
    let holder = X509::read(include_bytes!("../fixtures/verify/holder.der"), Source::Given).expect("a fixture");
    for claim in claims_of_cms(&data, Some(b"nobody signed this"), &[&holder]) {
        assert!(claim.fault.is_some(), "nobody signed this");
    }
}

/// A PDF: a signature covers no more than the file, and if it is valid, a changed byte breaks it.
pub(crate) fn pdf(bytes: &[u8]) {
    let Some(claims) = claims_of_pdf(bytes, &[]) else { return };
    for claim in &claims {
        assert!(claim.covers.is_none_or(|covers| covers.octets <= covers.of && covers.of == bytes.len()), "too much");
    }
    if claims.iter().any(|claim| claim.fault.is_none()) {
        let changed = bytes.split_first().map(|(first, rest)| [&[first ^ 1], rest].concat()).unwrap_or_default();
        let again = claims_of_pdf(&changed, &[]).unwrap_or_default();
        assert!(again.iter().all(|claim| claim.fault.is_some()), "the first octet is covered by every signature");
    }
}

/// PEM, DER or PKCS#7: every certificate found is complete, and is found again alone.
pub(crate) fn pkcs7(bytes: &[u8]) {
    for der in certificates(bytes) {
        assert_eq!(certificates(&der).as_slice(), std::slice::from_ref(&der), "a certificate is found alone as well");
    }
}
