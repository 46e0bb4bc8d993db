//! Writes certificates as issued by the demo's authorities, and two that are deliberately broken.
//!
//! Pitfall: written by hand, because a certificate builder refuses exactly what these tokens have to show.

use jiff::civil::DateTime;

use crate::der;
use crate::keys::Pair;

/// One attribute of a name, by the short word of RFC 4514.
#[derive(Clone)]
pub struct Rdn(pub &'static str, pub String);

/// Attributes in the order of the certificate.
#[derive(Clone)]
pub struct Name(pub Vec<Rdn>);

impl Name {
    pub fn of(parts: &[(&'static str, &str)]) -> Self {
        Self(parts.iter().map(|(word, value)| Rdn(word, (*value).to_owned())).collect())
    }

    pub fn to_der(&self) -> Vec<u8> {
        let parts: Vec<Vec<u8>> = self
            .0
            .iter()
            .map(|Rdn(word, value)| {
                let (oid, text) = match *word {
                    "C" => ("2.5.4.6", der::printable(value)),
                    "L" => ("2.5.4.7", der::utf8(value)),
                    "ST" => ("2.5.4.8", der::utf8(value)),
                    "O" => ("2.5.4.10", der::utf8(value)),
                    "OU" => ("2.5.4.11", der::utf8(value)),
                    "T" => ("2.5.4.12", der::utf8(value)),
                    "UID" => ("0.9.2342.19200300.100.1.1", der::utf8(value)),
                    _ => ("2.5.4.3", der::utf8(value)),
                };
                der::set(&[der::sequence(&[der::oid(oid), text])])
            })
            .collect();
        der::sequence(&parts)
    }
}

/// Where an authority publishes the data for its certificates.
#[derive(Clone, Copy)]
pub struct Addresses {
    pub crl: &'static str,
    pub ocsp: &'static str,
    pub issuer: &'static str,
}

/// The kind of certificate to issue.
pub enum Profile {
    Authority,
    Holder { email: Option<String>, policy: &'static str, addresses: Addresses },
}

/// A certificate before its signature.
pub struct Draft {
    pub serial: Vec<u8>,
    pub subject: Name,
    pub not_before: DateTime,
    pub not_after: DateTime,
    pub public_key_info: Vec<u8>,
    pub profile: Profile,
    /// Writes an impossible notAfter: 31 February.
    pub impossible_date: bool,
}

/// An authority that signs.
#[derive(Clone)]
pub struct Authority {
    pub name: Name,
    pub key: Pair,
}

impl Authority {
    pub fn issue(&self, draft: &Draft) -> Vec<u8> {
        let algorithm = self.key.signature_algorithm();
        let not_after =
            if draft.impossible_date { der::element(0x17, b"270231165959Z") } else { time(draft.not_after) };
        let to_be_signed = der::sequence(&[
            der::explicit(0, &der::integer(&[2])),
            der::integer(&draft.serial),
            algorithm.clone(),
            self.name.to_der(),
            der::sequence(&[time(draft.not_before), not_after]),
            draft.subject.to_der(),
            draft.public_key_info.clone(),
            der::explicit(3, &extensions(&draft.profile)),
        ]);
        let signature = self.key.sign(&to_be_signed);
        der::sequence(&[to_be_signed, algorithm, der::bits(0, &signature)])
    }
}

/// UTCTime to 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5).
fn time(moment: DateTime) -> Vec<u8> {
    if moment.year() < 2050 {
        der::element(0x17, moment.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
    } else {
        der::element(0x18, moment.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
    }
}

fn extensions(profile: &Profile) -> Vec<u8> {
    let mut parts = Vec::new();
    match profile {
        Profile::Authority => {
            parts.push(extension("2.5.29.19", true, &der::sequence(&[der::boolean(true)])));
            // keyCertSign and cRLSign.
            parts.push(extension("2.5.29.15", true, &der::bits(1, &[0b0000_0110])));
        }
        Profile::Holder { email, policy, addresses } => {
            // digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment.
            parts.push(extension("2.5.29.15", true, &der::bits(4, &[0b1111_0000])));
            let purposes = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.20.2.2"].map(der::oid);
            parts.push(extension("2.5.29.37", false, &der::sequence(&purposes)));
            if let Some(email) = email {
                let names = der::sequence(&[der::implicit(1, email.as_bytes())]);
                parts.push(extension("2.5.29.17", false, &names));
            }
            let policies = der::sequence(&[der::sequence(&[der::oid(policy)])]);
            parts.push(extension("2.5.29.32", false, &policies));
            let location = |url: &str| der::implicit(6, url.as_bytes());
            let point = der::explicit(0, &der::explicit(0, &location(addresses.crl)));
            parts.push(extension("2.5.29.31", false, &der::sequence(&[der::sequence(&[point])])));
            let access = der::sequence(&[
                der::sequence(&[der::oid("1.3.6.1.5.5.7.48.1"), location(addresses.ocsp)]),
                der::sequence(&[der::oid("1.3.6.1.5.5.7.48.2"), location(addresses.issuer)]),
            ]);
            parts.push(extension("1.3.6.1.5.5.7.1.1", false, &access));
        }
    }
    der::sequence(&parts)
}

fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::oid(oid)];
    if critical {
        parts.push(der::boolean(true));
    }
    parts.push(der::octets(value));
    der::sequence(&parts)
}
