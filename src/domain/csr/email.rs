//! E-mail addresses as a certificate holds them: rfc822Name, ASCII only (RFC 5280 4.2.1.6).
//!
//! Pitfall: an address with letters beyond ASCII would need another kind of name, which hardly any CA issues.

use crate::domain::phrase::Phrase;

/// The maximum length of an address (RFC 5321 4.5.3.1.3).
const LONGEST: usize = 254;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address: one `@`, both sides in plain form (RFC 5322 dot-atom), a host name after it.
    pub fn parse(text: &str) -> Result<Self, Phrase> {
        let is_atom = |part: &str| {
            !part.is_empty()
                && part.chars().all(|one| one.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(one))
        };
        let is_label = |part: &str| {
            !part.is_empty()
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.chars().all(|one| one.is_ascii_alphanumeric() || one == '-')
        };
        let sound = text.split_once('@').is_some_and(|(local, host)| {
            local.split('.').all(is_atom) && host.contains('.') && host.split('.').all(is_label)
        });
        if sound && text.len() <= LONGEST {
            Ok(Self(text.to_owned()))
        } else {
            Err(Phrase::new("keys-error-email").with("value", text))
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
