//! The paragraphs of a document, and blocks side by side. Sizes are in points, as in the decree, lengths in twentieths.

use maud::html;

use super::wordml::{Alignment, Indent, Paragraph, Run, Table, TableCell};

/// The style of a cell of the list.
pub(super) const CELL: &str = "FormCell";
/// The same, centred in its column.
pub(super) const CELL_CENTRED: &str = "FormCellCentred";
/// A heading of the list.
pub(super) const HEADING: &str = "FormHeading";

/// A paragraph with space around it.
pub(super) fn paragraph(alignment: Alignment, before: usize, after: usize, run: Run) -> Paragraph {
    Paragraph { alignment, before, after, run: Some(run), ..Paragraph::default() }
}

/// A centred line.
pub(super) fn centred(run: Run) -> Paragraph {
    paragraph(Alignment::Centre, 0, 0, run)
}

/// A thin centred line in a space of that width, as long as the text above it should be.
pub(super) fn rule(space: usize, length: usize) -> Paragraph {
    let indent = Some(Indent::Sides(space.saturating_sub(length) / 2));
    Paragraph { has_rule: true, before: 50, line: Some(120), indent, ..Paragraph::default() }
}

/// A paragraph as low as Word allows, to avoid a new page: neither a document nor a cell may end in a table.
pub(super) fn last() -> Paragraph {
    Paragraph { line: Some(20), size: Some(1), ..Paragraph::default() }
}

/// The approximate width of a text in bold Times, in twentieths of a point.
pub(super) fn width_of(content: &str, size: usize) -> usize {
    let half_ems = |character: char| if character.is_uppercase() { 15 } else { 10 };
    content.chars().map(half_ems).fold(0_usize, usize::saturating_add).saturating_mul(size)
}

/// A table without lines, to place things side by side.
pub(super) fn side_by_side(rows: Vec<Vec<TableCell>>, widths: [usize; 2]) -> Table {
    Table { widths: widths.to_vec(), lined: None, headings: 0, rows }
}

/// A cell of paragraphs.
pub(super) fn cell(paragraphs: impl IntoIterator<Item = Paragraph>) -> TableCell {
    TableCell::new(&html! { @for paragraph in paragraphs { (paragraph) } })
}
