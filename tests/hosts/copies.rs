//! One certificate in several objects, slots and drivers counts once everywhere.

use serde_json::{Value, json};

use super::support::{Certificate, Home, Outcome, RSA_2048, Rig, Script, Token, hex};
use super::tokenctl;

/// It expired five days before the day of the tests.
fn expired() -> Vec<u8> {
    Certificate::of("Nguyễn Văn An").valid("211118000000Z", "261117000000Z").key(&RSA_2048).der()
}

/// Its renewal window is open.
fn ending() -> Vec<u8> {
    Certificate::of("Nguyễn Văn An").valid("220118000000Z", "270117000000Z").key(&RSA_2048).der()
}

fn token(serial: &str, der: &[u8], ids: &[u8]) -> Token {
    let token = Token::named(serial).set("serial", serial).key_pair(&[1], "", &RSA_2048);
    ids.iter().fold(token, |token, id| token.certificate(&[*id], "", der))
}

/// Twice on one token, and once on another.
fn rig(der: &[u8]) -> Rig {
    Script::empty().slot(1, token("00000001", der, &[1, 2])).slot(2, token("00000002", der, &[1])).install()
}

fn text(home: &Home, rig: &Rig, words: &[&str]) -> String {
    let mut command = home.process();
    command.args(["--at", "2026-11-22", "--lang", "en", "--module"]).arg(rig.module()).args(words);
    String::from_utf8(Outcome::of(&mut command).stdout).expect("UTF-8")
}

#[test]
fn a_certificate_in_several_places_counts_once_and_all_places_are_told() {
    let (home, rig) = (Home::new(), rig(&expired()));
    let report = tokenctl(&home, &rig, &["inventory"]).json();
    let sum = &report["summary"];
    assert_eq!((&sum["certificates"], &sum["expired"], &sum["tokens"]), (&json!(1), &json!(1), &json!(2)), "{sum}");
    let objects =
        || report["tokens"].as_array().unwrap().iter().flat_map(|one| one["certificates"].as_array().unwrap());
    assert_eq!(objects().count(), 3, "each object is listed");
    let told: Vec<&Value> = objects().filter_map(|one| one.get("also_at")).collect();
    let place = |serial: &str, id: &str, slot: u64| {
        json!({
            "driver": rig.module(), "slot": slot, "serial": serial, "id": id, "label": null
        })
    };
    assert_eq!(told, [&json!([place("00000001", "02", 1), place("00000002", "01", 2)])], "at the first of them");
    let problems = report["tokens"][0]["problems"].as_array().unwrap();
    assert_eq!(problems.iter().filter(|one| one["code"] == "certificate-expired").count(), 1, "{problems:?}");
    let line = text(&home, &rig, &["check", "--nagios"]);
    assert!(line.contains("certificates=1 expired=1;"), "{line}");
    let list = text(&home, &rig, &["cert", "list"]);
    assert_eq!(list.matches("Nguyễn Văn An").count(), 1, "{list}");
    assert!(list.contains("also on 00000001, slot 1, ID 02"), "{list}");
    assert!(list.contains("also on 00000002, slot 2, ID 01"), "{list}");
    let metrics = text(&home, &rig, &["--format", "openmetrics", "check"]);
    for family in ["x509_cert_expired{", "x509_cert_not_after{", "x509_cert_not_before{"] {
        let samples: Vec<&str> = metrics.lines().filter(|line| line.starts_with(family)).collect();
        assert_eq!(samples.len(), 1, "a sum over {family} counts certificates: {metrics}");
        assert!(samples[0].contains("token_serial=\"00000001\""), "at its preferred place: {samples:?}");
    }
    let check = text(&home, &rig, &["check"]);
    assert_eq!(
        check.matches("Nguyễn Văn An").count(),
        3,
        "expired once, and for each token that its key is copied: {check}"
    );
}

#[test]
fn a_certificate_in_several_places_is_one_row_of_a_form_and_one_line_of_the_plan() {
    let home = Home::new();
    for (der, word, number) in [(expired(), "new", "01"), (ending(), "renewal", "04")] {
        let rig = rig(&der);
        let plan = tokenctl(&home, &rig, &["plan"]).json();
        assert_eq!(plan["items"].as_array().map(Vec::len), Some(1), "{plan}");
        assert_eq!(plan["items"][0]["also_at"].as_array().map(Vec::len), Some(2), "{plan}");
        assert_eq!(plan["summary"]["certificates"], 1, "{plan}");
        let form = tokenctl(&home, &rig, &["request", word, "--for-organisations=false"]);
        let form = if form.status == 0 { form } else { tokenctl(&home, &rig, &["request", word]) }.json();
        assert_eq!(
            (&form["form"]["number"], form["rows"].as_array().map(Vec::len)),
            (&json!(number), Some(1)),
            "{form}"
        );
        let numbers = tokenctl(&home, &rig, &["report"]).json();
        assert_eq!(numbers["total"]["seen"], 1, "{numbers}");
    }
}

#[test]
fn each_locked_device_of_one_certificate_is_recovered() {
    let home = Home::new();
    let der = ending();
    let locked = |serial| token(serial, &der, &[1]).left("user_pin", 0);
    let rig = Script::empty().slot(1, locked("00000001")).slot(2, locked("00000002")).install();
    let form = tokenctl(&home, &rig, &["request", "recovery"]).json();
    assert_eq!(form["rows"].as_array().map(Vec::len), Some(2), "a device each: {form}");
    let rig = Script::empty().slot(1, token("00000001", &der, &[1])).slot(2, locked("00000002")).install();
    let form = tokenctl(&home, &rig, &["request", "recovery"]).json();
    assert_eq!(form["rows"].as_array().map(Vec::len), Some(1), "the locked one: {form}");
    let plan = tokenctl(&home, &rig, &["plan"]).json();
    let items = plan["items"].as_array().unwrap();
    let recovered = items.iter().find(|item| item["action"] == "recover").expect("the locked device is there");
    assert_eq!(recovered["token"]["serial"], "00000002", "{recovered}");
}

#[test]
fn objects_without_a_value_are_no_copies_of_each_other() {
    let home = Home::new();
    let empty = |id: u8| super::support::Object::certificate(&[id], "", &[]).attribute("CKA_VALUE", hex(&[]));
    let token = Token::named("leer").set("serial", "7").object(empty(1)).object(empty(2));
    let rig = Script::empty().slot(1, token).install();
    let report = tokenctl(&home, &rig, &["inventory"]).json();
    assert_eq!(report["summary"]["certificates"], 2, "{report}");
}
