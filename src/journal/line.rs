//! One line of the journal, and the hash that ties it to the line before.
//!
//! The hash is taken over the bytes of the line itself, up to the field `hash`: whoever changes a blank changes
//! the hash. Pitfall: a line is parsed only after its bytes were hashed, never printed again to be hashed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::pin::{PinState, TrySpent};
use crate::domain::secret::Role;
use crate::domain::time::Moment;

/// The schema of every line.
pub const SCHEMA: &str = "tokenctl-journal/1";
/// What the first line names as the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The longest line that is written or read, in bytes.
pub(super) const MAXIMUM_LINE: usize = 16 * 1_024;

/// What was attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// `pin unlock`.
    PinUnlock,
    /// `pin change`.
    PinChange,
    /// `pin change --so`.
    SoPinChange,
    /// `pin verify`.
    PinVerify,
    /// A read with `--login`.
    Login,
}

/// By which calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// `C_Login` of the user.
    Login,
    /// `C_Login` of the SO and `C_InitPIN`.
    SoInitPin,
    /// `C_SetPIN` with the PUK in a public session.
    PukSetPin,
    /// `C_SetPIN` with ykcs11's prefixes.
    #[serde(rename = "puk-set-pin-ykcs11")]
    PukSetPinYkcs11,
    /// `C_SetPIN` with the PUK in a context-specific login.
    PukSetPinContext,
    /// `C_SetPIN` with the old PIN.
    SetPin,
    /// None was chosen: it was refused before.
    None,
}

/// Which secret was, or would have been, sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretKind {
    /// The user PIN.
    UserPin,
    /// The SO PIN.
    SoPin,
    /// The PUK.
    Puk,
    /// None.
    None,
}

impl From<Role> for SecretKind {
    fn from(role: Role) -> Self {
        match role {
            Role::UserPin => Self::UserPin,
            Role::SoPin => Self::SoPin,
            Role::Puk => Self::Puk,
            Role::NewPin => Self::None,
        }
    }
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Written before the call: it is about to be made.
    Intent,
    /// Written after the call.
    Result,
    /// Nothing was sent.
    Refused,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It was done.
    Done,
    /// It failed.
    Failed,
    /// Nobody knows; the secret counts as spent.
    Unknown,
    /// Nothing was sent.
    Refused,
}

/// Whether a try was spent, as the journal writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spent {
    /// It was not.
    No,
    /// It was.
    Yes,
    /// It must be taken as one.
    Counted,
}

impl From<TrySpent> for Spent {
    fn from(spent: TrySpent) -> Self {
        match spent {
            TrySpent::No => Self::No,
            TrySpent::Yes => Self::Yes,
            TrySpent::Counted => Self::Counted,
        }
    }
}

/// The code of a result. It can hold a `CKR_` name or one of our own codes, and so never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code(String);

impl Code {
    /// A return value by its name: `CKR_PIN_INCORRECT`, `CKR_VENDOR_DEFINED+0x1`. Anything else becomes
    /// `CKR_UNNAMED`, so that no foreign text slips in.
    pub fn ckr(name: &str) -> Self {
        let tame = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '+';
        if name.starts_with("CKR_") && name.len() <= 64 && name.chars().all(tame) {
            Self(name.to_owned())
        } else {
            Self("CKR_UNNAMED".to_owned())
        }
    }

    /// The stable code of one of our situations.
    pub fn situation(code: &'static str) -> Self {
        Self(code.to_owned())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The token of an attempt. Slot numbers change between runs; they are recorded, not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenIdentity {
    /// Slot number.
    pub slot: u64,
    /// The reader.
    pub reader: Option<String>,
    /// The manufacturer.
    pub manufacturer: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// The serial.
    pub serial: Option<String>,
    /// The label.
    pub label: Option<String>,
}

/// The states of both PINs at one moment; `None` where they could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct States {
    /// The user PIN.
    pub user_pin: PinState,
    /// The SO PIN.
    pub so_pin: PinState,
}

/// A torn line that stood before this one: a write that was broken off by a kill or a full disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Torn {
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 over it, lower-case hex.
    pub sha256: String,
}

/// One line, without its own hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Counts from 1.
    pub sequence: u64,
    /// When it was written.
    pub time: Moment,
    /// The account of the operator.
    pub operator: String,
    /// The machine.
    pub host: String,
    /// The version of the program.
    pub tool_version: String,
    /// Path of the driver.
    pub driver: String,
    /// The token.
    pub token: TokenIdentity,
    /// What was attempted.
    pub action: Action,
    /// By which calls.
    pub method: Method,
    /// Which secret it would spend.
    pub secret: SecretKind,
    /// What kind of line it is.
    pub phase: Phase,
    /// For a result: the sequence of its intent.
    pub intent: Option<u64>,
    /// How it ended; `None` in an intent.
    pub ended: Option<Ended>,
    /// The return value, or the code of the situation.
    pub code: Option<Code>,
    /// Whether a try was spent; `None` in an intent.
    pub try_spent: Option<Spent>,
    /// The states before.
    pub before: Option<States>,
    /// The states after, read by a fresh host.
    pub after: Option<States>,
    /// A torn line before this one, which this line acknowledges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub torn: Option<Torn>,
    /// The hash of the line before, or [`GENESIS`].
    pub previous_hash: String,
}

/// A line with its hash, as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The line.
    pub line: Line,
    /// Its hash as it stands in the file.
    pub hash: String,
    /// Whether the hash fits the bytes.
    pub intact: bool,
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;

    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}").is_ok();
        text
    })
}

const BEFORE_HASH: &[u8] = br#","hash":""#;
const AFTER_HASH: &[u8] = br#""}"#;

/// The bytes of a line with its hash and line end, and the hash.
pub(super) fn seal(line: &Line) -> Result<(Vec<u8>, String), serde_json::Error> {
    let mut bytes = serde_json::to_vec(line)?;
    let hash = sha256(&bytes);
    bytes.pop();
    bytes.extend_from_slice(BEFORE_HASH);
    bytes.extend_from_slice(hash.as_bytes());
    bytes.extend_from_slice(AFTER_HASH);
    bytes.push(b'\n');
    Ok((bytes, hash))
}

/// Reads one line without its line end; `None` where it is no line of ours.
pub(super) fn unseal(bytes: &[u8]) -> Option<Sealed> {
    let rest = bytes.strip_suffix(AFTER_HASH)?;
    let (body, hash) = rest.split_at_checked(rest.len().checked_sub(64)?)?;
    let mut body = body.strip_suffix(BEFORE_HASH)?.to_vec();
    body.push(b'}');
    let line: Line = serde_json::from_slice(&body).ok()?;
    let hash = String::from_utf8(hash.to_vec()).ok()?;
    let intact = sha256(&body) == hash;
    (line.schema == SCHEMA).then_some(Sealed { line, hash, intact })
}
