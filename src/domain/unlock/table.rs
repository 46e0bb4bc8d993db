//! What is known of each driver family. Data only; `tests.rs` checks it row by row.
//!
//! `tested` is true only if this project's tests unlock such a token. A row for hardware that was not available says
//! so, and the plan shows it. Pitfall: rows describe families, and an agency's own initialisation may differ; hence
//! `unlock` in the config, which overrides the method per driver.

use super::{Holder, Way};
use crate::domain::known::{Card, Family};

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub struct WayRow {
    /// Its name, stable for scripts.
    pub name: &'static str,
    /// Its families.
    pub families: &'static [Family],
    /// The method; `None` if opensc.conf decides it.
    pub way: Option<Way>,
    /// Who normally holds the secret.
    pub held_by: Holder,
    /// What to be careful about, as identifiers of texts.
    pub cares: &'static [&'static str],
    /// Whether this project's tests unlock such a token.
    pub tested: bool,
}

/// Drivers that answer C_SetPIN with CKR_USER_NOT_LOGGED_IN before a login: a change must log in first.
pub(super) const LOGIN_BEFORE_CHANGE: &[Family] = &[Family::Nss];

/// Methods by which this project's tests unlock a card through OpenSC.
pub(super) const TESTED_CARDS: &[(Card, Way)] = &[(Card::Piv, Way::PukSetPin), (Card::OpenPgp, Way::SoInitPin)];

/// Every row; the last one is for unknown drivers.
pub const ROWS: &[WayRow] = &[
    WayRow {
        name: "softhsm",
        families: &[Family::SoftHsm],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &["unlock-care-never-locks"],
        tested: true,
    },
    WayRow {
        name: "kryoptic",
        families: &[Family::Kryoptic],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &["unlock-care-stale-flags"],
        tested: true,
    },
    WayRow {
        name: "opencryptoki",
        families: &[Family::OpenCryptoki],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &["unlock-care-so-locks-after-three"],
        tested: true,
    },
    WayRow {
        name: "wolfpkcs11",
        families: &[Family::WolfPkcs11],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &[],
        tested: false,
    },
    WayRow {
        name: "tpm2-pkcs11",
        families: &[Family::Tpm2],
        way: Some(Way::SoInitPin),
        held_by: Holder::Administrator,
        cares: &["unlock-care-tpm-lockout"],
        tested: false,
    },
    WayRow {
        name: "nss",
        families: &[Family::Nss],
        // Measured: it has no security officer, and it never locks.
        way: Some(Way::None),
        held_by: Holder::Initializer,
        cares: &["unlock-care-nss"],
        tested: false,
    },
    WayRow {
        name: "safenet-etoken",
        families: &[Family::SafeNet],
        way: Some(Way::SoInitPin),
        held_by: Holder::Authority,
        cares: &["unlock-care-safenet-administrator", "unlock-care-unlocks-limited"],
        tested: false,
    },
    WayRow {
        name: "bit4id",
        families: &[Family::Bit4id],
        way: Some(Way::Outside),
        held_by: Holder::Authority,
        cares: &["unlock-care-bit4id-tool", "unlock-care-three-tries"],
        tested: false,
    },
    WayRow {
        name: "smartcard-hsm",
        families: &[Family::SmartCardHsm],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &["unlock-care-may-be-disabled", "unlock-care-so-login-proves-nothing"],
        tested: false,
    },
    WayRow {
        name: "opensc",
        families: &[Family::OpenSc],
        way: None,
        held_by: Holder::CardHolder,
        // Further cautions depend on style and card.
        cares: &[],
        tested: false,
    },
    WayRow {
        name: "ykcs11",
        families: &[Family::Ykcs11],
        way: Some(Way::PukSetPinYkcs11),
        held_by: Holder::CardHolder,
        cares: &["unlock-care-ykcs11-init-token"],
        tested: false,
    },
    WayRow {
        name: "rutoken",
        families: &[Family::Rutoken],
        way: Some(Way::SoInitPin),
        held_by: Holder::Initializer,
        cares: &["unlock-care-rutoken-own-call"],
        tested: false,
    },
    WayRow {
        name: "public-ca",
        families: &[
            Family::Viettel,
            Family::Vnpt,
            Family::Bkav,
            Family::Fpt,
            Family::Ca2,
            Family::PublicCa,
            Family::Feitian,
        ],
        way: Some(Way::Unknown),
        held_by: Holder::Authority,
        cares: &["unlock-care-ask-authority"],
        tested: false,
    },
    WayRow {
        name: "unknown",
        families: &[],
        way: Some(Way::Unknown),
        held_by: Holder::Nobody,
        cares: &["unlock-care-ask-issuer"],
        tested: false,
    },
];
