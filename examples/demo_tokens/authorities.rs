//! The four authorities of the demo, and how they write a holder's certificate. Signs with committed keys.
//!
//! Pitfall: the two government names are the real ones, so that they match the table of known authorities; the public
//! authority is invented.

use anyhow::Result;
use jiff::civil::{Date, DateTime, date};

use crate::certificate::{Addresses, Authority, Draft, Name, Profile, Rdn};
use crate::keys::Pair;

const G2: Addresses = Addresses {
    crl: "http://ca.gov.vn/pki/pub/crl/cpcag2.crl",
    ocsp: "http://ocsp.ca.gov.vn",
    issuer: "http://ca.gov.vn/pki/pub/crt/cpcag2.crt",
};
const G1: Addresses = Addresses {
    crl: "http://ca.gov.vn/pki/pub/crl/cp.crl",
    ocsp: "http://ocsp.ca.gov.vn",
    issuer: "http://ca.gov.vn/pki/pub/cert/cp.crt",
};
const PUBLIC: Addresses = Addresses {
    crl: "http://crl.saomai-ca.example/saomai.crl",
    ocsp: "http://ocsp.saomai-ca.example",
    issuer: "http://pub.saomai-ca.example/saomai.crt",
};

/// Which authority issues a certificate.
#[derive(Clone, Copy)]
pub enum Issuer {
    G2,
    G1,
    Public,
}

/// A holder's certificate as described in the catalogue.
pub struct Leaf {
    pub issuer: Issuer,
    /// Magnitude of the serial number, in hex.
    pub serial: String,
    pub subject: Vec<Rdn>,
    pub email: Option<String>,
    pub not_before: DateTime,
    pub not_after: DateTime,
    pub impossible_date: bool,
}

pub struct Authorities {
    root: Authority,
    g2: Authority,
    g1: Authority,
    public: Authority,
}

/// A certificate and the names repeated in its PKCS#11 object.
pub struct Issued {
    pub der: Vec<u8>,
    pub subject: Vec<u8>,
    pub issuer: Vec<u8>,
    pub serial: Vec<u8>,
}

impl Authorities {
    pub fn load() -> Result<Self> {
        let authority = |key, name: &[(&'static str, &str)]| {
            Ok::<_, anyhow::Error>(Authority { name: Name::of(name), key: Pair::load(key)? })
        };
        Ok(Self {
            root: authority(
                "root-g2",
                &[("C", "VN"), ("O", "Ban Cơ yếu Chính phủ"), ("CN", "RootCA chuyên dùng Chính phủ G2")],
            )?,
            g2: authority(
                "sub-g2",
                &[("C", "VN"), ("O", "Ban Cơ yếu Chính phủ"), ("CN", "CA phục vụ các cơ quan Nhà nước G2")],
            )?,
            g1: authority(
                "sub-g1",
                &[("C", "VN"), ("O", "Ban Co yeu Chinh phu"), ("CN", "Co quan chung thuc so Chinh phu")],
            )?,
            public: authority(
                "public-ca",
                &[("C", "VN"), ("O", "CÔNG TY CỔ PHẦN CHỨNG THỰC SỐ SAO MAI"), ("CN", "SAO MAI CA")],
            )?,
        })
    }

    fn of(&self, issuer: Issuer) -> &Authority {
        match issuer {
            Issuer::G2 => &self.g2,
            Issuer::G1 => &self.g1,
            Issuer::Public => &self.public,
        }
    }

    /// The root's own certificate and the one it issued to the second generation's issuing authority.
    pub fn chain(&self) -> Result<[Issued; 2]> {
        let draft = |serial: &str, subject: &Authority, from: Date, to: Date| {
            Ok::<_, anyhow::Error>(Draft {
                serial: hex(serial),
                subject: subject.name.clone(),
                not_before: from.at(2, 0, 0, 0),
                not_after: to.at(2, 0, 0, 0),
                public_key_info: subject.key.public_key_info()?,
                profile: Profile::Authority,
                impossible_date: false,
            })
        };
        let root = draft("4d3f1a7788c20e51", &self.root, date(2018, 11, 5), date(2048, 11, 5))?;
        let sub = draft("6b10c2f59e84a733", &self.g2, date(2018, 12, 10), date(2048, 11, 4))?;
        Ok([issue(&self.root, &root), issue(&self.root, &sub)])
    }

    pub fn issue(&self, leaf: &Leaf, key: &Pair) -> Result<Issued> {
        Ok(self.issue_for(leaf, key.public_key_info()?))
    }

    /// Certifies any public key, even one without a private key.
    pub fn issue_for(&self, leaf: &Leaf, public_key_info: Vec<u8>) -> Issued {
        let (policy, addresses) = match leaf.issuer {
            Issuer::G2 => ("2.16.704.1.1.1.1.1", G2),
            Issuer::G1 => ("2.16.704.1.1.1.1.1", G1),
            Issuer::Public => ("1.3.6.1.4.1.99999.1.1", PUBLIC),
        };
        let draft = Draft {
            serial: hex(&leaf.serial),
            subject: Name(leaf.subject.clone()),
            not_before: leaf.not_before,
            not_after: leaf.not_after,
            public_key_info,
            profile: Profile::Holder { email: leaf.email.clone(), policy, addresses },
            impossible_date: leaf.impossible_date,
        };
        issue(self.of(leaf.issuer), &draft)
    }
}

fn issue(authority: &Authority, draft: &Draft) -> Issued {
    Issued {
        der: authority.issue(draft),
        subject: draft.subject.to_der(),
        issuer: authority.name.to_der(),
        serial: crate::der::integer(&draft.serial),
    }
}

/// Bytes from pairs of hex digits; anything else is skipped.
pub fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
