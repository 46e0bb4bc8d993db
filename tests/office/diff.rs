//! `diff`: what changed between two inventories, and nothing that did not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::{Desk, csv, earlier, token};

fn at(mut inventory: Value, when: &str) -> Value {
    inventory["generated_at"] = json!(when);
    for one in inventory["tokens"].as_array_mut().expect("tokens") {
        one["read_at"] = json!(when);
    }
    inventory
}

fn diff(old: &Value, new: &Value) -> (i32, Value) {
    let desk = Desk::empty();
    desk.write("old.json", old.to_string().as_bytes());
    desk.write("new/1.json", new.to_string().as_bytes());
    let outcome = desk.run(&["diff", "old.json", "new", "--format", "json"]);
    (outcome.status, outcome.json())
}

fn kinds(document: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(document["summary"].clone()).expect("counts")
}

#[test]
fn other_slots_readers_drivers_and_another_order_are_no_change() {
    let old = at(earlier(), "2026-11-20T01:00:00Z");
    let mut new = at(earlier(), "2026-11-22T01:00:00Z");
    let tokens = new["tokens"].as_array_mut().expect("tokens");
    tokens.reverse();
    for (slot, one) in tokens.iter_mut().enumerate() {
        one["slot"] = json!(slot);
        one["reader"] = json!(format!("another reader {slot}"));
        one["driver"] = json!("/opt/other.so");
    }
    let (status, document) = diff(&old, &new);
    assert_eq!((status, &document["changes"]), (0, &json!([])), "the same tokens");
}

#[test]
fn each_change_is_told_once_with_what_it_means() {
    let old = at(earlier(), "2026-11-01T01:00:00Z");
    let mut new = at(earlier(), "2026-11-22T01:00:00Z");
    // Renewed with the same key, and its PIN locked.
    let renewed = token(&mut new, "10240113");
    renewed["user_pin"]["state"] = json!("locked");
    renewed["certificates"][0]["sha256"] = json!("aa".repeat(32));
    renewed["certificates"][0]["serial_number"] = json!("0a0b");
    // Reissued for another key.
    let anew = token(&mut new, "10241130");
    anew["certificates"][0]["sha256"] = json!("bb".repeat(32));
    anew["certificates"][0]["key"]["spki_sha256"] = json!("cc".repeat(32));
    // Gone, replaced by another one.
    let other = token(&mut new, "10242147");
    other["serial"] = json!("99999999");
    other["certificates"] = json!([]);
    other["keys"] = json!([]);
    // It expired meanwhile.
    let (mut old, ended) = (old, "2026-11-15T00:00:00Z");
    for side in [&mut old, &mut new] {
        token(side, "10252317")["certificates"][0]["not_after"] = json!(ended);
    }
    let (status, document) = diff(&old, &new);
    assert_eq!(status, 10, "{document}");
    let found = kinds(&document);
    for kind in ["renewed-same-key", "renewed-new-key", "pin-worse", "token-gone", "token-new", "certificate-expired"] {
        assert_eq!(found.get(kind), Some(&1), "{kind}: {}", document["changes"]);
    }
    assert_eq!(found.values().sum::<u64>(), 6, "and nothing else: {}", document["changes"]);
    let worse = document["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == "pin-worse");
    let worse = worse.expect("told");
    assert_eq!((&worse["before"], &worse["after"]), (&json!("ok"), &json!("locked")));
    // In words, and as rows.
    let desk = Desk::empty();
    desk.write("old.json", old.to_string().as_bytes());
    desk.write("new.json", new.to_string().as_bytes());
    let shown = desk.run(&["diff", "old.json", "new.json", "--lang", "vi"]).expect_status(10, "in Vietnamese");
    for said in ["đã hết hạn trong thời gian này: 1", "cùng khóa: 1", "Mẫu số 06", "ĐÃ KHÓA"] {
        assert!(shown.text().contains(said), "{said}: {}", shown.text());
    }
    let rows = csv(&desk.run(&["diff", "old.json", "new.json", "--format", "csv"]).stdout);
    assert_eq!(rows.len(), 7, "one row a change");
    assert_eq!(rows[0][0], "kind");
}

#[test]
fn a_clone_is_a_change_and_a_problem_of_check() {
    let old = at(earlier(), "2026-11-01T01:00:00Z");
    let mut new = at(earlier(), "2026-11-22T01:00:00Z");
    let certificate = token(&mut new, "10240113")["certificates"][0].clone();
    let mut copy = token(&mut new, "10240113").clone();
    copy["serial"] = json!("66666666");
    copy["slot"] = json!(4242);
    copy["certificates"] = json!([certificate]);
    new["tokens"].as_array_mut().expect("tokens").push(copy);
    let (status, document) = diff(&old, &new);
    assert_eq!((status, kinds(&document).get("clone-appeared")), (10, Some(&1)), "{}", document["changes"]);
    let (_, again) = diff(&new, &new);
    assert_eq!(again["changes"], json!([]), "one that was known before did not appear");
    // The same token in two readings that spell its serial differently.
    let mut spelt = new.clone();
    token(&mut spelt, "10240113")["serial"] = json!("66666666 ");
    assert_eq!(kinds(&diff(&old, &spelt).1).get("clone-appeared"), None, "one token is no copy of itself");
    let desk = Desk::with(&new);
    let checked = desk.run(&["check", "--from", "inventory.json", "--format", "json"]).json();
    let copies = |serial: &str| {
        let tokens = checked["tokens"].as_array().expect("tokens").clone();
        let one = tokens.into_iter().find(|one| one["serial"] == serial).expect("the token");
        let problems = one["problems"].as_array().expect("problems").clone();
        problems.into_iter().find(|problem| problem["code"] == "key-on-several-tokens")
    };
    let (first, second) = (copies("10240113").expect("told"), copies("66666666").expect("told of both"));
    assert_eq!(first["details"]["tokens"], "66666666");
    assert_eq!((&second["details"]["tokens"], &second["severity"]), (&json!("10240113"), &json!("warning")));
    let clean = Desk::with(&old).run(&["check", "--from", "inventory.json", "--format", "json"]);
    assert!(!clean.text().contains("key-on-several-tokens"), "and of nothing else");
}

#[test]
fn a_side_that_cannot_be_read_is_an_error_and_a_broken_file_of_several_status_1() {
    let desk = Desk::with(&earlier());
    desk.write("both/1.json", earlier().to_string().as_bytes());
    desk.write("both/2.json", b"[[");
    desk.run(&["diff", "inventory.json", "nowhere.json"]).expect_status(3, "no such file");
    desk.run(&["diff", "inventory.json"]).expect_status(2, "one side only");
    let outcome = desk.run(&["diff", "inventory.json", "both", "--format", "json"]);
    assert_eq!((outcome.status, &outcome.json()["unread"][0]["file"]), (1, &json!("both/2.json")));
}

/// The kinds of change from one inventory to another.
fn kinds_of(old: &Value, new: &Value) -> Vec<String> {
    kinds(&diff(old, new).1).into_keys().collect()
}

/// The demo's inventory with these tokens only.
fn only(when: &str, serials: &[&str]) -> Value {
    let mut inventory = at(earlier(), when);
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    tokens.retain(|token| serials.iter().any(|serial| token["serial"] == *serial));
    inventory
}

/// The same inventory after its driver failed.
fn failed(mut inventory: Value, status: &str, slot: Option<u64>) -> Value {
    let failure = json!({
        "kind": "call-failed", "call": "C_Initialize", "slot": slot, "ckr": "CKR_GENERAL_ERROR", "signal": null,
        "seconds": null, "message": "C_Initialize failed with CKR_GENERAL_ERROR"
    });
    let driver = &mut inventory["drivers"][0];
    driver["status"] = json!(status);
    match slot {
        Some(_) => driver["slot_failures"] = json!([failure]),
        None => driver["failure"] = failure,
    }
    inventory
}

#[test]
fn nothing_is_told_of_tokens_whose_driver_failed_but_that() {
    let old = at(earlier(), "2026-11-20T01:00:00Z");
    let mut none = failed(at(earlier(), "2026-11-22T01:00:00Z"), "failed", None);
    none["tokens"] = json!([]);
    let path = none["drivers"][0]["path"].as_str().expect("a path").to_owned();
    let (status, document) = diff(&old, &none);
    assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["token-unread"], "none of them is lost: {document}");
    assert_eq!((status, &document["unread_drivers"][0]["driver"]), (1, &json!(path)), "the driver is named");
    assert_eq!(document["unread_drivers"][0]["failure"]["ckr"], "CKR_GENERAL_ERROR", "and why");

    // In part: the others are compared, and a change demands its own status.
    let mut part = failed(only("2026-11-22T01:00:00Z", &["10240113", "10241130"]), "partial", Some(4));
    let both = only("2026-11-20T01:00:00Z", &["10240113", "10241130", "10242147"]);
    assert_eq!((diff(&both, &part).0, kinds_of(&both, &part)), (1, vec!["token-unread".to_owned()]), "in part");
    token(&mut part, "10241130")["user_pin"]["state"] = json!("locked");
    assert_eq!((diff(&both, &part).0, kinds_of(&both, &part).len()), (10, 2), "a change is told beside it");

    // Another driver that saw the token and was read misses it.
    let mut seen = both.clone();
    token(&mut seen, "10242147")["also_seen_by"] = json!([{"driver": "/opt/other.so", "slot": 1}]);
    let mut other = part["drivers"][0].clone();
    (other["path"], other["status"], other["slot_failures"]) = (json!("/opt/other.so"), json!("ok"), json!([]));
    part["drivers"].as_array_mut().expect("drivers").push(other);
    assert!(kinds_of(&seen, &part).contains(&"token-gone".to_owned()), "nothing says that it is there");

    // A slot of it may be the token that is missing.
    let mut nameless = only("2026-11-22T01:00:00Z", &["10241130"]);
    token(&mut nameless, "10241130")["problems"] = json!([{
        "code": "slot-failed", "severity": "critical", "subject": null, "details": {}, "message": "a slot could not be read"
    }]);
    token(&mut nameless, "10241130")["serial"] = json!(null);
    nameless["tokens"][0]["certificates"] = json!([]);
    nameless["tokens"][0]["keys"] = json!([]);
    let one = only("2026-11-20T01:00:00Z", &["10240113"]);
    assert_eq!(kinds_of(&one, &nameless), ["token-new", "token-unread"], "it may be this one");

    // In words, and where nothing changed in what was read.
    let desk = Desk::empty();
    desk.write("old.json", old.to_string().as_bytes());
    desk.write("none.json", none.to_string().as_bytes());
    let shown = desk.run(&["diff", "old.json", "none.json"]).expect_status(1, "nothing read");
    assert!(!shown.text().contains("lost"), "{}", shown.text());
    for said in ["its driver failed", "libsofthsm2.so: "] {
        assert!(shown.text().contains(said), "{said}: {}", shown.text());
    }
    let again = desk.run(&["diff", "none.json", "none.json"]).expect_status(1, "nothing was read");
    assert!(again.text().starts_with("Nothing changed in what was read\n"), "{}", again.text());
    let back = desk.run(&["diff", "none.json", "old.json"]).expect_status(10, "they were read now");
    assert!(back.text().contains("When the older inventory was made, libsofthsm2.so"), "{}", back.text());
    let (_, document) = diff(&none, &old);
    assert_eq!(document["formerly_unread_drivers"][0]["driver"], json!(path), "the older side's");
    assert_eq!(document["unread_drivers"], json!(null), "the newer side was read");
    for outcome in [&shown, &again] {
        let said = &outcome.stderr;
        assert!(said.contains(&path) && said.contains("could not be read completely"), "{said}");
    }
}

/// The driver of an inventory under another path.
fn under(mut inventory: Value, path: &str) -> Value {
    inventory["drivers"][0]["path"] = json!(path);
    for one in inventory["tokens"].as_array_mut().expect("tokens") {
        one["driver"] = json!(path);
    }
    inventory
}

#[test]
fn a_token_that_was_not_plugged_in_is_gone_only_if_its_driver_was_read() {
    let (own, other) = (["10240113"], ["10240113", "10241130"]);
    let old = under(only("2026-11-20T01:00:00Z", &other), "/opt/libvendor.so");
    let new = || under(only("2026-11-22T01:00:00Z", &own), "/opt/libvendor.so");
    assert_eq!(kinds_of(&old, &new()), ["token-gone"], "read well, and not there");
    let same = |library: &Value| {
        let mut moved = under(new(), "/usr/lib/libvendor.so");
        moved["drivers"][0]["library"] = library.clone();
        moved
    };
    assert_eq!(kinds_of(&old, &same(&old["drivers"][0]["library"])), ["token-gone"], "the same library elsewhere");
    assert_eq!(kinds_of(&old, &same(&json!("Another"))), ["token-unread"], "another one of this name");

    // Found and not in use, or not asked at all.
    let mut unused = new();
    (unused["drivers"][0]["status"], unused["tokens"]) = (json!("unused"), json!([]));
    let asked = under(new(), "/opt/another.so");
    for (what, new) in [("unused", &unused), ("not asked", &asked)] {
        let (status, document) = diff(&old, new);
        assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["token-unread"], "{what}: {document}");
        assert_eq!((status, &document["unused_drivers"]), (1, &json!(["/opt/libvendor.so"])), "{what}: it is named");
        assert_eq!(report_since(&old, new)["gone"], json!([]), "{what}: nor does the report count them");
        let desk = Desk::empty();
        desk.write("old.json", old.to_string().as_bytes());
        desk.write("new.json", new.to_string().as_bytes());
        let shown = desk.run(&["diff", "old.json", "new.json"]).expect_status(1, "not all was read");
        assert!(!shown.text().contains("lost"), "{what}: {}", shown.text());
        assert!(shown.text().contains("libvendor.so was not used this time"), "{what}: {}", shown.text());
        assert!(shown.stderr.contains("/opt/libvendor.so was not used this time"), "{what}: {}", shown.stderr);
    }
    // One that is not in use and had no token is not reported.
    let mut idle = new();
    let mut driver = idle["drivers"][0].clone();
    (driver["path"], driver["status"]) = (json!("/opt/idle.so"), json!("unused"));
    idle["drivers"].as_array_mut().expect("drivers").push(driver);
    let (status, document) = diff(&old, &idle);
    assert_eq!((status, &document["unused_drivers"]), (10, &json!(null)), "{document}");
    assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["token-gone"], "{document}");
}

#[test]
fn a_token_that_a_file_may_name_which_could_not_be_read_is_not_gone() {
    let old = only("2026-11-20T01:00:00Z", &["10240113", "10241130"]);
    let new = only("2026-11-22T01:00:00Z", &["10240113"]);
    let desk = Desk::empty();
    desk.write("old.json", old.to_string().as_bytes());
    desk.write("new/1.json", new.to_string().as_bytes());
    desk.write("new/2.json", b"[[");
    let outcome = desk.run(&["diff", "old.json", "new", "--format", "json"]).expect_status(1, "a file is broken");
    let document = outcome.json();
    assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["token-unread"], "{document}");
    assert_eq!(document["unused_drivers"], json!(null), "the driver is well");
    // The file was missing when the newer inventory was merged.
    let mut merged = new;
    merged["unread"] = json!([{ "file": "2.json", "code": "saved-malformed" }]);
    let (_, document) = diff(&old, &merged);
    assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["token-unread"], "{document}");
    assert_eq!(report_since(&old, &merged)["gone"], json!([]), "nor does the report count it");
}

#[test]
fn a_certificate_is_not_moved_from_a_token_that_could_not_be_read() {
    let old = only("2026-11-20T01:00:00Z", &["10240113", "10241130"]);
    let mut new = failed(only("2026-11-22T01:00:00Z", &["10241130"]), "partial", Some(4));
    let moved = token(&mut old.clone(), "10240113")["certificates"][0].clone();
    token(&mut new, "10241130")["certificates"].as_array_mut().expect("a list").push(moved);
    let (status, document) = diff(&old, &new);
    let found: Vec<String> = kinds(&document).into_keys().collect();
    assert_eq!((status, found.join(" ")), (10, "certificate-new holder-changed token-unread".to_owned()), "{document}");
    let fresh = document["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == "certificate-new");
    assert_eq!(fresh.expect("told")["token"]["serial"], "10241130", "where it was not: {document}");
    let changes = report_since(&old, &new);
    for list in ["moved", "new", "gone"] {
        assert_eq!(changes[list], json!([]), "{list}: it was issued long ago, and nobody knows what is left");
    }
    // Nor is its key said to be gone, which may still be where it was.
    for certificate in token(&mut new, "10241130")["certificates"].as_array_mut().expect("a list") {
        certificate["private_key"] = json!("absent");
    }
    token(&mut new, "10241130")["keys"] = json!([]);
    let gone = diff(&old, &new).1["changes"].as_array().expect("changes").clone();
    let gone: Vec<&Value> = gone.iter().filter(|one| one["kind"] == "key-gone").collect();
    assert!(gone.iter().all(|one| one["holder"] != "Nguyễn Thị Minh Hạnh"), "{gone:?}");
    // With the driver read, it was.
    new["drivers"][0]["status"] = json!("ok");
    new["drivers"][0]["slot_failures"] = json!([]);
    assert!(kinds_of(&old, &new).contains(&"certificate-moved".to_owned()), "then it is moved");
}

#[test]
fn tokens_without_a_serial_that_tells_are_one_only_by_their_certificates_and_keys() {
    for serial in [json!("0000"), json!(" "), json!("123"), json!(null)] {
        let bare = |when: &str, own: &str| {
            let mut inventory = only(when, &[own]);
            let one = &mut inventory["tokens"][0];
            one["serial"] = serial.clone();
            one["label"] = json!("VGCA Token");
            inventory
        };
        let (one, other) = (bare("2026-11-20T01:00:00Z", "10240113"), bare("2026-11-22T01:00:00Z", "10242147"));
        assert_eq!(kinds_of(&one, &other), ["token-gone", "token-new"], "{serial}: two people's tokens");
        let mut renewed = bare("2026-11-22T01:00:00Z", "10240113");
        renewed["tokens"][0]["certificates"][0]["sha256"] = json!("aa".repeat(32));
        assert_eq!(kinds_of(&one, &renewed), ["renewed-same-key"], "{serial}: a common key");
        let mut locked = bare("2026-11-22T01:00:00Z", "10240113");
        locked["tokens"][0]["user_pin"]["state"] = json!("locked");
        assert_eq!(kinds_of(&one, &locked), ["pin-worse"], "{serial}: a common certificate");
        let mut empty = bare("2026-11-22T01:00:00Z", "10240113");
        (empty["tokens"][0]["certificates"], empty["tokens"][0]["keys"]) = (json!([]), json!([]));
        assert_eq!(kinds_of(&empty, &empty), [""; 0], "{serial}: with nothing on it, the same as itself");
        assert_eq!(kinds_of(&one, &empty), ["token-gone", "token-new"], "{serial}: nothing in common");
    }
}

#[test]
fn a_certificate_that_is_gone_is_told_beside_its_own_holder() {
    let old = only("2026-11-20T01:00:00Z", &["10240113"]);
    let mut empty = only("2026-11-22T01:00:00Z", &["10240113"]);
    (empty["tokens"][0]["certificates"], empty["tokens"][0]["holder"]) = (json!([]), json!(null));
    let mut given = empty.clone();
    given["tokens"][0]["holder"] = json!("Trần Đức Thắng");
    for new in [empty, given] {
        let (_, document) = diff(&old, &new);
        let gone =
            document["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == "certificate-gone");
        assert_eq!(gone.expect("told")["holder"], "Nguyễn Thị Minh Hạnh", "{document}");
    }
}

#[test]
fn a_serial_in_another_case_or_with_blanks_is_the_same_token() {
    let spelt = |when: &str, serial: &str| {
        let mut inventory = only(when, &["10240113"]);
        inventory["tokens"][0]["serial"] = json!(serial);
        inventory
    };
    let old = spelt("2026-11-20T01:00:00Z", "ab10240113");
    for serial in ["AB10240113", "ab10240113  "] {
        let mut new = spelt("2026-11-22T01:00:00Z", serial);
        assert_eq!(kinds_of(&old, &new), [""; 0], "{serial:?}: by its certificate");
        new["tokens"][0]["certificates"][0]["sha256"] = json!("aa".repeat(32));
        new["tokens"][0]["certificates"][0]["key"]["spki_sha256"] = json!("bb".repeat(32));
        assert_eq!(kinds_of(&old, &new), ["renewed-new-key"], "{serial:?}: by its serial");
    }
}

#[test]
fn what_could_not_be_read_was_not_deleted() {
    let old = only("2026-11-20T01:00:00Z", &["10240113"]);
    for code in ["object-unreadable", "slot-failed"] {
        let mut new = only("2026-11-22T01:00:00Z", &["10240113"]);
        let one = &mut new["tokens"][0];
        one["problems"] = json!([{
            "code": code, "severity": "warning", "subject": null, "details": {}, "message": "it could not be read"
        }]);
        one["certificates"][0]["private_key"] = json!("absent");
        assert_eq!(kinds_of(&old, &new), [""; 0], "{code}: nor is its key gone");
        new["tokens"][0]["certificates"] = json!([]);
        let (status, document) = diff(&old, &new);
        assert_eq!(kinds(&document).into_keys().collect::<Vec<_>>(), ["certificate-unread"], "{code}");
        assert_eq!((status, &document["changes"][0]["holder"]), (1, &json!("Nguyễn Thị Minh Hạnh")), "{code}");
        assert_eq!(report_since(&old, &new)["gone"], json!([]), "{code}: nor does the report count it");
    }
}

#[test]
fn another_spelling_of_a_name_is_no_other_holder() {
    let old = only("2026-11-20T01:00:00Z", &["10240113"]);
    let spelt = |name: &str, key: &str| {
        let mut new = only("2026-11-22T01:00:00Z", &["10240113"]);
        let one = &mut new["tokens"][0];
        one["holder"] = json!(name);
        let certificate = &mut one["certificates"][0];
        certificate["sha256"] = json!("aa".repeat(32));
        certificate["subject"]["common_name"] = json!(name);
        if !key.is_empty() {
            certificate["key"]["spki_sha256"] = json!(key.repeat(32));
        }
        new
    };
    let decomposed = "Nguye\u{302}\u{303}n Thi\u{323} Minh Ha\u{323}nh";
    for name in ["NGUYỄN THỊ MINH HẠNH", decomposed, "Nguyễn  Thị Minh Hạnh"] {
        assert_eq!(kinds_of(&old, &spelt(name, "")), ["renewed-same-key"], "{name}");
        assert_eq!(kinds_of(&old, &spelt(name, "bb")), ["renewed-new-key"], "{name}");
    }
    assert_eq!(
        kinds_of(&old, &spelt("Nguyễn Thị Minh Hanh", "")),
        ["holder-changed", "renewed-same-key"],
        "another name is another person's"
    );
}

fn report_since(old: &Value, new: &Value) -> Value {
    let desk = Desk::empty();
    desk.write("old.json", old.to_string().as_bytes());
    desk.write("new.json", new.to_string().as_bytes());
    let words = ["report", "--from", "new.json", "--since", "old.json", "--format", "json"];
    desk.run(&words).expect_status(i32::from(new["unread"].is_array()), "a report").json()["changes"].clone()
}

type Set = std::collections::BTreeSet<String>;

/// The texts at one pointer in each change of these kinds.
fn of_diff(document: &Value, kinds: &[&str], place: &str) -> Set {
    let changes = document["changes"].as_array().expect("changes").iter();
    let meant = changes.filter(|one| kinds.contains(&one["kind"].as_str().expect("a kind")));
    meant.map(|one| one.pointer(place).and_then(Value::as_str).unwrap_or("–").to_owned()).collect()
}

/// The same for lists of the report, with the serials of the tokens.
fn of_report(changes: &Value, lists: &[&str], place: &str) -> std::collections::BTreeMap<String, String> {
    let all = lists.iter().flat_map(|list| changes[*list].as_array().expect("a list"));
    let text = |one: &Value, place: &str| one.pointer(place).and_then(Value::as_str).unwrap_or("–").to_owned();
    all.map(|one| (text(one, place), text(one, "/token/serial"))).collect()
}

fn is_the_same(old: &Value, new: &Value, what: &str) -> (Value, Value) {
    let (_, found) = diff(old, new);
    let changes = report_since(old, new);
    let keys = |map: std::collections::BTreeMap<String, String>| map.into_keys().collect::<Set>();
    let serial = "/certificate/serial_number";
    assert_eq!(
        of_diff(&found, &["renewed-same-key"], "/after"),
        keys(of_report(&changes, &["renewed", "reissued_same_key"], serial)),
        "{what}: renewed"
    );
    assert_eq!(
        of_diff(&found, &["certificate-moved"], "/token/serial"),
        of_report(&changes, &["moved"], serial).into_values().collect::<Set>(),
        "{what}: moved"
    );
    // What came or went with its token is reported only for the token.
    let fresh = of_diff(&found, &["certificate-new", "renewed-new-key"], "/after");
    let tokens = of_diff(&found, &["token-new"], "/token/serial");
    let all = of_report(&changes, &["new"], serial);
    let of_old_tokens = all.into_iter().filter(|(_, token)| !tokens.contains(token)).map(|(serial, _)| serial);
    assert_eq!(fresh, of_old_tokens.collect::<Set>(), "{what}: new");
    let gone = of_diff(&found, &["certificate-gone", "renewed-same-key", "renewed-new-key"], "/before");
    let tokens = of_diff(&found, &["token-gone"], "/token/serial");
    for (serial, token) in of_report(&changes, &["gone"], serial) {
        assert!(gone.contains(&serial) || tokens.contains(&token), "{what}: {serial} of {token} is gone: {found}");
    }
    for serial in of_diff(&found, &["certificate-gone"], "/before") {
        assert!(
            keys(of_report(&changes, &["gone"], "/certificate/serial_number")).contains(&serial),
            "{what}: {serial}"
        );
    }
    let worse = found["changes"].as_array().expect("changes").iter();
    let locked: Set = worse
        .filter(|one| one["kind"] == "pin-worse" && one["after"] == "locked")
        .map(|one| one["token"]["serial"].as_str().expect("a serial").to_owned())
        .collect();
    let newly = changes["newly_locked"].as_array().expect("a list").iter();
    assert_eq!(
        locked,
        newly.map(|one| one["serial"].as_str().expect("a serial").to_owned()).collect(),
        "{what}: locked"
    );
    (found, changes)
}

#[test]
fn diff_and_the_report_since_say_the_same_of_the_same_pair() {
    let old = at(earlier(), "2026-11-01T01:00:00Z");
    let new = || at(earlier(), "2026-11-22T01:00:00Z");
    let anew = |token: &mut Value, hash: &str, serial: &str, key: Option<&str>| {
        token["certificates"][0]["sha256"] = json!(hash.repeat(32));
        token["certificates"][0]["serial_number"] = json!(serial);
        if let Some(key) = key {
            token["certificates"][0]["key"]["spki_sha256"] = json!(key.repeat(32));
        }
    };
    is_the_same(&old, &new(), "nothing changed");

    let mut other_reader = new();
    let one = token(&mut other_reader, "10240113");
    one["reader"] = json!("another reader");
    one["driver"] = json!("/opt/other.so");
    anew(one, "aa", "0a0b", Some("cc"));
    let (found, _) = is_the_same(&old, &other_reader, "a new key, read in another reader");
    assert_eq!(kinds(&found), BTreeMap::from([("renewed-new-key".to_owned(), 1)]), "the same token: {found}");

    let mut moved = new();
    let one = token(&mut moved, "10241130");
    one["serial"] = json!("77777777");
    let (found, _) = is_the_same(&old, &moved, "on another device");
    let told = found["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == "certificate-moved");
    let told = told.unwrap_or_else(|| panic!("moved: {found}"));
    assert_eq!((&told["before"], &told["after"]), (&json!("10241130"), &json!("77777777")), "from where to where");

    let mut unknown = old.clone();
    token(&mut unknown, "10251300")["user_pin"]["state"] = json!("unknown");
    let mut locked = new();
    token(&mut locked, "10251300")["user_pin"]["state"] = json!("locked");
    let (found, _) = is_the_same(&unknown, &locked, "locked, and nothing was known before");
    assert_eq!(kinds(&found), BTreeMap::from([("pin-worse".to_owned(), 1)]), "a lock is told: {found}");

    let mut many = new();
    anew(token(&mut many, "10240113"), "aa", "0a0b", None);
    anew(token(&mut many, "10242147"), "bb", "0b0c", Some("dd"));
    token(&mut many, "10244181")["certificates"].as_array_mut().expect("a list").clear();
    many["tokens"].as_array_mut().expect("tokens").retain(|token| token["serial"] != "10245198");
    token(&mut many, "10252317")["user_pin"]["state"] = json!("locked");
    let (found, changes) = is_the_same(&old, &many, "many at once");
    assert_eq!(changes["gone"].as_array().map(Vec::len), Some(5), "two replaced, two deleted, one away: {changes}");
    assert_eq!(kinds(&found)["certificate-gone"], 2, "{found}");
    // And the other way round.
    is_the_same(&many, &old, "backwards");
}
