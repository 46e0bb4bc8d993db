//! The fields of columns as cells of a table.
//!
//! Pitfall: an absent field is a dash, so that it does not look cut off; a text that was made empty is a blank cell.

use super::super::columns::{Column, ColumnList, Shape};
use super::super::sheet::{BETWEEN, Field};
use super::super::word;
use super::view::View;
use super::{Block, Cell, Table};
use crate::domain::statistics::said_percent;
use crate::text::problem;

impl View<'_> {
    /// An empty table of these columns.
    pub(super) fn table<T>(&self, columns: &ColumnList<'_, T>) -> Table {
        Table::new(self.titles(columns))
    }

    /// The titles of columns.
    pub(super) fn titles<T>(&self, columns: &ColumnList<'_, T>) -> Vec<super::TableColumn> {
        let title = |column: &Column<'_, T>| match column.shape {
            Shape::Text => self.text(column.heading.title),
            Shape::Value => self.value(column.heading.title),
            Shape::Number => self.number(column.heading.title),
        };
        columns.iter().map(title).collect()
    }

    /// A cell for every column.
    pub(super) fn cells<T>(&self, columns: &ColumnList<'_, T>, row: &T) -> Vec<Cell> {
        let cell = |column: &Column<'_, T>| {
            let cell = self.field(&column.field(row));
            match column.tint(row) {
                Some(tint) => cell.tint(tint),
                None => cell,
            }
        };
        columns.iter().map(cell).collect()
    }

    /// The titles and cells of one row, one below the other: how a report without rows is shown.
    pub(crate) fn facts<T>(&self, columns: &ColumnList<'_, T>, row: &T) -> Block {
        let mut block = Block::new();
        for (column, cell) in columns.iter().zip(self.cells(columns, row)) {
            block.row(self.texts.get(column.heading.title), cell);
        }
        block
    }

    /// A table of these columns with one row for each item.
    pub(super) fn table_of<'r, T: 'r>(
        &self,
        columns: &ColumnList<'_, T>,
        rows: impl IntoIterator<Item = &'r T>,
    ) -> Table {
        let mut table = self.table(columns);
        rows.into_iter().for_each(|row| table.row(self.cells(columns, row)));
        table
    }

    /// One field for people on a terminal.
    pub(super) fn field(&self, field: &Field) -> Cell {
        match field {
            Field::Empty => Cell::maybe(None::<&str>),
            Field::Text(text) if text.is_empty() => Cell::default(),
            Field::Text(text) | Field::Named { name: text, .. } => Cell::maybe(Some(text)),
            Field::Serial(digits) => Cell::maybe(Some(digits.to_uppercase())),
            Field::Number(number) => self.count(Some(*number)),
            Field::Share(tenths) => {
                let tenths = i32::try_from(*tenths).unwrap_or_default();
                self.say(&said_percent(f64::from(tenths) / 10.0))
            }
            Field::Said { phrase, .. } => self.say(phrase),
            Field::Moment(moment) => self.day(Some(*moment)),
            Field::Day(day) => Cell::new(self.texts.date(*day)),
            Field::Truth(truth) => self.word(word::answer(Some(*truth))),
            Field::State { word, tint, .. } => self.word((*word, *tint)),
            Field::States(states) => {
                let said = states.iter().map(|(machine, word)| match word {
                    Some(id) => self.texts.get(id),
                    None => machine.clone(),
                });
                Cell::maybe(Some(said.collect::<Vec<_>>().join(", ")))
            }
            Field::Problems(problems) => match problems.as_slice() {
                [problem] => self.problem(problem),
                problems => joined(problems.iter().map(|problem| self.problem(problem).text().to_owned())),
            },
            Field::Failures(failures) => {
                joined(failures.iter().map(|failure| self.texts.say(&problem::failure_phrase(failure))))
            }
            Field::Notes(notes) => joined(notes.iter().map(|note| problem::note_text(note, &self.texts))),
        }
    }
}

fn joined(sentences: impl Iterator<Item = String>) -> Cell {
    Cell::maybe(Some(sentences.collect::<Vec<_>>().join(BETWEEN)))
}
