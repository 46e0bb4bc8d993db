//! Real tokens: what was written is checked with pkcs11-tool, p11tool and openssl.

use super::desk::{AT, Desk, sha256};
use super::support::{Certificate, Kryoptic, OpenCryptoki, SoftHsm, inside_opencryptoki, secret_file, succeed, tool};

const USER_PIN: &str = "87654321";
const SO_PIN: &str = "12345678";

/// Generates a key pair with the judge, and reads its public key.
fn generate(desk: &Desk, judge: &dyn Fn() -> std::process::Command, pin: &str, kind: &str, id: &str) -> Vec<u8> {
    let login = ["--login", "--pin", pin, "--id", id];
    succeed(judge().args(login).args(["--keypairgen", "--usage-sign", "--label", "ký", "--key-type", kind]));
    if kind == P_384 {
        return p_384(&succeed(judge().args(login).args(["--list-objects", "--type", "pubkey"])));
    }
    let public = desk.path("public.der");
    succeed(judge().args(login).args(["--read-object", "--type", "pubkey", "--output-file"]).arg(&public));
    let spki = desk.path("spki.der");
    let mut openssl = tool("openssl");
    openssl.args(["pkey", "-pubin", "-inform", "DER", "-outform", "DER", "-in"]).arg(&public).arg("-out").arg(&spki);
    succeed(&mut openssl);
    std::fs::read(spki).expect("a public key")
}

/// A curve whose public keys this pkcs11-tool lists but cannot write to a file.
const P_384: &str = "EC:secp384r1";

/// SubjectPublicKeyInfo of the one P-384 key of a listing: an OCTET STRING of the point, in hex.
fn p_384(listing: &str) -> Vec<u8> {
    const BEFORE_POINT: [u8; 23] =
        [0x30, 0x76, 0x30, 0x10, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 5, 0x2B, 0x81, 4, 0, 0x22, 3, 0x62, 0];
    let mut points = listing.split("EC_POINT:").filter_map(|rest| rest.split_whitespace().next());
    // Other keys of the token are listed as well.
    let point = points.find(|point| point.starts_with("046104")).unwrap_or_else(|| panic!("no such point: {listing}"));
    let point = tokenctl::domain::tlv::unhex(point).expect("in hex");
    assert_eq!(point.len(), 99, "{listing}");
    [&BEFORE_POINT[..], &point[2..]].concat()
}

fn certificate(spki: &[u8], serial: u8, from: &str, until: &str) -> Vec<u8> {
    Certificate::of("Nguyễn Văn An").serial(&[serial]).valid(from, until).public_key(spki.to_vec()).der()
}

/// The whole life cycle: the old certificate, the renewed one beside it, then replacing it; checked after each step.
fn renew(desk: &Desk, judge: &dyn Fn() -> std::process::Command, pin: &str, kind: &str, id: &str) {
    secret_file(&desk.path("pin"), pin);
    let spki = generate(desk, judge, pin, kind, id);
    let first = certificate(&spki, 0x11, "240101000000Z", "270101000000Z");
    let second = certificate(&spki, 0x12, "261101000000Z", "281101000000Z");
    desk.file("first.cer", &first);
    desk.file("second.cer", &second);
    let run = desk.import(&["first.cer"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{kind}: the first: {}", run.said);
    assert_eq!(run.result(0)["key_id"], id, "{kind}: the id of its key");
    let run = desk.import(&["second.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{kind}: the renewed one: {}", run.said);
    assert_eq!(run.result(0)["replaces"][0]["deleted"], true, "{kind}: {}", run.said);
    // The judge reads exactly these bytes under the key's ID, and openssl accepts them as a certificate.
    let read = desk.path("read.der");
    succeed(judge().args(["--read-object", "--type", "cert", "--id", id, "--output-file"]).arg(&read));
    assert_eq!(std::fs::read(&read).expect("what the judge read"), second, "{kind}: byte for byte");
    let said = succeed(tool("openssl").args(["x509", "-inform", "DER", "-noout", "-serial", "-in"]).arg(&read));
    assert_eq!(said.trim(), "serial=12", "{kind}");
    let shown = desk.json(&["cert", "list"]);
    assert!(shown.said.contains(&sha256(&second)) && !shown.said.contains(&sha256(&first)), "{kind}: {}", shown.said);
    assert_eq!(desk.rig.calls().count("C_Login"), 2, "{kind}: one login each");
    // And the key still signs, for a judge independent of this program.
    desk.file("message", "message");
    let mechanism = if kind.starts_with("rsa") { "RSA-PKCS" } else { "ECDSA" };
    let data = if kind.starts_with("rsa") { "message" } else { "digest" };
    // As long as the digest for the curve: some modules accept no other.
    desk.file("digest", &[7_u8; 48][..if kind == P_384 { 48 } else { 32 }]);
    let sign = ["--login", "--pin", pin, "--id", id, "--sign", "--mechanism", mechanism];
    succeed(
        judge().args(sign).arg("--input-file").arg(desk.path(data)).arg("--output-file").arg(desk.path("signature")),
    );
}

#[test]
fn softhsm_takes_renewed_certificates_of_rsa_and_ec_keys() {
    let softhsm = SoftHsm::new();
    softhsm.token("Khoá mềm", SO_PIN, USER_PIN);
    for (kind, id) in [("rsa:2048", "0a01"), ("EC:prime256v1", "0a02"), (P_384, "0a03")] {
        let desk = Desk::before(softhsm.module(), Some(softhsm.environment()));
        renew(&desk, &|| softhsm.pkcs11_tool(), USER_PIN, kind, id);
    }
    let (name, configuration) = softhsm.environment();
    let mut p11tool = tool("p11tool");
    p11tool.env(name, configuration).arg("--provider").arg(softhsm.module());
    let listed = succeed(p11tool.args(["--list-all-certs", "pkcs11:"]));
    assert_eq!(listed.matches("Type: X.509 Certificate").count(), 3, "p11tool sees one of each key: {listed}");
}

#[test]
fn softhsm_with_a_wrong_pin_keeps_what_it_has() {
    let softhsm = SoftHsm::new();
    softhsm.token("Khoá mềm", SO_PIN, USER_PIN);
    let desk = Desk::before(softhsm.module(), Some(softhsm.environment()));
    let spki = generate(&desk, &|| softhsm.pkcs11_tool(), USER_PIN, "EC:prime256v1", "01");
    desk.file("first.cer", certificate(&spki, 1, "240101000000Z", "270101000000Z"));
    secret_file(&desk.path("pin"), "99999999");
    let run = desk.import(&["first.cer"]);
    assert_eq!((run.status, run.ended(0)), (5, ("refused", Some("pin-wrong"))), "{}", run.said);
    assert!(desk.on_token().is_empty(), "nothing was written at {AT}");
}

#[test]
fn kryoptic_takes_renewed_certificates() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "Khoá thật", SO_PIN, USER_PIN);
    for (kind, id) in [("rsa:2048", "0a01"), ("EC:prime256v1", "0a02"), (P_384, "0a03")] {
        let desk = Desk::before(kryoptic.module(), Some(kryoptic.environment()));
        renew(&desk, &|| kryoptic.pkcs11_tool(), USER_PIN, kind, id);
    }
}

#[test]
fn opencryptoki_takes_a_renewed_certificate() {
    inside_opencryptoki("real::opencryptoki_takes_a_renewed_certificate", |opencryptoki| {
        let desk = Desk::before(opencryptoki.module(), None);
        renew(&desk, &|| opencryptoki.pkcs11_tool(), OpenCryptoki::USER_PIN, "rsa:2048", "0a01");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_tpm_takes_renewed_certificates_and_keeps_what_it_has_at_a_wrong_pin() {
    use super::support::Tpm2;

    let tpm = Tpm2::new("TPM", SO_PIN, USER_PIN);
    for (kind, id) in [("rsa:2048", "0a01"), ("EC:prime256v1", "0a02")] {
        let desk = Desk::before(&Tpm2::module(), tpm.environment());
        renew(&desk, &|| tpm.pkcs11_tool(), USER_PIN, kind, id);
    }
    let desk = Desk::before(&Tpm2::module(), tpm.environment());
    let before = desk.on_token();
    let spki = generate(&desk, &|| tpm.pkcs11_tool(), USER_PIN, "EC:prime256v1", "0a03");
    desk.file("first.cer", certificate(&spki, 1, "240101000000Z", "270101000000Z"));
    secret_file(&desk.path("pin"), "99999999");
    let run = desk.import(&["first.cer"]);
    assert_eq!((run.status, run.ended(0)), (5, ("refused", Some("pin-wrong"))), "{}", run.said);
    assert_eq!(desk.on_token(), before, "nothing was written");
}
