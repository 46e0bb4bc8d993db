//! A certificate revocation list (RFC 5280 5): walked once, indexed by issuer and serial number, kept as bytes.
//!
//! `read` parses what is around the entries, `index` the entries. Pitfall: a CA's CRL has a hundred thousand entries
//! and is queried for each of five hundred tokens; nothing here may decode an entry twice, and no signature over four
//! megabytes is verified twice with the same key.

mod index;
mod read;

use std::sync::{Mutex, PoisonError};

use x509_cert::der::Decode as _;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::name::CanonicalName;
use super::signature::{self, SignatureFault};
use crate::domain::time::Moment;
use crate::domain::tlv::{self, BIT_STRING, Fault, Quirks, Reader, SEQUENCE};
use index::Index;
use read::{Body, Scope};

/// A CRL larger than this is not read.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;

/// Why a certificate is revoked (RFC 5280 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RevocationReason"))]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Not given.
    Unspecified,
    /// The private key was compromised.
    KeyCompromise,
    /// The CA's private key was compromised.
    CaCompromise,
    /// The holder's name or employment changed.
    AffiliationChanged,
    /// Another certificate replaced it.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// It is suspended; this may be lifted.
    CertificateHold,
    /// A delta CRL lifts a suspension.
    RemoveFromCrl,
    /// A right was withdrawn.
    PrivilegeWithdrawn,
    /// The attribute authority's key was compromised.
    AaCompromise,
}

impl Reason {
    /// Whether a private key was, or may have been, compromised.
    pub fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise | Self::AaCompromise)
    }

    /// The reason of a CRLReason number; an unknown one is unspecified.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => Self::Unspecified,
        }
    }
}

/// What a CRL says about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// Why.
    pub reason: Reason,
    /// Since when; `None` if the date cannot be read, which does not lift the revocation.
    pub revoked_at: Option<Moment>,
}

impl Revoked {
    /// Whether this is a suspension, the only thing that can be lifted.
    pub(super) fn is_hold(&self) -> bool {
        self.reason == Reason::CertificateHold
    }
}

/// One CRL.
#[derive(Debug)]
pub struct Crl {
    /// Who issued it.
    pub issuer: CanonicalName,
    /// When it was issued.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// Its number, big-endian without leading zeros.
    pub number: Option<Vec<u8>>,
    /// The number of the CRL that this one changes: it is a delta CRL.
    pub base: Option<Vec<u8>>,
    /// Addresses of its delta CRLs (freshestCRL); `None` if it names none.
    pub freshest: Option<Vec<String>>,
    /// A critical extension of the CRL or of an entry that is not processed here, by its OID.
    pub unknown_critical: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) scope_der: Vec<u8>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    index: Index,
    verified: Mutex<Vec<(SubjectPublicKeyInfoOwned, Result<(), SignatureFault>)>>,
}

impl Crl {
    /// Reads the DER of a CRL; trailing bytes are ignored.
    pub fn read(der: Vec<u8>) -> Result<Self, Fault> {
        if der.len() > MAX_SIZE {
            return Err("too-large".into());
        }
        let quirks = Quirks::default();
        let whole = tlv::element(&der, &quirks)?;
        if whole.tag != SEQUENCE {
            return Err(tlv::wrong_kind(whole.tag));
        }
        let outside = whole.raw.len() - whole.contents.len();
        let mut outer = Reader::new(whole.contents, &quirks);
        let signed = outer.expect(SEQUENCE)?;
        let algorithm = outer.expect(SEQUENCE)?;
        // A signature with unused bits is invalid; an empty one never verifies.
        let signature = match outer.expect(BIT_STRING)?.contents.split_first() {
            Some((0, octets)) => octets.to_vec(),
            _ => Vec::new(),
        };
        let found = Body::read(signed.contents, algorithm.raw, &quirks)?;
        let inside = signed.raw.len() - signed.contents.len();
        let algorithm = AlgorithmIdentifierOwned::from_der(algorithm.raw).map_err(|_error| "bad-algorithm")?;
        let (index, odd) = Index::read(&found, outside + inside, signed.contents, &quirks)?;
        let tbs = outside..outside + signed.raw.len();
        Ok(Self {
            this_update: found.this_update,
            next_update: found.next_update,
            number: found.number,
            base: found.base,
            unknown_critical: odd.or(found.unknown_critical),
            freshest: found.freshest,
            scope: found.scope,
            scope_der: found.scope_der,
            authority_key_id: found.authority_key_id,
            issuer: found.issuer,
            tbs,
            algorithm,
            signature,
            index,
            verified: Mutex::default(),
            der,
        })
    }

    /// How many entries it has.
    #[allow(dead_code, reason = "the fuzz targets and tests compare lists by it")]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether it revokes nothing.
    #[allow(dead_code, reason = "goes with its length")]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this is the same CRL, byte for byte.
    pub fn is(&self, other: &Self) -> bool {
        self.der == other.der
    }

    /// Whether it was signed with this key; verified once per key.
    pub fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), SignatureFault> {
        // A CRL has few signers: a linear search is cheaper than hashing.
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = verified.iter().find(|(known, _)| known == key) {
            return *known;
        }
        let message = self.der.get(self.tbs.clone()).ok_or(SignatureFault::Wrong)?;
        let found = signature::verify(&self.algorithm, key, message, &self.signature);
        verified.push((key.clone(), found));
        found
    }

    /// What it says about the certificate with this issuer and serial number; the whole number is compared.
    pub fn entry(&self, issuer: &CanonicalName, serial: &[u8]) -> Option<Revoked> {
        self.index.find(&self.der, issuer, serial)
    }

    /// Whether it was issued before another CRL of the same issuer and scope, by its date or by its number.
    pub fn is_older_than(&self, other: &Self) -> bool {
        let same = self.issuer == other.issuer && self.scope_der == other.scope_der;
        same && self.base.is_some() == other.base.is_some()
            && (self.this_update < other.this_update || other.number_above(self))
    }

    /// Whether its number is at least, or above, another's.
    pub(super) fn number_at_least(&self, other: &[u8]) -> bool {
        self.number.as_deref().is_some_and(|own| compare(own, other).is_ge())
    }

    pub(super) fn number_above(&self, other: &Self) -> bool {
        matches!((&self.number, &other.number), (Some(own), Some(other)) if compare(own, other).is_gt())
    }
}

/// Magnitudes without leading zeros.
fn compare(own: &[u8], other: &[u8]) -> std::cmp::Ordering {
    own.len().cmp(&other.len()).then_with(|| own.cmp(other))
}
