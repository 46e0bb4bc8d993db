//! One folding for comparing names as Vietnamese people write them: of persons and of bodies. Never for showing.
//!
//! May import Unicode tables alone. What folding removes is no difference: case, spaces, punctuation, old or new place
//! of the tone mark, and for bodies abbreviations (`UBND`) and y/i (`kỹ`, `kĩ`). Pitfall: tone marks themselves tell
//! people and places apart (An Khê, An Khe) and are never dropped; an abbreviation that can mean two things has two
//! readings, and is the same as either.

mod abbreviation;
mod family;
mod syllable;
#[cfg(test)]
mod tests;
mod word;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use abbreviation::Table;
pub use family::{is_common_family, is_family};
use serde::{Deserialize, Serialize};

/// What a body may set about names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameRules {
    /// In names of bodies y and i are one letter where both spellings are usual: kỹ and kĩ, quý and quí.
    pub y_as_i: bool,
    /// The same in names of persons, where Lý and Lí may be two.
    pub y_as_i_of_persons: bool,
    /// Abbreviations beyond the built-in ones, with what they stand for. One that ends with a dot is only meant with it.
    pub abbreviations: BTreeMap<String, String>,
}

impl Default for NameRules {
    fn default() -> Self {
        Self { y_as_i: true, y_as_i_of_persons: false, abbreviations: BTreeMap::new() }
    }
}

/// The folding by one set of rules. Its table is made once; a copy shares it.
#[derive(Debug, Clone)]
pub struct Names(Arc<Made>);

#[derive(Debug)]
struct Made {
    rules: NameRules,
    table: Table,
    /// Names of bodies that were folded: thousands of people have one of a few hundred.
    bodies: Mutex<HashMap<String, BodyName>>,
}

/// The most names of bodies that are remembered, and the longest: a hostile file has others every time.
const MOST_BODIES: usize = 4096;
const LONGEST_BODY: usize = 400;

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.0.rules == other.0.rules
    }
}

impl Eq for Names {}

impl Default for Names {
    fn default() -> Self {
        static BUILT_IN: OnceLock<Names> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::new(NameRules::default())).clone()
    }
}

impl Names {
    /// Makes the table of these rules.
    pub fn new(rules: NameRules) -> Self {
        let table = Table::new(&rules.abbreviations, rules.y_as_i);
        Self(Arc::new(Made { rules, table, bodies: Mutex::default() }))
    }

    /// Folds a person's name.
    pub fn person(&self, text: &str) -> String {
        word::joined(&word::words(text, self.0.rules.y_as_i_of_persons))
    }

    /// Folds a body's name.
    pub fn body(&self, text: &str) -> BodyName {
        let mut bodies = self.0.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = bodies.get(text) {
            return known.clone();
        }
        let readings = self.0.table.readings(word::words(text, self.0.rules.y_as_i));
        let body = BodyName { readings: readings.into() };
        if bodies.len() < MOST_BODIES && text.len() <= LONGEST_BODY {
            bodies.insert(text.to_owned(), body.clone());
        }
        body
    }

    /// Whether two texts are one body's name.
    pub fn is_same_body(&self, one: &str, other: &str) -> bool {
        self.body(one).is(&self.body(other))
    }
}

/// A body's name, folded: one reading, or several where an abbreviation has several meanings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName {
    /// The likeliest first; never none.
    readings: Arc<[String]>,
}

impl BodyName {
    /// Under which it is grouped and sorted.
    pub fn key(&self) -> &str {
        self.readings.first().map_or("", String::as_str)
    }

    /// Every reading.
    pub fn readings(&self) -> &[String] {
        &self.readings
    }

    /// Whether nothing is left of it.
    pub fn is_empty(&self) -> bool {
        self.key().is_empty()
    }

    /// Whether the other one is this body's name too.
    pub fn is(&self, other: &Self) -> bool {
        self.readings.iter().any(|reading| other.readings.contains(reading))
    }

    /// Whether one reading is made of some of these names, one after another: `văn phòng ủy ban nhân dân phường 1`.
    pub fn is_made_of(&self, parts: &[Self]) -> bool {
        self.readings.iter().any(|reading| is_made_of(reading, parts))
    }

    /// Whether the other one stands in it.
    pub fn mentions(&self, other: &Self) -> bool {
        let holds =
            |long: &String| other.readings.iter().any(|short| format!(" {long} ").contains(&format!(" {short} ")));
        self.readings.iter().any(holds)
    }

    /// Whether this is the other one with some of these names behind it: `sở tài chính thành phố hà nội`.
    pub fn is_within(&self, other: &Self, above: &[Self]) -> bool {
        other.readings.iter().any(|short| {
            self.readings.iter().any(|long| {
                let rest = long.strip_prefix(short.as_str()).and_then(|rest| rest.strip_prefix(' '));
                rest.is_some_and(|rest| is_made_of(rest, above))
            })
        })
    }
}

fn is_made_of(text: &str, parts: &[BodyName]) -> bool {
    parts.iter().flat_map(|part| part.readings.iter()).filter(|part| !part.is_empty()).any(|part| {
        match text.strip_prefix(part.as_str()) {
            Some("") => true,
            Some(rest) => rest.strip_prefix(' ').is_some_and(|rest| is_made_of(rest, parts)),
            None => false,
        }
    })
}
