//! The list: one or two heading rows, then a row for each subscriber.

use docx_rs::{
    Paragraph, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::WIDTH;
use super::style::{CELL, CELL_CENTRED, HEADING, points, run};
use crate::domain::form::{Cell, Column, ColumnKey, Dossier, FormDefinition, Row};

/// How many rows head the list.
pub(super) fn heading_rows(form: &FormDefinition) -> usize {
    if form.has_groups() { 2 } else { 1 }
}

/// The list with its headings.
pub(super) fn table(dossier: &Dossier, form: &FormDefinition) -> Table {
    let (size, widths) = layout(dossier, form);
    let size = points(size);
    let mut rows = headings(form, &widths, size);
    rows.extend(dossier.rows.iter().map(|row| body_row(row, form, &widths, size)));
    Table::new(rows)
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(WIDTH, WidthType::Dxa)
        .margins(TableCellMargins::new().margin(20, 70, 20, 70))
}

/// What a cell needs beside its text: its margins, and what the guess at the text's width may be short of.
const ROOM: usize = 220;
/// No column is made wider for one long line than this share of the page.
const WIDEST: usize = WIDTH / 3;

/// The size of the list's letters in points, and the widths of its columns by what stands in them.
///
/// A word, and so an address, is never broken while the columns fit on the page; letters become smaller for that.
pub(super) fn layout(dossier: &Dossier, form: &FormDefinition) -> (usize, Vec<usize>) {
    let largest = if form.columns.len() > 8 { 11 } else { 12 };
    let needs =
        |size: usize| -> Vec<Need> { form.columns.iter().map(|column| Need::of(dossier, column, size)).collect() };
    let fits = |needs: &[Need], of: fn(&Need) -> usize| needs.iter().map(of).sum::<usize>() <= WIDTH;
    // Rows of two lines in letters of ten points are read more easily than rows of four in eleven.
    let roomy = (10..=largest).rev().find(|size| fits(&needs(*size), |need| need.fair));
    let size = roomy.or_else(|| (8..=largest.min(10)).rev().find(|size| fits(&needs(*size), |need| need.least)));
    let size = size.unwrap_or(8);
    (size, spread(&needs(size)))
}

/// What a column takes, in twentieths of a point.
struct Need {
    /// So that no word is broken.
    least: usize,
    /// So that names stay on one line and other texts on two.
    fair: usize,
    /// So that every text stays on one line.
    whole: usize,
}

impl Need {
    fn of(dossier: &Dossier, column: &Column, size: usize) -> Self {
        let cells = || dossier.rows.iter().filter_map(|row| row.cells.get(&column.key)).map(Cell::text);
        let lines = || cells().flat_map(|text| text.split('\n'));
        // Titles are bold.
        let title = |width: usize| width * 11 / 10;
        let words_of_title = column.title.split([' ', '/']).map(|word| width_in_list(word, size)).max().unwrap_or(0);
        let word = lines().flat_map(|line| line.split(' ')).map(|word| width_in_list(word, size)).max().unwrap_or(0);
        let line = lines().map(|line| width_in_list(line, size)).max().unwrap_or(0);
        let least = word.max(title(words_of_title)) + ROOM;
        let is_name = matches!(column.key, ColumnKey::FullName | ColumnKey::CertificateName);
        let of_line = if is_name { line } else { line * 6 / 10 };
        let of_title = title(width_in_list(&column.title, size)) * 4 / 10;
        Self {
            least,
            fair: (of_line.max(of_title) + ROOM).min(WIDEST).max(least),
            whole: (line + ROOM).min(WIDEST).max(least),
        }
    }
}

/// Gives the columns what they need, then what makes them easy to read, then what their longest lines would take; what is left
/// goes to all alike.
fn spread(needs: &[Need]) -> Vec<usize> {
    let sum = |widths: &[usize]| widths.iter().sum::<usize>();
    let mut widths: Vec<usize> = needs.iter().map(|need| need.least).collect();
    let least = sum(&widths).max(1);
    if least > WIDTH {
        widths = widths.iter().map(|width| width * WIDTH / least).collect();
    }
    for wish in [|need: &Need| need.fair, |need: &Need| need.whole.max(need.fair)] {
        let rest = WIDTH.saturating_sub(sum(&widths));
        let wanted: Vec<usize> =
            needs.iter().zip(&widths).map(|(need, width)| wish(need).saturating_sub(*width)).collect();
        let all = sum(&wanted);
        for (width, wanted) in widths.iter_mut().zip(wanted) {
            *width += if all <= rest { wanted } else { wanted * rest / all.max(1) };
        }
    }
    // The last takes what rounding left.
    let each = WIDTH.saturating_sub(sum(&widths)) / widths.len().max(1);
    for width in &mut widths {
        *width += each;
    }
    let left = WIDTH.saturating_sub(sum(&widths));
    if let Some(last) = widths.last_mut() {
        *last += left;
    }
    widths
}

/// About how wide a text is in Times, in twentieths of a point.
fn width_in_list(text: &str, size: usize) -> usize {
    let hundredths = |letter: char| match letter {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | 'ì' | 'í' | 'ị' | 'ỉ' | 'ĩ' => 34,
        'm' | 'w' | 'M' | 'W' => 90,
        '0'..='9' => 57,
        '@' => 95,
        letter if letter.is_uppercase() => 72,
        letter if u32::from(letter) > 0x2e80 => 105,
        _ => 50,
    };
    // More by an eighth, for systems without Times: their fonts are that much wider, digits still more.
    text.chars().map(hundredths).sum::<usize>() * size * 23 / 100
}

fn headings(form: &FormDefinition, widths: &[usize], size: usize) -> Vec<TableRow> {
    let two_levels = form.has_groups();
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    let mut columns_left = widths.iter().copied();
    for columns in form.header_runs() {
        let group = columns.first().and_then(|column| column.group.as_deref());
        let own: Vec<usize> = columns_left.by_ref().take(columns.len()).collect();
        if let Some(group) = group {
            upper.push(heading(group, own.iter().sum(), size).grid_span(columns.len()));
        }
        for (column, width) in columns.iter().zip(own) {
            let cell = heading(&column.title, width, size);
            match (group, two_levels) {
                (Some(_), _) => lower.push(cell),
                (None, false) => upper.push(cell),
                (None, true) => {
                    upper.push(cell.vertical_merge(VMergeType::Restart));
                    lower.push(heading("", width, size).vertical_merge(VMergeType::Continue));
                }
            }
        }
    }
    let mut rows = vec![TableRow::new(upper).cant_split()];
    if two_levels {
        rows.push(TableRow::new(lower).cant_split());
    }
    rows
}

fn heading(title: &str, width: usize, size: usize) -> TableCell {
    let paragraph = Paragraph::new().style(HEADING).keep_next(true);
    let paragraph = if title.is_empty() { paragraph } else { paragraph.add_run(run(title).size(size)) };
    TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
}

fn body_row(row: &Row, form: &FormDefinition, widths: &[usize], size: usize) -> TableRow {
    let cells = form.columns.iter().zip(widths).map(|(column, width)| {
        let cell = row.cells.get(&column.key).unwrap_or(&Cell::Empty);
        let style = if is_centred(column, cell) { CELL_CENTRED } else { CELL };
        let paragraph = Paragraph::new().style(style);
        let paragraph = match cell.text() {
            "" => paragraph,
            text => paragraph.add_run(run(text).size(size)),
        };
        TableCell::new().width(*width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
    });
    TableRow::new(cells.collect()).cant_split()
}

fn is_centred(column: &Column, cell: &Cell) -> bool {
    let short = matches!(
        column.key,
        ColumnKey::Index
            | ColumnKey::BirthDate
            | ColumnKey::Phone
            | ColumnKey::TaxCode
            | ColumnKey::BudgetCode
            | ColumnKey::CertificateSerial
            | ColumnKey::OldCertificateSerial
            | ColumnKey::DeviceSerial
    );
    short || matches!(cell, Cell::Marked | Cell::ToFill)
}
