//! SoftHSM2 tokens with real paths, with a real server on loopback: `verify`, `check` and `inventory` with revocation.
//!
//! Pitfall: the holder's certificate names the server's port, so the token is set up after the server has started.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::authority::{Certificate, Crl, HOLDER, Response, SERIAL, SIGNS, SUB, file, pem};
use super::server::Nobody;
use super::support::{P_256, SoftHsm, USER_PIN, secret_file, succeed, tool};
use super::world::{REVOKED, World};

const ROOTS: &[&str] = &["--trust", "root.pem", "--intermediate", "sub.der", "--allow-private-urls"];

fn good(_nonce: Vec<u8>) -> Vec<u8> {
    Response::good().der()
}

fn revoked(_nonce: Vec<u8>) -> Vec<u8> {
    Response { revoked: Some(1), ..Response::good() }.der()
}

/// How a holder's key got onto the token.
#[derive(Clone, Copy, Debug)]
enum Made {
    /// Imported by softhsm2-util.
    Imported,
    /// Generated on the token by pkcs11-tool.
    OnToken,
}

const BOTH: [Made; 2] = [Made::Imported, Made::OnToken];

struct Office {
    world: World,
    softhsm: SoftHsm,
}

impl Office {
    /// A token with this holder's key; the authority's certificate for it has the addresses set by `addresses`.
    fn new(made: Made, world: World, addresses: impl Fn(Certificate) -> Certificate) -> Self {
        let office = Self { world, softhsm: SoftHsm::new() };
        office.token("An", made, addresses(Certificate::new(HOLDER, SUB, SERIAL, SIGNS)));
        secret_file(&office.world.desk.path().join("pin"), USER_PIN);
        office
    }

    /// One more token.
    fn token(&self, label: &str, made: Made, holder: Certificate) {
        self.softhsm.token(label, "12345678", USER_PIN);
        let spki = match made {
            Made::Imported => self.import(label),
            Made::OnToken => self.generate(label),
        };
        let holder = Certificate { spki: Some(spki), ..holder };
        self.softhsm.write(label, USER_PIN, "cert", "01", &holder.der());
        self.world.issue(&holder);
    }

    fn import(&self, label: &str) -> Vec<u8> {
        let pkcs8 = file(self.world.desk.path(), "key.pem", pem("PRIVATE KEY", P_256.pkcs8));
        let mut command = tool("softhsm2-util");
        let (name, value) = self.softhsm.environment();
        command.env(name, value).args(["--import", &pkcs8, "--token", label, "--label", label, "--id", "01"]);
        succeed(command.args(["--pin", USER_PIN]));
        P_256.spki.to_vec()
    }

    fn generate(&self, label: &str) -> Vec<u8> {
        let login = ["--token-label", label, "--login", "--pin", USER_PIN, "--id", "01"];
        let make = ["--keypairgen", "--key-type", "EC:prime256v1", "--usage-sign", "--label", label];
        succeed(self.softhsm.pkcs11_tool().args(login).args(make));
        let path = self.world.desk.path().join("public.der");
        let read = ["--read-object", "--type", "pubkey", "--output-file"];
        succeed(self.softhsm.pkcs11_tool().args(login).args(read).arg(&path));
        // The judge's own parser accepts it.
        let spki = self.world.desk.path().join("spki.der");
        let mut openssl = tool("openssl");
        openssl.args(["pkey", "-pubin", "-inform", "DER", "-outform", "DER", "-in"]).arg(&path).arg("-out").arg(&spki);
        succeed(&mut openssl);
        std::fs::read(spki).expect("a public key")
    }

    fn run(&self, words: &[&str]) -> (i32, Vec<u8>, String) {
        let mut command = self.world.desk.home.process();
        let (name, configuration): (_, PathBuf) = self.softhsm.environment();
        command.current_dir(self.world.desk.path()).env(name, configuration);
        command.args(["--at", super::authority::AT, "--batch", "--module"]).arg(self.softhsm.module());
        let output = command.args(words).args(ROOTS).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().expect("a status"), output.stdout, said)
    }

    fn json(&self, words: &[&str]) -> (i32, Value, String) {
        let (status, stdout, said) = self.run(&[words, &["--format", "json"]].concat());
        let document = serde_json::from_slice(&stdout).unwrap_or_else(|fault| panic!("{words:?}: {fault}: {said}"));
        (status, document, said)
    }

    /// The results of `check`, `inventory` and `verify` for the first token: statuses, state, and the problems of revocation.
    fn judged(&self) -> Judged {
        let (check, checked, _) = self.json(&["check", "--revocation"]);
        let (inventory, listed, _) = self.json(&["inventory", "--revocation"]);
        let (verify, verified, said) = self.json(&["verify"]);
        let (token, in_list) = (an(&checked), an(&listed));
        let state = &verified["results"][0]["state"];
        assert_eq!(&token["certificates"][0]["revocation"], state, "check says the same: {checked:#}");
        assert_eq!(&in_list["certificates"][0]["revocation"], state, "and inventory: {listed:#}");
        assert_eq!(inventory, 0, "an inventory lists: {listed:#}");
        assert_eq!(token["certificates"][0]["pairing"], "current", "key and certificate are a pair: {checked:#}");
        let problems = token["problems"].as_array().expect("problems").iter();
        let problems = problems.map(|problem| json!([problem["code"], problem["severity"]])).collect();
        let result = verified["results"][0].clone();
        Judged { check, verify, problems, result, said }
    }
}

/// The token; SoftHSM2 has a free slot beside it.
fn an(document: &Value) -> &Value {
    let tokens = document["tokens"].as_array().expect("tokens");
    tokens.iter().find(|token| token["label"] == "An").expect("the token")
}

struct Judged {
    check: i32,
    verify: i32,
    problems: Vec<Value>,
    result: Value,
    said: String,
}

/// A world whose certificates name list, responder, or both.
fn office(made: Made, list: &Crl, responder: Option<fn(Vec<u8>) -> Vec<u8>>) -> Office {
    let world = World::new(list.der(), true, responder);
    let holder = world.holder(true, responder.is_some());
    Office::new(made, world, move |_| holder.clone())
}

#[test]
fn a_good_certificate_of_a_real_token_is_effective_by_responder_and_by_list() {
    for made in BOTH {
        for (responder, method) in [(Some(good as fn(Vec<u8>) -> Vec<u8>), "ocsp"), (None, "crl")] {
            let list = Crl::new(SUB, &[]);
            let office = office(made, &list, responder);
            let Judged { check, verify, problems, result, .. } = office.judged();
            assert_eq!((check, verify, problems), (0, 0, vec![]), "{made:?}, {method}: {result:#}");
            assert_eq!(result["revocation"]["method"], method, "{made:?}");
            assert!(result["token"].is_string(), "{made:?}: of the token: {result:#}");
            assert!(office.world.openssl_accepts(&list.der()), "{made:?}: openssl's judgement");
            let (status, metrics, said) = office.run(&["check", "--revocation", "--format", "openmetrics"]);
            let metrics = String::from_utf8(metrics).expect("UTF-8");
            assert_eq!(status, 0, "{made:?}, {method}: {said}");
            // Only if a CRL was used is there one that falls due.
            let due = format!("x509_crl_next_update{{source=\"{}\"}} ", office.world.server.url("/sub.crl"));
            assert_eq!(metrics.contains(&due), method == "crl", "{made:?}: {metrics}");
            let possession = ["verify", "--possession", "--token", "An", "--pin-file", "pin"];
            let (status, document, said) = office.json(&possession);
            let proved = json!({"state": "proved", "reason": null});
            assert_eq!((status, &document["results"][0]["possession"]), (0, &proved), "{made:?}: {said}");
        }
    }
}

#[test]
fn a_revoked_certificate_of_a_real_token_is_critical_by_responder_and_by_list() {
    for made in BOTH {
        let list = Crl::new(SUB, &[(SERIAL, Some(1))]);
        for (responder, url) in [(Some(revoked as fn(Vec<u8>) -> Vec<u8>), "/ocsp"), (None, "/sub.crl")] {
            let office = office(made, &list, responder);
            let Judged { check, verify, problems, result, .. } = office.judged();
            assert_eq!((check, verify), (11, 11), "{made:?}, {url}: {result:#}");
            assert_eq!(problems, [json!(["certificate-revoked", "critical"])], "{made:?}, {url}");
            assert_eq!((result["state"].as_str(), result["reason"].as_str()), (Some(REVOKED.0), REVOKED.1), "{url}");
            assert_eq!(result["revocation"]["url"], office.world.server.url(url), "{made:?}: whose word it is");
            assert!(!office.world.openssl_accepts(&list.der()), "{made:?}: openssl's judgement");
        }
    }
}

#[test]
fn a_server_that_is_down_leaves_a_real_token_unknown_and_its_address_named() {
    for made in BOTH {
        let nobody = Nobody::new();
        let (list, responder) = (nobody.url("/sub.crl"), nobody.url("/ocsp"));
        let addresses =
            |holder| Certificate { crl_url: Some(list.clone()), ocsp_url: Some(responder.clone()), ..holder };
        let office = Office::new(made, World::by_list(&Crl::new(SUB, &[])), addresses);
        let Judged { check, verify, problems, result, said } = office.judged();
        assert_eq!((check, verify), (10, 10), "{made:?}: {result:#}");
        assert_eq!(problems, [json!(["revocation-unknown", "warning"])], "{made:?}");
        assert_eq!((&result["state"], &result["reason"]), (&"unknown".into(), &"no-answer".into()), "{made:?}");
        assert!(said.contains(&list) && said.contains(&responder), "{made:?}: what was not fetched is named: {said}");
        let (strict, _, _) = office.json(&["verify", "--strict"]);
        assert_eq!(strict, 11, "{made:?}: and --strict makes it critical");
    }
}

#[test]
fn an_inventory_that_is_added_to_keeps_what_each_reading_judged() {
    let list = Crl::new(SUB, &[(SERIAL, Some(4))]);
    let office = office(Made::Imported, &list, None);
    let add = |more: &[&str]| {
        let (status, _, said) = office.run(&[&["inventory", "--add-to", "all.json"], more].concat());
        assert_eq!(status, 0, "{said}");
        let saved = std::fs::read(office.world.desk.path().join("all.json")).expect("the saved inventory");
        let saved: Value = serde_json::from_slice(&saved).expect("a document");
        let tokens = saved["tokens"].as_array().expect("tokens").iter().filter(|token| token["label"].is_string());
        let mut states: Vec<_> = tokens
            .map(|token| (token["label"].to_string(), token["certificates"][0]["revocation"].to_string()))
            .collect();
        states.sort();
        states
    };
    let pair = |label: &str, state: &str| (format!("\"{label}\""), format!("\"{state}\""));
    assert_eq!(add(&["--revocation"]), [pair("An", "revoked")], "judged while it was read");
    let second =
        Certificate { serial: SERIAL + 1, subject: ("Trần Thị Bích", 4), ..office.world.holder(true, false) };
    office.token("Bích", Made::OnToken, second);
    let both = [pair("An", "revoked"), pair("Bích", "effective")];
    assert_eq!(add(&["--revocation"]), both, "the second one as well");
    let words = ["check", "--from", "all.json", "--format", "json"];
    let mut command = office.world.desk.home.process();
    let output =
        command.current_dir(office.world.desk.path()).args(["--at", super::authority::AT]).args(words).output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(11), "the problem is in the file: {text}");
    assert!(text.contains("certificate-revoked"), "{text}");
    let (status, _, said) = office.run(&["inventory", "--add-to", "all.json"]);
    assert_eq!(
        (status, said.contains("need `--revocation`")),
        (2, true),
        "a basis without --revocation is refused: {said}"
    );
}
