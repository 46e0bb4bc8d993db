//! From the descriptions of a driver and token to the advice.

use super::error::Barrier;
use super::table::{LOGIN_BEFORE_CHANGE, ROWS, TESTED_CARDS, WayRow};
use super::{Holder, OpenScStyle, UnlockSecret, Way};
use crate::domain::known::{self, Card, Family, recognise_card};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinState, SoPin, UserPin};

/// What is known of a token before anything is tried.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// `CK_INFO.libraryDescription`.
    pub library_description: &'a str,
    /// `CK_INFO.manufacturerID`.
    pub library_manufacturer: &'a str,
    /// The file name of the driver, without folders.
    pub file_name: &'a str,
    /// `CK_TOKEN_INFO.manufacturerID`.
    pub token_manufacturer: &'a str,
    /// `CK_TOKEN_INFO.model`.
    pub token_model: &'a str,
    /// `CK_TOKEN_INFO.label`.
    pub token_label: &'a str,
    /// `CK_SLOT_INFO.slotDescription`.
    pub reader: &'a str,
    /// The user PIN.
    pub user_pin: &'a UserPin,
    /// The SO PIN.
    pub so_pin: &'a SoPin,
    /// `CKF_TOKEN_INITIALIZED`.
    pub initialized: bool,
    /// `CKF_WRITE_PROTECTED`.
    pub write_protected: bool,
    /// `CKF_PROTECTED_AUTHENTICATION_PATH`.
    pub pin_pad: bool,
    /// The setting in opensc.conf; needed for OpenSC only.
    pub opensc_style: OpenScStyle,
    /// The method set for this driver in the user's config or by the user.
    pub configured: Option<Way>,
    /// Whether its driver has the functions for challenge and response.
    pub offers_challenge: bool,
}

/// The advice: what `pin unlock --plan` shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockAdvice {
    /// The method.
    pub way: Way,
    /// The secret it needs.
    pub secret: UnlockSecret,
    /// Who normally holds it.
    pub held_by: Holder,
    /// The calls in order.
    pub calls: Vec<&'static str>,
    /// What a wrong secret uses up; `None` if none is sent.
    pub failure_cost: Option<Phrase>,
    /// What to be careful about.
    pub cares: Vec<Phrase>,
    /// Whether this project's tests unlock such a token with this method.
    pub tested: bool,
    /// The table's row.
    pub row: &'static str,
    /// Whether the user's setting overrides the table.
    pub configured: bool,
    /// Why it must not be tried now.
    pub barrier: Option<Barrier>,
    /// Whether the secret it needs has one try left.
    pub last_try: bool,
    /// Whether a change of the user PIN logs in first.
    pub login_before_change: bool,
}

impl UnlockAdvice {
    /// Whether it may be tried now; `allow_last_try` is the option of that name.
    pub fn permit(&self, allow_last_try: bool) -> Result<(), Barrier> {
        match self.barrier {
            Some(barrier) => Err(barrier),
            None if self.last_try && !allow_last_try => Err(Barrier::LastTry),
            None => Ok(()),
        }
    }

    /// The mark for a row that could not be tested.
    pub fn untested_mark(&self) -> Option<Phrase> {
        (!self.tested).then(|| Phrase::new("unlock-untested"))
    }
}

/// The family of a token: by its own description first (a SmartCard-HSM behind OpenSC), then by its driver's.
fn family_of(facts: &Facts<'_>) -> Option<Family> {
    let by_library = known::recognise(facts.library_description, facts.library_manufacturer, facts.file_name);
    let by_token = known::recognise_token(facts.token_manufacturer, facts.token_model);
    // OpenSC treats every card its own way; only a SmartCard-HSM keeps its rules behind it.
    match (by_library.map(|known| known.family), by_token.map(|known| known.family)) {
        (Some(Family::OpenSc), Some(Family::SmartCardHsm)) => Some(Family::SmartCardHsm),
        (Some(library), _) => Some(library),
        (None, token) => token,
    }
}

fn row_of(family: Option<Family>) -> Option<&'static WayRow> {
    let by_family = family.and_then(|family| ROWS.iter().find(|row| row.families.contains(&family)));
    by_family.or_else(|| ROWS.last())
}

/// Whether OpenSC takes, or may take, the old PIN of a change in a public session for a PUK, whatever the method.
fn takes_pin_for_puk(facts: &Facts<'_>) -> bool {
    let library = known::recognise(facts.library_description, facts.library_manufacturer, facts.file_name);
    library.is_some_and(|known| known.family == Family::OpenSc)
        && matches!(facts.opensc_style, OpenScStyle::SetPinInUnloggedSession | OpenScStyle::Unclear)
}

/// The method that opensc.conf's style means for a card. A PIV card has no security officer, whatever the style.
fn opensc_way(style: OpenScStyle, card: Option<Card>) -> Way {
    match (style.way(), card) {
        (Way::SoInitPin, Some(Card::Piv | Card::YubiKey)) => Way::Outside,
        (way, _) => way,
    }
}

fn opensc_cares(style: OpenScStyle, card: Option<Card>) -> Vec<Phrase> {
    let has_no_so = matches!(card, Some(Card::Piv | Card::YubiKey));
    let style_care = match style {
        OpenScStyle::None => Some("unlock-care-opensc-change"),
        OpenScStyle::Unclear => Some("unlock-care-opensc-unclear"),
        OpenScStyle::InitPinInSoSession if has_no_so => Some("unlock-care-piv-no-so"),
        OpenScStyle::SetPinInUnloggedSession if card == Some(Card::OpenPgp) => Some("unlock-care-resetting-code"),
        _ => None,
    };
    let so_care = (!has_no_so).then_some("unlock-care-so-login-proves-nothing");
    style_care.into_iter().chain(so_care).map(Phrase::new).collect()
}

/// The advice for one token.
pub fn advise(facts: &Facts<'_>) -> UnlockAdvice {
    let family = family_of(facts);
    let card = recognise_card(family, facts.token_manufacturer, facts.token_label, facts.reader);
    let row = row_of(family);
    let by_style = row.is_some_and(|row| row.way.is_none());
    let tabled = row.map_or(Way::Unknown, |row| row.way.unwrap_or_else(|| opensc_way(facts.opensc_style, card)));
    let mut way = facts.configured.unwrap_or(tabled);
    let mut cares: Vec<Phrase> =
        row.map(|row| row.cares).unwrap_or_default().iter().map(|id| Phrase::new(id)).collect();
    if by_style {
        cares.extend(opensc_cares(facts.opensc_style, card));
    }
    if facts.configured.is_some_and(|configured| configured != tabled) {
        cares.push(Phrase::new("unlock-care-configured").with("tabled", tabled.phrase()));
    }
    let is_tpm = row.is_some_and(|row| row.families.contains(&Family::Tpm2));
    if is_tpm && facts.user_pin.state == PinState::Locked && facts.configured.is_none() {
        // The whole TPM is then in lockout, and the SO PIN is refused as well.
        way = Way::Outside;
    }
    let so_locked = facts.initialized && facts.so_pin.state == PinState::Locked;
    if so_locked && matches!(way, Way::SoInitPin | Way::ChallengeResponse | Way::Unknown) {
        way = Way::None;
    }
    cares.extend(cares_of_state(facts, way, so_locked));
    let secret = way.secret();
    // A response is computed with the administrator's key: it uses the SO PIN's tries.
    let by_so = matches!(secret, UnlockSecret::SoPin | UnlockSecret::Response);
    UnlockAdvice {
        way,
        secret,
        held_by: holder(row, way),
        calls: way.calls().to_vec(),
        failure_cost: match secret {
            UnlockSecret::SoPin => Some(Phrase::new("unlock-cost-so-pin")),
            UnlockSecret::Puk => Some(Phrase::new("unlock-cost-puk")),
            UnlockSecret::Response => Some(Phrase::new("unlock-cost-response")),
            UnlockSecret::None => None,
        },
        cares,
        tested: if by_style {
            card.is_some_and(|card| TESTED_CARDS.contains(&(card, way)))
        } else {
            row.is_some_and(|row| row.tested) && way == tabled
        },
        row: row.map_or("unknown", |row| row.name),
        configured: facts.configured.is_some(),
        barrier: barrier_of(facts, way, so_locked),
        last_try: by_so && facts.so_pin.state == PinState::FinalTry,
        // If a driver takes C_SetPIN in a public session as unblocking with the PUK, a change must log in first:
        // otherwise the old PIN would use a try of the PUK.
        login_before_change: way == Way::PukSetPin
            || takes_pin_for_puk(facts)
            || family.is_some_and(|family| LOGIN_BEFORE_CHANGE.contains(&family)),
    }
}

fn holder(row: Option<&WayRow>, way: Way) -> Holder {
    match way {
        // No secret helps any more; only the CA can.
        Way::None => Holder::Nobody,
        _ => row.map_or(Holder::Nobody, |row| row.held_by),
    }
}

fn cares_of_state(facts: &Facts<'_>, way: Way, so_locked: bool) -> Vec<Phrase> {
    let mut cares = Vec::new();
    let mut when = |holds: bool, id: &'static str| {
        if holds {
            cares.push(Phrase::new(id));
        }
    };
    let by_so = matches!(way, Way::SoInitPin | Way::ChallengeResponse);
    when(so_locked && way == Way::None, "unlock-care-so-locked");
    when(so_locked && way != Way::None, "unlock-care-so-locked-too");
    when(by_so && facts.so_pin.state == PinState::CountLow, "unlock-care-so-count-low");
    when(by_so && facts.so_pin.state == PinState::FinalTry, "unlock-care-so-final-try");
    when(way == Way::SoInitPin && facts.so_pin.must_change, "unlock-care-so-must-change");
    when(facts.pin_pad && way.secret() != UnlockSecret::None, "unlock-care-pin-pad");
    when(facts.write_protected, "unlock-care-write-protected");
    let acts = facts.initialized && way.secret() != UnlockSecret::None;
    let not_locked = matches!(facts.user_pin.state, PinState::Ok | PinState::CountLow | PinState::FinalTry);
    when(acts && not_locked, "unlock-care-not-locked");
    when(acts && facts.user_pin.state == PinState::NotSet, "unlock-care-not-set");
    when(acts && facts.user_pin.state == PinState::Unknown, "unlock-care-state-unknown");
    cares
}

fn barrier_of(facts: &Facts<'_>, way: Way, so_locked: bool) -> Option<Barrier> {
    if !facts.initialized {
        return Some(Barrier::NotInitialized);
    }
    match way {
        Way::None if so_locked => Some(Barrier::SoLocked),
        Way::None => Some(Barrier::NoWay),
        Way::Unknown => Some(Barrier::UnknownWay),
        Way::Outside => Some(Barrier::Outside),
        Way::PukSetPinContext => Some(Barrier::ContextSpecific),
        _ if facts.write_protected => Some(Barrier::WriteProtected),
        Way::SoInitPin if facts.so_pin.must_change => Some(Barrier::SoMustChange),
        Way::ChallengeResponse => challenge_barrier(facts),
        Way::SoInitPin | Way::PukSetPin | Way::PukSetPinYkcs11 => None,
    }
}

/// What prevents challenge and response.
fn challenge_barrier(facts: &Facts<'_>) -> Option<Barrier> {
    if !facts.offers_challenge {
        return Some(Barrier::NoChallenge);
    }
    if facts.pin_pad {
        return Some(Barrier::ChallengeOnPad);
    }
    match (facts.user_pin.unlocks_left, facts.user_pin.tries_max) {
        (Some(0), _) => Some(Barrier::NoUnlocksLeft),
        (_, None | Some(0)) => Some(Barrier::ChallengeTriesUnknown),
        _ => None,
    }
}
