//! The counters used in all other tests match those that the cards report to any client.

use super::support::{CardKind, Cards, UnblockStyle, run};

/// Selects the application.
const PIV: &str = "00:A4:04:00:0B:A0:00:00:03:08:00:00:10:00:01:00";
const OPENPGP: &str = "00:A4:04:00:06:D2:76:00:01:24:01";

#[test]
fn the_counters_beside_the_cards_are_what_the_cards_say() {
    let cards = Cards::new(&[CardKind::Piv, CardKind::OpenPgp], UnblockStyle::Default);
    let tell = |step: &str, piv: (u8, u8), openpgp: (u8, u8)| {
        let counters: Vec<_> = cards.counters().into_iter().map(|card| (card.user, card.other)).collect();
        assert_eq!(counters, [piv, openpgp], "{step}: beside the cards");
        let (_, status) = cards.answer(0, PIV, "00:20:00:80");
        assert_eq!(status, format!("63C{}", piv.0), "{step}: an empty VERIFY of the PIV card");
        let (data, status) = cards.answer(1, OPENPGP, "00:CA:00:C4:00");
        let tries = data.get(4..7).map(|tries| (tries[0], tries[2]));
        assert_eq!((status.as_str(), tries), ("9000", Some(openpgp)), "{step}: the PW status bytes: {data:02X?}");
    };
    tell("new cards", (3, 3), (3, 3));
    for (card, select, wrong, status) in [
        (0, PIV, "00:20:00:80:08:39:39:39:39:39:39:FF:FF", "63C2"),
        (0, PIV, "00:2C:00:80:10:39:39:39:39:39:39:39:39:31:32:33:34:35:36:FF:FF", "63C2"),
        (1, OPENPGP, "00:20:00:82:06:39:39:39:39:39:39", "63C2"),
        (1, OPENPGP, "00:20:00:83:08:39:39:39:39:39:39:39:39", "63C2"),
    ] {
        assert_eq!(cards.answer(card, select, wrong).1, status, "card {card}: a wrong one costs a try");
    }
    tell("one wrong try of each", (2, 2), (2, 2));
    let presented: Vec<_> = cards.counters().into_iter().map(|card| card.presented).collect();
    let expected = [["20-0080-63C2", "2C-0080-63C2"], ["20-0082-63C2", "20-0083-63C2"]];
    assert_eq!(presented, expected, "every command with a PIN is on record, and no other");
}

#[test]
fn the_judge_sees_both_cards_and_its_login_is_one_command() {
    let cards = Cards::new(&[CardKind::Piv, CardKind::OpenPgp], UnblockStyle::Default);
    let listing = String::from_utf8(run(cards.pkcs11_tool().arg("-L")).stdout).expect("text");
    for label in [super::desk::PIV, "OpenPGP card (User PIN)", "OpenPGP card (User PIN (sig))"] {
        assert!(listing.contains(label), "{label}: {listing}");
    }
    let login =
        run(cards.pkcs11_tool().args(["--token-label", super::desk::PIV, "--login", "--pin", Cards::PIN, "-O"]));
    assert!(login.status.success(), "{login:?}");
    let presented: Vec<_> = cards.counters().into_iter().map(|card| card.presented).collect();
    assert_eq!(presented, [vec!["20-0080-9000".to_owned()], Vec::new()], "one VERIFY, to one card");
}
