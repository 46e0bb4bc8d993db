//! openssl as an independent judge of well-formed certificates.

use std::io::Write as _;
use std::process::{Command, Stdio};

use tokenctl::domain::certificate::{Certificate, parse};

use crate::well_formed;

/// Runs openssl on `input`; without the program the test fails with one line that says how to get it.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("this test needs the program openssl (apt install openssl): {error}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The lines that openssl prints for a certificate, from our reading.
fn ours(certificate: &Certificate) -> Vec<String> {
    let subject = certificate.subject.as_ref().expect("a subject");
    let issuer = certificate.issuer.as_ref().expect("an issuer");
    let date = |moment: Option<tokenctl::domain::time::Moment>| {
        moment.expect("a date").utc().strftime("%b %e %H:%M:%S %Y GMT").to_string()
    };
    vec![
        format!("serial={}", certificate.serial_number.as_ref().expect("a serial number").to_uppercase()),
        format!("subject={}", subject.text),
        format!("issuer={}", issuer.text),
        format!("notBefore={}", date(certificate.not_before)),
        format!("notAfter={}", date(certificate.not_after)),
        format!("sha256 Fingerprint={}", certificate.sha256.to_uppercase()),
    ]
}

#[test]
fn openssl_agrees_on_names_serials_dates_and_fingerprints() {
    for (name, der) in well_formed() {
        let certificate = parse(&der);
        assert_eq!(certificate.problems, [], "{name} is well-formed");
        let arguments = [
            "x509",
            "-inform",
            "der",
            "-noout",
            "-serial",
            "-subject",
            "-issuer",
            "-nameopt",
            "RFC2253,utf8,-esc_msb",
            "-dates",
            "-fingerprint",
            "-sha256",
        ];
        let theirs = String::from_utf8(openssl(&arguments, &der)).unwrap();
        let theirs: Vec<_> = theirs
            .lines()
            .map(|line| if line.contains("Fingerprint=") { line.replace(':', "") } else { line.to_owned() })
            .collect();
        assert_eq!(ours(&certificate), theirs, "{name}");
    }
}

#[test]
fn openssl_agrees_on_the_public_key() {
    for (name, der) in well_formed() {
        let certificate = parse(&der);
        let pem = openssl(&["x509", "-inform", "der", "-noout", "-pubkey"], &der);
        let spki = openssl(&["pkey", "-pubin", "-outform", "der"], &pem);
        assert_eq!(certificate.spki_der, spki, "{name}'s key as it stands");
        let digest = String::from_utf8(openssl(&["dgst", "-sha256", "-r"], &spki)).unwrap();
        let expected = digest.split_whitespace().next().map(str::to_owned);
        assert_eq!(certificate.key.expect("a key").spki_sha256, expected, "{name}'s canonical key is openssl's");
    }
}

#[test]
fn the_strict_reader_agrees_on_serials_dates_keys_and_names() {
    use x509_cert::der::{Decode as _, Encode as _};
    for (name, der) in well_formed() {
        let ours = parse(&der);
        let theirs =
            x509_cert::Certificate::from_der(&der).unwrap_or_else(|error| panic!("{name}: {error}")).tbs_certificate;
        let seconds =
            |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).expect("after 1970");
        let dates = [ours.not_before, ours.not_after].map(|date| date.expect("a date").unix_seconds());
        assert_eq!(dates, [theirs.validity.not_before, theirs.validity.not_after].map(seconds), "{name}: its dates");
        let serial = tokenctl::domain::tlv::hex(theirs.serial_number.as_bytes());
        assert_eq!(ours.serial_number_der.as_deref(), Some(serial.as_str()), "{name}: its serial number");
        assert_eq!(ours.spki_der, theirs.subject_public_key_info.to_der().expect("a key"), "{name}: its key");
        assert_eq!(ours.subject_der, theirs.subject.to_der().expect("a name"), "{name}: its subject");
        assert_eq!(ours.issuer_der, theirs.issuer.to_der().expect("a name"), "{name}: its issuer");
    }
}
