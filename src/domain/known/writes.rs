//! How a driver writes certificates: beside existing ones, or over them.
//!
//! Pure. From published sources; not seen on hardware. Pitfall: a driver that keeps one certificate per slot replaces
//! another one silently, and deletes by slot, whatever object it is given.

/// How a driver writes a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Writes {
    /// Beside existing ones, in the user's login.
    #[default]
    Beside,
    /// Over the one with the same CKA_ID, and only in the security officer's login. C_DestroyObject deletes whatever
    /// certificate the slot has, even if it is given another object with that CKA_ID.
    OverAsSo,
}

impl Writes {
    /// The calls of an import in order, as listed in the plan.
    pub fn calls(self, replace: bool) -> Vec<&'static str> {
        const LOGIN: &str = "C_Login(CKU_USER)";
        match (self, replace) {
            (Self::Beside, false) => vec![LOGIN, "C_Sign", "C_CreateObject", "C_Sign"],
            (Self::Beside, true) => vec![LOGIN, "C_Sign", "C_CreateObject", "C_Sign", "C_DestroyObject"],
            (Self::OverAsSo, _) => vec![LOGIN, "C_Sign", "C_Login(CKU_SO)", "C_CreateObject", "C_Logout"],
        }
    }
}

/// Whether a certificate of ykcs11 is an attestation: the token generates it for the key in a slot and does not store
/// it, so it is neither replaced nor lost. It has the key and CKA_ID of the holder's certificate; the driver's own
/// label identifies it.
pub fn is_attestation(label: Option<&str>) -> bool {
    label.is_some_and(|label| label.starts_with("X.509 Certificate for PIV Attestation"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::known::{Family, KNOWN};

    #[test]
    fn only_ykcs11_writes_over_and_as_the_security_officer() {
        let over: Vec<Family> =
            KNOWN.iter().filter(|known| known.writes == Writes::OverAsSo).map(|known| known.family).collect();
        assert_eq!(over, [Family::Ykcs11], "no other module is known to");
        let calls = Writes::OverAsSo.calls(true);
        let place = |name: &str| calls.iter().position(|call| *call == name);
        assert!(place("C_Sign") < place("C_Login(CKU_SO)"), "the key signs before anything can be written: {calls:?}");
        assert!(!calls.contains(&"C_DestroyObject"), "which would take the new one away");
    }

    #[test]
    fn an_attestation_is_told_by_the_drivers_own_label() {
        assert!(is_attestation(Some("X.509 Certificate for PIV Attestation 9c")), "of a slot");
        for other in [None, Some("X.509 Certificate for Digital Signature"), Some("Nguyễn Văn An")] {
            assert!(!is_attestation(other), "{other:?}");
        }
    }
}
