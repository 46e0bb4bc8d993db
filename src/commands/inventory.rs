//! `inventory`, the lists and `show`: one reading, reported in full or in part.

use std::path::PathBuf;

use jiff::civil::Date;

use super::Context;
use super::gather::{Saved, unassessed};
use super::incomplete;
use super::login::{LoginRequest, read_with_login};
use super::narrow::narrow;
use super::reading::{Reading, Scope, finish};
use super::select::selected;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::selector::Selector;
use crate::report::inventory::{Inventory, KeyClass};
use crate::report::listing::Listing;

/// What is read for a listing.
fn scope(listing: Listing) -> Scope {
    Scope { objects: listing != Listing::Drivers, mechanisms: listing == Listing::Token, ahead: true }
}

/// Reads what was asked for.
pub fn run(
    context: &Context<'_>,
    listing: Listing,
    login: Option<LoginRequest<'_>>,
) -> raised::Result<(Inventory, Reading)> {
    let (mut inventory, mut reading) = run_ahead(context, listing, login)?;
    reading.close(&mut inventory);
    Ok((inventory, reading))
}

/// The same while drivers are still being closed: [`Reading::close`] completes the document.
pub fn run_ahead(
    context: &Context<'_>,
    listing: Listing,
    login: Option<LoginRequest<'_>>,
) -> raised::Result<(Inventory, Reading)> {
    let may_log_in = login.is_none();
    let (mut inventory, reading) = match login {
        Some(login) => read_with_login(context, listing.kind(), scope(listing), login)?,
        None => selected(context, listing.kind(), scope(listing))?,
    };
    if listing != Listing::Drivers {
        // Loading times differ between runs; the same state must give the same bytes.
        for driver in &mut inventory.drivers {
            driver.load_milliseconds = None;
        }
    }
    tell_of(context, listing, &mut inventory, may_log_in)?;
    Ok((inventory, reading))
}

/// The listing of saved inventories, assessed now; with `not_read_since` only tokens whose last reading is older than
/// that day.
pub fn run_saved(
    context: &Context<'_>,
    listing: Listing,
    paths: &[PathBuf],
    not_read_since: Option<Date>,
) -> raised::Result<Saved> {
    let Saved { mut inventory, remarks } = unassessed(context, paths)?;
    if let Some(day) = not_read_since {
        keep_unread(context, &mut inventory, day);
    }
    listing.kind().word().clone_into(&mut inventory.envelope.kind);
    // Days left are counted from now; each token records when it was read.
    inventory.envelope.generated_at = context.now;
    finish(context, &mut inventory);
    tell_of(context, listing, &mut inventory, false)?;
    Ok(Saved { inventory, remarks })
}

/// Keeps the tokens whose last reading is older than this day.
pub fn keep_unread(context: &Context<'_>, inventory: &mut Inventory, day: Date) {
    inventory.tokens.retain(|token| token.read_at.is_none_or(|read_at| read_at.day_in(&context.zone) < day));
}

/// Leaves out what a listing does not show.
fn tell_of(context: &Context<'_>, listing: Listing, inventory: &mut Inventory, may_log_in: bool) -> raised::Result<()> {
    match listing {
        Listing::Drivers => inventory.tokens.clear(),
        Listing::Keys => {
            // Certificates stay: a key refers to its own.
        }
        Listing::Certificates | Listing::Certificate => {
            for token in &mut inventory.tokens {
                token.keys.retain(|key| key.class != KeyClass::Secret);
            }
        }
        Listing::Inventory | Listing::Check | Listing::Tokens | Listing::Token => {}
    }
    if let Some(uri) = context.token.as_ref().and_then(Selector::uri).filter(|_| listing != Listing::Drivers) {
        let phrase = Some(Phrase::new("run-no-object-read"));
        narrow(inventory, uri).map_err(|none| incomplete::object(none, inventory, phrase, may_log_in))?;
    }
    Ok(())
}
