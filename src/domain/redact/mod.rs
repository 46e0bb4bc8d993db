//! Pseudonyms: what `--redact` puts in place of people's names and numbers.
//!
//! A pseudonym is a keyed hash, so the same text gives the same pseudonym within a run, and a different one in another
//! run: the key is random and never leaves the process. Without a key, every serial of eight digits could be found by
//! trial. The hash does not depend on the kind, so that a label equal to a name is recognisable.
//!
//! May import text folding, phrases and URIs. Pitfall: an unclassified value is replaced, not shown.

mod path;
mod phrase;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::fold;
use super::tlv::hex;
use super::uri::{Uri, UriText};

/// What a text is, as shown by the word before its pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A person, or an organisation in a person's place.
    Person,
    /// An e-mail address.
    Email,
    /// A number that identifies a person or an organisation: identity card, tax code, social insurance.
    Identity,
    /// A telephone number.
    Phone,
    /// An organisation or a part of one.
    Unit,
    /// A job title.
    Title,
    /// A place or an address.
    Place,
    /// The serial of a token.
    Serial,
    /// A label of a token or of an object on it.
    Label,
    /// A reader: its name may hold a serial.
    Reader,
    /// A user account.
    User,
    /// A machine.
    Host,
    /// A file.
    File,
    /// Anything else.
    Text,
}

impl Kind {
    /// The word before the pseudonym.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Email => "email",
            Self::Identity => "identity",
            Self::Phone => "phone",
            Self::Unit => "unit",
            Self::Title => "title",
            Self::Place => "place",
            Self::Serial => "serial",
            Self::Label => "label",
            Self::Reader => "reader",
            Self::User => "user",
            Self::Host => "host",
            Self::File => "file",
            Self::Text => "text",
        }
    }
}

/// How many hex digits of the hash a pseudonym has: enough for a hundred thousand people without a collision.
const SHOWN: usize = 10;
/// Slot numbers below this one are an index; SoftHSM derives larger ones from a token's serial.
const PLAIN_SLOTS: u64 = 256;

/// Replaces personal data, for one run.
#[derive(Clone)]
pub struct Redactor {
    /// `None` if the system gave no random bytes: then all pseudonyms of a kind are the same.
    key: Option<[u8; 32]>,
    home: Option<String>,
    zone: TimeZone,
}

/// The key is never shown.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor with this random key; `home` is the user's folder, which paths show as `~`.
    pub fn new(key: Option<[u8; 32]>, home: Option<String>) -> Self {
        let home = home.map(|home| home.trim_end_matches(['/', '\\']).to_owned()).filter(|home| !home.is_empty());
        Self { key, home, zone: TimeZone::UTC }
    }

    /// The same for sentences whose dates are days of this zone.
    #[must_use]
    pub fn in_zone(&self, zone: &TimeZone) -> Self {
        Self { zone: zone.clone(), ..self.clone() }
    }

    /// The zone of the dates in sentences.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The pseudonym of a text; an empty text stays empty. Case and spaces make no difference, diacritics do.
    pub fn name(&self, kind: Kind, text: &str) -> String {
        let folded = fold::text(text);
        if folded.is_empty() {
            return String::new();
        }
        let digest = self.digest(folded.as_bytes());
        format!("{}-{}", kind.word(), digest.get(..SHOWN).unwrap_or(&digest))
    }

    /// The pseudonym of a hex number: a hex number of the same length, 64 digits at most.
    pub fn hex(&self, text: &str) -> String {
        let digest = self.digest(text.to_ascii_lowercase().as_bytes());
        digest.get(..text.len().min(digest.len())).unwrap_or_default().to_owned()
    }

    /// The number of a slot, if it may be derived from a serial.
    pub fn slot(&self, slot: u64) -> u64 {
        if slot < PLAIN_SLOTS {
            return slot;
        }
        let digest = self.digest(&slot.to_be_bytes());
        let number = digest.get(..7).and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.unwrap_or_default().saturating_add(PLAIN_SLOTS)
    }

    /// The URI of a token, with the pseudonyms of the token's own fields. A text that is not a URI is left out.
    pub fn uri(&self, text: &str) -> String {
        let Ok(uri) = Uri::parse(text) else { return "pkcs11:".to_owned() };
        // The token's own field ends at a NUL.
        let name = |kind: Kind, text: Option<UriText>| {
            text.map(|text| self.name(kind, text.repaired().split('\0').next().unwrap_or_default()).into())
        };
        let redacted = Uri {
            library_description: uri.library_description,
            library_manufacturer: uri.library_manufacturer,
            library_version: uri.library_version,
            model: uri.model,
            manufacturer: uri.manufacturer,
            serial: name(Kind::Serial, uri.serial),
            token: name(Kind::Label, uri.token),
            slot_description: name(Kind::Reader, uri.slot_description),
            slot_manufacturer: uri.slot_manufacturer,
            slot_id: uri.slot_id.map(|slot| self.slot(slot)),
            id: None,
            object: name(Kind::Label, uri.object),
            object_type: uri.object_type,
            module_name: uri.module_name,
            module_path: uri.module_path.map(|path| self.path(&path)),
            vendor: Vec::new(),
            pin_source: None,
            vendor_query: Vec::new(),
        };
        redacted.to_string()
    }

    /// A selector as a sentence shows it.
    pub fn selector(&self, text: &str) -> String {
        if text.starts_with("pkcs11:") {
            return self.uri(text);
        }
        match text.split_once(':') {
            Some(("serial", serial)) => format!("serial:{}", self.name(Kind::Serial, serial)),
            Some(("label", label)) => format!("label:{}", self.name(Kind::Label, label)),
            Some(("reader", reader)) => format!("reader:{}", self.name(Kind::Reader, reader)),
            Some(("slot", slot)) => format!("slot:{}", self.slot_text(slot)),
            _ => self.name(Kind::Text, text),
        }
    }

    /// A token as named in a sentence: label, and the serial in brackets.
    pub fn token(&self, text: &str) -> String {
        if text.starts_with("pkcs11:") {
            return self.uri(text);
        }
        match text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")) {
            Some((label, serial)) => {
                format!("{} ({})", self.name(Kind::Label, label), self.name(Kind::Serial, serial))
            }
            None => self.name(Kind::Label, text),
        }
    }

    /// A slot's number in a text.
    pub fn slot_text(&self, text: &str) -> String {
        text.parse().map_or_else(|_| self.name(Kind::Text, text), |slot| self.slot(slot).to_string())
    }

    /// The keyed hash in hex. The key comes first and has a fixed length, and only part of the hash or a hash of a
    /// whole value is ever shown, so a length extension gains nothing.
    fn digest(&self, text: &[u8]) -> String {
        let Some(key) = &self.key else { return "0".repeat(64) };
        let mut hash = Sha256::new();
        hash.update(key);
        hash.update(text);
        hex(&hash.finalize())
    }
}
