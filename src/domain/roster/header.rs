//! The heading rows: found among the first rows, because lists begin with a title and the agency's name.
//!
//! Titles may take two rows: "Căn cước công dân" above "Số", "Ngày cấp", "Nơi cấp". Pitfall: a spreadsheet keeps the
//! text of a merged title in its first cell only, so an upper title is assumed to extend to the next one.

use super::fault::RosterFault;
use super::field::StaffField;
use super::spelling::{is_index, is_left_out};
use super::vocabulary::{Known, Vocabulary};
use super::{StaffCell, value};
use crate::domain::fold;

/// Which column holds which field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderRow {
    /// Field and title by column.
    columns: Vec<Option<(StaffField, String)>>,
    /// Which columns have any title.
    titled: Vec<bool>,
    index: Option<usize>,
    unknown: Vec<String>,
    status_is_of_persons: bool,
    unit_is_loose: bool,
}

/// A heading among rows: which rows it takes, and its contents.
pub(super) struct Found {
    /// Index of its first row.
    pub(super) first: usize,
    /// How many rows it takes.
    pub(super) rows: usize,
    /// How many titles are known; a name counts as one.
    pub(super) known: usize,
    pub(super) has_name: bool,
}

impl HeaderRow {
    /// How many titles of a row are known.
    pub fn known_titles(cells: &[StaffCell], vocabulary: &Vocabulary) -> usize {
        known(&titles_of(cells, None, vocabulary))
    }

    /// The best heading of one or two rows.
    pub(super) fn find(rows: &[(u64, Vec<StaffCell>)], vocabulary: &Vocabulary) -> Option<Found> {
        let mut best: Option<Found> = None;
        for (first, (_, cells)) in rows.iter().enumerate() {
            let single = (1, titles_of(cells, None, vocabulary));
            let below = rows.get(first + 1).map(|(_, below)| (2, titles_of(below, Some(cells), vocabulary)));
            for (taken, titles) in std::iter::once(single).chain(below) {
                let known = known(&titles);
                let has_name = titles.iter().any(|(_, _, field)| *field == Some(Known::Field(StaffField::Name)));
                let found = Found { first, rows: taken, known, has_name };
                let fewest = |found: &Found| std::cmp::Reverse(found.rows);
                let weight = |found: &Found| (found.has_name && found.known >= 2, found.known, fewest(found));
                if best.as_ref().is_none_or(|best| weight(&found) > weight(best)) {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// Reads the heading of one row, or of two.
    pub(super) fn read(
        cells: &[StaffCell],
        above: Option<&[StaffCell]>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, RosterFault> {
        let titles = titles_of(cells, above, vocabulary);
        let mut header = Self::default();
        let seen: Vec<String> = titles.iter().map(|(_, title, _)| title.clone()).collect();
        let width = titles.iter().map(|(column, _, _)| column + 1).max().unwrap_or(0);
        header.columns.resize(width, None);
        header.titled.resize(width, false);
        for (column, title, field) in with_department(titles) {
            if let Some(place) = header.titled.get_mut(column) {
                *place = true;
            }
            let folded = fold::title(&title);
            if is_index(&folded) {
                header.index.get_or_insert(column);
            }
            let Some(known) = field.and_then(Known::field) else {
                if field.is_none() && !is_left_out(&folded) {
                    header.unknown.push(title);
                }
                continue;
            };
            let field = known;
            if let Some(first) = header.column_of(field) {
                let first_title = header.title_at(first);
                return Err(RosterFault::TwoColumns {
                    field,
                    first: format!("{first_title} ({})", letters(first)),
                    second: format!("{title} ({})", letters(column)),
                });
            }
            if let Some(place) = header.columns.get_mut(column) {
                *place = Some((field, title));
            }
        }
        let of_persons = ["cong tac", "can bo", "nhan su", "employment", "bien dong"];
        header.status_is_of_persons = header.column_of(StaffField::DeviceState).is_some()
            || header
                .folded_title(StaffField::Status)
                .is_some_and(|title| of_persons.iter().any(|word| title.contains(word)));
        header.unit_is_loose = header.folded_title(StaffField::Unit).is_some_and(|title| is_loose(&title));
        if header.column_of(StaffField::Name).is_none() {
            return Err(RosterFault::MissingColumn { field: StaffField::Name, seen });
        }
        let certain = [
            StaffField::Email,
            StaffField::IdentityNumber,
            StaffField::DeviceSerial,
            StaffField::CertificateSerial,
            StaffField::Unit,
            StaffField::Department,
        ];
        if certain.into_iter().all(|field| header.column_of(field).is_none()) {
            return Err(RosterFault::NothingToMatchBy { seen });
        }
        Ok(header)
    }

    /// Unknown titles.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    pub(super) fn field_at(&self, column: usize) -> Option<StaffField> {
        self.columns.get(column)?.as_ref().map(|(field, _)| *field)
    }

    pub(super) fn title_at(&self, column: usize) -> &str {
        self.columns.get(column).and_then(Option::as_ref).map_or("", |(_, title)| title)
    }

    pub(super) fn column_of(&self, field: StaffField) -> Option<usize> {
        self.columns.iter().position(|column| column.as_ref().is_some_and(|(known, _)| *known == field))
    }

    /// The column of the sequence number.
    pub(super) fn index(&self) -> Option<usize> {
        self.index
    }

    /// The title of the name's column.
    pub(super) fn name_title(&self) -> &str {
        self.column_of(StaffField::Name).map_or("", |column| self.title_at(column))
    }

    /// Untitled columns right of the name: those covered by a merged title.
    pub(super) fn behind_name(&self) -> impl Iterator<Item = usize> {
        let name = self.column_of(StaffField::Name).unwrap_or(usize::MAX);
        (name.saturating_add(1)..self.titled.len())
            .take_while(|column| !self.titled.get(*column).copied().unwrap_or(true))
    }

    /// Whether "mất" in the column of states can only refer to people.
    pub(super) fn status_is_of_persons(&self) -> bool {
        self.status_is_of_persons
    }

    /// Whether the agency's column is titled "unit", which may also mean a unit within the agency.
    pub(super) fn unit_is_loose(&self) -> bool {
        self.unit_is_loose
    }

    fn folded_title(&self, field: StaffField) -> Option<String> {
        self.column_of(field).map(|column| fold::title(self.title_at(column)))
    }
}

fn is_loose(folded: &str) -> bool {
    folded.starts_with("don vi") || folded == "ten don vi" || folded == "unit" || folded == "noi cong tac"
}

type Title = (usize, String, Option<Known>);

fn known(titles: &[Title]) -> usize {
    titles.iter().filter(|(_, _, field)| field.and_then(Known::field).is_some()).count()
}

/// If a list has "Cơ quan" and "Đơn vị", the latter is the unit.
fn with_department(mut titles: Vec<Title>) -> Vec<Title> {
    let is = |title: &Title, field: StaffField| title.2 == Some(Known::Field(field));
    let units = titles.iter().filter(|title| is(title, StaffField::Unit)).count();
    let loose = titles.iter().filter(|title| is(title, StaffField::Unit) && is_loose(&fold::title(&title.1))).count();
    let has_department = titles.iter().any(|title| is(title, StaffField::Department));
    if units == 2 && loose == 1 && !has_department {
        let found = titles.iter_mut().find(|title| is(title, StaffField::Unit) && is_loose(&fold::title(&title.1)));
        if let Some(found) = found {
            found.2 = Some(Known::Field(StaffField::Department));
        }
    }
    titles
}

/// Column, title and field of each titled column; the field is `None` if the title is unknown.
fn titles_of(cells: &[StaffCell], above: Option<&[StaffCell]>, vocabulary: &Vocabulary) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut upper: Option<String> = None;
    let width = cells.len().max(above.map_or(0, <[StaffCell]>::len));
    for column in 0..width {
        let own = cells.get(column).and_then(title_of);
        let over = above.and_then(|above| above.get(column)).and_then(title_of);
        let is_first = over.is_some();
        if is_first {
            upper = over;
        }
        match (own, &upper) {
            (Some(own), Some(upper)) if above.is_some() => {
                let field = field_of_two(&own, upper, vocabulary);
                titles.push((column, format!("{upper} / {own}"), field));
            }
            (Some(own), _) => {
                let field = known_title(&own, vocabulary);
                titles.push((column, own, field));
            }
            (None, Some(upper)) if is_first => {
                titles.push((column, upper.clone(), known_title(upper, vocabulary)));
            }
            (None, _) => {}
        }
    }
    titles
}

/// What a title means, with or without the text in brackets after it.
fn known_title(title: &str, vocabulary: &Vocabulary) -> Option<Known> {
    let bare = || title.split_once('(').map(|(before, _)| fold::title(before)).filter(|bare| !bare.is_empty());
    vocabulary.title(&fold::title(title)).or_else(|| bare().and_then(|bare| vocabulary.title(&bare)))
}

/// "Số" below "Căn cước công dân", "Số hiệu" below "Thiết bị", "Email" below "Thông tin cá nhân".
fn field_of_two(own: &str, upper: &str, vocabulary: &Vocabulary) -> Option<Known> {
    let (below, over) = (fold::title(own), fold::title(upper));
    let joined = [format!("{below} {over}"), format!("{over} {below}")];
    if let Some(field) = joined.iter().find_map(|title| vocabulary.title(title)) {
        return Some(field);
    }
    let is_number = matches!(below.as_str(), "so" | "ma so" | "so the" | "so hieu" | "number");
    let has = |words: &[&str]| words.iter().any(|word| over.contains(word));
    if has(&["can cuoc", "cccd", "dinh danh", "cmnd"]) && is_number {
        return Some(Known::Field(StaffField::IdentityNumber));
    }
    let is_state = matches!(below.as_str(), "trang thai" | "tinh trang" | "hien trang");
    let is_serial = is_number || below.contains("seri");
    if has(&["thiet bi", "token"]) && (is_serial || is_state) {
        return Some(Known::Field(if is_state { StaffField::DeviceState } else { StaffField::DeviceSerial }));
    }
    if has(&["chung thu", "chu ky so", "cks"]) {
        if is_serial || is_state {
            return Some(Known::Field(if is_state { StaffField::DeviceState } else { StaffField::CertificateSerial }));
        }
        // The certificate's own dates are not those of the identity card.
        if matches!(below.as_str(), "ngay cap" | "noi cap") {
            return Some(Known::LeftOut);
        }
    }
    known_title(own, vocabulary)
}

/// The title in a cell, on one line and cut to the longest plausible length.
fn title_of(cell: &StaffCell) -> Option<String> {
    match cell {
        StaffCell::Text(text) => value::cleaned(text).map(|title| title.chars().take(80).collect()),
        _ => None,
    }
}

/// The letters of a column as a spreadsheet shows them: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let shown: Vec<String> = [0, 25, 26, 701, 702].into_iter().map(letters).collect();
        assert_eq!(shown, ["A", "Z", "AA", "ZZ", "AAA"], "as Excel counts");
    }
}
