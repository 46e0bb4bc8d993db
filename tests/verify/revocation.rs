//! `--revocation` in other reports: a field, problems, statuses; on scripted tokens and on SoftHSM2's.

use serde_json::{Value, json};

use super::authority::{AT, CA, Certificate, Crl, HOLDER, ROOT, SERIAL, SIGNS, file, holder};
use super::command::Desk;
use super::support::{Script, SoftHsm, Token};

const GOVERNMENT: (&str, u8) = ("CA phục vụ các cơ quan Nhà nước G2", 2);
const PATH: &[&str] = &["--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--offline"];

/// Status and document of a command on one token with the holder's certificate.
fn run(desk: &Desk, words: &[&str]) -> (i32, Value) {
    run_on(desk, &holder(), words)
}

fn run_on(desk: &Desk, certificate: &[u8], words: &[&str]) -> (i32, Value) {
    let token = Token::named("a token").certificate(b"1", "An", certificate);
    let rig = Script::empty().slot(1, token).install();
    let mut command = desk.home.tokenctl();
    command.current_dir(desk.path()).args(["--at", AT, "--format", "json", "--module", rig.module_text()]).args(words);
    let output = command.output().expect("it runs");
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let document = serde_json::from_slice(&text).expect("a document");
    (output.status.code().expect("a status"), document)
}

/// Lists, the state they lead to, and its problems.
type Case = (&'static [&'static str], &'static str, Vec<(String, String)>);

fn codes(document: &Value) -> Vec<(String, String)> {
    let tokens = document["tokens"].as_array().expect("tokens").iter();
    let problems = tokens.flat_map(|token| token["problems"].as_array().expect("problems"));
    let text = |value: &Value| value.as_str().expect("a word").to_owned();
    let ours = ["certificate-revoked", "revocation-unknown", "certificate-untrusted"];
    let found = problems.map(|problem| (text(&problem["code"]), text(&problem["severity"])));
    found.filter(|(code, _)| ours.contains(&code.as_str())).collect()
}

fn pair(code: &str, severity: &str) -> (String, String) {
    (code.to_owned(), severity.to_owned())
}

#[test]
fn check_and_inventory_tell_the_judgement_only_where_it_was_asked_for() {
    let desk = Desk::new();
    let with = |words: &[&'static str], more: &[&'static str]| [words, &["--revocation"], PATH, more].concat();
    let cases: [Case; 3] = [
        (&["--crl", "good.crl"], "effective", vec![]),
        (&["--crl", "revoked.crl"], "revoked", vec![pair("certificate-revoked", "critical")]),
        (&[], "unknown", vec![pair("revocation-unknown", "warning")]),
    ];
    for (list, state, problems) in cases {
        let (status, document) = run(&desk, &with(&["check"], list));
        assert_eq!(document["tokens"][0]["certificates"][0]["revocation"], state, "{document:#}");
        assert_eq!(codes(&document), problems, "{state}");
        let expected = ["effective", "", "unknown", "revoked"].iter().position(|one| *one == state);
        assert_eq!(Some(status), expected.map(|place| [0, 1, 10, 11][place]), "{state}");
        let (status, document) = run(&desk, &with(&["inventory"], list));
        assert_eq!((status, &document["tokens"][0]["certificates"][0]["revocation"]), (0, &state.into()), "listed");
    }
    let (_, document) = run(&desk, &["check"]);
    assert_eq!(document["tokens"][0]["certificates"][0]["revocation"], "not-checked", "nothing was asked");
    assert_eq!(codes(&document), [], "and nothing is said of it");
    let (status, document) = run(&desk, &["check", "--revocation", "--offline"]);
    assert_eq!((status, codes(&document)), (11, vec![pair("certificate-untrusted", "critical")]), "no root was named");
}

#[test]
fn the_problem_says_why_and_since_when_in_both_languages() {
    let desk = Desk::new();
    let (_, document) = run(&desk, &[&["check", "--revocation"], PATH, &["--crl", "revoked.crl"]].concat());
    let problem = document["tokens"][0]["problems"].as_array().expect("problems").iter();
    let mut problem = problem.filter(|problem| problem["code"] == "certificate-revoked");
    let problem = problem.next().expect("it is there");
    let details = json!({"reason": "certificate-revoked", "revocation_reason": "key-compromise", "revoked_at": "2026-11-01T00:00:00Z"});
    assert_eq!(problem["details"], details, "as values");
    assert_eq!(problem["message"], "revoked: the private key was exposed; revoked since 2026-11-01", "in words");
    // Documents are the same in every language, but the table is not.
    let rig = Script::empty().slot(1, Token::named("a token").certificate(b"1", "An", &holder())).install();
    let said = |language: &str| {
        let mut command = desk.home.tokenctl();
        command.current_dir(desk.path()).args(["--at", AT, "--lang", language, "--module", rig.module_text()]);
        command.args(["check", "--revocation"]).args(PATH).args(["--crl", "revoked.crl"]);
        String::from_utf8(command.output().expect("it runs").stdout).expect("text")
    };
    let (english, vietnamese) = (said("en"), said("vi"));
    assert!(english.contains("the private key was exposed; revoked since"), "{english}");
    assert!(vietnamese.contains("khóa bí mật bị lộ; thu hồi từ ngày"), "{vietnamese}");
}

#[test]
fn a_basis_without_revocation_is_refused_before_anything_is_read() {
    let desk = Desk::new();
    for command in [&["check"][..], &["inventory"], &["plan"], &["request", "renewal"]] {
        let (status, document) = run(&desk, &[command, &["--trust", "root.pem"]].concat());
        assert_eq!((status, &document["error"]["code"]), (2, &"basis-without-revocation".into()), "{command:?}");
    }
}

#[test]
fn a_revoked_certificate_becomes_a_verdict_and_is_not_renewed() {
    let desk = Desk::new();
    // The worklist judges only certificates of the government's CAs.
    let holder = Certificate::new(HOLDER, GOVERNMENT, SERIAL, SIGNS).der();
    file(desk.path(), "sub.der", Certificate::new(GOVERNMENT, ROOT, 2, CA).der());
    file(desk.path(), "revoked.crl", Crl::new(GOVERNMENT, &[(SERIAL, Some(1))]).der());
    let (_, inventory) = run_on(&desk, &holder, &["inventory"]);
    file(desk.path(), "saved.json", inventory.to_string());
    let ask = |words: &[&str], at: &str| {
        let mut command = desk.home.tokenctl();
        command.current_dir(desk.path()).args(["--at", at, "--format", "json"]);
        let output = command.args(words).args(["--from", "saved.json"]).output().expect("it runs");
        let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
        (output.status.code(), serde_json::from_slice::<Value>(&text).expect("a document"))
    };
    let list = [PATH, &["--crl", "revoked.crl"]].concat();
    let (_, document) = ask(&["plan", "--all"], AT);
    assert_ne!(document["items"][0]["reason"], "revoked", "without --revocation it is not known");
    let (status, document) = ask(&[&["plan", "--revocation"], &list[..]].concat(), AT);
    let item = &document["items"][0];
    assert_eq!(
        (status, &item["action"], &item["reason"]),
        (Some(0), &"reissue".into(), &"revoked".into()),
        "{document:#}"
    );
    let hold = Crl::new(GOVERNMENT, &[(SERIAL, Some(6))]);
    file(desk.path(), "hold.crl", hold.der());
    let (_, document) = ask(&[&["plan", "--all", "--revocation"], PATH, &["--crl", "hold.crl"]].concat(), AT);
    let item = &document["items"][0];
    assert_eq!((&item["action"], &item["reason"]), (&"undecided".into(), &"suspended".into()), "{document:#}");
    let (status, document) = ask(&["request", "renewal"], "2029-10-15");
    assert_eq!((status, &document["kind"]), (Some(0), &"request-renewal".into()), "its window is open: {document:#}");
    let asked = [&["request", "renewal", "--revocation"], &list[..]].concat();
    let (status, document) = ask(&asked, "2029-10-15");
    assert_eq!((status, &document["error"]["code"]), (Some(3), &"form-nothing-to-request".into()), "{document:#}");
}

#[test]
fn certificates_that_pkcs11_tool_wrote_onto_softhsm_are_judged() {
    let desk = Desk::new();
    let softhsm = SoftHsm::new();
    softhsm.token("An", "12345678", "1234");
    softhsm.write("An", "1234", "cert", "01", &holder());
    let (name, configuration) = softhsm.environment();
    let ask = |words: &[&str]| {
        let mut command = desk.home.tokenctl();
        command.current_dir(desk.path()).env(name, &configuration).args(["--at", AT, "--format", "json"]);
        command.args(["--module".as_ref(), softhsm.module().as_os_str()]).args(words).args(PATH);
        let output = command.output().expect("it runs");
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).expect("a document"))
    };
    let (status, document) = ask(&["verify", "--crl", "good.crl"]);
    assert_eq!((status, &document["results"][0]["state"]), (Some(0), &"effective".into()), "{document:#}");
    assert!(document["results"][0]["token"].is_string(), "from the token");
    let (status, document) = ask(&["verify", "--crl", "revoked.crl"]);
    assert_eq!((status, &document["results"][0]["state"]), (Some(11), &"revoked".into()), "{document:#}");
    let (status, document) = ask(&["check", "--revocation", "--crl", "revoked.crl"]);
    assert_eq!(status, Some(11), "critical");
    assert_eq!(codes(&document), [pair("certificate-revoked", "critical")], "{document:#}");
}

#[test]
fn the_last_line_of_check_says_not_checked_only_where_that_is_so() {
    let desk = Desk::new();
    let rig = Script::empty().slot(1, Token::named("a token").certificate(b"1", "An", &holder())).install();
    let last = |words: &[&str]| {
        let mut command = desk.home.tokenctl();
        command.current_dir(desk.path()).args(["--at", AT, "--module", rig.module_text()]).args(words);
        let text = String::from_utf8(command.output().expect("it runs").stdout).expect("text");
        text.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(last(&["check"]), "1 of 1 certificate is valid by date; revocation not checked");
    let judged = last(&[&["check", "--revocation"], PATH, &["--crl", "good.crl"]].concat());
    assert_eq!(judged, "1 of 1 certificate is valid by date; 1 valid by path and revocation too");
}

/// Saved inventories of a token with a government certificate, and what a command says of them.
struct Saved(Desk);

impl Saved {
    fn new() -> Self {
        let desk = Desk::new();
        file(desk.path(), "sub.der", Certificate::new(GOVERNMENT, ROOT, 2, CA).der());
        for (name, reason) in [("good.crl", None), ("revoked.crl", Some(1)), ("hold.crl", Some(6))] {
            let entries: Vec<_> = reason.map(|reason| (SERIAL, Some(reason))).into_iter().collect();
            file(desk.path(), name, Crl::new(GOVERNMENT, &entries).der());
        }
        Self(desk)
    }

    /// A reading of this day, judged by a list, or not at all.
    fn read(&self, name: &str, day: &str, list: Option<&str>) {
        let holder = Certificate::new(HOLDER, GOVERNMENT, SERIAL, SIGNS).der();
        let list: Vec<&str> =
            list.iter().flat_map(|list| [&["--revocation"], PATH, &["--crl", list]].concat()).collect();
        let (_, mut inventory) = run_on(&self.0, &holder, &[&["inventory"], &list[..]].concat());
        inventory["generated_at"] = day.into();
        for token in inventory["tokens"].as_array_mut().expect("tokens") {
            token["read_at"] = day.into();
            for certificate in token["certificates"].as_array_mut().expect("certificates") {
                if certificate["revocation_checked_at"].is_string() {
                    certificate["revocation_checked_at"] = day.into();
                }
            }
        }
        file(self.0.path(), name, inventory.to_string());
    }

    fn say(&self, words: &[&str], from: &[&str]) -> String {
        let mut command = self.0.home.tokenctl();
        command.current_dir(self.0.path()).args(["--at", AT]).args(words).arg("--from").args(from);
        String::from_utf8(command.output().expect("it runs").stdout).expect("text")
    }

    fn document(&self, words: &[&str], from: &[&str]) -> Value {
        let said = self.say(&[words, &["--format", "json"]].concat(), from);
        serde_json::from_str(&said).unwrap_or_else(|fault| panic!("{words:?}: {fault}: {said}"))
    }

    /// Reason of the verdict, and what is said of the certificate.
    fn verdict(&self, more: &[&str], from: &[&str]) -> (Value, Value) {
        let plan = self.document(&[&["plan", "--all"], more].concat(), from);
        let check = self.document(&[&["check"], more].concat(), from);
        (plan["items"][0]["reason"].clone(), check["tokens"][0]["certificates"][0]["revocation"].clone())
    }
}

#[test]
fn a_revocation_once_found_is_known_in_every_later_reading() {
    let saved = Saved::new();
    saved.read("revoked.json", "2026-11-20T00:00:00Z", Some("revoked.crl"));
    saved.read("hold.json", "2026-11-20T00:00:00Z", Some("hold.crl"));
    saved.read("good.json", "2026-11-21T00:00:00Z", Some("good.crl"));
    saved.read("later.json", "2026-11-22T00:00:00Z", None);
    let verdict = |more: &[&str], from: &[&str]| saved.verdict(more, from);
    let revoked = ("revoked".into(), "revoked".into());
    assert_eq!(verdict(&[], &["revoked.json", "later.json"]), revoked, "nobody asked in the newer reading");
    assert_eq!(verdict(&[], &["revoked.json", "good.json"]), revoked, "it is for ever");
    let suspended = ("suspended".into(), "revoked".into());
    assert_eq!(verdict(&[], &["hold.json", "later.json"]), suspended, "nobody asked whether it was lifted");
    assert_eq!(verdict(&[], &["hold.json", "good.json"]).1, "effective", "it was lifted");
    let later = verdict(&[], &["good.json", "later.json"]).1;
    assert_eq!(later, "not-checked", "that it was good once says nothing of later");
    // A check without an answer takes nothing away.
    let offline = ["--revocation", "--offline", "--trust", "root.pem"];
    assert_eq!(verdict(&offline, &["revoked.json"]), revoked, "no list was at hand");
    assert_eq!(verdict(&offline, &["hold.json"]), suspended, "no list was at hand");
    let asked = [&["--revocation"], PATH, &["--crl", "good.crl"]].concat();
    assert_eq!(verdict(&asked, &["hold.json"]).1, "effective", "the CA says now that it was lifted");
    let found = saved.document(&["check"], &["revoked.json", "later.json"]);
    assert_eq!(found["tokens"][0]["certificates"][0]["revocation_checked_at"], "2026-11-20T00:00:00Z", "as of then");
    assert_eq!(codes(&found), [pair("certificate-revoked", "critical")], "and it is an alarm");
}

#[test]
fn a_report_counts_what_is_revoked_apart_and_says_what_was_checked() {
    let saved = Saved::new();
    let cases = [
        ("revoked", Some("revoked.crl"), [0, 0, 1, 0]),
        ("hold", Some("hold.crl"), [0, 0, 0, 1]),
        ("good", Some("good.crl"), [1, 1, 0, 0]),
        ("unasked", None, [1, 0, 0, 0]),
    ];
    for (name, list, expected) in cases {
        saved.read(name, "2026-11-20T00:00:00Z", list);
        let report = saved.document(&["report", "--period", "2026-11"], &[name]);
        let number = |name: &str| report["total"][name].as_u64().expect("a number");
        let found = ["active", "revocation_checked", "revoked", "suspended"].map(number);
        assert_eq!(found, expected, "{name}: {report:#}");
        assert_eq!(number("expiring_90"), 0, "{name}");
        let in_period = &report["in_period"]["revoked"];
        assert_eq!(in_period, &json!(u64::from(name == "revoked")), "{name}: on the first of the month");
        let checked = if list.is_some() {
            ("revocation checked", "đã kiểm tra thu hồi")
        } else {
            ("revocation not checked", "chưa kiểm tra thu hồi")
        };
        let table = saved.say(&["report", "--lang", "en"], &[name]);
        assert!(table.contains(&format!("valid by date ({})", checked.0)), "{name}: {table}");
        let table = saved.say(&["report", "--lang", "vi"], &[name]);
        assert!(table.contains(&format!("còn hạn ({})", checked.1)), "{name}: {table}");
        let csv = saved.say(&["report", "--format", "csv"], &[name]);
        assert!(csv.contains(&format!("\nrevoked,{}\nsuspended,{}\n", expected[2], expected[3])), "{name}: {csv}");
        let page = saved.say(&["report", "--format", "html", "--lang", "en"], &[name]);
        let said = if list.is_some() { "Revocation was checked for every" } else { "Revocation was not checked" };
        assert!(page.contains(said), "{name}");
    }
}
