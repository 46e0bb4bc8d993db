//! `verify --signature` over Ed25519 (RFC 8419), whose raw signature openssl judges: Debian 12's `openssl cms` cannot make one.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use tokenctl::domain::tlv;

use super::authority::{Certificate, HOLDER, SERIAL, SIGNS, SUB, file};
use super::command::Desk;
use super::sign::Cms;
use super::signed::TRUSTED;
use super::support::{run, tool};

const TEXT: &[u8] = b"C\xc3\xb4ng v\xc4\x83n s\xe1\xbb\x91 45\n";

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[45; 32])
}

fn signed() -> Cms {
    let spki = signing_key().verifying_key().to_public_key_der().expect("a public key").into_vec();
    let signer = Certificate { spki: Some(spki), ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) };
    Cms { ed25519: Some(signing_key()), ..Cms::of(&signer, TEXT) }
}

/// The attributes as signed (a SET), and the signature over them: the last bytes of the file.
fn signed_octets(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let signature = der[der.len() - 64..].to_vec();
    let content_type = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    let at = der.windows(11).position(|octets| octets == content_type).expect("the first attribute");
    // Before it are the headers of the attribute and of all of them, whose length needs two bytes.
    let begin = at - 2 - 3;
    let length = usize::from(der[begin + 2]);
    (tlv::write(0x31, &[&der[begin + 3..begin + 3 + length]]), signature)
}

#[test]
fn a_signature_with_ed25519_is_valid_as_openssl_judges_it_and_not_once_changed() {
    let desk = Desk::new();
    let folder = desk.path();
    let pem = signing_key().verifying_key().to_public_key_pem(LineEnding::LF).expect("a public key");
    let (key, signature) = (file(folder, "key.pem", pem), file(folder, "signature", b""));
    let openssl_accepts = |der: &[u8]| {
        let (message, octets) = signed_octets(der);
        let message = file(folder, "message", message);
        file(folder, "signature", octets);
        let mut command = tool("openssl");
        command
            .args(["pkeyutl", "-verify", "-pubin", "-inkey", &key, "-rawin", "-in", &message, "-sigfile", &signature]);
        run(&mut command).status.success()
    };
    let ask = |name: &str| {
        let words = ["--signature", name, "--crl", "good.crl"];
        let (status, document) = desk.json(&[&words, TRUSTED].concat());
        let signature = &document["signatures"][0];
        (status, signature["state"].to_string(), signature["reason"].to_string(), signature["digest"].to_string())
    };
    let right = signed().der();
    file(folder, "right.p7s", &right);
    assert!(openssl_accepts(&right), "openssl's judgement");
    let told = |status, state: &str, reason: &str| {
        (status, format!("\"{state}\""), reason.to_owned(), "\"sha-512\"".to_owned())
    };
    assert_eq!(ask("right.p7s"), told(0, "valid", "null"), "as it is");
    for place in [right.len() - 1, right.len() - 40] {
        let mut changed = right.clone();
        changed[place] ^= 1;
        file(folder, "changed.p7s", &changed);
        assert!(!openssl_accepts(&changed), "openssl's judgement of octet {place}");
        assert_eq!(ask("changed.p7s"), told(11, "invalid", "\"file-signature-wrong\""), "octet {place}");
    }
    let other = Cms { ed25519: Some(SigningKey::from_bytes(&[46; 32])), ..signed() };
    file(folder, "other.p7s", other.der());
    assert!(!openssl_accepts(&other.der()), "openssl's judgement of another key");
    assert_eq!(ask("other.p7s"), told(11, "invalid", "\"file-signature-wrong\""), "another key");
    let without = Cms { with_attributes: false, ..signed() };
    file(folder, "plain.p7s", without.der());
    assert_eq!(ask("plain.p7s"), told(0, "valid", "null"), "over the content itself");
}
