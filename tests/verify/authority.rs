//! A test authority: a root, a CA below it, holders, a delegated responder, lists and responses of any kind.
//!
//! Pitfall: every key is derived from its number, so that one name may have two keys and a forger a key of their own.

use std::path::Path;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha1::{Digest as _, Sha1};
use tokenctl::domain::time::Moment;
use tokenctl::domain::tlv::{self, BIT_STRING, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET};
use tokenctl::domain::verify::{self, Anchors, Evidence, Freshness, Judgement, PolicyInputs, Pool, X509, judge};

/// The data for judging a certificate, besides the certificates of its path.
pub struct Given<'e, 'a> {
    pub anchor: &'e X509,
    pub crls: &'e [verify::Crl],
    pub responses: &'a [verify::Response],
    pub policies: PolicyInputs,
}

impl<'a> Given<'_, 'a> {
    pub fn judge(self, end: &'a X509, pool: &Pool<'a>, at: Moment) -> Judgement<'a> {
        let evidence = Evidence {
            pool,
            anchors: &Anchors::new([self.anchor]),
            crls: self.crls,
            responses: self.responses,
            fresh: Freshness { at, skew: 300, max_age: 7 * 86_400, always: false },
            policies: self.policies,
        };
        judge(end, &evidence)
    }
}

pub fn moment() -> Moment {
    AT.parse().expect("a moment")
}

/// The day of all judgements here.
pub const AT: &str = "2026-11-22T00:00:00Z";

/// Bits of keyUsage as DER.
pub const SIGNS: &[u8] = &[3, 2, 6, 0xc0];
pub const CA: &[u8] = &[3, 2, 1, 0x06];
pub const ENCRYPTS: &[u8] = &[3, 2, 5, 0x20];

const EC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
pub const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5];
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];
const SHA1_OID: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).expect("a key")
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv::write(SEQUENCE, parts)
}

pub fn oid(arcs: &[u8]) -> Vec<u8> {
    tlv::write(OBJECT_IDENTIFIER, &[arcs])
}

pub fn name(text: &str) -> Vec<u8> {
    let attribute = sequence(&[&oid(&[0x55, 4, 3]), &tlv::write(0x0c, &[text.as_bytes()])]);
    sequence(&[&tlv::write(SET, &[&attribute])])
}

/// `261122000000Z` as UTCTime, a four-digit year as GeneralizedTime.
pub fn time(text: &str) -> Vec<u8> {
    tlv::write(if text.len() > 13 { 0x18 } else { 0x17 }, &[text.as_bytes()])
}

fn point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_encoded_point(false).as_bytes().to_vec()
}

pub fn extension(arcs: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    sequence(&[&oid(arcs), critical, &tlv::write(OCTET_STRING, &[value])])
}

/// Distribution points of one address: CRLs (31) or delta CRLs (46).
fn points(arc: u8, url: Option<&String>) -> Vec<u8> {
    let Some(url) = url else { return Vec::new() };
    let name = tlv::write(0xa0, &[&tlv::write(0xa0, &[&tlv::write(0x86, &[url.as_bytes()])])]);
    extension(&[0x55, 0x1d, arc], false, &sequence(&[&sequence(&[&name])]))
}

fn signed(body: &[u8], signer: u8) -> Vec<u8> {
    let signature: DerSignature = key(signer).sign(body);
    let algorithm = sequence(&[&oid(ECDSA_SHA256)]);
    sequence(&[body, &algorithm, &tlv::write(BIT_STRING, &[&[0], signature.as_bytes()])])
}

/// A certificate: subject and its key's number, issuer and its key's number, serial number.
#[derive(Clone)]
pub struct Certificate {
    pub subject: (&'static str, u8),
    pub issuer: (&'static str, u8),
    pub serial: u64,
    /// Bits of keyUsage; empty for none.
    pub usage: &'static [u8],
    /// The value of basicConstraints, instead of the one for the usage; empty for none.
    pub basic: Option<&'static [u8]>,
    /// More extensions.
    pub more: Vec<u8>,
    pub until: &'static str,
    pub responder: bool,
    pub no_check: bool,
    /// Only for time-stamping.
    pub time_stamps: bool,
    /// A key other than that of the number: a SubjectPublicKeyInfo.
    pub spki: Option<Vec<u8>>,
    /// Addresses: CRLs, delta CRLs, responder, the issuer's certificate.
    pub crl_url: Option<String>,
    pub freshest_url: Option<String>,
    pub ocsp_url: Option<String>,
    pub issuer_url: Option<String>,
}

impl Certificate {
    pub fn new(subject: (&'static str, u8), issuer: (&'static str, u8), serial: u64, usage: &'static [u8]) -> Self {
        Self {
            subject,
            issuer,
            serial,
            usage,
            basic: None,
            more: Vec::new(),
            until: "300101000000Z",
            responder: false,
            no_check: false,
            time_stamps: false,
            spki: None,
            crl_url: None,
            freshest_url: None,
            ocsp_url: None,
            issuer_url: None,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        let own = key(self.subject.1);
        let info = sequence(&[&sequence(&[&oid(EC_KEY), &oid(P_256)]), &tlv::write(BIT_STRING, &[&[0], &point(&own)])]);
        let info = self.spki.clone().unwrap_or(info);
        let given = |arc, value: &[u8]| {
            if value.is_empty() { Vec::new() } else { extension(&[0x55, 0x1d, arc], true, value) }
        };
        let mut extensions = given(0x0f, self.usage);
        let id = tlv::write(OCTET_STRING, &[&Sha1::digest(&info)]);
        extensions.extend(extension(&[0x55, 0x1d, 0x0e], false, &id));
        let basic: &[u8] = if self.usage == CA { &[0x30, 3, 1, 1, 0xff] } else { &[0x30, 0] };
        extensions.extend(given(0x13, self.basic.unwrap_or(basic)));
        extensions.extend(&self.more);
        if self.responder {
            extensions.extend(extension(&[0x55, 0x1d, 0x25], false, &sequence(&[&oid(OCSP_SIGNING)])));
        }
        if self.time_stamps {
            extensions.extend(extension(&[0x55, 0x1d, 0x25], true, &sequence(&[&oid(TIME_STAMPING)])));
        }
        if self.no_check {
            extensions.extend(extension(NO_CHECK, false, &[5, 0]));
        }
        let uri = |url: &String| tlv::write(0x86, &[url.as_bytes()]);
        extensions.extend(points(0x1f, self.crl_url.as_ref()));
        extensions.extend(points(0x2e, self.freshest_url.as_ref()));
        let access = |method: u8, url: &Option<String>| {
            let described = |url| sequence(&[&oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, method]), &uri(url)]);
            url.as_ref().map_or_else(Vec::new, described)
        };
        let access = [access(1, &self.ocsp_url), access(2, &self.issuer_url)].concat();
        if !access.is_empty() {
            extensions.extend(extension(&[0x2b, 6, 1, 5, 5, 7, 1, 1], false, &sequence(&[&access])));
        }
        let body = sequence(&[
            &[0xa0, 3, 2, 1, 2],
            &tlv::write_unsigned(&self.serial.to_be_bytes()),
            &sequence(&[&oid(ECDSA_SHA256)]),
            &name(self.issuer.0),
            &sequence(&[&time("200101000000Z"), &time(self.until)]),
            &name(self.subject.0),
            &info,
            &tlv::write(0xa3, &[&sequence(&[&extensions])]),
        ]);
        signed(&body, self.issuer.1)
    }
}

pub const ROOT: (&str, u8) = ("Root", 1);
pub const SUB: (&str, u8) = ("Sub", 2);
pub const HOLDER: (&str, u8) = ("Nguyễn Văn An", 3);
pub const SERIAL: u64 = 0x1a2b_3c01;

pub fn root() -> Vec<u8> {
    Certificate::new(ROOT, ROOT, 1, CA).der()
}

pub fn sub() -> Vec<u8> {
    Certificate::new(SUB, ROOT, 2, CA).der()
}

pub fn holder() -> Vec<u8> {
    Certificate::new(HOLDER, SUB, SERIAL, SIGNS).der()
}

/// A revocation list.
#[derive(Clone)]
pub struct Crl {
    pub issuer: (&'static str, u8),
    /// Serial number and reason.
    pub revoked: Vec<(u64, Option<u8>)>,
    pub this: &'static str,
    pub next: Option<&'static str>,
    pub number: u8,
    /// Whether the number is omitted.
    pub unnumbered: bool,
    pub base: Option<u8>,
    /// The stated address of its delta CRLs.
    pub freshest_url: Option<String>,
    /// An unknown critical extension.
    pub odd: bool,
}

impl Crl {
    pub fn new(issuer: (&'static str, u8), revoked: &[(u64, Option<u8>)]) -> Self {
        Self {
            issuer,
            revoked: revoked.to_vec(),
            this: "261121000000Z",
            next: Some("261128000000Z"),
            number: 7,
            unnumbered: false,
            base: None,
            freshest_url: None,
            odd: false,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        let entries: Vec<u8> = self
            .revoked
            .iter()
            .flat_map(|(serial, reason)| {
                let reason = reason.map_or_else(Vec::new, |reason| {
                    sequence(&[&extension(&[0x55, 0x1d, 0x15], false, &[0x0a, 1, reason])])
                });
                sequence(&[&tlv::write_unsigned(&serial.to_be_bytes()), &time("261101000000Z"), &reason])
            })
            .collect();
        let number = extension(&[0x55, 0x1d, 0x14], false, &[2, 1, self.number]);
        let mut extensions = if self.unnumbered { Vec::new() } else { number };
        if let Some(base) = self.base {
            extensions.extend(extension(&[0x55, 0x1d, 0x1b], true, &[2, 1, base]));
        }
        extensions.extend(points(0x2e, self.freshest_url.as_ref()));
        if self.odd {
            extensions.extend(extension(&[0x2a, 3, 4], true, &[5, 0]));
        }
        let entries = if entries.is_empty() { Vec::new() } else { sequence(&[&entries]) };
        let body = sequence(&[
            &[2, 1, 1],
            &sequence(&[&oid(ECDSA_SHA256)]),
            &name(self.issuer.0),
            &time(self.this),
            &self.next.map_or_else(Vec::new, time),
            &entries,
            &tlv::write(0xa0, &[&sequence(&[&extensions])]),
        ]);
        signed(&body, self.issuer.1)
    }
}

/// An OCSP response about one certificate.
#[derive(Clone)]
pub struct Response {
    /// `None` is good, else the reason.
    pub revoked: Option<u8>,
    pub serial: u64,
    pub issuer: (&'static str, u8),
    pub signer: u8,
    pub delegate: Option<Certificate>,
    pub this: &'static str,
    pub next: Option<&'static str>,
    pub nonce: Option<Vec<u8>>,
}

impl Response {
    pub fn good() -> Self {
        Self {
            revoked: None,
            serial: SERIAL,
            issuer: SUB,
            signer: SUB.1,
            delegate: None,
            this: "20261121000000Z",
            next: Some("20261128000000Z"),
            nonce: None,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        let hash = |bytes: &[u8]| tlv::write(OCTET_STRING, &[&Sha1::digest(bytes)]);
        let id = sequence(&[
            &sequence(&[&oid(SHA1_OID), &[5, 0]]),
            &hash(&name(self.issuer.0)),
            &hash(&point(&key(self.issuer.1))),
            &tlv::write_unsigned(&self.serial.to_be_bytes()),
        ]);
        let status = match self.revoked {
            None => vec![0x80, 0],
            Some(reason) => tlv::write(0xa1, &[&time("20261101000000Z"), &[0xa0, 3, 0x0a, 1, reason]]),
        };
        let next = self.next.map_or_else(Vec::new, |next| tlv::write(0xa0, &[&time(next)]));
        let answers = sequence(&[&sequence(&[&id, &status, &time(self.this), &next])]);
        let responder = tlv::write(0xa2, &[&hash(&point(&key(self.signer)))]);
        let extensions = self.nonce.as_ref().map_or_else(Vec::new, |nonce| {
            let nonce = extension(NONCE, false, &tlv::write(OCTET_STRING, &[nonce]));
            tlv::write(0xa1, &[&sequence(&[&nonce])])
        });
        let body = sequence(&[&responder, &time(self.this), &answers, &extensions]);
        let signature: DerSignature = key(self.signer).sign(&body);
        let certificates =
            self.delegate.as_ref().map_or_else(Vec::new, |delegate| tlv::write(0xa0, &[&sequence(&[&delegate.der()])]));
        let basic = sequence(&[
            &body,
            &sequence(&[&oid(ECDSA_SHA256)]),
            &tlv::write(BIT_STRING, &[&[0], signature.as_bytes()]),
            &certificates,
        ]);
        let bytes = sequence(&[&oid(BASIC), &tlv::write(OCTET_STRING, &[&basic])]);
        sequence(&[&[0x0a, 1, 0], &tlv::write(0xa0, &[&bytes])])
    }
}

/// The certificate of a responder that the CA issued for it.
pub fn delegate() -> Certificate {
    Certificate { responder: true, no_check: true, ..Certificate::new(("Responder", 9), SUB, 77, SIGNS) }
}

/// Writes DER as PEM.
pub fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let digits = base64::prelude::BASE64_STANDARD.encode(der);
    let lines: Vec<_> = digits.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Writes a file and returns its path as text.
pub fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    path.to_str().expect("a plain path").to_owned()
}
