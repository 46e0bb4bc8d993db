//! What looks and plans spends nothing.

use super::desk::{Desk, OPENPGP, PIV};
use super::support::{CardKind, Cards, Certificate, UnblockStyle};

const BOTH: [CardKind; 2] = [CardKind::Piv, CardKind::OpenPgp];

#[test]
fn no_listing_and_no_plan_gives_a_card_any_pin() {
    for style in [UnblockStyle::Default, UnblockStyle::SetPinInUnloggedSession, UnblockStyle::InitPinInSoSession] {
        let desk = Desk::new(&BOTH, style);
        desk.cards.certify(0, Certificate::of("Nguyễn Văn An"));
        for words in ["inventory", "token list", "key list", "cert list", "driver list", "pin status", "check"] {
            let run = desk.run(&words.split(' ').collect::<Vec<_>>());
            assert!(matches!(run.status, 0 | 10 | 11), "{style:?}: {words}: {}", run.said);
            assert_eq!((run.presented.len(), run.left), (0, (3, 3)), "{style:?}: {words}: {}", run.said);
        }
        for token in [&desk.label(), OPENPGP] {
            for act in [&["pin", "unlock", "--plan"][..], &["token", "show"]] {
                let run = desk.run(&[act, &["--token", token]].concat());
                run.expect(0, &[], (3, 3), &format!("{style:?}: {act:?} of {token}"));
            }
        }
        desk.home.no_child_left();
    }
}

#[test]
fn an_inventory_has_both_cards_with_the_certificate_and_its_holder() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    desk.cards.certify(0, Certificate::of("Nguyễn Văn An"));
    let run = desk.run(&["inventory"]).expect(0, &[], (3, 3), "an inventory");
    let tokens = run.report["tokens"].as_array().expect("tokens");
    let told: Vec<_> = tokens.iter().map(|token| (token["label"].as_str(), token["holder"].as_str())).collect();
    let holder = Some("Nguyễn Văn An");
    // OpenSC calls the token after its certificate once there is one, and cuts that name.
    assert_eq!(told[0].1, holder, "{}", run.said);
    assert_eq!(told[1..], [(Some(OPENPGP), None), (Some("OpenPGP card (User PIN (sig))"), None)], "{}", run.said);
    let states: Vec<_> = tokens.iter().map(|token| token["so_pin"]["state"].as_str()).collect();
    assert_eq!(states, [Some("unknown"); 3], "OpenSC never tells of a PUK or an admin PIN: {}", run.said);
}

#[test]
fn a_confined_driver_still_reaches_its_cards() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let run = desk.run(&["inventory", "--confine"]).expect(0, &[], (3, 3), "a confined inventory");
    assert_eq!(run.report["summary"]["tokens"], 3, "{}", run.said);
    let verify = ["pin", "verify", "--confine", "--token", PIV];
    desk.run_with(&verify, &[("pin", Cards::PIN)]).expect(0, &["20-0080-9000"], (3, 3), "a confined login");
}
