//! Certificates made by openssl, with every kind of signature that a path may have; weak ones are reported.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::authority::file;
use super::command::Desk;

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl is there");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Judged now, since openssl makes certificates that begin now.
fn verify(desk: &Desk, name: &str) -> Value {
    let mut command = desk.home.tokenctl();
    command.current_dir(desk.path()).args(["--format", "json", "verify", name, "--trust", "root.pem", "--offline"]);
    let output = command.output().expect("it runs");
    let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
    document["results"][0].clone()
}

#[test]
fn every_kind_of_signature_holds_as_openssl_made_it_and_no_longer_when_changed() {
    let pss: &[&str] = &["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    let curve = |name| ["-newkey", "ec", "-pkeyopt", name];
    let cases: &[(&str, &[&str], &[&str], Value)] = &[
        ("RSA", &["-newkey", "rsa:2048"], &["-sha256"], json!([])),
        ("RSA-PSS", &["-newkey", "rsa:2048"], pss, json!([])),
        ("P-256", &curve("ec_paramgen_curve:P-256"), &["-sha256"], json!([])),
        ("P-384", &curve("ec_paramgen_curve:P-384"), &["-sha384"], json!([])),
        ("P-521", &curve("ec_paramgen_curve:P-521"), &["-sha512"], json!([])),
        ("Ed25519", &["-newkey", "ed25519"], &[], json!([])),
        ("SHA-1", &["-newkey", "rsa:2048"], &["-sha1"], json!(["sha1-signature"])),
        ("RSA of 1024 bits", &["-newkey", "rsa:1024"], &["-sha256"], json!(["rsa-below-2048"])),
    ];
    let desk = Desk::new();
    let folder = desk.path();
    let request =
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "h.key", "-out", "h.csr"];
    openssl(folder, &[&["req", "-new", "-subj", "/CN=An"], &request[..]].concat());
    for (name, key, signature, weaknesses) in cases {
        let root = ["req", "-x509", "-nodes", "-subj", "/CN=Root", "-keyout", "root.key", "-out", "root.pem"];
        openssl(folder, &[&root[..], key].concat());
        let issue = ["x509", "-req", "-in", "h.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "5"];
        openssl(folder, &[&issue[..], &["-outform", "DER", "-out", "h.der"], signature].concat());
        let result = verify(&desk, "h.der");
        assert_eq!(
            (&result["state"], &result["reason"]),
            (&"unknown".into(), &"no-answer".into()),
            "{name}: {result:#}"
        );
        assert_eq!(result["weaknesses"], *weaknesses, "{name}");
        let mut der = std::fs::read(folder.join("h.der")).expect("a certificate");
        let last = der.len() - 1;
        der[last] ^= 1;
        file(folder, "changed.der", der);
        let result = verify(&desk, "changed.der");
        assert_eq!((&result["state"], &result["reason"]), (&"untrusted".into(), &"signature-wrong".into()), "{name}");
    }
}
