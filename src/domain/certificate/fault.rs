//! Faults as sentences: what the codes of a [`FieldProblem`](super::FieldProblem) mean.
//!
//! Imports `domain::phrase`. Pitfall: codes also come back from saved inventories, so an unknown one is not an error.

use crate::domain::phrase::Phrase;

/// The prefix of a code in the identifier of its sentence.
const PREFIX: &str = "certificate-fault-";

/// The sentence of every code.
const SENTENCES: &[&str] = &[
    "certificate-fault-absurd-arc",
    "certificate-fault-absurd-length",
    "certificate-fault-absurd-number",
    "certificate-fault-attribute-certificate",
    "certificate-fault-base64",
    "certificate-fault-gzip",
    "certificate-fault-other-type",
    "certificate-fault-pem",
    "certificate-fault-pkcs7",
    "certificate-fault-wtls",
    "certificate-fault-zlib",
    "certificate-fault-algorithms-differ",
    "certificate-fault-bad-bit-string",
    "certificate-fault-bad-boolean",
    "certificate-fault-bad-oid",
    "certificate-fault-beyond-end",
    "certificate-fault-empty-integer",
    "certificate-fault-empty-point",
    "certificate-fault-empty-relative-name",
    "certificate-fault-ends-before-begin",
    "certificate-fault-ends-early",
    "certificate-fault-extensions-need-version-3",
    "certificate-fault-extra-elements",
    "certificate-fault-false-encoded",
    "certificate-fault-general-string",
    "certificate-fault-generalized-before-2050",
    "certificate-fault-integer-not-minimal",
    "certificate-fault-leap-second",
    "certificate-fault-length-contradicts",
    "certificate-fault-length-indefinite",
    "certificate-fault-length-not-minimal",
    "certificate-fault-list-cut",
    "certificate-fault-negative",
    "certificate-fault-nested-too-deep",
    "certificate-fault-no-sign-octet",
    "certificate-fault-no-signed-part",
    "certificate-fault-no-such-date",
    "certificate-fault-not-a-certificate",
    "certificate-fault-not-a-string",
    "certificate-fault-not-a-time",
    "certificate-fault-not-ascii",
    "certificate-fault-not-printable",
    "certificate-fault-octets-after",
    "certificate-fault-oid-not-minimal",
    "certificate-fault-other-string",
    "certificate-fault-over-20-octets",
    "certificate-fault-primitive-indefinite",
    "certificate-fault-stands-twice",
    "certificate-fault-teletex-utf8",
    "certificate-fault-text-repaired",
    "certificate-fault-time-with-fraction",
    "certificate-fault-time-with-offset",
    "certificate-fault-time-without-seconds",
    "certificate-fault-time-without-zone",
    "certificate-fault-true-not-ff",
    "certificate-fault-truncated",
    "certificate-fault-universal-string",
    "certificate-fault-unknown-tag",
    "certificate-fault-unknown-version",
    "certificate-fault-unreadable-curve",
    "certificate-fault-unused-bits",
    "certificate-fault-wrong-tag",
    "certificate-fault-zero",
    "certificate-fault-zero-modulus",
];

/// Puts the codes of a fault into words; `None` if one of them is unknown.
pub fn fault_phrase(fault: &str) -> Option<Phrase> {
    let mut codes = fault.split(' ').rev().map(one);
    let last = codes.next()??;
    codes.try_fold(last, |rest, code| Some(Phrase::new("certificate-faults").with("fault", code?).with("rest", rest)))
}

fn one(code: &str) -> Option<Phrase> {
    let (name, value) = code.split_once(':').map_or((code, None), |(name, value)| (name, Some(value)));
    let id = SENTENCES.iter().find(|id| id.strip_prefix(PREFIX) == Some(name))?;
    let phrase = Phrase::new(id);
    Some(match value {
        Some(value) => phrase.with("value", value),
        None => phrase,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tlv::Quirk;

    #[test]
    fn every_departure_has_a_sentence() {
        for quirk in Quirk::ALL {
            assert!(one(quirk.fault()).is_some(), "{} has no sentence", quirk.fault());
        }
    }

    #[test]
    fn several_codes_are_said_one_after_another() {
        let phrase = fault_phrase("negative over-20-octets:21").expect("both are known");
        assert_eq!(
            phrase.to_string(),
            "certificate-faults fault=(certificate-fault-negative) rest=(certificate-fault-over-20-octets value=21)",
            "in the order of the codes"
        );
        assert_eq!(fault_phrase("negative no-such-code"), None, "an unknown code is left to the caller");
    }
}
