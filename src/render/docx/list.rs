//! The list: one or two heading rows, then a row for each holder.

use docx_rs::{
    Paragraph, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::fit::{Layout, with_addresses_whole};
use super::style::{CELL, CELL_CENTRED, HEADING, points, run};
use crate::domain::form::{Cell, Column, ColumnKey, Dossier, FormDefinition, Row};

/// How many rows head the list.
pub(super) fn heading_rows(form: &FormDefinition) -> usize {
    if form.has_groups() { 2 } else { 1 }
}

/// The list with its headings.
pub(super) fn table(dossier: &Dossier, form: &FormDefinition, layout: &Layout) -> Table {
    let widths = &layout.widths;
    let mut rows = headings(form, widths, points(layout.size));
    let last = dossier.rows.len().saturating_sub(1);
    let rows_of_list = dossier.rows.iter().enumerate();
    rows.extend(rows_of_list.map(|(number, row)| body_row(row, form, layout, number == last)));
    Table::new(rows)
        .set_grid(widths.clone())
        .layout(TableLayoutType::Fixed)
        .width(layout.sheet.width, WidthType::Dxa)
        .margins(TableCellMargins::new().margin(0, 70, 0, 70))
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

/// The last row stays with the closing sentence, be it a paragraph or a row, so that the signature is never on a page without any of the list.
fn body_row(row: &Row, form: &FormDefinition, layout: &Layout, is_last: bool) -> TableRow {
    let cells = form.columns.iter().zip(&layout.widths).map(|(column, width)| {
        let cell = row.cells.get(&column.key).unwrap_or(&Cell::Empty);
        let style = if is_centred(column, cell) { CELL_CENTRED } else { CELL };
        let paragraph = Paragraph::new().style(style).keep_next(is_last);
        let paragraph = match with_addresses_whole(cell.text(), *width, layout.size) {
            text if text.is_empty() => paragraph,
            text => paragraph.add_run(run(&text).size(points(layout.size))),
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
