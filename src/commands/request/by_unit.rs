//! One letter per unit: the cases divided by unit, and a file name for each.
//!
//! May import `domain`. Pitfall: one unit may be spelt in several ways, and two units may lead to the same file name;
//! neither may lose a letter.

use std::collections::{BTreeSet, HashMap};

use super::{Case, Chosen};
use crate::domain::fold;
use crate::domain::names::Names;
use crate::domain::roster::HolderKind;
use crate::domain::verdict::{Told, kind_of};
use crate::report::proposal::Proposal;

/// The maximum number of letters of a unit in a file name.
const LONGEST: usize = 60;
/// The file name for cases without a unit.
const NONE: &str = "khong-co-don-vi";

/// The letter of one unit.
#[derive(Debug, Clone)]
pub struct OfUnit<'a> {
    /// The unique ending of its file name.
    pub suffix: String,
    /// Its cases, matches to confirm and undecided certificates.
    pub chosen: Chosen<'a>,
}

/// The cases of each unit, in order; those without a unit come last. A unit with only matches to confirm has no cases,
/// and is included for what was left out.
pub fn by_unit<'a>(chosen: Chosen<'a>, names: &Names) -> Vec<OfUnit<'a>> {
    let mut groups = Groups { names, places: HashMap::new(), found: Vec::new() };
    for case in chosen.cases {
        if let Some(own) = groups.of(unit_of(&case).as_deref()) {
            own.cases.push(case);
        }
    }
    for proposal in chosen.left_out {
        if let Some(own) = groups.of(proposal.entry.unit.as_deref()) {
            own.left_out.push(proposal);
        }
    }
    for one in chosen.undecided {
        if let Some(own) = groups.of(one.unit.as_deref()) {
            own.undecided.push(one);
        }
    }
    let mut found = groups.found;
    found.sort_by_key(|(unit, _)| unit.is_none());
    let mut taken = BTreeSet::new();
    found
        .into_iter()
        .map(|(unit, chosen)| OfUnit { suffix: free(unit.as_deref().unwrap_or_default(), &mut taken), chosen })
        .collect()
}

struct Groups<'n, 'a> {
    names: &'n Names,
    places: HashMap<String, usize>,
    found: Vec<(Option<String>, Chosen<'a>)>,
}

impl<'a> Groups<'_, 'a> {
    /// The letter of a unit, the same for all its spellings; added if new.
    fn of(&mut self, unit: Option<&str>) -> Option<&mut Chosen<'a>> {
        let readings: Vec<String> = match unit {
            Some(unit) => self.names.body(unit).readings().to_vec(),
            None => vec![String::new()],
        };
        let known = readings.iter().find_map(|reading| self.places.get(reading).copied());
        let place = known.unwrap_or(self.found.len());
        if known.is_none() {
            self.found.push((unit.map(str::to_owned), Chosen::default()));
        }
        for reading in readings {
            self.places.entry(reading).or_insert(place);
        }
        self.found.get_mut(place).map(|(_, chosen)| chosen)
    }
}

/// The staff list's unit, otherwise the narrowest unit in the certificate; an organisation is its own.
fn unit_of(case: &Case<'_>) -> Option<String> {
    if let Some(entry) = case.entry {
        return entry.place_of_work().map(str::to_owned);
    }
    let subject = case.certificate?.subject.as_ref()?;
    let is_organisation = kind_of(subject) == Told::Kind(HolderKind::Organisation);
    let own = subject.common_name.as_deref().filter(|_| is_organisation);
    own.or_else(|| subject.unit()).map(str::to_owned)
}

/// A unit's name in plain letters, for a file or a folder.
pub fn file_name(unit: &str) -> String {
    free(unit, &mut BTreeSet::new())
}

/// A unique file name of plain letters.
fn free(unit: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String =
        fold::title(unit).chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let short: String = words.join("-").chars().take(LONGEST).collect();
    let name = match short.trim_end_matches('-') {
        "" => NONE.to_owned(),
        name => name.to_owned(),
    };
    let numbered = |number: usize| if number == 1 { name.clone() } else { format!("{name}-{number}") };
    // One of them is free, since fewer are taken.
    let unused = (1..=taken.len() + 1).map(numbered).find(|name| !taken.contains(name));
    let name = unused.unwrap_or_else(|| name.clone());
    taken.insert(name.clone());
    name
}

/// Everything that was left out of any letter.
pub fn left_out<'p>(letters: &'p [OfUnit<'_>]) -> impl Iterator<Item = &'p Proposal> {
    letters.iter().flat_map(|letter| &letter.chosen.left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Service;
    use crate::domain::roster::Entry;

    #[test]
    fn no_unit_is_lost_whatever_it_is_called() {
        let unit = |unit: Option<&str>| Entry { unit: unit.map(str::to_owned), ..Entry::default() };
        let entries = [
            unit(None),
            unit(Some("UBND phường Hàng Bài")),
            unit(Some("Ủy ban nhân dân phường Hàng Bài")),
            unit(Some("Trường Tiểu học A")),
            unit(Some("Trường Tiểu học Á")),
            unit(Some("学校")),
        ];
        let case = |entry| Case { token: None, certificate: None, entry: Some(entry), service: Service::New };
        let chosen = Chosen { cases: entries.iter().map(case).collect(), ..Chosen::default() };
        let letters = by_unit(chosen, &Names::default());
        let found: Vec<(&str, usize)> =
            letters.iter().map(|letter| (letter.suffix.as_str(), letter.chosen.cases.len())).collect();
        let expected = [
            ("ubnd-phuong-hang-bai", 2),
            ("truong-tieu-hoc-a", 1),
            ("truong-tieu-hoc-a-2", 1),
            ("khong-co-don-vi", 1),
            ("khong-co-don-vi-2", 1),
        ];
        assert_eq!(found, expected, "spellings together, similar ones apart, those without one last");
    }
}
