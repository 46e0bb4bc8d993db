//! `cert show` and `cert export`: one certificate among those of the selected tokens.

use std::collections::HashSet;

use super::incomplete;
use crate::domain::phrase::Phrase;
use crate::domain::raised::Raised;
use crate::domain::selector::Which;
use crate::domain::situation::{Class, Situation, Told};
use crate::report::copies::fingerprint;
use crate::report::inventory::{Certificate, Inventory, Pairing, Token};
use crate::situation_error;

/// None or several match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateChoiceError {
    /// Nothing matches.
    None {
        /// The selector given.
        wanted: String,
        /// The first of the available ones, by SHA-256 and subject.
        seen: Vec<String>,
        /// How many more there are.
        more: usize,
        /// The tokens that they are on.
        tokens: Which,
    },
    /// Several match.
    Several {
        /// The selector given.
        wanted: String,
        /// The matches, by SHA-256 and subject.
        matching: Vec<String>,
    },
}

situation_error!(CertificateChoiceError);

/// How many certificates a sentence names; further ones are counted.
const LISTED: usize = 20;

impl Situation for CertificateChoiceError {
    fn told(&self) -> Told {
        match self {
            Self::None { wanted, seen, more, tokens } => {
                let phrase = match (seen.as_slice(), more) {
                    ([], _) => Phrase::new("run-no-certificate-at-all"),
                    (_, 0) => Phrase::new("run-no-certificate").with("seen", seen.join("; ")),
                    (_, more) => {
                        Phrase::new("run-no-certificate-and-more").with("seen", seen.join("; ")).with("more", *more)
                    }
                };
                let phrase = phrase.with("wanted", wanted);
                let told = Class::NotFound.told("no-certificate", phrase);
                // Where there is none, no name of one helps.
                if seen.is_empty() { told } else { told.hint(tokens.hint("run-no-certificate-hint")) }
            }
            Self::Several { wanted, matching } => Class::Ambiguous
                .told("several-certificates", "run-several-certificates")
                .with("wanted", wanted)
                .with("matching", matching.join("; "))
                .hint("run-several-certificates-hint"),
        }
    }
}

/// A certificate that was not found may be on what could not be read; `may_log_in` says that the command could still do so.
pub fn beside_failures(error: CertificateChoiceError, inventory: &Inventory, may_log_in: bool) -> Raised {
    let CertificateChoiceError::None { seen, .. } = &error else { return error.into() };
    let phrase = seen.is_empty().then(|| Phrase::new("run-no-certificate-read"));
    incomplete::object(error, inventory, phrase, may_log_in)
}

/// Keeps the one requested certificate, and its token; `tokens` is how the inventory's were found.
pub fn choose(inventory: &mut Inventory, wanted: Option<&str>, tokens: &Which) -> Result<(), CertificateChoiceError> {
    let every = || inventory.tokens.iter().flat_map(|token| &token.certificates).collect();
    let all = if wanted.is_some() { every() } else { in_use(inventory).unwrap_or_else(every) };
    let one = find(&all, wanted, tokens)?.sha256.clone();
    for token in &mut inventory.tokens {
        token.certificates.retain(|certificate| certificate.sha256 == one);
    }
    let mut kept = false;
    inventory.tokens.retain(|token| !token.certificates.is_empty() && !std::mem::replace(&mut kept, true));
    if let Some(token) = inventory.tokens.first_mut() {
        token.certificates.truncate(1);
        token.problems.retain(|problem| problem.subject.as_deref() == Some(&one));
    }
    Ok(())
}

/// The certificates in use on these tokens: if of any it is known that the key is there, those.
fn in_use(inventory: &Inventory) -> Option<Vec<&Certificate>> {
    let mut usable: Vec<&Certificate> = inventory.tokens.iter().flat_map(Token::usable).collect();
    if usable.iter().any(|one| one.pairing == Pairing::Current) {
        usable.retain(|one| one.pairing == Pairing::Current);
    }
    Some(usable).filter(|usable| !usable.is_empty())
}

/// The one certificate that is meant: by its SHA-256 (or the beginning), serial number, CKA_ID or label; without any of
/// these, the only one. `tokens` is how the tokens were found.
pub(super) fn find<'c>(
    all: &[&'c Certificate],
    wanted: Option<&str>,
    tokens: &Which,
) -> Result<&'c Certificate, CertificateChoiceError> {
    let those = |meant: &dyn Fn(&Certificate) -> bool| -> Vec<&'c Certificate> {
        all.iter().copied().filter(|certificate| meant(certificate)).collect()
    };
    let matching = those(&|certificate| wanted.is_none_or(|wanted| matches(certificate, wanted)));
    // However many tokens it is on, a certificate is named once.
    let names = |those: &[&Certificate]| -> Vec<String> {
        let mut told = HashSet::new();
        let new = those.iter().filter(|one| fingerprint(one).is_none_or(|sha256| told.insert(sha256)));
        new.map(|one| name(one)).collect()
    };
    let shown = wanted.unwrap_or_default().to_owned();
    let Some(first) = matching.first() else {
        let mut seen = names(all);
        let more = seen.len().saturating_sub(LISTED);
        seen.truncate(LISTED);
        return Err(CertificateChoiceError::None { wanted: shown, seen, more, tokens: tokens.clone() });
    };
    // The same certificate on two tokens counts once.
    if matching.iter().all(|other| other.sha256 == first.sha256) {
        return Ok(first);
    }
    Err(CertificateChoiceError::Several { wanted: shown, matching: names(&matching) })
}

fn name(certificate: &Certificate) -> String {
    let start: String = certificate.sha256.chars().take(16).collect();
    format!("{start} {}", certificate.common_name().unwrap_or_default())
}

fn matches(certificate: &Certificate, wanted: &str) -> bool {
    let hex = wanted.replace(':', "").to_ascii_lowercase();
    let is_hash = hex.len() >= 8 && certificate.sha256.starts_with(&hex);
    let is_serial = certificate.serial_number.as_deref() == Some(&hex);
    let is_id = certificate.id.as_deref() == Some(&hex);
    is_hash || is_serial || is_id || certificate.label.as_deref() == Some(wanted)
}

/// The chosen certificate as DER or PEM (RFC 7468).
pub fn export(inventory: &Inventory, as_der: bool) -> Vec<u8> {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    let certificate = inventory.tokens.iter().flat_map(|token| &token.certificates).next();
    let Some(certificate) = certificate else { return Vec::new() };
    let bytes = BASE64_STANDARD.decode(&certificate.der).unwrap_or_default();
    if as_der {
        return bytes;
    }
    der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &bytes).unwrap_or_default().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::Subject;

    #[test]
    fn of_many_certificates_some_are_named_each_once_and_the_rest_counted() {
        let certificate = |number: usize| Certificate {
            sha256: format!("{number:064x}"),
            subject: Some(Subject { common_name: Some(format!("N{number}")), ..Subject::default() }),
            ..Certificate::default()
        };
        let mut all: Vec<Certificate> = (1..=34).map(certificate).collect();
        all.insert(1, certificate(1));
        let all: Vec<&Certificate> = all.iter().collect();
        let error = find(&all, Some("Hoàng Văn Em"), &Which::default()).expect_err("none is called so");
        let CertificateChoiceError::None { seen, more, .. } = &error else { panic!("{error:?}") };
        assert_eq!((seen.len(), *more), (20, 14), "34 of them, whatever tokens they are on");
        assert_eq!(error.told().phrase.id, "run-no-certificate-and-more", "and the sentence says it");
        let few = find(all.get(..3).expect("three"), Some("Em"), &Which::default()).expect_err("none");
        assert_eq!(few.told().phrase.id, "run-no-certificate", "all are named");
    }
}
