//! The certificates of one token: one login, each written once, read back by a new process and proved by a signature.
//! Only then, and only if requested, are the old ones deleted.
//!
//! Pitfall: whatever fails in between, the old certificate and the key are kept; the contents are read, never assumed.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::outcome::conclude;
use super::over;
use super::place::Placed;
use super::work::{Work, end};
use crate::commands::pin::session::{Entered, NotEntered, Session, Write, bind, enter, may_enter_as_so, seen_again};
use crate::commands::pin::{Desk, mark_of};
use crate::commands::select::Chosen;
use crate::domain::certificate::parse;
use crate::domain::import::Reason;
use crate::domain::known::Writes;
use crate::domain::raised::Raised;
use crate::domain::tlv::hex;
use crate::driver::protocol::{Doomed, NewCertificate, Signed};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Ended};
use crate::report::import::{ImportResult, Imported};
use crate::report::inventory::Token;
use crate::report::pin::SignatureSkipped;

/// How to write it, and what else to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'s> {
    pub(super) replace: bool,
    pub(super) writes: Writes,
    /// Where the user PIN comes from.
    pub(super) pin: &'s SecretSource,
    /// Where the SO PIN comes from, for a driver that requires it.
    pub(super) so_pin: &'s SecretSource,
}

/// Processes one token; each certificate's result is written into it. The error is the entry point's refusal, if any.
pub(super) fn token(
    desk: &mut Desk<'_, '_>,
    chosen: &mut Chosen,
    seen: &Token,
    placed: &mut [&mut Placed],
    wish: Wish<'_>,
) -> Option<Raised> {
    bind(chosen, seen);
    let over = wish.writes == Writes::OverAsSo;
    let begun = if over { may_enter_as_so(desk, chosen, Action::CertImport, wish.pin, wish.so_pin) } else { Ok(()) };
    let entered = begun.and_then(|()| enter(desk, chosen, Action::CertImport, wish.pin, true));
    let Entered { mut session, token, whole } = match entered {
        Ok(entered) => entered,
        Err(not_entered) => {
            for one in placed.iter_mut() {
                not_written(&mut one.imported, &not_entered);
            }
            return Some(not_entered.error);
        }
    };
    let mut work: Vec<Work<'_>> = placed.iter_mut().map(|one| Work::of(one, &token)).collect();
    if !whole {
        for one in &mut work {
            one.refuse(Reason::NotAllRead);
        }
    }
    if over {
        over::name_the_lost(&token, &mut work);
    }
    prove(&mut session, chosen, &mut work, Moment::Before);
    if wish.replace {
        copy_old(&session, &token, &mut work);
    }
    if over {
        return over::write(desk, session, chosen, &mut work, wish.so_pin);
    }
    create(desk, &mut session, chosen, &mut work);
    read_back(desk, chosen, &mut work);
    prove(&mut session, chosen, &mut work, Moment::After);
    if wish.replace {
        delete_old(desk, &mut session, chosen, &token, &mut work);
    }
    let note = session.note();
    for one in work {
        let imported = &mut one.placed.imported;
        imported.journal = Some(note.clone());
        if imported.result == Some(ImportResult::Written) && !imported.proof.is_whole() && imported.reason.is_none() {
            imported.reason = Some(Reason::NotProved.code().to_owned());
        }
    }
    session.close(chosen);
    None
}

/// A failed login wrote nothing.
pub(super) fn not_written(imported: &mut Imported, not_entered: &NotEntered) {
    let attempt = &not_entered.attempt;
    end(imported, ImportResult::Refused, not_entered.error.told().code);
    if attempt.call.is_some() {
        imported.call.clone_from(&attempt.call);
        imported.code.clone_from(&attempt.code);
    }
    imported.journal.clone_from(&attempt.journal);
}

/// Whether a signature is requested before a certificate is written, or after.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    After,
}

/// Has each key sign a nonce. Before writing, a signature by another key refuses the certificate; afterwards it is the
/// proof.
fn prove(session: &mut Session, chosen: &Chosen, work: &mut [Work<'_>], moment: Moment) {
    let wanted = |one: &Work<'_>| match moment {
        Moment::Before => one.is_open(),
        Moment::After => one.is_written() && one.placed.imported.proof.read_back == Some(true),
    };
    let challenges: Vec<_> = work.iter().map(|one| if wanted(one) { one.challenge() } else { None }).collect();
    let proves = challenges.iter().flatten().map(|challenge| challenge.prove.clone()).collect();
    let mut signed = session.sign(chosen, proves).into_iter();
    for (one, challenge) in work.iter_mut().zip(challenges) {
        if !wanted(one) {
            continue;
        }
        let proof = match (&challenge, challenge.is_some().then(|| signed.next()).flatten()) {
            (None, _) => Err(SignatureSkipped::NoPair),
            (Some(_), None) => Err(SignatureSkipped::CallFailed),
            (Some(_), Some(Signed::Skipped(why))) => Err(why),
            (Some(challenge), Some(Signed::Done(signature))) => Ok(challenge.is_met_by(&signature)),
        };
        match (moment, proof) {
            (Moment::Before, Ok(false)) => one.refuse(Reason::SignatureWrong),
            (Moment::Before, Ok(true)) if one.placed.imported.overwrites => {
                one.placed.imported.proof.signature = Some(true);
            }
            (Moment::Before, Err(SignatureSkipped::CallFailed)) => one.refuse(Reason::NotProved),
            (Moment::Before, Err(SignatureSkipped::NoKey)) => one.refuse(Reason::PrivateKeyMissing),
            (Moment::Before, Err(SignatureSkipped::SeveralKeys)) => one.refuse(Reason::SeveralPrivateKeys),
            // The copy is the only way back.
            (Moment::Before, Err(why)) if one.placed.imported.overwrites => {
                one.placed.imported.proof.signature_skipped = Some(why);
                one.refuse(Reason::NotProvedBefore);
            }
            // Keys that cannot sign in such a login can still be renewed; what is not proved is reported.
            (Moment::Before, _) => {}
            (Moment::After, Ok(good)) => one.placed.imported.proof.signature = Some(good),
            (Moment::After, Err(why)) => one.placed.imported.proof.signature_skipped = Some(why),
        }
    }
}

/// Writes a copy of each old certificate beside the journal, before anything is written to the token: some drivers
/// overwrite the old one.
fn copy_old(session: &Session, token: &Token, work: &mut [Work<'_>]) {
    for one in work.iter_mut().filter(|one| one.is_open()) {
        let mut failed = false;
        for old in &mut one.placed.imported.replaces {
            let der = token.certificates.iter().find(|certificate| certificate.sha256 == old.sha256);
            let der = der.and_then(|certificate| BASE64_STANDARD.decode(&certificate.der).ok());
            match der.and_then(|der| session.journal.keep_copy(&old.sha256, &der).ok()) {
                Some(path) => old.copy = Some(path.display().to_string()),
                None => failed = true,
            }
        }
        if failed {
            one.refuse(Reason::NoCopy);
        }
    }
}

/// C_CreateObject for each, until one is lost.
pub(super) fn create(desk: &mut Desk<'_, '_>, session: &mut Session, chosen: &mut Chosen, work: &mut [Work<'_>]) {
    for one in work.iter_mut().filter(|one| one.is_open()) {
        if desk.context.is_interrupted() {
            end(&mut one.placed.imported, ImportResult::Refused, "cancelled");
            continue;
        }
        let Some(new) = template(one) else {
            one.refuse(Reason::Malformed);
            continue;
        };
        let wrote = session.write(desk.context, chosen, Write::Create(Box::new(new)));
        let came_to = conclude(desk, wrote);
        if one.placed.imported.overwrites && came_to.ended == Ended::Done {
            // What identified the token may be gone by now; what was just written identifies it.
            chosen.certificate = Some(one.mark());
        }
        let imported = &mut one.placed.imported;
        imported.result = Some(match came_to.ended {
            Ended::Done => ImportResult::Written,
            Ended::Refused => ImportResult::Refused,
            Ended::Failed => ImportResult::Failed,
            Ended::Unknown => ImportResult::Unknown,
        });
        imported.reason = came_to.reason.map(|reason| reason.code().to_owned());
        (imported.call, imported.code) = (came_to.call, came_to.code);
    }
}

fn template(one: &Work<'_>) -> Option<NewCertificate> {
    let readable = parse(&one.placed.der);
    let contents = crate::domain::tlv::unhex(&readable.serial_number_der?)?;
    // CKA_SERIAL_NUMBER is the DER of the INTEGER (PKCS#11 3.1, 4.6.3); no serial has more than 127 bytes.
    let length = u8::try_from(contents.len()).ok().filter(|length| *length < 0x80)?;
    let serial = [&[0x02, length][..], &contents].concat();
    Some(NewCertificate {
        id: one.key_id.clone()?,
        label: one.label.clone(),
        subject: hex(&readable.subject_der),
        issuer: hex(&readable.issuer_der),
        serial_number: hex(&serial),
        value: hex(one.placed.der.get(..readable.length)?),
    })
}

/// The token as seen by a new process; what was written must be there.
fn look_again(desk: &Desk<'_, '_>, chosen: &Chosen, work: &[Work<'_>]) -> Option<(Token, bool)> {
    let written: Vec<_> =
        work.iter().filter(|one| one.is_written()).map(|one| one.placed.imported.sha256.clone()).collect();
    seen_again(desk.context, chosen, &written)
}

/// What a new process sees of each that was or may have been written; `None` if none was, or it sees nothing.
pub(super) fn read_back(desk: &mut Desk<'_, '_>, chosen: &mut Chosen, work: &mut [Work<'_>]) -> Option<(Token, bool)> {
    let tried = |one: &&mut Work<'_>| one.was_tried();
    if !work.iter().any(Work::was_tried) {
        return None;
    }
    let now = look_again(desk, chosen, work);
    for one in work.iter_mut().filter(tried) {
        let imported = &mut one.placed.imported;
        let Some((now, whole)) = &now else {
            imported.reason.get_or_insert_with(|| Reason::NotReadBack.code().to_owned());
            continue;
        };
        let is_there = now
            .certificates
            .iter()
            .any(|certificate| certificate.sha256 == imported.sha256 && certificate.id == one.key_id);
        if !is_there && !whole {
            // What could not be read may still be there.
            imported.reason.get_or_insert_with(|| Reason::NotReadBack.code().to_owned());
            continue;
        }
        match (imported.result, is_there) {
            (Some(ImportResult::Written), is_there) => {
                imported.proof.read_back = Some(is_there);
                if !is_there {
                    end(imported, ImportResult::Failed, Reason::ReadBackDiffers.code());
                }
            }
            // The call never returned, but the certificate is there.
            (_, true) => {
                imported.proof.read_back = Some(true);
                imported.result = Some(ImportResult::Written);
            }
            // The refusal's code has given the reason.
            (Some(ImportResult::Refused), false) => {}
            (_, false) => imported.result = Some(ImportResult::Failed),
        }
    }
    if let Some((now, _)) = &now {
        bind(chosen, now);
    }
    now
}

/// Deletes the old certificates of each that was proved and is valid by now.
fn delete_old(
    desk: &mut Desk<'_, '_>,
    session: &mut Session,
    chosen: &mut Chosen,
    token: &Token,
    work: &mut [Work<'_>],
) {
    let mut asked = false;
    // The certificate that identifies the token must not be one to delete.
    for one in work.iter_mut() {
        let own = one.mark();
        let imported = &mut one.placed.imported;
        let ready = imported.proof.is_whole() && imported.takes_the_place_of_others();
        for old in &mut imported.replaces {
            old.deleted = Some(false);
            let Some(certificate) = token.certificates.iter().find(|one| one.sha256 == old.sha256) else { continue };
            if !ready || old.copy.is_none() || desk.context.is_interrupted() {
                continue;
            }
            let Some(mark) = mark_of(certificate) else { continue };
            if let Some(identifying) = &mut chosen.certificate {
                identifying.clone_from(&own);
            }
            let doomed = Doomed { id: certificate.id.clone(), mark };
            asked = true;
            let wrote = session.write(desk.context, chosen, Write::Destroy(doomed));
            let came_to = conclude(desk, wrote);
            if came_to.call.is_some() {
                (imported.call, imported.code) = (came_to.call, came_to.code);
            }
        }
    }
    if asked {
        let now = look_again(desk, chosen, work);
        for one in work.iter_mut() {
            gone(&mut one.placed.imported, now.as_ref());
        }
    }
    name_what_stays(work);
}

/// Reports a previous certificate that still exists beside the new one.
pub(super) fn name_what_stays(work: &mut [Work<'_>]) {
    for one in work.iter_mut().filter(|one| one.is_written()) {
        let imported = &mut one.placed.imported;
        if imported.proof.is_whole() && imported.replaces.iter().any(|old| old.deleted != Some(true)) {
            imported.reason.get_or_insert_with(|| Reason::OldStays.code().to_owned());
        }
    }
}

/// What a new process sees of the old ones, and that the new one is still there.
pub(super) fn gone(imported: &mut Imported, now: Option<&(Token, bool)>) {
    let Some((now, whole)) = now else {
        imported.replaces.iter_mut().for_each(|old| old.deleted = None);
        return;
    };
    let shows = |sha256: &str| now.certificates.iter().any(|one| one.sha256 == sha256);
    for old in &mut imported.replaces {
        let shown = shows(&old.sha256);
        // What could not be read may still be there.
        old.deleted = if shown { Some(false) } else { whole.then_some(true) };
    }
    if *whole && imported.proof.read_back == Some(true) && !shows(&imported.sha256) {
        imported.proof.read_back = Some(false);
        end(imported, ImportResult::Failed, Reason::ReadBackDiffers.code());
    }
}
