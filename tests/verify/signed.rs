//! `verify --signature` over CMS: made by openssl and by hand, right and wrong, with openssl as the judge.

use std::process::Command;

use serde_json::Value;
use tokenctl::domain::tlv;

use super::authority::{AT, Certificate, Crl, ENCRYPTS, HOLDER, SERIAL, SIGNS, SUB, file, pem};
use super::command::Desk;
use super::sign::{Cms, Stamp, key_pem};
use super::support::RSA_2048;

pub const TRUSTED: &[&str] = &["--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--offline"];
const TEXT: &[u8] = b"C\xc3\xb4ng v\xc4\x83n s\xe1\xbb\x91 45\n";

pub fn signer() -> Certificate {
    Certificate::new(HOLDER, SUB, SERIAL, SIGNS)
}

pub fn authority() -> Certificate {
    Certificate { time_stamps: true, ..Certificate::new(("Time", 20), SUB, 0x99, SIGNS) }
}

pub fn stamp() -> Stamp {
    Stamp { authority: authority(), time: "20261110080000Z", wrong: false, unnamed: false }
}

fn openssl(desk: &Desk, words: &[&str]) -> bool {
    let output = Command::new("openssl").args(words).current_dir(desk.path()).output();
    output.expect("openssl is there: tests/scripts/install-test-tools.sh").status.success()
}

/// The judgement with the CRL of this name.
fn ask(desk: &Desk, words: &[&str], list: &str) -> (i32, Value) {
    let (status, document) = desk.json(&[&["--signature"], words, TRUSTED, &["--crl", list]].concat());
    (status, document["signatures"].clone())
}

fn openssl_accepts(desk: &Desk, name: &str, content: Option<&str>) -> bool {
    let at: tokenctl::domain::time::Moment = AT.parse().expect("a moment");
    let at = at.unix_seconds().to_string();
    let mut words = vec!["cms", "-verify", "-binary", "-inform", "DER", "-in", name, "-out", "out", "-attime", &at];
    let both = pem("CERTIFICATE", &super::authority::root()) + &pem("CERTIFICATE", &super::authority::sub());
    file(desk.path(), "both.pem", both);
    words.extend(["-CAfile", "both.pem", "-purpose", "any"]);
    words.extend(content.iter().flat_map(|content| ["-content", content]));
    openssl(desk, &words)
}

/// A desk with the keys and certificates that openssl signs with.
fn furnished() -> Desk {
    let desk = Desk::new();
    file(desk.path(), "holder.key", key_pem(HOLDER.1));
    file(desk.path(), "holder.pem", pem("CERTIFICATE", &signer().der()));
    let rsa = Certificate {
        spki: Some(RSA_2048.spki.to_vec()),
        ..Certificate::new(("Trần Thị Bích", 4), SUB, 0x51, SIGNS)
    };
    file(desk.path(), "rsa.pem", pem("CERTIFICATE", &rsa.der()));
    file(desk.path(), "rsa.key", pem("PRIVATE KEY", RSA_2048.pkcs8));
    file(desk.path(), "text", TEXT);
    desk
}

#[test]
fn what_openssl_signs_in_every_form_is_valid() {
    let desk = furnished();
    let ec = ["-signer", "holder.pem", "-inkey", "holder.key"];
    let rsa = ["-signer", "rsa.pem", "-inkey", "rsa.key"];
    let cases: &[(&[&str], &[&str], &str, &str)] = &[
        (&ec, &["-nodetach"], "DER", "sha-256"),
        (&ec, &[], "DER", "sha-256"),
        (&ec, &["-nodetach"], "PEM", "sha-256"),
        (&ec, &["-nodetach", "-stream"], "DER", "sha-256"),
        (&ec, &["-nodetach", "-keyid"], "DER", "sha-256"),
        (&ec, &["-nodetach", "-noattr"], "DER", "sha-256"),
        (&ec, &["-nodetach", "-cades"], "DER", "sha-256"),
        (&ec, &["-nodetach", "-md", "sha384"], "DER", "sha-384"),
        (&rsa, &["-nodetach"], "DER", "sha-256"),
        (&rsa, &["-md", "sha512"], "DER", "sha-512"),
        (&rsa, &["-nodetach", "-keyopt", "rsa_padding_mode:pss"], "DER", "sha-256"),
        (&rsa, &["-nodetach", "-md", "sha1"], "DER", "sha-1"),
    ];
    for (signer, options, form, digest) in cases {
        let base = ["cms", "-sign", "-binary", "-in", "text", "-out", "signed", "-outform", form];
        assert!(openssl(&desk, &[&base[..], signer, options].concat()), "{options:?}: openssl signs");
        let detached = !options.contains(&"-nodetach");
        let words: &[&str] = if detached { &["signed", "--content", "text"] } else { &["signed"] };
        let (status, signatures) = ask(&desk, words, "good.crl");
        let one = &signatures[0];
        assert_eq!((status, &one["state"], &one["reason"]), (0, &"valid".into(), &Value::Null), "{options:?}: {one:#}");
        assert_eq!((&one["digest"], &one["covers"]), (&(*digest).into(), &Value::Null), "{options:?}");
        let weak = if *digest == "sha-1" { serde_json::json!(["sha1-signature"]) } else { serde_json::json!([]) };
        assert_eq!(one["weaknesses"], weak, "{options:?}");
        assert_eq!(one["claimed_time"].is_null(), options.contains(&"-noattr"), "{options:?}: the time is a claim");
        assert_eq!(one["certificate"]["state"], "effective", "{options:?}");
    }
}

#[test]
fn several_signers_are_judged_each_by_itself() {
    let desk = furnished();
    let two = ["-signer", "holder.pem", "-inkey", "holder.key", "-signer", "rsa.pem", "-inkey", "rsa.key"];
    let base = ["cms", "-sign", "-binary", "-in", "text", "-out", "signed", "-outform", "DER", "-nodetach"];
    assert!(openssl(&desk, &[&base[..], &two].concat()), "openssl signs twice");
    let (status, signatures) = ask(&desk, &["signed"], "revoked.crl");
    let states: Vec<_> = signatures.as_array().expect("both").iter().map(|one| one["state"].to_string()).collect();
    let mut sorted = states.clone();
    sorted.sort();
    assert_eq!((status, sorted), (11, vec!["\"not-effective\"".to_owned(), "\"valid\"".to_owned()]), "{signatures:#}");
}

#[test]
fn a_changed_content_a_foreign_key_and_broken_attributes_are_invalid_as_for_openssl() {
    let desk = Desk::new();
    let right = Cms { named: Some(signer().der()), ..Cms::of(&signer(), TEXT) };
    let impostor = Certificate { subject: (HOLDER.0, 99), ..signer() };
    let cases: Vec<(&str, Cms, Option<&str>)> = vec![
        ("right", right.clone(), None),
        ("digest", Cms { digest: Some(vec![7; 32]), ..right.clone() }, Some("digest-wrong")),
        ("twice", Cms { digest_twice: true, ..right.clone() }, Some("")),
        ("type", Cms { named_type: &[0x2a, 3, 4], ..right.clone() }, Some("attributes-wrong")),
        (
            "bare",
            Cms { with_attributes: false, content_type: &[0x2a, 3, 4], ..right.clone() },
            Some("attributes-wrong"),
        ),
        ("named", Cms { named: Some(vec![1, 2, 3]), ..right.clone() }, Some("attributes-wrong")),
    ];
    for (name, cms, reason) in cases {
        file(desk.path(), name, cms.der());
        if reason == Some("") {
            let (status, stdout, _) = desk.run(&[&["--signature", name], TRUSTED].concat());
            assert_eq!((status, stdout.as_str()), (2, ""), "{name}: it cannot be read");
            continue;
        }
        let (status, signatures) = ask(&desk, &[name], "good.crl");
        let one = &signatures[0];
        let state = if reason.is_none() { (0, "valid") } else { (11, "invalid") };
        assert_eq!((status, one["state"].as_str()), (state.0, Some(state.1)), "{name}: {one:#}");
        assert_eq!(one["reason"].as_str(), reason, "{name}");
        // openssl checks neither.
        if !["bare", "named", "type"].contains(&name) {
            assert_eq!(openssl_accepts(&desk, name, None), reason.is_none(), "{name}: openssl agrees");
        }
    }
    // The certificate of one key beside the signature of another.
    let forged = right.der();
    let other = Cms { signer: impostor.clone(), named: None, ..right.clone() }.der();
    let (own, foreign) = (signer().der(), impostor.der());
    let swapped = replace(&other, &foreign, &own);
    assert_ne!(forged, swapped, "another file");
    file(desk.path(), "swapped", &swapped);
    let (status, signatures) = ask(&desk, &["swapped"], "good.crl");
    assert_eq!((status, &signatures[0]["reason"]), (11, &"file-signature-wrong".into()), "{signatures:#}");
    assert!(!openssl_accepts(&desk, "swapped", None), "openssl agrees");
}

/// Replaces one certificate by another of the same length.
fn replace(whole: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    if old.len() != new.len() {
        // ECDSA signatures vary by a byte or two; then the certificate is left out and given beside the file.
        return whole.to_vec();
    }
    let at = whole.windows(old.len()).position(|window| window == old).expect("it is there");
    [&whole[..at], new, &whole[at + old.len()..]].concat()
}

#[test]
fn no_changed_octet_of_the_content_is_valid() {
    let cms = Cms::of(&signer(), TEXT).der();
    let at = cms.windows(TEXT.len()).position(|window| window == TEXT).expect("the content");
    for place in at..at + TEXT.len() {
        let mut changed = cms.clone();
        changed[place] ^= 1;
        let data = tokenctl::domain::verify::SignedData::read(&changed).expect("it is read");
        let claims = tokenctl::domain::verify::claims_of_cms(&data, None, &[]);
        assert_eq!(claims[0].fault, Some(tokenctl::domain::verify::SignedFault::DigestWrong), "octet {place}");
    }
}

#[test]
fn a_signature_over_attributes_does_not_pass_for_one_over_a_content_made_of_them() {
    let desk = Desk::new();
    let genuine = Cms::of(&signer(), TEXT).der();
    // The attributes as signed, passed off as content that was signed without any.
    let data = Cms::of(&signer(), TEXT);
    let start = genuine
        .windows(2)
        .rposition(|window| window == [0xa0, 0x69])
        .or_else(|| genuine.windows(1).position(|_| false));
    let attributes = start.map_or_else(Vec::new, |start| {
        let length = usize::from(genuine[start + 1]);
        tlv::write(tlv::SET, &[&genuine[start + 2..start + 2 + length]])
    });
    assert!(!attributes.is_empty(), "the attributes were found");
    file(desk.path(), "confused", Cms { with_attributes: false, content: attributes, ..data }.der());
    let (status, signatures) = ask(&desk, &["confused"], "good.crl");
    assert_eq!((status, &signatures[0]["reason"]), (11, &"attributes-wrong".into()), "{signatures:#}");
}

#[test]
fn a_detached_signature_wants_its_content_and_believes_no_other() {
    let desk = furnished();
    file(desk.path(), "signed.p7s", Cms { inside: false, ..Cms::of(&signer(), TEXT) }.der());
    let (status, signatures) = ask(&desk, &["signed.p7s", "--content", "text"], "good.crl");
    assert_eq!((status, &signatures[0]["state"]), (0, &"valid".into()), "{signatures:#}");
    assert!(openssl_accepts(&desk, "signed.p7s", Some("text")), "openssl agrees");
    file(desk.path(), "other", "Công văn số 46\n");
    let (status, signatures) = ask(&desk, &["signed.p7s", "--content", "other"], "good.crl");
    assert_eq!((status, &signatures[0]["reason"]), (11, &"digest-wrong".into()), "{signatures:#}");
    let (status, stdout, stderr) = desk.run(&[&["--signature", "signed.p7s"], TRUSTED].concat());
    assert_eq!((status, stdout.as_str()), (2, ""), "without it nothing is said");
    assert!(stderr.contains("`--content`"), "{stderr}");
    file(desk.path(), "whole", Cms::of(&signer(), TEXT).der());
    let (status, signatures) = ask(&desk, &["whole", "--content", "other"], "good.crl");
    assert_eq!((status, &signatures[0]["reason"]), (11, &"digest-wrong".into()), "the content inside is another");
}

#[test]
fn nothing_is_valid_whose_certificate_is_not_effective_or_not_there() {
    let desk = Desk::new();
    let expired = Certificate { until: "261101000000Z", ..signer() };
    let encrypts = Certificate { usage: ENCRYPTS, ..signer() };
    for (name, cms, list, state, reason, status) in [
        ("revoked", Cms::of(&signer(), TEXT), "revoked.crl", "not-effective", "certificate-revoked", 11),
        ("unknown", Cms::of(&signer(), TEXT), "root.crl", "unknown", "no-answer", 10),
        ("expired", Cms::of(&expired, TEXT), "good.crl", "not-effective", "certificate-expired", 11),
        ("usage", Cms::of(&encrypts, TEXT), "good.crl", "not-effective", "may-not-sign", 11),
        (
            "missing",
            Cms { with_certificate: false, ..Cms::of(&signer(), TEXT) },
            "good.crl",
            "unknown",
            "signer-certificate-missing",
            10,
        ),
    ] {
        file(desk.path(), name, cms.der());
        let (ended, signatures) = ask(&desk, &[name], list);
        let one = &signatures[0];
        assert_eq!((ended, &one["state"], &one["reason"]), (status, &state.into(), &reason.into()), "{name}: {one:#}");
    }
    file(desk.path(), "bare", Cms { with_certificate: false, ..Cms::of(&signer(), TEXT) }.der());
    let (status, _) = ask(&desk, &["bare", "--intermediate", "holder.pem"], "good.crl");
    assert_eq!(status, 0, "its certificate may be given beside it");
    let (status, signatures) = desk.json(&["--signature", "unknown", "--offline"]);
    assert_eq!((status, &signatures["signatures"][0]["state"]), (11, &"not-effective".into()), "no root is trusted");
}

#[test]
fn a_time_stamp_counts_only_where_it_is_proved_and_moves_the_moment_then() {
    let desk = Desk::new();
    let expired = Certificate { until: "261115000000Z", ..signer() };
    let stamped = |stamp| Cms { stamp: Some(stamp), ..Cms::of(&expired, TEXT) };
    // Made before the certificate's end, so that it may still be listed.
    file(
        desk.path(),
        "then.crl",
        Crl { this: "261114000000Z", next: Some("261128000000Z"), ..Crl::new(SUB, &[]) }.der(),
    );
    file(desk.path(), "stamped", stamped(stamp()).der());
    let (status, signatures) = ask(&desk, &["stamped"], "then.crl");
    let one = &signatures[0];
    assert_eq!((status, &one["state"], &one["timestamp"]["state"]), (0, &"valid".into(), &"valid".into()), "{one:#}");
    assert_eq!(
        (&one["judged_at"], &one["timestamp"]["time"]),
        (&one["timestamp"]["time"], &"2026-11-10T08:00:00Z".into())
    );
    assert_eq!(one["timestamp"]["certificate"]["subject"], "CN=Time", "and whose it is");
    let (_, signatures) = ask(&desk, &["stamped"], "good.crl");
    assert_eq!(signatures[0]["reason"], "issued-after-expiry", "a newer list may leave it out: {signatures:#}");
    let not_for_stamps = Certificate { time_stamps: false, ..authority() };
    for (name, stamp, reason) in [
        ("wrong", Stamp { wrong: true, ..stamp() }, "imprint-wrong"),
        ("unnamed", Stamp { unnamed: true, ..stamp() }, "attributes-wrong"),
        ("usage", Stamp { authority: not_for_stamps, ..stamp() }, "not-for-timestamps"),
        (
            "forged",
            Stamp { authority: Certificate { issuer: ("Sub", 66), ..authority() }, ..stamp() },
            "signature-wrong",
        ),
    ] {
        file(desk.path(), name, stamped(stamp).der());
        let (status, signatures) = ask(&desk, &[name], "then.crl");
        let one = &signatures[0];
        assert_eq!((status, &one["reason"]), (11, &"certificate-expired".into()), "{name}: judged for today: {one:#}");
        assert_ne!(one["timestamp"]["state"], "valid", "{name}");
        assert_eq!(one["timestamp"]["reason"], reason, "{name}");
    }
    let late = Stamp { time: "20261116080000Z", ..stamp() };
    file(desk.path(), "late", stamped(late).der());
    assert_eq!(ask(&desk, &["late"], "then.crl").1[0]["reason"], "certificate-expired", "stamped after its end");
}

#[test]
fn a_revocation_after_a_proved_time_leaves_the_signature_alone_unless_the_key_was_lost() {
    let desk = Desk::new();
    // Revoked on 1 November.
    let before = Stamp { time: "20261020080000Z", ..stamp() };
    for (reason, stamp, state) in [
        (None, before.clone(), "valid"),
        (Some(3), before.clone(), "valid"),
        (Some(1), before, "not-effective"),
        (None, stamp(), "not-effective"),
    ] {
        file(desk.path(), "stamped", Cms { stamp: Some(stamp), ..Cms::of(&signer(), TEXT) }.der());
        file(desk.path(), "list.crl", Crl::new(SUB, &[(SERIAL, reason)]).der());
        let (_, signatures) = ask(&desk, &["stamped"], "list.crl");
        assert_eq!(signatures[0]["state"], state, "{reason:?}: {signatures:#}");
    }
}

#[test]
fn openssl_accepts_the_tokens_that_are_accepted_here() {
    let desk = Desk::new();
    file(desk.path(), "data", TEXT);
    file(desk.path(), "token", stamp().token(TEXT));
    file(desk.path(), "both.pem", pem("CERTIFICATE", &super::authority::sub()));
    let at: tokenctl::domain::time::Moment = AT.parse().expect("a moment");
    let base = ["ts", "-verify", "-token_in", "-in", "token", "-data", "data", "-CAfile", "root.pem"];
    let more = ["-untrusted", "both.pem", "-attime", &at.unix_seconds().to_string()];
    assert!(openssl(&desk, &[&base[..], &more].concat()), "openssl ts -verify");
}

#[test]
fn what_is_no_signature_is_refused_by_name_and_both_languages_say_what_was_found() {
    let desk = Desk::new();
    file(desk.path(), "text", TEXT);
    file(desk.path(), "empty.pdf", super::sign::pdf());
    for name in ["text", "root.crl", "holder.pem", "empty.pdf", "good.crl"] {
        let (status, stdout, stderr) = desk.run(&["--signature", name, "--offline"]);
        assert_eq!((status, stdout.as_str()), (2, ""), "{name}: {stderr}");
        assert!(stderr.contains(&format!("`{name}` contains no readable signature")), "{stderr}");
    }
    file(desk.path(), "signed", Cms::of(&signer(), TEXT).der());
    let words = [&["--signature", "signed", "--signature", "text"], TRUSTED, &["--crl", "good.crl"]].concat();
    let (status, stdout, stderr) = desk.run(&[&words[..], &["--lang", "en"]].concat());
    assert_eq!(status, 1, "one of two: {stderr}");
    assert!(stdout.contains("valid") && stdout.contains("by the signer's own clock"), "{stdout}");
    assert!(stdout.contains("1 signature: 1 valid") && stdout.contains("No address was contacted"), "{stdout}");
    let (_, stdout, _) = desk.run(&[&words[..], &["--lang", "vi"]].concat());
    assert!(stdout.contains("hợp lệ") && stdout.contains("theo đồng hồ của người ký"), "{stdout}");
    for words in [&["holder.pem", "--signature", "signed"][..], &["--content", "text"]] {
        assert_eq!(desk.run(words).0, 2, "{words:?}: a contradiction");
    }
}
