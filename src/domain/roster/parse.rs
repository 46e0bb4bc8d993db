//! Rows become entries one at a time, so that a list of two hundred thousand rows is not copied.
//!
//! Pitfall: a bad cell affects only itself. Its row is read without it, and the fault is listed.

use std::collections::BTreeMap;

use super::fault::{CellFault, CellFaultKind, CellNote, CellNoteKind, LeftOut, RosterFault};
use super::field::StaffField;
use super::group::{Group, Groups, is_department};
use super::header::{HeaderRow, letters};
use super::honorific::without_title;
use super::shape::{Before, Shape, shape};
use super::vocabulary::Vocabulary;
use super::words::State;
use super::{DeviceState, Entry, Roster, StaffCell, value};

/// How many rows are searched for the heading.
const HEADING_ROWS: usize = 40;
/// The maximum number of rows of a list.
const MAX_ROWS: u64 = 1_048_576;
/// How many faults, notes and rows left out are kept individually; further ones are counted.
const KEPT: usize = 10_000;

/// A cell merged over several rows: a spreadsheet keeps its text in the first row only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Its first column, from 0.
    pub column: usize,
    /// Its first row, counted from 1.
    pub first: u64,
    /// Its last row.
    pub last: u64,
}

/// Takes a list's rows in order.
#[derive(Debug)]
pub struct Parser<'v> {
    vocabulary: &'v Vocabulary,
    /// By column and first row.
    merged: BTreeMap<(usize, u64), u64>,
    /// Agency and unit of the last row that has them, by column, with that row.
    above: BTreeMap<usize, (u64, StaffCell)>,
    waiting: Vec<(u64, Vec<StaffCell>)>,
    header: Option<HeaderRow>,
    groups: Groups,
    /// A heading with a plain number and no rows below it so far, which may be a person.
    doubtful: Option<(u64, String)>,
    before: Before,
    open_quote: Option<u64>,
    found: Roster,
}

/// How many titles of a staff list the first rows of a sheet have; 0 if there is no name column.
pub fn staff_list_titles(rows: &[(u64, Vec<StaffCell>)], vocabulary: &Vocabulary) -> usize {
    HeaderRow::find(rows, vocabulary).filter(|found| found.has_name && found.known >= 2).map_or(0, |found| found.known)
}

impl<'v> Parser<'v> {
    /// Begins a list; `vocabulary` has the titles and words that a config adds.
    pub fn new(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            merged: BTreeMap::new(),
            above: BTreeMap::new(),
            waiting: Vec::new(),
            header: None,
            groups: Groups::default(),
            doubtful: None,
            before: Before::default(),
            open_quote: None,
            found: Roster::default(),
        }
    }

    /// Sets which cells are merged.
    pub fn merged(&mut self, cells: Vec<Merged>) {
        self.merged = cells.into_iter().map(|one| ((one.column, one.first), one.last)).collect();
    }

    /// Takes one row; `number` counts from 1 as in a spreadsheet.
    pub fn push(&mut self, number: u64, cells: Vec<StaffCell>) -> Result<(), RosterFault> {
        if number > MAX_ROWS {
            return Err(RosterFault::TooManyRows { limit: MAX_ROWS });
        }
        if cells.iter().all(is_blank) {
            return Ok(());
        }
        if self.header.is_some() {
            self.take(number, &cells);
            return Ok(());
        }
        // The row below a heading may be its second row.
        let is_heading = |(_, cells): &(u64, Vec<StaffCell>)| HeaderRow::known_titles(cells, self.vocabulary) >= 2;
        let follows_heading = self.waiting.last().is_some_and(is_heading) && !is_heading(&(number, cells.clone()));
        self.waiting.push((number, cells));
        if follows_heading || self.waiting.len() >= HEADING_ROWS {
            self.settle_heading()?;
        }
        Ok(())
    }

    /// Notes that the file ends inside a quoted value that began in this row.
    pub fn open_quote(&mut self, row: u64) {
        self.open_quote = Some(row);
    }

    /// Ends the list.
    pub fn finish(mut self) -> Result<Roster, RosterFault> {
        if let Some(row) = self.open_quote {
            return Err(RosterFault::OpenQuote { row });
        }
        if self.header.is_none() {
            if self.waiting.is_empty() {
                return Err(RosterFault::Empty);
            }
            self.settle_heading()?;
        }
        if let Some(header) = self.header.take() {
            self.ask_about_doubtful(&header);
            self.header = Some(header);
        }
        if self.found.entries.is_empty() && self.found.faults.is_empty() {
            return Err(RosterFault::NoRows);
        }
        self.found.unknown_columns = self.header.map(|header| header.unknown().to_vec()).unwrap_or_default();
        Ok(self.found)
    }

    /// Takes the row or two with the most known titles as the heading; the text above it is the list's own title.
    fn settle_heading(&mut self) -> Result<(), RosterFault> {
        let rows = std::mem::take(&mut self.waiting);
        let (first, taken) = HeaderRow::find(&rows, self.vocabulary).map_or((0, 1), |found| (found.first, found.rows));
        let cells_at = |index: usize| rows.get(index).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        let header = match taken {
            2 => HeaderRow::read(cells_at(first + 1), Some(cells_at(first)), self.vocabulary)?,
            _ => HeaderRow::read(cells_at(first), None, self.vocabulary)?,
        };
        self.header = Some(header);
        for (number, cells) in rows.into_iter().skip(first + taken) {
            self.take(number, &cells);
        }
        Ok(())
    }

    fn take(&mut self, row: u64, cells: &[StaffCell]) {
        let Some(header) = self.header.take() else { return };
        let filled = self.filled_from_above(&header, row, cells);
        let cells = filled.as_deref().unwrap_or(cells);
        let joined = with_given_name(&header, cells);
        let cells = joined.as_deref().unwrap_or(cells);
        match shape(&header, cells, self.before) {
            Shape::Person => self.person(&header, row, cells),
            Shape::Group(group) => self.begin(&header, row, group),
            Shape::Aside => self.leave_out(row, cells),
            Shape::Signature => {
                self.before.signed = true;
                self.leave_out(row, cells);
            }
            Shape::Note => self.leave_out(row, cells),
            Shape::NameMissing => self.fault_of_name(&header, row, cells, CellFaultKind::NameMissing),
            Shape::Question => self.fault_of_name(&header, row, cells, CellFaultKind::MaybePerson),
        }
        self.header = Some(header);
    }

    /// The row with agency and unit from the cell above, if that is merged with this one; or if the sequence number
    /// counts agencies, in a column before the names: then rows without a number belong to the one above.
    fn filled_from_above(&mut self, header: &HeaderRow, row: u64, cells: &[StaffCell]) -> Option<Vec<StaffCell>> {
        let name = header.column_of(StaffField::Name)?;
        let is_filled = |column: usize| cells.get(column).is_some_and(|cell| !is_blank(cell));
        let is_counted = header.index().is_some_and(is_filled);
        let mut filled = None;
        for column in [StaffField::Unit, StaffField::Department].into_iter().filter_map(|field| header.column_of(field))
        {
            if is_filled(column) {
                if is_filled(name) {
                    self.above.insert(column, (row, cells.get(column).cloned().unwrap_or(StaffCell::Empty)));
                }
                continue;
            }
            let Some((first, cell)) = self.above.get(&column) else { continue };
            let is_merged = self.merged.get(&(column, *first)).is_some_and(|last| row <= *last);
            let counts_bodies = header.index().is_some_and(|index| index < column) && column < name && !is_counted;
            if is_filled(name) && (is_merged || (counts_bodies && self.before.numbered)) {
                let row: &mut Vec<StaffCell> = filled.get_or_insert_with(|| cells.to_vec());
                if row.len() <= column {
                    row.resize(column + 1, StaffCell::Empty);
                }
                if let Some(place) = row.get_mut(column) {
                    *place = cell.clone();
                }
            } else if is_counted {
                self.above.remove(&column);
            }
        }
        filled
    }

    fn begin(&mut self, header: &HeaderRow, row: u64, group: Group) {
        self.above.clear();
        self.ask_about_doubtful(header);
        if group.is_numbered_like_a_person() {
            self.doubtful = Some((row, group.text.clone()));
        }
        self.groups.begin(group);
    }

    fn person(&mut self, header: &HeaderRow, row: u64, cells: &[StaffCell]) {
        self.doubtful = None;
        let mut entry = Entry { row, ..Entry::default() };
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell)) {
            let Some(field) = header.field_at(column) else {
                self.before.numbered |= header.index() == Some(column);
                continue;
            };
            match fill(&mut entry, field, cell, header, self.vocabulary) {
                Ok(None) => {}
                Ok(Some(kind)) => self.note(header, row, column, cell, kind),
                Err(kind) => {
                    let decides = [
                        StaffField::Status,
                        StaffField::DeviceState,
                        StaffField::Carrier,
                        StaffField::Kind,
                        StaffField::Name,
                    ];
                    entry.unsure |= decides.contains(&field);
                    self.fault(header, row, column, cell, kind);
                }
            }
        }
        self.place(header, &mut entry);
        if entry.name.is_empty() {
            let said = self.found.faults.iter().rev().take_while(|fault| fault.row == row);
            if !said
                .into_iter()
                .any(|fault| header.column_of(StaffField::Name).map(letters).as_ref() == Some(&fault.column))
            {
                self.fault_of_name(header, row, cells, CellFaultKind::NameMissing);
            }
            return;
        }
        let name = without_title(&entry.name).to_owned();
        self.found.entries.push(Entry { name, ..entry });
    }

    /// Agency and unit from the headings above, if the row has none.
    fn place(&self, header: &HeaderRow, entry: &mut Entry) {
        let body = self.groups.body();
        if entry.department.is_none() && header.unit_is_loose() && body.is_some() {
            // "Đơn vị: Phòng Kinh tế" below "I. Ủy ban nhân dân …".
            entry.department = entry.unit.take_if(|unit| is_department(unit));
        }
        if entry.unit.is_none() {
            entry.unit = body.map(str::to_owned);
            if entry.department.is_none() {
                entry.department = self.groups.department().map(str::to_owned);
            }
        }
    }

    /// A heading without rows below it and with a number like a person's may be a person.
    fn ask_about_doubtful(&mut self, header: &HeaderRow) {
        if let Some((row, text)) = self.doubtful.take() {
            let column = header.column_of(StaffField::Name).unwrap_or(0);
            self.fault(header, row, column, &StaffCell::Text(text), CellFaultKind::MaybePerson);
        }
    }

    fn leave_out(&mut self, row: u64, cells: &[StaffCell]) {
        let texts: Vec<String> = cells.iter().map(value::shown).filter(|text| !text.is_empty()).take(3).collect();
        if self.found.left_out.len() < KEPT {
            self.found.left_out.push(LeftOut { list: None, row, text: texts.join(" · ") });
        }
    }

    fn fault_of_name(&mut self, header: &HeaderRow, row: u64, cells: &[StaffCell], kind: CellFaultKind) {
        let column = header.column_of(StaffField::Name).unwrap_or(0);
        let cell = cells.get(column).unwrap_or(&StaffCell::Empty);
        self.fault(header, row, column, cell, kind);
    }

    fn note(&mut self, header: &HeaderRow, row: u64, column: usize, cell: &StaffCell, kind: CellNoteKind) {
        if self.found.notes.len() < KEPT {
            let title = header.title_at(column).to_owned();
            self.found.notes.push(CellNote {
                list: None,
                row,
                column: letters(column),
                title,
                value: value::shown(cell),
                kind,
            });
        }
    }

    fn fault(&mut self, header: &HeaderRow, row: u64, column: usize, cell: &StaffCell, kind: CellFaultKind) {
        if self.found.faults.len() < KEPT {
            let title = header.title_at(column).to_owned();
            let value = value::shown(cell);
            self.found.faults.push(CellFault {
                list: None,
                sheet: None,
                row,
                column: letters(column),
                title,
                value,
                kind,
            });
        }
    }
}

/// The name followed by the given name, which a merged title leaves in a column of its own.
fn with_given_name(header: &HeaderRow, cells: &[StaffCell]) -> Option<Vec<StaffCell>> {
    let column = header.column_of(StaffField::Name)?;
    let Some(StaffCell::Text(name)) = cells.get(column) else { return None };
    let given = header.behind_name().find_map(|column| match cells.get(column) {
        Some(StaffCell::Text(text)) if !is_blank(&StaffCell::Text(text.clone())) => Some(text.trim()),
        _ => None,
    })?;
    let is_given_name = given.chars().next().is_some_and(char::is_uppercase) && given.chars().all(char::is_alphabetic);
    if !is_given_name || given.chars().count() > 9 {
        return None;
    }
    let mut joined = cells.to_vec();
    if let Some(cell) = joined.get_mut(column) {
        *cell = StaffCell::Text(format!("{name} {given}"));
    }
    Some(joined)
}

pub(super) fn is_blank(cell: &StaffCell) -> bool {
    match cell {
        StaffCell::Empty => true,
        StaffCell::Text(text) => text.chars().all(shows_nothing),
        _ => false,
    }
}

/// Spaces, and the dashes and dots that people write for nothing.
fn shows_nothing(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '-' | '–' | '—' | '.' | '…' | '_' | '/')
}

/// Puts a cell into its field; reports a corrected value.
fn fill(
    entry: &mut Entry,
    field: StaffField,
    cell: &StaffCell,
    header: &HeaderRow,
    vocabulary: &Vocabulary,
) -> Result<Option<CellNoteKind>, CellFaultKind> {
    let restored = |value: &Option<String>| {
        let is_restored = value.as_deref().is_some_and(|value| value::is_restored(cell, value));
        is_restored.then(|| CellNoteKind::ZeroRestored { value: value.clone().unwrap_or_default() })
    };
    match field {
        StaffField::Name => {
            let name = value::text(cell)?.unwrap_or_default();
            entry.name = if entry.name.is_empty() { name } else { format!("{} {name}", entry.name) };
        }
        StaffField::FamilyName => {
            let family = value::text(cell)?.unwrap_or_default();
            entry.name = if entry.name.is_empty() { family } else { format!("{family} {}", entry.name) };
        }
        StaffField::IdentityNumber => {
            entry.identity_number = value::identity_number(cell)?;
            return Ok(restored(&entry.identity_number));
        }
        StaffField::IdentityDate => entry.identity_date = value::day(cell)?,
        StaffField::IdentityPlace => entry.identity_place = value::text(cell)?,
        StaffField::BirthDate if value::is_year(cell) => return Ok(Some(CellNoteKind::YearAlone)),
        StaffField::BirthDate => entry.birth_date = value::day(cell)?,
        StaffField::Title => entry.title = value::text(cell)?,
        StaffField::Unit => entry.unit = value::text(cell)?,
        StaffField::Department => entry.department = value::text(cell)?,
        StaffField::Province => entry.province = value::text(cell)?,
        StaffField::Address => entry.address = value::text(cell)?,
        StaffField::Email => entry.email = value::text(cell)?.filter(|text| !value::says_nothing(text)),
        StaffField::Phone => {
            entry.phone = value::phone(cell)?;
            return Ok(restored(&entry.phone));
        }
        StaffField::Operator => entry.operator = value::operator(cell)?,
        StaffField::DeviceSerial => entry.device_serial = value::naming_number(cell)?,
        StaffField::CertificateSerial => entry.certificate_serial = value::naming_number(cell)?,
        StaffField::ValidUntil => entry.valid_until = value::day(cell)?,
        StaffField::Carrier => {
            if let Some((carrier, operator)) = value::carrier(cell)? {
                entry.carrier = carrier;
                entry.operator = operator.or_else(|| entry.operator.take());
            }
        }
        StaffField::Status => match value::status(cell, vocabulary, header.status_is_of_persons())? {
            Some(State::Person(status)) => entry.status = status,
            Some(State::Device(device)) if entry.device_state == DeviceState::Usable => entry.device_state = device,
            Some(State::Device(_)) | None => {}
        },
        StaffField::DeviceState => {
            if let Some(device) = value::device_state(cell, vocabulary)? {
                entry.device_state = device;
            }
        }
        StaffField::Renewals => entry.renewals = value::renewals(cell)?,
        StaffField::Kind => entry.kind = value::kind(cell)?.unwrap_or_default(),
        StaffField::TaxCode => entry.tax_code = value::naming_number(cell)?,
        StaffField::BudgetCode => entry.budget_code = value::naming_number(cell)?,
    }
    Ok(None)
}
