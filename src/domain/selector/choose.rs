//! The choice of exactly one token, and what to say if there is none or several.

use super::{Degree, Selectable, Selector, Which, meant};
use crate::domain::phrase::Phrase;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
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
    let own = candidate.identity;
    let reader = own.reader.as_deref().filter(|reader| !reader.trim().is_empty());
    let tries = [
        own.telling_serial().map(|serial| Selector::Serial(serial.trim().to_owned())),
        reader.map(|reader| Selector::Reader(reader.trim().to_owned())),
        Some(Selector::Slot(own.slot)),
    ];
    let alone = |selector: &Selector| all.iter().filter(|other| selector.matches(other)).count() == 1;
    tries.into_iter().flatten().find(alone).unwrap_or_else(|| {
        let module_path = Some(candidate.driver.to_owned());
        Selector::Uri(Box::new(Uri { slot_id: Some(own.slot), module_path, ..Uri::default() }))
    })
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
            Self::Several { selector: None, matching } => {
                of(Class::Ambiguous.told("token-ambiguous", "selection-several-there"), matching)
            }
        }
    }
}

situation_error!(SelectionError);
