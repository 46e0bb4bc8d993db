//! `verify --signature` over PDF: what each signature covers, and ranges that leave out what they may not.

use std::process::Command;

use serde_json::Value;

use super::authority::file;
use super::command::Desk;
use super::sign::{Cms, Signing, pdf, sign, usual};
use super::signed::{TRUSTED, signer, stamp};

fn detached(signed: &[u8]) -> Vec<u8> {
    Cms { inside: false, ..Cms::of(&signer(), signed) }.der()
}

fn signing(number: usize) -> Signing<'static> {
    Signing { number, sub_filter: "ETSI.CAdES.detached", range: usual, contents: &detached }
}

fn ask(desk: &Desk, pdf: &[u8]) -> (i32, Vec<Value>) {
    file(desk.path(), "signed.pdf", pdf);
    let words = [&["--signature", "signed.pdf"], TRUSTED, &["--crl", "good.crl"]].concat();
    let (status, stdout, stderr) = desk.run(&[&words[..], &["--format", "json"]].concat());
    let document: Value = serde_json::from_str(&stdout).unwrap_or_default();
    let signatures = document["signatures"].as_array().cloned().unwrap_or_default();
    assert!(!signatures.is_empty() || !stderr.is_empty(), "something is said");
    (status, signatures)
}

#[test]
fn a_signature_over_the_whole_file_is_valid_and_poppler_agrees() {
    let desk = Desk::new();
    for sub_filter in ["ETSI.CAdES.detached", "adbe.pkcs7.detached"] {
        let whole = sign(&pdf(), &Signing { sub_filter, ..signing(5) });
        let (status, signatures) = ask(&desk, &whole);
        let one = &signatures[0];
        assert_eq!((status, &one["state"], &one["format"]), (0, &"valid".into(), &"pdf".into()), "{one:#}");
        let covers = serde_json::json!({"octets": whole.len(), "of": whole.len(), "later": 0, "later_signed": false});
        assert_eq!(one["covers"], covers, "the whole file");
        assert_eq!(one["certificate"]["holder"], "Nguyễn Văn An", "whose it is");
    }
    let output = Command::new("pdfsig").args(["-nocert", "signed.pdf"]).current_dir(desk.path()).output();
    let output = output.expect("pdfsig is there: tests/scripts/install-test-tools.sh");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Signature is Valid") && said.contains("Total document signed"), "{said}");
}

#[test]
fn what_was_added_later_is_said_and_counts_only_where_it_is_signed_too() {
    let desk = Desk::new();
    let first = sign(&pdf(), &signing(5));
    let changed = [first.clone(), b"3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n%%EOF\n".to_vec()].concat();
    let (status, signatures) = ask(&desk, &changed);
    let one = &signatures[0];
    assert_eq!((status, &one["state"], &one["reason"]), (10, &"unknown".into(), &"changed-later".into()), "{one:#}");
    assert_eq!(one["covers"]["later"], changed.len() - first.len(), "so much");
    let second = sign(&changed, &signing(6));
    let (status, signatures) = ask(&desk, &second);
    let states: Vec<_> = signatures.iter().map(|one| (&one["state"], &one["covers"]["later_signed"])).collect();
    assert_eq!((status, states), (0, vec![(&"valid".into(), &true.into()), (&"valid".into(), &false.into())]));
    assert_eq!(signatures[0]["covers"]["octets"], first.len(), "the first is about the first part alone");
    let mut spoilt = second.clone();
    let at = first.len() + 3;
    spoilt[at] ^= 1;
    let (status, signatures) = ask(&desk, &spoilt);
    let states: Vec<_> = signatures.iter().map(|one| &one["state"]).collect();
    assert_eq!((status, states), (11, vec![&"unknown".into(), &"invalid".into()]), "neither speaks for the whole");
    let (_, table, _) = desk.run(&[&["--signature", "signed.pdf"], TRUSTED, &["--crl", "good.crl"]].concat());
    assert!(table.contains("the rest was added later") && table.contains("INVALID"), "{table}");
}

#[test]
fn a_document_time_stamp_is_a_signature_of_its_own() {
    let desk = Desk::new();
    let first = sign(&pdf(), &signing(5));
    let token = |signed: &[u8]| stamp().token(signed);
    let stamped = sign(&first, &Signing { sub_filter: "ETSI.RFC3161", contents: &token, ..signing(6) });
    let (status, signatures) = ask(&desk, &stamped);
    assert_eq!((status, &signatures[1]["format"]), (0, &"pdf-timestamp".into()), "{signatures:#?}");
    assert_eq!(signatures[1]["timestamp"]["time"], "2026-11-10T08:00:00Z", "its time");
    let wrong = |_: &[u8]| stamp().token(b"something else");
    let stamped = sign(&first, &Signing { sub_filter: "ETSI.RFC3161", contents: &wrong, ..signing(6) });
    let (status, signatures) = ask(&desk, &stamped);
    assert_eq!((status, &signatures[1]["reason"]), (11, &"imprint-wrong".into()), "{signatures:#?}");
}

#[test]
fn no_hostile_range_is_ever_valid() {
    type Range = fn(usize, usize, usize) -> String;
    let desk = Desk::new();
    let ranges: &[(&str, Range)] = &[
        ("a gap larger than the signature", |start, end, length| format!("[0 {} {end} {}]", start - 9, length - end)),
        ("a gap that reaches behind it", |start, end, length| format!("[0 {start} {} {}]", end + 9, length - end - 9)),
        ("a smaller gap", |start, end, length| format!("[0 {} {end} {}]", start + 1, length - end)),
        ("not from the beginning", |start, end, length| format!("[9 {} {end} {}]", start - 9, length - end)),
        ("beyond the file", |start, end, length| format!("[0 {start} {end} {}]", length - end + 1)),
        ("far beyond", |start, end, _| format!("[0 {start} {end} 18446744073709551615]")),
        ("negative", |start, end, length| format!("[0 {start} {end} -{}]", length - end)),
        ("a plus sign", |start, end, length| format!("[0 +{start} {end} {}]", length - end)),
        ("overlapping", |start, end, length| format!("[0 {end} {start} {}]", length - end)),
        ("two numbers", |start, _, _| format!("[0 {start}]")),
        ("six numbers", |start, end, length| format!("[0 {start} {end} 5 {} {}]", end + 5, length - end - 5)),
        ("none", |_, _, _| "[]".to_owned()),
        ("no array", |start, _, _| format!("{start}")),
        ("a real number", |start, end, length| format!("[0 {start}.0 {end} {}]", length - end)),
    ];
    for (name, range) in ranges {
        let hostile = sign(&pdf(), &Signing { range: *range, ..signing(5) });
        let (status, signatures) = ask(&desk, &hostile);
        let reason = (status, signatures[0]["reason"].as_str());
        assert_eq!(reason, (11, Some("byte-range-wrong")), "{name}: {signatures:#?}");
    }
    // It ends before the end of its own dictionary.
    let short = sign(&pdf(), &Signing { range: |start, end, _| format!("[0 {start} {end} 2]"), ..signing(5) });
    assert_eq!(ask(&desk, &short).1[0]["reason"], "byte-range-wrong", "it leaves out part of its own dictionary");
}

#[test]
fn ranges_and_signatures_that_are_not_each_others_are_never_valid() {
    let desk = Desk::new();
    let right = sign(&pdf(), &signing(5));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let at = text(&right).find("/ByteRange").expect("it is there");
    // The same range again, in a separate dictionary that names the first one's position.
    let range = text(&right)[at..].split("/Contents").next().expect("its value").to_owned();
    let copied = [right.clone(), format!("7 0 obj\n<< /Type /Sig {range} /Contents <00> >>\nendobj\n").into_bytes()];
    let (status, signatures) = ask(&desk, &copied.concat());
    assert_eq!((status, &signatures[1]["state"]), (11, &"invalid".into()), "{signatures:#?}");
    // Twice in one dictionary.
    let twice = text(&pdf()).replace("5 0 R", "5 0 R ");
    let twice =
        sign(twice.as_bytes(), &Signing { sub_filter: "ETSI.CAdES.detached /ByteRange [0 1 2 3]", ..signing(5) });
    let (status, signatures) = ask(&desk, &twice);
    assert!(status == 11 && signatures.iter().all(|one| one["state"] == "invalid"), "{signatures:#?}");
    // Something after the signature inside the angle brackets, which nothing covers.
    let hidden = |signed: &[u8]| [detached(signed), vec![0, 0, 1]].concat();
    let (status, signatures) = ask(&desk, &sign(&pdf(), &Signing { contents: &hidden, ..signing(5) }));
    assert_eq!((status, &signatures[0]["reason"]), (11, &"signature-unreadable".into()), "{signatures:#?}");
    // A signature with embedded content, which says nothing about the file.
    let inside = |_: &[u8]| Cms::of(&signer(), b"another text").der();
    let (status, signatures) = ask(&desk, &sign(&pdf(), &Signing { contents: &inside, ..signing(5) }));
    assert_eq!((status, &signatures[0]["reason"]), (11, &"signature-unreadable".into()), "{signatures:#?}");
    // A kind that is not verified here.
    let (status, signatures) = ask(&desk, &sign(&pdf(), &Signing { sub_filter: "adbe.pkcs7.sha1", ..signing(5) }));
    assert_eq!((status, &signatures[0]["reason"]), (10, &"format-unsupported".into()), "{signatures:#?}");
    // A field that was prepared and never signed, and an excessive number of ranges.
    let prepared =
        [pdf(), b"5 0 obj\n<< /Type /Sig /ByteRange [0 /**** /**** /****] /Contents <0000> >>\nendobj\n".to_vec()];
    assert_eq!(ask(&desk, &prepared.concat()).0, 11, "nothing was signed");
    let (status, _) = ask(&desk, &[pdf(), b"<</ByteRange[0 1 2 3]>>".repeat(100)].concat());
    assert_eq!(status, 2, "too many");
}

#[test]
fn every_changed_octet_of_what_is_covered_makes_it_invalid() {
    use tokenctl::domain::verify::claims_of_pdf;
    let whole = sign(&pdf(), &signing(5));
    let gap = whole.windows(10).position(|window| window == b"/Contents ").expect("the gap") + 10;
    let places = (0..gap).chain(gap + 8194..whole.len());
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        let claims = claims_of_pdf(&changed, &[]).expect("few");
        assert!(claims.iter().all(|claim| claim.fault.is_some()), "octet {place} of {}", whole.len());
    }
    assert!(claims_of_pdf(&whole, &[]).expect("one")[0].fault.is_none(), "unchanged it holds");
}
