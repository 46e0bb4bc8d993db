//! The messages between parent and driver host: frames of a length, a kind and JSON, or a secret's raw bytes.
//!
//! Does not depend on PKCS#11 crates, so that both sides and the tests can use it.

pub mod budget;
mod confine;
mod failure;
mod frame;
mod guard;
mod key;
mod object;
mod os_text;
mod readers;

use std::ffi::CStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use confine::{Confine, Confinement};
pub use failure::Failure;
pub use frame::{Frame, MAX_FRAME, MAX_SECRET, read_frame, read_message, write_message, write_secret};
pub use guard::{CertificateMark, Guard, Withheld};
pub use key::NewKeyPair;
pub use object::{Doomed, NewCertificate};
pub use os_text::OsText;
pub use readers::Reader;

use super::rv::Rv;
use crate::domain::pin::Counters;
use crate::domain::tlv::unhex;
use crate::report::pin::SignatureSkipped;

/// What the system calls a host's process, however the program was started.
pub const PROGRAM: &CStr = c"tokenctl";

/// The hidden first argument that makes this program a driver host.
pub const SUBCOMMAND: &CStr = c"driver-host";

/// The argument behind [`SUBCOMMAND`] of a host that has lost its parent and ends what its driver started.
#[cfg(target_os = "linux")]
pub const ORPHANED: &CStr = c"orphaned";

/// The program's version. A host of another version would misread a request.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The calls made once for each object or mechanism.
pub const ROW_CALLS: [&str; 2] = ["C_GetAttributeValue", "C_GetMechanismInfo"];

/// In a series of one of [`ROW_CALLS`] on one slot, the next announcement may be this late.
pub const QUIET: Duration = Duration::from_millis(50);

/// What the parent asks of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Load the driver, C_Initialize, C_GetInfo, C_GetSlotList.
    Open(Open),
    /// Read these slots, several at once.
    Read(ReadSlots),
    /// Act once on one slot with the secrets that follow as separate frames.
    Act(Box<Act>),
    /// Make no further PIN call, if none was begun; answered by [`Reply::Cancelled`] only in that case.
    Cancel,
    /// Load no driver, and ask PC/SC for the readers; answered by [`Reply::Readers`].
    Readers,
    /// C_Finalize and leave.
    Close,
}

/// How to load a driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Absolute path. Not lossy on unix: see [`OsText`].
    pub path: OsText,
    /// The parent's [`VERSION`].
    pub version: String,
    /// CK_C_INITIALIZE_ARGS.pReserved, as NSS requires it.
    pub init_args: Option<String>,
    /// Whether to confine the driver first, and how.
    pub confine: Option<Confine>,
    /// Milliseconds that a PIN call may take; a host enforces this even if its parent is gone.
    pub pin_timeout: u64,
}

/// What to read of which slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSlots {
    /// Slot numbers; `None` for all that the driver lists.
    pub slots: Option<Vec<u64>>,
    /// How many at once, if the driver supports threads.
    pub jobs: usize,
    /// Whether to open a session and read keys and certificates.
    pub objects: bool,
    /// Whether to read the mechanisms.
    pub mechanisms: bool,
    /// Whether to search class by class, because the driver did not survive the search for all of them.
    #[serde(default)]
    pub by_class: bool,
}

/// One operation on one token. Nothing is retried, and no second method is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The slot.
    pub slot: u64,
    /// What to do.
    pub deed: Deed,
    /// Whether secrets are typed on the reader; then no frames follow and NULL is passed.
    pub pin_pad: bool,
    /// Conditions on the token immediately before each PIN call; otherwise it is not made.
    pub guard: Guard,
}

/// The operations. In brackets: the secret frames that follow, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// C_Login as the user \[PIN\].
    VerifyUser,
    /// C_Login as the security officer \[SO PIN\].
    VerifySo,
    /// C_Login as the security officer, C_InitPIN \[SO PIN, new PIN\].
    InitPin,
    /// C_SetPIN in a public session \[old or PUK, new\].
    SetPinPublic,
    /// C_Login as the user, C_SetPIN \[old, new\].
    SetPinUser,
    /// C_Login as the security officer, C_SetPIN \[old, new\].
    SetPinSo,
    /// C_Login as the user, then sign with the private keys of these certificates, one after another \[PIN\].
    Prove(Vec<Prove>),
    /// C_Login as the user, then read \[PIN\].
    Read(ReadObjects),
    /// C_Login as the user, C_GenerateKeyPair, once \[PIN\].
    Generate(Box<NewKeyPair>),
    /// C_Login as the user, C_DestroyObject of private and public key of this CKA_ID (hex), each once \[PIN\].
    DeleteKey(String),
    /// C_InitToken with this label, once, without a session \[SO PIN\].
    InitToken(String),
    /// C_Login as the security officer in a read-write session that stays open for later writes \[SO PIN\].
    EnterSo,
    /// C_Logout in the session that stayed; no PIN call.
    Leave,
    /// Sign in the session that a [`Read`](Self::Read) left open; no PIN call.
    Sign(Vec<Prove>),
    /// C_CreateObject in that session, once, or a second time with the attributes that the token found missing.
    Create(Box<NewCertificate>),
    /// C_DestroyObject in that session, of one certificate.
    Destroy(Doomed),
    /// No PIN call: whether the token is still the one of the guard.
    Look,
    /// ETC_UnlockGetChallenge in a public session that stays; no PIN call. Answered by [`Reply::Challenge`].
    Challenge,
    /// ETC_UnlockComplete in that session, once, with this many tries for the new PIN \[response, new PIN\].
    Complete(u64),
}

/// What to read in a user session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadObjects {
    /// Whether to read keys and certificates.
    pub objects: bool,
    /// Whether to read the mechanisms.
    pub mechanisms: bool,
    /// Whether the session may write and stays open for later operations in this login.
    #[serde(default)]
    pub stays: bool,
}

/// What to sign for a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prove {
    /// How to find the private key: CKA_ID in hex.
    pub id: String,
    /// How to sign.
    pub scheme: Scheme,
    /// What to sign: for RSA a DigestInfo, for ECDSA the digest, for EdDSA the message; hex.
    pub data: String,
}

/// How to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// CKM_RSA_PKCS over a DigestInfo.
    RsaPkcs,
    /// CKM_ECDSA over a digest.
    Ecdsa,
    /// CKM_EDDSA over the message itself.
    Eddsa,
}

/// The result of signing with one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signed {
    /// Nothing was signed, and why.
    Skipped(SignatureSkipped),
    /// The signature in hex.
    Done(String),
}

/// The messages of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// This C_ function is about to be called, for this slot or for the driver as a whole.
    Calling(String, Option<u64>),
    /// The part of the requested confinement in force, before the driver is loaded.
    Confined(Confinement),
    /// The readers; `None` if the smart card service does not say.
    Readers(Option<Vec<Reader>>),
    /// The driver is open.
    Opened(Library),
    /// The driver cannot serve.
    Unusable(Failure),
    /// A slot's own data and its token's, before any object is read.
    Slot(Box<SlotReading>),
    /// Some objects of a slot's token.
    Objects(u64, Vec<Object>),
    /// A slot is finished.
    SlotDone(SlotDone),
    /// All slots of the request are finished.
    ReadDone,
    /// One call of an operation has returned.
    Called(String, Rv),
    /// The token's challenge, in hex.
    Challenge(String),
    /// The guard prevented the next PIN call, and why.
    Withheld(Box<Withheld>),
    /// No PIN call was begun, and none will be.
    Cancelled,
    /// The operation has ended, with the results of the requested signatures, in order; fewer if the operation was
    /// aborted.
    Acted(Vec<Signed>),
    /// C_Finalize has returned; the host exits now.
    Closed(Rv),
}

/// CK_INFO and the slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// libraryDescription.
    pub description: RawText,
    /// manufacturerID.
    pub manufacturer: RawText,
    /// libraryVersion.
    pub version: String,
    /// cryptokiVersion.
    pub cryptoki_version: String,
    /// Every slot, with and without a token.
    pub slots: Vec<u64>,
    /// Whether CKF_OS_LOCKING_OK was accepted.
    pub threads: bool,
    /// Whether it exports the two functions of an unlock by challenge and response.
    #[serde(default)]
    pub challenge: bool,
    /// A C_GetInfo that failed; the slots may still be listed.
    pub fault: Option<Fault>,
    /// Milliseconds from before loading until C_Initialize had come back.
    pub load_milliseconds: u64,
}

/// A text of fixed width or of an object, repaired if it was not UTF-8.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawText {
    /// The text without its padding.
    #[serde(rename = "t")]
    pub text: String,
    /// The raw bytes in hex, if they were not valid UTF-8.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
    /// What follows the text in its field, in hex, if that is more than blanks: NULs, and what some drivers leave behind
    /// them, which may change from call to call.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
}

impl RawText {
    /// Whether both are the same text, whatever follows it.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.text, &self.hex) == (&other.text, &other.hex)
    }

    /// The bytes of the field without the blanks at its end, as PKCS#11 URIs have them (RFC 7512, section 2.3).
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.hex.as_deref().and_then(unhex).unwrap_or_else(|| self.text.clone().into_bytes());
        let rest = self.rest.as_deref().and_then(unhex);
        text.into_iter().chain(rest.into_iter().flatten()).collect()
    }
}

/// CK_SLOT_INFO and CK_TOKEN_INFO of one slot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotReading {
    /// The slot number.
    pub slot: u64,
    /// slotDescription; `None` if C_GetSlotInfo failed.
    pub description: Option<RawText>,
    /// manufacturerID of the slot.
    pub manufacturer: Option<RawText>,
    /// CK_TOKEN_INFO; `None` without a token, or if C_GetTokenInfo failed.
    pub token: Option<TokenReading>,
    /// Flags that the driver does not set although the token behaves as if they were set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<TokenFlag>,
}

/// The flags that show whether there is anything to read, which some drivers never set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenFlag {
    /// CKF_TOKEN_PRESENT of the slot.
    Present,
    /// CKF_TOKEN_INITIALIZED of the token.
    Initialized,
}

impl TokenFlag {
    /// The name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "CKF_TOKEN_PRESENT",
            Self::Initialized => "CKF_TOKEN_INITIALIZED",
        }
    }
}

/// What a token calls itself, byte for byte.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawIdentity {
    /// label.
    pub label: RawText,
    /// serialNumber.
    pub serial: RawText,
    /// manufacturerID.
    pub manufacturer: RawText,
    /// model.
    pub model: RawText,
}

impl RawIdentity {
    /// Whether a token calls itself the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.label.is_same(&other.label)
            && self.serial.is_same(&other.serial)
            && self.manufacturer.is_same(&other.manufacturer)
            && self.model.is_same(&other.model)
    }
}

/// CK_TOKEN_INFO as the module returned it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenReading {
    /// Its texts.
    pub identity: RawIdentity,
    /// flags, every bit.
    pub flags: u64,
    /// ulMinPinLen, `None` for CK_UNAVAILABLE_INFORMATION.
    pub min_pin: Option<u64>,
    /// ulMaxPinLen, `None` for CK_UNAVAILABLE_INFORMATION.
    pub max_pin: Option<u64>,
    /// hardwareVersion, `major.minor`.
    pub hardware_version: String,
    /// firmwareVersion, `major.minor`.
    pub firmware_version: String,
}

/// The end of a slot's reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotDone {
    /// The slot number.
    pub slot: u64,
    /// What C_Login returned, if it was requested.
    pub login: Option<Rv>,
    /// Mechanisms, if they were requested.
    pub mechanisms: Option<Vec<MechanismReading>>,
    /// Set if the token has more, or larger, objects than accepted: they were not read.
    #[serde(default)]
    pub excess: bool,
    /// Exact tries, if the driver was asked and reports them.
    #[serde(default)]
    pub counters: Option<Box<Counters>>,
    /// Calls that failed on the way, and what was lost by each.
    pub faults: Vec<(FaultScope, Fault)>,
}

impl SlotDone {
    /// Adds a call that failed.
    pub fn add(&mut self, lost: FaultScope, fault: Fault<&str>) {
        self.faults.push((lost, fault.into()));
    }
}

/// A call that failed. In a host its name is one of our own, which needs no allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault<Name = String> {
    /// The C_ function.
    pub call: Name,
    /// What it returned: `CKR_OK` if that came with nonsense.
    pub rv: Rv,
}

/// The same to be sent.
impl From<Fault<&str>> for Fault {
    fn from(fault: Fault<&str>) -> Self {
        Self { call: fault.call.to_owned(), rv: fault.rv }
    }
}

/// What a failed call lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultScope {
    /// The slot's token or its objects.
    Slot,
    /// One class of objects, or one object.
    Object,
    /// Nothing, if the token is as blank as it says: it denies being initialised and shows nothing.
    Doubt,
}

/// One mechanism of a token, raw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MechanismReading {
    /// `CKM_…` or the number in hex.
    pub name: String,
    /// ulMinKeySize.
    pub min: u64,
    /// ulMaxKeySize.
    pub max: u64,
    /// flags.
    pub flags: u64,
}

/// One object as read. Absent attributes are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Object {
    /// CKA_CLASS it was found by.
    #[serde(rename = "c")]
    pub class: Class,
    /// CKA_KEY_TYPE.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    pub key_type: Option<u64>,
    /// CKA_CERTIFICATE_TYPE.
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    pub certificate_type: Option<u64>,
    /// CKA_ID in hex.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// CKA_LABEL.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub label: Option<RawText>,
    /// CKA_VALUE of a certificate, base64.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// CKA_MODULUS, hex.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub modulus: Option<String>,
    /// CKA_PUBLIC_EXPONENT, hex.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub public_exponent: Option<String>,
    /// CKA_EC_PARAMS, hex.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub ec_params: Option<String>,
    /// CKA_EC_POINT, hex.
    #[serde(rename = "q", skip_serializing_if = "Option::is_none")]
    pub ec_point: Option<String>,
    /// CKA_PUBLIC_KEY_INFO, hex.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub public_key_info: Option<String>,
    /// CKA_VALUE of a public key that is a single value, hex.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    pub public_value: Option<String>,
    /// CKA_PARAMETER_SET of such a key.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub parameter_set: Option<u64>,
    /// CKA_GOSTR3410_PARAMS, hex.
    #[serde(rename = "g", skip_serializing_if = "Option::is_none")]
    pub gost_curve: Option<String>,
    /// CKA_GOSTR3411_PARAMS, hex.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    pub gost_digest: Option<String>,
    /// CKA_URL of a certificate without a value.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub url: Option<RawText>,
    /// CKA_VALUE_LEN, bytes.
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub value_length: Option<u64>,
    /// CKA_SENSITIVE.
    #[serde(rename = "z", skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<bool>,
    /// CKA_EXTRACTABLE.
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    pub extractable: Option<bool>,
    /// CKA_ALWAYS_AUTHENTICATE.
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    pub always_authenticate: Option<bool>,
    /// The usages that are true, in the order encrypt, decrypt, sign, verify, wrap, unwrap, derive.
    #[serde(rename = "u", skip_serializing_if = "Vec::is_empty")]
    pub usage: Vec<String>,
    /// Attributes that could not be read, with what the call returned.
    #[serde(rename = "f", skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<(String, Option<Rv>)>,
}

/// The classes that are searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// CKO_CERTIFICATE.
    #[default]
    Certificate,
    /// CKO_PUBLIC_KEY.
    PublicKey,
    /// CKO_PRIVATE_KEY.
    PrivateKey,
    /// CKO_SECRET_KEY.
    SecretKey,
}
