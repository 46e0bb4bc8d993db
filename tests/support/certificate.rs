//! Certificates for tests, in the shape of the government CA's, made without a clock and without a signing key.
//!
//! Pitfall: the signature is filler. Nothing in the product verifies one, and a test that must needs openssl.

use std::borrow::Cow;

use super::{Key, RSA_2048};

/// A certificate to be; `der` makes it.
pub struct Certificate {
    common_name: String,
    organizations: Vec<String>,
    identifier: Option<String>,
    email: Option<String>,
    issuer: (String, String),
    serial: Vec<u8>,
    from: String,
    until: String,
    spki: Cow<'static, [u8]>,
    ca: bool,
}

impl Certificate {
    /// A person's certificate of the second-generation CA, valid from 2025-01-01 for five years less a day.
    pub fn of(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            organizations: vec!["SỞ TÀI CHÍNH HÀ NỘI".to_owned()],
            identifier: None,
            email: Some("van.thu@hanoi.gov.vn".to_owned()),
            issuer: ("CA phục vụ các cơ quan Nhà nước G2".to_owned(), "Ban Cơ yếu Chính phủ".to_owned()),
            serial: vec![0x7A, 0xF2, 0xDF, 0x52, 0x18, 0x26, 0x53, 0xD3],
            from: "250101000000Z".to_owned(),
            until: "291231000000Z".to_owned(),
            spki: Cow::Borrowed(RSA_2048.spki),
            ca: false,
        }
    }

    pub fn organizations(mut self, names: &[&str]) -> Self {
        self.organizations = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// A UID value such as `CCCD:001090012345` or `MST:0100109106`.
    pub fn identifier(mut self, value: &str) -> Self {
        self.identifier = Some(value.to_owned());
        self
    }

    pub fn email(mut self, address: Option<&str>) -> Self {
        self.email = address.map(str::to_owned);
        self
    }

    /// Common name and organisation of the issuer.
    pub fn issuer(mut self, common_name: &str, organization: &str) -> Self {
        self.issuer = (common_name.to_owned(), organization.to_owned());
        self
    }

    /// The content octets of the INTEGER, as they are.
    pub fn serial(mut self, octets: &[u8]) -> Self {
        self.serial = octets.to_vec();
        self
    }

    /// Both as UTCTime, such as `250101000000Z`.
    pub fn valid(mut self, from: &str, until: &str) -> Self {
        (self.from, self.until) = (from.to_owned(), until.to_owned());
        self
    }

    pub fn key(mut self, key: &Key) -> Self {
        self.spki = Cow::Borrowed(key.spki);
        self
    }

    /// A SubjectPublicKeyInfo that a card made.
    pub fn public_key(mut self, spki: Vec<u8>) -> Self {
        self.spki = Cow::Owned(spki);
        self
    }

    pub fn ca(mut self) -> Self {
        self.ca = true;
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let algorithm = sequence(&[&tlv(6, &SHA256_WITH_RSA), &tlv(5, &[])]);
        let validity = sequence(&[&tlv(0x17, self.from.as_bytes()), &tlv(0x17, self.until.as_bytes())]);
        let body = sequence(&[
            &tlv(0xA0, &tlv(2, &[2])),
            &tlv(2, &self.serial),
            &algorithm,
            &name(&[(&COUNTRY, "VN"), (&ORGANIZATION, &self.issuer.1), (&COMMON_NAME, &self.issuer.0)]),
            &validity,
            &self.subject(),
            &self.spki,
            &tlv(0xA3, &self.extensions()),
        ]);
        let signature = [&[0][..], &[0x5A; 256]].concat();
        sequence(&[&body, &algorithm, &tlv(3, &signature)])
    }

    fn subject(&self) -> Vec<u8> {
        let mut parts: Vec<(&[u8], &str)> = vec![(&COUNTRY, "VN"), (&LOCALITY, "Hà Nội")];
        parts.extend(self.organizations.iter().map(|name| (&ORGANIZATION[..], name.as_str())));
        parts.push((&COMMON_NAME, &self.common_name));
        parts.extend(self.identifier.iter().map(|value| (&USER_ID[..], value.as_str())));
        name(&parts)
    }

    fn extensions(&self) -> Vec<u8> {
        // digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment; or keyCertSign, cRLSign.
        let usage = if self.ca { tlv(3, &[1, 0x06]) } else { tlv(3, &[4, 0xF0]) };
        let mut all = vec![extension(&[0x55, 0x1D, 0x0F], &usage)];
        if self.ca {
            all.push(extension(&[0x55, 0x1D, 0x13], &sequence(&[&tlv(1, &[0xFF])])));
        }
        if let Some(email) = &self.email {
            all.push(extension(&[0x55, 0x1D, 0x11], &sequence(&[&tlv(0x81, email.as_bytes())])));
        }
        sequence(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }
}

const SHA256_WITH_RSA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 0x0B];
const COMMON_NAME: [u8; 3] = [0x55, 4, 3];
const COUNTRY: [u8; 3] = [0x55, 4, 6];
const LOCALITY: [u8; 3] = [0x55, 4, 7];
const ORGANIZATION: [u8; 3] = [0x55, 4, 10];
const USER_ID: [u8; 10] = [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1];

fn name(parts: &[(&[u8], &str)]) -> Vec<u8> {
    let one = |(kind, value): &(&[u8], &str)| {
        let tag = if *kind == COUNTRY { 0x13 } else { 0x0C };
        tlv(0x31, &sequence(&[&tlv(6, kind), &tlv(tag, value.as_bytes())]))
    };
    tlv(0x30, &parts.iter().map(one).collect::<Vec<_>>().concat())
}

fn extension(identifier: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(6, identifier), &tlv(4, value)])
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// One DER element; public for tests that build odd certificates.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![tag, short],
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            let count = u8::try_from(bytes.len()).expect("a length has few bytes");
            [vec![tag, 0x80 | count], bytes].concat()
        }
    };
    [&head[..], content].concat()
}
