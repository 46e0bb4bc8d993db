//! Keys and certificates of one token, paired by public key. Ids and labels are hints: they are copied and mistyped.
//!
//! Imports `time` only. Pitfall: a token with a signing and an encryption certificate of one holder has two current
//! certificates; "newer, same subject" alone would call one of them superseded.

use super::time::{DAY, Moment};

/// A key as far as pairing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFact<'a> {
    /// Whether it is a private key.
    pub private: bool,
    /// CKA_ID in hex.
    pub id: Option<&'a str>,
    /// Algorithm name.
    pub algorithm: Option<&'a str>,
    /// SHA-256 of its SubjectPublicKeyInfo; a private EC key often does not tell.
    pub spki: Option<&'a str>,
}

/// A certificate as far as pairing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateFact<'a> {
    /// CKA_ID in hex.
    pub id: Option<&'a str>,
    /// Algorithm name of its key.
    pub algorithm: Option<&'a str>,
    /// SHA-256 of its SubjectPublicKeyInfo.
    pub spki: Option<&'a str>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// RFC 4514 text of the subject.
    pub subject: Option<&'a str>,
    /// The issuer's organisation.
    pub issuer_organization: Option<&'a str>,
    /// Key usage.
    pub key_usage: &'a [String],
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
}

/// What could be seen of the token's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Whether private objects were visible: after a login, or where none is required.
    pub private_visible: bool,
    /// Whether every object was read.
    pub complete: bool,
}

/// How a certificate stands to the keys. The words are those of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The holder's certificate in use.
    Current,
    /// A newer one of the same key, or of the same subject, issuer organisation and usage, is there.
    Superseded,
    /// No key of it is on the token.
    Orphan,
    /// Stored under a key's id but made for another key.
    Foreign,
    /// A certification authority's.
    Ca,
    /// What was visible does not tell.
    Unknown,
}

/// The verdict on one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paired {
    /// How it stands to the keys.
    pub standing: Standing,
    /// Whether its private key is there; `None` where that cannot be seen.
    pub private_key: Option<bool>,
}

/// Gives the verdict on every certificate, in their order.
pub fn pair(keys: &[KeyFact<'_>], certificates: &[CertificateFact<'_>], view: View) -> Vec<Paired> {
    let alone: Vec<Paired> = certificates.iter().map(|certificate| by_keys(keys, certificate, view)).collect();
    certificates
        .iter()
        .zip(&alone)
        .map(|(certificate, paired)| {
            let may_be_superseded = matches!(paired.standing, Standing::Current | Standing::Unknown);
            let newer = may_be_superseded
                && certificates
                    .iter()
                    .zip(&alone)
                    .any(|(other, other_paired)| supersedes(other, other_paired.standing, certificate));
            if newer { Paired { standing: Standing::Superseded, ..*paired } } else { *paired }
        })
        .collect()
}

/// The certificate of a key: its place, the current one if there are several.
pub fn certificate_of(key: &KeyFact<'_>, certificates: &[CertificateFact<'_>], verdicts: &[Paired]) -> Option<usize> {
    certificates
        .iter()
        .zip(verdicts)
        .enumerate()
        .filter(|(_, (certificate, _))| matches(key, certificate))
        .max_by_key(|(at, (certificate, verdict))| {
            (verdict.standing == Standing::Current, certificate.not_after, std::cmp::Reverse(*at))
        })
        .map(|(at, _)| at)
}

/// A certificate against the keys alone, without its neighbours.
fn by_keys(keys: &[KeyFact<'_>], certificate: &CertificateFact<'_>, view: View) -> Paired {
    let private_there = keys.iter().any(|key| key.private && matches(key, certificate));
    let there = private_there || keys.iter().any(|key| matches(key, certificate));
    let all_seen = view.private_visible && view.complete;
    let private_key = match (private_there, all_seen && certificate.spki.is_some()) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let standing = if certificate.is_ca {
        Standing::Ca
    } else if there {
        Standing::Current
    } else if certificate.spki.is_none() {
        Standing::Unknown
    } else if under_anothers_id(keys, certificate) {
        Standing::Foreign
    } else if all_seen || view.complete && keys.iter().any(|key| key.spki.is_some()) {
        Standing::Orphan
    } else {
        Standing::Unknown
    };
    Paired { standing, private_key }
}

/// By public key; where a private key hides its own, by id and algorithm, the only hints there are.
fn matches(key: &KeyFact<'_>, certificate: &CertificateFact<'_>) -> bool {
    match (key.spki, certificate.spki) {
        (Some(key), Some(certificate)) => key == certificate,
        (None, Some(_)) => {
            key.private
                && key.id.is_some()
                && key.id == certificate.id
                && key.algorithm.is_some()
                && key.algorithm == certificate.algorithm
        }
        (_, None) => false,
    }
}

/// Whether a key that is known to be another one has the certificate's id.
fn under_anothers_id(keys: &[KeyFact<'_>], certificate: &CertificateFact<'_>) -> bool {
    certificate.id.is_some() && keys.iter().any(|key| key.id == certificate.id && key.spki.is_some())
}

/// Whether `newer` takes the place of `older`.
fn supersedes(newer: &CertificateFact<'_>, standing: Standing, older: &CertificateFact<'_>) -> bool {
    if newer.is_ca {
        return false;
    }
    let (Some(newer_start), Some(older_start)) = (newer.not_before, older.not_before) else { return false };
    if newer.spki.is_some() && newer.spki == older.spki {
        return (newer_start, newer.not_after) > (older_start, older.not_after);
    }
    // Another key: only one that can serve here, issued on another day, for the same use. A signing and an encryption
    // certificate of one holder are issued together and differ in their usage.
    matches!(standing, Standing::Current | Standing::Unknown)
        && newer.subject.is_some()
        && newer.subject == older.subject
        && newer.issuer_organization.is_some()
        && newer.issuer_organization == older.issuer_organization
        && newer.key_usage == older.key_usage
        && newer_start.unix_seconds().saturating_sub(older_start.unix_seconds()) >= DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: View = View { private_visible: true, complete: true };
    const PUBLIC: View = View { private_visible: false, complete: true };

    fn certificate<'a>(spki: &'a str, id: &'a str, from: &str) -> CertificateFact<'a> {
        CertificateFact {
            id: Some(id),
            algorithm: Some("rsa"),
            spki: Some(spki),
            is_ca: false,
            subject: Some("CN=Nguyễn Văn A"),
            issuer_organization: Some("Ban Cơ yếu Chính phủ"),
            key_usage: &[],
            not_before: Some(from.parse().unwrap()),
            not_after: None,
        }
    }

    fn key<'a>(private: bool, spki: Option<&'a str>, id: &'a str) -> KeyFact<'a> {
        KeyFact { private, id: Some(id), algorithm: Some("rsa"), spki }
    }

    fn standings(keys: &[KeyFact<'_>], certificates: &[CertificateFact<'_>], view: View) -> Vec<Standing> {
        pair(keys, certificates, view).iter().map(|paired| paired.standing).collect()
    }

    const OLD: &str = "2021-01-01T00:00:00Z";
    const NEW: &str = "2026-01-01T00:00:00Z";

    #[test]
    fn the_public_key_decides_and_not_the_id() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = standings(&keys, &[certificate("aa", "99", OLD), certificate("bb", "01", OLD)], ALL);
        assert_eq!(verdicts, [Standing::Current, Standing::Foreign], "an id is a hint, a public key is proof");
    }

    #[test]
    fn a_renewed_certificate_supersedes_the_old_one_of_its_key() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = standings(&keys, &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], ALL);
        assert_eq!(verdicts, [Standing::Superseded, Standing::Current], "the same key, a newer certificate");
        let unseen = standings(&[], &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], PUBLIC);
        assert_eq!(unseen, [Standing::Superseded, Standing::Unknown], "that is known without any key");
    }

    #[test]
    fn a_new_key_of_the_same_subject_and_issuer_supersedes_too() {
        let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
        let certificates = [certificate("aa", "01", OLD), certificate("bb", "02", NEW)];
        assert_eq!(standings(&keys, &certificates, ALL), [Standing::Superseded, Standing::Current], "same holder");
        let other = CertificateFact { issuer_organization: Some("VNPT"), ..certificates[1] };
        let verdicts = standings(&keys, &[certificates[0], other], ALL);
        assert_eq!(verdicts, [Standing::Current, Standing::Current], "another CA's certificate replaces nothing");
    }

    #[test]
    fn a_newer_certificate_without_its_key_takes_nothing_from_the_one_that_works_here() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = standings(&keys, &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], ALL);
        assert_eq!(verdicts, [Standing::Current, Standing::Orphan], "the newer one cannot be used here");
    }

    #[test]
    fn a_signing_and_an_encryption_certificate_of_one_holder_are_both_current() {
        let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
        let later = certificate("bb", "02", "2021-01-01T00:00:05Z");
        let verdicts = standings(&keys, &[certificate("aa", "01", OLD), later], ALL);
        assert_eq!(verdicts, [Standing::Current, Standing::Current], "issued together, five seconds apart");
    }

    #[test]
    fn without_login_and_public_keys_nothing_is_called_orphan() {
        let paired = pair(&[], &[certificate("aa", "01", OLD)], PUBLIC);
        assert_eq!(paired, [Paired { standing: Standing::Unknown, private_key: None }], "nobody can know");
        let paired = pair(&[], &[certificate("aa", "01", OLD)], ALL);
        assert_eq!(paired, [Paired { standing: Standing::Orphan, private_key: Some(false) }], "after login one can");
        let paired = pair(&[key(false, Some("aa"), "01")], &[certificate("aa", "01", OLD)], PUBLIC);
        assert_eq!(paired, [Paired { standing: Standing::Current, private_key: None }], "a public key tells as well");
    }

    #[test]
    fn an_unfinished_reading_never_makes_an_orphan() {
        let broken = View { private_visible: true, complete: false };
        let paired = pair(&[key(false, Some("bb"), "02")], &[certificate("aa", "01", OLD)], broken);
        assert_eq!(paired, [Paired { standing: Standing::Unknown, private_key: None }], "its key may be unread");
    }

    #[test]
    fn an_ec_private_key_that_hides_its_point_is_found_by_its_id() {
        let keys = [key(true, None, "01")];
        let paired = pair(&keys, &[certificate("aa", "01", OLD)], ALL);
        assert_eq!(paired, [Paired { standing: Standing::Current, private_key: Some(true) }], "the only hint there is");
        let verdict = pair(&keys, &[certificate("aa", "02", OLD)], ALL);
        assert_eq!(verdict[0].standing, Standing::Orphan, "another id is another key");
    }

    #[test]
    fn a_certificate_whose_key_cannot_be_read_is_neither_in_use_nor_in_anothers_way() {
        let broken = CertificateFact { spki: None, subject: None, ..certificate("aa", "01", NEW) };
        let keys = [key(true, Some("aa"), "01")];
        let paired = pair(&keys, &[certificate("aa", "01", OLD), broken], ALL);
        assert_eq!(paired[0].standing, Standing::Current, "half a certificate supersedes nothing");
        assert_eq!(paired[1], Paired { standing: Standing::Unknown, private_key: None }, "and nobody knows its key");
    }

    #[test]
    fn a_ca_certificate_is_nobodys() {
        let ca = CertificateFact { is_ca: true, ..certificate("cc", "03", NEW) };
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = standings(&keys, &[certificate("aa", "01", OLD), ca], ALL);
        assert_eq!(verdicts, [Standing::Current, Standing::Ca], "it neither serves the holder nor supersedes");
    }

    #[test]
    fn a_key_names_its_current_certificate() {
        let keys = [key(true, Some("aa"), "01")];
        let certificates = [certificate("aa", "01", NEW), certificate("aa", "01", OLD)];
        let verdicts = pair(&keys, &certificates, ALL);
        assert_eq!(certificate_of(&keys[0], &certificates, &verdicts), Some(0), "the current one of two");
    }
}
