//! The staff list: the people and agencies who must be able to sign.
//!
//! May import `domain` only; `readers/` turns files into rows of [`StaffCell`]s. Pitfall: spreadsheets destroy numbers
//! (1.2E+11, lost leading zeros), so an unreliable value is a fault located by row and column.

mod fault;
mod field;
mod group;
mod header;
mod honorific;
mod join;
mod parse;
mod shape;
mod spelling;
mod titles;
mod value;
mod vocabulary;
mod words;

pub use fault::{CellFault, CellFaultKind, CellNote, CellNoteKind, LISTED, LeftOut, RosterFault};
pub use field::StaffField;
pub use group::{begins_like_a_body, first_words_of_bodies};
pub use header::HeaderRow;
pub use join::{Place, SamePerson, joined};
pub use parse::{Merged, Parser, staff_list_titles};
pub use titles::{TITLES, Titles};
pub use value::mobile_number;
pub use vocabulary::{LEFT_OUT, Vocabulary};
pub use words::{CARRIERS, KINDS, Meaning, STATES, State};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decision::Decisions;

/// A cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffCell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number in a workbook.
    Number(f64),
    /// A date in a workbook.
    Date(Date),
    /// True or false.
    Bool(bool),
    /// An error value, `#N/A`.
    Error(String),
}

/// A staff list, in the order of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Its people and agencies.
    pub entries: Vec<Entry>,
    /// Titles of unknown columns, which were left out.
    pub unknown_columns: Vec<String>,
    /// The workbook's sheet.
    pub sheet: Option<String>,
    /// Cells that could not be used; the rest of their rows was used.
    pub faults: Vec<CellFault>,
    /// Values that were corrected, or should be checked.
    pub notes: Vec<CellNote>,
    /// Rows that are not people: totals, signatures, remarks.
    pub left_out: Vec<LeftOut>,
    /// The officer's decisions on matches to confirm, from the file beside the list.
    pub decisions: Decisions,
    /// People in several lists, counted once.
    pub same_people: Vec<SamePerson>,
}

/// One person or agency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The list it is in, if there are several.
    #[serde(default)]
    pub list: Option<String>,
    /// Row in the file, counted from 1 with the heading row.
    pub row: u64,
    /// Person or organisation.
    pub kind: HolderKind,
    /// Full name of the person, or name of the organisation.
    pub name: String,
    /// Personal identity number, 12 or 9 digits.
    pub identity_number: Option<String>,
    /// Its date of issue.
    pub identity_date: Option<Date>,
    /// Its place of issue.
    pub identity_place: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Job title.
    pub title: Option<String>,
    /// Employing agency: compared with a certificate's O and OU.
    pub unit: Option<String>,
    /// Unit within the agency; never compared.
    #[serde(default)]
    pub department: Option<String>,
    /// Province or city.
    pub province: Option<String>,
    /// Address of an organisation.
    pub address: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// Mobile phone; for SIM PKI the signing number.
    pub phone: Option<String>,
    /// Serial number of the token.
    pub device_serial: Option<String>,
    /// Serial number of the certificate.
    pub certificate_serial: Option<String>,
    /// Last day of the certificate, according to the list.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// How they sign.
    pub carrier: Carrier,
    /// The operator of the SIM card, for SIM PKI.
    #[serde(default)]
    pub operator: Option<String>,
    /// Whether they still hold their position.
    pub status: Status,
    /// The state of the token.
    pub device_state: DeviceState,
    /// How often the certificate was renewed, according to the list.
    pub renewals: Option<u32>,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Code in the state budget system.
    pub budget_code: Option<String>,
    /// A decisive cell (state, token, kind) could not be read: nothing may be filed for them.
    #[serde(default)]
    pub unsure: bool,
}

impl Entry {
    /// The agency, or the unit if the list has no agency: what people are listed under.
    pub fn place_of_work(&self) -> Option<&str> {
        self.unit.as_deref().or(self.department.as_deref())
    }
}

/// Person or organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HolderKind {
    /// A person.
    #[default]
    Person,
    /// An organisation.
    Organisation,
}

/// How a person signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// With a USB token.
    #[default]
    Token,
    /// With a SIM card.
    SimPki,
    /// With a key held by a central service.
    Central,
}

/// Whether a person still holds their position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// At work.
    #[default]
    Working,
    /// Retired.
    Retired,
    /// Moved to another agency: keeps the certificate, and the receiving agency files the change.
    Moved,
    /// Left the state sector.
    Left,
    /// Died.
    Died,
    /// The agency was dissolved, split or merged.
    Dissolved,
}

/// The state of the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// Not stated.
    #[default]
    Usable,
    /// Lost.
    Lost,
    /// Broken.
    Broken,
    /// The key was exposed, or is suspected to be.
    KeySuspect,
    /// Its PIN is locked.
    Locked,
    /// The certificate was revoked, or the token returned.
    Revoked,
}

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
