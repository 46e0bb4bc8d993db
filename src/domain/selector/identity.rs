//! What a deed is bound to, and when two sightings are one token.

use serde::{Deserialize, Serialize};

use super::Candidate;

/// A token's identity, read before a deed and compared again before it acts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Path of its driver.
    pub driver: String,
    /// Its slot.
    pub slot: u64,
    /// CK_TOKEN_INFO.manufacturerID.
    pub manufacturer: Option<String>,
    /// CK_TOKEN_INFO.model.
    pub model: Option<String>,
    /// CK_TOKEN_INFO.serialNumber.
    pub serial: Option<String>,
    /// CK_TOKEN_INFO.label.
    pub label: Option<String>,
}

/// Whether a serial tells nothing: absent, blank, or zeros only.
pub fn is_blank_serial(serial: Option<&str>) -> bool {
    serial.unwrap_or_default().trim().chars().all(|letter| letter == '0')
}

impl Identity {
    /// The identity of a candidate.
    pub fn of(candidate: &Candidate<'_>) -> Self {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Self {
            driver: candidate.driver.to_owned(),
            slot: candidate.slot,
            manufacturer: own(candidate.manufacturer),
            model: own(candidate.model),
            serial: own(candidate.serial),
            label: own(candidate.label),
        }
    }

    /// What a person types to confirm: the last four of the serial, or the whole label where that tells too little.
    ///
    /// Without a label either it is the serial as it is, and failing that the slot's number.
    pub fn confirmation_word(&self) -> String {
        let serial = self.serial.as_deref().unwrap_or_default().trim();
        let letters = serial.chars().count();
        if letters >= 4 && !is_blank_serial(Some(serial)) {
            return serial.chars().skip(letters - 4).collect();
        }
        let label = self.label.as_deref().unwrap_or_default().trim();
        match (label, serial) {
            ("", "") => self.slot.to_string(),
            ("", serial) => serial.to_owned(),
            (label, _) => label.to_owned(),
        }
    }
}

/// One driver's view of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Path of the driver.
    pub driver: &'a str,
    /// CK_SLOT_INFO.slotDescription.
    pub reader: Option<&'a str>,
    /// CK_TOKEN_INFO.serialNumber.
    pub serial: Option<&'a str>,
    /// CK_TOKEN_INFO.manufacturerID.
    pub manufacturer: Option<&'a str>,
    /// CK_TOKEN_INFO.model.
    pub model: Option<&'a str>,
    /// CK_TOKEN_INFO.label.
    pub label: Option<&'a str>,
    /// SHA-256 of the holder's certificates. Not those of CAs: every token of the government holds the same ones.
    pub certificates: &'a [&'a str],
}

/// Whether two drivers see one token: the same reader and a serial other than zeros, or a serial and a certificate; and
/// in both cases the same manufacturer, model and label. The first driver is given the PIN, so a reader and a serial that
/// anybody can read off a token are not enough.
///
/// Never within one driver, where one card may be two slots with a PIN each.
pub fn same_token(one: &Sighting<'_>, other: &Sighting<'_>) -> bool {
    if one.driver == other.driver {
        return false;
    }
    let (Some(serial), Some(other_serial)) = (one.serial, other.serial) else { return false };
    if !serial.trim().eq_ignore_ascii_case(other_serial.trim()) {
        return false;
    }
    let words = |sighting: &Sighting<'_>| {
        [sighting.manufacturer, sighting.model, sighting.label].map(|word| word.unwrap_or_default().trim().to_owned())
    };
    if words(one) != words(other) {
        return false;
    }
    let reader = |sighting: &Sighting<'_>| {
        sighting.reader.map(|reader| reader.trim().to_owned()).filter(|reader| !reader.is_empty())
    };
    let same_reader = reader(one).is_some() && reader(one) == reader(other);
    let common = one.certificates.iter().any(|certificate| other.certificates.contains(certificate));
    (same_reader && !is_blank_serial(Some(serial))) || common
}
