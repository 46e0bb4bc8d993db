//! What every report concludes alike: which of several certificates of one key is in use, and what the rows of a staff list
//! mean for certificates that are not plainly those of the row.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

const TODAY: &str = "2026-11-27";
const NAME: &str = "Nguyễn Thị Hồng Nhung";

/// A saved inventory and a staff list with the person whose tokens they are.
struct Office(TempDir);

impl Office {
    fn of(tokens: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut inventory = sample();
        (inventory["tokens"], inventory["drivers"]) = (tokens.into(), json!([]));
        std::fs::write(folder.path().join("read.json"), inventory.to_string()).unwrap();
        let staff = format!("Họ và tên,Số hiệu thiết bị\n{NAME},b7bb0da0c5d0a5a1\n");
        std::fs::write(folder.path().join("staff.csv"), staff).unwrap();
        std::fs::write(folder.path().join("config.toml"), "").unwrap();
        Self(folder)
    }

    /// The same with another staff list: rows of name, serial of the token, state, and certificate.
    fn with_staff(tokens: &[Value], rows: &[&str]) -> Self {
        let office = Self::of(tokens);
        let head = "Họ và tên,Đơn vị,Số hiệu thiết bị,Trạng thái,Email công vụ\n";
        std::fs::write(office.0.path().join("staff.csv"), head.to_owned() + &rows.join("\n")).unwrap();
        office
    }

    /// Holder, action, reason and serial of each row of the worklist, in their order.
    fn plan(&self, at: &str) -> Vec<String> {
        let plan = self.with_list(&["plan", "--all"], at);
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let said = |item: &Value| {
            let certificate = &item["certificate"]["serial_number"];
            [&item["holder"], certificate, &item["action"], &item["reason"]].map(text).join(" ")
        };
        let mut found: Vec<String> = plan["items"].as_array().unwrap().iter().map(said).collect();
        found.sort();
        found
    }

    /// Serials of the certificates in the rows of a form.
    fn rows(&self, form: &str, at: &str) -> Vec<String> {
        let (status, said) = self.run(&["request", form, "--roster", "staff.csv", "--format", "json"], at);
        if status == 3 && said.is_empty() {
            return Vec::new();
        }
        let document: Value = serde_json::from_str(&said).unwrap();
        let rows = document["rows"].as_array().unwrap().iter();
        rows.map(|row| row["certificate_serial"]["text"].as_str().unwrap_or("-").to_lowercase()).collect()
    }

    /// The status and standard output.
    fn run(&self, words: &[&str], at: &str) -> (i32, String) {
        let mut command = Command::cargo_bin("tokenctl").unwrap();
        command.current_dir(self.0.path()).env("TOKENCTL_CONFIG", "config.toml").env("LC_ALL", "C.UTF-8");
        let output = command.args(words).args(["--from", "read.json", "--at", at]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    fn document(&self, words: &[&str], at: &str) -> Value {
        let (_, said) = self.run(&[words, &["--format", "json"]].concat(), at);
        serde_json::from_str(&said).unwrap_or_else(|_| panic!("{words:?}: {said}"))
    }

    fn with_list(&self, words: &[&str], at: &str) -> Value {
        self.document(&[words, &["--roster", "staff.csv"]].concat(), at)
    }
}

fn sample() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/inventory/sample.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A token with certificates of its one key, by their dates; the first one's hash begins with 00, the next with 01.
fn token(dates: &[(&str, &str)]) -> Value {
    let mut token = sample()["tokens"][0].clone();
    let certificate = token["certificates"][0].clone();
    let certificates = dates.iter().enumerate().map(|(place, (start, end))| {
        let mut one = certificate.clone();
        one["sha256"] = format!("{place:02x}").repeat(32).into();
        one["serial_number"] = format!("0a{place:02x}").into();
        (one["not_before"], one["not_after"]) = (at(start), at(end));
        one
    });
    token["certificates"] = certificates.collect();
    token["problems"] = json!([]);
    token
}

fn at(day: &str) -> Value {
    format!("{day}T00:00:00Z").into()
}

/// The pairing of each certificate, in the order of its hash.
fn pairings(inventory: &Value) -> Vec<String> {
    let mut found: Vec<(String, String)> = inventory["tokens"][0]["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["sha256"].to_string(), one["pairing"].as_str().unwrap().to_owned()))
        .collect();
    found.sort();
    found.into_iter().map(|(_, pairing)| pairing).collect()
}

fn signing(office: &Office, at: &str) -> Value {
    let person = office.with_list(&["roster", "check"], at)["people"][0].clone();
    json!([person["class"], person["reason"], person["until"]])
}

/// What the officer would file: the actions of the worklist, and the rows of the forms for a new certificate and a renewal.
fn work(office: &Office, at: &str) -> Value {
    let plan = office.with_list(&["plan"], at);
    // Without a row there is no form: status 3.
    let rows = |form| match office.run(&["request", form, "--roster", "staff.csv", "--format", "json"], at) {
        (3, said) if said.is_empty() => 0,
        (_, said) => serde_json::from_str::<Value>(&said).unwrap()["rows"].as_array().unwrap().len(),
    };
    let actions: Vec<&Value> = plan["items"].as_array().unwrap().iter().map(|item| &item["action"]).collect();
    json!([actions, rows("new"), rows("renewal")])
}

/// Certificates valid by date and their people, by the report with a staff list and without one.
fn counted(office: &Office, at: &str) -> Value {
    let [with, without] = [office.with_list(&["report"], at), office.document(&["report"], at)];
    assert_eq!(with["total"]["active"], without["total"]["active"], "with and without a staff list");
    let total = &without["total"];
    json!([total["seen"], total["active"], total["persons"], total["token"], total["expired"]])
}

fn severities(office: &Office, at: &str) -> Vec<(String, String)> {
    let check = office.document(&["check"], at);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let problems = check["tokens"][0]["problems"].as_array().unwrap().clone();
    problems.iter().map(|problem| (text(&problem["code"]), text(&problem["severity"]))).collect()
}

#[test]
fn a_renewal_that_has_not_begun_takes_nothing_from_the_certificate_in_use_and_nothing_is_filed_twice() {
    let office = Office::of(&[token(&[("2022-01-01", "2026-12-20"), ("2026-12-10", "2030-01-01")])]);
    assert_eq!(signing(&office, TODAY), json!(["can-sign", "valid", "2030-01-01"]), "today, and without a gap");
    assert_eq!(work(&office, TODAY), json!([[], 0, 0]), "nothing to file");
    assert_eq!(counted(&office, TODAY), json!([2, 1, 1, 1, 0]), "two seen, one in use, one person");
    assert_eq!(pairings(&office.document(&["inventory"], TODAY)), ["current", "current"], "neither is superseded");
    let expected = [("certificate-not-yet-valid", "warning"), ("certificate-expiring", "note")];
    let expected = expected.map(|(code, severity)| (code.to_owned(), severity.to_owned()));
    assert_eq!(severities(&office, TODAY), expected, "its end is no alarm");
    let plan = office.with_list(&["plan", "--all"], TODAY);
    let mut items: Vec<Value> = plan["items"].as_array().unwrap().clone();
    items.sort_by_key(|item| item["certificate"]["sha256"].to_string());
    let told = |item: &Value| json!([item["action"], item["reason"], item["renewed_from"], item["roster_row"]]);
    assert_eq!(told(&items[0]), json!(["keep", "covered", "2026-12-10", 2]), "with the day of the renewal");
    assert_eq!(told(&items[1]), json!(["keep", "not-yet-valid", null, 2]), "which is the same person's");
    for (language, sentence) in [
        ("en", "its renewal on the token is valid from 2026-12-10"),
        ("vi", "chứng thư gia hạn đã có trên thiết bị, có hiệu lực từ 10/12/2026"),
    ] {
        let (_, table) = office.run(&["plan", "--all", "--lang", language], TODAY);
        assert!(table.contains(sentence), "{table}");
    }
    let shown = office.document(&["cert", "show"], TODAY);
    assert_eq!(shown["tokens"][0]["certificates"][0]["serial_number"], "0a00", "the one in use is meant");
    // The day of the renewal has come.
    assert_eq!(pairings(&office.document(&["inventory"], "2026-12-15")), ["superseded", "current"], "it supersedes");
    assert_eq!(signing(&office, "2026-12-15"), json!(["can-sign", "valid", "2030-01-01"]), "both are valid by date");
    assert_eq!(counted(&office, "2026-12-15"), json!([2, 1, 1, 1, 0]), "still one person");
}

#[test]
fn a_renewal_with_a_gap_before_it_does_not_replace_what_has_to_be_filed() {
    let office = Office::of(&[token(&[("2022-01-01", "2026-12-20"), ("2026-12-22", "2030-01-01")])]);
    assert_eq!(signing(&office, TODAY), json!(["stops-soon", "valid", "2026-12-20"]), "and then not for two days");
    assert_eq!(work(&office, TODAY)[0], json!(["reissue"]), "the window has closed");
}

#[test]
fn an_expired_or_revoked_newer_certificate_takes_nothing_from_the_one_that_is_valid() {
    let expired = token(&[("2022-01-01", "2030-01-01"), ("2024-01-01", "2025-01-01")]);
    let mut revoked = token(&[("2022-01-01", "2030-01-01"), ("2024-01-01", "2031-01-01")]);
    for certificate in revoked["certificates"].as_array_mut().unwrap() {
        let state = if certificate["serial_number"] == "0a01" { "revoked" } else { "effective" };
        certificate["revocation"] = state.into();
    }
    for (what, token) in [("expired", expired), ("revoked", revoked)] {
        let office = Office::of(&[token]);
        assert_eq!(pairings(&office.document(&["inventory"], TODAY)), ["current", "superseded"], "{what}");
        assert_eq!(signing(&office, TODAY), json!(["can-sign", "valid", "2030-01-01"]), "{what}");
        assert_eq!(work(&office, TODAY), json!([[], 0, 0]), "{what}: nothing to file");
        assert_eq!(counted(&office, TODAY), json!([2, 1, 1, 1, 0]), "{what}");
        assert!(severities(&office, TODAY).iter().all(|(_, severity)| severity == "note"), "{what}: no alarm");
    }
}

#[test]
fn a_list_of_tokens_counts_each_certificate_once() {
    let mut token = token(&[("2024-01-01", "2029-01-01"), ("2020-01-01", "2024-01-01")]);
    let mut copy = token["certificates"][0].clone();
    copy["id"] = "02".into();
    token["certificates"].as_array_mut().unwrap().push(copy);
    let office = Office::of(&[token]);
    let (_, table) = office.run(&["token", "list", "--lang", "en"], TODAY);
    let mut lines = table.lines();
    let (before, _) = lines.next().unwrap().split_once("Certificates").unwrap();
    let end = before.chars().count() + "Certificates".len();
    let cell: String = lines.nth(1).unwrap().chars().take(end).skip(end - "Certificates".len()).collect();
    assert_eq!(cell.trim(), "2", "three objects, two certificates: {table}");
    assert_eq!(office.document(&["token", "list"], TODAY)["summary"]["certificates"], 2, "as below the table");
}

#[test]
fn a_certificate_that_cannot_be_read_is_not_called_valid_by_date() {
    let mut token = token(&[("2024-01-01", "2029-01-01"), ("2024-02-01", "2029-02-01")]);
    let cut = token["certificates"][1]["sha256"].clone();
    token["problems"] = json!([{
        "code": "certificate-malformed", "severity": "critical", "subject": cut, "message": "",
        "details": { "fault": "truncated" },
    }]);
    let office = Office::of(&[token]);
    for (language, sentence) in [("en", "1 of 2 certificates"), ("vi", "1/2 chứng thư")] {
        let (_, text) = office.run(&["check", "--lang", language], TODAY);
        assert!(text.contains(sentence), "{text}");
    }
}

/// The token with this serial, and a certificate of somebody with a key of their own added to what is on it.
fn add(token: &mut Value, serial: &str, name: &str, number: &str, dates: (&str, &str)) {
    token["serial"] = serial.into();
    let mut one = sample()["tokens"][0]["certificates"][0].clone();
    one["subject"]["common_name"] = name.into();
    one["subject"]["text"] = format!("CN={name},O=UBND phường Hoàn Kiếm").into();
    one["subject"]["organizations"] = json!(["UBND phường Hoàn Kiếm"]);
    (one["subject"]["organizational_units"], one["subject"]["identifiers"]) = (json!([]), json!([]));
    (one["emails"], one["serial_number"]) = (json!([]), number.into());
    one["sha256"] = number.repeat(64 / number.len()).into();
    one["key"]["spki_sha256"] = format!("{}{number}", "e".repeat(64 - number.len())).into();
    (one["not_before"], one["not_after"]) = (at(dates.0), at(dates.1));
    for key in sample()["tokens"][0]["keys"].as_array().unwrap() {
        let mut key = key.clone();
        (key["id"], key["spki_sha256"]) = (number.into(), one["key"]["spki_sha256"].clone());
        token["keys"].as_array_mut().unwrap().push(key);
    }
    one["id"] = number.into();
    token["certificates"].as_array_mut().unwrap().push(one);
}

fn of_person(serial: &str, name: &str, number: &str, dates: (&str, &str)) -> Value {
    let mut token = token(&[]);
    add(&mut token, serial, name, number, dates);
    token["holder"] = name.into();
    token
}

const SOON: (&str, &str) = ("2024-01-01", "2027-01-20");
const LONG: (&str, &str) = ("2024-06-01", "2028-12-31");
const BODY: &str = "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM";

#[test]
fn a_token_that_one_row_calls_lost_is_lost_with_every_key_on_it() {
    let mut shared = of_person("1961aa55", "Ngô Văn Kiên", "aa01", LONG);
    add(&mut shared, "1961aa55", BODY, "aa02", SOON);
    let lost = "Ngô Văn Kiên,UBND phường Hoàn Kiếm,1961aa55,mất thiết bị,";
    let office = Office::with_staff(&[shared.clone()], &[lost]);
    assert_eq!(office.rows("renewal", TODAY), [""; 0], "nothing is renewed on a token that is not there");
    assert_eq!(office.rows("revocation", TODAY), ["aa01"]);
    assert!(
        office.plan(TODAY).contains(&format!("{BODY} aa02 undecided device-lost")),
        "it is asked for: {:?}",
        office.plan(TODAY)
    );
    let listed = format!("{BODY},UBND phường Hoàn Kiếm,,đang công tác,");
    let office = Office::with_staff(&[shared], &[lost, &listed]);
    assert_eq!(office.rows("renewal", TODAY), [""; 0]);
    let mut revoked = office.rows("revocation", TODAY);
    revoked.sort();
    assert_eq!(revoked, ["aa01", "aa02"], "with its own row in the list it is revoked as well");
    let people = office.with_list(&["roster", "check"], TODAY)["people"].clone();
    let reasons: Vec<&Value> = people.as_array().unwrap().iter().map(|person| &person["reason"]).collect();
    assert_eq!(reasons, ["device-lost", "device-lost"], "{people}");
}

#[test]
fn a_revocation_concerns_the_older_certificate_too_while_it_is_valid() {
    let mut token = token(&[("2024-01-01", "2027-01-09"), ("2024-02-01", "2029-01-01")]);
    let exposed = format!("{NAME},,b7bb0da0c5d0a5a1,lộ khóa,");
    let office = Office::with_staff(&[token.clone()], &[&exposed]);
    let mut found = office.rows("revocation", TODAY);
    found.sort();
    assert_eq!(found, ["0a00", "0a01"], "one key, two certificates that are valid");
    assert_eq!(office.rows("revocation", "2027-02-01"), ["0a01"], "the older one has expired");
    assert!(office.plan("2027-02-01").contains(&format!("{NAME} 0a00 keep superseded")));
    token["certificates"][0]["revocation"] = "revoked".into();
    let office = Office::with_staff(&[token], &[&exposed]);
    assert_eq!(office.rows("revocation", TODAY), ["0a01"], "what is revoked is revoked");
    assert!(office.plan(TODAY).contains(&format!("{NAME} 0a00 keep revoked")), "{:?}", office.plan(TODAY));
}

#[test]
fn what_a_renewal_replaces_is_not_revoked_again_but_what_another_key_can_still_sign_is() {
    let renewed = token(&[("2024-01-01", "2027-01-09"), ("2024-02-01", "2029-01-01")]);
    let office = Office::with_staff(&[renewed], &[&format!("{NAME},,b7bb0da0c5d0a5a1,nghỉ hưu,")]);
    assert_eq!(office.rows("revocation", TODAY), ["0a01"]);
    let mut two_keys = of_person("d1e10001", "Phạm Thị Dung", "d101", SOON);
    add(&mut two_keys, "d1e10001", "Phạm Thị Dung", "d102", LONG);
    let office = Office::with_staff(&[two_keys], &["Phạm Thị Dung,UBND phường Hoàn Kiếm,d1e10001,nghỉ hưu,"]);
    let mut found = office.rows("revocation", TODAY);
    found.sort();
    assert_eq!(found, ["d101", "d102"]);
}

#[test]
fn a_suspension_does_not_do_for_a_revocation() {
    let mut token = token(&[LONG]);
    token["certificates"][0]["revocation"] = "revoked".into();
    token["problems"] = json!([{
        "code": "certificate-revoked", "severity": "critical", "subject": token["certificates"][0]["sha256"],
        "message": "", "details": { "revocation_reason": "certificate-hold", "date": "2026-11-10" },
    }]);
    for (state, reason) in [("nghỉ hưu", "retired"), ("lộ khóa", "key-suspect")] {
        let office = Office::with_staff(&[token.clone()], &[&format!("{NAME},,b7bb0da0c5d0a5a1,{state},")]);
        assert!(office.plan(TODAY).contains(&format!("{NAME} 0a00 revoke {reason}")), "{:?}", office.plan(TODAY));
        assert_eq!(office.rows("revocation", TODAY), ["0a00"], "{state}");
    }
    let office = Office::with_staff(&[token], &[&format!("{NAME},,b7bb0da0c5d0a5a1,đang công tác,")]);
    assert_eq!(office.plan(TODAY), [format!("{NAME} 0a00 undecided suspended")], "it may be lifted");
}

#[test]
fn where_one_of_two_namesakes_has_left_nothing_is_filed_for_either() {
    let tokens =
        [of_person("a9e10001", "Nguyễn Thị Lan", "a901", SOON), of_person("a9e10002", "Nguyễn Thị Lan", "a902", LONG)];
    let row = |state: &str| format!("Nguyễn Thị Lan,UBND phường Hoàn Kiếm,,{state},");
    let office = Office::with_staff(&tokens, &[&row("đang công tác"), &row("nghỉ hưu")]);
    assert_eq!((office.rows("renewal", TODAY), office.rows("revocation", TODAY)), (vec![], vec![]));
    let unsure = ["a901", "a902"].map(|number| format!("Nguyễn Thị Lan {number} undecided holder-unsure"));
    assert_eq!(office.plan(TODAY), unsure);
    let both = Office::with_staff(&tokens, &[&row("đang công tác"), &row("đang công tác")]);
    assert_eq!(both.rows("renewal", TODAY), ["a901"], "whoever of them has it, it is to be renewed");
}

#[test]
fn a_further_certificate_of_somebody_who_has_left_is_proposed_and_never_filed() {
    let tokens =
        [of_person("a8e10001", "Bùi Thị Hoa", "a801", SOON), of_person("a8e10002", "Bùi Thị Hoa", "a802", LONG)];
    let office = Office::with_staff(&tokens, &["Bùi Thị Hoa,UBND phường Hoàn Kiếm,a8e10001,nghỉ hưu,"]);
    assert_eq!(office.rows("revocation", TODAY), ["a801"]);
    let document = office.with_list(&["request", "revocation"], TODAY);
    let left_out: Vec<&Value> =
        document["left_out"].as_array().unwrap().iter().map(|one| &one["certificate"]["serial_number"]).collect();
    assert_eq!(left_out, ["a802"], "it is to be confirmed");
    assert!(office.plan(TODAY).contains(&"Bùi Thị Hoa a802 revoke retired".to_owned()), "{:?}", office.plan(TODAY));
    let item = office.with_list(&["plan"], TODAY)["items"][0]["can_sign"].clone();
    assert_eq!(item, json!({"class": "cannot-sign", "reason": "to-be-revoked", "until": null}), "that is certain");
    let working = Office::with_staff(&tokens, &["Bùi Thị Hoa,UBND phường Hoàn Kiếm,a8e10001,đang công tác,"]);
    assert!(!working.plan(TODAY).iter().any(|row| row.contains("a802 revoke")), "nothing is to be asked");
}

#[test]
fn a_renewal_on_another_token_of_the_same_person_is_not_requested_again() {
    let tokens = [
        of_person("b1e10001", "Đỗ Văn Hải", "b101", ("2024-01-01", "2027-01-05")),
        of_person("b1e10002", "Đỗ Văn Hải", "b102", ("2026-12-20", "2029-12-20")),
    ];
    let mut tokens = tokens;
    for token in &mut tokens {
        token["certificates"][0]["emails"] = json!(["hai@hanoi.gov.vn"]);
    }
    let row = "Đỗ Văn Hải,UBND phường Hoàn Kiếm,b1e10001,đang công tác,hai@hanoi.gov.vn";
    let office = Office::with_staff(&tokens, &[row]);
    for day in ["2026-11-25", "2026-12-15", "2026-12-21"] {
        assert_eq!((office.rows("renewal", day), office.rows("new", day)), (vec![], vec![]), "{day}");
    }
    assert!(office.plan(TODAY).contains(&"Đỗ Văn Hải b101 keep covered".to_owned()), "{:?}", office.plan(TODAY));
    let person = office.with_list(&["roster", "check"], TODAY)["people"][0].clone();
    assert_eq!(json!([person["class"], person["until"]]), json!(["can-sign", "2029-12-20"]));
}

#[test]
fn a_token_that_was_read_and_is_empty_needs_a_certificate_and_no_further_reading() {
    let mut token = token(&[]);
    token["holder"] = Value::Null;
    let office = Office::with_staff(&[token.clone()], &[&format!("{NAME},,b7bb0da0c5d0a5a1,đang công tác,")]);
    let person = office.with_list(&["roster", "check"], TODAY)["people"][0].clone();
    assert_eq!(json!([person["class"], person["reason"]]), json!(["cannot-sign", "no-certificate"]));
    assert_eq!(office.plan(TODAY), [format!("{NAME} - issue no-certificate")]);
    // What could not be read to its end may hold one.
    token["problems"] = json!([{
        "code": "object-unreadable", "severity": "critical", "subject": null, "message": "", "details": {},
    }]);
    let office = Office::with_staff(&[token], &[&format!("{NAME},,b7bb0da0c5d0a5a1,đang công tác,")]);
    assert_eq!(office.plan(TODAY), [format!("{NAME} - undecided not-read")]);
}

#[test]
fn an_agency_with_a_certificate_is_its_own_unit() {
    let mut seal = of_person("c1e10001", BODY, "c101", SOON);
    seal["certificates"][0]["subject"]["organizations"] = json!(["THÀNH PHỐ HÀ NỘI"]);
    let office = Office::with_staff(&[seal], &["Lê Văn Cường,UBND phường Hoàn Kiếm,a7e5046e,đang công tác,"]);
    let of_unit = ["request", "renewal", "--unit", "UBND phường Hoàn Kiếm"];
    let document = office.with_list(&of_unit, TODAY);
    assert_eq!(document["rows"].as_array().unwrap().len(), 1, "{document}");
    let report = office.with_list(&["report"], TODAY);
    let units: Vec<&Value> = report["by_unit"].as_array().unwrap().iter().map(|unit| &unit["unit"]).collect();
    assert_eq!(units, ["UBND phường Hoàn Kiếm"], "as the list calls it: {report}");
}

/// A token with An's certificate, which is valid, and another person's of another key, which is not yet.
fn two_people() -> Value {
    let mut token = token(&[("2022-01-01", "2026-12-20"), ("2026-12-15", "2029-12-15")]);
    let other = &mut token["certificates"][1];
    other["subject"]["text"] = json!("CN=Trần Thị Bình,O=SỞ TƯ PHÁP,C=VN");
    other["subject"]["common_name"] = json!("Trần Thị Bình");
    other["subject"]["organizational_units"] = json!(["Phòng Hành chính"]);
    other["key"]["spki_sha256"] = json!("bb".repeat(32));
    let mut key = token["keys"][0].clone();
    (key["spki_sha256"], key["id"], key["certificate_sha256"]) = (json!("bb".repeat(32)), json!("02"), json!(null));
    token["keys"].as_array_mut().unwrap().push(key);
    token["certificates"][1]["id"] = json!("02");
    token
}

#[test]
fn a_token_of_two_people_is_everywhere_the_one_whose_certificate_is_valid() {
    let office = Office::of(&[two_people()]);
    assert_eq!(pairings(&office.document(&["inventory"], TODAY)), ["current", "current"], "both have their keys");
    let listed = office.document(&["token", "list"], TODAY);
    assert_eq!(listed["tokens"][0]["holder"], NAME, "{listed}");
    let (_, page) = office.run(&["inventory", "--format", "html", "--lang", "en"], TODAY);
    let card = page.split("<li class=\"").find(|card| card.contains("b7bb0da0c5d0a5a1")).unwrap();
    let card = card.split("<ul class=\"faults\">").next().unwrap();
    assert!(card.contains(NAME) && card.contains("0A00") && card.contains("2026-12-20"), "{card}");
    for others in ["Bình", "0A01", "2026-12-15", "2029-12-15", "Phòng Hành chính"] {
        assert!(!card.contains(others), "{others}: {card}");
    }
    let shown = office.document(&["cert", "show"], TODAY);
    assert_eq!(shown["tokens"][0]["certificates"][0]["serial_number"], "0a00", "{shown}");
    // When it has expired, it is the other's.
    let later = office.document(&["token", "list"], "2026-12-21");
    assert_eq!(later["tokens"][0]["holder"], "Trần Thị Bình", "{later}");
    let shown = office.document(&["cert", "show"], "2026-12-21");
    assert_eq!(shown["tokens"][0]["certificates"][0]["serial_number"], "0a01", "{shown}");
}

#[test]
fn of_two_certificates_that_are_equally_in_use_none_is_chosen_for_the_user() {
    let mut token = two_people();
    token["certificates"][1]["not_before"] = at("2022-01-01");
    let office = Office::of(&[token]);
    let (status, _) = office.run(&["cert", "show"], TODAY);
    assert_eq!(status, 4, "both are valid");
}

#[test]
fn a_person_is_one_in_whatever_order_the_tokens_with_a_renewal_were_read() {
    let both = token(&[("2022-01-01", "2026-12-20"), ("2026-12-10", "2030-01-01")]);
    let mut renewed = both.clone();
    renewed["certificates"].as_array_mut().unwrap().remove(0);
    (renewed["serial"], renewed["slot"], renewed["also_seen_by"]) = (json!("c7bb0da0c5d0a5a2"), json!(7), json!([]));
    let mut first = both.clone();
    first["certificates"].as_array_mut().unwrap().remove(1);
    (first["serial"], first["slot"], first["also_seen_by"]) = (json!("d7bb0da0c5d0a5a3"), json!(8), json!([]));
    for tokens in [
        vec![both.clone(), renewed.clone()],
        vec![renewed.clone(), both.clone()],
        vec![first.clone(), both.clone(), renewed.clone()],
        vec![first.clone(), renewed.clone(), both.clone()],
        vec![renewed.clone(), first.clone(), both.clone()],
    ] {
        let serials: Vec<&Value> = tokens.iter().map(|token| &token["serial"]).collect();
        let office = Office::of(&tokens);
        assert_eq!(counted(&office, TODAY), json!([2, 1, 1, 1, 0]), "{serials:?}");
        assert_eq!(signing(&office, TODAY), json!(["can-sign", "valid", "2030-01-01"]), "{serials:?}");
        assert_eq!(work(&office, TODAY), json!([[], 0, 0]), "{serials:?}: nothing to file");
    }
}

#[test]
fn a_sentence_names_the_day_to_which_its_days_are_counted() {
    let mut token = token(&[("2022-01-01", "2026-11-25")]);
    // The 26th in Hanoi, to which a day is left.
    token["certificates"][0]["not_after"] = "2026-11-25T23:59:59Z".into();
    let office = Office::of(&[token]);
    let said = "expires in 1 day, on 2026-11-26";
    let message = |words: &[&str]| {
        let check = office.document(words, "2026-11-25");
        let problems = check["tokens"][0]["problems"].as_array().unwrap().clone();
        let mut messages = problems.iter().filter(|one| one["code"] == "certificate-expiring");
        messages.next().unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message(&["check"]), said, "a document");
    assert_eq!(message(&["check", "--redact"]), said, "without names");
    for format in ["csv", "jsonl"] {
        let (_, text) = office.run(&["check", "--format", format], "2026-11-25");
        assert!(text.contains(said), "{format}: {text}");
        assert!(text.contains("2026-11-25T23:59:59Z"), "{format}: times are UTC: {text}");
    }
    std::fs::write(office.0.path().join("config.toml"), "timezone = \"Europe/London\"\n").unwrap();
    assert_eq!(message(&["check"]), "expires in 0 days, on 2026-11-25", "counted there, said there");
}
