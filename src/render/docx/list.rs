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
    for size in (8..=largest).rev() {
        let least: Vec<usize> = form.columns.iter().map(|column| needed(dossier, column, size, false)).collect();
        if least.iter().sum::<usize>() <= WIDTH || size == 8 {
            return (size, spread(&least, dossier, form, size));
        }
    }
    (8, Vec::new())
}

/// Gives the columns what they need, and of the rest what their longest lines would take.
fn spread(least: &[usize], dossier: &Dossier, form: &FormDefinition, size: usize) -> Vec<usize> {
    let needs = least.iter().sum::<usize>().max(1);
    let mut widths: Vec<usize> = if needs > WIDTH {
        least.iter().map(|width| width * WIDTH / needs).collect()
    } else {
        let wanted: Vec<usize> = form
            .columns
            .iter()
            .zip(least)
            .map(|(column, least)| needed(dossier, column, size, true).min(WIDEST).max(*least) - least)
            .collect();
        let all = wanted.iter().sum::<usize>();
        let rest = WIDTH - needs;
        let given = |wanted: usize| if all <= rest { wanted } else { wanted * rest / all.max(1) };
        least.iter().zip(&wanted).map(|(least, wanted)| least + given(*wanted)).collect()
    };
    // What is left over goes to all alike, and the last takes what rounding left.
    let left = WIDTH.saturating_sub(widths.iter().sum());
    let each = left / widths.len().max(1);
    for width in &mut widths {
        *width += each;
    }
    let left = WIDTH.saturating_sub(widths.iter().sum());
    if let Some(last) = widths.last_mut() {
        *last += left;
    }
    widths
}

/// The width of the longest word of a column, or of the longest line.
fn needed(dossier: &Dossier, column: &Column, size: usize, of_lines: bool) -> usize {
    let cells = dossier.rows.iter().filter_map(|row| row.cells.get(&column.key)).map(Cell::text);
    let of_cells = cells.flat_map(|text| text.split('\n')).map(|line| longest(line, size, of_lines)).max().unwrap_or(0);
    // Titles are bold and always run over several lines.
    let of_title = longest(&column.title, size, false) * 11 / 10;
    of_cells.max(of_title) + ROOM
}

fn longest(line: &str, size: usize, whole: bool) -> usize {
    if whole {
        return width_in_list(line, size);
    }
    line.split([' ', '/']).map(|word| width_in_list(word, size)).max().unwrap_or(0)
}

/// About how wide a text is in Times, in twentieths of a point.
fn width_in_list(text: &str, size: usize) -> usize {
    let hundredths = |letter: char| match letter {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | 'ì' | 'í' | 'ị' | 'ỉ' | 'ĩ' => 34,
        'm' | 'w' | 'M' | 'W' => 90,
        '@' => 95,
        letter if letter.is_uppercase() => 72,
        letter if u32::from(letter) > 0x2e80 => 105,
        _ => 50,
    };
    // A quarter more, for systems without Times: their fonts are that much wider.
    text.chars().map(hundredths).sum::<usize>() * size * 26 / 100
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
