//! The card behind OpenSC, recognised by its own description, since one driver serves all cards.
//!
//! Pure. Measured with OpenSC 0.23 and 0.27. Pitfall: the model is "PKCS#15 emulated" for many cards, and the label of
//! a PIV card is the name in its first certificate, so only the fields used here are reliable.

use super::Family;

/// A card with rules of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Card {
    /// A PIV card.
    Piv,
    /// The PIV application of a `YubiKey`, which also accepts letters and a shorter PUK.
    YubiKey,
    /// An OpenPGP card.
    OpenPgp,
}

/// Recognises a card by `CK_TOKEN_INFO` and the name of its reader.
pub fn recognise_card(family: Option<Family>, manufacturer: &str, label: &str, reader: &str) -> Option<Card> {
    let manufacturer = manufacturer.to_lowercase();
    match family? {
        Family::OpenSc if manufacturer.starts_with("piv_ii") => {
            Some(if reader.to_lowercase().contains("yubikey") { Card::YubiKey } else { Card::Piv })
        }
        // The card's vendor is in the manufacturer field; the label begins with the card's name.
        Family::OpenSc if manufacturer.contains("openpgp") || label.to_lowercase().contains("openpgp") => {
            Some(Card::OpenPgp)
        }
        Family::Ykcs11 => Some(Card::YubiKey),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_behind_opensc_are_told_by_their_own_words() {
        let cases = [
            (Family::OpenSc, "piv_II ", "Nguyễn Văn An", "Generic Reader 00", Some(Card::Piv)),
            (Family::OpenSc, "piv_II", "PIV_II", "Yubico YubiKey OTP+FIDO+CCID 00 00", Some(Card::YubiKey)),
            (Family::OpenSc, "OpenPGP project", "OpenPGP card (User PIN)", "Virtual PCD", Some(Card::OpenPgp)),
            (Family::OpenSc, "ZeitControl", "OpenPGP card (User PIN (sig))", "Reader", Some(Card::OpenPgp)),
            (Family::OpenSc, "Aventra Ltd.", "MyEID (User PIN)", "Reader", None),
            (Family::Ykcs11, "Yubico (www.yubico.com)", "YubiKey PIV #1", "", Some(Card::YubiKey)),
            (Family::SoftHsm, "piv_II", "OpenPGP", "", None),
        ];
        for (family, manufacturer, label, reader, card) in cases {
            assert_eq!(recognise_card(Some(family), manufacturer, label, reader), card, "{manufacturer} / {label}");
        }
        assert_eq!(recognise_card(None, "piv_II", "", ""), None, "an unknown driver may call its tokens anything");
    }
}
