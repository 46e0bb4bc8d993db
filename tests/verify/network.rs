//! `tokenctl verify` with addresses: what a real server on loopback makes of it, judged by openssl where that can judge.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use serde_json::Value;

use super::authority::{
    CA, Certificate, Crl, HOLDER, ROOT, Response, SERIAL, SIGNS, SUB, delegate, file, pem, sequence,
};
use super::command::Desk;
use super::server::{Reply, Request, Server};

type Lists = Arc<Mutex<Vec<u8>>>;

/// A desk whose certificates name the addresses of a server.
struct World {
    desk: Desk,
    server: Server,
    /// What the server gives as the list of the CA below the root.
    list: Lists,
}

/// What a responder says, given the nonce.
type Responder = fn(Vec<u8>) -> Vec<u8>;

fn silent(_nonce: Vec<u8>) -> Vec<u8> {
    panic!("nobody asks this responder")
}

impl World {
    /// The holder's certificate names a list, a responder, or both.
    fn new(list: Vec<u8>, by_list: bool, responder: Option<Responder>) -> Self {
        let list = Arc::new(Mutex::new(list));
        let own = Arc::clone(&list);
        let server = Server::start(move |request| {
            let content = match request.target.as_str() {
                "/root.crl" => Crl::new(ROOT, &[]).der(),
                "/sub.crl" => own.lock().expect("a list").clone(),
                "/sub.cer" => sub_at("").der(),
                _ => responder.unwrap_or(silent)(nonce_of(request)),
            };
            Reply::Content(content)
        });
        let desk = Desk::new();
        let holder = Certificate {
            crl_url: by_list.then(|| server.url("/sub.crl")),
            ocsp_url: responder.map(|_| server.url("/ocsp")),
            issuer_url: Some(server.url("/sub.cer")),
            ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS)
        };
        file(desk.path(), "holder.pem", pem("CERTIFICATE", &holder.der()));
        let sub = sub_at(&server.url(""));
        file(desk.path(), "sub.der", sub.der());
        file(desk.path(), "sub.pem", pem("CERTIFICATE", &sub.der()));
        Self { desk, server, list }
    }

    fn by_list(list: &Crl) -> Self {
        Self::new(list.der(), true, None)
    }

    fn by_responder(responder: Responder) -> Self {
        Self::new(Vec::new(), false, Some(responder))
    }

    fn publish(&self, list: Vec<u8>) {
        *self.list.lock().expect("a list") = list;
    }

    /// Status, the result, the document.
    fn verify(&self, more: &[&str]) -> (i32, Value, Value) {
        let (status, document) = self.desk.json(&[ASKED, more].concat());
        (status, document["results"][0].clone(), document)
    }

    fn stderr(&self, more: &[&str]) -> String {
        self.desk.run(&[ASKED, more].concat()).2
    }

    /// Whether `openssl verify` accepts the certificate with this list.
    fn openssl_accepts(&self, list: &[u8]) -> bool {
        let path = self.desk.path();
        file(path, "judge.pem", pem("X509 CRL", list) + &pem("X509 CRL", &Crl::new(ROOT, &[]).der()));
        let judged = Command::new("openssl")
            .args(["verify", "-crl_check_all", "-attime", "1795305600", "-CAfile", "root.pem", "-untrusted", "sub.pem"])
            .args(["-CRLfile", "judge.pem", "holder.pem"])
            .current_dir(path)
            .output()
            .expect("openssl is there");
        judged.status.success()
    }

    /// What `openssl ocsp` says of a response: its word for the certificate, where it believes the signature.
    fn openssl_hears(&self, response: &[u8]) -> Option<&'static str> {
        file(self.desk.path(), "judge.der", response);
        openssl_ocsp(self.desk.path())
    }
}

fn openssl_ocsp(path: &Path) -> Option<&'static str> {
    let output = Command::new("openssl")
        .args(["ocsp", "-respin", "judge.der", "-issuer", "sub.pem", "-cert", "holder.pem", "-CAfile", "root.pem"])
        .args(["-verify_other", "sub.pem", "-no_nonce", "-attime", "1795305600", "-validity_period", "3000000000"])
        .current_dir(path)
        .output()
        .expect("openssl is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let believed = said.contains("Response verify OK");
    ["holder.pem: good", "holder.pem: revoked"].into_iter().find(|word| believed && said.contains(word))
}

/// The CA below the root, with the address of the root's list.
fn sub_at(server: &str) -> Certificate {
    let crl_url = (!server.is_empty()).then(|| format!("{server}/root.crl"));
    Certificate { crl_url, ..Certificate::new(SUB, ROOT, 2, CA) }
}

const ASKED: &[&str] = &["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der", "--allow-private-urls"];

/// The nonce in a request, which came in the address or in the body.
fn nonce_of(request: &Request) -> Vec<u8> {
    let der = if request.method == "POST" {
        request.body.clone()
    } else {
        let digits = request.target.rsplit('/').next().expect("a path");
        let digits = digits.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        base64::prelude::BASE64_STANDARD.decode(digits).expect("base64")
    };
    let at = der.windows(4).position(|four| four == [4, 18, 4, 16]).expect("a nonce of 16 octets");
    der[at + 4..at + 20].to_vec()
}

#[test]
fn each_list_of_a_server_leads_to_its_state_and_openssl_agrees() {
    let good = Crl::new(SUB, &[]);
    let mut tampered = Crl::new(SUB, &[(SERIAL, Some(1))]).der();
    let at = tampered.windows(4).position(|four| four == [0x1a, 0x2b, 0x3c, 0x01]).expect("the entry");
    tampered[at + 3] = 2;
    let many: Vec<_> = (0..100_000).map(|number| (0x1000_0000 + number, None)).chain([(SERIAL, Some(4))]).collect();
    let stale = Crl { next: Some("261121120000Z"), ..good.clone() };
    let cases: Vec<(&str, Vec<u8>, &str, Value, Value)> = vec![
        ("good", good.der(), "effective", Value::Null, "good".into()),
        (
            "revoked",
            Crl::new(SUB, &[(SERIAL, Some(1))]).der(),
            "revoked",
            "certificate-revoked".into(),
            "key-compromise".into(),
        ),
        (
            "hold",
            Crl::new(SUB, &[(SERIAL, Some(6))]).der(),
            "revoked",
            "certificate-revoked".into(),
            "certificate-hold".into(),
        ),
        (
            "a hundred thousand entries",
            Crl::new(SUB, &many).der(),
            "revoked",
            "certificate-revoked".into(),
            "superseded".into(),
        ),
        ("expired", stale.der(), "unknown", "stale".into(), Value::Null),
        ("of another issuer", Crl::new(("Other", 5), &[]).der(), "unknown", "no-answer".into(), Value::Null),
        (
            "of another signer",
            Crl::new(("Sub", 99), &[]).der(),
            "unknown",
            "answer-signature-wrong".into(),
            Value::Null,
        ),
        ("tampered", tampered, "unknown", "answer-signature-wrong".into(), Value::Null),
        (
            "of a time to come",
            Crl { this: "261123000000Z", ..good.clone() }.der(),
            "unknown",
            "answer-not-yet-valid".into(),
            Value::Null,
        ),
        (
            "with an unknown critical extension",
            Crl { odd: true, ..good.clone() }.der(),
            "unknown",
            "answer-extension-unsupported".into(),
            Value::Null,
        ),
        ("garbage", b"<html>moved</html>".to_vec(), "unknown", "no-answer".into(), Value::Null),
        ("empty", Vec::new(), "unknown", "no-answer".into(), Value::Null),
    ];
    let world = World::by_list(&good);
    for (name, list, state, reason, detail) in cases {
        std::fs::remove_dir_all(world.desk.home.path().join("cache/tokenctl")).unwrap_or_default();
        world.publish(list.clone());
        let (status, result, document) = world.verify(&[]);
        assert_eq!((&result["state"], &result["reason"]), (&state.into(), &reason), "{name}: {document:#}");
        let expected = match state {
            "effective" => 0,
            "unknown" => 10,
            _ => 11,
        };
        assert_eq!(status, expected, "{name}");
        let revocation = &result["revocation"];
        match state {
            "effective" => assert_eq!(revocation["status"], detail, "{name}"),
            _ => assert_eq!(revocation["reason"], detail, "{name}"),
        }
        if state != "unknown" {
            assert_eq!(
                (&revocation["url"], &revocation["source"]),
                (&world.server.url("/sub.crl").into(), &Value::Null)
            );
        }
        assert_eq!(world.openssl_accepts(&list), state == "effective", "{name}: openssl's judgement");
    }
}

#[test]
fn each_answer_of_a_responder_leads_to_its_state_and_openssl_agrees() {
    let cases: Vec<(&str, Responder, &str, Value, Option<&str>)> = vec![
        (
            "good",
            |nonce| Response { nonce: Some(nonce), ..Response::good() }.der(),
            "effective",
            Value::Null,
            Some("holder.pem: good"),
        ),
        ("without the nonce", |_| Response::good().der(), "effective", Value::Null, Some("holder.pem: good")),
        (
            "revoked",
            |_| Response { revoked: Some(1), ..Response::good() }.der(),
            "revoked",
            "certificate-revoked".into(),
            Some("holder.pem: revoked"),
        ),
        (
            "hold",
            |_| Response { revoked: Some(6), ..Response::good() }.der(),
            "revoked",
            "certificate-revoked".into(),
            Some("holder.pem: revoked"),
        ),
        (
            "by a delegate",
            |_| Response { signer: 9, delegate: Some(delegate()), ..Response::good() }.der(),
            "effective",
            Value::Null,
            Some("holder.pem: good"),
        ),
        (
            "by a delegate of nobody",
            |_| {
                let stranger = Certificate { issuer: ("Sub", 99), ..delegate() };
                Response { signer: 9, delegate: Some(stranger), ..Response::good() }.der()
            },
            "unknown",
            "signer-not-trusted".into(),
            None,
        ),
        (
            "by another signer",
            |_| Response { signer: 99, ..Response::good() }.der(),
            "unknown",
            "signer-not-trusted".into(),
            None,
        ),
        (
            "tampered",
            |_| {
                let mut response = Response::good().der();
                let at = response.windows(4).position(|four| four == b"1128").expect("a date");
                response[at + 3] = b'9';
                response
            },
            "unknown",
            "answer-signature-wrong".into(),
            None,
        ),
        (
            "about another certificate",
            |_| Response { serial: SERIAL + 1, ..Response::good() }.der(),
            "unknown",
            "out-of-scope".into(),
            None,
        ),
        (
            "with another nonce",
            |_| Response { nonce: Some(vec![7; 16]), ..Response::good() }.der(),
            "unknown",
            "nonce-differs".into(),
            Some("holder.pem: good"),
        ),
        ("refusing", |_| sequence(&[&[0x0a, 1, 3]]), "unknown", "responder-refused".into(), None),
        ("garbage", |_| b"hello".to_vec(), "unknown", "answer-unreadable".into(), None),
    ];
    for (name, responder, state, reason, heard) in cases {
        let world = World::by_responder(responder);
        let (_, result, document) = world.verify(&[]);
        assert_eq!((&result["state"], &result["reason"]), (&state.into(), &reason), "{name}: {document:#}");
        if state != "unknown" {
            assert_eq!(result["revocation"]["method"], "ocsp", "{name}");
            assert_eq!(result["revocation"]["url"], world.server.url("/ocsp"), "{name}: without what was asked in it");
        }
        assert_eq!(world.openssl_hears(&responder(vec![1; 16])), heard, "{name}: openssl's judgement");
    }
}

#[test]
fn a_stale_good_answer_is_unknown_and_a_stale_revoked_one_stays_revoked() {
    // openssl compares with the present and cannot be given a moment here.
    let world = World::by_responder(|_| {
        Response { this: "20261101000000Z", next: Some("20261108000000Z"), ..Response::good() }.der()
    });
    let (_, result, _) = world.verify(&[]);
    assert_eq!((&result["state"], &result["reason"]), (&"unknown".into(), &"stale".into()), "a stale good is unknown");
    let world = World::by_responder(|_| {
        let stale = Response { this: "20261101000000Z", next: Some("20261108000000Z"), ..Response::good() };
        Response { revoked: Some(1), ..stale }.der()
    });
    let (_, result, _) = world.verify(&[]);
    assert_eq!(
        (&result["state"], &result["revocation"]["stale"]),
        (&"revoked".into(), &true.into()),
        "it stays revoked"
    );
}

#[test]
fn lists_are_fetched_only_where_no_responder_answered() {
    let world = World::new(Crl::new(SUB, &[]).der(), true, Some(|_| Response::good().der()));
    let (status, result, _) = world.verify(&[]);
    assert_eq!((status, &result["revocation"]["method"]), (0, &"ocsp".into()), "the responder's word is enough");
    assert_eq!((world.server.count("/sub.crl"), world.server.count("/root.crl")), (0, 1), "only the CA needs a list");
    let (status, result, _) = world.verify(&["--no-ocsp"]);
    assert_eq!((status, &result["revocation"]["method"]), (0, &"crl".into()), "without it, the list");
    let world = World::new(Crl::new(SUB, &[]).der(), true, Some(|_| b"broken".to_vec()));
    let (status, result, _) = world.verify(&[]);
    assert_eq!((status, &result["revocation"]["method"]), (0, &"crl".into()), "a broken responder leaves the list");
    let (status, result, _) = world.verify(&["--no-crl"]);
    assert_eq!((status, &result["reason"]), (10, &"answer-unreadable".into()), "and --no-crl leaves nothing");
}

#[test]
fn where_both_disagree_revoked_wins_and_both_are_shown() {
    let world = World::by_responder(|_| Response::good().der());
    let revoked = ["--crl", "revoked.crl"];
    let (status, result, _) = world.verify(&revoked);
    assert_eq!((status, &result["state"]), (11, &"revoked".into()), "revoked wins");
    assert_eq!(result["revocation"]["source"], "revoked.crl", "by the list");
    assert_eq!(result["contradiction"]["status"], "good", "and the responder's word is there");
    assert_eq!(result["contradiction"]["url"], world.server.url("/ocsp"), "with its address");
    let (_, table, _) = world.desk.run(&[ASKED, &revoked].concat());
    assert!(table.contains("the OCSP responder says that it is not revoked"), "{table}");
    let world = World::by_responder(|_| Response { revoked: Some(1), ..Response::good() }.der());
    let (status, result, _) = world.verify(&["--crl", "good.crl"]);
    assert_eq!((status, &result["revocation"]["method"]), (11, &"ocsp".into()), "the other way round as well");
    assert_eq!(result["contradiction"]["method"], "crl", "{result:#}");
}

#[test]
fn a_replayed_older_list_takes_nothing_back_and_a_newer_one_does() {
    let hold = Crl { this: "261121060000Z", number: 8, ..Crl::new(SUB, &[(SERIAL, Some(6))]) };
    let world = World::by_list(&hold);
    assert_eq!(world.verify(&[]).1["state"], "revoked", "on hold");
    world.publish(Crl::new(SUB, &[]).der());
    let (status, result, _) = world.verify(&[]);
    assert_eq!((status, &result["state"]), (11, &"revoked".into()), "an older list is refused");
    assert!(world.stderr(&[]).contains("an older list than the one kept here"), "and that is said");
    let lower = Crl { this: "261121120000Z", number: 3, ..Crl::new(SUB, &[]) };
    world.publish(lower.der());
    assert_eq!(world.verify(&[]).1["state"], "revoked", "a later date with a lower number as well");
    let removed = Crl { this: "261121120000Z", number: 9, ..Crl::new(SUB, &[]) };
    world.publish(removed.der());
    assert_eq!(world.verify(&[]).1["state"], "effective", "removed from hold by a newer list");
    world.publish(hold.der());
    assert_eq!(world.verify(&[]).1["state"], "effective", "whose word stays");
}

#[test]
fn a_list_that_no_trusted_key_signed_is_not_kept() {
    let world = World::by_list(&Crl { this: "261121230000Z", number: 100, ..Crl::new(("Sub", 99), &[]) });
    assert_eq!(world.verify(&[]).1["reason"], "answer-signature-wrong", "forged");
    world.publish(Crl::new(SUB, &[(SERIAL, None)]).der());
    assert_eq!(world.verify(&[]).1["state"], "revoked", "it does not keep the right one out");
    world.publish(Crl { this: "261121230000Z", number: 100, ..Crl::new(("Sub", 99), &[]) }.der());
    assert_eq!(world.verify(&[]).1["state"], "revoked", "nor take its place");
}

#[test]
fn a_kept_list_serves_without_a_network_and_is_asked_for_by_its_date() {
    let desk = World::by_list(&Crl::new(SUB, &[]));
    let list = Crl::new(SUB, &[(SERIAL, None)]).der();
    let server = Server::start(move |request| {
        if request.headers.contains("If-Modified-Since: Sat, 21 Nov 2026 00:00:00 GMT") {
            return Reply::Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec());
        }
        let mut reply = b"HTTP/1.1 200 OK\r\nLast-Modified: Sat, 21 Nov 2026 00:00:00 GMT\r\n\r\n".to_vec();
        reply.extend(if request.target == "/sub.crl" { list.clone() } else { Crl::new(ROOT, &[]).der() });
        Reply::Raw(reply)
    });
    let holder = Certificate { crl_url: Some(server.url("/sub.crl")), ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) };
    file(desk.desk.path(), "holder.pem", pem("CERTIFICATE", &holder.der()));
    let results = |document: &Value| -> Vec<String> {
        let asked = document["addresses"].as_array().expect("addresses").iter();
        asked.filter(|one| one["url"] == server.url("/sub.crl")).map(|one| one["result"].to_string()).collect()
    };
    let (status, _, document) = desk.verify(&[]);
    assert_eq!((status, results(&document)), (11, vec!["\"fetched\"".to_owned()]), "fetched once");
    let (status, _, document) = desk.verify(&[]);
    assert_eq!((status, results(&document)), (11, vec!["\"not-modified\"".to_owned()]), "then asked for by its date");
    let (status, result, document) = desk.verify(&["--offline"]);
    assert_eq!((status, &result["state"]), (11, &"revoked".into()), "and used without a network");
    assert_eq!(document["addresses"], serde_json::json!([]), "where no address is contacted");
    assert_eq!(result["revocation"]["url"], server.url("/sub.crl"), "its origin is named");
    assert_eq!(server.count("/sub.crl"), 2, "in all");
}

#[test]
fn an_answer_older_than_asked_for_is_stale_whatever_it_promises() {
    let world = World::by_list(&Crl::new(SUB, &[]));
    assert_eq!(world.verify(&["--max-age", "1"]).0, 0, "a day old");
    let (status, result, _) = world.verify(&["--max-age", "0"]);
    assert_eq!((status, &result["reason"]), (10, &"stale".into()), "too old for --max-age 0");
}

#[test]
fn all_certificates_of_a_run_share_one_request_for_a_list() {
    let world = World::by_list(&Crl::new(SUB, &[(0x501, None)]));
    let mut arguments = ASKED.to_vec();
    let names: Vec<_> = (0..8).map(|number| format!("holder-{number}.der")).collect();
    for (number, name) in names.iter().enumerate() {
        let serial = 0x500 + u64::try_from(number).expect("a number");
        let crl_url = Some(world.server.url("/sub.crl"));
        let holder = Certificate { crl_url, ..Certificate::new(("Someone", 4), SUB, serial, SIGNS) };
        file(world.desk.path(), name, holder.der());
        arguments.push(name);
    }
    let (status, document) = world.desk.json(&arguments);
    assert_eq!((status, &document["summary"]["effective"]), (11, &8.into()), "one of nine is revoked: {document:#}");
    assert_eq!((world.server.count("/sub.crl"), world.server.count("/root.crl")), (1, 1), "each address once");
}

#[test]
fn a_missing_issuer_is_fetched_and_trusted_no_more_for_that() {
    let world = World::by_list(&Crl::new(SUB, &[]));
    let lists = ["--crl", "root.crl", "--allow-private-urls"];
    let (status, document) = world.desk.json(&[&["holder.pem", "--trust", "root.pem"], &lists[..]].concat());
    assert_eq!((status, &document["results"][0]["chain"][1]["source"]), (0, &"fetched".into()), "{document:#}");
    let (status, document) = world.desk.json(&[&["holder.pem", "--intermediate", "root.pem"], &lists[..]].concat());
    assert_eq!((status, &document["results"][0]["state"]), (11, &"untrusted".into()), "no anchor comes by itself");
}

#[test]
fn a_certificate_does_not_choose_where_this_computer_knocks() {
    let world = World::by_list(&Crl::new(SUB, &[]));
    let port = world.server.port;
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.2", "0.0.0.0"] {
        let crl_url = Some(format!("http://{host}:{port}/sub.crl"));
        let holder = Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) };
        file(world.desk.path(), "other.der", holder.der());
        let arguments =
            ["other.der", "--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--no-ocsp"];
        let (status, document) = world.desk.json(&arguments);
        assert_eq!(status, 10, "{host}: {document:#}");
        let own = document["addresses"]
            .as_array()
            .expect("addresses")
            .iter()
            .find(|one| one["url"] != world.server.url("/root.crl"));
        assert_eq!(own.expect("it is named")["result"], "private-address", "{host}");
    }
    assert_eq!(world.server.asked().len(), 0, "nobody knocked");
}

#[test]
fn a_proxy_is_asked_in_absolute_form_and_followed_to_no_private_address() {
    let proxy = Server::start(|request| match request.target.as_str() {
        "http://ca.example.vn/sub.crl" => Reply::Content(Crl::new(SUB, &[]).der()),
        "http://ca.example.vn/root.crl" => Reply::Content(Crl::new(ROOT, &[]).der()),
        _ => Reply::Raw(b"HTTP/1.1 302 Found\r\nLocation: http://192.168.1.1/\r\n\r\n".to_vec()),
    });
    let desk = Desk::new();
    let at = |url: &str| {
        let crl_url = Some(url.to_owned());
        file(
            desk.path(),
            "holder.pem",
            pem("CERTIFICATE", &Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der()),
        );
        file(desk.path(), "sub.der", sub_at("http://ca.example.vn").der());
    };
    let asked = ["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der", "--format", "json"];
    let through = proxy.url("");
    at("http://ca.example.vn/sub.crl");
    let (status, stdout, stderr) = desk.run(&[&asked[..], &["--proxy", &through]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "the proxy resolves the name: {stdout}");
    let first = proxy.asked().into_iter().next().expect("a request");
    assert!(first.headers.contains("Host: ca.example.vn\r\n"), "{}", first.headers);
    let mut command = desk.home.tokenctl();
    command.current_dir(desk.path()).env("http_proxy", through.trim_start_matches("http://"));
    command.args(["--at", super::authority::AT, "verify"]).args(asked);
    assert_eq!(command.output().expect("it runs").status.code(), Some(0), "from the environment");
    let count = proxy.asked().len();
    command.env("no_proxy", "example.vn");
    let output = command.args(["--timeout", "1"]).output().expect("it runs");
    assert_eq!(
        (output.status.code(), proxy.asked().len()),
        (Some(0), count),
        "not for what no_proxy names; kept lists serve"
    );
    for url in ["http://elsewhere.example.vn/x.crl", "http://10.0.0.1/x.crl", "http://printer/x.crl"] {
        at(url);
        let (status, stdout, stderr) = desk.run(&[&asked[..], &["--proxy", &through]].concat());
        assert_eq!(status, 10, "{url}: {stdout}");
        assert!(stdout.contains("private-address") && stderr.contains("private or loopback"), "{url}: {stderr}");
    }
    assert_eq!(proxy.count("192.168.1.1/"), 0, "the proxy was not asked for it either");
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_before_anything_is_asked() {
    let desk = Desk::new();
    for proxy in ["https://proxy:3128", "http://an:geheim@proxy:3128", "socks5://proxy"] {
        let (status, stdout, stderr) = desk.run(&["holder.pem", "--proxy", proxy]);
        assert_eq!((status, stdout.as_str()), (2, ""), "{proxy}");
        assert!(stderr.starts_with("error: the proxy cannot be used") && !stderr.contains("geheim"), "{stderr}");
    }
}

#[test]
fn a_server_that_does_not_play_along_costs_neither_time_nor_memory_nor_a_wrong_answer() {
    type Answer = fn(&Request) -> Reply;
    let cases: &[(&str, Answer, &str)] = &[
        ("slow", |_| Reply::Silence, "address-timed-out"),
        (
            "too long by its own word",
            |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n0".to_vec()),
            "answer-too-long",
        ),
        (
            "a chunk too long",
            |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n".to_vec()),
            "answer-too-long",
        ),
        ("cut short", |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0".to_vec()), "no-connection"),
        ("closed", |_| Reply::Raw(Vec::new()), "no-connection"),
        ("not HTTP", |_| Reply::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), "answer-not-http"),
        (
            "a head without end",
            |_| Reply::Raw([b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; 100_000]].concat()),
            "answer-not-http",
        ),
        ("missing", |_| Reply::Raw(b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec()), "http-status"),
        ("not asked for", |_| Reply::Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()), "http-status"),
        (
            "in a circle",
            |_| Reply::Raw(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n".to_vec()),
            "too-many-redirects",
        ),
        (
            "to https",
            |_| Reply::Raw(b"HTTP/1.1 301 Moved\r\nLocation: https://ca.vn/\r\n\r\n".to_vec()),
            "https-not-supported",
        ),
    ];
    for (name, answer, code) in cases {
        let server = Server::start(*answer);
        let desk = Desk::new();
        let crl_url = Some(server.url("/x.crl"));
        file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
        let more = ["--crl", "root.crl", "--timeout", "1"];
        let (status, document) = desk.json(&[ASKED, &more].concat());
        assert_eq!((status, &document["results"][0]["reason"]), (10, &"no-answer".into()), "{name}: {document:#}");
        assert_eq!(document["addresses"], serde_json::json!([{"url": server.url("/x.crl"), "result": code}]), "{name}");
        assert!(server.asked().len() <= 4, "{name}: a retry at most, or three redirects");
    }
    let server = Server::start(|_| Reply::Endless);
    let desk = Desk::new();
    let ocsp_url = Some(server.url("/ocsp"));
    file(desk.path(), "holder.pem", Certificate { ocsp_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, document) = desk.json(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!((status, &document["addresses"][0]["result"]), (10, &"answer-too-long".into()), "a body without end");
}

#[test]
fn one_lost_answer_is_asked_for_once_more_and_redirects_and_chunks_are_read() {
    let lost = Arc::new(Mutex::new(false));
    let server = Server::start(move |request| {
        let mut lost = lost.lock().expect("a flag");
        if !std::mem::replace(&mut *lost, true) {
            return Reply::Raw(Vec::new());
        }
        if request.target == "/x.crl" {
            return Reply::Raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: y.crl\r\n\r\n".to_vec());
        }
        let list = Crl::new(SUB, &[]).der();
        let mut reply = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for chunk in list.chunks(100) {
            reply.extend(format!("{:x};a=b\r\n", chunk.len()).into_bytes());
            reply.extend(chunk);
            reply.extend(b"\r\n");
        }
        reply.extend(b"0\r\n\r\n");
        Reply::Raw(reply)
    });
    let desk = Desk::new();
    let crl_url = Some(server.url("/x.crl"));
    file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, document) = desk.json(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!(status, 0, "{document:#}");
    let targets: Vec<_> = server.asked().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/x.crl", "/x.crl", "/y.crl"], "lost, redirected, read");
}

#[test]
fn an_address_of_https_is_named_with_what_helps() {
    let desk = Desk::new();
    let crl_url = Some("https://rootca.gov.vn/crl/x.crl".to_owned());
    file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, _, stderr) = desk.run(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!(status, 10, "nothing is known");
    assert!(stderr.contains("https://rootca.gov.vn/crl/x.crl") && stderr.contains("`--crl`"), "{stderr}");
    let (_, _, stderr) = desk.run(&[ASKED, &["--crl", "root.crl", "--lang", "vi"]].concat());
    assert!(stderr.starts_with("ghi chú: không nhận được gì từ https://rootca.gov.vn"), "{stderr}");
}

#[test]
fn one_broken_file_of_several_is_one_line_and_status_1() {
    let desk = Desk::new();
    file(desk.path(), "broken.pem", "hello");
    let whole =
        ["--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--crl", "good.crl", "--offline"];
    let (status, stdout, stderr) = desk.run(&[&["broken.pem", "holder.pem", "missing.pem"], &whole[..]].concat());
    assert_eq!(status, 1, "in part: {stdout}{stderr}");
    assert!(stdout.contains("1 certificate: 1 effective"), "the other is judged: {stdout}");
    let lines: Vec<_> = stderr.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("broken.pem") && lines[1].contains("missing.pem"), "{stderr}");
    let (_, document) = desk.json(&[&["broken.pem", "holder.pem", "missing.pem"], &whole[..]].concat());
    let unread = serde_json::json!([
        {"file": "broken.pem", "code": "no-certificate-in-file"}, {"file": "missing.pem", "code": "no-such-file"}]);
    assert_eq!(document["unread"], unread, "and in the document");
    let (status, _, _) = desk.run(&["broken.pem", "missing.pem", "--offline"]);
    assert_eq!(status, 3, "where none can be read there is nothing to judge");
}
