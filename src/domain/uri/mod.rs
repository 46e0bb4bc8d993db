//! PKCS#11 URIs (RFC 7512): every attribute of the standard, percent-encoding, vendor attributes kept.
//!
//! Pure. Pitfall: a URI may contain a PIN in `pin-value`, so no error or message repeats its text; they give only an
//! offset and an attribute.

mod error;
mod read;
mod text;

use std::fmt;

pub use error::{Expected, UriError};
pub use text::UriText;

/// The class of an object, attribute `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectType {
    /// `public`.
    Public,
    /// `private`.
    Private,
    /// `cert`.
    Certificate,
    /// `secret-key`.
    SecretKey,
    /// `data`.
    Data,
}

impl ObjectType {
    const ALL: [Self; 5] = [Self::Public, Self::Private, Self::Certificate, Self::SecretKey, Self::Data];

    /// The word of the URI.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Certificate => "cert",
            Self::SecretKey => "secret-key",
            Self::Data => "data",
        }
    }

    /// The class of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

/// A version, attribute `library-version`; a missing minor part is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    /// Before the dot.
    pub major: u8,
    /// After it.
    pub minor: u8,
}

impl Version {
    /// Reads `3` or `2.40`.
    pub fn of_text(text: &str) -> Option<Self> {
        let part = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?;
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        Some(Self { major: part(major)?, minor: part(minor)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// A PKCS#11 URI. Absent attributes match everything; empty ones match an empty value only (RFC 7512, section 2.5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uri {
    /// CK_INFO.libraryDescription.
    pub library_description: Option<UriText>,
    /// CK_INFO.manufacturerID.
    pub library_manufacturer: Option<UriText>,
    /// CK_INFO.libraryVersion.
    pub library_version: Option<Version>,
    /// CK_TOKEN_INFO.model.
    pub model: Option<UriText>,
    /// CK_TOKEN_INFO.manufacturerID.
    pub manufacturer: Option<UriText>,
    /// CK_TOKEN_INFO.serialNumber.
    pub serial: Option<UriText>,
    /// CK_TOKEN_INFO.label.
    pub token: Option<UriText>,
    /// CK_SLOT_INFO.slotDescription.
    pub slot_description: Option<UriText>,
    /// CK_SLOT_INFO.manufacturerID.
    pub slot_manufacturer: Option<UriText>,
    /// CK_SLOT_ID.
    pub slot_id: Option<u64>,
    /// CKA_ID.
    pub id: Option<Vec<u8>>,
    /// CKA_LABEL.
    pub object: Option<UriText>,
    /// CKA_CLASS.
    pub object_type: Option<ObjectType>,
    /// Path attributes unknown to RFC 7512, decoded, in the given order.
    pub vendor: Vec<(String, Vec<u8>)>,
    /// A library's name without folder, `lib` and extension.
    pub module_name: Option<String>,
    /// A library, or the folder of `module-name`.
    pub module_path: Option<String>,
    /// A file with the PIN, as written: a path or a `file:` URI; see [`Uri::pin_file`].
    pub pin_source: Option<String>,
    /// Query attributes unknown to RFC 7512, decoded, in the given order.
    pub vendor_query: Vec<(String, Vec<u8>)>,
}

impl Uri {
    /// Reads a URI.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        read::read(text)
    }

    /// The path of the file that `pin-source` names.
    pub fn pin_file(&self) -> Option<&str> {
        self.pin_source.as_deref().and_then(error::file_of_pin_source)
    }
}

/// Canonical: attributes in p11-kit's order, everything encoded except letters, digits and `-._~`.
impl fmt::Display for Uri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer { formatter, next: "" };
        writer.formatter.write_str("pkcs11:")?;
        writer.raw("library-description", self.library_description.as_ref())?;
        writer.raw("library-manufacturer", self.library_manufacturer.as_ref())?;
        writer.text("library-version", self.library_version.map(|version| version.to_string()).as_deref())?;
        writer.raw("model", self.model.as_ref())?;
        writer.raw("manufacturer", self.manufacturer.as_ref())?;
        writer.raw("serial", self.serial.as_ref())?;
        writer.raw("token", self.token.as_ref())?;
        writer.raw("slot-description", self.slot_description.as_ref())?;
        writer.raw("slot-manufacturer", self.slot_manufacturer.as_ref())?;
        writer.text("slot-id", self.slot_id.map(|slot| slot.to_string()).as_deref())?;
        if let Some(id) = &self.id {
            // RFC 7512, 2.3: the whole value should be encoded, since it is binary.
            writer.attribute("id", id, ";", |_| false)?;
        }
        writer.raw("object", self.object.as_ref())?;
        writer.text("type", self.object_type.map(ObjectType::word))?;
        for (name, value) in &self.vendor {
            writer.attribute(name, value, ";", is_unreserved)?;
        }
        writer.next = "?";
        let query =
            [("module-name", &self.module_name), ("module-path", &self.module_path), ("pin-source", &self.pin_source)];
        for (name, value) in query {
            if let Some(value) = value {
                writer.attribute(name, value.as_bytes(), "&", |byte| {
                    is_unreserved(byte) || matches!(byte, b'/' | b':')
                })?;
            }
        }
        for (name, value) in &self.vendor_query {
            writer.attribute(name, value, "&", is_unreserved)?;
        }
        Ok(())
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

struct Writer<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    /// The text before the next attribute.
    next: &'static str,
}

impl Writer<'_, '_> {
    fn raw(&mut self, name: &str, value: Option<&UriText>) -> fmt::Result {
        match value {
            Some(value) => self.attribute(name, value.as_bytes(), ";", is_unreserved),
            None => Ok(()),
        }
    }

    fn text(&mut self, name: &str, value: Option<&str>) -> fmt::Result {
        match value {
            Some(value) => self.attribute(name, value.as_bytes(), ";", is_unreserved),
            None => Ok(()),
        }
    }

    fn attribute(&mut self, name: &str, value: &[u8], after: &'static str, verbatim: fn(u8) -> bool) -> fmt::Result {
        write!(self.formatter, "{}{name}=", self.next)?;
        self.next = after;
        for byte in value {
            if verbatim(*byte) {
                write!(self.formatter, "{}", char::from(*byte))?;
            } else {
                write!(self.formatter, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
