//! A tiny DER writer, for certificates that no tool can make.

use tokenctl::domain::tlv::write;

/// A certificate in parts; each is the raw element, so that any of them can be odd.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) key: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) signature: Vec<u8>,
}

pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const TELETEX: u8 = 0x14;
pub(crate) const IA5: u8 = 0x16;
pub(crate) const UTC: u8 = 0x17;
pub(crate) const GENERALIZED: u8 = 0x18;
pub(crate) const VISIBLE: u8 = 0x1a;
pub(crate) const GENERAL: u8 = 0x1b;
pub(crate) const UNIVERSAL: u8 = 0x1c;
pub(crate) const BMP: u8 = 0x1e;
pub(crate) const NUMERIC: u8 = 0x12;

pub(crate) const COMMON_NAME: &[u8] = &[0x55, 4, 3];
pub(crate) const ORGANIZATION: &[u8] = &[0x55, 4, 10];
pub(crate) const COUNTRY: &[u8] = &[0x55, 4, 6];
pub(crate) const USER_ID: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1];
pub(crate) const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

impl Default for Parts {
    fn default() -> Self {
        let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
        Self {
            version: vec![0xa0, 3, 2, 1, 2],
            serial: vec![2, 3, 0x1a, 0x2b, 0x3c],
            algorithm: sequence(&[&write(6, &[&rsa]), &[5, 0]]),
            issuer: name(&[
                &attribute(COUNTRY, PRINTABLE, b"VN"),
                &attribute(COMMON_NAME, UTF8, "CA phục vụ".as_bytes()),
            ]),
            not_before: write(UTC, &[b"250301020304Z"]),
            not_after: write(UTC, &[b"300228020304Z"]),
            subject: name(&[
                &attribute(COUNTRY, PRINTABLE, b"VN"),
                &attribute(COMMON_NAME, UTF8, "Nguyễn Văn An".as_bytes()),
            ]),
            key: tokenctl::domain::key::rsa_spki(&[0xc5; 256], &[1, 0, 1]),
            extensions: vec![
                extension(&[0x55, 0x1d, 0x0f], &[1, 1, 0xff], &[3, 2, 6, 0xc0]),
                extension(&[0x55, 0x1d, 0x11], &[], &sequence(&[&write(0x81, &[b"an@hanoi.gov.vn"])])),
                extension(&[0x55, 0x1d, 0x13], &[], &[0x30, 0]),
            ],
            signature: [&[3, 0x81, 129, 0][..], &[0x5a; 128]].concat(),
        }
    }
}

impl Parts {
    /// A certificate with another subject common name.
    pub(crate) fn named(tag: u8, value: &[u8]) -> Self {
        Self { subject: name(&[&attribute(COMMON_NAME, tag, value)]), ..Self::default() }
    }

    /// The contents of TBSCertificate.
    pub(crate) fn signed_part(&self) -> Vec<u8> {
        let list = write(0xa3, &[&sequence(&self.extensions.iter().map(Vec::as_slice).collect::<Vec<_>>())]);
        [
            &self.version[..],
            &self.serial[..],
            &self.algorithm[..],
            &self.issuer[..],
            &sequence(&[&self.not_before, &self.not_after]),
            &self.subject[..],
            &self.key[..],
            if self.extensions.is_empty() { &[] } else { &list[..] },
        ]
        .concat()
    }

    /// The whole certificate.
    pub(crate) fn build(&self) -> Vec<u8> {
        sequence(&[&sequence(&[&self.signed_part()]), &self.algorithm, &self.signature])
    }
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    write(0x30, parts)
}

/// A name with one attribute per set.
pub(crate) fn name(attributes: &[&[u8]]) -> Vec<u8> {
    let sets: Vec<_> = attributes.iter().map(|attribute| write(0x31, &[attribute])).collect();
    sequence(&sets.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(crate) fn attribute(oid: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[&write(6, &[oid]), &write(tag, &[value])])
}

/// An extension; `critical` is the raw BOOLEAN or nothing.
pub(crate) fn extension(oid: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&write(6, &[oid]), critical, &write(4, &[value])])
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

pub(crate) fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect()
}
