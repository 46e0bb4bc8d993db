//! Whether a certificate may replace those on a token for the same key, and every reason why not.
//!
//! Pure: the token's contents and the moment are passed in. Pitfall: "newer" goes by the start of validity first; a
//! certificate
//! reissued for a changed name may end on the same day as the previous one.

use super::certificate::Certificate;
use super::time::Moment;

/// Why a certificate was not written, or not as intended. The words are those of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its key is on none of the tokens plugged in.
    NoKeyHere,
    /// Its key is on several tokens.
    KeyOnSeveralTokens,
    /// The token has one of the same key that is newer, or equally new.
    NotNewer,
    /// It has expired.
    Expired,
    /// It is a CA's.
    Ca,
    /// It names another subject than the existing one.
    OtherSubject,
    /// Its path is not valid, or it is revoked.
    PathNotValid,
    /// It is not the DER of a certificate.
    Malformed,
    /// The token is write-protected.
    WriteProtected,
    /// The driver would overwrite the existing certificate.
    Overwrites,
    /// Its validity begins later, and the driver would overwrite the one in use until then.
    TooEarly,
    /// The key gave no signature, and the driver would overwrite the existing certificate.
    NotProvedBefore,
    /// The token has no room for it.
    NoRoom,
    /// The token lets only its security officer write or delete.
    NeedsSo,
    /// The login showed no private key for it.
    PrivateKeyMissing,
    /// The login showed several private keys that may belong to it.
    SeveralPrivateKeys,
    /// Its private key has no CKA_ID.
    KeyWithoutId,
    /// The private key signed, but the signature does not match the certificate's key.
    SignatureWrong,
    /// The list of PINs has none for this token.
    PinNotListed,
    /// Several tokens have the serial by which the list of PINs names this one.
    SerialShared,
    /// Another token is in the reader now.
    TokenChanged,
    /// The journal could not be written.
    NotRecorded,
    /// The existing certificate could not be copied.
    NoCopy,
    /// A call returned an error.
    CallFailed,
    /// The driver was lost.
    DriverLost,
    /// What was read back differs from what was written.
    ReadBackDiffers,
    /// The token could not be read after writing.
    NotReadBack,
    /// The token could not be read completely, so its contents are not known.
    NotAllRead,
    /// It was written, but no signature proves its key.
    NotProved,
    /// It was written, but the previous one could not be deleted.
    OldStays,
    /// It is the certificate in use, and has not expired.
    StillRuns,
}

impl Reason {
    /// Its word in the report.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoKeyHere => "no-key-here",
            Self::KeyOnSeveralTokens => "key-on-several-tokens",
            Self::NotNewer => "not-newer",
            Self::Expired => "certificate-expired",
            Self::Ca => "ca-certificate",
            Self::OtherSubject => "other-subject",
            Self::PathNotValid => "path-not-valid",
            Self::Malformed => "certificate-malformed",
            Self::WriteProtected => "token-write-protected",
            Self::Overwrites => "driver-overwrites",
            Self::TooEarly => "not-yet-valid",
            Self::NotProvedBefore => "not-proved-before",
            Self::NoRoom => "no-room",
            Self::NeedsSo => "needs-so-login",
            Self::PrivateKeyMissing => "private-key-missing",
            Self::SeveralPrivateKeys => "several-private-keys",
            Self::KeyWithoutId => "key-without-id",
            Self::SignatureWrong => "signature-wrong",
            Self::PinNotListed => "pin-not-listed",
            Self::SerialShared => "serial-shared",
            Self::TokenChanged => "token-changed",
            Self::NotRecorded => "journal-not-writable",
            Self::NoCopy => "no-copy",
            Self::CallFailed => "call-failed",
            Self::DriverLost => "driver-lost",
            Self::ReadBackDiffers => "read-back-differs",
            Self::NotReadBack => "not-read-back",
            Self::NotAllRead => "token-not-all-read",
            Self::NotProved => "not-proved",
            Self::OldStays => "old-stays",
            Self::StillRuns => "certificate-still-runs",
        }
    }

    /// The identifier of the sentence for a report's code.
    pub fn sentence_of(code: &str) -> String {
        format!("import-reason-{code}")
    }
}

/// A certificate of the same key on the token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct There {
    /// SHA-256 over its DER.
    pub sha256: String,
    /// Its subject as text.
    pub subject: Option<String>,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
}

/// The verdict on a certificate, given the existing ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// It may be written.
    Yes {
        /// Its validity begins later.
        not_yet_valid: bool,
        /// It has expired, or is not newer than an existing one, and that is accepted.
        older: bool,
    },
    /// The same certificate is on the token already.
    AlreadyThere,
    /// It may not be written.
    No(Reason),
}

/// What the user accepts although it looks like a mistake.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    /// `--accept-subject`: another subject than that of the existing one.
    pub subject: bool,
    /// `--accept-older`: one that has expired or is not newer than the existing one, such as the copy of a lost certificate.
    pub older: bool,
}

/// Judges a certificate against those of the same key.
pub fn fits(new: &Certificate, there: &[There], now: Moment, accepted: Accepted) -> Fits {
    if there.iter().any(|old| old.sha256 == new.sha256) {
        return Fits::AlreadyThere;
    }
    if new.is_ca {
        return Fits::No(Reason::Ca);
    }
    let (Some(not_before), Some(not_after)) = (new.not_before, new.not_after) else {
        return Fits::No(Reason::Malformed);
    };
    let expired = not_after < now;
    if expired && !accepted.older {
        return Fits::No(Reason::Expired);
    }
    let age = |old: &There| Some((old.not_before?, old.not_after?));
    let not_newer = there.iter().filter_map(age).any(|old| (not_before, not_after) <= old);
    if not_newer && !accepted.older {
        return Fits::No(Reason::NotNewer);
    }
    let own = new.subject.as_ref().map(|subject| subject.text.as_str());
    let differs = |old: &There| old.subject.is_some() && old.subject.as_deref() != own;
    // The names in the newest one count: they may have changed since the earlier ones.
    let newest = there.iter().max_by_key(|old| age(old));
    if !accepted.subject && newest.is_some_and(differs) {
        return Fits::No(Reason::OtherSubject);
    }
    Fits::Yes { not_yet_valid: not_before > now, older: expired || not_newer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::Subject;

    fn at(text: &str) -> Moment {
        text.parse().expect("a moment")
    }

    fn new(from: &str, until: &str, subject: &str) -> Certificate {
        Certificate {
            sha256: "new".to_owned(),
            not_before: Some(at(from)),
            not_after: Some(at(until)),
            subject: Some(Subject { text: subject.to_owned(), ..Subject::default() }),
            ..Certificate::default()
        }
    }

    fn old(from: &str, until: &str) -> There {
        There {
            sha256: "old".to_owned(),
            subject: Some("CN=An".to_owned()),
            not_before: Some(at(from)),
            not_after: Some(at(until)),
        }
    }

    const NOW: &str = "2026-11-22T01:00:00Z";
    const LAST_YEAR: &str = "2025-11-01T00:00:00Z";
    const THIS_MONTH: &str = "2026-11-01T00:00:00Z";
    const NEXT_MONTH: &str = "2026-12-20T00:00:00Z";
    const IN_A_YEAR: &str = "2027-11-01T00:00:00Z";
    const TAKEN: Fits = Fits::Yes { not_yet_valid: false, older: false };

    #[test]
    fn each_refusal_has_its_own_word_and_a_newer_one_of_the_same_name_fits() {
        let there = [old(LAST_YEAR, NEXT_MONTH)];
        let judge = |new: &Certificate| fits(new, &there, at(NOW), Accepted::default());
        let fine = new(THIS_MONTH, IN_A_YEAR, "CN=An");
        assert_eq!(judge(&fine), TAKEN, "newer, same name");
        assert_eq!(
            judge(&new(NEXT_MONTH, IN_A_YEAR, "CN=An")),
            Fits::Yes { not_yet_valid: true, older: false },
            "begins later"
        );
        assert_eq!(judge(&new(LAST_YEAR, NEXT_MONTH, "CN=An")), Fits::No(Reason::NotNewer), "as old");
        assert_eq!(judge(&new(THIS_MONTH, NEXT_MONTH, "CN=An")), TAKEN, "issued anew");
        assert_eq!(judge(&new(LAST_YEAR, THIS_MONTH, "CN=An")), Fits::No(Reason::Expired), "expired comes first");
        assert_eq!(judge(&new(THIS_MONTH, IN_A_YEAR, "CN=Anh")), Fits::No(Reason::OtherSubject), "another name");
        let other = new(THIS_MONTH, IN_A_YEAR, "CN=Anh");
        assert_eq!(
            fits(&other, &there, at(NOW), Accepted { subject: true, older: false }),
            TAKEN,
            "accepted on purpose"
        );
        assert_eq!(judge(&Certificate { is_ca: true, ..fine.clone() }), Fits::No(Reason::Ca), "a CA's");
        let undated = Certificate { not_after: None, ..fine.clone() };
        assert_eq!(judge(&undated), Fits::No(Reason::Malformed), "a date cannot be read");
        assert_eq!(judge(&Certificate { sha256: "old".to_owned(), ..fine.clone() }), Fits::AlreadyThere, "the same");
        assert_eq!(fits(&fine, &[], at(NOW), Accepted::default()), TAKEN, "the first of its key");
    }

    #[test]
    fn the_names_of_the_newest_certificate_count() {
        let before = There { subject: Some("CN=Old".to_owned()), ..old(LAST_YEAR, LAST_YEAR) };
        let there = [before, old(LAST_YEAR, NEXT_MONTH)];
        let judged = fits(&new(THIS_MONTH, IN_A_YEAR, "CN=An"), &there, at(NOW), Accepted::default());
        assert_eq!(judged, TAKEN, "a name that was changed before is no obstacle");
    }

    #[test]
    fn the_copy_of_a_lost_certificate_is_taken_where_that_is_meant() {
        let older =
            |accepted| fits(&new(LAST_YEAR, THIS_MONTH, "CN=An"), &[old(THIS_MONTH, IN_A_YEAR)], at(NOW), accepted);
        assert_eq!(older(Accepted::default()), Fits::No(Reason::Expired), "a slip of the hand is no wish");
        let meant = Accepted { older: true, subject: false };
        assert_eq!(older(meant), Fits::Yes { not_yet_valid: false, older: true }, "older and expired, on purpose");
        let other = fits(&new(LAST_YEAR, THIS_MONTH, "CN=Anh"), &[old(LAST_YEAR, NEXT_MONTH)], at(NOW), meant);
        assert_eq!(other, Fits::No(Reason::OtherSubject), "another name is still another question");
    }
}
