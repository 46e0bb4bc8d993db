//! Titles and words that a config adds to the built-in ones.
//!
//! Pitfall: the config takes precedence, so that an agency can also assign a built-in title to another field.

use std::collections::BTreeMap;

use super::field::StaffField;
use super::words::{STATES, State, meaning, state_of_key, with_more};
use crate::domain::fold;

/// The key in `[roster.columns]` that leaves a column out.
pub const LEFT_OUT: &str = "ignore";

/// What a title says about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It holds this field.
    Field(StaffField),
    /// It is deliberately not used.
    LeftOut,
}

impl Known {
    pub(super) fn field(self) -> Option<StaffField> {
        match self {
            Self::Field(field) => Some(field),
            Self::LeftOut => None,
        }
    }
}

/// What the config adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    columns: BTreeMap<String, Known>,
    states: BTreeMap<String, State>,
}

impl Vocabulary {
    /// Takes `[roster.columns]` and `[roster.states]`; an unknown key is skipped, since the config check has refused it.
    pub fn new(columns: &BTreeMap<String, String>, states: &BTreeMap<String, String>) -> Self {
        let field = |key: &String| match key.as_str() {
            LEFT_OUT => Some(Known::LeftOut),
            key => StaffField::of_key(key).map(Known::Field),
        };
        let columns = columns.iter().filter_map(|(title, key)| Some((fold::title(title), field(key)?)));
        let states = states.iter().filter_map(|(word, key)| Some((fold::title(word), state_of_key(key)?)));
        Self { columns: columns.collect(), states: states.collect() }
    }

    /// The meaning of a folded title; `None` if unknown.
    pub(super) fn title(&self, folded: &str) -> Option<Known> {
        self.columns.get(folded).copied().or_else(|| StaffField::of_title(folded).map(Known::Field))
    }

    /// What a folded word says about a person or a token.
    pub(super) fn state(&self, folded: &str) -> Option<State> {
        let known = |word: &str| self.states.get(word).copied().or_else(|| meaning(&STATES, word));
        known(folded).or_else(|| with_more(folded, known))
    }
}
