//! `tokenctl verify` with addresses: the effects of a real server's CRLs and responders, judged by openssl where it can.

use serde_json::Value;

use super::authority::{Certificate, Crl, HOLDER, ROOT, Response, SERIAL, SIGNS, SUB, delegate, file, pem, sequence};
use super::server::{Reply, Server};
use super::world::{ASKED, Conclusion, EFFECTIVE, REVOKED, Responder, World, unknown};

#[test]
fn each_list_of_a_server_leads_to_its_state_and_openssl_agrees() {
    let good = Crl::new(SUB, &[]);
    let revoked = |reason| Crl::new(SUB, &[(SERIAL, Some(reason))]).der();
    let mut tampered = revoked(1);
    let at = tampered.windows(4).position(|four| four == [0x1a, 0x2b, 0x3c, 0x01]).expect("the entry");
    tampered[at + 3] = 2;
    let many: Vec<_> = (0..100_000).map(|number| (0x1000_0000 + number, None)).chain([(SERIAL, Some(4))]).collect();
    let stale = Crl { next: Some("261121120000Z"), ..good.clone() };
    let early = Crl { this: "261123000000Z", ..good.clone() };
    let cases: Vec<(&str, Vec<u8>, Conclusion, &str)> = vec![
        ("good", good.der(), EFFECTIVE, ""),
        ("revoked", revoked(1), REVOKED, "key-compromise"),
        ("hold", revoked(6), REVOKED, "certificate-hold"),
        ("a hundred thousand entries", Crl::new(SUB, &many).der(), REVOKED, "superseded"),
        ("expired", stale.der(), unknown("stale"), ""),
        ("of another issuer", Crl::new(("Other", 5), &[]).der(), unknown("no-answer"), ""),
        ("of another signer", Crl::new(("Sub", 99), &[]).der(), unknown("answer-signature-wrong"), ""),
        ("tampered", tampered, unknown("answer-signature-wrong"), ""),
        ("of a time to come", early.der(), unknown("answer-not-yet-valid"), ""),
        (
            "with an unknown critical extension",
            Crl { odd: true, ..good.clone() }.der(),
            unknown("answer-extension-unsupported"),
            "",
        ),
        ("garbage", b"<html>moved</html>".to_vec(), unknown("no-answer"), ""),
        ("empty", Vec::new(), unknown("no-answer"), ""),
    ];
    let world = World::by_list(&good);
    for (name, list, conclusion, detail) in cases {
        std::fs::remove_dir_all(world.desk.home.path().join("cache/tokenctl")).unwrap_or_default();
        world.publish(list.clone());
        let revocation = world.concludes(name, conclusion);
        assert_eq!(revocation["reason"].as_str().unwrap_or_default(), detail, "{name}: {revocation:#}");
        if conclusion.0 != "unknown" {
            let origin = (&revocation["url"], &revocation["source"]);
            assert_eq!(origin, (&world.server.url("/sub.crl").into(), &Value::Null), "{name}: its origin");
        }
        assert_eq!(world.openssl_accepts(&list), conclusion == EFFECTIVE, "{name}: openssl's judgement");
    }
}

#[test]
fn each_answer_of_a_responder_leads_to_its_state_and_openssl_agrees() {
    const GOOD: Option<&str> = Some("holder.pem: good");
    let cases: Vec<(&str, Responder, Conclusion, Option<&str>)> = vec![
        ("good", |nonce| Response { nonce: Some(nonce), ..Response::good() }.der(), EFFECTIVE, GOOD),
        ("without the nonce", |_| Response::good().der(), EFFECTIVE, GOOD),
        ("revoked", |_| Response { revoked: Some(1), ..Response::good() }.der(), REVOKED, Some("holder.pem: revoked")),
        ("hold", |_| Response { revoked: Some(6), ..Response::good() }.der(), REVOKED, Some("holder.pem: revoked")),
        (
            "by a delegate",
            |_| Response { signer: 9, delegate: Some(delegate()), ..Response::good() }.der(),
            EFFECTIVE,
            GOOD,
        ),
        (
            "by a delegate of nobody",
            |_| {
                let stranger = Certificate { issuer: ("Sub", 99), ..delegate() };
                Response { signer: 9, delegate: Some(stranger), ..Response::good() }.der()
            },
            unknown("signer-not-trusted"),
            None,
        ),
        (
            "by another signer",
            |_| Response { signer: 99, ..Response::good() }.der(),
            unknown("signer-not-trusted"),
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
            unknown("answer-signature-wrong"),
            None,
        ),
        (
            "about another certificate",
            |_| Response { serial: SERIAL + 1, ..Response::good() }.der(),
            unknown("out-of-scope"),
            None,
        ),
        (
            "with another nonce",
            |_| Response { nonce: Some(vec![7; 16]), ..Response::good() }.der(),
            unknown("nonce-differs"),
            GOOD,
        ),
        ("refusing", |_| sequence(&[&[0x0a, 1, 3]]), unknown("responder-refused"), None),
        ("garbage", |_| b"hello".to_vec(), unknown("answer-unreadable"), None),
    ];
    for (name, responder, conclusion, heard) in cases {
        let world = World::by_responder(responder);
        let revocation = world.concludes(name, conclusion);
        if conclusion.0 != "unknown" {
            let origin = (&revocation["method"], &revocation["url"]);
            assert_eq!(origin, (&"ocsp".into(), &world.server.url("/ocsp").into()), "{name}: without what was asked");
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
fn a_short_question_is_asked_by_get_and_every_other_by_post() {
    let world = World::by_responder(|nonce| Response { nonce: Some(nonce), ..Response::good() }.der());
    let long = format!("/{}", "ocsp/".repeat(40));
    for (path, method) in [("/ocsp", "GET"), ("/ocsp?of=office", "POST"), (long.as_str(), "POST")] {
        let holder = world.holder(false, true);
        world.issue(&Certificate { ocsp_url: Some(world.server.url(path)), ..holder });
        let (status, result, _) = world.verify(&[]);
        assert_eq!((status, &result["revocation"]["method"]), (0, &"ocsp".into()), "{path}: {result:#}");
        let asked = world.server.asked();
        let question = asked.iter().rfind(|request| request.target.starts_with("/ocsp")).expect("it was asked");
        assert_eq!(question.method, method, "{path}");
        assert_eq!(question.body.is_empty(), method == "GET", "{path}: the question is in the address or in the body");
    }
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
    assert!(table.contains("an OCSP responder reports that it is not revoked"), "{table}");
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
    assert!(world.stderr(&[]).contains("an older list than the saved one"), "and that is said");
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
