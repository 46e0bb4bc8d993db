//! `cert delete`: deletes certificates that are no longer in use from one token.
//!
//! Pitfall: the certificate in use is never deleted before it expires. A superseded one is deleted only if its
//! successor is valid and the key signs for it. A copy of each is first saved beside the journal.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::ImportError;
use super::outcome::conclude;
use super::write::mark_of;
use crate::commands::assemble::recognise;
use crate::commands::certificate::{CertificateSelector, choose};
use crate::commands::login::token_name;
use crate::commands::pin::challenge::Challenge;
use crate::commands::pin::session::{Entered, Session, Write, bind, enter, seen_again};
use crate::commands::pin::{Desk, Ended, read_objects};
use crate::commands::reading::Interrupted;
use crate::commands::select::{Chosen, one_token};
use crate::domain::attempt::{Action, Ended as EndedWord};
use crate::domain::import::Reason;
use crate::domain::known::Writes;
use crate::domain::raised::{self, Raised};
use crate::domain::time::Moment;
use crate::driver::protocol::{Doomed, Signed};
use crate::interact::confirm::{Proof, confirm};
use crate::interact::secret::SecretSource;
use crate::report::import::{CertDelete, DeleteResult, Deleted};
use crate::report::inventory::{Certificate, Inventory, Pairing, Summary, Token, Validity};
use crate::report::pin::Identity;
use crate::report::{Envelope, Kind};

/// What to delete, and how.
pub struct DeleteRequest {
    /// One certificate, by the words that `cert show` takes.
    pub certificate: Option<String>,
    /// Every superseded one.
    pub superseded: bool,
    /// Whether only the plan is requested.
    pub plan: bool,
    /// Where the user PIN comes from.
    pub pin: SecretSource,
}

/// Deletes; `show_plan` receives the plan beforehand.
///
/// # Errors
/// No token or certificate was found.
pub fn delete(
    desk: &mut Desk<'_, '_>,
    request: &DeleteRequest,
    show_plan: &mut dyn FnMut(&CertDelete),
) -> raised::Result<Ended<CertDelete>> {
    let mut chosen = one_token(desk.context)?;
    let Some(token) = read_objects(desk.context, &mut chosen) else {
        let interrupted = desk.context.launcher.interrupted.load(Ordering::Relaxed);
        let name = token_name(&chosen.token);
        return Err(if interrupted { Interrupted.into() } else { ImportError::NothingToDelete(name).into() });
    };
    let wanted = wanted(&token, request, desk.context.now)?;
    if wanted.is_empty() {
        return Err(ImportError::NothingToDelete(token_name(&chosen.token)).into());
    }
    let mut report = CertDelete {
        envelope: Envelope::new(Kind::CertDelete, desk.context.now),
        plan: request.plan,
        token: Identity::from(&token),
        results: wanted.iter().map(|certificate| planned(certificate, &token, desk.context.now)).collect(),
        journal: None,
    };
    let driver = recognise(&chosen.found, chosen.library.as_ref());
    if token.write_protected {
        report.results.iter_mut().for_each(|one| refuse(one, Reason::WriteProtected));
    } else if driver.is_some_and(|driver| driver.writes == Writes::OverAsSo) {
        // It would take away whatever the slot has: of two certificates of one key there, one is made by the token itself.
        report.results.iter_mut().for_each(|one| refuse(one, Reason::NeedsSo));
    }
    let open = report.results.iter().any(|one| one.result.is_none());
    if request.plan || !open {
        let error = whole(&report);
        return Ok(Ended { report, error, generated: None, uncertain: false });
    }
    show_plan(&report);
    for one in report.results.iter().filter(|one| one.result.is_none()) {
        confirm(desk.sources.terminal, &Proof::Fingerprint(one.sha256.clone()), desk.yes, desk.context.batch)?;
    }
    let error = match enter(desk, &chosen, Action::CertDelete, &request.pin, false) {
        Ok(Entered { mut session, token: seen, whole }) => {
            bind(&mut chosen, &seen);
            if !whole {
                let open = report.results.iter_mut().filter(|one| one.result.is_none());
                open.for_each(|one| refuse(one, Reason::NotAllRead));
            }
            carry_out(desk, &mut session, &mut chosen, &seen, &mut report);
            report.journal = Some(session.note());
            session.close(&chosen);
            None
        }
        Err(not_entered) => {
            report.journal = not_entered.attempt.journal;
            let code = not_entered.error.told().code;
            for one in report.results.iter_mut().filter(|one| one.result.is_none()) {
                one.result = Some(DeleteResult::Refused);
                one.reason = Some(code.to_owned());
                one.call.clone_from(&not_entered.attempt.call);
            }
            Some(not_entered.error)
        }
    };
    let error = error.or_else(|| whole(&report));
    Ok(Ended { report, error, generated: None, uncertain: false })
}

/// The certificates to delete.
fn wanted(token: &Token, request: &DeleteRequest, now: Moment) -> raised::Result<Vec<Certificate>> {
    if request.superseded {
        let mut found: Vec<Certificate> = Vec::new();
        for certificate in token.certificates.iter().filter(|one| one.pairing == Pairing::Superseded) {
            if !found.iter().any(|other| other.sha256 == certificate.sha256) {
                found.push(certificate.clone());
            }
        }
        return Ok(found);
    }
    let mut inventory = Inventory {
        envelope: Envelope::new(Kind::CertDelete, now),
        drivers: Vec::new(),
        tokens: vec![token.clone()],
        summary: Summary::default(),
        unread: Vec::new(),
    };
    choose(&mut inventory, &CertificateSelector(request.certificate.clone()))?;
    Ok(inventory.tokens.into_iter().flat_map(|token| token.certificates).take(1).collect())
}

fn planned(certificate: &Certificate, token: &Token, now: Moment) -> Deleted {
    let successor = successor(certificate, token, now);
    let mut one = Deleted {
        sha256: certificate.sha256.clone(),
        subject: certificate.subject.as_ref().map(|subject| subject.text.clone()),
        serial_number: certificate.serial_number.clone(),
        not_after: certificate.not_after,
        successor: successor.map(|one| one.sha256.clone()),
        result: None,
        reason: None,
        call: None,
        code: None,
        copy: None,
    };
    let runs = !matches!(certificate.validity, Some(Validity::Expired));
    let has_key = matches!(certificate.pairing, Pairing::Current | Pairing::Unknown | Pairing::Superseded);
    if certificate.sha256.is_empty() {
        refuse(&mut one, Reason::Malformed);
    } else if runs && has_key && one.successor.is_none() {
        refuse(&mut one, Reason::StillRuns);
    }
    one
}

/// The certificate that takes its place: of the same key, newer, and valid by now.
fn successor<'t>(old: &Certificate, token: &'t Token, now: Moment) -> Option<&'t Certificate> {
    let spki = old.spki_sha256()?;
    let newer = |one: &&Certificate| {
        one.sha256 != old.sha256
            && !one.is_ca
            && one.spki_sha256() == Some(spki)
            && (one.not_before, one.not_after) > (old.not_before, old.not_after)
            && one.not_before.is_some_and(|start| start <= now)
            && one.not_after.is_some_and(|end| end >= now)
    };
    token.certificates.iter().filter(newer).max_by_key(|one| (one.not_before, one.not_after))
}

fn refuse(one: &mut Deleted, reason: Reason) {
    one.result = Some(DeleteResult::Refused);
    one.reason = Some(reason.code().to_owned());
}

/// In one login: the signatures for the successors, the copies, the deletions; then what a new process sees.
fn carry_out(
    desk: &mut Desk<'_, '_>,
    session: &mut Session,
    chosen: &mut Chosen,
    seen: &Token,
    report: &mut CertDelete,
) {
    prove_successors(session, chosen, seen, &mut report.results);
    let mut asked = false;
    for one in report.results.iter_mut().filter(|one| one.result.is_none()) {
        if desk.context.launcher.interrupted.load(Ordering::Relaxed) {
            one.result = Some(DeleteResult::Refused);
            one.reason = Some("cancelled".to_owned());
            continue;
        }
        let certificate = seen.certificates.iter().find(|certificate| certificate.sha256 == one.sha256);
        let Some((certificate, mark)) = certificate.and_then(|found| Some((found, mark_of(found)?))) else {
            refuse(one, Reason::TokenChanged);
            continue;
        };
        let der = BASE64_STANDARD.decode(&certificate.der).unwrap_or_default();
        match session.journal.keep_copy(&one.sha256, &der) {
            Ok(path) => one.copy = Some(path.display().to_string()),
            Err(_not_writable) => {
                refuse(one, Reason::NoCopy);
                continue;
            }
        }
        // The token is told again by the certificate that stays; where there is none, by this one until it is gone.
        let successor = seen.certificates.iter().find(|other| Some(&other.sha256) == one.successor.as_ref());
        chosen.certificate = mark_of(successor.unwrap_or(certificate));
        let doomed = Doomed { id: certificate.id.clone(), mark };
        asked = true;
        let wrote = session.write(desk.context, chosen, Write::Destroy(doomed));
        let came_to = conclude(desk, wrote);
        one.result = Some(match came_to.ended {
            EndedWord::Done => DeleteResult::Deleted,
            EndedWord::Refused => DeleteResult::Refused,
            EndedWord::Failed => DeleteResult::Failed,
            EndedWord::Unknown => DeleteResult::Unknown,
        });
        one.reason = came_to.reason.map(|reason| reason.code().to_owned());
        (one.call, one.code) = (came_to.call, came_to.code);
    }
    if asked {
        read_again(desk, chosen, &mut report.results);
    }
}

/// Only a successor whose key signs takes the place of another certificate.
fn prove_successors(session: &mut Session, chosen: &Chosen, seen: &Token, results: &mut [Deleted]) {
    let challenge = |one: &Deleted| {
        let successor = one.successor.as_ref().filter(|_| one.result.is_none())?;
        Challenge::of(seen.certificates.iter().find(|certificate| certificate.sha256 == *successor)?)
    };
    let challenges: Vec<_> = results.iter().map(challenge).collect();
    let proves = challenges.iter().flatten().map(|challenge| challenge.prove.clone()).collect();
    let mut signed = session.sign(chosen, proves).into_iter();
    for (one, challenge) in results.iter_mut().zip(challenges) {
        if one.result.is_some() || one.successor.is_none() {
            continue;
        }
        let proved = challenge.is_some_and(
            |challenge| matches!(signed.next(), Some(Signed::Done(signature)) if challenge.is_met_by(&signature)),
        );
        if !proved {
            refuse(one, Reason::NotProved);
        }
    }
}

/// What a new process sees decides.
fn read_again(desk: &Desk<'_, '_>, chosen: &Chosen, results: &mut [Deleted]) {
    let stay: Vec<_> = results.iter().filter_map(|one| one.successor.clone()).collect();
    let Some((now, whole)) = seen_again(desk.context, chosen, &stay) else {
        for one in results.iter_mut().filter(|one| one.result == Some(DeleteResult::Deleted)) {
            one.reason = Some(Reason::NotReadBack.code().to_owned());
        }
        return;
    };
    for one in results {
        let shows = now.certificates.iter().any(|certificate| certificate.sha256 == one.sha256);
        match (one.result, shows) {
            (Some(DeleteResult::Deleted), true) => {
                one.result = Some(DeleteResult::Failed);
                one.reason = Some(Reason::OldStays.code().to_owned());
            }
            // What could not be read may be there.
            (Some(DeleteResult::Deleted), false) if !whole => one.reason = Some(Reason::NotReadBack.code().to_owned()),
            (Some(DeleteResult::Unknown), false) if !whole => {}
            (Some(DeleteResult::Unknown), true) => one.result = Some(DeleteResult::Failed),
            (Some(DeleteResult::Unknown), false) => one.result = Some(DeleteResult::Deleted),
            _ => {}
        }
    }
}

/// The result of the whole run.
fn whole(report: &CertDelete) -> Option<Raised> {
    let all = report.results.len();
    let of = |wanted: Option<DeleteResult>| report.results.iter().filter(|one| one.result == wanted).count();
    let done = of(Some(DeleteResult::Deleted)).saturating_add(of(None));
    if done == all {
        None
    } else if of(Some(DeleteResult::Refused)) == all {
        Some(ImportError::AllKept.into())
    } else {
        Some(ImportError::NotAllDeleted { done, all }.into())
    }
}
