//! Requests and renewed certificates on cards: a card that OpenSC cannot write to keeps its contents, and receives one PIN.

use super::desk::{Desk, OPENPGP, Run};
use super::support::{CardKind, Cards, Certificate, UnblockStyle, succeed, tool};

const IN_FORCE: (&str, &str) = ("240101000000Z", "270101000000Z");
const RENEWED: (&str, &str) = ("261101000000Z", "281101000000Z");

fn named() -> Certificate {
    Certificate::of("Nguyễn Văn An").serial(&[0x11]).valid(IN_FORCE.0, IN_FORCE.1)
}

/// The PIV card with a key and its certificate.
fn certified() -> (Desk, String) {
    let desk = Desk::new(&[CardKind::Piv], UnblockStyle::Default);
    desk.cards.certify(0, named());
    let label = desk.label();
    (desk, label)
}

fn request(desk: &Desk, label: &str, pin: &str) -> (Run, std::path::PathBuf) {
    let create = ["csr", "create", "--at", "2026-11-22", "--token", label, "--from-certificate"];
    let run = desk.run_with(&create, &[("pin", pin)]);
    let file = desk.home.path().join("tmp").join("request.pem");
    std::fs::write(&file, run.word("/request")).expect("the request");
    (run, file)
}

/// The renewed certificate of the key that signed a request.
fn renewed(desk: &Desk, request: &std::path::Path) -> String {
    let folder = desk.home.path().join("tmp");
    let (public, spki) = (folder.join("public.pem"), folder.join("spki.der"));
    succeed(tool("openssl").args(["req", "-noout", "-pubkey", "-in"]).arg(request).arg("-out").arg(&public));
    succeed(tool("openssl").args(["pkey", "-pubin", "-outform", "DER", "-in"]).arg(&public).arg("-out").arg(&spki));
    let spki = std::fs::read(&spki).expect("a public key");
    let der = named().serial(&[0x12]).valid(RENEWED.0, RENEWED.1).public_key(spki).der();
    let file = folder.join("renewed.cer");
    std::fs::write(&file, der).expect("the renewed certificate");
    file.display().to_string()
}

#[test]
fn a_card_signs_a_request_with_one_pin_and_openssl_takes_it() {
    let (desk, label) = certified();
    let (run, file) = request(&desk, &label, Cards::PIN);
    let run = run.expect(0, &["20-0080-9000"], (3, 3), "one PIN for one request");
    let said = succeed(
        tool("openssl")
            .args(["req", "-verify", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb", "-in"])
            .arg(&file),
    );
    assert!(said.contains("Nguyễn Văn An"), "{said} {}", run.said);
    desk.home.no_child_left();
}

#[test]
fn a_card_that_takes_no_certificate_keeps_the_old_one_and_loses_no_try() {
    let (desk, label) = certified();
    let (_, request) = request(&desk, &label, Cards::PIN);
    let file = renewed(&desk, &request);
    let import = ["cert", "import", "--yes", "--at", "2026-11-22", "--replace", &file];
    let run = desk.run_with(&import, &[("pin", Cards::PIN)]).expect(1, &["20-0080-9000"], (3, 3), "it was tried once");
    let of_call = ["result", "call", "code"].map(|field| run.word(&format!("/results/0/{field}")).to_owned());
    assert_eq!(of_call, ["failed", "C_CreateObject", "CKR_FUNCTION_NOT_SUPPORTED"], "{}", run.said);
    let shown = desk.run(&["cert", "list"]).expect(0, &[], (3, 3), "the card afterwards");
    let certificates = shown.report["tokens"][0]["certificates"].as_array().expect("certificates");
    let kept: Vec<_> = certificates.iter().map(|one| (&one["serial_number"], &one["pairing"])).collect();
    assert_eq!(kept, [(&"11".into(), &"current".into())], "the old one alone, and in use: {}", shown.said);
}

#[test]
fn an_openpgp_card_without_a_key_is_given_no_pin() {
    let (piv, label) = certified();
    let (_, request) = request(&piv, &label, Cards::PIN);
    let file = renewed(&piv, &request);
    let desk = Desk::new(&[CardKind::OpenPgp], UnblockStyle::Default);
    let run = desk.run_with(
        &["cert", "import", "--yes", "--token", OPENPGP, "--at", "2026-11-22", &file],
        &[("pin", Cards::PIN)],
    );
    let run = run.expect(3, &[], (3, 3), "no PIN is asked for");
    assert_eq!(run.word("/results/0/result"), "no-key-here", "{}", run.said);
    // And a request needs a key to sign it.
    let create = ["csr", "create", "--token", OPENPGP, "--subject", "CN=Nguyễn Văn An,C=VN"];
    let run = desk.run_with(&create, &[("pin", Cards::PIN)]);
    assert_eq!((run.presented.len(), run.left), (0, (3, 3)), "{}", run.said);
    assert_eq!(run.status, 3, "{}", run.said);
}

/// The token of the signature key.
const SIGNATURE: &str = "OpenPGP card (User PIN (sig))";

/// Makes a P-256 key in the card's signature slot, bypassing PKCS#11, with the fingerprint by which OpenSC detects it.
fn make_signature_key(desk: &Desk) {
    let made = succeed(
        desk.cards.card_tool("opensc-tool", 0).args(
            [
                ["-s", "00:A4:04:00:06:D2:76:00:01:24:01"],
                // The admin PIN, the curve, the key, its fingerprint.
                ["-s", "00:20:00:83:08:31:32:33:34:35:36:37:38"],
                ["-s", "00:DA:00:C1:09:13:2A:86:48:CE:3D:03:01:07"],
                ["-s", "00:47:80:00:02:B6:00:00"],
                ["-s", "00:DA:00:C7:14:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14"],
            ]
            .concat(),
        ),
    );
    assert_eq!(made.matches("SW1=0x90, SW2=0x00").count(), 5, "{made}");
}

#[test]
fn an_openpgp_card_signs_a_request_with_one_pin_and_is_written_to_by_no_user() {
    let desk = Desk::new(&[CardKind::OpenPgp], UnblockStyle::Default);
    make_signature_key(&desk);
    let create = ["csr", "create", "--token", SIGNATURE, "--subject", "CN=Nguyễn Văn An,C=VN"];
    let run = desk.run_with(&create, &[("pin", Cards::PIN)]).expect(0, &["20-0081-9000"], (3, 3), "one PIN");
    let request = desk.home.path().join("tmp").join("request.pem");
    std::fs::write(&request, run.word("/request")).expect("the request");
    let judge = ["req", "-verify", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb", "-in"];
    let said = succeed(tool("openssl").args(judge).arg(&request));
    assert!(said.contains("Nguyễn Văn An"), "{said} {}", run.said);

    let file = renewed(&desk, &request);
    let import = ["cert", "import", "--yes", "--at", "2026-11-22", "--token", SIGNATURE, &file];
    let run = desk.run_with(&import, &[("pin", Cards::PIN)]);
    let run = run.expect(1, &["20-0081-9000"], (3, 3), "the user's PIN once, the admin's never");
    assert_eq!(
        (run.word("/results/0/result"), run.word("/results/0/call")),
        ("failed", "C_CreateObject"),
        "{}",
        run.said
    );
    let shown = desk.run(&["cert", "list"]).expect(0, &[], (3, 3), "the card afterwards");
    assert_eq!(shown.report["summary"]["certificates"], 0, "{}", shown.said);
}
