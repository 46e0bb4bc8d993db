//! `--revocation`: the result of `verify` in another report, as a field and as problems.
//!
//! Pitfall: CA certificates on a token are steps in paths. Only holders' certificates are verified, and a superseded
//! one raises no alarm.

use std::collections::{BTreeSet, HashMap};

use super::Context;
use super::reading::finish;
use super::verify::{Basis, VerifyError, VerifyRequest, run};
use crate::domain::check::problem;
use crate::domain::phrase::Phrase;
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::raised;
use crate::domain::verify::{Method, State};
use crate::report::inventory::{Certificate, Inventory, Pairing, Revocation};
use crate::report::verify::{ListDue, Verified};
use crate::report::word_of;

/// The problems that a judgement leads to.
const CODES: [ProblemCode; 3] =
    [ProblemCode::CertificateRevoked, ProblemCode::RevocationUnknown, ProblemCode::CertificateUntrusted];

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
    let judged: HashMap<_, _> = report.results.iter().map(|result| (&result.sha256, result)).collect();
    for token in &mut inventory.tokens {
        token.problems.retain(|problem| !CODES.contains(&problem.code));
        for certificate in &mut token.certificates {
            let result = judged.get(&certificate.sha256);
            certificate.revocation = result.map_or(Revocation::NotChecked, |result| Revocation::Judged(result.state));
        }
    }
    // Which certificate is in use depends on what is revoked, and how much that weighs on which one is in use.
    finish(context, inventory);
    for token in &mut inventory.tokens {
        let found = token.certificates.iter().zip(token.replaced());
        let found = found.filter_map(|(one, replaced)| problem_of(one, replaced, judged.get(&one.sha256)?));
        let found: Vec<Problem> = found.collect();
        token.problems.extend(found);
    }
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

fn problem_of(certificate: &Certificate, replaced: bool, result: &Verified) -> Option<Problem> {
    let (code, severity) = match result.state {
        State::Revoked => (ProblemCode::CertificateRevoked, Severity::Critical),
        State::Unknown => (ProblemCode::RevocationUnknown, Severity::Warning),
        State::Untrusted => (ProblemCode::CertificateUntrusted, Severity::Critical),
        // Dates are problems of their own, and an encryption certificate is not one.
        State::Effective | State::Expired | State::NotYetValid | State::WrongUsage => return None,
    };
    let severity = if replaced || certificate.pairing == Pairing::Ca { Severity::Note } else { severity };
    let revoked = &result.revocation;
    let mut details = vec![("reason", result.reason.clone().unwrap_or_default())];
    details.extend(revoked.reason.and_then(|reason| word_of(&reason)).map(|word| ("revocation_reason", word)));
    details.extend(revoked.revoked_at.map(|at| ("revoked_at", at.to_string())));
    Some(problem(code, severity, Some(&certificate.sha256), details))
}
