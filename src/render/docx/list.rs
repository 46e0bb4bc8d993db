//! The list: one or two heading rows, then a row for each holder.

use super::fit::{Layout, with_addresses_whole};
use super::style::{CELL, CELL_CENTRED, HEADING};
use super::wordml::{Paragraph, Table, TableCell, run};
use crate::domain::form::{ColumnKey, Dossier, FormCell, FormColumn, FormDefinition, FormRow};

/// The list with its headings.
pub(super) fn table(dossier: &Dossier, form: &FormDefinition, layout: &Layout) -> Table {
    let mut rows = headings(form, layout.size);
    let headings = rows.len();
    let last = dossier.rows.len().saturating_sub(1);
    let rows_of_list = dossier.rows.iter().enumerate();
    rows.extend(rows_of_list.map(|(number, row)| body_row(row, form, layout, number == last)));
    Table { widths: layout.widths.clone(), lined: Some(0), headings, rows }
}

fn headings(form: &FormDefinition, size: usize) -> Vec<Vec<TableCell>> {
    let two_levels = form.has_groups();
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for columns in form.header_runs() {
        let group = columns.first().and_then(|column| column.group.as_deref());
        if let Some(group) = group {
            upper.push(TableCell { span: columns.len(), ..heading(group, size) });
        }
        for column in columns {
            let cell = heading(&column.title, size);
            match (group, two_levels) {
                (Some(_), _) => lower.push(cell),
                (None, false) => upper.push(cell),
                (None, true) => {
                    upper.push(TableCell { merge: Some("restart"), ..cell });
                    lower.push(TableCell { merge: Some("continue"), ..heading("", size) });
                }
            }
        }
    }
    [upper, lower].into_iter().take(if two_levels { 2 } else { 1 }).collect()
}

fn heading(title: &str, size: usize) -> TableCell {
    styled(HEADING, title, size, true)
}

/// A cell of one paragraph.
pub(super) fn styled(style: &'static str, text: &str, size: usize, keeps_next: bool) -> TableCell {
    let run = (!text.is_empty()).then(|| run(text, size));
    TableCell::new(&Paragraph { style: Some(style), keeps_next, run, ..Paragraph::default() })
}

/// The last row stays with the closing sentence, be it a paragraph or a row, so that the signature is never on a page without any of the list.
fn body_row(row: &FormRow, form: &FormDefinition, layout: &Layout, is_last: bool) -> Vec<TableCell> {
    let cells = form.columns.iter().zip(&layout.widths).map(|(column, width)| {
        let cell = row.cells.get(&column.key).unwrap_or(&FormCell::Empty);
        let style = if is_centred(column, cell) { CELL_CENTRED } else { CELL };
        styled(style, &with_addresses_whole(cell.text(), *width, layout.size), layout.size, is_last)
    });
    cells.collect()
}

fn is_centred(column: &FormColumn, cell: &FormCell) -> bool {
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
    short || matches!(cell, FormCell::Marked | FormCell::ToFill)
}
