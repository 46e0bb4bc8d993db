//! Rows become entries one at a time, so that a list of two hundred thousand rows needs no second copy.

use super::fault::{CellFault, CellFaultKind, LISTED, RosterFault};
use super::field::Field;
use super::header::{Header, letters};
use super::{Cell, Entry, Roster, value};

/// Among how many rows the heading row is looked for.
const HEADING_ROWS: usize = 25;
/// The most rows of a list.
const MAX_ROWS: u64 = 1_048_576;

/// Takes a list's rows in order.
#[derive(Debug, Default)]
pub struct Parser {
    waiting: Vec<(u64, Vec<Cell>)>,
    header: Option<Header>,
    entries: Vec<Entry>,
    faults: Vec<CellFault>,
    total_faults: usize,
}

impl Parser {
    /// Begins a list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one row; `number` is counted from 1 as a spreadsheet shows it.
    pub fn push(&mut self, number: u64, cells: Vec<Cell>) -> Result<(), RosterFault> {
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
        let is_heading = Header::known_titles(&cells) >= 2;
        self.waiting.push((number, cells));
        if is_heading || self.waiting.len() >= HEADING_ROWS {
            self.settle_heading()?;
        }
        Ok(())
    }

    /// Notes that the file ends inside a quoted value that began in this row.
    pub fn open_quote(&mut self, row: u64) {
        self.note(row, 0, &Cell::Empty, CellFaultKind::OpenQuote);
    }

    /// Ends the list.
    pub fn finish(mut self) -> Result<Roster, RosterFault> {
        if self.header.is_none() {
            if self.waiting.is_empty() {
                return Err(RosterFault::Empty);
            }
            self.settle_heading()?;
        }
        let chain = self.faults.into_iter().rev().fold(None, |next, fault| Some(Box::new(CellFault { next, ..fault })));
        if let Some(first) = chain {
            return Err(RosterFault::Cells { total: self.total_faults, first });
        }
        if self.entries.is_empty() {
            return Err(RosterFault::NoRows);
        }
        let unknown_columns = self.header.map(|header| header.unknown().to_vec()).unwrap_or_default();
        Ok(Roster { entries: self.entries, unknown_columns })
    }

    /// Takes the row with the most known titles as the heading; what stands above it is the list's own title.
    fn settle_heading(&mut self) -> Result<(), RosterFault> {
        let rows = std::mem::take(&mut self.waiting);
        let best = rows
            .iter()
            .enumerate()
            .max_by_key(|(index, (_, cells))| (Header::known_titles(cells), std::cmp::Reverse(*index)))
            .map_or(0, |(index, _)| index);
        for (number, cells) in rows.into_iter().skip(best) {
            if self.header.is_some() {
                self.take(number, &cells);
            } else {
                self.header = Some(Header::read(&cells)?);
            }
        }
        Ok(())
    }

    fn take(&mut self, row: u64, cells: &[Cell]) {
        let Some(header) = self.header.take() else { return };
        // Lists that were printed repeat the heading on every page; below the list stand remarks and signatures,
        // text in columns without a title.
        let name = header.column_of(Field::Name).and_then(|column| cells.get(column)).map(value::shown);
        let repeats_heading = name.is_some_and(|name| name == header.name_title());
        let has_values =
            cells.iter().enumerate().any(|(column, cell)| header.field_at(column).is_some() && !is_blank(cell));
        if repeats_heading || !has_values {
            self.header = Some(header);
            return;
        }
        let mut entry = Entry { row, ..Entry::default() };
        let mut has_fault = false;
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell)) {
            let Some(field) = header.field_at(column) else { continue };
            if let Err(kind) = fill(&mut entry, field, cell) {
                has_fault = true;
                self.header_note(&header, row, column, cell, kind);
            }
        }
        if entry.name.is_empty() && !has_fault {
            let column = header.column_of(Field::Name).unwrap_or(0);
            self.header_note(&header, row, column, &Cell::Empty, CellFaultKind::NameMissing);
        } else {
            self.entries.push(entry);
        }
        self.header = Some(header);
    }

    fn note(&mut self, row: u64, column: usize, cell: &Cell, kind: CellFaultKind) {
        if let Some(header) = self.header.take() {
            self.header_note(&header, row, column, cell, kind);
            self.header = Some(header);
        }
    }

    fn header_note(&mut self, header: &Header, row: u64, column: usize, cell: &Cell, kind: CellFaultKind) {
        self.total_faults += 1;
        if self.faults.len() < LISTED {
            let title = header.title_at(column).to_owned();
            self.faults.push(CellFault {
                row,
                column: letters(column),
                title,
                value: value::shown(cell),
                kind,
                next: None,
            });
        }
    }
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.chars().all(|letter| letter.is_whitespace() || letter.is_control()),
        _ => false,
    }
}

fn fill(entry: &mut Entry, field: Field, cell: &Cell) -> Result<(), CellFaultKind> {
    match field {
        Field::Name => entry.name = value::text(cell)?.unwrap_or_default(),
        Field::IdentityNumber => entry.identity_number = value::identity_number(cell)?,
        Field::IdentityDate => entry.identity_date = value::day(cell)?,
        Field::IdentityPlace => entry.identity_place = value::text(cell)?,
        Field::BirthDate => entry.birth_date = value::day(cell)?,
        Field::Title => entry.title = value::text(cell)?,
        Field::Unit => entry.unit = value::text(cell)?,
        Field::Province => entry.province = value::text(cell)?,
        Field::Address => entry.address = value::text(cell)?,
        Field::Email => entry.email = value::text(cell)?,
        Field::Phone => entry.phone = value::naming_number(cell)?,
        Field::DeviceSerial => entry.device_serial = value::naming_number(cell)?,
        Field::CertificateSerial => entry.certificate_serial = value::naming_number(cell)?,
        Field::Carrier => entry.carrier = value::carrier(cell)?,
        Field::Status => {
            let (status, device) = value::status(cell)?;
            entry.status = status;
            if let Some(device) = device {
                entry.device_state = device;
            }
        }
        Field::DeviceState => entry.device_state = value::device_state(cell)?,
        Field::Renewals => entry.renewals = value::renewals(cell)?,
        Field::Kind => entry.kind = value::kind(cell)?,
        Field::TaxCode => entry.tax_code = value::naming_number(cell)?,
        Field::BudgetCode => entry.budget_code = value::naming_number(cell)?,
    }
    Ok(())
}
