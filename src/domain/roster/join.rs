//! Several staff lists combined: read in order, with a person in two of them counted once.
//!
//! May import `domain` only. Pitfall: a name and a unit do not identify a person; an identity number, an address or a
//! serial does, and only together with the name. Differences between the rows are reported, and if they affect what is
//! filed, nothing is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Entry, Roster};
use crate::domain::fold;
use crate::domain::names::Names;

/// Where a person is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RosterPlace"))]
pub struct Place {
    /// The list; given only if there are several.
    #[cfg_attr(test, schemars(extend("type" = "string")))]
    pub list: Option<String>,
    /// Row in the file.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub row: u64,
}

/// A person in several lists, counted once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SamePerson {
    /// Who.
    pub name: String,
    /// Where: the row that counts comes first.
    pub places: Vec<Place>,
    /// Columns in which the rows differ, by their config keys.
    pub differing: Vec<String>,
}

/// Joins lists in order. A single one stays as it is.
pub fn joined(mut lists: Vec<(String, Roster)>, names: &Names) -> Roster {
    if lists.len() <= 1 {
        return lists.pop().map(|(_, roster)| roster).unwrap_or_default();
    }
    let mut all = Roster::default();
    let mut known = Known::default();
    for (list, roster) in lists {
        let first_of_list = all.entries.len();
        all.unknown_columns.extend(roster.unknown_columns);
        let named = || Some(list.clone());
        all.faults.extend(roster.faults.into_iter().map(|mut fault| {
            fault.list = named();
            fault
        }));
        all.notes.extend(roster.notes.into_iter().map(|mut note| {
            note.list = named();
            note
        }));
        all.left_out.extend(roster.left_out.into_iter().map(|mut row| {
            row.list = named();
            row
        }));
        for mut entry in roster.entries {
            entry.list = named();
            if let Some(at) = known.find(&entry, &all.entries, first_of_list, names) {
                fold_in(&mut all, at, entry, names);
            } else {
                known.keep(&entry, all.entries.len(), names);
                all.entries.push(entry);
            }
        }
    }
    all.unknown_columns.sort();
    all.unknown_columns.dedup();
    all
}

/// Indices of entries by what identifies a person: a number or an address, with the name.
#[derive(Default)]
struct Known(HashMap<(&'static str, String, String), usize>);

impl Known {
    fn keys(entry: &Entry, names: &Names) -> Vec<(&'static str, String, String)> {
        let name = names.person(&entry.name);
        let number = |text: &Option<String>| text.as_deref().map(fold::number);
        let found = [
            ("identity", number(&entry.identity_number)),
            ("certificate", number(&entry.certificate_serial)),
            ("device", number(&entry.device_serial)),
            ("tax", number(&entry.tax_code)),
            ("budget", number(&entry.budget_code)),
            ("email", entry.email.as_deref().map(fold::text)),
        ];
        found
            .into_iter()
            .filter_map(|(kind, value)| Some((kind, value.filter(|value| !value.is_empty())?, name.clone())))
            .collect()
    }

    fn keep(&mut self, entry: &Entry, at: usize, names: &Names) {
        for key in Self::keys(entry, names) {
            self.0.entry(key).or_insert(at);
        }
    }

    /// The entry of an earlier list for the same person. Duplicates within one list are not joined.
    fn find(&self, entry: &Entry, all: &[Entry], first_of_list: usize, names: &Names) -> Option<usize> {
        let earlier = |at: &usize| *at < first_of_list && all.get(*at).is_some_and(|other| !contradicts(entry, other));
        Self::keys(entry, names).iter().filter_map(|key| self.0.get(key).copied()).find(earlier)
    }
}

/// Two identity numbers or two dates of birth are two people, whatever else they share.
fn contradicts(one: &Entry, other: &Entry) -> bool {
    let numbers = one.identity_number.as_deref().zip(other.identity_number.as_deref());
    let days = one.birth_date.zip(other.birth_date);
    numbers.is_some_and(|(one, other)| fold::number(one) != fold::number(other))
        || days.is_some_and(|(one, other)| one != other)
}

fn fold_in(all: &mut Roster, at: usize, again: Entry, names: &Names) {
    let place = |entry: &Entry| Place { list: entry.list.clone(), row: entry.row };
    let Some(first) = all.entries.get_mut(at) else { return };
    let (here, there) = (place(first), place(&again));
    let name = first.name.clone();
    let differing = complete(first, again, names);
    let known = all.same_people.iter_mut().find(|one| one.places.first() == Some(&here));
    match known {
        Some(known) => {
            known.places.push(there);
            known.differing.extend(differing);
            known.differing.sort();
            known.differing.dedup();
        }
        None => all.same_people.push(SamePerson { name, places: vec![here, there], differing }),
    }
}

/// Fills what the first row leaves empty; returns the columns in which the two differ.
fn complete(first: &mut Entry, again: Entry, names: &Names) -> Vec<String> {
    let mut differing = Vec::new();
    let mut text = |key: &str,
                    first: &mut Option<String>,
                    again: Option<String>,
                    is_same: &dyn Fn(&str, &str) -> bool| match (first.as_deref(), again) {
        (None, again) => *first = again,
        (Some(one), Some(other)) if !is_same(one, &other) => differing.push(key.to_owned()),
        _ => {}
    };
    let (words, number) = (
        |one: &str, other: &str| fold::words(one) == fold::words(other),
        |one: &str, other: &str| fold::number(one) == fold::number(other),
    );
    let body = |one: &str, other: &str| names.is_same_body(one, other);
    let address = |one: &str, other: &str| fold::text(one) == fold::text(other);
    text("identity-number", &mut first.identity_number, again.identity_number, &number);
    text("identity-place", &mut first.identity_place, again.identity_place, &body);
    text("title", &mut first.title, again.title, &body);
    text("unit", &mut first.unit, again.unit, &body);
    text("department", &mut first.department, again.department, &body);
    text("province", &mut first.province, again.province, &body);
    text("address", &mut first.address, again.address, &words);
    text("email", &mut first.email, again.email, &address);
    text("phone", &mut first.phone, again.phone, &number);
    text("device-serial", &mut first.device_serial, again.device_serial, &number);
    text("certificate-serial", &mut first.certificate_serial, again.certificate_serial, &number);
    text("operator", &mut first.operator, again.operator, &words);
    text("tax-code", &mut first.tax_code, again.tax_code, &number);
    text("budget-code", &mut first.budget_code, again.budget_code, &number);
    for (key, first, again) in [
        ("identity-date", &mut first.identity_date, again.identity_date),
        ("birth-date", &mut first.birth_date, again.birth_date),
        ("valid-until", &mut first.valid_until, again.valid_until),
    ] {
        match (*first, again) {
            (None, again) => *first = again,
            (Some(one), Some(other)) if one != other => differing.push(key.to_owned()),
            _ => {}
        }
    }
    match (first.renewals, again.renewals) {
        (None, renewals) => first.renewals = renewals,
        (Some(one), Some(other)) if one != other => differing.push("renewals".to_owned()),
        _ => {}
    }
    // The correct one decides what is filed, so the user is asked and nothing is filed.
    let deciding = [
        ("status", first.status != again.status),
        ("device-state", first.device_state != again.device_state),
        ("carrier", first.carrier != again.carrier),
        ("kind", first.kind != again.kind),
    ];
    first.unsure |= again.unsure || deciding.iter().any(|(_, differs)| *differs);
    differing.extend(deciding.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key.to_owned()));
    differing.sort();
    differing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::roster::Status;

    fn person(row: u64, name: &str, identity: &str) -> Entry {
        let identity_number = Some(identity.to_owned()).filter(|number| !number.is_empty());
        Entry { row, name: name.to_owned(), identity_number, ..Entry::default() }
    }

    fn list(name: &str, entries: Vec<Entry>) -> (String, Roster) {
        (name.to_owned(), Roster { entries, ..Roster::default() })
    }

    #[test]
    fn somebody_in_two_lists_is_counted_once_and_told_with_both_places() {
        let again =
            Entry { email: Some("an@hanoi.gov.vn".to_owned()), ..person(7, "Nguyễn Văn Thuỷ", "001085012345") };
        let lists = vec![
            list("a.csv", vec![person(2, "Nguyễn Văn Thủy", "001085012345"), person(3, "Lê Bình", "")]),
            list("b.csv", vec![person(2, "Lê Bình", ""), again]),
        ];
        let roster = joined(lists, &Names::default());
        let rows: Vec<_> = roster.entries.iter().map(|one| (one.list.as_deref(), one.row)).collect();
        let expected = [(Some("a.csv"), 2), (Some("a.csv"), 3), (Some("b.csv"), 2)];
        assert_eq!(rows, expected, "a name alone makes no two rows one person");
        let places = [("a.csv", 2), ("b.csv", 7)].map(|(list, row)| Place { list: Some(list.to_owned()), row });
        let same = SamePerson { name: "Nguyễn Văn Thủy".into(), places: places.to_vec(), differing: Vec::new() };
        assert_eq!(roster.same_people, [same], "both places");
        assert_eq!(roster.entries[0].email.as_deref(), Some("an@hanoi.gov.vn"), "what was empty is filled in");
        assert!(!roster.entries[0].unsure, "nothing that decides differs");
    }

    #[test]
    fn lists_that_disagree_about_what_decides_file_nothing() {
        let retired = Entry { status: Status::Retired, ..person(2, "Lê An", "001085012345") };
        let lists = vec![list("a.csv", vec![person(2, "Lê An", "001085012345")]), list("b.csv", vec![retired])];
        let roster = joined(lists, &Names::default());
        assert_eq!(roster.same_people[0].differing, ["status"], "told");
        assert!(roster.entries[0].unsure, "and not decided");
    }

    #[test]
    fn another_identity_number_is_another_person() {
        let mail = |entry| Entry { email: Some("vanthu@hanoi.gov.vn".to_owned()), ..entry };
        let lists = vec![
            list("a.csv", vec![mail(person(2, "Lê An", "001085012345"))]),
            list("b.csv", vec![mail(person(2, "Lê An", "001085099999"))]),
        ];
        let roster = joined(lists, &Names::default());
        assert_eq!((roster.entries.len(), roster.same_people.len()), (2, 0), "whatever else they share");
    }

    #[test]
    fn one_list_stays_as_it_is() {
        let roster = joined(vec![list("a.csv", vec![person(2, "Lê An", "")])], &Names::default());
        assert_eq!(roster.entries[0].list, None, "its rows need no other name");
    }
}
