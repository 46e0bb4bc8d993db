use super::*;
use crate::domain::known::Family;
use crate::domain::pin::{PinState, SoPin, UserPin};
use crate::domain::selector::{Named, Selector};
use crate::domain::situation::{Class, Situation};

/// The error of a token.
fn error_of(barrier: Barrier) -> UnlockError {
    UnlockError { barrier, token: Named::new("Token".to_owned(), &Selector::Slot(0), None) }
}

/// A token whose properties can be varied.
#[allow(clippy::struct_excessive_bools, reason = "the flags of a token")]
struct Case {
    library: (&'static str, &'static str, &'static str),
    token: (&'static str, &'static str),
    label: &'static str,
    user: PinState,
    so: PinState,
    so_must_change: bool,
    initialized: bool,
    write_protected: bool,
    pin_pad: bool,
    style: OpenScStyle,
    configured: Option<Way>,
    offers_challenge: bool,
    tries_max: Option<u64>,
    unlocks_left: Option<u64>,
}

impl Case {
    fn new(library: (&'static str, &'static str, &'static str), token: (&'static str, &'static str)) -> Self {
        Self {
            library,
            token,
            label: "",
            user: PinState::Locked,
            so: PinState::Ok,
            so_must_change: false,
            initialized: true,
            write_protected: false,
            pin_pad: false,
            style: OpenScStyle::None,
            configured: None,
            offers_challenge: false,
            tries_max: None,
            unlocks_left: None,
        }
    }

    fn softhsm() -> Self {
        Self::new(("Implementation of PKCS11", "SoftHSM", "libsofthsm2.so"), ("SoftHSM project", "SoftHSM v2"))
    }

    fn opensc(style: OpenScStyle) -> Self {
        let case =
            Self::new(("OpenSC smartcard framework", "OpenSC Project", "opensc-pkcs11.so"), ("piv_II", "PKCS#15"));
        Self { style, ..case }
    }

    fn advice(&self) -> UnlockAdvice {
        let user_pin = UserPin {
            state: self.user,
            flags_trusted: true,
            initialized: self.user != PinState::NotSet,
            tries_max: self.tries_max,
            unlocks_left: self.unlocks_left,
            ..UserPin::default()
        };
        let so_pin = SoPin { state: self.so, must_change: self.so_must_change, ..SoPin::default() };
        advise(&Facts {
            library_description: self.library.0,
            library_manufacturer: self.library.1,
            file_name: self.library.2,
            token_manufacturer: self.token.0,
            token_model: self.token.1,
            token_label: self.label,
            reader: "Reader",
            user_pin: &user_pin,
            so_pin: &so_pin,
            initialized: self.initialized,
            write_protected: self.write_protected,
            pin_pad: self.pin_pad,
            opensc_style: self.style,
            configured: self.configured,
            offers_challenge: self.offers_challenge,
        })
    }

    fn cares(&self) -> Vec<&'static str> {
        self.advice().cares.iter().map(|care| care.id).collect()
    }
}

/// Asserts row, method and mark of one case, and what a plan must always say.
fn expect(case: &Case, row: &str, way: Way, tested: bool) -> UnlockAdvice {
    let advice = case.advice();
    assert_eq!((advice.row, advice.way, advice.tested), (row, way, tested), "row, way and mark of {row}");
    assert_eq!(advice.secret, way.secret(), "{row}: the secret follows from the way");
    assert_eq!(
        advice.calls.is_empty(),
        way.secret() == UnlockSecret::None,
        "{row}: calls are named where some are made"
    );
    assert_eq!(advice.failure_cost.is_some(), way.secret() != UnlockSecret::None, "{row}: the cost of a failure");
    assert_eq!(advice.untested_mark().is_some(), !tested, "{row}: an untested row is marked");
    advice
}

#[test]
fn softhsm_is_unlocked_by_the_so_pin() {
    let advice = expect(&Case::softhsm(), "softhsm", Way::SoInitPin, true);
    assert_eq!(advice.calls, ["C_OpenSession", "C_Login(CKU_SO)", "C_InitPIN"], "in this order");
    advice.permit(false).expect("nothing stands in the way");
}

#[test]
fn kryoptic_is_unlocked_by_the_so_pin() {
    let case = Case::new(("Kryoptic", "Kryoptic Project", "libkryoptic_pkcs11.so"), ("Kryoptic", "FIPS-140-3 v1"));
    expect(&case, "kryoptic", Way::SoInitPin, true);
}

#[test]
fn opencryptoki_is_unlocked_by_the_so_pin_which_itself_locks_after_three() {
    let case = Case::new(("openCryptoki", "IBM", "libopencryptoki.so"), ("IBM", "Soft"));
    expect(&case, "opencryptoki", Way::SoInitPin, true);
    assert!(case.cares().contains(&"unlock-care-so-locks-after-three"), "said before it is tried");
}

#[test]
fn a_tpm_goes_by_the_so_pin_but_a_lockout_of_the_whole_tpm_lies_outside() {
    let library = ("TPM2.0 Cryptoki", "tpm2-software.github.io", "libtpm2_pkcs11.so");
    let locked = Case::new(library, ("IBM", "SW TPM"));
    expect(&locked, "tpm2-pkcs11", Way::Outside, false);
    let forgotten = Case { user: PinState::Unknown, ..locked };
    expect(&forgotten, "tpm2-pkcs11", Way::SoInitPin, false);
}

#[test]
fn nss_has_no_security_officer_and_so_no_way_and_wants_a_login_before_a_change() {
    let case =
        Case::new(("NSS Internal Crypto Services", "Mozilla Foundation", "libsoftokn3.so"), ("Mozilla", "NSS 3"));
    let advice = expect(&case, "nss", Way::None, false);
    assert_eq!(advice.permit(true), Err(Barrier::NoWay), "nothing is tried");
    assert!(case.cares().contains(&"unlock-care-nss"), "and it is said why");
    assert!(advice.login_before_change, "C_SetPIN is CKR_USER_NOT_LOGGED_IN there");
    assert!(!Case::softhsm().advice().login_before_change, "elsewhere C_SetPIN alone does it");
}

#[test]
fn a_safenet_etoken_goes_by_the_administrator_password_that_the_authority_holds() {
    let case = Case::new(("SafeNet eToken PKCS#11", "SafeNet, Inc.", "libeTPkcs11.so"), ("SafeNet, Inc.", "eToken"));
    let advice = expect(&case, "safenet-etoken", Way::SoInitPin, false);
    assert_eq!(advice.held_by, Holder::Authority, "the officer normally does not hold it");
    let cares = case.cares();
    assert!(cares.contains(&"unlock-care-safenet-administrator"), "only if one was set: {cares:?}");
    assert!(cares.contains(&"unlock-care-unlocks-limited"), "unlocks may be limited: {cares:?}");
}

#[test]
fn a_bit4id_token_goes_by_the_authoritys_tool_unless_the_config_says_that_its_puk_is_the_so_pin() {
    let mut case = Case::new(("bit4id PKCS#11", "bit4id srl", "libbit4xpki.so"), ("bit4id srl", "TokenME EVO v2"));
    let advice = expect(&case, "bit4id", Way::Outside, false);
    assert_eq!(advice.permit(true), Err(Barrier::Outside), "nothing is tried by PKCS#11");
    assert!(case.cares().contains(&"unlock-care-three-tries"), "three tries");
    case.configured = Some(Way::SoInitPin);
    let advice = expect(&case, "bit4id", Way::SoInitPin, false);
    assert!(advice.configured, "the user's word is shown as such");
    assert!(case.cares().contains(&"unlock-care-configured"), "and that the table says otherwise");
    advice.permit(false).expect("the user said so");
}

#[test]
fn a_smartcard_hsm_keeps_its_rules_also_behind_opensc() {
    let own =
        Case::new(("SmartCard-HSM PKCS#11", "CardContact", "libsc-hsm-pkcs11.so"), ("CardContact", "SmartCard-HSM"));
    expect(&own, "smartcard-hsm", Way::SoInitPin, false);
    let mut behind = Case::opensc(OpenScStyle::None);
    behind.token = ("www.CardContact.de", "SmartCard-HSM");
    expect(&behind, "smartcard-hsm", Way::SoInitPin, false);
    behind.token = ("Nitrokey", "Nitrokey HSM");
    expect(&behind, "smartcard-hsm", Way::SoInitPin, false);
    assert!(behind.cares().contains(&"unlock-care-so-login-proves-nothing"), "its SO login is only cached");
}

#[test]
fn opensc_goes_as_opensc_conf_says() {
    let rows = [
        (OpenScStyle::None, Way::Outside),
        (OpenScStyle::SetPinInUnloggedSession, Way::PukSetPin),
        (OpenScStyle::SetPinInSpecificContext, Way::PukSetPinContext),
        (OpenScStyle::InitPinInSoSession, Way::SoInitPin),
        (OpenScStyle::Unclear, Way::Outside),
    ];
    for (style, way) in rows {
        expect(&Case { token: ("Aventra", "PKCS#15"), ..Case::opensc(style) }, "opensc", way, false);
    }
    let advice = Case::opensc(OpenScStyle::None).advice();
    assert_eq!(advice.permit(true), Err(Barrier::Outside), "C_SetPIN with a PUK would be a change there");
    let advice = Case::opensc(OpenScStyle::SetPinInSpecificContext).advice();
    assert_eq!(advice.permit(true), Err(Barrier::ContextSpecific), "known, but not offered");
}

#[test]
fn where_opensc_may_take_a_pin_for_a_puk_a_change_logs_in_first() {
    let hsm = ("www.CardContact.de", "SmartCard-HSM");
    for (style, first) in [
        (OpenScStyle::None, false),
        (OpenScStyle::InitPinInSoSession, false),
        (OpenScStyle::SetPinInUnloggedSession, true),
        (OpenScStyle::Unclear, true),
    ] {
        for case in [
            Case::opensc(style),
            Case { configured: Some(Way::SoInitPin), ..Case::opensc(style) },
            Case { token: hsm, ..Case::opensc(style) },
        ] {
            assert_eq!(case.advice().login_before_change, first, "{style:?}: {:?}", case.token);
        }
        assert!(!Case { style, ..Case::softhsm() }.advice().login_before_change, "{style:?}: not of this driver");
    }
    let unclear = Case::opensc(OpenScStyle::Unclear);
    assert_eq!(unclear.advice().permit(true), Err(Barrier::Outside), "the PUK could be taken for an old PIN");
    assert!(unclear.cares().contains(&"unlock-care-opensc-unclear"), "and it is said why");
}

#[test]
fn a_piv_card_has_no_security_officer_in_any_style() {
    let advice = expect(&Case::opensc(OpenScStyle::InitPinInSoSession), "opensc", Way::Outside, false);
    assert_eq!(advice.permit(true), Err(Barrier::Outside), "C_Login(CKU_SO) would be CKR_GENERAL_ERROR");
    let cares = |style| Case::opensc(style).cares();
    assert!(cares(OpenScStyle::InitPinInSoSession).contains(&"unlock-care-piv-no-so"), "it is said which style fits");
    for style in [OpenScStyle::None, OpenScStyle::SetPinInUnloggedSession, OpenScStyle::InitPinInSoSession] {
        assert!(!cares(style).contains(&"unlock-care-so-login-proves-nothing"), "{style:?}: there is no SO login");
    }
}

#[test]
fn the_warning_about_the_default_style_stands_in_the_default_style_alone() {
    for style in [
        OpenScStyle::None,
        OpenScStyle::SetPinInUnloggedSession,
        OpenScStyle::SetPinInSpecificContext,
        OpenScStyle::InitPinInSoSession,
    ] {
        for token in [("piv_II", "PKCS#15 emulated"), ("OpenPGP project", "PKCS#15 emulated"), ("Aventra", "PKCS#15")] {
            let cares = Case { token, ..Case::opensc(style) }.cares();
            let warned = cares.contains(&"unlock-care-opensc-change");
            assert_eq!(warned, style == OpenScStyle::None, "{style:?}, {token:?}: {cares:?}");
        }
    }
}

#[test]
fn the_ways_of_cards_that_the_tests_unlock_are_not_called_untested() {
    let piv = Case::opensc(OpenScStyle::SetPinInUnloggedSession);
    expect(&piv, "opensc", Way::PukSetPin, true);
    let openpgp = |style| Case { token: ("OpenPGP project", "PKCS#15 emulated"), ..Case::opensc(style) };
    expect(&openpgp(OpenScStyle::InitPinInSoSession), "opensc", Way::SoInitPin, true);
    let by_code = openpgp(OpenScStyle::SetPinInUnloggedSession);
    expect(&by_code, "opensc", Way::PukSetPin, false);
    assert!(by_code.cares().contains(&"unlock-care-resetting-code"), "it works only where the owner set one");
    assert!(!piv.cares().contains(&"unlock-care-resetting-code"), "a PIV card has a PUK from the start");
    expect(&Case::opensc(OpenScStyle::SetPinInSpecificContext), "opensc", Way::PukSetPinContext, false);
}

#[test]
fn opensc_takes_every_style_it_does_not_know_for_none() {
    assert_eq!(OpenScStyle::of_name("set_pin_in_unlogged_session"), OpenScStyle::SetPinInUnloggedSession, "known");
    for name in ["", "none", "SET_PIN_IN_UNLOGGED_SESSION", "whatever"] {
        assert_eq!(OpenScStyle::of_name(name), OpenScStyle::None, "{name:?}");
    }
}

#[test]
fn ykcs11_goes_by_its_prefixes_with_the_puk() {
    let library = ("PKCS#11 PIV Library (SP-800-73)", "Yubico (www.yubico.com)", "libykcs11.so.2");
    let case = Case::new(library, ("Yubico (www.yubico.com)", "YubiKey YK5"));
    let advice = expect(&case, "ykcs11", Way::PukSetPinYkcs11, false);
    assert!(advice.calls.iter().any(|call| call.contains("puk:")), "the prefixes are in the plan");
    assert!(case.cares().contains(&"unlock-care-ykcs11-init-token"), "C_InitToken blocks both on purpose");
    assert_eq!(advice.held_by, Holder::CardHolder, "on paper from its issue");
}

#[test]
fn rutoken_goes_by_the_so_pin() {
    let case =
        Case::new(("Rutoken ECP PKCS #11 library", "Aktiv Co.", "librtpkcs11ecp.so"), ("Aktiv Co.", "Rutoken ECP"));
    expect(&case, "rutoken", Way::SoInitPin, false);
}

#[test]
fn the_public_authorities_tokens_are_asked_for_at_their_authority() {
    for file in ["viettel-ca_v6.dll", "vnptca_p11_v8.dll", "BkavCA.dll", "fpt-ca.dll", "nca_v6.dll", "ica_csp11_v1.dll"]
    {
        let advice = expect(&Case::new(("", "", file), ("", "")), "public-ca", Way::Unknown, false);
        assert_eq!(advice.held_by, Holder::Authority, "{file}: its CA");
    }
}

#[test]
fn an_unknown_driver_is_said_to_be_unknown_and_tried_only_after_the_user_says_so() {
    let mut case = Case::new(("Vendor X", "X", "libx.so"), ("X", "T"));
    let advice = expect(&case, "unknown", Way::Unknown, false);
    let error = advice.permit(true).expect_err("no guess");
    assert_eq!((error, error_of(error).class()), (Barrier::UnknownWay, Class::Refused), "status 7");
    case.configured = Some(Way::SoInitPin);
    case.advice().permit(false).expect("the user said so");
}

#[test]
fn a_locked_so_pin_of_an_initialised_token_leaves_no_way() {
    let case = Case { so: PinState::Locked, ..Case::softhsm() };
    let advice = expect(&case, "softhsm", Way::None, false);
    let error = advice.permit(true).expect_err("the keys are lost");
    assert_eq!((error, error_of(error).class()), (Barrier::SoLocked, Class::PinLocked), "status 6");
    assert!(case.cares().contains(&"unlock-care-so-locked"), "the CA re-initialises it");
    let puk = Case { so: PinState::Locked, ..Case::opensc(OpenScStyle::SetPinInUnloggedSession) };
    assert_eq!(puk.advice().way, Way::PukSetPin, "a PUK does not need the SO PIN");
    assert!(puk.cares().contains(&"unlock-care-so-locked-too"), "but it is said");
}

#[test]
fn an_uninitialised_token_has_nothing_to_unlock_whatever_its_so_flags_say() {
    let case = Case { initialized: false, so: PinState::Locked, user: PinState::NotSet, ..Case::softhsm() };
    assert_eq!(case.advice().permit(true), Err(Barrier::NotInitialized), "not `SO PIN locked`");
}

#[test]
fn an_so_pin_that_must_change_is_changed_first() {
    let case = Case { so_must_change: true, ..Case::softhsm() };
    let error = case.advice().permit(true).expect_err("change it first");
    assert_eq!((error, error_of(error).class()), (Barrier::SoMustChange, Class::Refused), "status 7");
    assert_eq!(error_of(error).hint().map(|hint| hint.id), Some("unlock-hint-so-change"), "`pin change --so` is named");
}

#[test]
fn an_so_pin_on_its_final_try_is_not_spent_without_the_option() {
    let case = Case { so: PinState::FinalTry, ..Case::softhsm() };
    assert_eq!(case.advice().permit(false), Err(Barrier::LastTry), "status 7");
    case.advice().permit(true).expect("--allow-last-try");
    assert!(case.cares().contains(&"unlock-care-so-final-try"), "and the plan warns");
}

#[test]
fn a_pin_that_is_not_locked_is_reset_with_a_word_about_it() {
    let case = Case { user: PinState::Ok, ..Case::softhsm() };
    case.advice().permit(false).expect("allowed");
    assert!(case.cares().contains(&"unlock-care-not-locked"), "this sets a new PIN for its holder");
    let case = Case { user: PinState::NotSet, ..Case::softhsm() };
    assert!(case.cares().contains(&"unlock-care-not-set"), "this sets the first PIN");
}

#[test]
fn write_protection_and_pin_pads_are_told_before() {
    let case = Case { write_protected: true, pin_pad: true, ..Case::softhsm() };
    assert_eq!(case.advice().permit(true), Err(Barrier::WriteProtected), "C_InitPIN would fail after the login");
    assert!(case.cares().contains(&"unlock-care-pin-pad"), "typed on the reader");
}

#[test]
fn every_family_of_the_known_drivers_has_exactly_one_row() {
    for known in crate::domain::known::KNOWN {
        let rows = ROWS.iter().filter(|row| row.families.contains(&known.family)).count();
        assert_eq!(rows, 1, "{} ({:?})", known.name, known.family);
    }
    let opensc: Vec<_> = ROWS.iter().filter(|row| row.way.is_none()).collect();
    assert!(opensc.iter().all(|row| row.families == [Family::OpenSc]), "only OpenSC asks its configuration");
    assert_eq!(ROWS.last().map(|row| row.families.len()), Some(0), "the last row is for whatever is not known");
}

#[test]
fn every_way_has_its_name_in_json() {
    for way in [
        Way::SoInitPin,
        Way::PukSetPin,
        Way::PukSetPinYkcs11,
        Way::PukSetPinContext,
        Way::Outside,
        Way::None,
        Way::Unknown,
    ] {
        let json = serde_json::to_string(&way).unwrap();
        assert_eq!(json, format!("\"{}\"", way.name()), "name and JSON agree");
    }
}

#[test]
fn a_challenge_is_asked_for_only_where_it_can_be_answered_and_leaves_the_tries_as_they_are() {
    let token = ("SafeNet eToken PKCS#11", "SafeNet, Inc.", "libeTPkcs11.so");
    let offered = || Case {
        configured: Some(Way::ChallengeResponse),
        offers_challenge: true,
        tries_max: Some(15),
        ..Case::new(token, ("SafeNet, Inc.", "eToken"))
    };
    let advice = expect(&offered(), "safenet-etoken", Way::ChallengeResponse, false);
    assert_eq!(advice.calls.last(), Some(&"ETC_UnlockComplete(response, new PIN)"), "the call that unlocks");
    advice.permit(false).expect("nothing stands in the way");
    let cases = [
        (Case { offers_challenge: false, ..offered() }, "challenge-not-offered"),
        (Case { tries_max: None, ..offered() }, "challenge-tries-unknown"),
        (Case { tries_max: Some(0), ..offered() }, "challenge-tries-unknown"),
        (Case { unlocks_left: Some(0), ..offered() }, "no-unlocks-left"),
        (Case { pin_pad: true, ..offered() }, "challenge-on-pin-pad"),
        (Case { write_protected: true, ..offered() }, "token-write-protected"),
        (Case { so: PinState::Locked, ..offered() }, "so-pin-locked"),
        (Case { so: PinState::FinalTry, ..offered() }, "final-try"),
        (Case { initialized: false, ..offered() }, "token-not-initialized"),
    ];
    for (case, code) in cases {
        assert_eq!(error_of(case.advice().permit(false).expect_err(code)).code(), code, "nothing is asked for");
    }
}
