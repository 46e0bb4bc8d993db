//! How rows of reports name a token, a certificate and an entry of the staff list: enough to find it in the inventory.
//!
//! Pitfall: these keys are part of the contract of every report that has such rows.

use serde::{Deserialize, Serialize};

use crate::domain::roster::{Carrier, Entry};
use crate::domain::time::Moment;
use crate::report::inventory::{Certificate, Token};

/// A token as named in reports other than the inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenName {
    /// Path of the driver.
    pub driver: String,
    /// Slot number.
    pub slot: u64,
    /// The same as text, where JSON parsers that use doubles would round it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::NUMBER)))]
    pub slot_text: Option<String>,
    /// Reader.
    pub reader: Option<String>,
    /// Label.
    pub label: Option<String>,
    /// Serial.
    pub serial: Option<String>,
    /// When it was read, UTC.
    #[serde(default)]
    pub read_at: Option<Moment>,
}

/// A certificate as named in reports other than the inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CertificateName {
    /// SHA-256 over the DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// Serial number, lower-case hex.
    pub serial_number: Option<String>,
    /// Common name of the holder.
    pub holder: Option<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// End of validity, UTC.
    pub not_after: Option<Moment>,
}

/// A staff list's entry as named in reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntryName {
    /// The staff list, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Row in the file.
    pub row: u64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// How they sign.
    pub carrier: Carrier,
}

impl From<&Token> for TokenName {
    fn from(token: &Token) -> Self {
        Self {
            driver: token.driver.clone(),
            slot: token.identity.slot,
            slot_text: token.identity.slot_text.clone(),
            reader: token.identity.reader.clone(),
            label: token.identity.label.clone(),
            serial: token.identity.serial.clone(),
            read_at: token.read_at,
        }
    }
}

impl From<&Certificate> for CertificateName {
    fn from(certificate: &Certificate) -> Self {
        Self {
            sha256: certificate.sha256.clone(),
            serial_number: certificate.serial_number.clone(),
            holder: certificate.common_name().map(str::to_owned),
            emails: certificate.emails.clone(),
            not_after: certificate.not_after,
        }
    }
}

impl From<&Entry> for EntryName {
    fn from(entry: &Entry) -> Self {
        let unit = entry.place_of_work().map(str::to_owned);
        Self { list: entry.list.clone(), row: entry.row, name: entry.name.clone(), unit, carrier: entry.carrier }
    }
}
