//! The demo tokens contain what they should, checked with pkcs11-tool and openssl.
//!
//! Pitfall: pkcs11-tool lists in SoftHSM's order, which differs each time the tokens are made; everything is sorted first.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]

mod softhsm;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use softhsm::{Tokens, USER_PIN, module};
use tempfile::TempDir;

const AT: &str = "2026-11-22";

fn pkcs11_tool(tokens: &Tokens, arguments: &[&str]) -> Output {
    Command::new("pkcs11-tool")
        .arg("--module")
        .arg(module())
        .args(arguments)
        .env("SOFTHSM2_CONF", tokens.configuration())
        .output()
        .expect("pkcs11-tool is missing: run ./check.sh, or install opensc")
}

fn listing(tokens: &Tokens, arguments: &[&str]) -> String {
    let output = pkcs11_tool(tokens, arguments);
    assert!(output.status.success(), "pkcs11-tool {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("pkcs11-tool writes UTF-8")
}

/// Every initialised slot as (its number, label, flags).
fn slots(tokens: &Tokens) -> Vec<(String, String, String)> {
    let text = listing(tokens, &["-L"]);
    let mut slots = Vec::new();
    let (mut slot, mut label) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("Slot ").and_then(|rest| rest.split(['(', ')']).nth(1)) {
            number.clone_into(&mut slot);
        } else if let Some((name, value)) = line.split_once(" : ") {
            match name.trim() {
                "token label" => value.clone_into(&mut label),
                "token flags" => slots.push((slot.clone(), label.clone(), value.to_owned())),
                _ => {}
            }
        }
    }
    slots
}

/// The objects of one slot, each as `class id label`, sorted.
fn objects(tokens: &Tokens, slot: &str, login: bool) -> Vec<String> {
    let mut arguments = vec!["-O", "--slot", slot];
    if login {
        arguments.extend(["--login", "--pin", USER_PIN]);
    }
    let mut objects: Vec<[String; 3]> = Vec::new();
    for line in listing(tokens, &arguments).lines() {
        let class = ["Private Key", "Public Key", "Certificate"].into_iter().find(|class| line.starts_with(class));
        if let Some(class) = class {
            let kind = match (class, line.rsplit_once("; ").map(|(_, kind)| kind.trim())) {
                ("Certificate", _) | (_, None) => class.to_owned(),
                (_, Some(kind)) => format!("{class} {}", kind.replace("  ", " ").replace("EC_POINT ", "")),
            };
            objects.push([kind, String::new(), String::new()]);
        } else if let (Some(object), Some((name, value))) = (objects.last_mut(), line.split_once(':')) {
            match name.trim() {
                "ID" => value.trim().clone_into(&mut object[1]),
                "label" => value.trim().clone_into(&mut object[2]),
                _ => {}
            }
        }
    }
    let mut lines: Vec<String> = objects.into_iter().map(|object| object.join(" | ")).collect();
    lines.sort();
    lines
}

/// Everything on all tokens, sorted by label, as one text to compare.
fn everything(tokens: &Tokens, login: bool) -> String {
    let mut found: Vec<(String, Vec<String>)> = slots(tokens)
        .into_iter()
        .map(|(slot, label, flags)| {
            let login = login && flags.contains("PIN initialized");
            (label, objects(tokens, &slot, login))
        })
        .collect();
    found.sort();
    let mut text = String::new();
    for (label, objects) in found {
        writeln!(text, "{label}").expect("a String takes everything");
        for object in objects {
            writeln!(text, "  {object}").expect("a String takes everything");
        }
    }
    text
}

/// Every certificate's bytes by token label and object label.
fn certificates(tokens: &Tokens) -> BTreeMap<(String, String), Vec<u8>> {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let file = folder.path().join("certificate.der");
    let mut certificates = BTreeMap::new();
    for (slot, token, _) in slots(tokens) {
        for object in objects(tokens, &slot, false) {
            let mut parts = object.split(" | ");
            let (Some("Certificate"), Some(id), Some(label)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let path = file.to_str().expect("temporary folders have plain names");
            let read = ["-r", "--type", "cert", "--slot", &slot, "--id", id, "--label", label, "-o", path];
            listing(tokens, &read);
            let value = std::fs::read(&file).expect("pkcs11-tool wrote the certificate");
            certificates.insert((token.clone(), label.to_owned()), value);
        }
    }
    certificates
}

fn openssl(arguments: &[&str]) -> Output {
    Command::new("openssl").args(arguments).output().expect("openssl is installed")
}

fn write(folder: &Path, name: &str, value: &[u8]) -> String {
    let path = folder.join(name);
    std::io::Write::write_all(&mut std::fs::File::create(&path).expect("a file can be made"), value)
        .expect("a file can be written");
    path.to_str().expect("temporary folders have plain names").to_owned()
}

#[test]
fn every_promised_object_is_on_its_token() {
    let tokens = Tokens::demo(AT);
    assert_eq!(everything(&tokens, true), include_str!("golden/demo-with-login.txt"), "what a user's login shows");
}

#[test]
fn tokens_without_public_keys_show_no_key_without_login() {
    let tokens = Tokens::demo(AT);
    assert_eq!(everything(&tokens, false), include_str!("golden/demo-without-login.txt"), "what anybody sees");
}

#[test]
fn one_token_has_seen_a_wrong_pin_and_one_has_no_pin() {
    let tokens = Tokens::demo(AT);
    let slots = slots(&tokens);
    let with = |flag: &str, wanted: bool| -> Vec<&str> {
        let hits = slots.iter().filter(|(_, _, flags)| flags.contains(flag) == wanted);
        hits.map(|(_, label, _)| label.as_str()).collect()
    };
    assert_eq!(with("user PIN count low", true), ["Lý Mai Chi"], "COUNT_LOW stands on one token");
    assert_eq!(with("PIN initialized", false), ["Thiết bị chưa cấp"], "one token has no user PIN");
}

#[test]
fn two_makings_for_one_day_give_the_same_slots_serials_and_certificates() {
    let (first, second) = (Tokens::demo(AT), Tokens::demo(AT));
    assert_eq!(listing(&first, &["-L"]), listing(&second, &["-L"]), "slots, labels, serials and flags");
    let found = certificates(&first);
    assert_eq!(found.len(), 17, "certificates on the demo tokens: {:?}", found.keys());
    assert!(found == certificates(&second), "the same day gives the same bytes");
}

#[test]
fn openssl_accepts_the_chain_and_refuses_the_two_broken_certificates() {
    let certificates = certificates(&Tokens::demo(AT));
    let folder = TempDir::new().expect("a temporary folder can be made");
    let chain = |label: &str| {
        let key = ("Ngô Gia Huy".to_owned(), label.to_owned());
        let value = certificates.get(&key).unwrap_or_else(|| panic!("`{label}` is on the token with the chain"));
        write(folder.path(), "authority.der", value);
        let path = write(folder.path(), &format!("{}.pem", value.len()), b"");
        let der = folder.path().join("authority.der");
        let arguments = ["x509", "-inform", "der", "-in", der.to_str().expect("a plain name"), "-out", &path];
        assert!(openssl(&arguments).status.success(), "openssl reads `{label}`");
        path
    };
    let (root, sub) = (chain("RootCA chuyên dùng Chính phủ G2"), chain("CA phục vụ các cơ quan Nhà nước G2"));
    let mut refused = Vec::new();
    let mut verified = 0;
    for ((token, label), value) in &certificates {
        let der = write(folder.path(), "leaf.der", value);
        let pem = write(folder.path(), "leaf.pem", b"");
        let read = openssl(&["x509", "-inform", "der", "-in", &der, "-out", &pem]);
        let no_date = openssl(&["x509", "-inform", "der", "-in", &der, "-noout", "-enddate"]);
        let end = String::from_utf8_lossy(&no_date.stdout).into_owned();
        if !read.status.success() || end.contains("Bad time value") {
            refused.push(label.as_str());
            continue;
        }
        let government = !["Sao Mai CA", "Đinh Thị Lan"].contains(&token.as_str());
        let verdict = openssl(&["verify", "-no_check_time", "-CAfile", &root, "-untrusted", &sub, &pem]);
        assert_eq!(
            verdict.status.success(),
            government,
            "openssl on `{label}`: {}",
            String::from_utf8_lossy(&verdict.stderr)
        );
        verified += usize::from(government);
    }
    assert_eq!(refused, ["bị cắt cụt", "ngày 31 tháng 2"], "what openssl refuses");
    assert_eq!(verified, 13, "certificates that lead to the root");
}

#[test]
fn twenty_days_are_left_on_the_second_token_of_the_shared_label() {
    let tokens = Tokens::demo(AT);
    let folder = TempDir::new().expect("a temporary folder can be made");
    let certificates = certificates(&tokens);
    let value = &certificates[&("VGCA Token".to_owned(), "Bùi Anh Tuấn".to_owned())];
    let der = write(folder.path(), "leaf.der", value);
    let dates = openssl(&["x509", "-inform", "der", "-in", &der, "-noout", "-enddate"]);
    let dates = String::from_utf8_lossy(&dates.stdout).into_owned();
    assert_eq!(dates.trim(), "notAfter=Dec 12 16:59:59 2026 GMT", "counted from {AT}");
}

#[test]
fn a_second_run_changes_nothing() {
    let tokens = Tokens::demo(AT);
    let before = listing(&tokens, &["-L"]);
    let again = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--example", "demo_tokens", "--", "--dir"])
        .arg(tokens.configuration().parent().expect("the configuration lies in the folder"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(again.status.success(), "a second run: {}", String::from_utf8_lossy(&again.stderr));
    assert!(String::from_utf8_lossy(&again.stdout).starts_with("Nothing to do"), "it says that nothing was done");
    assert_eq!(listing(&tokens, &["-L"]), before, "serials and slots are the same as before");
}
