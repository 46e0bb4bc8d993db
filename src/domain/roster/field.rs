//! The columns of a staff list: what each holds. Their titles are in `titles.rs`.

use super::spelling::spellings;
use super::titles::{TITLES, Titles};

/// One column that the tool knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaffField {
    /// Name of the person or organisation; the only required column.
    Name,
    /// Family and middle names, if the given name has a column of its own.
    FamilyName,
    /// Personal identity number.
    IdentityNumber,
    /// Its date of issue.
    IdentityDate,
    /// Its place of issue.
    IdentityPlace,
    /// Date of birth.
    BirthDate,
    /// Job title.
    Title,
    /// Employing agency: compared with O and OU of the certificate.
    Unit,
    /// Unit within the agency: shown and sorted by, never compared.
    Department,
    /// Province or city.
    Province,
    /// Address.
    Address,
    /// Official e-mail address.
    Email,
    /// Mobile phone.
    Phone,
    /// Operator of the SIM card, for SIM PKI.
    Operator,
    /// Serial number of the token.
    DeviceSerial,
    /// Serial number of the certificate.
    CertificateSerial,
    /// Last day of the certificate, if no token shows it.
    ValidUntil,
    /// USB token, SIM PKI, central signing.
    Carrier,
    /// At work, retired, moved, left, died.
    Status,
    /// Lost, broken, locked, key suspect, revoked.
    DeviceState,
    /// How often the certificate was renewed.
    Renewals,
    /// Person or organisation.
    Kind,
    /// Tax code.
    TaxCode,
    /// Code in the state budget system.
    BudgetCode,
}

impl StaffField {
    /// Every field, in the order in which they are shown.
    pub const ALL: [Self; 24] = [
        Self::Name,
        Self::FamilyName,
        Self::IdentityNumber,
        Self::IdentityDate,
        Self::IdentityPlace,
        Self::BirthDate,
        Self::Title,
        Self::Unit,
        Self::Department,
        Self::Province,
        Self::Address,
        Self::Email,
        Self::Phone,
        Self::Operator,
        Self::DeviceSerial,
        Self::CertificateSerial,
        Self::ValidUntil,
        Self::Carrier,
        Self::Status,
        Self::DeviceState,
        Self::Renewals,
        Self::Kind,
        Self::TaxCode,
        Self::BudgetCode,
    ];

    /// The field of a folded title, even if it is abbreviated or has additional words.
    pub fn of_title(folded: &str) -> Option<Self> {
        let exact =
            |title: &str| TITLES.iter().find(|titles| titles.aliases.contains(&title)).map(|titles| titles.field);
        let written_out = || spellings(folded).iter().find_map(|title| exact(title));
        exact(folded).or_else(written_out)
    }

    /// The field of a name in `[roster.columns]`.
    pub fn of_key(key: &str) -> Option<Self> {
        TITLES.iter().find(|titles| titles.key == key).map(|titles| titles.field)
    }

    /// The title as the tool shows it, in Vietnamese and English.
    pub fn shown(self) -> (&'static str, &'static str) {
        self.titles().map_or(("", ""), |titles| (titles.vietnamese, titles.english))
    }

    fn titles(self) -> Option<&'static Titles> {
        TITLES.iter().find(|titles| titles.field == self)
    }
}
