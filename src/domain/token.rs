//! What identifies a token, wherever it is shown, recorded or compared.
//!
//! Pure. Pitfall: no field alone names a token. Labels are alike ("VGCA Token" on all of them), slots change between
//! runs, and some modules report the serial "00…0" or "123".

use serde::{Deserialize, Serialize};

/// What a token says of itself, and where it is: under these keys in every report, and without the raw ones in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenIdentity {
    /// Slot number; changes between runs on some drivers.
    pub slot: u64,
    /// The same as text, where readers of JSON whose numbers are doubles would round it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::NUMBER)))]
    pub slot_text: Option<String>,
    /// CK_SLOT_INFO.slotDescription.
    pub reader: Option<String>,
    /// CK_TOKEN_INFO.label without its padding.
    pub label: Option<String>,
    /// Raw label bytes in hex where they were not valid UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub label_hex: Option<String>,
    /// CK_TOKEN_INFO.serialNumber without its padding.
    pub serial: Option<String>,
    /// CK_TOKEN_INFO.manufacturerID without its padding.
    pub manufacturer: Option<String>,
    /// CK_TOKEN_INFO.model without its padding.
    pub model: Option<String>,
}

/// A serial of fewer characters, without the zeros before them, is not one that a maker counts its tokens by.
const PROVING: usize = 4;

/// A token that says nothing of itself.
static NAMELESS: TokenIdentity = TokenIdentity {
    slot: 0,
    slot_text: None,
    reader: None,
    label: None,
    label_hex: None,
    serial: None,
    manufacturer: None,
    model: None,
};

impl Default for &TokenIdentity {
    fn default() -> Self {
        &NAMELESS
    }
}

impl TokenIdentity {
    /// Its serial, where that identifies anything.
    pub fn telling_serial(&self) -> Option<&str> {
        self.serial.as_deref().filter(|serial| is_telling(serial))
    }

    /// Its serial for comparison: without blanks at its ends, and in lower case. Drivers, and versions of one, spell it differently.
    pub fn serial_key(&self) -> Option<String> {
        self.serial.as_deref().map(folded)
    }

    /// The same, where that identifies anything.
    pub fn telling_serial_key(&self) -> Option<String> {
        self.telling_serial().map(folded)
    }

    /// The same, where few other tokens can have it: some modules give every token "123".
    pub fn proving_serial_key(&self) -> Option<String> {
        let serial = self.telling_serial_key()?;
        let digits = serial.chars().filter(|digit| !digit.is_whitespace()).skip_while(|digit| *digit == '0');
        (digits.count() >= PROVING).then_some(serial)
    }

    /// Whether both have a serial, and the same one. Whether that identifies anything is another question.
    pub fn same_serial(&self, other: &Self) -> bool {
        match (&self.serial, &other.serial) {
            (Some(serial), Some(others)) => serial.trim().eq_ignore_ascii_case(others.trim()),
            _ => false,
        }
    }

    /// What lock and ledger go by. With a serial that distinguishes tokens the driver does not matter: the tries are the
    /// token's own. Without one (a TPM), all tokens of one device share them: each might be the one.
    pub fn key(&self, driver: &str) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let (make, model) = (text(&self.manufacturer), text(&self.model));
        match self.telling_serial() {
            Some(serial) => [serial, &make, &model, &text(&self.label)].join("\u{1f}"),
            None => ["", driver, &make, &model].join("\u{1f}"),
        }
    }
}

fn folded(serial: &str) -> String {
    serial.trim().to_ascii_lowercase()
}

/// Whether a serial identifies anything: one of nothing but zeros and blanks does not.
fn is_telling(serial: &str) -> bool {
    serial.chars().any(|digit| digit != '0' && !digit.is_whitespace())
}

/// A token as one driver shows it, to be compared with what another driver, or another reading, shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Path of the driver.
    pub driver: &'a str,
    /// What it shows.
    pub identity: &'a TokenIdentity,
    /// SHA-256 of the holder's certificates. Not those of CAs: every token of the government holds the same ones.
    pub certificates: Vec<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_of_zeros_and_blanks_tells_nothing() {
        for serial in ["", " ", "0", "0000", " 00 ", "0 0"] {
            let token = TokenIdentity { serial: Some(serial.to_owned()), ..TokenIdentity::default() };
            assert_eq!(token.telling_serial(), None, "{serial:?}");
        }
        assert!(is_telling("123") && is_telling("00A0"), "any other digit does");
        assert_eq!(TokenIdentity::default().telling_serial(), None, "nor does none");
    }

    #[test]
    fn a_serial_is_the_same_in_either_case_and_with_blanks_around_it() {
        let of = |serial: &str| TokenIdentity { serial: Some(serial.to_owned()), ..TokenIdentity::default() };
        let one = of("ab10240113");
        for serial in ["AB10240113", "ab10240113  ", " aB10240113"] {
            let other = of(serial);
            assert!(one.same_serial(&other), "{serial:?}");
            assert_eq!(other.telling_serial_key(), one.serial_key(), "{serial:?}");
        }
        assert!(!one.same_serial(&of("ab 10240113")), "a blank within is part of it");
        let bare = TokenIdentity::default();
        assert!(!bare.same_serial(&bare) && bare.serial_key().is_none(), "and none is not the same as none");
        assert_eq!((of(" 00 ").serial_key().as_deref(), of("00").telling_serial_key()), (Some("00"), None), "zeros");
    }
}
