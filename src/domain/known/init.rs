//! Tokens that must not be initialised through PKCS#11: it locks their PINs, or makes them unusable for their own software.
//!
//! Pure. Pitfall: kinds not listed here showed no such damage, but initialisation deletes their keys too.

use super::{Card, Family};
use crate::domain::phrase::Phrase;

/// Why a kind of token is not initialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitBarrier {
    /// ykcs11 blocks PIN and PUK on purpose and resets the PIV application.
    BlocksPin,
    /// OpenSC writes a structure unknown to the vendor's driver: the token is then unusable for it.
    VendorStructure,
    /// The card is not initialised by PKCS#11 calls at all.
    OtherTools,
}

impl InitBarrier {
    /// Why, in a sentence.
    pub fn phrase(self) -> Phrase {
        Phrase::new(match self {
            Self::BlocksPin => "init-barrier-blocks-pin",
            Self::VendorStructure => "init-barrier-vendor-structure",
            Self::OtherTools => "init-barrier-other-tools",
        })
    }
}

/// What bars a kind of token. Behind OpenSC only the SmartCard-HSM, a separate family, supports it.
pub fn init_barrier(family: Option<Family>, card: Option<Card>) -> Option<InitBarrier> {
    match (family?, card) {
        (Family::Ykcs11, _) | (_, Some(Card::YubiKey)) => Some(InitBarrier::BlocksPin),
        (_, Some(Card::Piv | Card::OpenPgp)) | (Family::Nss, _) => Some(InitBarrier::OtherTools),
        (Family::OpenSc, None) => Some(InitBarrier::VendorStructure),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_initialising_bricks_or_blocks_is_barred_and_nothing_else() {
        let bricked = [
            (Family::Ykcs11, None, InitBarrier::BlocksPin),
            (Family::OpenSc, Some(Card::YubiKey), InitBarrier::BlocksPin),
            (Family::OpenSc, Some(Card::Piv), InitBarrier::OtherTools),
            (Family::OpenSc, Some(Card::OpenPgp), InitBarrier::OtherTools),
            // A Feitian token behind OpenSC has no card entry in the table.
            (Family::OpenSc, None, InitBarrier::VendorStructure),
            (Family::Nss, None, InitBarrier::OtherTools),
        ];
        for (family, card, barrier) in bricked {
            assert_eq!(init_barrier(Some(family), card), Some(barrier), "{family:?} {card:?}");
        }
        for family in [Family::SoftHsm, Family::Kryoptic, Family::OpenCryptoki, Family::SmartCardHsm, Family::Tpm2] {
            assert_eq!(init_barrier(Some(family), None), None, "{family:?} is made for it");
        }
        assert_eq!(init_barrier(None, None), None, "an unknown driver: the serial is typed");
    }
}
