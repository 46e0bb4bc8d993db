//! Problems and driver failures as sentences, from their codes and values.
//!
//! May import `report`, `domain`, `text`.
//!
//! Pitfall: `details` is also read back from saved inventories, so a value may be missing or nonsense. It is then shown
//! as `–`, and is never assumed to be a number.

use jiff::tz::TimeZone;

use super::ckr::{call_failed, meaning};
use crate::domain::certificate::fault_phrase;
use crate::domain::phrase::{Phrase, Value};
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::time::Moment;
use crate::report::inventory::{DriverFailure, FailureKind};
use crate::report::note::DriverNote;
use crate::text::Texts;

/// The sentence of a problem, with its dates written in the given language and zone.
pub fn phrase(problem: &Problem, texts: &Texts, zone: &TimeZone) -> Phrase {
    phrase_in(problem, texts, zone, Words::ForPeople)
}

fn phrase_in(problem: &Problem, texts: &Texts, zone: &TimeZone, words: Words) -> Phrase {
    let detail = |key: &str| problem.details.get(key).map(String::as_str);
    let text = |key: &str| Value::from(detail(key).unwrap_or("–"));
    let date = |key: &str| Value::from(date_of(detail(key), texts, zone));
    match problem.code {
        ProblemCode::CertificateExpired => Phrase::new("problem-certificate-expired")
            .with("days", days_of(detail("days")))
            .with("date", date("not_after")),
        ProblemCode::CertificateExpiring => Phrase::new("problem-certificate-expiring")
            .with("days", days_of(detail("days")))
            .with("date", date("not_after")),
        ProblemCode::CertificateNotYetValid => {
            Phrase::new("problem-certificate-not-yet-valid").with("date", date("not_before"))
        }
        // A suspension may be lifted.
        ProblemCode::CertificateRevoked if detail("revocation_reason") == Some("certificate-hold") => {
            Phrase::new("problem-certificate-suspended").with("date", date("revoked_at"))
        }
        ProblemCode::CertificateRevoked => Phrase::new("problem-certificate-revoked")
            .with("reason", revocation_of(detail("revocation_reason"), "verify-revoked", texts))
            .with("date", date("revoked_at")),
        ProblemCode::RevocationUnknown => Phrase::new("problem-revocation-unknown")
            .with("reason", revocation_of(detail("reason"), "verify-reason", texts)),
        ProblemCode::CertificateUntrusted => Phrase::new("problem-certificate-untrusted")
            .with("reason", revocation_of(detail("reason"), "verify-reason", texts)),
        ProblemCode::PrivateKeyMissing => Phrase::new("problem-private-key-missing"),
        ProblemCode::CertificateOrphan => Phrase::new("problem-certificate-orphan"),
        ProblemCode::CertificateForeign => Phrase::new("problem-certificate-foreign"),
        ProblemCode::CertificateMalformed => {
            Phrase::new("problem-certificate-malformed").with("fault", fault_of(detail("fault")))
        }
        ProblemCode::CertificateField => Phrase::new("problem-certificate-field")
            .with("field", field_of(detail("field")))
            .with("fault", fault_of(detail("fault"))),
        ProblemCode::CertificateNotRfc5280 => {
            let rule = fault_of(detail("rule").or(detail("fault")));
            Phrase::new("problem-certificate-not-rfc5280").with("field", field_of(detail("field"))).with("fault", rule)
        }
        ProblemCode::WeakKey => Phrase::new("problem-weak-key").with("key", key_of(detail("type"), detail("bits"))),
        ProblemCode::WeakDigest => Phrase::new("problem-weak-digest").with("digest", text("digest")),
        ProblemCode::UserPinCountLow => Phrase::new("problem-user-pin-count-low"),
        ProblemCode::UserPinFinalTry => Phrase::new("problem-user-pin-final-try"),
        ProblemCode::UserPinLocked => Phrase::new("problem-user-pin-locked"),
        ProblemCode::UserPinNotSet => Phrase::new("problem-user-pin-not-set"),
        ProblemCode::UserPinMustChange => Phrase::new("problem-user-pin-must-change"),
        ProblemCode::SoPinCountLow => Phrase::new("problem-so-pin-count-low"),
        ProblemCode::SoPinFinalTry => Phrase::new("problem-so-pin-final-try"),
        ProblemCode::SoPinLocked => Phrase::new("problem-so-pin-locked"),
        ProblemCode::SoPinMustChange => Phrase::new("problem-so-pin-must-change"),
        ProblemCode::DriverFailed => {
            Phrase::new("problem-driver-failed").with("failure", recorded_failure(problem, words))
        }
        ProblemCode::SlotFailed => Phrase::new("problem-slot-failed").with("failure", recorded_failure(problem, words)),
        ProblemCode::KeyOnSeveralTokens => Phrase::new("problem-key-on-several-tokens").with("tokens", text("tokens")),
        ProblemCode::CardNotRecognised => Phrase::new("problem-card-not-recognised").with("reader", text("reader")),
        ProblemCode::ObjectUnreadable => match (detail("call"), detail("ckr")) {
            (_, Some("no value")) => match detail("url") {
                Some(url) => Phrase::new("problem-certificate-elsewhere").with("url", url),
                None => Phrase::new("problem-certificate-without-value"),
            },
            (Some(call), Some(ckr)) => match meaning(ckr).filter(|_| words == Words::ForPeople) {
                Some(meaning) => {
                    let phrase = Phrase::new("problem-object-unreadable-means").with("meaning", meaning);
                    phrase.with("call", call).with("ckr", ckr)
                }
                None => Phrase::new("problem-object-unreadable").with("call", call).with("ckr", ckr),
            },
            _ => Phrase::new("problem-object-unreadable-plain"),
        },
        ProblemCode::TextNotUtf8 => Phrase::new("problem-text-not-utf8").with("field", text("field")),
        ProblemCode::TokenFlagMissing => Phrase::new("problem-token-flag-missing").with("flag", text("flag")),
    }
}

/// The sentence of a certificate's fault; an unknown code, or prose of an older inventory, is unchanged.
fn fault_of(fault: Option<&str>) -> Value {
    match fault {
        Some(fault) => fault_phrase(fault).map_or_else(|| Value::from(fault), Value::from),
        None => Value::from("–"),
    }
}

/// A field of a certificate, by its title in tables if it has one.
fn field_of(field: Option<&str>) -> Phrase {
    let field = field.unwrap_or("–");
    let title = match field {
        "not_before" => "table-not-before",
        "not_after" => "table-not-after",
        "serial_number" => "table-serial-number",
        "subject" => "table-subject",
        "issuer" => "table-issuer",
        "signature_algorithm" => "table-signature",
        "key_usage" => "table-key-usage",
        "extended_key_usage" => "table-extended-key-usage",
        _ => return Phrase::new("problem-field-alone").with("field", field),
    };
    Phrase::new("problem-field").with("title", Phrase::new(title)).with("field", field)
}

/// The sentence of a problem in English: the `message` of JSON documents. Its dates are days of the zone in which the days
/// beside them are counted.
pub fn problem_message(problem: &Problem, zone: &TimeZone) -> String {
    let texts = Texts::english();
    texts.say(&phrase_in(problem, texts, zone, Words::OfDocuments))
}

/// The reason as a separate sentence, if the word is one of tokenctl's.
fn revocation_of(word: Option<&str>, kind: &str, texts: &Texts) -> Value {
    let word = word.unwrap_or("–");
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let said = if plain { texts.find(&format!("{kind}-{word}")) } else { None };
    Value::from(said.unwrap_or_else(|| word.to_owned()))
}

/// The sentence of a driver's or slot's failure for a person, without the driver's path: codes explained in words.
pub fn failure_phrase(failure: &DriverFailure) -> Phrase {
    failure_in(failure, Words::ForPeople)
}

/// Whether the meaning of a return value is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// In words, the code in brackets.
    ForPeople,
    /// The code alone, as always in documents.
    OfDocuments,
}

fn failure_in(failure: &DriverFailure, words: Words) -> Phrase {
    let call = || match (&failure.call, failure.kind) {
        (Some(call), _) => Value::from(call),
        (None, FailureKind::Hung | FailureKind::Crashed | FailureKind::Exited) => {
            Value::from(Phrase::new("driver-loading"))
        }
        (None, _) => Value::from(Phrase::new("driver-some-call")),
    };
    let sentence = match failure.kind {
        FailureKind::NotFound => Phrase::new("driver-not-found"),
        FailureKind::NotALibrary => Phrase::new("driver-not-a-library"),
        FailureKind::WrongArchitecture => Phrase::new("driver-wrong-architecture"),
        FailureKind::LoadFailed => Phrase::new("driver-load-failed"),
        FailureKind::DependencyMissing => match (failure.libraries.as_slice(), &failure.library) {
            ([], None) => Phrase::new("driver-dependency-missing"),
            ([], Some(library)) => Phrase::new("driver-dependency-named").with("library", library.as_str()),
            ([library], _) => Phrase::new("driver-dependency-named").with("library", library.as_str()),
            (libraries, _) => Phrase::new("driver-dependencies-named").with("libraries", libraries.join("`, `")),
        },
        FailureKind::NotPkcs11 => Phrase::new("driver-not-pkcs11"),
        FailureKind::Hung => Phrase::new("driver-hung")
            .with("call", call())
            .with("seconds", failure.seconds.map_or_else(|| Value::from("–"), Value::from)),
        FailureKind::Crashed => {
            Phrase::new("driver-crashed").with("call", call()).with("signal", failure.signal.as_deref().unwrap_or("–"))
        }
        FailureKind::Exited => Phrase::new("driver-exited").with("call", call()),
        FailureKind::CallFailed if words == Words::ForPeople => call_failed(call(), failure.ckr.as_deref()),
        FailureKind::CallFailed => {
            Phrase::new("driver-call-failed").with("call", call()).with("ckr", failure.ckr.as_deref().unwrap_or("–"))
        }
        FailureKind::Nonsense => Phrase::new("driver-nonsense").with("call", call()),
        FailureKind::Vanished => Phrase::new("driver-vanished").with("call", call()),
        FailureKind::OutOfTime => Phrase::new("driver-out-of-time")
            .with("seconds", failure.seconds.map_or_else(|| Value::from("–"), Value::from)),
        FailureKind::TooMuch => Phrase::new("driver-too-much"),
        FailureKind::OutsideModules => Phrase::new("driver-outside-modules"),
        FailureKind::WritableByOthers => Phrase::new("driver-writable-by-others"),
        FailureKind::OtherVersion => Phrase::new("driver-other-version"),
        FailureKind::NotApart => match failure.cards_in.first() {
            Some(other) => {
                let is_part = failure.reader.as_ref().is_none_or(|reader| reader.contains(other));
                Phrase::new(if is_part { "reader-not-apart" } else { "reader-not-hidden" })
                    .with("other", other.as_str())
            }
            None => Phrase::new("reader-no-copy"),
        },
    };
    let sentence = match failure.cards_in.as_slice() {
        [] => sentence,
        _ if failure.kind == FailureKind::NotApart => sentence,
        readers => Phrase::new("reader-cards-in")
            .with("count", readers.len())
            .with("readers", readers.join("”, “"))
            .with("failure", sentence),
    };
    match (failure.slot, &failure.reader) {
        (Some(slot), Some(reader)) => Phrase::new("driver-in-reader")
            .with("reader", reader.as_str())
            .with("slot", slot.to_string())
            .with("failure", sentence),
        (Some(slot), None) => Phrase::new("driver-in-slot").with("slot", slot.to_string()).with("failure", sentence),
        (None, Some(reader)) => Phrase::new("reader-in").with("reader", reader.as_str()).with("failure", sentence),
        (None, None) => sentence,
    }
}

/// The sentence of a failure in English: the `message` of JSON documents.
pub fn failure_message(failure: &DriverFailure) -> String {
    Texts::english().say(&failure_in(failure, Words::OfDocuments))
}

/// The sentence of a remark about a driver; a saved one is English in any language.
pub fn note_text(note: &DriverNote, texts: &Texts) -> String {
    note.phrase.as_ref().map_or_else(|| note.message.clone(), |phrase| texts.say(phrase))
}

/// Adds the English sentence of a remark to it.
pub fn say_note(note: &mut DriverNote) {
    note.message = note_text(note, Texts::english());
}

/// The failure that a problem recorded in its details (`kind`, `call`, `slot`, `ckr`, `signal`, `seconds`).
fn recorded_failure(problem: &Problem, words: Words) -> Phrase {
    let detail = |key: &str| problem.details.get(key).cloned();
    let number = |key: &str| problem.details.get(key).and_then(|value| value.parse().ok());
    let kind = detail("kind").and_then(|kind| serde_json::from_value(serde_json::Value::String(kind)).ok());
    let recorded = DriverFailure {
        kind: kind.unwrap_or(FailureKind::CallFailed),
        call: detail("call"),
        slot: number("slot"),
        slot_text: None,
        cards_in: Vec::new(),
        ckr: detail("ckr"),
        signal: detail("signal"),
        seconds: number("seconds"),
        reader: detail("reader"),
        library: None,
        libraries: Vec::new(),
        message: String::new(),
    };
    failure_in(&recorded, words)
}

/// A date of the details, which hold RFC 3339.
fn date_of(detail: Option<&str>, texts: &Texts, zone: &TimeZone) -> String {
    match detail.map(str::parse::<Moment>) {
        Some(Ok(moment)) => texts.day(moment, zone),
        _ => detail.unwrap_or("–").to_owned(),
    }
}

/// A count of days; the sentence gives the direction.
fn days_of(detail: Option<&str>) -> Value {
    match detail.map(str::parse::<i64>) {
        Some(Ok(days)) => Value::Number(days.saturating_abs()),
        _ => Value::from(detail.unwrap_or("–")),
    }
}

/// A key by its type in capitals and its size.
fn key_of(algorithm: Option<&str>, bits: Option<&str>) -> Phrase {
    Phrase::new("problem-key-bits")
        .with("type", algorithm.unwrap_or("–").to_uppercase())
        .with("bits", bits.unwrap_or("–"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::problem::Severity;
    use crate::text::Language;

    const CODES: [ProblemCode; 30] = [
        ProblemCode::CertificateRevoked,
        ProblemCode::RevocationUnknown,
        ProblemCode::CertificateUntrusted,
        ProblemCode::CertificateExpired,
        ProblemCode::CertificateExpiring,
        ProblemCode::CertificateNotYetValid,
        ProblemCode::PrivateKeyMissing,
        ProblemCode::CertificateOrphan,
        ProblemCode::CertificateForeign,
        ProblemCode::CertificateMalformed,
        ProblemCode::CertificateField,
        ProblemCode::CertificateNotRfc5280,
        ProblemCode::WeakKey,
        ProblemCode::WeakDigest,
        ProblemCode::UserPinCountLow,
        ProblemCode::UserPinFinalTry,
        ProblemCode::UserPinLocked,
        ProblemCode::UserPinNotSet,
        ProblemCode::UserPinMustChange,
        ProblemCode::SoPinCountLow,
        ProblemCode::SoPinFinalTry,
        ProblemCode::SoPinLocked,
        ProblemCode::SoPinMustChange,
        ProblemCode::DriverFailed,
        ProblemCode::SlotFailed,
        ProblemCode::KeyOnSeveralTokens,
        ProblemCode::CardNotRecognised,
        ProblemCode::TokenFlagMissing,
        ProblemCode::ObjectUnreadable,
        ProblemCode::TextNotUtf8,
    ];

    fn problem(code: ProblemCode, details: &[(&str, &str)]) -> Problem {
        let details = details.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Problem {
            code,
            severity: Severity::Warning,
            subject: None,
            message: String::new(),
            details: details.collect::<BTreeMap<_, _>>(),
        }
    }

    #[test]
    fn every_code_has_a_sentence_also_where_its_details_are_missing_or_nonsense() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for code in CODES {
                for details in [&[][..], &[("days", "x"), ("not_after", "y"), ("kind", "z"), ("seconds", "-1")]] {
                    let said = texts.say(&phrase(&problem(code, details), &texts, &TimeZone::UTC));
                    assert!(!said.contains("problem-") && !said.contains("{$"), "{code:?} in {language}: {said}");
                }
            }
        }
    }

    #[test]
    fn a_date_is_the_day_of_the_body_in_tables_and_messages() {
        let problem =
            problem(ProblemCode::CertificateExpired, &[("days", "-1"), ("not_after", "2026-11-20T17:00:00Z")]);
        let (texts, zone) = (Texts::new(Language::Vietnamese), TimeZone::get("Asia/Ho_Chi_Minh").unwrap());
        let said = problem_message(&problem, &zone);
        assert_eq!(said, "expired 1 day ago, on 2026-11-21", "the days are counted there");
        let said = texts.say(&phrase(&problem, &texts, &zone));
        assert_eq!(said, "hết hạn từ ngày 21/11/2026 (1 ngày)", "17:00Z is the next day in Hanoi");
    }

    #[test]
    fn a_recorded_failure_is_said_as_it_happened() {
        let details = [("kind", "hung"), ("call", "C_GetTokenInfo"), ("slot", "7"), ("seconds", "30")];
        let said = problem_message(&problem(ProblemCode::SlotFailed, &details), &TimeZone::UTC);
        let expected = "a slot could not be read: slot 7: C_GetTokenInfo did not return within 30 seconds";
        assert_eq!(said, expected, "the call, the slot and the time");
    }
}
