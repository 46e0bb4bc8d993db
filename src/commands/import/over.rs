//! A driver that overwrites the existing certificate, and only in the login of its security officer.
//!
//! Before this begins, the key has signed under the new certificate and the copy is saved beside the journal, because
//! there is no other way back. Pitfall: no separate call deletes anything here. Such a driver deletes everything in its
//! slot.

use super::place::also_under;
use super::work::{Work, end};
use super::write::{create, gone, name_what_stays, not_written, read_back};
use crate::commands::pin::Desk;
use crate::commands::pin::session::{Session, enter_as_so};
use crate::commands::select::Chosen;
use crate::domain::import::Reason;
use crate::domain::raised::Raised;
use crate::interact::secret::SecretSource;
use crate::journal::attempt::Action;
use crate::report::import::ImportResult;
use crate::report::inventory::Token;

/// Lists every certificate that will be overwritten, so that a copy of it is kept: the private key shown by the login
/// has the decisive CKA_ID.
pub(super) fn name_the_lost(token: &Token, work: &mut [Work<'_>]) {
    for one in work.iter_mut() {
        if let Some(id) = &one.key_id {
            also_under(id, token, &mut one.placed.imported);
        }
    }
}

/// Ends the login of the user, writes in that of the security officer, and returns what a new process sees.
pub(super) fn write(
    desk: &mut Desk<'_, '_>,
    session: Session,
    chosen: &mut Chosen,
    work: &mut [Work<'_>],
    so_pin: &SecretSource,
) -> Option<Raised> {
    let mut note = session.note();
    session.close(chosen);
    let mut error = None;
    if work.iter().any(Work::is_open) {
        match enter_as_so(desk, chosen, Action::CertImport, so_pin) {
            Ok(mut officer) => {
                create(desk, &mut officer, chosen, work);
                note = officer.note();
                officer.close(chosen);
            }
            Err(not_entered) => {
                let open = work.iter_mut().filter(|one| one.is_open());
                open.for_each(|one| not_written(&mut one.placed.imported, &not_entered));
                error = Some(not_entered.error);
            }
        }
    }
    let now = read_back(desk, chosen, work);
    for one in work.iter_mut() {
        if one.was_tried() {
            gone(&mut one.placed.imported, now.as_ref());
            say_what_was_lost(one);
        } else {
            // Nothing was written: the existing ones stay.
            one.placed.imported.replaces.iter_mut().for_each(|old| old.deleted = Some(false));
        }
        one.placed.imported.journal.get_or_insert_with(|| note.clone());
    }
    name_what_stays(work);
    error
}

/// A refusal that deleted the previous certificate is not a refusal.
fn say_what_was_lost(one: &mut Work<'_>) {
    let imported = &mut one.placed.imported;
    let lost = imported.replaces.iter().any(|old| old.deleted != Some(false));
    if imported.result == Some(ImportResult::Refused) && lost {
        let reason = imported.reason.clone().unwrap_or_else(|| Reason::CallFailed.code().to_owned());
        end(imported, ImportResult::Failed, &reason);
    }
}
