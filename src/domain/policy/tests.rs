//! The rules one by one, and the messages for those that are broken.

use super::*;
use crate::domain::situation::{Class, Situation};

fn broken(pin: &str, limits: Limits) -> Vec<&'static str> {
    let pin = Secret::copy_of(pin.as_bytes());
    Policy::default().violations(&pin, None, limits).iter().map(Violation::code).collect()
}

#[test]
fn the_default_wants_eight_characters_with_upper_lower_and_digit() {
    let none = Limits::default();
    assert!(broken("Sen4HoaXanh", none).is_empty(), "a good one");
    assert_eq!(broken("Sen4Hoa", none), ["too-short"], "seven characters");
    assert_eq!(broken("sen4hoaxanh", none), ["no-upper-case"], "no upper case");
    assert_eq!(broken("SEN4HOAXANH", none), ["no-lower-case"], "no lower case");
    assert_eq!(broken("SenHoaXanh", none), ["no-digit"], "no digit");
    assert_eq!(broken("", none), ["too-short", "no-upper-case", "no-lower-case", "no-digit"], "all at once");
}

#[test]
fn well_known_pins_are_refused_in_any_case_of_letters() {
    for known in ["PinUser@1", "Password1", "P@ssw0rd", "Abcd1234", "Vietnam@123", "ABC12345"] {
        assert!(broken(known, Limits::default()).contains(&"well-known"), "{known} is tried first by everybody");
    }
    for known in ["12345678", "1234567890", "00000000", "11111111", "0123456789"] {
        assert!(broken(known, Limits::default()).contains(&"well-known"), "{known} is a factory setting");
    }
    let own = Policy { refused: vec!["SoNoiVu2026".to_owned()], ..Policy::default() };
    let pin = Secret::copy_of(b"sonoivu2026");
    assert!(own.violations(&pin, None, Limits::default()).contains(&Violation::WellKnown), "the body's own list");
}

#[test]
fn the_token_counts_bytes_and_nonsense_limits_count_nothing() {
    assert_eq!(broken("Sen4HoaXanhDepLam", Limits::sane(4, 16)), ["too-long-for-token"], "17 bytes into 16");
    assert_eq!(broken("Sen4HoaX", Limits::sane(10, 16)), ["too-short-for-token"], "8 bytes below 10");
    assert!(broken("Sen4HoaXanh", Limits::sane(8, 0)).is_empty(), "kryoptic's 8..0 says nothing");
    assert!(broken("Sen4HoaXanh", Limits::sane(0, 4)).is_empty(), "0..4 says nothing");
    let loose = Policy { ascii_only: false, ..Policy::default() };
    let pin = Secret::copy_of("Mậtkhẩ12".as_bytes());
    assert_eq!(
        loose.violations(&pin, None, Limits::sane(4, 11)),
        [Violation::TooLongForToken { max: 11, length: 12 }],
        "8 characters are 12 bytes here"
    );
}

#[test]
fn a_card_of_digits_is_asked_for_no_letters_unless_the_config_wants_them() {
    let piv = Limits::of(Alphabet::Digits, 6, 8);
    assert!(broken("73519264", piv).is_empty(), "eight digits satisfy the usual policy there");
    assert_eq!(broken("735192", piv), ["too-short"], "the policy's own length stays");
    assert_eq!(broken("Sen4HoaX", piv), ["not-digits"], "letters make the card useless");
    assert_eq!(broken("12345678", piv), ["well-known"], "the first that everybody tries");
    assert!(Policy::default().yields_letters(piv), "which is said");
    assert_eq!(Policy::default().fits(piv), Ok(()), "no contradiction");
    let strict = Policy { upper: Demand::Always, ..Policy::default() };
    let error = strict.fits(piv).expect_err("the body wants capitals everywhere");
    assert_eq!((error.code(), error.lines), ("pin-policy-impossible", vec!["upper = false".to_owned()]), "named");
    assert_eq!(strict.fits(Limits::sane(4, 16)), Ok(()), "elsewhere it can be had");
}

#[test]
fn a_policy_longer_than_the_token_is_a_contradiction_with_the_line_that_settles_it() {
    let error = Policy::default().fits(Limits::sane(4, 6)).expect_err("8 do not fit into 6");
    assert_eq!((error.class(), &error.lines), (Class::Refused, &vec!["min_length = 6".to_owned()]), "status 7");
    let settled = Policy { min_length: 6, ..Policy::default() };
    assert_eq!(settled.fits(Limits::sane(4, 6)), Ok(()), "and it does settle it");
}

#[test]
fn the_hint_of_a_refusal_says_what_would_be_taken() {
    let hint = |limits| {
        let error = Policy::default().check(&Secret::copy_of(b"x"), None, limits).expect_err("too short");
        error.hint().map(|hint| hint.id)
    };
    assert_eq!(hint(Limits::of(Alphabet::Digits, 6, 8)), Some("pin-policy-hint-digits"), "digits, how many");
    assert_eq!(hint(Limits::sane(4, 16)), Some("pin-policy-hint-length"), "how many");
    assert_eq!(hint(Limits::default()), Some("pin-policy-hint"), "nothing is known");
}

#[test]
fn the_config_writes_a_demand_as_true_or_false() {
    let policy: Policy = toml::from_str("upper = true\nlower = false").expect("a policy");
    assert_eq!((policy.upper, policy.lower), (Demand::Always, Demand::Never), "as the file says");
    let written = serde_json::to_value(Policy::default()).expect("JSON");
    assert_eq!(written["upper"], true, "the default is shown as what it usually does");
}

#[test]
fn what_other_programs_could_not_type_again_is_refused() {
    assert_eq!(broken("Mậtkhẩu12", Limits::default()), ["not-ascii"], "a Vietnamese keyboard left on");
    assert_eq!(broken("Sen4\tHoaX", Limits::default()), ["control-character"], "a tab");
    assert_eq!(broken("Sen4HoaX ", Limits::default()), ["blanks"], "a trailing blank");
    let latin = Secret::copy_of(b"Sen4Ho\xe0XX");
    assert_eq!(
        Policy::default().violations(&latin, None, Limits::default()),
        [Violation::NotUtf8],
        "PKCS#11 wants UTF-8"
    );
}

#[test]
fn the_old_pin_again_is_refused_and_the_error_holds_no_character_of_it() {
    let (old, new) = (Secret::copy_of(b"Sen4HoaXanh"), Secret::copy_of(b"Sen4HoaXanh"));
    let error = Policy::default().check(&new, Some(&old), Limits::default()).expect_err("same as old");
    assert_eq!(error.violations, [Violation::SameAsOld], "equal to the old one");
    assert!(!format!("{error:?} {error}").contains("HoaXanh"), "an error must not show the PIN");
}
