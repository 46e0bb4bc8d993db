//! The token that a command is about.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::Context;
use super::incomplete;
use super::readers::Door;
use super::reading::{Reading, Scope, Served, Wanted, document, read, read_all, target};
use super::unread::is_same_reader;
use crate::domain::known::last_part;
use crate::domain::raised::{self, Raised};
use crate::domain::selector::{
    Degree, Member, Named, Selectable, SelectionError, Selector, Unread, Which, choose, is_certain, meant, telling,
};
use crate::driver::client::{Target, readers};
use crate::driver::discover::{Discovery, Found};
use crate::driver::protocol::{CertificateMark, Library, RawText, TokenReading};
use crate::report::Kind;
use crate::report::inventory::{Certificate, Driver, DriverStatus, Inventory, Token};

/// The tokens of a document as candidates for a selector.
fn candidates<'a>(inventory: &'a Inventory, served: &'a [Served]) -> Vec<Selectable<'a>> {
    let libraries: HashMap<String, &Library> =
        served.iter().filter_map(|one| Some((one.path(), one.library()?))).collect();
    let slots: HashMap<(String, u64), (Option<Member<'_>>, Option<Member<'_>>)> = served
        .iter()
        .filter_map(|one| Some((one.path(), one.reading.as_ref()?)))
        .flat_map(|(path, reading)| {
            reading.slots.iter().filter_map(move |(slot, outcome)| {
                let reading = outcome.reading.as_ref()?;
                let (reader, maker) = (reading.description.as_ref(), reading.manufacturer.as_ref());
                Some(((path.clone(), *slot), (reader.map(member), maker.map(member))))
            })
        })
        .collect();
    inventory
        .tokens
        .iter()
        .map(|token| {
            let library = libraries.get(&token.driver);
            // A saved inventory has no live reading, but its drivers describe the library too.
            let saved = inventory.drivers.iter().find(|driver| driver.path == token.driver);
            let description = saved.and_then(|driver| driver.library.as_deref()).map(Member::from);
            let manufacturer = saved.and_then(|driver| driver.manufacturer.as_deref()).map(Member::from);
            let version = saved.and_then(|driver| driver.library_version.as_deref());
            let (reader, slot_manufacturer) =
                slots.get(&(token.driver.clone(), token.identity.slot)).copied().unwrap_or_default();
            Selectable {
                driver: &token.driver,
                library_description: library.map(|library| member(&library.description)).or(description),
                library_manufacturer: library.map(|library| member(&library.manufacturer)).or(manufacturer),
                library_version: library.map(|library| library.version.as_str()).or(version),
                reader,
                slot_manufacturer,
                identity: &token.identity,
                holder: token.holder.as_deref(),
                uri: Some(&token.uri),
            }
        })
        .collect()
}

/// A text of a driver with its bytes.
fn member(raw: &RawText) -> Member<'_> {
    Member { text: &raw.text, hex: raw.hex.as_deref() }
}

/// Exactly one token, found without opening a session on any.
pub struct Chosen {
    /// Its driver.
    pub found: Found,
    /// CK_INFO of the driver.
    pub library: Option<Library>,
    /// The token as seen, without objects.
    pub token: Token,
    /// The same in errors and their hints.
    pub named: Named,
    /// CK_TOKEN_INFO as the driver returned it.
    pub raw: TokenReading,
    /// A certificate that was seen on it, if one was looked for.
    pub certificate: Option<CertificateMark>,
    /// Access to its reader, if each reader of the driver was read alone.
    pub door: Option<Door>,
    /// The drivers found.
    pub discovery: Discovery,
    /// The serials of all tokens that were found, as their drivers returned them.
    pub seen: Vec<String>,
}

impl Chosen {
    /// How its driver is served: through its door, if it has one.
    pub fn target(&self, context: &Context<'_>) -> Target {
        match &self.door {
            Some(door) => door.target(context, &self.found),
            None => target(context, &self.found),
        }
    }

    /// What to read of it again: its slot, without the others of its driver.
    pub fn wanted(&self) -> Wanted {
        let slots = Some(vec![self.token.identity.slot]);
        Wanted { found: self.found.clone(), slots, doors: self.door.iter().cloned().collect() }
    }

    /// The token in its slot, in a later reading.
    pub fn of_slot(&self, inventory: Inventory) -> Option<Token> {
        inventory.tokens.into_iter().find(|token| token.identity.slot == self.token.identity.slot)
    }

    /// Its slot number at that driver.
    pub fn slot(&self) -> u64 {
        self.door.as_ref().map_or(self.token.identity.slot, |door| door.inside(self.token.identity.slot))
    }
}

/// Finds the one token that a command logs in to or changes.
///
/// # Errors
/// [`SelectionError`] if none or several match, with the tokens found.
pub fn one_token(context: &Context<'_>) -> raised::Result<Chosen> {
    one_of(context, false)
}

/// The same, if an uninitialised token may be meant.
pub fn one_token_or_blank(context: &Context<'_>) -> raised::Result<Chosen> {
    one_of(context, true)
}

fn one_of(context: &Context<'_>, or_blank: bool) -> raised::Result<Chosen> {
    let names_holder = matches!(context.token, Some(Selector::Holder(_)));
    let (mut inventory, reading) = seen(context, Kind::TokenList, names_holder)?;
    // An empty slot waits for a token: there is nothing to log in to.
    inventory.tokens.retain(|token| or_blank || token.initialized);
    let candidates = candidates(&inventory, &reading.served);
    let at = choose(context.token.as_ref(), &candidates, &context.same_drivers())
        .map_err(|error| beside_failures(context, error, &inventory))?;
    let chosen =
        chosen(context, &inventory, at, &reading).ok_or_else(|| SelectionError::NoToken(context.same_drivers()))?;
    let (unread, names): (Vec<Unread<'_>>, Vec<String>) = unread(context, &inventory, &reading.served).unzip();
    let selector = context.token.as_ref();
    let renumbered = chosen.door.as_ref().is_some_and(|door| door.is_renumbered);
    if candidates.get(at).is_some_and(|candidate| is_certain(selector, candidate, &unread, renumbered)) {
        return Ok(chosen);
    }
    Err(SelectionError::Uncertain { token: chosen.named, unread: names }.into())
}

/// What could not be read and may hold any token, each with its name. A driver that was found, not named, and that the
/// system cannot load serves nothing anywhere.
fn unread<'a>(
    context: &Context<'_>,
    inventory: &'a Inventory,
    served: &'a [Served],
) -> impl Iterator<Item = (Unread<'a>, String)> {
    let is_there = |driver: &str, slot: Option<u64>| {
        inventory.tokens.iter().any(|token| token.driver == driver && Some(token.identity.slot) == slot)
    };
    // Drivers without PC/SC choose names of their own ("Slot 0"), and long ones may be cut alike: only a name that PC/SC
    // gives to one reader is that reader's.
    let known = LazyCell::new(|| readers(&context.launcher).unwrap_or_default());
    let is_one = move |name: &str| known.iter().filter(|one| is_same_reader(&one.name, name)).count() == 1;
    // The card in a reader that another driver shows: the vendor's, mostly, where this one does not know the card.
    let is_read_elsewhere = move |driver: &str, reader: &str| {
        let others = inventory.tokens.iter().filter(|token| token.driver != driver);
        let mut shown = others.filter_map(|token| token.identity.reader.as_deref());
        shown.any(|other| is_same_reader(other, reader)) && is_one(reader)
    };
    let is_named = |path: &str| served.iter().any(|one| one.found.named && one.path() == path);
    let is_idle = move |driver: &Driver| driver.status == DriverStatus::Unloadable && !is_named(&driver.path);
    inventory
        .drivers
        .iter()
        .filter(move |driver| driver.status.is_failure() && !is_idle(driver))
        .flat_map(|driver| driver.failures().map(move |failure| (driver, failure)))
        .filter(move |(driver, failure)| !is_there(&driver.path, failure.slot))
        .filter(move |(driver, failure)| {
            !failure.reader.as_deref().is_some_and(|reader| is_read_elsewhere(&driver.path, reader))
        })
        .map(|(driver, failure)| {
            let name = failure.reader.clone().unwrap_or_else(|| last_part(&driver.path).to_owned());
            (Unread { driver: &driver.path, slot: failure.slot }, name)
        })
}

/// A token of a reading, as commands that log in or change something take it.
pub fn chosen(context: &Context<'_>, inventory: &Inventory, at: usize, reading: &Reading) -> Option<Chosen> {
    let candidates = candidates(inventory, &reading.served);
    let selector = telling(candidates.get(at)?, &candidates);
    let token = inventory.tokens.get(at)?.clone();
    let served = reading.served_by(&token.driver)?;
    let slot = served.reading.as_ref().and_then(|reading| reading.slots.get(&token.identity.slot)?.reading.as_ref());
    let raw = slot.and_then(|slot| slot.token.clone())?;
    let slots = reading.served.iter().filter_map(|one| one.reading.as_ref()).flat_map(|one| one.slots.values());
    let tokens = slots.filter_map(|slot| slot.reading.as_ref()?.token.as_ref());
    let seen = tokens.map(|token| token.identity.serial.text.clone());
    // A driver that was not named is found again without its name.
    let module = (!context.modules.is_empty()).then_some(&*served.found.path);
    let named = Named::new(token.label_and_serial(), &selector, module);
    Some(Chosen {
        found: served.found.clone(),
        library: served.library().cloned(),
        door: served.doors.iter().find(|door| door.leads_to(token.identity.slot)).cloned(),
        token,
        named,
        raw,
        certificate: None,
        discovery: reading.discovery.clone(),
        seen: seen.collect(),
    })
}

/// Reads what `--token` selects, or everything; sessions are opened on the selected tokens only.
pub fn selected(context: &Context<'_>, kind: Kind, scope: Scope) -> raised::Result<(Inventory, Reading)> {
    let Some(selector) = &context.token else {
        let mut reading = read_all(context, scope)?;
        return Ok((document(context, kind, &mut reading.served), reading));
    };
    let names_holder = matches!(selector, Selector::Holder(_) | Selector::Word(_));
    let (seen, first) = seen(context, kind, names_holder)?;
    let matching = matching(context, &seen, &first.served, selector)?;
    let wanted: Vec<Wanted> = first
        .served
        .iter()
        .filter_map(|one| {
            let path = one.path();
            let slots: Vec<u64> =
                matching.iter().filter(|(driver, _)| *driver == path).map(|(_, slot)| *slot).collect();
            (!slots.is_empty()).then(|| Wanted {
                found: one.found.clone(),
                slots: Some(slots),
                doors: one.doors.clone(),
            })
        })
        .collect();
    let mut served =
        if scope == Scope::default() { keep_only(first.served, &matching) } else { read(context, wanted, scope)? };
    let inventory = document(context, kind, &mut served);
    Ok((inventory, Reading { discovery: first.discovery, served }))
}

/// The tokens found. Certificates are read only if a holder may be meant and no token matches by its own data; for a
/// PIN, a bare word never means a holder.
fn seen(context: &Context<'_>, kind: Kind, names_holder: bool) -> raised::Result<(Inventory, Reading)> {
    let mut reading = read_all(context, Scope::default())?;
    let mut inventory = document(context, kind, &mut reading.served);
    let is_there = || {
        let candidates = candidates(&inventory, &reading.served);
        candidates.iter().any(|candidate| context.token.as_ref().is_some_and(|token| token.matches(candidate)))
    };
    if names_holder && !is_there() {
        reading = read_all(context, Scope::OBJECTS)?;
        inventory = document(context, kind, &mut reading.served);
    }
    Ok((inventory, reading))
}

/// Driver path and slot of every token that matches, through each driver that sees it; a listing may show several.
fn matching(
    context: &Context<'_>,
    inventory: &Inventory,
    served: &[Served],
    selector: &Selector,
) -> raised::Result<Vec<(String, u64)>> {
    let candidates = candidates(inventory, served);
    let matching: Vec<(String, u64)> = meant(Some(selector), &candidates, Degree::Part)
        .into_iter()
        .filter_map(|place| inventory.tokens.get(place))
        .flat_map(|token| {
            let others = token.also_seen_by.iter().map(|other| (other.driver.clone(), other.slot));
            std::iter::once((token.driver.clone(), token.identity.slot)).chain(others)
        })
        .collect();
    if matching.is_empty() {
        choose(Some(selector), &usable(candidates, inventory), &context.same_drivers())
            .map_err(|error| beside_failures(context, error, inventory))?;
    }
    Ok(matching)
}

/// A token that was not found may be one of a driver that failed.
fn beside_failures(context: &Context<'_>, error: SelectionError, inventory: &Inventory) -> Raised {
    match &error {
        SelectionError::NoToken(_) => {
            incomplete::token(error, inventory, Some(context.same_drivers().hint("selection-hint-driver-failed")))
        }
        SelectionError::NoMatch { .. } => incomplete::token(error, inventory, None),
        SelectionError::NoneSaved | SelectionError::Several { .. } | SelectionError::Uncertain { .. } => error.into(),
    }
}

/// The candidates that an error lists: an uninitialised token is listed, but is not a candidate.
fn usable<'a>(candidates: Vec<Selectable<'a>>, inventory: &Inventory) -> Vec<Selectable<'a>> {
    let tokens = candidates.into_iter().zip(&inventory.tokens);
    tokens.filter(|(_, token)| token.initialized).map(|(candidate, _)| candidate).collect()
}

/// Keeps the tokens of a saved inventory that `--token` selects; the drivers stay, since they were read.
///
/// # Errors
/// [`SelectionError`] if none matches, with the tokens found.
pub fn keep_selected(inventory: &mut Inventory, selector: &Selector) -> raised::Result<()> {
    let candidates = candidates(inventory, &[]);
    let matching: HashSet<usize> = meant(Some(selector), &candidates, Degree::Part).into_iter().collect();
    if matching.is_empty() {
        choose(Some(selector), &usable(candidates, inventory), &Which::default()).map_err(|error| match error {
            SelectionError::NoToken(_) => SelectionError::NoneSaved,
            other => other,
        })?;
    }
    // Not by driver and slot: tokens of several workstations share those.
    let mut place = 0..;
    inventory.tokens.retain(|_| place.next().is_some_and(|place| matching.contains(&place)));
    Ok(())
}

/// The same reading with only these slots.
fn keep_only(mut served: Vec<Served>, slots: &[(String, u64)]) -> Vec<Served> {
    served.retain(|one| slots.iter().any(|(driver, _)| *driver == one.path()));
    for one in &mut served {
        let path = one.path();
        if let Some(reading) = &mut one.reading {
            reading.slots.retain(|slot, _| slots.iter().any(|(driver, wanted)| *driver == path && wanted == slot));
        }
    }
    served
}

/// The current certificate of a token, or the only possible one.
pub fn current_certificate(token: &Token) -> Option<&Certificate> {
    token.in_use()
}
