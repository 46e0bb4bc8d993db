//! Who makes a request and for whom: the issuing agency, the focal officer, and the holders in a request.
//!
//! Pitfall: every text here is untrusted (certificate, staff list, config); [`super::clean`] must process it before a
//! cell does.

use serde::{Deserialize, Serialize};

use super::definition::ReasonKey;
use crate::domain::certificate::Identifier;
use crate::domain::roster::{self, Carrier, HolderKind};

/// The agency that the officer files for, `[body]` of the config.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Body {
    /// Its name.
    pub name: Option<String>,
    /// The parent agency, printed above its name.
    pub parent: Option<String>,
    /// Its address, also the officer's unless they have their own.
    pub address: Option<String>,
    /// The province or city, with its word (`tỉnh Lâm Đồng`).
    pub province: Option<String>,
    /// Mã số thuế.
    pub tax_code: Option<String>,
    /// Mã quan hệ ngân sách.
    pub budget_code: Option<String>,
    /// The place before the date.
    pub place: Option<String>,
    /// What follows the number of a letter, `UBND-VP`.
    pub symbol: Option<String>,
    /// The line above the head's title, `TM. ỦY BAN NHÂN DÂN`.
    pub authority: Option<String>,
    /// The signatory's title.
    pub head_title: Option<String>,
    /// The signatory's name.
    pub head_name: Option<String>,
    /// The recipients list; the form's own if empty.
    pub copies: Vec<String>,
}

/// The focal officer, as the contact block shows them, `[officer]` of the config.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Full name.
    pub name: Option<String>,
    /// Personal identity number.
    pub identity_number: Option<String>,
    /// Its date of issue, dd/mm/yyyy.
    pub identity_date: Option<String>,
    /// Its place of issue.
    pub identity_place: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Mobile phone.
    pub mobile: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// Where tokens are sent or collected; the agency's address if absent.
    pub address: Option<String>,
}

/// What the staff list knows of a person or organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subscriber {
    /// An organisation, not a person.
    pub is_organisation: bool,
    /// How they sign.
    pub means: Carrier,
    /// Full name of the person, or name of the organisation.
    pub name: Option<String>,
    /// Date of birth, dd/mm/yyyy.
    pub birth_date: Option<String>,
    /// Personal identity number.
    pub identity_number: Option<String>,
    /// Its date of issue, dd/mm/yyyy.
    pub identity_date: Option<String>,
    /// Its place of issue.
    pub identity_place: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// Employing agency.
    pub organisation: Option<String>,
    /// Province or city.
    pub province: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Mobile phone; for SIM PKI the signing number.
    pub phone: Option<String>,
    /// Operator of the SIM card, with "/cs" for an existing number.
    pub operator: Option<String>,
    /// Address of the organisation.
    pub address: Option<String>,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Code in the state budget system.
    pub budget_code: Option<String>,
    /// Serial number of the certificate, if no token is at hand.
    pub certificate_serial: Option<String>,
    /// Serial number of the token, if no token is at hand.
    pub device_serial: Option<String>,
}

/// A staff list's data on a person or agency; dates in the forms' notation.
impl From<&roster::Entry> for Subscriber {
    fn from(entry: &roster::Entry) -> Self {
        let date = |date: Option<jiff::civil::Date>| date.map(|date| date.strftime("%d/%m/%Y").to_string());
        Self {
            is_organisation: entry.kind == HolderKind::Organisation,
            means: entry.carrier,
            name: Some(entry.name.clone()),
            birth_date: date(entry.birth_date),
            identity_number: entry.identity_number.clone(),
            identity_date: date(entry.identity_date),
            identity_place: entry.identity_place.clone(),
            email: entry.email.clone(),
            organisation: entry.unit.clone(),
            province: entry.province.clone(),
            position: entry.title.clone(),
            phone: entry.phone.clone(),
            operator: entry.operator.clone(),
            address: entry.address.clone(),
            tax_code: entry.tax_code.clone(),
            budget_code: entry.budget_code.clone(),
            certificate_serial: entry.certificate_serial.clone(),
            device_serial: entry.device_serial.clone(),
        }
    }
}

/// What the certificate on the token says; all of it is readable without login.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CertificateFacts {
    /// The holder's common name.
    pub common_name: Option<String>,
    /// Hex of the serial number, "-" before a negative one; `None` if it could not be read.
    pub serial_number: Option<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Every O.
    pub organizations: Vec<String>,
    /// Every OU, from general to specific.
    pub organizational_units: Vec<String>,
    /// L, in which this CA puts the province.
    pub locality: Option<String>,
    /// Identifiers with their prefix.
    pub identifiers: Vec<Identifier>,
}

/// What is requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// A new certificate (forms 01 and 02).
    New,
    /// A renewal (form 04).
    Renew,
    /// Changes of information (form 04).
    Change(Vec<Change>),
    /// A renewal with changes (form 04).
    RenewAndChange(Vec<Change>),
    /// A revocation (form 05), with its reason if known.
    Revoke(Option<ReasonKey>),
    /// The recovery of a locked token (form 06).
    Recover,
}

/// One change of information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What changes.
    pub what: Changed,
    /// What the certificate says.
    pub old: Option<String>,
    /// What it is to say.
    pub new: Option<String>,
}

/// Information that may be changed (Decree 68/2024 Art. 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A person's employing agency.
    Organisation,
    /// The official e-mail address.
    Email,
    /// An organisation's name.
    Name,
    /// An organisation's address.
    Address,
}

/// One holder and what is requested for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormEntry {
    /// The certificate in question, if a token was read.
    #[serde(default)]
    pub certificate: Option<CertificateFacts>,
    /// Serial number of the token.
    #[serde(default)]
    pub device_serial: Option<String>,
    /// What the staff list knows; empty without one.
    #[serde(default)]
    pub subscriber: Subscriber,
    /// What is requested.
    pub service: Service,
}
