//! `tokenctl verify` on files and on tokens, with status and messages.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::authority::{AT, Certificate, Crl, ROOT, SERIAL, SIGNS, SUB, file, holder, pem, root, sub};
use super::support::{Home, Script, Token};

/// A folder with the authority's files, and the program.
pub struct Desk {
    pub home: Home,
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path();
        file(path, "root.pem", pem("CERTIFICATE", &root()));
        file(path, "sub.der", sub());
        file(path, "holder.pem", pem("CERTIFICATE", &holder()));
        file(path, "root.crl", Crl::new(ROOT, &[]).der());
        file(path, "good.crl", pem("X509 CRL", &Crl::new(SUB, &[]).der()));
        file(path, "revoked.crl", Crl::new(SUB, &[(SERIAL, Some(1))]).der());
        Self { home: Home::new(), folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Status, standard output, standard error.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = self.home.tokenctl();
        command.current_dir(self.path()).args(["--at", AT, "--batch", "verify"]).args(arguments);
        let output = command.output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
    }

    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let (status, stdout, stderr) = self.run(&[arguments, &["--format", "json"]].concat());
        (status, serde_json::from_str(&stdout).unwrap_or_else(|fault| panic!("{fault}: {stdout}{stderr}")))
    }
}

/// All options that make the holder's certificate effective.
const WHOLE: &[&str] =
    &["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--crl", "good.crl"];

#[test]
fn an_effective_certificate_names_its_path_its_anchor_and_its_list() {
    let desk = Desk::new();
    let (status, document) = desk.json(WHOLE);
    let result = &document["results"][0];
    assert_eq!(status, 0, "all effective: {document:#}");
    assert_eq!(document["kind"], "verify", "its kind");
    assert_eq!((&result["state"], &result["reason"]), (&"effective".into(), &Value::Null), "effective, for no reason");
    let subjects: Vec<_> = result["chain"].as_array().expect("a path").iter().map(|one| &one["subject"]).collect();
    assert_eq!(subjects, ["CN=Nguyễn Văn An", "CN=Sub", "CN=Root"], "from the holder to the root");
    let sources: Vec<_> = result["chain"].as_array().expect("a path").iter().map(|one| &one["source"]).collect();
    assert_eq!(sources, ["given", "intermediate", "trust"], "and where each came from");
    assert_eq!(result["anchor"]["sha256"], result["chain"][2]["sha256"], "the root is the anchor");
    assert_eq!(result["revocation"]["status"], "good", "not revoked");
    assert_eq!(result["revocation"]["source"], "good.crl", "by this list");
    assert_eq!(result["chain"][1]["revocation"]["source"], "root.crl", "and the CA by its own");
    let (status, table, stderr) = desk.run(WHOLE);
    assert_eq!((status, stderr.as_str()), (0, ""), "silent beside the table");
    assert!(table.contains("valid") && table.contains("Sub ← Root"), "{table}");
    assert!(table.contains("1 certificate: 1 valid, 0 unknown, 0 not valid"), "{table}");
}

#[test]
fn what_nothing_answers_is_unknown_and_never_effective() {
    let desk = Desk::new();
    let trusted = ["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der"];
    let (status, document) = desk.json(&trusted);
    assert_eq!((status, &document["results"][0]["state"]), (10, &"unknown".into()), "no list at all");
    assert_eq!(document["results"][0]["reason"], "no-answer", "and why");
    let (status, table, _) = desk.run(&[&trusted[..], &["--strict"]].concat());
    assert_eq!(status, 11, "--strict counts it as critical");
    assert!(table.contains("no revocation list or OCSP responder covers it"), "{table}");
}

#[test]
fn a_revoked_certificate_is_critical_and_says_since_when() {
    let desk = Desk::new();
    let arguments: Vec<_> = WHOLE.iter().map(|word| if *word == "good.crl" { "revoked.crl" } else { word }).collect();
    let (status, document) = desk.json(&arguments);
    let revocation = &document["results"][0]["revocation"];
    assert_eq!((status, &document["results"][0]["state"]), (11, &"revoked".into()), "critical");
    assert_eq!(revocation["reason"], "key-compromise", "why");
    assert_eq!(revocation["revoked_at"], "2026-11-01T00:00:00Z", "since when");
    let (_, table, _) = desk.run(&[&arguments[..], &["--lang", "vi"]].concat());
    assert!(table.contains("ĐÃ BỊ THU HỒI") && table.contains("khóa bí mật bị lộ, từ ngày 01/11/2026"), "{table}");
}

#[test]
fn a_root_that_nobody_named_is_no_anchor() {
    let desk = Desk::new();
    let lists = ["--crl", "root.crl", "--crl", "good.crl"];
    let (status, document) = desk.json(&[&["holder.pem", "--intermediate", "sub.der"], &lists[..]].concat());
    assert_eq!((status, &document["results"][0]["reason"]), (11, &"issuer-not-found".into()), "no root at all");
    assert_eq!(document["results"][0]["revocation"]["status"], "not-checked", "nothing was asked");
    let beside = ["holder.pem", "--intermediate", "sub.der", "--intermediate", "root.pem"];
    let (status, document) = desk.json(&[&beside[..], &lists].concat());
    assert_eq!(
        (status, &document["results"][0]["reason"]),
        (11, &"root-not-trusted".into()),
        "a root that only lies there"
    );
    assert_eq!(document["results"][0]["anchor"], Value::Null, "is no anchor");
}

#[test]
fn the_store_beside_the_config_file_holds_anchors() {
    let desk = Desk::new();
    let store = desk.home.path().join("config/tokenctl/trust");
    std::fs::create_dir_all(&store).expect("the store");
    std::fs::write(store.join("root.crt"), root()).expect("a root");
    std::fs::write(store.join("notes.txt"), "ours").expect("another file");
    let (status, stdout, stderr) =
        desk.run(&["holder.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--crl", "good.crl"]);
    assert_eq!(status, 0, "the store is trusted: {stdout}{stderr}");
    assert!(stderr.contains("notes.txt") && stderr.starts_with("note:"), "what is passed over is said: {stderr}");
}

#[test]
fn several_certificates_end_with_the_worst_status() {
    let desk = Desk::new();
    file(desk.path(), "other.der", Certificate::new(("Other", 4), SUB, 0x77, SIGNS).der());
    file(desk.path(), "both.crl", Crl::new(SUB, &[(0x77, None)]).der());
    let arguments: Vec<_> = WHOLE.iter().map(|word| if *word == "good.crl" { "both.crl" } else { word }).collect();
    let (status, document) = desk.json(&[&["other.der", "holder.pem"], &arguments[..]].concat());
    let states: Vec<_> = document["results"].as_array().expect("results").iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["revoked", "effective"], "each by itself, in their order, given twice counted once");
    assert_eq!((status, &document["summary"]["certificates"]), (11, &2.into()), "the worst decides");
}

#[test]
fn files_that_are_not_what_they_are_given_for_are_refused_by_name() {
    let desk = Desk::new();
    for (arguments, code, status) in [
        (&["root.crl"][..], "no-certificate-in-file", 2),
        (&["holder.pem", "--crl", "root.pem"], "no-crl-in-file", 2),
        (&["holder.pem", "--trust", "root.crl"], "no-certificate-in-file", 2),
        (&["missing.pem"], "no-such-file", 3),
    ] {
        let (ended, stdout, stderr) = desk.run(&[arguments, &["--format", "json"]].concat());
        let error: Value = serde_json::from_str(&stderr).expect("an error document");
        assert_eq!((ended, error["error"]["code"].as_str()), (status, Some(code)), "{arguments:?}");
        assert_eq!(stdout, "", "{arguments:?} prints no judgement");
        let named = arguments.last().expect("a file");
        assert!(error["error"]["message"].as_str().is_some_and(|text| text.contains(named)), "{error}");
    }
}

#[test]
fn certificates_of_a_token_are_judged_with_the_ca_that_lies_beside_them() {
    let desk = Desk::new();
    let token = Token::named("a token").certificate(b"1", "An", &holder()).certificate(b"2", "CA", &sub());
    let rig = Script::empty().slot(1, token).install();
    let (status, document) =
        desk.json(&["--module", rig.module_text(), "--trust", "root.pem", "--crl", "root.crl", "--crl", "good.crl"]);
    assert_eq!(
        (status, document["results"].as_array().map(Vec::len)),
        (0, Some(1)),
        "the holder's alone: {document:#}"
    );
    assert_eq!(document["results"][0]["chain"][1]["source"], "token", "the CA's came from the token");
    assert_eq!(document["results"][0]["file"], Value::Null, "from no file");
    assert_eq!(rig.calls().count("C_Login"), 0, "nobody logged in");
}

#[test]
fn pkcs7_and_a_pem_of_several_are_read_as_files_of_certificates() {
    let desk = Desk::new();
    let both = pem("CERTIFICATE", &holder()) + &pem("CERTIFICATE", &sub());
    file(desk.path(), "chain.pem", both);
    let made = std::process::Command::new("openssl")
        .args(["crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile", "chain.pem", "-out", "chain.p7b"])
        .current_dir(desk.path())
        .status();
    assert!(made.expect("openssl is there").success(), "openssl makes a .p7b");
    for name in ["chain.pem", "chain.p7b"] {
        let arguments = [name, "--trust", "root.pem", "--crl", "root.crl", "--crl", "good.crl"];
        let (status, document) = desk.json(&arguments);
        assert_eq!((status, document["results"].as_array().map(Vec::len)), (0, Some(1)), "{name}: {document:#}");
    }
}

#[test]
fn every_reason_has_a_sentence_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a source file");
    let mut codes = Vec::new();
    for path in ["path.rs", "revocation.rs", "signature.rs"] {
        let source = read(&format!("src/domain/verify/{path}"));
        let (_, after) = source.split_once("pub fn code(").expect("codes");
        let body = after.split("\n    }\n").next().expect("the function");
        codes.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    assert!(codes.len() > 25, "the codes were found: {codes:?}");
    for language in ["en", "vi"] {
        let texts = read(&format!("src/text/{language}/verify.ftl"));
        for code in &codes {
            assert!(texts.contains(&format!("\nverify-reason-{code} = ")), "{language} says nothing of {code}");
        }
        let source = read("src/domain/verify/cms/mod.rs");
        let (_, after) = source.split_once("pub fn code(").expect("codes");
        let codes = after.split("\n    }\n").next().expect("the function").split('"').skip(1).step_by(2);
        for code in codes.chain(["changed-later"]) {
            assert!(texts.contains(&format!("\nverify-signed-{code} = ")), "{language} says nothing of {code}");
        }
    }
}

#[test]
fn one_broken_file_of_several_is_one_line_and_status_1() {
    let desk = Desk::new();
    file(desk.path(), "broken.pem", "hello");
    let whole =
        ["--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--crl", "good.crl", "--offline"];
    let (status, stdout, stderr) = desk.run(&[&["broken.pem", "holder.pem", "missing.pem"], &whole[..]].concat());
    assert_eq!(status, 1, "in part: {stdout}{stderr}");
    assert!(stdout.contains("1 certificate: 1 valid"), "the other is judged: {stdout}");
    let lines: Vec<_> = stderr.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("broken.pem") && lines[1].contains("missing.pem"), "{stderr}");
    let (_, document) = desk.json(&[&["broken.pem", "holder.pem", "missing.pem"], &whole[..]].concat());
    let unread = serde_json::json!([
        {"file": "broken.pem", "code": "no-certificate-in-file"}, {"file": "missing.pem", "code": "no-such-file"}]);
    assert_eq!(document["unread"], unread, "and in the document");
    let (status, _, _) = desk.run(&["broken.pem", "missing.pem", "--offline"]);
    assert_eq!(status, 3, "where none can be read there is nothing to judge");
}

#[test]
fn a_certificate_on_two_tokens_is_judged_and_counted_once_with_both_places() {
    let desk = Desk::new();
    let token = |serial| Token::named("An").set("serial", serial).certificate(b"1", "An", &holder());
    let rig = Script::empty().slot(1, token("1A2B3C01")).slot(2, token("1A2B3C02")).install();
    let module = ["--module", rig.module_text(), "--trust", "root.pem", "--offline"];
    let (_, document) = desk.json(&module);
    let results = document["results"].as_array().expect("results");
    assert_eq!((results.len(), &document["summary"]["certificates"]), (1, &1.into()), "it is one: {document:#}");
    let (first, others) = (&results[0]["token"], results[0]["also_at"].as_array().expect("places"));
    assert!(first.is_string() && others.len() == 1 && others[0]["token"].is_string(), "{document:#}");
    assert_ne!(first, &others[0]["token"], "the other token");
    let (_, table, _) = desk.run(&[&module[..], &["--lang", "en"]].concat());
    assert!(table.contains("also at ") && table.contains("\n1 certificate: "), "{table}");
    let (_, alone) = desk.json(WHOLE);
    assert!(alone["results"][0].get("also_at").is_none(), "nowhere else: {alone:#}");
}
