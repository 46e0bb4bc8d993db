//! `--unit`: one agency or unit, in any spelling, and names similar to an unknown one.
//!
//! May import `domain` only. Pitfall: many agencies have a unit of the same name ("Phòng Kinh tế"), and all are meant.

use std::collections::BTreeMap;

use super::collation;
use super::fold;
use super::names::{BodyName, Names};
use super::situation::{Class, Situation, Told};
use crate::situation_error;

/// How many similar names a sentence lists.
const LISTED: usize = 5;

/// A requested unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    text: String,
    named: BodyName,
    names: Names,
}

impl Unit {
    /// Folds the requested name.
    pub fn new(text: &str, names: &Names) -> Self {
        Self { text: text.to_owned(), named: names.body(text), names: names.clone() }
    }

    /// Whether this is its name.
    pub fn is(&self, name: &str) -> bool {
        self.named.is(&self.names.body(name))
    }

    /// That none of these is it, with similar ones.
    pub fn unknown<'a>(&self, known: impl Iterator<Item = &'a str>) -> UnitError {
        let mut units: BTreeMap<String, &str> = BTreeMap::new();
        for name in known {
            units.entry(self.names.body(name).key().to_owned()).or_insert(name);
        }
        let wanted = fold::title(&self.text);
        let mut ranked: Vec<(usize, &str)> =
            units.values().map(|name| (distance(&wanted, &fold::title(name)), *name)).collect();
        ranked.sort_by_cached_key(|(far, name)| (*far, collation::unit(name)));
        let close = |distance: &usize| *distance * 3 <= wanted.chars().count().max(3);
        let similar = ranked.iter().filter(|(far, _)| close(far)).count();
        let is_near = similar > 0;
        let near: Vec<String> = ranked
            .iter()
            .filter(|(far, _)| close(far) || !is_near)
            .take(LISTED)
            .map(|(_, name)| (*name).to_owned())
            .collect();
        let more = similar.saturating_sub(LISTED);
        UnitError::Unknown { unit: self.text.clone(), near, is_near, more, known: units.len() }
    }
}

/// Edit distance between two folded texts; a text contained in the other is near.
fn distance(wanted: &str, name: &str) -> usize {
    if !wanted.is_empty() && (name.contains(wanted) || wanted.contains(name)) {
        return 0;
    }
    strsim::levenshtein(wanted, name)
}

/// Why a unit cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitError {
    /// Nothing in the data is of this unit.
    Unknown {
        /// The requested name.
        unit: String,
        /// Similar names, else some of the known ones.
        near: Vec<String>,
        /// Whether they are similar.
        is_near: bool,
        /// How many more are similar.
        more: usize,
        /// How many there are.
        known: usize,
    },
}

impl Situation for UnitError {
    fn told(&self) -> Told {
        let Self::Unknown { unit, near, is_near, more, known } = self;
        let id = match (near.is_empty(), is_near) {
            (true, _) => "unit-none",
            (false, true) if *more > 0 => "unit-near-and-more",
            (false, true) => "unit-near",
            (false, false) => "unit-unknown",
        };
        let told = Class::NotFound.told("unit-not-found", id);
        told.with("unit", unit).with("near", near.join("; ")).with("more", *more).with("known", *known)
    }
}

situation_error!(UnitError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_by_every_spelling() {
        let unit = Unit::new("UBND phường Hoàn Kiếm", &Names::default());
        for name in ["Uỷ ban nhân dân phường Hoàn Kiếm", "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM", "UBND P. Hoàn Kiếm"]
        {
            assert!(unit.is(name), "{name}");
        }
        assert!(!unit.is("UBND phường Cửa Nam"), "another one");
    }

    #[test]
    fn an_unknown_unit_is_told_with_near_ones() {
        let known = ["UBND phường Hoàn Kiếm", "Phòng Kinh tế", "Phòng Văn hóa", "Trạm Y tế phường"];
        let near = |text: &str| {
            let UnitError::Unknown { near, is_near, known, .. } =
                Unit::new(text, &Names::default()).unknown(known.into_iter());
            assert_eq!(known, 4, "all of them are counted");
            (near, is_near)
        };
        assert_eq!(near("phong kinh te"), (vec!["Phòng Kinh tế".to_owned()], true), "without diacritics");
        assert_eq!(near("Phòng Kin tế"), (vec!["Phòng Kinh tế".to_owned()], true), "a slip");
        assert_eq!(near("Hoàn Kiếm").0, ["UBND phường Hoàn Kiếm"], "a part");
        assert!(!near("Sở Xây dựng tỉnh Lào Cai").1, "nothing is near");
        let schools: Vec<String> = (1..=8).map(|number| format!("Trường Tiểu học số {number}")).collect();
        let error = Unit::new("Tiểu học", &Names::default()).unknown(schools.iter().map(String::as_str));
        let UnitError::Unknown { near, more, .. } = &error;
        assert_eq!((near.len(), *more), (5, 3), "the others are counted");
        assert_eq!(error.phrase().id, "unit-near-and-more", "and the sentence says it");
        let none = Unit::new("x", &Names::default()).unknown(std::iter::empty());
        assert_eq!(none.phrase().id, "unit-none", "nothing names a unit");
    }
}
