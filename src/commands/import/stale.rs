//! Where the previous certificate is still visible after the new one was written: in another driver of the same token,
//! and in the user's Windows certificate store, into which its service copies what it once saw.
//!
//! Pitfall: this is reported, never repaired: a driver shows the new one when its cache expires, and the store belongs
//! to the user.

use super::place::Placed;
use crate::commands::Context;
use crate::commands::reading::{Reading, Scope, Wanted, document, read};
use crate::report::Kind;
use crate::report::import::{ImportResult, StaleView};
use crate::report::inventory::{Inventory, Sighting, Token};

/// Checks every other sighting of the tokens that were written to.
pub(super) fn look(context: &Context<'_>, inventory: &Inventory, reading: &Reading, placed: &mut [Placed]) {
    let store = windows_store(placed);
    for one in placed.iter_mut().filter(|one| one.imported.result == Some(ImportResult::Written)) {
        let Some(token) = one.token.and_then(|place| inventory.tokens.get(place)) else { continue };
        for sighting in &token.also_seen_by {
            let Some(seen) = again(context, reading, sighting) else { continue };
            let shows = |sha256: &str| seen.certificates.iter().any(|certificate| certificate.sha256 == sha256);
            if shows(&one.imported.sha256) {
                continue;
            }
            let old = one.imported.replaces.iter().find(|old| shows(&old.sha256)).map(|old| old.sha256.clone());
            let driver = Some(sighting.driver.clone());
            one.imported.stale_views.push(StaleView { kind: "driver".to_owned(), driver, sha256: old });
        }
        let offered = one.imported.replaces.iter().filter(|old| store.contains(&old.sha256));
        let views = offered.map(|old| StaleView {
            kind: "windows-store".to_owned(),
            driver: None,
            sha256: Some(old.sha256.clone()),
        });
        one.imported.stale_views.extend(views.collect::<Vec<_>>());
    }
}

/// The token as that driver shows it now.
fn again(context: &Context<'_>, reading: &Reading, sighting: &Sighting) -> Option<Token> {
    let served = reading.served_by(&sighting.driver)?;
    let doors = served.doors.iter().filter(|door| door.leads_to(sighting.slot)).cloned().collect();
    let wanted = vec![Wanted { found: served.found.clone(), slots: Some(vec![sighting.slot]), doors }];
    let mut served = read(context, wanted, Scope::OBJECTS).ok()?;
    document(context, Kind::TokenShow, &mut served)
        .tokens
        .into_iter()
        .find(|token| token.identity.slot == sighting.slot)
}

/// Which of the old certificates the user's Windows store still offers.
#[cfg(windows)]
fn windows_store(placed: &[Placed]) -> Vec<String> {
    let offered = crate::driver::windows_store::certificates();
    let old = placed.iter().flat_map(|one| &one.imported.replaces).map(|old| old.sha256.clone());
    old.filter(|sha256| offered.contains(sha256)).collect()
}

/// Other systems have no such store.
#[cfg(not(windows))]
fn windows_store(_placed: &[Placed]) -> Vec<String> {
    Vec::new()
}
