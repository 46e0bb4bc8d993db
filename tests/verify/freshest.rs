//! Issuers that name delta CRLs (freshestCRL): without a current one their complete CRL never supports "good".

use std::sync::{Arc, Mutex};

use tokenctl::domain::verify::{Reason, State, Status, Why};

use super::authority::{Certificate, Crl, HOLDER, ROOT, SERIAL, SIGNS, SUB, file, pem};
use super::cases::Case;
use super::command::Desk;
use super::server::{Reply, Server};
use super::world::{ASKED, sub_at};

const URL: &str = "http://ca.gov.vn/delta.crl";

/// A complete CRL, number 7, that names its delta CRLs.
fn complete(revoked: &[(u64, Option<u8>)]) -> Crl {
    Crl { freshest_url: Some(URL.to_owned()), ..Crl::new(SUB, revoked) }
}

/// The changes since number 7, number 8.
fn changes(revoked: &[(u64, Option<u8>)]) -> Crl {
    Crl { this: "261121120000Z", number: 8, base: Some(7), ..Crl::new(SUB, revoked) }
}

#[test]
fn a_list_is_good_for_nothing_without_the_changes_that_its_issuer_names() {
    let stale = Crl { next: Some("261121180000Z"), ..changes(&[]) };
    let good = (State::Effective, Status::Good);
    let missing = (State::Unknown, Status::Unknown(Why::DeltaMissing));
    let cases = [
        ("no changes", vec![complete(&[])], missing),
        ("current ones", vec![complete(&[]), changes(&[])], good),
        ("stale ones", vec![complete(&[]), stale], missing),
        ("those of another key", vec![complete(&[]), Crl { issuer: ("Sub", 66), ..changes(&[]) }], missing),
        ("those of a later list", vec![complete(&[]), Crl { number: 12, base: Some(11), ..changes(&[]) }], missing),
        (
            "current ones of the same number",
            vec![complete(&[]), Crl { number: 7, base: Some(6), ..changes(&[]) }],
            good,
        ),
    ];
    for (what, lists, expected) in cases {
        assert_eq!(Case::lists(&lists).judge(), expected, "{what}");
    }
    let named = Certificate { freshest_url: Some(URL.to_owned()), ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) };
    let by_certificate = |lists: &[Crl]| Case { end: named.der(), ..Case::lists(lists) };
    let plain = Crl::new(SUB, &[]);
    assert_eq!(by_certificate(std::slice::from_ref(&plain)).judge(), missing, "where the certificate names them");
    assert_eq!(by_certificate(&[plain, changes(&[])]).judge(), good, "and they are there");
}

#[test]
fn changes_revoke_and_take_back_a_suspension_and_nothing_else() {
    let revoked = |case: &Case| match case.judge() {
        (State::Revoked, Status::Revoked { reason, .. }) => Some(reason),
        _ => None,
    };
    let cases = [
        ("revoked since", vec![complete(&[]), changes(&[(SERIAL, Some(4))])], Some(Reason::Superseded)),
        ("suspended before", vec![complete(&[(SERIAL, Some(6))]), changes(&[])], Some(Reason::CertificateHold)),
        ("taken back since", vec![complete(&[(SERIAL, Some(6))]), changes(&[(SERIAL, Some(8))])], None),
    ];
    for (what, lists, expected) in cases {
        let case = Case::lists(&lists);
        assert_eq!(revoked(&case), expected, "{what}");
        // openssl treats the newer delta CRL as a complete one, and forgets earlier suspensions.
        let accepts = expected.is_none() || what == "suspended before";
        assert_eq!(case.openssl_accepts(), accepts, "{what}: openssl's judgement");
    }
    let compromised = [complete(&[(SERIAL, Some(1))]), changes(&[(SERIAL, Some(8))])];
    assert_eq!(revoked(&Case::lists(&compromised)), Some(Reason::KeyCompromise), "a key in other hands is for good");
    let alone = [complete(&[(SERIAL, Some(1))])];
    assert_eq!(revoked(&Case::lists(&alone)), Some(Reason::KeyCompromise), "revoked needs no changes");
}

#[test]
fn current_changes_make_an_old_list_current() {
    let old = Crl { this: "261101000000Z", next: Some("261108000000Z"), ..complete(&[]) };
    assert_eq!(
        Case::lists(std::slice::from_ref(&old)).judge(),
        (State::Unknown, Status::Unknown(Why::Stale)),
        "by itself"
    );
    assert_eq!(Case::lists(&[old.clone(), changes(&[])]).judge().0, State::Effective, "with them");
    let stale = Crl { next: Some("261121180000Z"), ..changes(&[]) };
    assert_eq!(Case::lists(&[old, stale]).judge(), (State::Unknown, Status::Unknown(Why::Stale)), "with stale ones");
}

#[test]
fn changes_are_fetched_from_where_list_or_certificate_names_them() {
    for by_certificate in [false, true] {
        let own: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
        let (given, base) = (Arc::clone(&own), Arc::new(Mutex::new(Vec::new())));
        let list = Arc::clone(&base);
        let server = Server::start(move |request| match request.target.as_str() {
            "/root.crl" => Reply::Content(Crl::new(ROOT, &[]).der()),
            "/sub.crl" => Reply::Content(list.lock().expect("a list").clone()),
            _ => given
                .lock()
                .expect("a list")
                .clone()
                .map_or_else(|| Reply::Raw(b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec()), Reply::Content),
        });
        let url = server.url("/delta.crl");
        let freshest_url = Some(url.clone());
        let (in_list, in_certificate) = if by_certificate { (None, freshest_url) } else { (freshest_url, None) };
        *base.lock().expect("a list") = Crl { freshest_url: in_list, ..complete(&[]) }.der();
        let desk = Desk::new();
        let crl_url = Some(server.url("/sub.crl"));
        let holder = Certificate::new(HOLDER, SUB, SERIAL, SIGNS);
        let holder = Certificate { crl_url, freshest_url: in_certificate, ..holder };
        file(desk.path(), "holder.pem", pem("CERTIFICATE", &holder.der()));
        file(desk.path(), "sub.der", sub_at(&server.url("")).der());
        let (status, document) = desk.json(ASKED);
        let result = &document["results"][0];
        assert_eq!((status, &result["reason"]), (10, &"delta-missing".into()), "none there: {document:#}");
        let (_, table, stderr) = desk.run(ASKED);
        assert!(stderr.contains(&url), "and it is said what was not fetched: {stderr}");
        assert!(table.contains("publishes changes to its list"), "in words: {table}");
        *own.lock().expect("a list") = Some(changes(&[]).der());
        let (status, document) = desk.json(ASKED);
        let result = &document["results"][0];
        assert_eq!((status, &result["revocation"]["url"]), (0, &url.clone().into()), "{document:#}");
        let asked = server.count("/delta.crl");
        let (status, _) = desk.json(&[ASKED, &["--offline"]].concat());
        assert_eq!((status, server.count("/delta.crl")), (0, asked), "kept, as every list");
        *own.lock().expect("a list") =
            Some(Crl { number: 9, this: "261121180000Z", ..changes(&[(SERIAL, Some(1))]) }.der());
        let (status, document) = desk.json(ASKED);
        assert_eq!((status, &document["results"][0]["state"]), (11, &"revoked".into()), "{document:#}");
    }
}
