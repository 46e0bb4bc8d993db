//! The inventory: drivers, tokens, keys and certificates. Every other report reuses these objects under the same keys.

mod driver;

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::copies::{CertificatePlace, fingerprint};
use super::verify::UnreadFile;
use crate::domain::certificate::{CertificateView, Issuer, Standing, Subject};
use crate::domain::key::PublicKey;
use crate::domain::pairing::{Paired, Turn, replaced, turns};
pub use crate::domain::pairing::{Pairing, PrivateKey};
use crate::domain::pin::{SoPin, UserPin};
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::time::Moment;
use crate::domain::token::{self, TokenIdentity};
use crate::domain::verify::State;
pub use driver::{Driver, DriverFailure, DriverStatus, FailureKind, FoundBy};

/// The inventory document, and with another `kind` the reports of `token list`, `key list`, `cert list` and `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Inventory {
    /// Schema, kind, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Every driver that was tried, in the order of discovery.
    pub drivers: Vec<Driver>,
    /// Every token, by driver and then slot number.
    pub tokens: Vec<Token>,
    /// Counts; uninitialised slots are left out.
    pub summary: Summary,
    /// Those of several files that could not be read; their tokens are missing here. Absent if all were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<UnreadFile>,
}

impl Inventory {
    /// The initialised tokens, without the empty slots among them.
    pub fn initialized_tokens(&self) -> impl Iterator<Item = &Token> + Clone {
        self.tokens.iter().filter(|token| token.initialized)
    }

    /// Adds to every token when it was read, if the document does not say so.
    pub fn date_readings(&mut self) {
        let generated_at = self.envelope.generated_at;
        for token in &mut self.tokens {
            token.read_at.get_or_insert(generated_at);
        }
    }
}

/// The number of a slot as text, where JSON parsers that use doubles would round it.
pub fn slot_text(slot: u64) -> Option<String> {
    const EXACT: u64 = 1 << 53;
    (slot > EXACT).then(|| slot.to_string())
}

/// One token, or an uninitialised slot (`initialized` false).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(transform = always_dated))]
pub struct Token {
    /// Path of the driver that serves it.
    pub driver: String,
    /// Its slot, and its own description.
    #[serde(flatten)]
    pub identity: TokenIdentity,
    /// CK_TOKEN_INFO.firmwareVersion, `major.minor`.
    pub firmware_version: Option<String>,
    /// CK_TOKEN_INFO.hardwareVersion, `major.minor`.
    pub hardware_version: Option<String>,
    /// RFC 7512 URI of the token.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::PKCS11_URI)))]
    pub uri: String,
    /// Other sightings of the same token.
    pub also_seen_by: Vec<Sighting>,
    /// When it was read. A document of an older version may not say so: then it was read at `generated_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
    /// Holder of the current certificate: its common name.
    pub holder: Option<String>,
    /// CKF_TOKEN_INITIALIZED.
    pub initialized: bool,
    /// CKF_LOGIN_REQUIRED.
    pub login_required: bool,
    /// CKF_WRITE_PROTECTED.
    pub write_protected: bool,
    /// CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the reader.
    pub pin_pad: bool,
    /// The user PIN according to the token's flags; nothing was tried.
    pub user_pin: UserPin,
    /// The SO PIN; its state is `unknown` if the driver was never seen to set a flag for it.
    pub so_pin: SoPin,
    /// Whether the objects were read in a user session.
    pub logged_in: bool,
    /// Mechanisms by name; only `token show` reads them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanisms: Option<Vec<Mechanism>>,
    /// Keys by class (private, public, secret), then id, then label.
    pub keys: Vec<Key>,
    /// Certificates: current ones first, then by notAfter from the latest, then SHA-256.
    pub certificates: Vec<Certificate>,
    /// What is wrong, worst first.
    pub problems: Vec<Problem>,
}

/// Every document says when each token was read: see [`Inventory::date_readings`].
#[cfg(test)]
fn always_dated(schema: &mut schemars::Schema) {
    if let Some(required) = schema.get_mut("required").and_then(serde_json::Value::as_array_mut) {
        required.push("read_at".into());
    }
    if let Some(read_at) = schema.pointer_mut("/properties/read_at/type") {
        *read_at = "string".into();
    }
}

impl Token {
    /// Certificates that prove its identity: the CA chain is on every token and proves nothing.
    pub fn holder_certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(|certificate| !certificate.is_ca && !certificate.sha256.is_empty())
    }

    /// Its data for the comparison with other sightings.
    pub fn sighting(&self) -> token::Sighting<'_> {
        let certificates = self.holder_certificates().map(|certificate| certificate.sha256.as_str()).collect();
        token::Sighting { driver: &self.driver, identity: &self.identity, certificates }
    }

    /// Whether something on it could not be read, and may be missing here.
    pub fn is_partly_unread(&self) -> bool {
        let is_loss = |code| matches!(code, ProblemCode::SlotFailed | ProblemCode::ObjectUnreadable);
        self.problems.iter().any(|problem| is_loss(problem.code))
    }

    /// The SHA-256 of certificates that cannot be parsed: a partial certificate cannot be used to sign.
    pub fn malformed(&self) -> HashSet<&str> {
        let malformed = self.problems.iter().filter(|problem| problem.code == ProblemCode::CertificateMalformed);
        malformed.filter_map(|problem| problem.subject.as_deref()).collect()
    }

    /// Its certificates as pairing sees them. One that is malformed is neither in use, nor does it replace another.
    pub fn views(&self) -> Vec<CertificateView<'_>> {
        let malformed = self.malformed();
        let view = |certificate| {
            let whole = Certificate::view(certificate);
            let broken = malformed.contains(certificate.sha256.as_str());
            if broken { CertificateView { key: None, subject: None, is_ca: false, ..whole } } else { whole }
        };
        self.certificates.iter().map(view).collect()
    }

    /// Which of its certificates follow others that are still in use.
    pub fn turns(&self) -> Vec<Turn> {
        let pairings: Vec<Pairing> = self.certificates.iter().map(|one| one.pairing).collect();
        turns(&self.views(), &pairings)
    }

    /// Which of its certificates are proved to be replaced by others.
    pub fn replaced(&self) -> Vec<bool> {
        let paired = |one: &Certificate| Paired { pairing: one.pairing, private_key: one.private_key };
        let verdicts: Vec<Paired> = self.certificates.iter().map(paired).collect();
        replaced(&self.views(), &verdicts)
    }

    /// The certificate that it is used with: whose name is its holder's. Of several, such as one for signing and one for
    /// encryption, the one that ends last.
    pub fn in_use(&self) -> Option<&Certificate> {
        type Rank<'a> = (bool, Option<Moment>, Reverse<(Option<&'a str>, &'a str)>);
        fn rank(one: &Certificate) -> Rank<'_> {
            let name = one.common_name();
            (name.is_some(), one.not_after, Reverse((name, &one.sha256)))
        }
        self.usable().into_iter().max_by_key(|one| rank(one))
    }

    /// Its certificates that can equally be called the one in use: whose key is on it, rather than may be; that are valid,
    /// rather than not; and that do not wait for another one to end.
    pub fn usable(&self) -> Vec<&Certificate> {
        let rank = |one: &Certificate| (one.pairing == Pairing::Current, one.standing() == Standing::Valid);
        let is_candidate = |one: &Certificate| matches!(one.pairing, Pairing::Current | Pairing::Unknown) && !one.is_ca;
        let turns = self.turns().into_iter();
        let all =
            self.certificates.iter().zip(turns).filter(|(one, turn)| is_candidate(one) && turn.waits_for.is_none());
        let mut usable: Vec<&Certificate> = all.map(|(one, _)| one).collect();
        if let Some(best) = usable.iter().map(|one| rank(one)).max() {
            usable.retain(|one| rank(one) == best);
        }
        usable
    }

    /// How many certificates it has, each once in however many objects it is.
    pub fn distinct_certificates(&self) -> usize {
        let mut seen = HashSet::new();
        // What could not be read may be any.
        let fingerprints = self.certificates.iter().map(fingerprint);
        fingerprints.filter(|one| one.is_none_or(|sha256| seen.insert(sha256))).count()
    }

    /// Its label and serial, as errors name it; the URI of a token without either.
    pub fn label_and_serial(&self) -> String {
        self.with_serial(self.identity.label.as_deref())
    }

    /// The same with its holder, if known, in place of the label.
    pub fn holder_and_serial(&self) -> String {
        self.with_serial(self.holder.as_deref().or(self.identity.label.as_deref()))
    }

    fn with_serial(&self, name: Option<&str>) -> String {
        match (name, &self.identity.serial) {
            (Some(name), Some(serial)) => format!("{name} ({serial})"),
            (Some(name), None) => name.to_owned(),
            (None, serial) => serial.as_ref().unwrap_or(&self.uri).clone(),
        }
    }
}

/// Another way to the same token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sighting {
    /// Path of the other driver.
    pub driver: String,
    /// Slot number there.
    pub slot: u64,
    /// The same as text, where JSON parsers that use doubles would round it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::NUMBER)))]
    pub slot_text: Option<String>,
}

/// One mechanism of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mechanism {
    /// `CKM_…`, otherwise the number in hex.
    pub name: String,
    /// ulMinKeySize, in the mechanism's own unit; absent when zero or unknown.
    pub min_key_size: Option<u64>,
    /// ulMaxKeySize, in the mechanism's own unit; absent when zero or unknown.
    pub max_key_size: Option<u64>,
    /// `encrypt`, `sign`, `verify`, `generate-key-pair`, ….
    pub uses: Vec<String>,
}

/// The class of a key object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyClass {
    /// CKO_PRIVATE_KEY.
    Private,
    /// CKO_PUBLIC_KEY.
    Public,
    /// CKO_SECRET_KEY.
    Secret,
}

/// One key object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Key {
    /// Its class.
    pub class: KeyClass,
    /// `rsa`, `ec`, `ed25519`, `aes`, …, otherwise the CKK_ number in hex.
    #[serde(rename = "type")]
    pub algorithm: Option<String>,
    /// Size in bits.
    pub bits: Option<u32>,
    /// Curve name or OID.
    pub curve: Option<String>,
    /// CKA_ID in lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub id: Option<String>,
    /// CKA_LABEL.
    pub label: Option<String>,
    /// Raw CKA_LABEL in hex if it was not valid UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub label_hex: Option<String>,
    /// `encrypt`, `decrypt`, `sign`, `verify`, `wrap`, `unwrap`, `derive`.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["encrypt", "decrypt", "sign", "verify", "wrap", "unwrap", "derive"]})))]
    pub usage: Vec<String>,
    /// CKA_SENSITIVE.
    pub sensitive: Option<bool>,
    /// CKA_EXTRACTABLE.
    pub extractable: Option<bool>,
    /// CKA_ALWAYS_AUTHENTICATE.
    pub always_authenticate: Option<bool>,
    /// SHA-256 over the SubjectPublicKeyInfo computed from the attributes, lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub spki_sha256: Option<String>,
    /// SHA-256 of the certificate of this key: the current one if there are several.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub certificate_sha256: Option<String>,
}

/// Validity against `generated_at` and the warning threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// Valid by date and not near the end.
    Valid,
    /// Valid by date, and expires within the warning threshold.
    Expiring,
    /// notAfter has passed.
    Expired,
    /// notBefore is in the future.
    NotYetValid,
}

/// Whether the certificate may be used, by its path and its issuers' publications (`--revocation`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// Not checked.
    #[default]
    NotChecked,
    /// Checked; the document contains the state itself.
    #[serde(untagged)]
    Judged(State),
}

/// One certificate object. What could not be read is null, and a problem names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    /// CKA_ID in lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub id: Option<String>,
    /// CKA_LABEL.
    pub label: Option<String>,
    /// Raw CKA_LABEL in hex if it was not valid UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub label_hex: Option<String>,
    /// SHA-256 over the DER, lower-case hex; empty if CKA_VALUE could not be read.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256_OR_EMPTY)))]
    pub sha256: String,
    /// CKA_CERTIFICATE_TYPE if it is not an X.509 certificate: `x-509-attribute`, `wtls`, or the number in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_type: Option<String>,
    /// Lower-case hex of the magnitude, "-" before a negative one.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SIGNED_HEX)))]
    pub serial_number: Option<String>,
    /// Raw content bytes of the INTEGER in hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub serial_number_der: Option<String>,
    /// The holder.
    pub subject: Option<Subject>,
    /// The issuer.
    pub issuer: Option<Issuer>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Start of validity, UTC.
    pub not_before: Option<Moment>,
    /// End of validity, UTC.
    pub not_after: Option<Moment>,
    /// Calendar days from `generated_at` to `not_after` in the agency's time zone; negative once it has expired.
    pub days_left: Option<i64>,
    /// The verdict on its dates; null if a date could not be read.
    pub validity: Option<Validity>,
    /// `not-checked` without `--revocation`.
    pub revocation: Revocation,
    /// When that was checked, which may be before the token was read; absent if it was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_checked_at: Option<Moment>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// The certified key.
    pub key: Option<PublicKey>,
    /// Signature algorithm by name or OID.
    pub signature_algorithm: Option<String>,
    /// Key usage.
    pub key_usage: Vec<String>,
    /// Extended key usage OIDs.
    pub extended_key_usage: Vec<String>,
    /// Policy OIDs.
    pub policies: Vec<String>,
    /// CRL distribution points.
    pub crl_urls: Vec<String>,
    /// OCSP responders.
    pub ocsp_urls: Vec<String>,
    /// Issuer certificates.
    pub ca_issuer_urls: Vec<String>,
    /// How it relates to the keys of its token, by public key.
    pub pairing: Pairing,
    /// Whether its private key is on the token.
    pub private_key: PrivateKey,
    /// The certificate itself, base64 of the DER.
    #[cfg_attr(test, schemars(extend("contentEncoding" = "base64")))]
    pub der: String,
    /// The other places of the same DER, listed where its key is, otherwise at the first. For a CA's certificate only
    /// those on the same token: it is on every token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<CertificatePlace>,
}

impl Certificate {
    /// The data for verdicts on it.
    pub fn view(&self) -> CertificateView<'_> {
        CertificateView {
            sha256: &self.sha256,
            id: self.id.as_deref(),
            subject: self.subject.as_ref(),
            issuer: self.issuer.as_ref(),
            key: self.key.as_ref(),
            key_usage: &self.key_usage,
            is_ca: self.is_ca,
            signature_algorithm: self.signature_algorithm.as_deref(),
            not_before: self.not_before,
            not_after: self.not_after,
            standing: self.standing(),
        }
    }

    /// Whether it can be used, once its validity was judged. Of an inventory without `--revocation` only the dates are known.
    fn standing(&self) -> Standing {
        match (self.validity, self.revocation) {
            (_, Revocation::Judged(State::Revoked)) | (Some(Validity::Expired) | None, _) => Standing::Over,
            (Some(Validity::NotYetValid), _) => Standing::Ahead,
            (Some(Validity::Valid | Validity::Expiring), _) => Standing::Valid,
        }
    }

    /// The common name of its subject: the holder's name.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.as_ref()?.common_name.as_deref()
    }

    /// SHA-256 over its `SubjectPublicKeyInfo`, by which keys are compared.
    pub fn spki_sha256(&self) -> Option<&str> {
        self.key.as_ref()?.spki_sha256.as_deref()
    }
}

/// Counts over initialised tokens. A certificate counts once, in however many objects, slots and drivers it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Drivers tried.
    pub drivers: u64,
    /// Drivers that failed completely or partly.
    pub drivers_failed: u64,
    /// Initialised tokens.
    pub tokens: u64,
    /// Key objects.
    pub keys: u64,
    /// Certificates.
    pub certificates: u64,
    /// Expired certificates.
    pub expired: u64,
    /// Certificates within the warning threshold.
    pub expiring: u64,
    /// Certificates before notBefore.
    pub not_yet_valid: u64,
    /// Tokens whose user PIN is locked.
    pub locked: u64,
    /// Problems of severity warning or critical.
    pub problems: u64,
}
