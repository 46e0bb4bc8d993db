//! Columns: the names of each for machines and people, and its field of a row. CSV, workbooks and tables walk the same
//! lists, so that titles and cells always match.
//!
//! May import `domain`, the fields of sheets and the tints. Pitfall: names are a contract with scripts; a title is the
//! identifier of a text.

use super::sheet::{Field, Heading};
use super::table::Tint;

/// How a terminal treats a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text, which wraps if the terminal is narrow.
    Text,
    /// Short values (dates, states, serials), which wrap last of all.
    Value,
    /// Numbers, on the right.
    Number,
}

type Accessor<'c, T> = Box<dyn Fn(&T) -> Field + 'c>;
type Tinting<'c, T> = Box<dyn Fn(&T) -> Option<Tint> + 'c>;

/// One column of rows of a type.
pub(crate) struct Column<'c, T> {
    /// Its name for machines and the identifier of its title.
    pub(crate) heading: Heading,
    /// How a terminal treats it.
    pub(crate) shape: Shape,
    field: Accessor<'c, T>,
    tint: Option<Tinting<'c, T>>,
}

impl<T> Column<'_, T> {
    /// Its field of a row.
    pub(crate) fn field(&self, row: &T) -> Field {
        (self.field)(row)
    }

    /// Its prominence on a terminal, if not that of the field.
    pub(crate) fn tint(&self, row: &T) -> Option<Tint> {
        self.tint.as_ref().and_then(|tint| tint(row))
    }
}

/// The columns of rows of a type, in order. Those of a table may borrow its texts; those of sheets borrow nothing.
pub(crate) struct ColumnList<'c, T>(Vec<Column<'c, T>>);

/// Columns that borrow nothing.
pub(crate) type Columns<T> = ColumnList<'static, T>;

impl<'c, T> ColumnList<'c, T> {
    /// No column yet.
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a column of text.
    #[must_use]
    pub(crate) fn text(self, name: &'static str, title: &'static str, field: impl Fn(&T) -> Field + 'c) -> Self {
        self.add(Heading { name, title }, Shape::Text, field)
    }

    /// Adds a column of short values.
    #[must_use]
    pub(crate) fn value(self, name: &'static str, title: &'static str, field: impl Fn(&T) -> Field + 'c) -> Self {
        self.add(Heading { name, title }, Shape::Value, field)
    }

    /// Adds a column of numbers.
    #[must_use]
    pub(crate) fn number(self, name: &'static str, title: &'static str, field: impl Fn(&T) -> Field + 'c) -> Self {
        self.add(Heading { name, title }, Shape::Number, field)
    }

    fn add(mut self, heading: Heading, shape: Shape, field: impl Fn(&T) -> Field + 'c) -> Self {
        self.0.push(Column { heading, shape, field: Box::new(field), tint: None });
        self
    }

    /// Adds the columns of another list.
    #[must_use]
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The columns of these names, in this order. A name that does not exist stops every test.
    #[must_use]
    pub(crate) fn pick(mut self, names: &[&str]) -> Self {
        let take = |name: &&str| {
            let place = self.0.iter().position(|column| column.heading.name == *name);
            debug_assert!(place.is_some(), "there is no column `{name}`");
            place.map(|place| self.0.remove(place))
        };
        Self(names.iter().filter_map(take).collect())
    }

    /// Replaces a column's field, if a view shows more than a sheet does.
    #[must_use]
    pub(crate) fn showing(mut self, name: &str, field: impl Fn(&T) -> Field + 'c) -> Self {
        if let Some(column) = self.named(name) {
            column.field = Box::new(field);
        }
        self
    }

    /// Gives the cells of a column a tint of their own.
    #[must_use]
    pub(crate) fn tinted(mut self, name: &str, tint: impl Fn(&T) -> Option<Tint> + 'c) -> Self {
        if let Some(column) = self.named(name) {
            column.tint = Some(Box::new(tint));
        }
        self
    }

    /// Shows a column like names.
    #[must_use]
    pub(crate) fn strong(self, name: &str) -> Self {
        self.tinted(name, |_| Some(Tint::Strong))
    }

    fn named(&mut self, name: &str) -> Option<&mut Column<'c, T>> {
        let column = self.0.iter_mut().find(|column| column.heading.name == name);
        debug_assert!(column.is_some(), "there is no column `{name}`");
        column
    }

    /// Each column.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column<'c, T>> {
        self.0.iter()
    }

    /// The names of the columns.
    pub(crate) fn headings(&self) -> Vec<Heading> {
        self.iter().map(|column| column.heading).collect()
    }

    /// A field for every column.
    pub(crate) fn row(&self, row: &T) -> Vec<Field> {
        self.iter().map(|column| column.field(row)).collect()
    }
}

impl<'c, T: 'c> ColumnList<'c, T> {
    /// The columns of rows that this is a part of; empty if the part is absent.
    #[must_use]
    pub(crate) fn of<R>(self, part: impl Fn(&R) -> Option<&T> + Copy + 'c) -> ColumnList<'c, R> {
        let columns = self.0.into_iter().map(|column| {
            let Column { heading, shape, field, tint } = column;
            let field: Accessor<'c, R> = Box::new(move |row| part(row).map_or(Field::Empty, &field));
            let tint = tint.map(|tint| -> Tinting<'c, R> { Box::new(move |row| part(row).and_then(&tint)) });
            Column { heading, shape, field, tint }
        });
        ColumnList(columns.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row with a part that may be absent.
    struct Row {
        number: u64,
        name: Option<String>,
    }

    fn columns() -> Columns<Row> {
        let name =
            Columns::<String>::new().text("name", "table-holder", |name| Field::Text(name.clone())).strong("name");
        Columns::<Row>::new()
            .number("number", "table-days", |row| Field::number(Some(row.number)))
            .and(name.of(|row: &Row| row.name.as_ref()))
    }

    #[test]
    fn an_absent_part_leaves_its_fields_empty_and_keeps_the_row_as_long_as_the_titles() {
        let columns = columns();
        let named = Row { number: 1, name: Some("An".to_owned()) };
        assert_eq!(columns.row(&named), [Field::Number(1), Field::Text("An".to_owned())], "a field each");
        let absent = columns.row(&Row { number: 2, name: None });
        assert_eq!(absent, [Field::Number(2), Field::Empty], "the name is empty");
        assert_eq!(absent.len(), columns.headings().len(), "as many as titles");
    }

    #[test]
    fn a_view_picks_columns_in_its_own_order_and_may_say_more() {
        let columns = columns().pick(&["name", "number"]).showing("number", |_| Field::Truth(true));
        let row = Row { number: 1, name: Some("An".to_owned()) };
        let names: Vec<_> = columns.headings().iter().map(|heading| heading.name).collect();
        assert_eq!(names, ["name", "number"], "as it was picked");
        assert_eq!(columns.row(&row), [Field::Text("An".to_owned()), Field::Truth(true)], "and what it says");
        let tints: Vec<_> = columns.iter().map(|column| column.tint(&row)).collect();
        assert_eq!(tints, [Some(Tint::Strong), None], "a part keeps its tint");
    }
}
