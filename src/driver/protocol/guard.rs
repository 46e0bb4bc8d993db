//! What a PIN call is bound to: the host compares it with the token in the slot, immediately before each such call.
//!
//! Pitfall: many tokens have a serial of zeros, and some even share their label; hence the certificate, if one was
//! seen. Flags are compared as the driver returns them, without any knowledge of its type.

use serde::{Deserialize, Serialize};

use super::{Fault, RawIdentity, TokenReading};

/// The token that a PIN is bound to, and the flags with which it is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// What it calls itself.
    pub identity: RawIdentity,
    /// A certificate that was seen on it; `None` if none was looked for or seen.
    pub certificate: Option<CertificateMark>,
    /// Any of these flags forbids the call.
    pub forbidden: u64,
}

/// Identifies a certificate on a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateMark {
    /// Its bytes; anything a token stores after them is padding.
    pub length: usize,
    /// SHA-256 over them, lower-case hex.
    pub sha256: String,
}

impl Guard {
    /// Whether this token reports the same identity.
    pub fn is_of(&self, token: &TokenReading) -> bool {
        self.identity.is_same(&token.identity)
    }

    /// Whether the state of its PIN allows sending one.
    pub fn allows(&self, token: &TokenReading) -> bool {
        token.flags & self.forbidden == 0
    }
}

/// Why a PIN call was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// Another token or none is there, or its PIN is in a worse state.
    Token(Option<TokenReading>),
    /// It reports the same identity, but does not hold the certificate.
    Certificate(TokenReading),
    /// It could not be checked.
    Unread(Fault),
    /// An object with the CKA_ID of the new key is there already.
    IdInUse,
    /// No key object has the CKA_ID of the key to delete.
    NoSuchKey,
    /// Several keys have it.
    SeveralKeys,
}

#[cfg(test)]
mod tests {
    use super::super::RawText;
    use super::*;

    fn text(text: &str) -> RawText {
        RawText { text: text.to_owned(), ..RawText::default() }
    }

    #[test]
    fn a_token_whose_raw_bytes_differ_is_another_one_though_both_read_alike() {
        let label = RawText { text: "\u{fffd}".to_owned(), hex: Some("ff".to_owned()), rest: None };
        let identity = RawIdentity { label, ..RawIdentity::default() };
        let guard = Guard { identity: identity.clone(), ..Guard::default() };
        let mut token = TokenReading { identity, ..TokenReading::default() };
        assert!(guard.is_of(&token), "the same bytes");
        token.identity.label.hex = Some("fe".to_owned());
        assert!(!guard.is_of(&token), "other bytes, repaired to the same text");
        token.identity.label.hex = Some("ff".to_owned());
        token.identity.model.rest = Some("0061".to_owned());
        assert!(guard.is_of(&token), "what a driver leaves behind a text may change from call to call");
    }

    #[test]
    fn each_field_and_each_forbidden_flag_counts() {
        let guard = Guard { forbidden: 0x6_0000, ..Guard::default() };
        let token = TokenReading::default();
        assert!(guard.is_of(&token) && guard.allows(&token), "the token itself");
        let others = [
            RawIdentity { label: text("x"), ..RawIdentity::default() },
            RawIdentity { serial: text("x"), ..RawIdentity::default() },
            RawIdentity { manufacturer: text("x"), ..RawIdentity::default() },
            RawIdentity { model: text("x"), ..RawIdentity::default() },
        ];
        let others = others.map(|identity| TokenReading { identity, ..token.clone() });
        assert!(others.iter().all(|other| !guard.is_of(other)), "another token");
        assert!(!guard.allows(&TokenReading { flags: 0x2_0000, ..token.clone() }), "a forbidden flag");
        assert!(guard.allows(&TokenReading { flags: 0x1_0000, ..token }), "another flag");
    }
}
