//! `--revocation`: the result of `verify` in another report, as a field and as problems.
//!
//! Pitfall: CA certificates on a token are steps in paths. Only holders' certificates are verified, and a superseded
//! one raises no alarm.

use std::collections::{BTreeSet, HashMap};

use super::Context;
use super::reading::finish;
use super::verify::{Basis, VerifyError, VerifyRequest, run};
use crate::domain::check::{judged_severity, problem};
use crate::domain::phrase::Phrase;
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::raised;
use crate::domain::verify::{Method, State};
use crate::report::inventory::{Certificate, Inventory, Revocation};
use crate::report::revocations::{REVOKED_ISSUER, Revocations, is_answer};
use crate::report::verify::{ListDue, RevocationStatus, Verified};
use crate::report::word_of;

/// Judges every holder's certificate of an inventory; also returns remarks for the user, and the lists that the
/// judgement is based on.
pub fn judge(
    context: &Context<'_>,
    inventory: &mut Inventory,
    basis: &Basis,
) -> raised::Result<(Vec<Phrase>, Vec<ListDue>)> {
    let request = VerifyRequest { files: &[], inventory: Some(inventory), basis };
    let (report, remarks) = match run(context, &request) {
        Err(error) if matches!(error.downcast_ref(), Some(VerifyError::NothingToVerify(_))) => {
            return Ok(Default::default());
        }
        judged => judged?,
    };
    let judged: HashMap<_, _> = report.results.iter().map(|result| (result.sha256.as_str(), result)).collect();
    let mut known = Revocations::of(std::slice::from_ref(inventory), context.now);
    known.answered(|sha256| judged.get(sha256).is_some_and(|result| is_answer(result.state)));
    for token in &mut inventory.tokens {
        token.problems.retain(|problem| !problem.code.is_judgement());
        for certificate in &mut token.certificates {
            let result = judged.get(certificate.sha256.as_str());
            certificate.revocation = result.map_or(Revocation::NotChecked, |result| Revocation::Judged(result.state));
            certificate.revocation_checked_at = result.map(|_| context.now);
        }
        let found = token.certificates.iter().filter_map(|one| problem_of(one, judged.get(one.sha256.as_str())?));
        let found: Vec<Problem> = found.collect();
        token.problems.extend(found);
    }
    // That somebody is revoked does not become unknown because no answer can be had today.
    known.keep(&mut inventory.tokens, context.now, context.now);
    // Which certificate is in use depends on what is revoked, and how much that weighs on which one is in use.
    finish(context, inventory);
    let lists = lists_due(&report.results);
    Ok((remarks, lists))
}

/// Every list that a judgement is based on, once.
fn lists_due(results: &[Verified]) -> Vec<ListDue> {
    let own = results.iter().flat_map(|one| std::iter::once(&one.revocation).chain(&one.contradiction));
    let of_paths = results.iter().flat_map(|one| &one.chain).filter_map(|one| one.revocation.as_ref());
    let lists = own.chain(of_paths).filter(|found| found.method == Some(Method::Crl));
    let due = lists.filter_map(|found| {
        let next_update = found.next_update?;
        Some(ListDue { url: found.url.clone(), file: found.source.clone(), next_update })
    });
    due.collect::<BTreeSet<_>>().into_iter().collect()
}

fn problem_of(certificate: &Certificate, result: &Verified) -> Option<Problem> {
    let code = match result.state {
        State::Revoked => ProblemCode::CertificateRevoked,
        State::Unknown => ProblemCode::RevocationUnknown,
        State::Untrusted => ProblemCode::CertificateUntrusted,
        // Dates are problems of their own, and an encryption certificate is not one.
        State::Effective | State::Expired | State::NotYetValid | State::WrongUsage => return None,
    };
    let revoked = &result.revocation;
    let mut details = vec![("reason", result.reason.clone().unwrap_or_default())];
    details.extend(revoked.reason.and_then(|reason| word_of(&reason)).map(|word| ("revocation_reason", word)));
    details.extend(revoked.revoked_at.map(|at| ("revoked_at", at.to_string())));
    let own = result.chain.first().and_then(|one| one.revocation.as_ref()).map(|found| found.status);
    if result.state == State::Revoked && own != Some(RevocationStatus::Revoked) {
        details.push((REVOKED_ISSUER, result.reason_subject.clone().unwrap_or_default()));
    }
    // Assessing weighs it by whether the certificate is in use.
    let severity = judged_severity(code, false)?;
    Some(problem(code, severity, Some(&certificate.sha256), details))
}
