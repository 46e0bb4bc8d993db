//! `cert import` and `cert delete`: writes the renewed certificate onto the token that has its key, and deletes the old
//! one.
//!
//! The order never varies: files, the tokens plugged in, the plan, then token by token one login through the single
//! entry point. Pitfall: one source of a PIN is never used for two tokens.

mod delete;
mod error;
mod files;
mod outcome;
mod over;
mod path;
mod place;
mod stale;
mod work;
mod write;

use std::path::PathBuf;

pub use delete::{DeleteRequest, delete};
pub use error::ImportError;

use super::Context;
use super::assemble::recognise;
use super::pin::{Desk, Ended};
use super::reading::{Reading, Scope};
use super::select::{chosen, selected};
use super::verify::Basis;
use crate::domain::import::{Accepted, Reason};
use crate::domain::known::Writes;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::interact::secret::SecretSource;
use crate::report::import::{CertImport, ImportResult, ImportSummary, Imported};
use crate::report::inventory::{Inventory, Token};
use crate::report::verify::UnreadFile;
use crate::report::{Envelope, Kind};

use place::{Ground, Placed, place};
use work::end;
use write::Wish;

/// What to import, and how.
pub struct ImportRequest<'r> {
    /// Files and folders.
    pub files: &'r [PathBuf],
    /// Saved inventories, which say whose certificates these are.
    pub from: Option<&'r Inventory>,
    /// Whether only the plan was requested.
    pub plan: bool,
    /// Whether to delete the old certificates.
    pub replace: bool,
    /// What the user accepts although it looks like a mistake.
    pub accepted: Accepted,
    /// How paths are judged; no address is contacted.
    pub basis: &'r Basis,
    /// Where the user PIN comes from.
    pub pin: SecretSource,
    /// Where the SO PIN comes from, for a driver that lets only the security officer write.
    pub so_pin: SecretSource,
    /// A list of PINs by the token's serial.
    pub pins: Option<PathBuf>,
}

/// Imports; `show_plan` receives the plan beforehand.
///
/// # Errors
/// Nothing was read, or none of the named files could be.
pub fn import(
    desk: &mut Desk<'_, '_>,
    request: &ImportRequest<'_>,
    show_plan: &mut dyn FnMut(&CertImport),
) -> raised::Result<Ended<CertImport>> {
    let files = files::read(request.files)?;
    for remark in &files.remarks {
        (desk.tell)(remark);
    }
    let (inventory, reading) = selected(desk.context, Kind::CertImport, Scope::OBJECTS)?;
    let paths = path::judge(desk, request, &files)?;
    let writes: Vec<_> = inventory.tokens.iter().map(|token| writes_of(token, &reading)).collect();
    let unread = unread(&inventory);
    let (context, tokens) = (desk.context, &inventory.tokens);
    let ground = Ground { context, request, tokens, writes: &writes, unread: &unread, paths: &paths };
    let mut placed = place(&files.found, &ground);
    let failed = super::check::driver_failed(&inventory);
    let wanted: Vec<usize> = tokens_of(&placed);
    if !request.plan && !wanted.is_empty() {
        if wanted.len() > 1 && request.pins.is_none() && request.pin != SecretSource::Prompt {
            return Err(ImportError::OnePinForSeveral(wanted.len()).into());
        }
        let as_so = wanted.iter().filter(|place| writes.get(**place) == Some(&Writes::OverAsSo)).count();
        if request.so_pin != SecretSource::Prompt && as_so > 1 {
            return Err(ImportError::OneSoPinForSeveral(as_so).into());
        }
        if request.so_pin != SecretSource::Prompt && as_so == 0 {
            (desk.tell)(&Phrase::new("import-so-not-needed"));
        }
        show_plan(&report(desk.context, Some(request), &placed, &files.unread));
        let error = write_all(desk, request, &inventory, &reading, &wanted, &mut placed);
        stale::look(desk.context, &inventory, &reading, &mut placed);
        let report = report(desk.context, None, &placed, &files.unread);
        let error = if wanted.len() == 1 { error } else { None };
        let error = error.filter(|_| written(&report) == 0).or_else(|| whole(context, &report, failed));
        return Ok(Ended::new(report, error));
    }
    let report = report(desk.context, request.plan.then_some(request), &placed, &files.unread);
    let error = whole(context, &report, failed);
    Ok(Ended::new(report, error))
}

/// The indices of the tokens whose slot could not be read completely.
fn unread(inventory: &Inventory) -> Vec<usize> {
    let failed = |token: &Token| {
        let driver = inventory.drivers.iter().find(|driver| driver.path == token.driver);
        driver
            .is_some_and(|driver| driver.slot_failures.iter().any(|failure| failure.slot == Some(token.identity.slot)))
    };
    let places = inventory.tokens.iter().enumerate().filter(|(_, token)| failed(token));
    places.map(|(place, _)| place).collect()
}

/// How the driver of a token writes, according to the table.
fn writes_of(token: &Token, reading: &Reading) -> Writes {
    let served = reading.served_by(&token.driver);
    let known = served.and_then(|served| recognise(&served.found, served.library()));
    known.map(|known| known.writes).unwrap_or_default()
}

/// The tokens to write to, in order.
fn tokens_of(placed: &[Placed]) -> Vec<usize> {
    let open = placed.iter().filter(|one| one.imported.result.is_none());
    let mut tokens: Vec<usize> = open.filter_map(|one| one.token).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Token by token. The error is that of the last token whose login was refused.
fn write_all(
    desk: &mut Desk<'_, '_>,
    request: &ImportRequest<'_>,
    inventory: &Inventory,
    reading: &Reading,
    wanted: &[usize],
    placed: &mut [Placed],
) -> Option<Raised> {
    let mut error = None;
    for place in wanted {
        let Some(token) = inventory.tokens.get(*place) else { continue };
        let mut own: Vec<&mut Placed> =
            placed.iter_mut().filter(|one| one.token == Some(*place) && one.imported.result.is_none()).collect();
        let pin = match (&request.pins, &token.identity.serial) {
            // A list names a token by its serial alone.
            (Some(_), Some(_)) if shares_its_serial(inventory, token) => {
                refuse_all(&mut own, Reason::SerialShared);
                continue;
            }
            (Some(path), Some(serial)) => SecretSource::Listed { path: path.clone(), serial: serial.clone() },
            (Some(_), None) => {
                refuse_all(&mut own, Reason::PinNotListed);
                continue;
            }
            (None, _) => request.pin.clone(),
        };
        let Some(mut chosen) = chosen(desk.context, inventory, *place, reading) else {
            refuse_all(&mut own, Reason::TokenChanged);
            continue;
        };
        let (replace, writes) = (request.replace, writes_of(token, reading));
        let wish = Wish { replace, writes, pin: &pin, so_pin: &request.so_pin };
        if let Some(refused) = write::token(desk, &mut chosen, token, &mut own, wish) {
            if wanted.len() > 1 {
                for sentence in refused.sentences() {
                    (desk.tell)(&sentence);
                }
            }
            error = Some(refused);
        }
    }
    error
}

/// Whether another token that was seen has the same serial.
fn shares_its_serial(inventory: &Inventory, token: &Token) -> bool {
    inventory.tokens.iter().filter(|other| token.identity.same_serial(&other.identity)).count() > 1
}

fn refuse_all(placed: &mut [&mut Placed], reason: Reason) {
    for one in placed {
        end(&mut one.imported, ImportResult::Refused, reason.code());
    }
}

/// The result for the certificates; with `planned` what is planned for them.
fn report(
    context: &Context<'_>,
    planned: Option<&ImportRequest<'_>>,
    placed: &[Placed],
    unread: &[UnreadFile],
) -> CertImport {
    let mut results: Vec<Imported> = placed.iter().map(|one| one.imported.clone()).collect();
    if planned.is_some_and(|request| request.replace) {
        for one in
            results.iter_mut().filter(|one| one.result.is_none() && (one.overwrites || one.takes_the_place_of_others()))
        {
            one.replaces.iter_mut().for_each(|old| old.deleted = Some(false));
        }
    }
    let summary = ImportSummary::of(&results);
    let plan = planned.is_some();
    CertImport {
        envelope: Envelope::new(Kind::CertImport, context.now),
        plan,
        results,
        summary,
        unread: unread.to_vec(),
    }
}

fn written(report: &CertImport) -> u64 {
    report.summary.proved.saturating_add(report.summary.unproved)
}

/// The result of the whole run; `None` if all with a token here are written and proved.
fn whole(context: &Context<'_>, report: &CertImport, driver_failed: bool) -> Option<Raised> {
    let summary = &report.summary;
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let all = summary.certificates.saturating_sub(summary.no_key_here);
    let done = summary.proved.saturating_add(summary.already_there).saturating_add(summary.planned);
    let complete = report.results.iter().all(|one| one.reason.as_deref() != Some(Reason::OldStays.code()));
    if all == 0 && driver_failed {
        return Some(ImportError::NotAllRead(number(summary.certificates), context.same_drivers()).into());
    }
    if all == 0 {
        return Some(ImportError::NothingBelongs(number(summary.certificates)).into());
    }
    if done == 0 && summary.refused >= all {
        return Some(ImportError::AllRefused(number(all)).into());
    }
    if done == all && complete && report.unread.is_empty() && !driver_failed {
        return None;
    }
    Some(ImportError::InPart { done: number(done), all: number(all), tokens: context.same_tokens() }.into())
}
