//! Verdicts on what was read: pairing, validity, problems, counts — for a new inventory and a saved one.
//!
//! Pure. The sentences of the problems are added afterwards, from their codes and details.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::copies::{CertificatePlace, Placed, distinct, distinct_problems};
use super::count;
use super::inventory::{Certificate, Inventory, Key, KeyClass, Pairing, Summary, Token, Validity};
use super::shared::shared;
use super::urgency::urgency;
use crate::domain::check::{self, Found, Thresholds, Window, certificate_problems, is_derived, pin_problems};
use crate::domain::pairing::{KeyFact, Paired, View, certificates_of, pair};
use crate::domain::pin::PinState;
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::time::{Moment, days_between};

/// Gives every verdict again: pairing, holder, days left, validity, derived problems, order, counts.
pub fn assess(inventory: &mut Inventory, now: Moment, limits: &Thresholds) {
    for token in &mut inventory.tokens {
        assess_token(token, now, limits);
    }
    note_clones(inventory);
    note_copies(inventory);
    recount(inventory);
}

/// Lists the other places of each certificate at one of its objects.
fn note_copies(inventory: &mut Inventory) {
    let mut found: HashMap<(usize, usize), Vec<CertificatePlace>> = HashMap::new();
    {
        let mut index: HashMap<*const Certificate, (usize, usize)> = HashMap::new();
        let groups = distinct(inventory);
        if groups.iter().any(|places| places.len() > 1) {
            for (at, token) in inventory.tokens.iter().enumerate() {
                index.extend(token.certificates.iter().enumerate().map(|(n, one)| (std::ptr::from_ref(one), (at, n))));
            }
        }
        for places in groups.iter().filter(|places| places.len() > 1) {
            let Some((first, others)) = places.split_first() else { continue };
            let is_told = |place: &&Placed<'_>| !place.1.is_ca || std::ptr::eq(place.0, first.0);
            let others: Vec<_> =
                others.iter().filter(is_told).map(|(token, one)| CertificatePlace::of(token, one)).collect();
            if let Some(place) = index.get(&std::ptr::from_ref(first.1)) {
                found.insert(*place, others);
            }
        }
    }
    for (at, token) in inventory.tokens.iter_mut().enumerate() {
        for (n, certificate) in token.certificates.iter_mut().enumerate() {
            certificate.also_at = found.remove(&(at, n)).unwrap_or_default();
        }
    }
}

/// A private key belongs on one token: if it is on several, each of them reports it.
fn note_clones(inventory: &mut Inventory) {
    let tokens: Vec<&Token> = inventory.initialized_tokens().collect();
    // By key: the serials for comparison, and as they are spelt.
    let mut copies: HashMap<String, Vec<(String, Option<String>)>> = HashMap::new();
    for (key, places) in shared(&tokens) {
        if places.len() > 1 {
            let serials = places.into_iter().map(|(serial, token)| (serial, token.identity.serial.clone()));
            copies.insert(key.to_owned(), serials.collect());
        }
    }
    if copies.is_empty() {
        return;
    }
    for token in inventory.tokens.iter_mut().filter(|token| token.initialized) {
        let mut found = Vec::new();
        let own = token.identity.telling_serial_key();
        for certificate in &token.certificates {
            let Some(serials) = certificate.spki_sha256().and_then(|key| copies.get(key)) else { continue };
            let is_own = |serial: &String| own.as_ref() == Some(serial);
            if !serials.iter().any(|(serial, _)| is_own(serial)) {
                continue;
            }
            let others = serials.iter().filter(|(serial, _)| !is_own(serial));
            let others: Vec<&str> = others.filter_map(|(_, spelt)| spelt.as_deref()).collect();
            let details = vec![("tokens", others.join(", "))];
            let code = ProblemCode::KeyOnSeveralTokens;
            found.push(check::problem(code, Severity::Warning, Some(&certificate.sha256), details));
        }
        if !found.is_empty() {
            token.problems.extend(found);
            sort(token);
            once(token);
        }
    }
}

/// One token.
fn assess_token(token: &mut Token, now: Moment, limits: &Thresholds) {
    for certificate in &mut token.certificates {
        let window = check::window(certificate.not_before, certificate.not_after, now, limits);
        certificate.days_left = certificate.not_after.map(|end| days_left(end, now, limits));
        certificate.validity = window.map(validity);
    }
    // Which of several is in use depends on which are valid.
    assess_pairing(token);
    let (turns, replaced) = (token.turns(), token.replaced());
    token.problems.retain(|problem| !is_derived(problem.code));
    if token.initialized {
        token.problems.extend(pin_problems(&token.user_pin, &token.so_pin, token.login_required));
    }
    weigh_judgements(token, &replaced);
    for ((certificate, turn), is_replaced) in token.certificates.iter().zip(turns).zip(replaced) {
        let window = check::window(certificate.not_before, certificate.not_after, now, limits);
        let found = Found {
            paired: Paired { pairing: certificate.pairing, private_key: certificate.private_key },
            window,
            days_left: certificate.days_left,
            is_followed: turn.renewal.is_some(),
            is_replaced,
        };
        token.problems.extend(certificate_problems(&certificate.view(), found));
    }
    sort(token);
    once(token);
}

/// A judgement may be older than the pairing: since then another certificate may be used instead.
fn weigh_judgements(token: &mut Token, replaced: &[bool]) {
    let certificates = &token.certificates;
    for problem in token.problems.iter_mut().filter(|problem| problem.code.is_judgement()) {
        let objects =
            certificates.iter().zip(replaced).filter(|(one, _)| Some(&one.sha256) == problem.subject.as_ref());
        let weights = objects.filter_map(|(one, replaced)| {
            check::judged_severity(problem.code, *replaced || one.pairing == Pairing::Ca)
        });
        problem.severity = weights.max().unwrap_or(problem.severity);
    }
}

/// Two objects of one certificate have one problem: the most severe, which comes first in the order.
fn once(token: &mut Token) {
    let mut seen = HashSet::new();
    if token.certificates.iter().all(|one| seen.insert(one.sha256.as_str())) {
        return;
    }
    let mut told = HashSet::new();
    token.problems.retain(|problem| {
        let relation = [
            ProblemCode::CertificateOrphan,
            ProblemCode::CertificateForeign,
            ProblemCode::PrivateKeyMissing,
            ProblemCode::KeyOnSeveralTokens,
        ];
        let is_certificates = problem.code.is_of_certificate() || relation.contains(&problem.code);
        !is_certificates || told.insert((problem.code, problem.subject.clone(), problem.details.clone()))
    });
}

/// Calendar days to the end, as counted by the worklist; negative once it has passed, even on the last day itself.
fn days_left(end: Moment, now: Moment, limits: &Thresholds) -> i64 {
    let days = days_between(now.day_in(&limits.zone), end.day_in(&limits.zone));
    if now > end { days.min(-1) } else { days }
}

/// Pairs keys and certificates, and finds the holder.
fn assess_pairing(token: &mut Token) {
    let view = View { private_visible: token.logged_in || needs_no_login(token), complete: !token.is_partly_unread() };
    let keys: Vec<KeyFact<'_>> = token.keys.iter().filter(|key| key.class != KeyClass::Secret).map(key_fact).collect();
    let certificates = token.views();
    let verdicts = pair(&keys, &certificates, view);
    let partners: Vec<Option<String>> = certificates_of(&keys, &certificates, &verdicts)
        .into_iter()
        .map(|at| token.certificates.get(at?).map(|certificate| certificate.sha256.clone()))
        .collect();
    for key in token.keys.iter_mut().filter(|key| key.class == KeyClass::Secret) {
        key.certificate_sha256 = None;
    }
    for (key, partner) in token.keys.iter_mut().filter(|key| key.class != KeyClass::Secret).zip(partners) {
        key.certificate_sha256 = partner;
    }
    for (certificate, Paired { pairing, private_key }) in token.certificates.iter_mut().zip(verdicts) {
        certificate.pairing = pairing;
        certificate.private_key = private_key;
    }
    token.holder = token.in_use().and_then(Certificate::common_name).map(str::to_owned);
}

/// Whether private objects are visible without a login. Some drivers never set CKF_LOGIN_REQUIRED: where a PIN is set, a
/// private object must be there to see. Where even CKF_TOKEN_INITIALIZED is missing, the other flags mean nothing.
fn needs_no_login(token: &Token) -> bool {
    let sees_private = || token.keys.iter().any(|key| key.class == KeyClass::Private);
    let is_flagless = || {
        let mut missing = token.problems.iter().filter(|problem| problem.code == ProblemCode::TokenFlagMissing);
        missing.any(|problem| problem.details.get("flag").is_some_and(|flag| flag == "CKF_TOKEN_INITIALIZED"))
    };
    !token.login_required && (!token.user_pin.initialized || sees_private()) && !is_flagless()
}

fn key_fact(key: &Key) -> KeyFact<'_> {
    KeyFact {
        private: key.class == KeyClass::Private,
        id: key.id.as_deref(),
        algorithm: key.algorithm.as_deref(),
        bits: key.bits,
        curve: key.curve.as_deref(),
        spki: key.spki_sha256.as_deref(),
    }
}

fn validity(window: Window) -> Validity {
    match window {
        Window::Valid => Validity::Valid,
        Window::Expiring { .. } => Validity::Expiring,
        Window::Expired => Validity::Expired,
        Window::NotYetValid => Validity::NotYetValid,
    }
}

/// The documented order of a token's arrays.
fn sort(token: &mut Token) {
    token.keys.sort_by(|one, other| {
        (one.class, &one.id, &one.label, &one.spki_sha256).cmp(&(
            other.class,
            &other.id,
            &other.label,
            &other.spki_sha256,
        ))
    });
    token.certificates.sort_by(|one, other| {
        let rank =
            |certificate: &Certificate| (certificate.pairing != Pairing::Current, Reverse(certificate.not_after));
        (rank(one), &one.sha256, &one.id).cmp(&(rank(other), &other.sha256, &other.id))
    });
    let problems = std::mem::take(&mut token.problems);
    let mut placed: Vec<_> = problems.into_iter().map(|problem| (urgency(token, &problem), problem)).collect();
    placed.sort_by(|(place, one), (other_place, other)| {
        (place, one.code, &one.subject, &one.details).cmp(&(other_place, other.code, &other.subject, &other.details))
    });
    token.problems = placed.into_iter().map(|(_, problem)| problem).collect();
}

/// Counts again. Uninitialised slots are left out.
pub fn recount(inventory: &mut Inventory) {
    let mut summary = Summary {
        drivers: count(inventory.drivers.len()),
        drivers_failed: count(inventory.drivers.iter().filter(|driver| driver.status.is_failure()).count()),
        ..Summary::default()
    };
    for token in inventory.initialized_tokens() {
        summary.tokens += 1;
        summary.keys += count(token.keys.len());
        summary.locked += u64::from(token.user_pin.state == PinState::Locked);
    }
    for (_, certificate) in distinct(inventory).iter().filter_map(|places| places.first()) {
        summary.certificates += 1;
        summary.expired += u64::from(certificate.validity == Some(Validity::Expired));
        summary.expiring += u64::from(certificate.validity == Some(Validity::Expiring));
        summary.not_yet_valid += u64::from(certificate.validity == Some(Validity::NotYetValid));
    }
    let problems = distinct_problems(inventory);
    let weighs =
        |(token, problem, _): &&(&Token, &Problem, _)| token.initialized && problem.severity >= Severity::Warning;
    summary.problems = count(problems.iter().filter(weighs).count());
    inventory.summary = summary;
}
