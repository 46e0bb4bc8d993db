//! What must hold of any bytes at all: nothing panics, and what was read survives being written and read again.
//!
//! Used by the fuzz targets and, over the seed corpora, by `tests/corpus.rs` on stable Rust. Pitfall: a property that
//! merely calls the reader finds panics only; so each says something about the result too.

use tokenctl::domain::certificate;
use tokenctl::domain::uri::Uri;
use tokenctl::driver::protocol::{self, Reply, Request};
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
        // Where its own lengths contradict each other the end is a guess, and from fewer bytes it may be another.
        return;
    }
    let own = certificate::parse(&bytes[..read.length]);
    assert_eq!(own.sha256, read.sha256, "padding is no part of the fingerprint");
    assert_eq!(own.subject, read.subject, "padding is no part of the names");
    assert_eq!((own.not_before, own.not_after), (read.not_before, read.not_after), "nor of the dates");
}

/// An RFC 7512 URI: what was understood is written so that it is understood again.
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

/// A staff list: read or refused with a sentence.
pub(crate) fn roster(bytes: &[u8]) {
    if let Err(fault) = read_roster(bytes, None) {
        assert!(!fault.to_string().is_empty(), "a refusal says why");
    }
}

/// A saved inventory: what was read is written so that it is read again.
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
