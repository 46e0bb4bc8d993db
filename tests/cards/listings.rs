//! Commands that only read or plan use no try.

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
    // OpenSC names the token after its certificate once there is one, and cuts that name.
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

#[test]
fn doctor_names_each_reader_and_the_driver_that_reads_its_card() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let run = desk.run(&["doctor"]);
    assert_eq!((run.presented.len(), run.left), (0, (3, 3)), "nothing is sent: {}", run.said);
    let findings = run.report["findings"].as_array().expect("findings");
    let of = |code: &str| findings.iter().filter(|one| one["code"] == code).cloned().collect::<Vec<_>>();
    assert_eq!(of("smart-card-service")[0]["severity"], serde_json::Value::Null, "{}", run.said);
    let cards = of("card");
    assert_eq!(cards.len(), 2, "{}", run.said);
    for card in cards {
        let what = card["what"].as_str().expect("a sentence");
        assert!(card["severity"].is_null() && what.contains("the card is read by"), "{card}");
        assert!(what.contains(&Cards::module().display().to_string()), "{card}");
    }
    // A driver for something else: none recognises the cards, and both are reported.
    let mut command = desk.home.process();
    let stranger = super::support::Script::tokens(1).install();
    command.args(["doctor", "--batch", "--format", "json", "--lang", "en", "--module"]).arg(stranger.module());
    let outcome = super::support::Outcome::of(command.envs(desk.cards.environment()));
    let report = outcome.expect_status(1, "cards that no driver knows").json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let unknown: Vec<_> = findings.filter(|one| one["code"] == "card").collect();
    assert_eq!(unknown.len(), 2, "{report:#}");
    for card in unknown {
        assert_eq!(card["severity"], "warning", "{card}");
        assert!(card["remedy"].as_str().is_some_and(|remedy| remedy.contains("--module")), "{card}");
    }
}
