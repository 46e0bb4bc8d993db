//! Distinguished names compared by RFC 5280 7.1: ignoring case, string type and repeated spaces.
//!
//! Pitfall: the canonical form is for comparison, never for display; two equal names may look different.

use unicode_normalization::UnicodeNormalization as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _, Tag, Tagged as _};
use x509_cert::name::{Name, RelativeDistinguishedName};

/// pkcs-9 emailAddress, the one attribute that a name constraint for mail looks into.
const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

/// A name in a form in which equal names are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalName(Vec<Vec<(ObjectIdentifier, Vec<u8>)>>);

impl CanonicalName {
    /// The canonical form of a parsed name.
    pub fn of(name: &Name) -> Self {
        Self(name.0.iter().map(canonical_set).collect())
    }

    /// The canonical form of a DER Name; `None` if it is not one.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        Name::from_der(der).ok().map(|name| Self::of(&name))
    }

    /// Whether the name is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this name is within the subtree of `base` (RFC 5280 4.2.1.10).
    pub fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }

    /// This name with one more set of attributes, for a name relative to a CRL issuer (RFC 5280 4.2.1.13).
    #[must_use]
    pub fn below(&self, relative: &RelativeDistinguishedName) -> Self {
        let mut longer = self.clone();
        longer.0.push(canonical_set(relative));
        longer
    }
}

/// The values of emailAddress in a name.
pub(super) fn mail_addresses(name: &Name) -> Vec<String> {
    let values = name.0.iter().flat_map(|set| set.0.iter()).filter(|attribute| attribute.oid == EMAIL_ADDRESS);
    values.filter_map(|attribute| readable(attribute.value.tag(), attribute.value.value())).collect()
}

fn canonical_set(set: &RelativeDistinguishedName) -> Vec<(ObjectIdentifier, Vec<u8>)> {
    let mut attributes: Vec<_> = set
        .0
        .iter()
        .map(|attribute| {
            let value = match readable(attribute.value.tag(), attribute.value.value()) {
                Some(text) => folded(&text).into_bytes(),
                // A tag is never a letter of folded text, so a string and another type cannot be confused.
                None => attribute.value.to_der().unwrap_or_default(),
            };
            (attribute.oid, value)
        })
        .collect();
    attributes.sort();
    attributes
}

/// The text of a value of any string type; `None` for other types and for text that is invalid for its type.
fn readable(tag: Tag, octets: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            std::str::from_utf8(octets).ok().map(str::to_owned)
        }
        // In practice Latin-1, as other parsers read it.
        Tag::TeletexString => Some(octets.iter().map(|octet| char::from(*octet)).collect()),
        Tag::BmpString => {
            let units = octets.chunks(2).map(|pair| match pair {
                [high, low] => Some(u16::from_be_bytes([*high, *low])),
                _ => None,
            });
            String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
        }
        _ => None,
    }
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.nfkc().flat_map(char::to_lowercase));
    }
    out
}
