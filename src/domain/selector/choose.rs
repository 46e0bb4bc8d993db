//! The choice of exactly one token, and what to say if there is none or several.

use super::{Degree, Named, Selectable, Selector, Which, is_driver_of, meant, same_serial};
use crate::domain::phrase::Phrase;
use crate::domain::reader::is_same_reader;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::token::TokenIdentity;
use crate::domain::uri::Uri;
use crate::situation_error;

/// A token as an error lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its label, else its reader, else its slot's number.
    pub name: String,
    /// The selector that matches it and no other token found.
    pub selector: Selector,
}

/// Why no token was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionError {
    /// There is no token at all; `driver list` with these options shows the drivers asked.
    NoToken(Which),
    /// The saved inventories have no token.
    NoneSaved,
    /// No token matches.
    NoMatch {
        /// The requested selector.
        selector: Selector,
        /// The tokens found.
        seen: Vec<Choice>,
    },
    /// Several tokens match.
    Several {
        /// The requested selector; `None` if there was none.
        selector: Option<Selector>,
        /// Those that match.
        matching: Vec<Choice>,
    },
    /// One matches, but so may another in what could not be read.
    Uncertain {
        /// The one that matches.
        token: Named,
        /// The readers and drivers that could not be read.
        unread: Vec<String>,
        /// A selector that means this one beyond doubt, if there is any.
        certain: Option<Selector>,
    },
}

/// A driver or a slot that could not be read, and may hold any token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unread<'a> {
    /// Path of the driver.
    pub driver: &'a str,
    /// The slot; `None` if it is the driver as a whole, or a reader whose slots have no numbers.
    pub slot: Option<u64>,
    /// The reader, if known; its name may be cut.
    pub reader: Option<&'a str>,
    /// Whether that driver serves the token that matches, or at least the same reader. Otherwise an equal name proves
    /// nothing: drivers without PC/SC choose names of their own.
    pub shares_reader: bool,
    /// What is not known of it.
    pub lacks: Lacks,
}

/// What is not known of a token that may be meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lacks {
    /// Anything: it is not listed.
    #[default]
    Everything,
    /// Its certificates, or some of them: it may be the holder's.
    Certificates,
    /// Its reader.
    Reader,
}

impl Unread<'_> {
    /// Whether a selector may mean it.
    pub fn counts_for(&self, selector: Option<&Selector>) -> bool {
        match (self.lacks, selector) {
            (Lacks::Everything, _)
            | (Lacks::Certificates, Some(Selector::Holder(_)))
            | (Lacks::Reader, Some(Selector::Reader(_))) => true,
            (Lacks::Reader, Some(Selector::Uri(uri))) => uri.slot_description.is_some(),
            (Lacks::Certificates | Lacks::Reader, _) => false,
        }
    }

    /// Whether it may be another slot of the same card, with another PIN: such slots share reader and serial.
    fn may_be_beside(&self, token: &TokenIdentity) -> bool {
        let is_other = |reader: &str| token.reader.as_deref().is_some_and(|own| !is_same_reader(own, reader));
        self.shares_reader && !self.reader.is_some_and(is_other)
    }
}

/// Whether a selector that matches a token cannot mean one in what was not read. `renumbered`: the slots of its driver
/// have other numbers than usual.
pub fn is_certain(
    selector: Option<&Selector>,
    candidate: &Selectable<'_>,
    unread: &[Unread<'_>],
    renumbered: bool,
) -> bool {
    let own = candidate.identity;
    let unread: Vec<Unread<'_>> = unread.iter().copied().filter(|one| one.counts_for(selector)).collect();
    let is_proving = own.proving_serial_key().is_some();
    let is_alone = |unread: &[Unread<'_>]| !unread.iter().any(|one| one.may_be_beside(own));
    let is_by_serial = || is_proving && is_alone(&unread);
    let is_elsewhere =
        |slot: u64| !renumbered && unread.iter().all(|unread| unread.slot.is_some_and(|other| other != slot));
    match selector {
        Some(Selector::Serial(_)) => unread.is_empty() || is_by_serial(),
        Some(Selector::Word(word)) => unread.is_empty() || same_serial(word, own.serial.as_deref()) && is_by_serial(),
        Some(Selector::Reader(_)) => is_alone(&unread),
        Some(Selector::Slot(slot)) => is_elsewhere(*slot),
        Some(Selector::Uri(uri)) => {
            // Only the drivers that the URI allows count.
            let allowed: Vec<Unread<'_>> =
                unread.iter().copied().filter(|unread| is_driver_of(uri, unread.driver)).collect();
            let named = uri.serial.is_some() && is_proving
                || uri.slot_description.as_ref().is_some_and(|reader| !reader.as_bytes().is_empty());
            match uri.slot_id {
                _ if named && is_alone(&allowed) => true,
                Some(slot) => is_certain(Some(&Selector::Slot(slot)), candidate, &allowed, renumbered),
                None => allowed.is_empty(),
            }
        }
        None | Some(Selector::Label(_) | Selector::Holder(_)) => unread.is_empty(),
    }
}

/// Chooses the one token that a selector matches; without a selector the only one present. Returns its index.
///
/// Candidates are distinct tokens: sightings of one token by several drivers must be joined before. `drivers` are those
/// that were asked.
pub fn choose(
    selector: Option<&Selector>,
    candidates: &[Selectable<'_>],
    drivers: &Which,
) -> Result<usize, SelectionError> {
    let matching = meant(selector, candidates, Degree::Name);
    let choices = |indices: &[usize]| {
        let mut chosen: Vec<&Selectable<'_>> = indices.iter().filter_map(|index| candidates.get(*index)).collect();
        // The first is the example of a hint, for which a token in use is better than one that has nothing yet.
        chosen.sort_by_key(|candidate| filled(candidate.identity.label.as_deref()).is_none());
        let choice =
            |candidate: &Selectable<'_>| Choice { name: name(candidate), selector: telling(candidate, candidates) };
        chosen.into_iter().map(choice).collect()
    };
    match (matching.as_slice(), selector) {
        ([index], _) => Ok(*index),
        ([], Some(selector)) if !candidates.is_empty() => {
            let all = (0..candidates.len()).collect::<Vec<_>>();
            Err(SelectionError::NoMatch { selector: selector.clone(), seen: choices(&all) })
        }
        ([], _) => Err(SelectionError::NoToken(drivers.clone())),
        (several, selector) => Err(SelectionError::Several { selector: selector.cloned(), matching: choices(several) }),
    }
}

fn name(candidate: &Selectable<'_>) -> String {
    let own = candidate.identity;
    let name = filled(own.label.as_deref()).or_else(|| filled(own.reader.as_deref()));
    name.map_or_else(|| format!("slot:{}", own.slot), str::to_owned)
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The shortest selector that matches a single token: its serial, else its reader, else its slot, else slot and driver.
pub fn telling(candidate: &Selectable<'_>, all: &[Selectable<'_>]) -> Selector {
    names_of(candidate).into_iter().flatten().find(|name| is_of_one(name, all)).unwrap_or_else(|| by_place(candidate))
}

/// The same beside what was not read: the first that [`is_certain`], if any is.
pub fn telling_for_certain(
    candidate: &Selectable<'_>,
    all: &[Selectable<'_>],
    unread: &[Unread<'_>],
    renumbered: bool,
) -> Option<Selector> {
    let names = names_of(candidate).into_iter().flatten().chain([by_place(candidate)]);
    let mut alone = names.filter(|name| is_of_one(name, all));
    alone.find(|name| is_certain(Some(name), candidate, unread, renumbered))
}

/// Its serial, its reader and its slot.
fn names_of(candidate: &Selectable<'_>) -> [Option<Selector>; 3] {
    let own = candidate.identity;
    let reader = own.reader.as_deref().filter(|reader| !reader.trim().is_empty());
    [
        own.telling_serial().map(|serial| Selector::Serial(serial.trim().to_owned())),
        reader.map(|reader| Selector::Reader(reader.trim().to_owned())),
        Some(Selector::Slot(own.slot)),
    ]
}

/// Its slot and its driver.
fn by_place(candidate: &Selectable<'_>) -> Selector {
    let (slot_id, module_path) = (Some(candidate.identity.slot), Some(candidate.driver.to_owned()));
    Selector::Uri(Box::new(Uri { slot_id, module_path, ..Uri::default() }))
}

fn is_of_one(selector: &Selector, all: &[Selectable<'_>]) -> bool {
    all.iter().filter(|one| selector.matches(one)).count() == 1
}

/// How many tokens a sentence lists; further ones are counted.
const LISTED: usize = 20;

fn listed(choices: &[Choice]) -> String {
    let mut parts = choices
        .iter()
        .take(LISTED)
        .map(|choice| format!("{} (`{}`)", choice.name, choice.selector))
        .collect::<Vec<_>>();
    if choices.len() > LISTED {
        parts.push(format!("… +{}", choices.len() - LISTED));
    }
    parts.join("; ")
}

impl Situation for SelectionError {
    fn told(&self) -> Told {
        let of = |told: Told, choices: &[Choice]| {
            let told = told.with("count", choices.len()).with("tokens", listed(choices));
            match choices.first() {
                Some(first) => told
                    .hint(Phrase::new("selection-hint-choose").with("selector", quoted(&first.selector.to_string()))),
                None => told,
            }
        };
        match self {
            Self::NoToken(drivers) => {
                Class::NotFound.told("no-token", "selection-no-token").hint(drivers.hint("selection-hint-driver-list"))
            }
            Self::NoneSaved => Class::NotFound.told("no-token", "selection-none-saved").hint("saved-hint-read-again"),
            Self::NoMatch { selector, seen } => {
                let told = Class::NotFound.told("token-not-found", "selection-no-match");
                of(told.with("selector", selector.to_string()), seen)
            }
            Self::Several { selector: Some(selector), matching } => {
                let told = Class::Ambiguous.told("token-ambiguous", "selection-several");
                of(told.with("selector", selector.to_string()), matching)
            }
            Self::Uncertain { token, unread, certain } => {
                let id = if unread.is_empty() { "selection-renumbered" } else { "selection-uncertain" };
                let told = Class::Refused.told("token-uncertain", id).with("token", token);
                told.with("unread", unread.join(", ")).hint(match certain {
                    Some(selector) => {
                        let selector = quoted(&selector.to_string());
                        Phrase::new("selection-hint-certain").with("selector", selector)
                    }
                    None => token.drivers.hint("selection-hint-driver-failed"),
                })
            }
            Self::Several { selector: None, matching } => {
                of(Class::Ambiguous.told("token-ambiguous", "selection-several-there"), matching)
            }
        }
    }
}

situation_error!(SelectionError);
