//! What could not be read and may hold the token that is meant: beside it, a token that matches need not be the one.
//!
//! Pitfall: one reader may be several slots, each with a PIN of its own, and one card may be seen by several drivers.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::sightings;
use crate::commands::Context;
use crate::commands::reading::Served;
use crate::domain::known::last_part;
use crate::domain::reader::{is_same_reader, shortest};
use crate::domain::selector::{Lacks, Unread};
use crate::domain::token::TokenIdentity;
use crate::driver::client::readers;
use crate::report::inventory::{Driver, DriverStatus, Inventory, Token};

/// What could not be read, with the token at this place as the one that matches; each with its name. A driver that was
/// found, not named, and that the system cannot load serves nothing anywhere.
pub(super) fn unread<'a>(
    context: &Context<'_>,
    inventory: &'a Inventory,
    served: &'a [Served],
    at: usize,
) -> Vec<(Unread<'a>, String)> {
    // Drivers without PC/SC choose names of their own ("Slot 0"), and long ones may be cut alike: only a name that PC/SC
    // gives to one reader is that reader's.
    let known = LazyCell::new(|| readers(&context.launcher).unwrap_or_default());
    let is_one = |name: &str| known.iter().filter(|one| is_same_reader(&one.name, &shortest(name))).count() == 1;
    let is_named = |path: &str| served.iter().any(|one| one.found.named && one.path() == path);
    // What this program itself refuses to load may well serve tokens.
    let is_refused = |driver: &Driver| driver.failures().any(|failure| failure.kind.is_refusal());
    let is_idle =
        |driver: &Driver| driver.status == DriverStatus::Unloadable && !is_named(&driver.path) && !is_refused(driver);
    let shows = |driver: &str, token: &Token| sightings(token).any(|(path, _)| path == driver);
    let is_there = |driver: &str, slot: Option<u64>| {
        slot.is_some_and(|slot| inventory.tokens.iter().flat_map(sightings).any(|one| one == (driver, slot)))
    };
    let is_in = |reader: &str, name: Option<&str>| name.is_some_and(|name| is_same_reader(name, reader));
    let failures = |driver: &'a Driver| driver.failures().filter(|failure| !is_there(&driver.path, failure.slot));
    // The card in a reader that another driver shows: the vendor's, mostly, where this one does not know the card. One
    // that this driver shows in more slots, each with its own PIN, is not all there.
    let is_read_elsewhere = |driver: &'a Driver, reader: &str| {
        let count = |path: &str| {
            let here = inventory.tokens.iter().filter(|token| is_in(reader, token.identity.reader.as_deref()));
            here.filter(|token| shows(path, token)).count()
        };
        let slots: HashSet<Option<u64>> =
            failures(driver).filter(|one| is_in(reader, one.reader.as_deref())).map(|one| one.slot).collect();
        let own = count(&driver.path).saturating_add(slots.len());
        let mut others = inventory.drivers.iter().filter(|other| other.path != driver.path);
        others.any(|other| count(&other.path) >= own) && is_one(reader)
    };
    let own = inventory.tokens.get(at);
    let shares_reader = |driver: &str, reader: Option<&str>| {
        let is_here = |reader: &str, own: &Token| is_in(reader, own.identity.reader.as_deref());
        own.is_some_and(|own| shows(driver, own) || reader.is_some_and(|name| is_here(name, own) && is_one(name)))
    };
    let failed = inventory.drivers.iter().filter(|driver| driver.status.is_failure() && !is_idle(driver));
    let failed = failed.flat_map(|driver| failures(driver).map(move |failure| (driver, failure)));
    let failed = failed.filter_map(|(driver, failure)| {
        let reader = failure.reader.as_deref();
        if reader.is_some_and(|reader| is_read_elsewhere(driver, reader)) {
            return None;
        }
        let name = reader.unwrap_or_else(|| last_part(&driver.path)).to_owned();
        let shares_reader = shares_reader(&driver.path, reader);
        let lacks = Lacks::Everything;
        Some((Unread { driver: &driver.path, slot: failure.slot, reader, shares_reader, lacks }, name))
    });
    // A token that is listed has its label and its slot, but its reader, or a certificate that names its holder, may be
    // what could not be read.
    let others = inventory.tokens.iter().enumerate().filter(|(place, token)| *place != at && token.is_partly_unread());
    let partly = others.flat_map(|(_, token)| {
        let TokenIdentity { slot, reader, .. } = &token.identity;
        let shares_reader = shares_reader(&token.driver, reader.as_deref());
        let one = Unread {
            driver: &token.driver,
            slot: Some(*slot),
            reader: reader.as_deref(),
            shares_reader,
            ..Unread::default()
        };
        let lacks = [Some(Lacks::Certificates), reader.is_none().then_some(Lacks::Reader)];
        let name = reader.clone().unwrap_or_else(|| token.label_and_serial());
        lacks.into_iter().flatten().map(move |lacks| (Unread { lacks, ..one }, name.clone()))
    });
    failed.chain(partly).collect()
}
