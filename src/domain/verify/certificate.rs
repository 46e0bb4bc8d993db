//! A certificate as needed for a path: read strictly, with every decisive extension decoded at once.
//!
//! Pitfall: the signed bytes are those of the file; they are sliced from it and never re-encoded.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::constraints::{BasicConstraints, NameConstraints, PolicyConstraints};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage,
    InhibitAnyPolicy, KeyUsage, PolicyMappings, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::name::RelativeDistinguishedName;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::Time;

use super::name::{CanonicalName, mail_addresses};
use super::signature::{self, SignatureFault};
use crate::domain::time::Moment;
use crate::domain::tlv::{self, Quirks, Reader, SEQUENCE};

/// A certificate larger than this is not read.
const MAX_SIZE: usize = 256 * 1024;

/// id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1).
const OCSP_NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");
/// freshestCRL (RFC 5280 4.2.1.15).
const FRESHEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.46");
const AIA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const AIA_OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const AIA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// Where a certificate of a path came from, as JSON says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "CertificateSource"))]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The certificate in question, or one from the same file.
    Given,
    /// A token.
    Token,
    /// `--intermediate`.
    Intermediate,
    /// `--trust`.
    Trust,
    /// The store of trusted certificates.
    Store,
    /// The address that a certificate gives for its issuer's.
    Fetched,
}

/// Why a certificate cannot be used in a path at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is too large for a certificate.
    TooLarge,
    /// It is not the DER of a certificate (RFC 5280 4.1).
    NotStrictDer,
    /// The algorithm beside the signature differs from the signed one (RFC 5280 4.1.1.2).
    AlgorithmsDiffer,
    /// An extension processed here cannot be read or is repeated.
    Extension(String),
}

/// One certificate, read strictly.
#[derive(Debug, Clone)]
pub struct X509 {
    /// The DER it was read from.
    pub der: Vec<u8>,
    /// SHA-256 over it, lower-case hex.
    pub sha256: String,
    /// Where it came from.
    pub source: Source,
    /// The holder, as compared.
    pub subject: CanonicalName,
    /// The issuer, as compared.
    pub issuer: CanonicalName,
    /// The holder, as written.
    #[allow(dead_code, reason = "the tests' authority names its issuers with it")]
    pub subject_der: Vec<u8>,
    /// The issuer, as written.
    pub issuer_der: Vec<u8>,
    /// The serial number's contents bytes.
    pub serial: Vec<u8>,
    /// Start of validity.
    pub not_before: Moment,
    /// End of validity, inclusive.
    pub not_after: Moment,
    /// The public key.
    pub key: SubjectPublicKeyInfoOwned,
    /// cA of basicConstraints.
    pub is_ca: bool,
    /// pathLenConstraint.
    pub path_length: Option<u8>,
    /// keyUsage; `None` means unrestricted.
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage; empty means unrestricted.
    pub extended_key_usage: Vec<ObjectIdentifier>,
    /// Whether id-pkix-ocsp-nocheck is there.
    pub no_check: bool,
    /// Every uniformResourceIdentifier of the CRL distribution points.
    pub crl_urls: Vec<String>,
    /// Addresses of delta CRLs (freshestCRL); `None` if the issuer names none.
    pub freshest: Option<Vec<String>>,
    /// OCSP responders.
    pub ocsp_urls: Vec<String>,
    /// Where to fetch the issuer's certificate.
    pub issuer_urls: Vec<String>,
    pub(super) version_3: bool,
    pub(super) subject_key_id: Option<Vec<u8>>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    pub(super) policies: Option<Vec<ObjectIdentifier>>,
    pub(super) policy_mappings: Vec<(ObjectIdentifier, ObjectIdentifier)>,
    pub(super) require_explicit_policy: Option<u32>,
    pub(super) inhibit_policy_mapping: Option<u32>,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) alternative_names: Vec<GeneralName>,
    pub(super) subject_mail: Vec<String>,
    pub(super) distribution_points: Vec<Point>,
    pub(super) unknown_critical: Option<ObjectIdentifier>,
    tbs: std::ops::Range<usize>,
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
}

/// One CRL distribution point (RFC 5280 4.2.1.13).
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) name: Option<PointName>,
    pub(super) reasons: Option<u16>,
    pub(super) crl_issuer: Vec<NameKey>,
}

/// The name of a distribution point.
#[derive(Debug, Clone)]
pub(super) enum PointName {
    Full(Vec<NameKey>),
    Relative(RelativeDistinguishedName),
}

/// A GeneralName in a form in which equal names are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NameKey {
    Directory(CanonicalName),
    Other(Vec<u8>),
}

impl NameKey {
    pub(super) fn of(name: &GeneralName) -> Self {
        match name {
            GeneralName::DirectoryName(name) => Self::Directory(CanonicalName::of(name)),
            other => Self::Other(other.to_der().unwrap_or_default()),
        }
    }
}

impl PointName {
    pub(super) fn of(name: &DistributionPointName) -> Self {
        match name {
            DistributionPointName::FullName(names) => Self::Full(names.iter().map(NameKey::of).collect()),
            DistributionPointName::NameRelativeToCRLIssuer(relative) => Self::Relative(relative.clone()),
        }
    }

    /// The names, with one relative to the CRL's issuer completed.
    pub(super) fn names(&self, issuer: &CanonicalName) -> Vec<NameKey> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(relative) => vec![NameKey::Directory(issuer.below(relative))],
        }
    }
}

impl X509 {
    /// Reads the DER of one certificate; trailing bytes are ignored.
    pub fn read(der: &[u8], source: Source) -> Result<Self, Unreadable> {
        let quirks = Quirks::default();
        let strict = |_fault| Unreadable::NotStrictDer;
        let whole = tlv::element(der, &quirks).map_err(strict)?;
        if whole.raw.len() > MAX_SIZE {
            return Err(Unreadable::TooLarge);
        }
        let der = whole.raw;
        let parsed = Certificate::from_der(der).map_err(|_error| Unreadable::NotStrictDer)?;
        if parsed.signature_algorithm != parsed.tbs_certificate.signature {
            return Err(Unreadable::AlgorithmsDiffer);
        }
        let outside = der.len() - whole.contents.len();
        let signed = tlv::element(whole.contents, &quirks).map_err(strict)?;
        let mut fields = Reader::new(signed.contents, &quirks);
        fields.optional(0xa0).map_err(strict)?;
        fields.any().and_then(|_serial| fields.expect(SEQUENCE)).map_err(strict)?;
        let issuer = fields.expect(SEQUENCE).map_err(strict)?;
        fields.expect(SEQUENCE).map_err(strict)?;
        let subject = fields.expect(SEQUENCE).map_err(strict)?;
        let body = &parsed.tbs_certificate;
        let extensions = Extensions::read(body.extensions.as_deref().unwrap_or_default())?;
        let distribution_points = extensions.points.iter().map(point).collect();
        Ok(Self {
            sha256: tlv::hex(&Sha256::digest(der)),
            source,
            subject: CanonicalName::of(&body.subject),
            issuer: CanonicalName::of(&body.issuer),
            subject_der: subject.raw.to_vec(),
            issuer_der: issuer.raw.to_vec(),
            serial: body.serial_number.as_bytes().to_vec(),
            not_before: moment(&body.validity.not_before).ok_or(Unreadable::NotStrictDer)?,
            not_after: moment(&body.validity.not_after).ok_or(Unreadable::NotStrictDer)?,
            key: body.subject_public_key_info.clone(),
            is_ca: extensions.basic.as_ref().is_some_and(|basic| basic.ca),
            path_length: extensions.basic.as_ref().and_then(|basic| basic.path_len_constraint),
            key_usage: extensions.key_usage,
            extended_key_usage: extensions.extended,
            no_check: extensions.no_check,
            crl_urls: extensions.points.iter().flat_map(point_urls).collect(),
            freshest: extensions.freshest,
            ocsp_urls: extensions.ocsp_urls,
            issuer_urls: extensions.issuer_urls,
            version_3: body.version == x509_cert::Version::V3,
            subject_key_id: extensions.subject_key_id,
            authority_key_id: extensions.authority_key_id,
            policies: extensions.policies,
            policy_mappings: extensions.mappings,
            require_explicit_policy: extensions.explicit,
            inhibit_policy_mapping: extensions.inhibit_mapping,
            inhibit_any_policy: extensions.inhibit_any,
            name_constraints: extensions.names,
            alternative_names: extensions.alternative,
            subject_mail: mail_addresses(&body.subject),
            distribution_points,
            unknown_critical: extensions.unknown_critical,
            tbs: outside..outside + signed.raw.len(),
            algorithm: parsed.signature_algorithm.clone(),
            signature: parsed.signature.as_bytes().ok_or(Unreadable::NotStrictDer)?.to_vec(),
            der: der.to_vec(),
        })
    }

    /// Whether holder and issuer are the same name (RFC 5280 6.1): a root, or a CA that certifies its own new key.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Verifies this certificate's signature with an issuer's key.
    pub fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), SignatureFault> {
        let message = self.der.get(self.tbs.clone()).ok_or(SignatureFault::Wrong)?;
        signature::verify(&self.algorithm, key, message, &self.signature)
    }

    /// Whether its signature is over a SHA-1 digest.
    pub fn has_sha1_signature(&self) -> bool {
        signature::is_sha1(&self.algorithm)
    }

    /// Whether its own key is RSA below 2048 bits.
    pub fn has_short_key(&self) -> bool {
        signature::short_rsa(&self.key)
    }

    /// Whether its key may sign CRLs.
    pub fn may_sign_crls(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage.crl_sign())
    }

    /// Whether its key may sign documents: digitalSignature or nonRepudiation if keyUsage is present.
    pub fn may_sign(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation())
    }
}

fn moment(time: &Time) -> Option<Moment> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Moment::from_unix_seconds(seconds)
}

fn point(point: &DistributionPoint) -> Point {
    Point {
        name: point.distribution_point.as_ref().map(PointName::of),
        reasons: point.reasons.map(x509_cert::der::flagset::FlagSet::bits),
        crl_issuer: point.crl_issuer.iter().flatten().map(NameKey::of).collect(),
    }
}

fn point_urls(point: &DistributionPoint) -> Vec<String> {
    let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { return Vec::new() };
    let urls = names.iter().filter_map(|name| match name {
        GeneralName::UniformResourceIdentifier(url) => Some(url.as_str().to_owned()),
        _ => None,
    });
    urls.collect()
}

/// The addresses of delta CRLs; an unreadable extension gives none, but counts as present.
pub(super) fn freshest(value: &[u8]) -> Vec<String> {
    let points = CrlDistributionPoints::from_der(value).map(|points| points.0).unwrap_or_default();
    points.iter().flat_map(point_urls).collect()
}

/// The decisive extensions, decoded.
#[derive(Default)]
struct Extensions {
    basic: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    extended: Vec<ObjectIdentifier>,
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
    policies: Option<Vec<ObjectIdentifier>>,
    mappings: Vec<(ObjectIdentifier, ObjectIdentifier)>,
    explicit: Option<u32>,
    inhibit_mapping: Option<u32>,
    inhibit_any: Option<u32>,
    names: Option<NameConstraints>,
    alternative: Vec<GeneralName>,
    points: Vec<DistributionPoint>,
    freshest: Option<Vec<String>>,
    ocsp_urls: Vec<String>,
    issuer_urls: Vec<String>,
    no_check: bool,
    unknown_critical: Option<ObjectIdentifier>,
}

impl Extensions {
    fn read(list: &[Extension]) -> Result<Self, Unreadable> {
        let mut found = Self::default();
        let mut seen = BTreeSet::new();
        for extension in list {
            if !seen.insert(extension.extn_id) {
                return Err(Unreadable::Extension(extension.extn_id.to_string()));
            }
            found.take(extension)?;
        }
        Ok(found)
    }

    fn take(&mut self, extension: &Extension) -> Result<(), Unreadable> {
        match extension.extn_id.to_string().as_str() {
            "2.5.29.14" => self.subject_key_id = Some(decode::<SubjectKeyIdentifier>(extension)?.0.into_bytes()),
            "2.5.29.15" => self.key_usage = Some(decode(extension)?),
            "2.5.29.17" => self.alternative = decode::<SubjectAltName>(extension)?.0,
            "2.5.29.19" => self.basic = Some(decode(extension)?),
            "2.5.29.30" => self.names = Some(decode(extension)?),
            "2.5.29.31" => self.points = decode::<CrlDistributionPoints>(extension)?.0,
            "2.5.29.32" => {
                let policies = decode::<CertificatePolicies>(extension)?.0;
                self.policies = Some(policies.into_iter().map(|policy| policy.policy_identifier).collect());
            }
            "2.5.29.33" => {
                let mappings = decode::<PolicyMappings>(extension)?.0;
                self.mappings =
                    mappings.iter().map(|each| (each.issuer_domain_policy, each.subject_domain_policy)).collect();
            }
            "2.5.29.35" => {
                let identifier = decode::<AuthorityKeyIdentifier>(extension)?;
                self.authority_key_id = identifier.key_identifier.map(x509_cert::der::asn1::OctetString::into_bytes);
            }
            "2.5.29.36" => {
                let constraints = decode::<PolicyConstraints>(extension)?;
                self.explicit = constraints.require_explicit_policy;
                self.inhibit_mapping = constraints.inhibit_policy_mapping;
            }
            "2.5.29.37" => self.extended = decode::<ExtendedKeyUsage>(extension)?.0,
            "2.5.29.54" => self.inhibit_any = Some(decode::<InhibitAnyPolicy>(extension)?.0),
            _ if extension.critical => self.unknown_critical = Some(extension.extn_id),
            _ if extension.extn_id == OCSP_NO_CHECK => self.no_check = true,
            _ if extension.extn_id == FRESHEST => self.freshest = Some(freshest(extension.extn_value.as_bytes())),
            // Only hints: a broken one loses an address but changes no conclusion.
            _ if extension.extn_id == AIA => self.take_access(extension),
            _ => {}
        }
        Ok(())
    }

    fn take_access(&mut self, extension: &Extension) {
        let Ok(access) = decode::<AuthorityInfoAccessSyntax>(extension) else { return };
        for description in access.0 {
            let GeneralName::UniformResourceIdentifier(url) = description.access_location else { continue };
            match description.access_method {
                AIA_OCSP => self.ocsp_urls.push(url.as_str().to_owned()),
                AIA_ISSUERS => self.issuer_urls.push(url.as_str().to_owned()),
                _ => {}
            }
        }
    }
}

fn decode<T: for<'a> Decode<'a>>(extension: &Extension) -> Result<T, Unreadable> {
    T::from_der(extension.extn_value.as_bytes()).map_err(|_error| Unreadable::Extension(extension.extn_id.to_string()))
}
