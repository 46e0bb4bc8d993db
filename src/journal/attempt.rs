//! Attempts on tokens as the journal records them; what a check of the journal may find is in `finding`.
//!
//! Pure: the bytes and the chain belong to `journal`. No type here can hold a secret: codes are names, states are
//! enums, and no field takes what was typed or read from a file.

mod finding;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::domain::pin::PinState;
pub use crate::domain::pin::Spent;
use crate::domain::secret::Role;
use crate::domain::time::Moment;
use crate::domain::token::TokenIdentity;
pub use finding::{Finding, FindingKind};

/// The schema of every line.
pub const SCHEMA: &str = "tokenctl-journal/1";
/// What the first line gives as the previous hash.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The folder of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// For all users of this machine.
    Machine,
    /// For this user only.
    User,
    /// Named by `TOKENCTL_JOURNAL`.
    Named,
}

/// What was attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "JournalAction"))]
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
    /// A read with `--login`, and the signatures of `verify --possession`.
    Login,
    /// `csr create`: one signature.
    CsrCreate,
    /// `key generate`.
    KeyGenerate,
    /// `key delete`.
    KeyDelete,
    /// `token init`: the initialisation, and the first user PIN.
    TokenInit,
    /// `cert import`: its login, and each certificate that is written.
    CertImport,
    /// `cert delete`, and `cert import --replace`: each certificate that is deleted.
    CertDelete,
}

/// Which calls were used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "JournalMethod"))]
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
    /// `ETC_UnlockGetChallenge` and `ETC_UnlockComplete`.
    ChallengeResponse,
    /// `C_Login` of the user and `C_GenerateKeyPair`.
    GenerateKeyPair,
    /// `C_Login` of the user and `C_DestroyObject` of a key's objects.
    DestroyKey,
    /// `C_InitToken`.
    InitToken,
    /// `C_CreateObject` in a login that is open.
    CreateObject,
    /// `C_DestroyObject` in a login that is open.
    DestroyObject,
    /// None: the attempt was refused before one was chosen.
    None,
}

impl Method {
    /// The text put before the old and the new secret, for drivers that require it.
    pub fn prefixes(self) -> (&'static str, &'static str) {
        if self == Self::PukSetPinYkcs11 { ("puk:", "pin:") } else { ("", "") }
    }
}

/// Which secret was, or would have been, sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
            // A response is computed with the administrator's key, which shares its tries with the SO PIN.
            Role::SoPin | Role::Response => Self::SoPin,
            Role::Puk => Self::Puk,
            Role::NewPin => Self::None,
        }
    }
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It was done.
    Done,
    /// It failed.
    Failed,
    /// Unknown; the try counts as used.
    Unknown,
    /// Nothing was sent.
    Refused,
}

/// The code of a result. It holds a `CKR_` name or one of our own codes, so never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub struct Code(String);

impl Code {
    /// A return value by its name: `CKR_PIN_INCORRECT`, `CKR_VENDOR_DEFINED+0x1`. Anything else becomes
    /// `CKR_UNNAMED`, so that no text of a driver gets in.
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

/// Writes the token of an attempt under the journal's own keys in its own order: a journal's format does not follow
/// that of the reports. Slot numbers change between runs; they are recorded, not compared. Only a report gives one as text.
fn recorded<S: Serializer>(token: &TokenIdentity, serializer: S) -> Result<S::Ok, S::Error> {
    let TokenIdentity { slot, slot_text, reader, label, label_hex: _, serial, manufacturer, model } = token;
    let mut fields = serializer.serialize_struct("JournalToken", 6 + usize::from(slot_text.is_some()))?;
    fields.serialize_field("slot", slot)?;
    match slot_text {
        Some(text) => fields.serialize_field("slot_text", text)?,
        None => fields.skip_field("slot_text")?,
    }
    fields.serialize_field("reader", reader)?;
    fields.serialize_field("manufacturer", manufacturer)?;
    fields.serialize_field("model", model)?;
    fields.serialize_field("serial", serial)?;
    fields.serialize_field("label", label)?;
    fields.end()
}

/// What [`recorded`] writes.
#[cfg(test)]
struct JournalToken;

#[cfg(test)]
impl schemars::JsonSchema for JournalToken {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "JournalToken".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let keys = ["slot", "reader", "manufacturer", "model", "serial", "label"];
        let shown = ["slot_text"].iter().chain(&keys);
        let mut schema = TokenIdentity::json_schema(generator);
        let all = schema.remove("properties").expect("a structure has properties");
        let own: serde_json::Map<_, _> = shown.map(|key| ((*key).to_owned(), all[*key].clone())).collect();
        let said = "The token of an attempt. Slot numbers change between runs; they are recorded, not compared.";
        schema.insert("description".to_owned(), said.into());
        schema.insert("properties".to_owned(), own.into());
        schema.insert("required".to_owned(), keys.to_vec().into());
        schema
    }
}

/// The states of both PINs at one moment; null if they could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct States {
    /// The user PIN.
    pub user_pin: PinState,
    /// The SO PIN.
    pub so_pin: PinState,
}

/// A torn line before this one: a write interrupted by a kill or a full disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Torn {
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 over it, lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
}

/// One line, without its own hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Line {
    /// Always `tokenctl-journal/1`.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
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
    /// The token of the attempt.
    #[serde(serialize_with = "recorded")]
    #[cfg_attr(test, schemars(with = "JournalToken"))]
    pub token: TokenIdentity,
    /// What was attempted.
    pub action: Action,
    /// By which calls.
    pub method: Method,
    /// Which secret's tries it may use.
    pub secret: SecretKind,
    /// Whether it was written before the call, after it, or because nothing was sent.
    pub phase: Phase,
    /// For a result: the sequence number of its intent.
    pub intent: Option<u64>,
    /// How it ended; null in an intent.
    pub ended: Option<Ended>,
    /// The return value by name, or the code of the refusal.
    pub code: Option<Code>,
    /// Whether a try was used; null in an intent.
    pub try_spent: Option<Spent>,
    /// The states before.
    pub before: Option<States>,
    /// The states after, read by a fresh host.
    pub after: Option<States>,
    /// SHA-256 of the certificate written or deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub certificate: Option<String>,
    /// A torn line before this one, acknowledged by this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub torn: Option<Torn>,
    /// The hash of the previous line; 64 zeros in the first line.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub previous_hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_has_a_tokens_keys_in_its_own_order_and_reads_them_back() {
        let text = |text: &str| Some(text.to_owned());
        let token = TokenIdentity {
            slot: 1,
            slot_text: None,
            reader: text("r"),
            label: text("l"),
            label_hex: text("6c"),
            serial: text("s"),
            manufacturer: None,
            model: text("m"),
        };
        let written = |token: &TokenIdentity| {
            let mut written = Vec::new();
            recorded(token, &mut serde_json::Serializer::new(&mut written)).unwrap();
            String::from_utf8(written).unwrap()
        };
        let line = r#"{"slot":1,"reader":"r","manufacturer":null,"model":"m","serial":"s","label":"l"}"#;
        assert_eq!(written(&token), line, "hashes of old and new lines cover the same bytes");
        let read: TokenIdentity = serde_json::from_str(line).unwrap();
        assert_eq!(read, TokenIdentity { label_hex: None, ..token.clone() }, "and nothing is missed");
        let shown = written(&TokenIdentity { slot_text: text("1"), ..token });
        assert!(
            shown.starts_with(r#"{"slot":1,"slot_text":"1","reader":"r","#),
            "a report has the text as well: {shown}"
        );
    }
}
