//! Validity windows and health: which problems a certificate or a PIN state is.
//!
//! Imports `time`, `problem`, `pin`, `pairing`, `certificate`, `key`. Pitfall: "within its dates" is all that is known here;
//! nothing is called effective, because revocation was not checked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::certificate::CertificateView;
use super::key;
use super::pairing::{Paired, Pairing, PrivateKey};
use super::pin::{PinState, SoPin, UserPin};
use super::problem::{Problem, ProblemCode, Severity};
use super::time::{Moment, days_between};

/// How near the end of validity is too near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// Fewer whole days left than this.
    Days(i64),
    /// Ends on or before this calendar day.
    Date(Date),
}

/// The two thresholds of `check`, and the zone whose calendar days count.
#[derive(Debug, Clone)]
pub struct Thresholds {
    /// From here on a certificate is expiring: a warning.
    pub warn: Threshold,
    /// From here on it is critical.
    pub crit: Threshold,
    /// The agency's time zone.
    pub zone: TimeZone,
}

impl Threshold {
    fn reached(self, not_after: Moment, now: Moment, zone: &TimeZone) -> bool {
        match self {
            Self::Days(days) => days_between(now.day_in(zone), not_after.day_in(zone)) < days,
            Self::Date(date) => not_after.day_in(zone) <= date,
        }
    }
}

/// Neither a number of days nor a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoThreshold;

/// Reads `90d`, `90`, `2026-12-31` or `31/12/2026`.
impl std::str::FromStr for Threshold {
    type Err = NoThreshold;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days = text.strip_suffix('d').unwrap_or(text);
        if !days.is_empty() && days.len() <= 6 && days.bytes().all(|byte| byte.is_ascii_digit()) {
            return days.parse().ok().map(Self::Days).ok_or(NoThreshold);
        }
        date(text).map(Self::Date).ok_or(NoThreshold)
    }
}

/// Reads a calendar day as people write it: `2026-12-31` or `31/12/2026`.
pub fn date(text: &str) -> Option<Date> {
    let Some((day, rest)) = text.split_once('/') else { return text.parse().ok() };
    let (month, year) = rest.split_once('/')?;
    // Year 26 would be long past: a date in it would silently never be due.
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whether a text is a date whose year has two digits, `31/12/26`.
pub fn has_short_year(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let is_number = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number)
}

/// A certificate's dates compared with a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Valid by date and far from expiry.
    Valid,
    /// Valid by date and near expiry.
    Expiring {
        /// Within the critical threshold too.
        critical: bool,
    },
    /// After its end.
    Expired,
    /// Before its start.
    NotYetValid,
}

/// The verdict on the dates; `None` if one of them could not be read.
///
/// A certificate is valid from notBefore to notAfter inclusive (RFC 5280 4.1.2.5).
pub fn window(
    not_before: Option<Moment>,
    not_after: Option<Moment>,
    now: Moment,
    limits: &Thresholds,
) -> Option<Window> {
    let (start, end) = (not_before?, not_after?);
    if now > end {
        Some(Window::Expired)
    } else if now < start {
        Some(Window::NotYetValid)
    } else if limits.crit.reached(end, now, &limits.zone) {
        Some(Window::Expiring { critical: true })
    } else if limits.warn.reached(end, now, &limits.zone) {
        Some(Window::Expiring { critical: false })
    } else {
        Some(Window::Valid)
    }
}

/// What was found out about a certificate.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// How it relates to the keys.
    pub paired: Paired,
    /// Its dates; `None` if one of them could not be read.
    pub window: Option<Window>,
    /// Calendar days to its end.
    pub days_left: Option<i64>,
    /// Its renewal is on the token and follows without a gap.
    pub is_followed: bool,
    /// It is superseded, and proved to be: by another one of its key, or by one whose key is on the token.
    pub is_replaced: bool,
}

/// The problems of a certificate that was read, from its verdicts on keys and dates.
pub fn certificate_problems(certificate: &CertificateView<'_>, found: Found) -> Vec<Problem> {
    let Found { paired, window, days_left, is_followed, is_replaced } = found;
    let mut problems = Vec::new();
    let mut add = |code, severity, details: Vec<(&str, String)>| {
        problems.push(problem(code, severity, Some(certificate.sha256), details));
    };
    // What is proved to be out of use need not be renewed. Another key's id proves nothing while private keys are hidden.
    let out_of_use = match paired.pairing {
        Pairing::Superseded => is_replaced,
        Pairing::Orphan => true,
        Pairing::Foreign => paired.private_key == PrivateKey::Absent,
        Pairing::Current | Pairing::Ca | Pairing::Unknown => false,
    };
    let in_use = !out_of_use;
    let holders = in_use && paired.pairing != Pairing::Ca;
    let weight = |severity| {
        if holders {
            severity
        } else if in_use {
            Severity::Warning
        } else {
            Severity::Note
        }
    };
    let days = days_left.map(|days| ("days", days.to_string()));
    let end = certificate.not_after.map(|end| ("not_after", end.to_string()));
    let until: Vec<_> = days.into_iter().chain(end).collect();
    match window {
        Some(Window::Expired) => add(ProblemCode::CertificateExpired, weight(Severity::Critical), until),
        // Nothing has to be done any more.
        Some(Window::Expiring { .. }) if is_followed => {
            add(ProblemCode::CertificateExpiring, Severity::Note, until);
        }
        Some(Window::Expiring { critical: true }) => {
            add(ProblemCode::CertificateExpiring, weight(Severity::Critical), until);
        }
        Some(Window::Expiring { critical: false }) => {
            add(ProblemCode::CertificateExpiring, weight(Severity::Warning), until);
        }
        Some(Window::NotYetValid) => {
            let start = certificate.not_before.map(|start| ("not_before", start.to_string()));
            add(ProblemCode::CertificateNotYetValid, weight(Severity::Warning), start.into_iter().collect());
        }
        Some(Window::Valid) | None => {}
    }
    match paired.pairing {
        Pairing::Orphan => add(ProblemCode::CertificateOrphan, Severity::Warning, Vec::new()),
        Pairing::Foreign => add(ProblemCode::CertificateForeign, Severity::Warning, Vec::new()),
        Pairing::Current if paired.private_key == PrivateKey::Absent => {
            let usable = !matches!(window, Some(Window::Expired));
            let severity = if usable { Severity::Critical } else { Severity::Note };
            add(ProblemCode::PrivateKeyMissing, severity, Vec::new());
        }
        Pairing::Current | Pairing::Superseded | Pairing::Ca | Pairing::Unknown => {}
    }
    if let Some(weak) = certificate.key.filter(|key| key::is_weak(key)) {
        let algorithm = weak.algorithm.clone().map(|algorithm| ("type", algorithm));
        let bits = weak.bits.map(|bits| ("bits", bits.to_string()));
        add(ProblemCode::WeakKey, weight(Severity::Warning), algorithm.into_iter().chain(bits).collect());
    }
    // A root signs itself: its signature proves nothing, whatever the digest.
    let weak_digest = certificate.signature_algorithm.filter(|algorithm| key::weak_digest(algorithm));
    if let Some(digest) = weak_digest.filter(|_| !certificate.is_self_issued()) {
        add(ProblemCode::WeakDigest, weight(Severity::Warning), vec![("digest", digest.to_owned())]);
    }
    problems
}

/// How much a judgement on the path and revocation of a certificate weighs; `None` for other problems. A certificate that
/// is proved to be replaced, or is a CA's, raises no alarm.
pub fn judged_severity(code: ProblemCode, is_unused: bool) -> Option<Severity> {
    let severity = match code {
        ProblemCode::CertificateRevoked | ProblemCode::CertificateUntrusted => Severity::Critical,
        ProblemCode::RevocationUnknown => Severity::Warning,
        _ => return None,
    };
    Some(if is_unused { Severity::Note } else { severity })
}

/// The problems of a token's PINs. A token without login, such as a trust store, needs no user PIN.
pub fn pin_problems(user: &UserPin, so: &SoPin, login_required: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    match user.state {
        PinState::CountLow => found.push((ProblemCode::UserPinCountLow, Severity::Warning)),
        PinState::FinalTry => found.push((ProblemCode::UserPinFinalTry, Severity::Critical)),
        PinState::Locked => found.push((ProblemCode::UserPinLocked, Severity::Critical)),
        PinState::NotSet if login_required => found.push((ProblemCode::UserPinNotSet, Severity::Warning)),
        PinState::NotSet | PinState::Ok | PinState::Unknown => {}
    }
    if user.must_change {
        found.push((ProblemCode::UserPinMustChange, Severity::Warning));
    }
    match so.state {
        PinState::CountLow => found.push((ProblemCode::SoPinCountLow, Severity::Warning)),
        PinState::FinalTry => found.push((ProblemCode::SoPinFinalTry, Severity::Warning)),
        PinState::Locked => found.push((ProblemCode::SoPinLocked, Severity::Warning)),
        PinState::Ok | PinState::NotSet | PinState::Unknown => {}
    }
    if so.must_change {
        found.push((ProblemCode::SoPinMustChange, Severity::Note));
    }
    found.into_iter().map(|(code, severity)| problem(code, severity, None, Vec::new())).collect()
}

/// A problem with its values; the sentence is built from these later.
pub fn problem(code: ProblemCode, severity: Severity, subject: Option<&str>, details: Vec<(&str, String)>) -> Problem {
    let details: BTreeMap<String, String> = details.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Problem { code, severity, subject: subject.map(str::to_owned), message: String::new(), details }
}

/// Whether a problem follows from dates, pairing and flags, and is derived again whenever a document is assessed; other
/// problems come from the reading itself and stay.
pub fn is_derived(code: ProblemCode) -> bool {
    let is_of_reading = matches!(
        code,
        ProblemCode::CertificateMalformed
            | ProblemCode::CertificateField
            | ProblemCode::CertificateNotRfc5280
            | ProblemCode::DriverFailed
            | ProblemCode::SlotFailed
            | ProblemCode::ObjectUnreadable
            | ProblemCode::TextNotUtf8
            | ProblemCode::TokenFlagMissing
    );
    !is_of_reading && !code.is_judgement()
}

#[cfg(test)]
mod tests {
    use super::super::certificate::{Issuer, Subject};
    use super::*;

    fn limits(warn: &str, crit: &str) -> Thresholds {
        Thresholds {
            warn: warn.parse().unwrap(),
            crit: crit.parse().unwrap(),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        }
    }

    fn at(now: &str, limits: &Thresholds) -> Option<Window> {
        let moment = |text: &str| text.parse::<Moment>().ok();
        window(moment("2021-11-23T00:00:00Z"), moment("2026-11-22T16:59:59Z"), now.parse().unwrap(), limits)
    }

    #[test]
    fn the_last_second_still_counts_and_the_next_does_not() {
        let limits = limits("90d", "15d");
        assert_eq!(at("2026-11-22T16:59:59Z", &limits), Some(Window::Expiring { critical: true }), "inclusive end");
        assert_eq!(at("2026-11-22T17:00:00Z", &limits), Some(Window::Expired), "one second later");
        assert_eq!(at("2021-11-22T23:59:59Z", &limits), Some(Window::NotYetValid), "one second before the start");
        assert_eq!(at("2021-11-23T00:00:00Z", &limits), Some(Window::Valid), "inclusive start");
    }

    #[test]
    fn thresholds_count_whole_days_or_calendar_days_of_the_body() {
        let days = limits("90", "15d");
        assert_eq!(at("2026-08-24T16:59:59Z", &days), Some(Window::Valid), "90 whole days left are not under 90");
        assert_eq!(
            at("2026-08-24T17:00:00Z", &days),
            Some(Window::Expiring { critical: false }),
            "89 whole days left are"
        );
        let date = limits("2026-11-22", "1999-01-01");
        assert_eq!(
            at("2025-01-01T00:00:00Z", &date),
            Some(Window::Expiring { critical: false }),
            "16:59:59Z is still the 22nd in Hanoi"
        );
        assert_eq!(at("2025-01-01T00:00:00Z", &limits("21/11/2026", "1999-01-01")), Some(Window::Valid), "a day less");
    }

    #[test]
    fn a_year_of_two_digits_is_refused_and_known_for_what_it_is() {
        for text in ["31/12/26", "1/2/26", "31/12/026", "26-12-31"] {
            assert_eq!((date(text), text.parse::<Threshold>()), (None, Err(NoThreshold)), "`{text}` is no year 26");
        }
        assert!(has_short_year("31/12/26") && has_short_year("31.12.26"), "as people write it");
        assert!(!has_short_year("31/12/2026") && !has_short_year("90d"), "and nothing else");
    }

    #[test]
    fn nonsense_is_no_threshold() {
        for text in ["", "d", "90x", "-5d", "32/13/2026", "2026-02-30", "9999999d"] {
            assert_eq!(text.parse::<Threshold>(), Err(NoThreshold), "`{text}` must be refused");
        }
    }

    /// The problems of a certificate that ended three days ago, by what they are and weigh.
    fn found(pairing: Pairing, private_key: PrivateKey, window: Window) -> Vec<(ProblemCode, Severity)> {
        let paired = Paired { pairing, private_key };
        let (window, is_replaced) = (Some(window), pairing == Pairing::Superseded);
        let found = Found { paired, window, days_left: Some(-3), is_followed: false, is_replaced };
        let problems = certificate_problems(&CertificateView::default(), found);
        problems.iter().map(|one| (one.code, one.severity)).collect()
    }

    #[test]
    fn a_certificate_in_use_whose_private_key_is_absent_is_a_problem_of_its_own() {
        let found = |private_key, window| found(Pairing::Current, private_key, window);
        let missing = [(ProblemCode::PrivateKeyMissing, Severity::Critical)];
        assert_eq!(found(PrivateKey::Absent, Window::Valid), missing, "it is valid, and cannot be used to sign");
        assert_eq!(found(PrivateKey::Unknown, Window::Valid), [], "private keys were not visible");
        assert_eq!(found(PrivateKey::Present, Window::Valid), [], "it is there");
        let expired = (ProblemCode::PrivateKeyMissing, Severity::Note);
        assert!(
            found(PrivateKey::Absent, Window::Expired).contains(&expired),
            "an expired one has to be replaced anyway"
        );
    }

    #[test]
    fn an_expired_certificate_weighs_by_its_use() {
        let weight = |pairing, private_key| found(pairing, private_key, Window::Expired)[0].1;
        assert_eq!(weight(Pairing::Current, PrivateKey::Unknown), Severity::Critical, "its holder cannot sign");
        assert_eq!(weight(Pairing::Unknown, PrivateKey::Unknown), Severity::Critical, "it may be the one in use");
        assert_eq!(weight(Pairing::Superseded, PrivateKey::Unknown), Severity::Note, "it was renewed");
        assert_eq!(weight(Pairing::Ca, PrivateKey::Unknown), Severity::Warning, "signatures made under it need it");
        assert_eq!(
            weight(Pairing::Foreign, PrivateKey::Unknown),
            Severity::Critical,
            "its key may be hidden under another id"
        );
        assert_eq!(weight(Pairing::Foreign, PrivateKey::Absent), Severity::Note, "its key is known to be absent");
    }

    #[test]
    fn the_end_of_a_certificate_whose_renewal_is_on_the_token_is_a_note() {
        let weight = |is_followed| {
            let paired = Paired { pairing: Pairing::Current, private_key: PrivateKey::Present };
            let window = Some(Window::Expiring { critical: true });
            let found = Found { paired, window, days_left: Some(3), is_followed, is_replaced: false };
            certificate_problems(&CertificateView::default(), found)[0].severity
        };
        assert_eq!(weight(true), Severity::Note, "nothing has to be done");
        assert_eq!(weight(false), Severity::Critical, "otherwise it does");
    }

    #[test]
    fn a_weak_digest_of_a_root_is_no_weakness() {
        let found = |certificate: &CertificateView<'_>| {
            let paired = Paired { pairing: Pairing::Ca, private_key: PrivateKey::Unknown };
            let window = Some(Window::Valid);
            let found = Found { paired, window, days_left: None, is_followed: false, is_replaced: false };
            certificate_problems(certificate, found)
        };
        let text = "CN=CA".to_owned();
        let (subject, issuer) = (Subject { text: text.clone(), ..Subject::default() }, Issuer::default());
        let subject = Some(&subject);
        let weak = CertificateView {
            signature_algorithm: Some("sha1-with-rsa"),
            subject,
            issuer: Some(&issuer),
            ..CertificateView::default()
        };
        assert_eq!(found(&weak)[0].code, ProblemCode::WeakDigest, "a sub CA's is");
        let own = Issuer { text, ..Issuer::default() };
        assert!(
            found(&CertificateView { issuer: Some(&own), ..weak }).is_empty(),
            "a root's own proves nothing anyway"
        );
    }

    /// The severity of a user PIN in this state.
    fn user_pin_weight(state: PinState, login_required: bool) -> Option<Severity> {
        let initialized = state != PinState::NotSet;
        let user = UserPin { state, flags_trusted: true, initialized, ..UserPin::default() };
        let so = SoPin { state: PinState::Ok, ..SoPin::default() };
        pin_problems(&user, &so, login_required).first().map(|problem| problem.severity)
    }

    #[test]
    fn a_locked_user_pin_is_critical_and_a_low_count_a_warning() {
        let weight = |state| user_pin_weight(state, true);
        assert_eq!(weight(PinState::Locked), Some(Severity::Critical), "nobody can sign with it");
        assert_eq!(weight(PinState::CountLow), Some(Severity::Warning), "someone mistyped");
        assert_eq!(weight(PinState::Ok), None, "nothing to say");
    }

    #[test]
    fn a_user_pin_is_missed_only_where_a_login_is_asked_for() {
        assert_eq!(user_pin_weight(PinState::NotSet, true), Some(Severity::Warning), "nobody can sign with it yet");
        assert_eq!(user_pin_weight(PinState::NotSet, false), None, "a trust store has no PIN to be set");
        assert_eq!(user_pin_weight(PinState::Locked, false), Some(Severity::Critical), "a flag that is set counts");
    }
}
