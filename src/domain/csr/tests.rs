//! Names as people type them, and the bytes of a request.

use super::*;
use crate::domain::tlv::hex;

fn der(text: &str) -> Result<String, SubjectFault> {
    Subject::parse(text).map(|subject| hex(subject.der()))
}

#[test]
fn a_vietnamese_name_is_utf8_in_composed_letters_and_stands_behind_its_country() {
    let composed = der("CN=Nguyễn Văn An,C=VN").unwrap();
    // SEQUENCE { SET { C PrintableString VN }, SET { CN UTF8String } }
    assert!(composed.starts_with("30"), "a Name is a sequence");
    let country = composed.find("0603550406130256").expect("C=VN as PrintableString");
    let name = composed.find("06035504030c10").expect("CN as UTF8String of 16 octets");
    assert!(country < name, "the encoding begins with what the text ends with");
    assert_eq!(der("CN=Nguye\u{302}\u{303}n Va\u{306}n An,C=VN").unwrap(), composed, "composed or not: the same name");
    assert_eq!(der("cn=Nguyễn Văn An, c=VN").unwrap(), composed, "keywords in any case, a blank behind a comma");
}

#[test]
fn what_was_typed_comes_back_as_rfc_4514_writes_it() {
    for text in [
        "CN=Nguyễn Văn An,OU=Văn phòng,O=UBND phường Hoàn Kiếm,L=Hà Nội,C=VN",
        "CN=A\\, B\\+C \\\"D\\\" \\\\ \\<\\>\\;,O=x",
        "CN=\\#1,UID=CCCD:001080000001",
        "O=x+OU=y,C=VN",
        "serialNumber=12-3,emailAddress=an@hanoi.gov.vn,DC=vn",
    ] {
        let subject = Subject::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let again = Subject::parse(&subject.text()).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(again, subject, "{text} came back as {}", subject.text());
    }
    assert_eq!(Subject::parse("CN=\\C4\\90\\E1\\BB\\A9c").unwrap(), Subject::parse("CN=Đức").unwrap(), "octets in hex");
    assert_eq!(Subject::parse("CN=x\\ ").unwrap().text(), "CN=x\\ ", "an escaped blank is meant");
}

#[test]
fn whatever_is_not_plainly_meant_is_refused() {
    for (text, why) in [
        ("", "nothing"),
        ("  ", "blanks"),
        ("Nguyễn Văn An", "no attribute"),
        ("CN=A, B", "a comma inside a name"),
        ("CN=A;B", "an unescaped sign"),
        ("CN=A<B", "another"),
        ("CN=\"A\"", "quotes of RFC 2253"),
        ("CN=", "no value"),
        ("CN= A", "a leading blank"),
        ("CN=A ", "a blank at the end"),
        ("CN=A,", "nothing behind the comma"),
        ("CN=A,,C=VN", "nothing between commas"),
        ("CN=A\\", "half an escape"),
        ("CN=A\\zz", "no hex"),
        ("CN=\\C4", "half a letter"),
        ("CN=#0c0141", "hex of an encoding"),
        ("CN=A\u{7}", "a control character"),
        ("C=vn", "small letters"),
        ("C=VNM", "three letters"),
        ("DC=hà-nội", "letters that IA5String has not"),
        ("serialNumber=số 1", "letters that PrintableString has not"),
        ("XY=A", "an unknown keyword"),
        ("2.5.4.3=A", "a number"),
        ("CN=A+CN=A", "the same twice"),
        ("=A", "no keyword"),
    ] {
        assert!(Subject::parse(text).is_err(), "{why}: `{text}`");
    }
    assert!(Subject::parse(&vec!["OU=x"; 65].join(",")).is_err(), "a name without end");
}

#[test]
fn an_address_is_plain_ascii_with_a_host_behind_it() {
    for text in ["an@hanoi.gov.vn", "nguyen.van+an@sub.x-y.vn"] {
        assert_eq!(Email::parse(text).unwrap().as_str(), text, "an address");
    }
    for text in
        ["", "an", "@x.vn", "an@", "an@vn", "a n@x.vn", "ân@x.vn", "an@hà-nội.vn", "a@b@x.vn", ".a@x.vn", "a@-x.vn"]
    {
        assert!(Email::parse(text).is_err(), "`{text}` is none");
    }
    assert!(Email::parse(&format!("{}@x.vn", "a".repeat(255))).is_err(), "longer than any");
}

#[test]
fn a_request_that_its_own_key_did_not_sign_is_never_made() {
    use ed25519_dalek::Signer as _;
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let oid = tlv::write(SEQUENCE, &[&[0x06, 0x03, 0x2b, 0x65, 0x70]]);
    let spki = tlv::write(SEQUENCE, &[&oid, &tlv::write(BIT_STRING, &[&[0], key.verifying_key().as_bytes()])]);
    let subject = Subject::parse("CN=Nguyễn Văn An,C=VN").unwrap();
    let emails = [Email::parse("an@hanoi.gov.vn").unwrap()];
    let unsigned = Unsigned::new(subject.der(), &spki, &emails, Signing::Ed25519);
    let signature = key.sign(&unsigned.to_sign()).to_bytes();
    let request = unsigned.signed(&signature).expect("its own key signed it");
    assert!(
        hex(&request).contains("160f616e4068616e6f692e676f762e766e".trim_start_matches("160f")),
        "the address is in it"
    );
    let mut other = signature;
    other[5] ^= 1;
    assert_eq!(unsigned.signed(&other), Err(SignatureFault::Wrong), "one bit of another signature");
    assert_eq!(unsigned.signed(&[]), Err(SignatureFault::Wrong), "no signature at all");
    let foreign = ed25519_dalek::SigningKey::from_bytes(&[8; 32]).sign(&unsigned.to_sign()).to_bytes();
    assert_eq!(unsigned.signed(&foreign), Err(SignatureFault::Wrong), "another key");
}
