//! Dates, serials, names and bytes of certificates, compared with openssl and pkcs11-tool.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{Home, Outcome, succeed, tool};
use super::{AT, certificates, command, command_at, configuration, json, softhsm, token, tokenctl};

fn der(certificate: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(certificate["der"].as_str().expect("the bytes")).expect("base64")
}

fn openssl(folder: &Path, der: &[u8], arguments: &[&str]) -> Option<String> {
    let file = folder.join("one.der");
    std::fs::write(&file, der).expect("the certificate can be written");
    let output = tool("openssl").args(["x509", "-inform", "der", "-noout", "-in"]).arg(&file).args(arguments).output();
    let output = output.expect("openssl is installed");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn openssl_agrees_on_serial_dates_fingerprint_and_mail_of_every_certificate() {
    let folder = TempDir::new().expect("a folder");
    let report = json(&["inventory"]);
    let mut compared = 0;
    for (_, certificate) in certificates(&report) {
        let bytes = der(certificate);
        let Some(text) = openssl(folder.path(), &bytes, &["-serial", "-fingerprint", "-sha256", "-email"]) else {
            assert_eq!(certificate["label"], "bị cắt cụt", "openssl reads all but the one cut in half");
            continue;
        };
        let serial = certificate["serial_number"].as_str().expect("a serial").to_uppercase();
        assert!(text.contains(&format!("serial={serial}\n")), "serial {serial}:\n{text}");
        let sha256 = certificate["sha256"].as_str().expect("a digest").to_uppercase();
        let printed = text.lines().find_map(|line| line.split_once("ingerprint=")).expect("a fingerprint").1;
        assert_eq!(printed.replace(':', ""), sha256, "SHA-256 of {serial}");
        for mail in certificate["emails"].as_array().expect("a list") {
            assert!(text.contains(mail.as_str().expect("text")), "{mail}:\n{text}");
        }
        let dates = openssl(folder.path(), &bytes, &["-dates", "-dateopt", "iso_8601"]).expect("dates");
        for (name, field) in [("notBefore=", "not_before"), ("notAfter=", "not_after")] {
            let printed = dates.lines().find_map(|line| line.strip_prefix(name)).expect(name).replace(' ', "T");
            match certificate[field].as_str() {
                Some(date) => assert_eq!(printed, date, "{field} of {serial}"),
                None => assert_eq!(printed, "BadTtimeTvalue", "only an impossible date is null"),
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 16, "certificates that openssl reads");
}

#[test]
fn names_are_as_openssl_prints_them_in_rfc_2253_order() {
    let folder = TempDir::new().expect("a folder");
    let report = json(&["inventory"]);
    for (_, certificate) in certificates(&report) {
        let options = ["-subject", "-issuer", "-nameopt", "RFC2253,-esc_msb,utf8"];
        let Some(text) = openssl(folder.path(), &der(certificate), &options) else { continue };
        for name in ["subject", "issuer"] {
            let printed = text.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).expect("a name");
            // openssl and RFC 4514 differ only in the escaping of `+` pairs, which do not occur here.
            assert_eq!(certificate[name]["text"], printed.trim(), "{name}");
        }
    }
}

#[test]
fn the_malformed_certificate_is_present_and_its_neighbours_are_whole() {
    let report = json(&["inventory"]);
    let khoa = token(&report, "10248249");
    let all = khoa["certificates"].as_array().expect("a list");
    assert_eq!(all.len(), 2, "both are listed");
    let (cut, odd) = (&all[0], &all[1]);
    let (cut, odd) = if cut["label"] == "bị cắt cụt" { (cut, odd) } else { (odd, cut) };
    assert_eq!(cut["serial_number"], "3b5d28f1c6907ae4", "what stands before the cut is read");
    assert_eq!(odd["not_after"], Value::Null, "the 31st of February is no date");
    assert_eq!(odd["days_left"], Value::Null, "and nothing is counted to it");
    assert_eq!(odd["not_before"], "2025-10-18T02:15:00Z", "its neighbour field is read");
    assert_eq!(odd["subject"]["common_name"], "Đỗ Đăng Khoa", "and every other");
    let problems: Vec<(&Value, &Value)> = khoa["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (&one["code"], &one["details"]["field"]))
        .collect();
    assert!(problems.contains(&(&json!("certificate-field"), &json!("not_after"))), "the field is named: {problems:?}");
    let codes: Vec<&Value> = problems.iter().map(|(code, _)| *code).collect();
    assert!(codes.contains(&&json!("certificate-malformed")), "{codes:?}");
}

#[test]
fn an_exported_certificate_is_byte_for_byte_what_pkcs11_tool_reads() {
    let folder = TempDir::new().expect("a folder");
    let report = json(&["inventory"]);
    let module = softhsm::module();
    // A healthy one, the superseded one that shares its ID, one of a public CA, and the truncated one.
    for serial in ["7af2df52182653d3", "0f2a66d1983be47c", "5401010b7e93c2d84af615e0392b70cd", "3b5d28f1c6907ae4"] {
        let (token, certificate) = *certificates(&report)
            .iter()
            .find(|(_, one)| one["serial_number"] == serial)
            .unwrap_or_else(|| panic!("{serial} is on a token"));
        let theirs = folder.path().join("theirs.der");
        let (slot, id) = (token["slot"].to_string(), certificate["id"].as_str().expect("an id"));
        let label = certificate["label"].as_str().expect("a label");
        let mut judge = tool("pkcs11-tool");
        judge.env("SOFTHSM2_CONF", configuration()).arg("--module").arg(&module);
        judge.args(["-r", "--type", "cert", "--slot", &slot, "--id", id, "--label", label, "-o"]).arg(&theirs);
        succeed(&mut judge);
        let theirs = std::fs::read(&theirs).expect("pkcs11-tool wrote it");
        let ours = tokenctl(&["cert", "export", "--der", serial]).expect_status(0, "an export");
        assert!(ours.stdout == theirs, "{serial}: {} and {} bytes", ours.stdout.len(), theirs.len());
        let pem = tokenctl(&["cert", "export", serial]).expect_status(0, "an export");
        let body: String = pem.text().lines().filter(|line| !line.starts_with("-----")).collect();
        assert!(BASE64_STANDARD.decode(&body).expect("base64") == theirs, "{serial}: PEM holds the same");
    }
}

#[test]
fn an_export_goes_to_a_file_whole_and_replaces_none_unasked() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("hạnh.pem");
    let home = Home::new();
    let export = |force: bool| {
        let mut command = command(&home);
        command.args(["cert", "export", "7af2df52182653d3", "--output"]).arg(&file);
        Outcome::of(if force { command.arg("--force") } else { &mut command })
    };
    assert_eq!(export(false).expect_status(0, "a new file").stdout, b"", "nothing on stdout");
    let first = std::fs::read(&file).expect("the file");
    assert!(first.starts_with(b"-----BEGIN CERTIFICATE-----\n"), "PEM");
    assert!(export(false).expect_status(7, "it exists").stderr.contains("--force"), "the hint says how");
    export(true).expect_status(0, "on purpose");
    assert_eq!(std::fs::read(&file).expect("the file"), first, "the same again");
}

#[test]
fn a_certificate_is_chosen_by_digest_serial_id_or_label_and_never_guessed() {
    let report = json(&["inventory"]);
    let (_, one) = certificates(&report)[0];
    let digest = one["sha256"].as_str().expect("a digest");
    for name in [digest, &digest[..12], &digest.to_uppercase(), "7AF2DF52182653D3", "1a2b3c01", "Nguyễn Thị Minh Hạnh"]
    {
        let shown = json(&["cert", "show", name]);
        assert_eq!(shown["tokens"][0]["certificates"][0]["sha256"], digest, "{name}");
        assert_eq!(shown["kind"], "cert-show", "{name}");
    }
    let outcome = tokenctl(&["cert", "show", "không có"]).expect_status(3, "no such certificate");
    assert_eq!(outcome.stdout, b"", "nothing is guessed");
    let outcome = tokenctl(&["cert", "show"]).expect_status(4, "many are current");
    assert!(outcome.stderr.contains("Bùi Anh Tuấn") || outcome.stderr.contains("Trần Đức Thắng"), "they are listed");
    let outcome = tokenctl(&["cert", "export", "1a2b3c05"]).expect_status(4, "two share this id");
    assert_eq!(outcome.stdout, b"", "nothing is guessed: {}", outcome.stderr);
}

#[test]
fn days_left_are_whole_days_to_the_end_at_the_given_time() {
    for (at, days, validity) in [
        (AT, 20, "expiring"),
        ("2026-12-12T16:59:59Z", 0, "expiring"),
        ("2026-12-12T17:00:00Z", -1, "expired"),
        ("2026-12-13", -1, "expired"),
        ("2021-01-01", 2171, "not-yet-valid"),
    ] {
        let mut command = command_at(&Home::new(), at);
        let report = Outcome::of(command.args(["--format", "json", "--token", "10241130", "inventory"]));
        let report = report.expect_status(0, at).json();
        let certificate = &report["tokens"][0]["certificates"][0];
        assert_eq!(certificate["days_left"], days, "{at}");
        assert_eq!(certificate["validity"], validity, "{at}");
    }
}
