//! The token that a command is about.

mod doubts;

use std::collections::{HashMap, HashSet};

use doubts::unread;

use super::Context;
use super::assemble::recognise;
use super::incomplete;
use super::pin::{mark_of, needs_mark};
use super::readers::Door;
use super::reading::{Reading, Scope, Served, Wanted, document, read, read_all, target};
use crate::domain::known::marks_initialized;
use crate::domain::raised::{self, Raised};
use crate::domain::selector::{
    Degree, Member, Named, Selectable, SelectionError, Selector, Unread, Which, choose, is_certain, meant, telling,
    telling_for_certain,
};
use crate::driver::client::Target;
use crate::driver::discover::{Discovery, Found};
use crate::driver::protocol::{CertificateMark, Library, RawText, TokenReading};
use crate::report::Kind;
use crate::report::inventory::{Certificate, Inventory, Pairing, Token};

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
    /// A certificate that was seen on it: the one by which it was chosen, or one that was looked for.
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

    /// Lets hints name it by this selector.
    fn rename(&mut self, context: &Context<'_>, selector: &Selector) {
        self.named = named(context, &self.found, &self.token, selector);
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
    if !or_blank {
        admit(context, &mut inventory, &reading)?;
    }
    // An empty slot waits for a token: there is nothing to log in to.
    inventory.tokens.retain(|token| or_blank || token.initialized);
    let candidates = candidates(&inventory, &reading.served);
    let at = choose(context.token.as_ref(), &candidates, &context.same_drivers())
        .map_err(|error| beside_failures(context, error, &inventory))?;
    let none = || SelectionError::NoToken(context.same_drivers());
    let mut chosen = chosen(context, &inventory, at, &reading).ok_or_else(none)?;
    let candidate = candidates.get(at).ok_or_else(none)?;
    let (unread, names): (Vec<Unread<'_>>, Vec<String>) =
        unread(context, &inventory, &reading.served, at).into_iter().unzip();
    let selector = context.token.as_ref();
    let renumbered = chosen.door.as_ref().is_some_and(|door| door.is_renumbered);
    let certain = telling_for_certain(candidate, &candidates, &unread, renumbered);
    if !is_certain(selector, candidate, &unread, renumbered) {
        let named = unread.iter().zip(names).filter(|(one, _)| one.counts_for(selector));
        let unread = named.map(|(_, name)| name).collect();
        return Err(SelectionError::Uncertain { token: chosen.named, unread, certain }.into());
    }
    // What a hint suggests must be accepted as well.
    if let Some(named) = certain.as_ref().or(selector) {
        chosen.rename(context, named);
    }
    if names_holder && needs_mark(&chosen) {
        // Another token that comes into the slot from now on may look the same, but has not this certificate.
        chosen.certificate = inventory.tokens.get(at).and_then(holders_mark);
    }
    Ok(chosen)
}

/// What identifies the certificate that names the holder of a token.
fn holders_mark(token: &Token) -> Option<CertificateMark> {
    let names = |one: &&Certificate| one.common_name().is_some() && one.common_name() == token.holder.as_deref();
    let in_use = |one: &&Certificate| matches!(one.pairing, Pairing::Current | Pairing::Unknown);
    token.certificates.iter().filter(names).filter(in_use).find_map(mark_of)
}

/// Driver and slot of a token, through each driver that sees it.
fn sightings(token: &Token) -> impl Iterator<Item = (&str, u64)> {
    let others = token.also_seen_by.iter().map(|other| (other.driver.as_str(), other.slot));
    std::iter::once((token.driver.as_str(), token.identity.slot)).chain(others)
}

/// Looks into tokens that may be meant and deny being initialised, unless their driver is known to set that flag: one that shows
/// objects, or cannot be read, is a token like any other.
fn admit(context: &Context<'_>, inventory: &mut Inventory, reading: &Reading) -> raised::Result<()> {
    let candidates = candidates(inventory, &reading.served);
    let meant = meant(context.token.as_ref(), &candidates, Degree::Name);
    let meant = meant.into_iter().filter_map(|at| inventory.tokens.get(at)).filter(|token| !token.initialized);
    let denied: Vec<(String, u64)> = meant.map(|token| (token.driver.clone(), token.identity.slot)).collect();
    let tells = |one: &Served| recognise(&one.found, one.library()).is_some_and(marks_initialized);
    let wanted = wanted(reading.served.iter().filter(|one| !tells(one)), &denied);
    if wanted.is_empty() {
        return Ok(());
    }
    let found = document(context, Kind::TokenList, &mut read(context, wanted, Scope::OBJECTS)?);
    for token in found.tokens.into_iter().filter(|token| token.initialized) {
        let is_it = |own: &&mut Token| own.driver == token.driver && own.identity.slot == token.identity.slot;
        if let Some(own) = inventory.tokens.iter_mut().find(is_it) {
            let also_seen_by = std::mem::take(&mut own.also_seen_by);
            *own = Token { also_seen_by, ..token };
        }
    }
    for driver in found.drivers.into_iter().filter(|driver| driver.status.is_failure()) {
        if let Some(own) = inventory.drivers.iter_mut().find(|own| own.path == driver.path) {
            own.status = driver.status;
            own.failure = own.failure.take().or(driver.failure);
            own.slot_failures.extend(driver.slot_failures);
        }
    }
    Ok(())
}

/// These slots of the drivers, to be read.
fn wanted<'a>(served: impl Iterator<Item = &'a Served>, slots: &[(String, u64)]) -> Vec<Wanted> {
    let of = |one: &Served| {
        let path = one.path();
        let slots: Vec<u64> = slots.iter().filter(|(driver, _)| *driver == path).map(|(_, slot)| *slot).collect();
        let (found, doors) = (one.found.clone(), one.doors.clone());
        (!slots.is_empty()).then_some(Wanted { found, slots: Some(slots), doors })
    };
    served.filter_map(of).collect()
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
    let named = named(context, &served.found, &token, &selector);
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

/// A token in errors, and the options with which their hints find it.
fn named(context: &Context<'_>, found: &Found, token: &Token, selector: &Selector) -> Named {
    // A driver that was not named is found again without its name.
    let module = (!context.modules.is_empty()).then_some(&*found.path);
    Named::new(token.label_and_serial(), selector, module)
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
    let wanted = wanted(first.served.iter(), &matching);
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
        .flat_map(sightings)
        .map(|(driver, slot)| (driver.to_owned(), slot))
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
