//! Tables for people: aligned columns without frames, wrapped to the terminal, readable without colour.
//!
//! May import `report`, `domain`, `text`, and the sanitiser. The views of an inventory are in the neighbouring files.
//!
//! Pitfall: the width is what a terminal displays, not bytes or characters: decomposed Vietnamese letters have width
//! one. Every cell is sanitised when it is created, so that no view can forget it; colour is added after measuring.

mod block;
mod certificate;
mod check;
mod config;
mod confirm;
mod diff;
mod doctor;
mod driver;
mod field;
mod import;
mod inventory;
mod key;
mod keys;
mod layout;
mod month;
mod pin;
mod plan;
mod request;
mod roster;
mod signed;
mod statistics;
mod support;
mod token;
mod trust;
mod verify;
mod view;

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use crate::domain::selector::Which;
use crate::report::inventory::Inventory;
use crate::report::listing::Listing;
use crate::text::sanitize;
use crate::text::{Language, Texts};

pub use block::Block;
pub use certificate::{certificate_list, certificate_show};
pub use check::check;
pub use config::config_show;
pub use confirm::roster_confirm;
pub use diff::diff;
pub use doctor::doctor;
pub use driver::driver_list;
pub use import::{cert_delete, cert_import};
pub use inventory::inventory;
pub use key::key_list;
pub use keys::{csr_create, key_delete, key_generate, token_init};
pub use month::{month, month_page};
pub use pin::{journal_show, journal_verify, pin_change, pin_status, pin_unlock, pin_unlock_plan, pin_verify};
pub use plan::plan;
pub use request::request;
pub use roster::{roster_check, who_can_sign};
pub use statistics::{bodies, statistics};
pub use support::support;
pub use token::{token_list, token_show};
pub use trust::trust;
pub use verify::verify;
pub use view::View;

/// Shows one of the views of an inventory.
pub fn listing(listing: Listing, report: &Inventory, style: &Style) -> String {
    match listing {
        Listing::Inventory => inventory(report, style),
        Listing::Check => check(report, style),
        Listing::Drivers => driver_list(report, style),
        Listing::Tokens => token_list(report, style),
        Listing::Token => token_show(report, style),
        Listing::Keys => key_list(report, style),
        Listing::Certificates => certificate_list(report, style),
        Listing::Certificate => certificate_show(report, style),
    }
}

/// How a table is displayed.
#[derive(Debug, Clone)]
pub struct Style {
    /// Whether to colour (and to set titles in bold).
    pub color: bool,
    /// Columns of the terminal; `None` if there is none, and nothing is wrapped.
    pub width: Option<u16>,
    /// The language of titles, words and dates.
    pub language: Language,
    /// The zone of calendar days.
    pub zone: TimeZone,
    /// The options with which a hint's command reads the same drivers.
    pub drivers: Which,
}

impl Style {
    /// The texts of its language.
    pub fn texts(&self) -> Texts {
        Texts::new(self.language)
    }
}

/// The prominence of a cell. It only repeats the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tint {
    /// Like everything else.
    #[default]
    Plain,
    /// All is well.
    Good,
    /// Something to do.
    Warning,
    /// Something is broken.
    Bad,
    /// Needs no attention.
    Dim,
    /// A title or a name.
    Strong,
}

impl Tint {
    /// Wraps text in the escape sequences of the tint, if colour is enabled.
    pub fn paint(self, text: &str, color: bool) -> String {
        let code = match self {
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "1;31",
            Self::Dim => "2",
            Self::Strong => "1",
            Self::Plain => return text.to_owned(),
        };
        if color && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// The maximum number of characters of one cell; untrusted names can be endless.
const CELL_CHARACTERS: usize = 400;

/// One cell: clean text and a tint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    text: String,
    tint: Tint,
}

impl Cell {
    /// A cell of text, which is made harmless and bounded here.
    pub fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let bounded = match text.char_indices().nth(CELL_CHARACTERS) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text.to_owned(),
        };
        Self { text: sanitize::terminal(&bounded).trim().to_owned(), tint: Tint::Plain }
    }

    /// A cell of text that may be absent: then a dash, so that it does not look cut off.
    pub fn maybe(text: Option<impl AsRef<str>>) -> Self {
        text.map(Self::new).filter(|cell| !cell.text.is_empty()).unwrap_or_else(|| Self::new("–").tint(Tint::Dim))
    }

    /// The cell with a tint.
    #[must_use]
    pub fn tint(mut self, tint: Tint) -> Self {
        self.tint = tint;
        self
    }

    /// The clean text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
}

/// One column.
#[derive(Debug, Clone)]
pub struct TableColumn {
    title: Cell,
    align: Align,
    wraps: bool,
}

impl TableColumn {
    /// A column of text, which wraps if the terminal is narrow.
    pub fn text(title: impl AsRef<str>) -> Self {
        Self { title: Cell::new(title).tint(Tint::Strong), align: Align::Left, wraps: true }
    }

    /// A column of short values (dates, states, serials), which wraps last of all.
    pub fn value(title: impl AsRef<str>) -> Self {
        Self { wraps: false, ..Self::text(title) }
    }

    /// A column of numbers, on the right.
    pub fn number(title: impl AsRef<str>) -> Self {
        Self { align: Align::Right, wraps: false, ..Self::text(title) }
    }
}

/// One row.
#[derive(Debug, Clone)]
enum Row {
    /// A cell for every column.
    Cells(Vec<Cell>),
    /// A heading over the rows that follow.
    Group(Vec<Cell>),
    /// A remark under the previous row, across all columns, with a mark before it.
    Note(&'static str, Cell),
}

/// A table under construction.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<TableColumn>,
    rows: Vec<Row>,
}

/// The columns that the rule covers. If no terminal limits a line, a sentence in the last column does not make it
/// longer.
fn ruled(widths: &[usize], style: &Style) -> usize {
    match widths.split_last() {
        Some((last, others)) if style.width.is_none() => others.iter().sum::<usize>() + (*last).min(SENTENCE),
        _ => widths.iter().sum(),
    }
}

impl Table {
    /// An empty table of these columns.
    pub fn new(columns: Vec<TableColumn>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; cells beyond the columns are left out, missing ones are blank.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    /// Adds a heading, whose parts are joined by middle dots; the rows after it are indented.
    pub fn group(&mut self, parts: Vec<Cell>) {
        self.rows.push(Row::Group(parts));
    }

    /// Adds a warning across all columns, with an exclamation mark before it.
    pub fn note(&mut self, note: Cell) {
        self.rows.push(Row::Note("! ", note));
    }

    /// Adds a line across all columns.
    pub fn line(&mut self, line: Cell) {
        self.rows.push(Row::Note("", line));
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Draws the table; every line ends with a line feed and has no trailing spaces.
    pub fn render(&self, style: &Style) -> String {
        let indent = if self.rows.iter().any(|row| matches!(row, Row::Group(_))) { 2 } else { 0 };
        let widths = self.widths(style, indent);
        let total = indent + ruled(&widths, style) + GAP * widths.len().saturating_sub(1);
        let mut lines = Vec::new();
        let titles: Vec<_> = self.columns.iter().map(|column| column.title.clone()).collect();
        self.draw(&titles, &widths, indent, style, &mut lines);
        lines.push(Tint::Dim.paint(&"─".repeat(total), style.color));
        for row in &self.rows {
            match row {
                Row::Cells(cells) => self.draw(cells, &widths, indent, style, &mut lines),
                Row::Group(parts) => lines.extend(layout::joined(parts, style)),
                Row::Note(mark, note) => {
                    let room =
                        style.width.map_or(usize::MAX, |width| usize::from(width).saturating_sub(2 + mark.len()));
                    for (position, line) in layout::wrap(&note.text, room).iter().enumerate() {
                        let mark = if position == 0 { (*mark).to_owned() } else { " ".repeat(mark.len()) };
                        lines.push(format!("  {}", note.tint.paint(&format!("{mark}{line}"), style.color)));
                    }
                }
            }
        }
        layout::finish(&lines)
    }

    /// The width of each column: what its cells need, less if the terminal has less.
    fn widths(&self, style: &Style, indent: usize) -> Vec<usize> {
        let mut widths: Vec<_> = self.columns.iter().map(|column| column.title.text.width()).collect();
        for row in &self.rows {
            if let Row::Cells(cells) = row {
                for (width, cell) in widths.iter_mut().zip(cells) {
                    *width = (*width).max(cell.text.width());
                }
            }
        }
        if let Some(room) = style.width {
            let gaps = GAP * widths.len().saturating_sub(1) + indent;
            let room = usize::from(room).saturating_sub(gaps);
            let wraps: Vec<_> = self.columns.iter().map(|column| column.wraps).collect();
            layout::shrink(&mut widths, &wraps, room);
        }
        widths
    }

    /// Draws one row, as many lines high as its highest cell.
    fn draw(&self, cells: &[Cell], widths: &[usize], indent: usize, style: &Style, lines: &mut Vec<String>) {
        let wrapped: Vec<_> = cells.iter().zip(widths).map(|(cell, width)| layout::wrap(&cell.text, *width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        for line in 0..height {
            let mut drawn = " ".repeat(indent);
            let mut blank = 0;
            for (((column, width), cell), pieces) in self.columns.iter().zip(widths).zip(cells).zip(&wrapped) {
                let piece = pieces.get(line).map_or("", String::as_str);
                let padding = width.saturating_sub(piece.width());
                if column.align == Align::Right {
                    blank += padding;
                }
                if !piece.is_empty() {
                    drawn.push_str(&" ".repeat(blank));
                    drawn.push_str(&cell.tint.paint(piece, style.color));
                    blank = 0;
                }
                blank += GAP + if column.align == Align::Left { padding } else { 0 };
            }
            lines.push(drawn);
        }
    }
}

/// Spaces between two columns.
const GAP: usize = 2;

/// The width of the rule over a last column of sentences.
const SENTENCE: usize = 80;
