//! What a kind of token accepts as a PIN, SO PIN or PUK: which characters, how many bytes.
//!
//! Imports `domain`. Sources: the standard or the driver of each kind, measured if the tests can run it. Pitfall: a row
//! that is too narrow locks a holder out of their own token, so a length that is only claimed, or only usual, limits
//! new secrets and never current ones.

use crate::domain::known::{Card, Family};
use crate::domain::policy::{Alphabet, Limits};
use crate::domain::secret::Role;

/// The secret in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Whose it is: the user PIN, the SO PIN or the PUK.
    pub role: Role,
    /// Whether it is a new secret, not a current one.
    pub new: bool,
}

/// What this kind of token accepts. `claimed` are the lengths that the token itself gives for the user PIN.
pub fn takes(family: Option<Family>, card: Option<Card>, claimed: Limits, wanted: Wanted) -> Limits {
    let claimed = match wanted.role {
        Role::UserPin | Role::NewPin => claimed,
        // Many tokens accept other lengths for the SO PIN and the PUK; these treat both alike.
        Role::SoPin if same_for_so(family) => claimed,
        Role::SoPin | Role::Puk | Role::Response => Limits::default(),
    };
    of_kind(family, card, wanted).within(claimed)
}

/// Whether such a token has a security officer at all. A PIV card and NSS have none: C_Login(CKU_SO) always fails there.
pub fn has_so(family: Option<Family>, card: Option<Card>) -> bool {
    let piv_behind_opensc = family == Some(Family::OpenSc) && matches!(card, Some(Card::Piv | Card::YubiKey));
    family != Some(Family::Nss) && !piv_behind_opensc
}

fn same_for_so(family: Option<Family>) -> bool {
    matches!(family, Some(Family::SoftHsm | Family::OpenCryptoki | Family::WolfPkcs11))
}

fn of_kind(family: Option<Family>, card: Option<Card>, wanted: Wanted) -> Limits {
    use Role::{NewPin, Puk, SoPin, UserPin};

    match (family, card, wanted.role) {
        // SP 800-73-4, part 2, 2.4.3: six to eight decimal digits; the PUK is any eight bytes.
        (_, Some(Card::Piv), UserPin | NewPin) => Limits::of(Alphabet::Digits, 6, 8),
        (_, Some(Card::Piv), Puk) => Limits::of(Alphabet::Any, 8, 8),
        // A YubiKey pads both to eight and does not check the characters.
        (_, Some(Card::YubiKey), UserPin | NewPin | Puk) => Limits::of(Alphabet::Any, 6, 8),
        // OpenPGP smart card application 3.4, 4.2: PW1 at least six, PW3 and the resetting code at least eight.
        (_, Some(Card::OpenPgp), UserPin | NewPin) => Limits::of(Alphabet::Any, 6, 127),
        (_, Some(Card::OpenPgp), SoPin | Puk) => Limits::of(Alphabet::Any, 8, 127),
        // The current government token: 4 to 16 bytes.
        (Some(Family::Bit4id), _, UserPin | NewPin) => Limits::of(Alphabet::Any, 4, 16),
        // Seen on government tokens; another initialisation may allow other lengths, which the token then reports.
        (Some(Family::SafeNet), _, UserPin | NewPin) if wanted.new => Limits::of(Alphabet::Any, 6, 16),
        // The management key. Six to eight bytes would be sent to the card as its user PIN and use one of that PIN's tries.
        (Some(Family::Ykcs11), _, SoPin) if !wanted.new => Limits::of(Alphabet::KeyInHex, 32, 64),
        (Some(Family::SoftHsm), _, UserPin | NewPin | SoPin) => Limits::of(Alphabet::Any, 4, 255),
        // It claims 8 to 0, but accepts fewer anyway.
        (Some(Family::Kryoptic), _, UserPin | NewPin | SoPin) if wanted.new => {
            Limits { min: Some(8), ..Limits::default() }
        }
        (Some(Family::Tpm2), _, UserPin | NewPin | SoPin) => Limits { max: Some(128), ..Limits::default() },
        (Some(Family::Nss), _, UserPin | NewPin) => Limits { max: Some(500), ..Limits::default() },
        _ => Limits::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Limits = Limits { alphabet: Alphabet::Any, min: None, max: None };

    fn bounds(family: Family, card: Option<Card>, role: Role, new: bool) -> (Alphabet, Option<u64>, Option<u64>) {
        let limits = takes(Some(family), card, NONE, Wanted { role, new });
        (limits.alphabet, limits.min, limits.max)
    }

    #[test]
    fn every_kind_takes_what_its_standard_says() {
        use Alphabet::{Any, Digits, KeyInHex};
        let (opensc, piv, pgp) = (Family::OpenSc, Some(Card::Piv), Some(Card::OpenPgp));
        let cases = [
            ("PIV PIN", opensc, piv, Role::UserPin, false, (Digits, Some(6), Some(8))),
            ("new PIV PIN", opensc, piv, Role::UserPin, true, (Digits, Some(6), Some(8))),
            ("PIV PUK", opensc, piv, Role::Puk, false, (Any, Some(8), Some(8))),
            ("YubiKey PUK", opensc, Some(Card::YubiKey), Role::Puk, false, (Any, Some(6), Some(8))),
            ("YubiKey PIN", Family::Ykcs11, Some(Card::YubiKey), Role::UserPin, true, (Any, Some(6), Some(8))),
            ("ykcs11 SO", Family::Ykcs11, Some(Card::YubiKey), Role::SoPin, false, (KeyInHex, Some(32), Some(64))),
            ("OpenPGP PIN", opensc, pgp, Role::UserPin, false, (Any, Some(6), Some(127))),
            ("OpenPGP admin PIN", opensc, pgp, Role::SoPin, false, (Any, Some(8), Some(127))),
            ("another card", opensc, None, Role::UserPin, true, (Any, None, None)),
            ("bit4id", Family::Bit4id, None, Role::UserPin, false, (Any, Some(4), Some(16))),
            ("SafeNet, in force", Family::SafeNet, None, Role::UserPin, false, (Any, None, None)),
            ("SafeNet, new", Family::SafeNet, None, Role::UserPin, true, (Any, Some(6), Some(16))),
            ("SoftHSM SO", Family::SoftHsm, None, Role::SoPin, false, (Any, Some(4), Some(255))),
            ("kryoptic, in force", Family::Kryoptic, None, Role::UserPin, false, (Any, None, None)),
            ("kryoptic, new", Family::Kryoptic, None, Role::SoPin, true, (Any, Some(8), None)),
            ("TPM", Family::Tpm2, None, Role::UserPin, false, (Any, None, Some(128))),
            ("NSS", Family::Nss, None, Role::UserPin, false, (Any, None, Some(500))),
            ("a public CA's", Family::Vnpt, None, Role::UserPin, true, (Any, None, None)),
        ];
        for (name, family, card, role, new, wanted) in cases {
            assert_eq!(bounds(family, card, role, new), wanted, "{name}");
        }
    }

    #[test]
    fn the_narrower_of_table_and_token_counts_and_only_where_the_token_speaks_of_this_secret() {
        let claimed = Limits { min: Some(4), max: Some(8), alphabet: Alphabet::Any };
        let of = |family, card, role| takes(family, card, claimed, Wanted { role, new: false });
        let piv = of(Some(Family::OpenSc), Some(Card::Piv), Role::UserPin);
        assert_eq!((piv.min, piv.max), (Some(6), Some(8)), "OpenSC says 4 to 8 of a PIV card");
        let unknown = of(None, None, Role::UserPin);
        assert_eq!((unknown.min, unknown.max), (Some(4), Some(8)), "an unknown token's own word");
        let puk = of(None, None, Role::Puk);
        assert_eq!((puk.min, puk.max), (None, None), "which is about its user PIN alone");
        let so = of(Some(Family::OpenCryptoki), None, Role::SoPin);
        assert_eq!((so.min, so.max), (Some(4), Some(8)), "openCryptoki counts both alike");
    }

    #[test]
    fn a_piv_card_and_nss_have_no_security_officer() {
        assert!(!has_so(Some(Family::OpenSc), Some(Card::Piv)), "C_Login(CKU_SO) is CKR_GENERAL_ERROR in every style");
        assert!(!has_so(Some(Family::Nss), None), "it refuses the SO login");
        for (family, card) in [(Family::OpenSc, Some(Card::OpenPgp)), (Family::OpenSc, None), (Family::SoftHsm, None)] {
            assert!(has_so(Some(family), card), "{family:?} {card:?}");
        }
        assert!(has_so(None, None), "an unknown token may have one");
        assert!(has_so(Some(Family::Ykcs11), Some(Card::YubiKey)), "ykcs11 takes the management key for it");
    }
}
