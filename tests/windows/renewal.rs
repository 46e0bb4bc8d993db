//! A renewed certificate when Windows itself continues to offer the previous one: `CertPropSvc` copies certificates of
//! tokens into the user's store and never removes them.
//!
//! Pitfall: all tests share the prefix's store; only one test puts anything there, and removes it again.

#![allow(unsafe_code, reason = "the store is written to in no other way; each block says why it is sound")]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha1::{Digest, Sha1};
use windows_sys::Win32::Security::Cryptography::{
    CERT_STORE_ADD_REPLACE_EXISTING, CertAddEncodedCertificateToStore, CertCloseStore, CertOpenSystemStoreW,
    HCERTSTORE, X509_ASN_ENCODING,
};

use crate::rig::{Home, Ran, SoftHsm, fixture};

/// A certificate in the user's store; it is removed with this value.
struct Offered(Vec<u8>);

impl Offered {
    fn new(der: Vec<u8>) -> Self {
        with_store(|store| {
            let (how, length) = (CERT_STORE_ADD_REPLACE_EXISTING, u32::try_from(der.len()).expect("a certificate"));
            let nobody = std::ptr::null_mut();
            // SAFETY: the store is open, the certificate outlives the call, and no context is requested.
            let added = unsafe {
                CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, der.as_ptr(), length, how, nobody)
            };
            assert!(added != 0, "the certificate is taken");
        });
        Self(der)
    }
}

impl Drop for Offered {
    fn drop(&mut self) {
        // CertDeleteCertificateFromStore is not enough under wine: the key of the certificate stays in the registry.
        let name = Sha1::digest(&self.0);
        let key = format!(r"HKCU\Software\Microsoft\SystemCertificates\MY\Certificates\{name:X}");
        let _not_there = std::process::Command::new("reg").args(["delete", &key, "/f"]).output();
    }
}

fn with_store(act: impl FnOnce(HCERTSTORE)) {
    let name: Vec<u16> = "MY\0".encode_utf16().collect();
    // SAFETY: the name ends with NUL and outlives the call.
    let store = unsafe { CertOpenSystemStoreW(0, name.as_ptr()) };
    assert!(!store.is_null(), "the user's store opens");
    act(store);
    // SAFETY: the store is open and not used afterwards.
    unsafe { CertCloseStore(store, 0) };
}

/// The token's certificate in use, as reported by the program on Linux.
fn before() -> Vec<u8> {
    let text = std::fs::read_to_string(fixture("native.json")).expect("what the program said on Linux");
    let inventory: Value = serde_json::from_str(&text).expect("a JSON document");
    let tokens = inventory["tokens"].as_array().expect("tokens");
    let token = tokens.iter().find(|token| token["serial"] == "10240113").expect("the demo's token");
    let certificates = token["certificates"].as_array().expect("certificates");
    let current = certificates.iter().find(|one| one["pairing"] == "current").expect("one in use");
    BASE64_STANDARD.decode(current["der"].as_str().expect("its bytes")).expect("base64")
}

fn import(format: &str) -> Ran {
    let renewed = fixture("renewed.pem");
    let words = ["cert", "import", renewed.to_str().expect("a plain path"), "--token", "serial:10240113"];
    let more = ["--accept-subject", "--yes", "--pin-stdin", "--lang", "en", "--format", format];
    Ran::with_input(SoftHsm::new().command(&Home::new(), &[&words[..], &more[..]].concat()), b"Demo1234")
}

#[test]
fn a_renewal_names_the_store_of_windows_that_still_offers_the_one_before() {
    // An interrupted run leaves it there.
    drop(Offered(before()));
    let alone = import("json");
    assert_eq!(alone.status, 0, "it is written: {}", alone.all());
    assert_eq!(alone.json()["results"][0]["stale_views"], Value::Array(Vec::new()), "{}", alone.all());

    let _offered = Offered::new(before());
    let run = import("json");
    assert_eq!(run.status, 0, "it is written all the same: {}", run.all());
    let result = &run.json()["results"][0];
    assert_eq!(result["stale_views"][0]["kind"], "windows-store", "{}", run.all());
    assert_eq!(result["stale_views"][0]["sha256"], result["replaces"][0]["sha256"], "the one before");
    let told = import("table");
    assert!(told.stdout.contains("certmgr.msc"), "with what to do: {}", told.all());
}
