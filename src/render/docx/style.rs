//! The fonts, sizes and paragraph formats of a letter. Sizes are in points, as in the decree.

use docx_rs::{
    AlignmentType, BorderType, BreakType, Docx, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, Style, StyleType, Table, TableCell, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

const FONT: &str = "Times New Roman";
/// The style of a cell of the list.
pub(super) const CELL: &str = "FormCell";
/// The same in the middle of its column.
pub(super) const CELL_CENTRED: &str = "FormCellCentred";
/// A heading of the list.
pub(super) const HEADING: &str = "FormHeading";

/// Font and size of everything that does not say otherwise, and the list's styles, which keep a thousand rows small.
pub(super) fn with_styles(document: Docx) -> Docx {
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).east_asia(FONT).cs(FONT);
    let tight = || LineSpacing::new().before(10).after(10).line(240).line_rule(LineSpacingType::Auto);
    let style = |id: &str| Style::new(id, StyleType::Paragraph).name(id).based_on("Normal").line_spacing(tight());
    document
        .default_fonts(fonts)
        .default_size(points(13))
        .default_tab_stop(720)
        .add_style(style(CELL).size(points(12)).align(AlignmentType::Left))
        .add_style(style(CELL_CENTRED).size(points(12)).align(AlignmentType::Center))
        .add_style(style(HEADING).size(points(12)).bold().align(AlignmentType::Center))
}

/// Word counts sizes in half points.
pub(super) fn points(size: usize) -> usize {
    size.saturating_mul(2)
}

/// A text without what XML 1.0 (2.2) forbids.
pub(super) fn text(text: &str) -> String {
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}

/// A run of text; line ends become breaks.
pub(super) fn run(content: &str) -> Run {
    let mut run = Run::new();
    for (number, line) in text(content).split('\n').enumerate() {
        if number > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}

/// Space before and after a paragraph, in twentieths of a point.
pub(super) fn spaced(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new().before(before).after(after).line(240).line_rule(LineSpacingType::Auto)
}

/// A paragraph with space around it, in twentieths of a point.
pub(super) fn paragraph(alignment: AlignmentType, before: u32, after: u32) -> Paragraph {
    Paragraph::new().align(alignment).line_spacing(spaced(before, after))
}

/// A centred line of text in a size.
pub(super) fn centred(content: &str, size: usize) -> Paragraph {
    paragraph(AlignmentType::Center, 0, 0).add_run(run(content).size(points(size)))
}

/// The same in bold.
pub(super) fn centred_bold(content: &str, size: usize) -> Paragraph {
    paragraph(AlignmentType::Center, 0, 0).add_run(run(content).size(points(size)).bold())
}

/// The same in italics.
pub(super) fn centred_italic(content: &str, size: usize) -> Paragraph {
    paragraph(AlignmentType::Center, 0, 0).add_run(run(content).size(points(size)).italic())
}

/// A thin line in the middle of a space of that width, under a text whose length it shall have.
pub(super) fn rule(space: usize, length: usize) -> Paragraph {
    let margin = i32::try_from(space.saturating_sub(length) / 2).ok();
    let line = ParagraphBorder::new(ParagraphBorderPosition::Top).val(BorderType::Single).size(6).space(1);
    let spacing = LineSpacing::new().before(50).after(0).line(120).line_rule(LineSpacingType::Exact);
    let mut paragraph = Paragraph::new().line_spacing(spacing).indent(margin, None, margin, None);
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(line));
    paragraph
}

/// About how wide a text is in bold Times, in twentieths of a point.
pub(super) fn width_of(content: &str, size: usize) -> usize {
    let half_ems = |character: char| if character.is_uppercase() { 15 } else { 10 };
    content.chars().map(half_ems).fold(0_usize, usize::saturating_add).saturating_mul(size)
}

/// A table without lines, to set things side by side.
pub(super) fn side_by_side(rows: Vec<TableRow>, widths: Vec<usize>) -> Table {
    let whole = widths.iter().sum();
    Table::without_borders(rows).set_grid(widths).layout(TableLayoutType::Fixed).width(whole, WidthType::Dxa)
}

/// A cell of it.
pub(super) fn cell(width: usize, paragraphs: impl IntoIterator<Item = Paragraph>) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Top);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}
