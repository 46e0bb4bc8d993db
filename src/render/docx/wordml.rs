//! The pieces of a document as WordprocessingML (ECMA-376 part 1, chapter 17): runs, paragraphs and tables.
//!
//! May import maud, which closes every element and escapes every text. The schema fixes the order of properties; the
//! templates here have that order. Lengths are in twentieths of a point, sizes of letters in points. Pitfall: an
//! element without content needs `{}`, because maud leaves it open after `;`, as HTML does.

use maud::{Markup, Render, html};

/// A text in one format; its line feeds become breaks.
#[derive(Debug, Clone)]
pub(super) struct Run {
    text: String,
    size: usize,
    is_bold: bool,
    is_italic: bool,
}

/// A run without the characters forbidden by XML 1.0 (2.2).
pub(super) fn run(text: &str, size: usize) -> Run {
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    Run { text: text.chars().filter(allowed).collect(), size, is_bold: false, is_italic: false }
}

impl Run {
    pub(super) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(super) fn italic(self) -> Self {
        Self { is_italic: true, ..self }
    }
}

impl Render for Run {
    fn render(&self) -> Markup {
        html! {
            w:r {
                w:rPr {
                    @if self.is_bold { w:b {} w:bCs {} }
                    @if self.is_italic { w:i {} w:iCs {} }
                    (points(self.size))
                }
                @for (number, line) in self.text.split('\n').enumerate() {
                    @if number > 0 { w:br {} }
                    w:t xml:space="preserve" { (line) }
                }
            }
        }
    }
}

/// A font size, which Word counts in half points.
fn points(size: usize) -> Markup {
    let halves = size.saturating_mul(2);
    html! { w:sz w:val=(halves) {} w:szCs w:val=(halves) {} }
}

/// The alignment of a paragraph's lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Alignment {
    #[default]
    Left,
    Centre,
    Right,
    Both,
}

impl Alignment {
    fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Centre => "center",
            Self::Right => "right",
            Self::Both => "both",
        }
    }
}

/// The indentation: the first line, the lines after it, or both sides of a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) enum Indent {
    First(usize),
    Hanging(usize),
    Sides(usize),
}

impl Render for Indent {
    fn render(&self) -> Markup {
        match self {
            Self::First(width) => html! { w:ind w:firstLine=(width) {} },
            Self::Hanging(width) => html! { w:ind w:left=(width) w:hanging=(width) {} },
            Self::Sides(width) => html! { w:ind w:left=(width) w:right=(width) {} },
        }
    }
}

/// A paragraph of at most one run.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// The style with its spacing and alignment.
    pub(super) style: Option<&'static str>,
    /// Whether it stays on the page of the next paragraph.
    pub(super) keeps_next: bool,
    /// Whether it has a line above.
    pub(super) has_rule: bool,
    pub(super) before: usize,
    pub(super) after: usize,
    /// The height of its lines, if not that of the font.
    pub(super) line: Option<usize>,
    pub(super) indent: Option<Indent>,
    pub(super) alignment: Alignment,
    /// The font size that an empty paragraph leaves room for.
    pub(super) size: Option<usize>,
    pub(super) run: Option<Run>,
}

impl Render for Paragraph {
    fn render(&self) -> Markup {
        let (line, rule) = self.line.map_or((240, "auto"), |line| (line, "exact"));
        html! {
            w:p {
                w:pPr {
                    @if let Some(style) = self.style { w:pStyle w:val=(style) {} }
                    @if self.keeps_next { w:keepNext {} }
                    @if self.has_rule { w:pBdr { w:top w:val="single" w:sz="6" w:space="1" w:color="auto" {} } }
                    @if self.style.is_none() {
                        w:spacing w:before=(self.before) w:after=(self.after) w:line=(line) w:lineRule=(rule) {}
                        @if let Some(indent) = self.indent { (indent) }
                        w:jc w:val=(self.alignment.word()) {}
                    }
                    @if let Some(size) = self.size { w:rPr { (points(size)) } }
                }
                @if let Some(run) = &self.run { (run) }
            }
        }
    }
}

/// A cell with its paragraphs and tables.
#[derive(Debug, Clone)]
pub(super) struct TableCell {
    pub(super) content: Markup,
    /// The number of columns it spans.
    pub(super) span: usize,
    /// How it is merged with the cells above and below: `restart` or `continue` (17.18.57).
    pub(super) merge: Option<&'static str>,
    /// Whether it has neither margins nor lines, except the one above.
    pub(super) is_open: bool,
}

impl TableCell {
    pub(super) fn new(content: &impl Render) -> Self {
        Self { content: content.render(), span: 1, merge: None, is_open: false }
    }
}

/// A table, whose rows are not split between pages.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) widths: Vec<usize>,
    /// The space above and below the text of its cells; a table without lines only places things side by side.
    pub(super) lined: Option<usize>,
    /// The number of its rows repeated on every page.
    pub(super) headings: usize,
    pub(super) rows: Vec<Vec<TableCell>>,
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            w:tbl {
                w:tblPr {
                    w:tblW w:w=(self.widths.iter().sum::<usize>()) w:type="dxa" {}
                    w:jc w:val="left" {}
                    @if self.lined.is_some() {
                        w:tblBorders {
                            w:top w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                            w:left w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                            w:bottom w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                            w:right w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                            w:insideH w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                            w:insideV w:val="single" w:sz="2" w:space="0" w:color="000000" {}
                        }
                    }
                    w:tblLayout w:type="fixed" {}
                    @if let Some(room) = self.lined {
                        w:tblCellMar {
                            w:top w:w=(room) w:type="dxa" {}
                            w:left w:w="70" w:type="dxa" {}
                            w:bottom w:w=(room) w:type="dxa" {}
                            w:right w:w="70" w:type="dxa" {}
                        }
                    }
                }
                w:tblGrid { @for width in &self.widths { w:gridCol w:w=(width) {} } }
                @for (number, row) in self.rows.iter().enumerate() {
                    w:tr {
                        w:trPr { w:cantSplit {} @if number < self.headings { w:tblHeader {} } }
                        (self.cells(row))
                    }
                }
            }
        }
    }
}

impl Table {
    fn cells(&self, row: &[TableCell]) -> Markup {
        let mut widths = self.widths.iter();
        html! {
            @for cell in row {
                w:tc {
                    w:tcPr {
                        w:tcW w:w=(widths.by_ref().take(cell.span).sum::<usize>()) w:type="dxa" {}
                        @if cell.span > 1 { w:gridSpan w:val=(cell.span) {} }
                        @if let Some(merge) = cell.merge { w:vMerge w:val=(merge) {} }
                        @if cell.is_open {
                            w:tcBorders { w:left w:val="nil" {} w:bottom w:val="nil" {} w:right w:val="nil" {} }
                            w:tcMar { w:left w:w="0" w:type="dxa" {} w:right w:w="0" w:type="dxa" {} }
                        } @else if self.lined.is_some() {
                            w:vAlign w:val="center" {}
                        }
                    }
                    (cell.content)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_in_its_run_and_its_line_ends_become_breaks() {
        let run = run("<w:p> & \u{0}\u{1b}\u{ffff}\"Ưởng\"\n]]>", 12).bold();
        assert_eq!(
            run.render().into_string(),
            "<w:r><w:rPr><w:b></w:b><w:bCs></w:bCs><w:sz w:val=\"24\"></w:sz><w:szCs w:val=\"24\"></w:szCs></w:rPr>\
             <w:t xml:space=\"preserve\">&lt;w:p&gt; &amp; &quot;Ưởng&quot;</w:t><w:br></w:br>\
             <w:t xml:space=\"preserve\">]]&gt;</w:t></w:r>",
            "escaped, and without what XML forbids"
        );
    }

    #[test]
    fn a_cell_is_as_wide_as_the_columns_it_takes() {
        let cell = |span| TableCell { span, ..TableCell::new(&"") };
        let table = Table { widths: vec![1, 20, 300], lined: None, headings: 0, rows: vec![vec![cell(2), cell(1)]] };
        let xml = table.render().into_string();
        let widths: Vec<_> = xml.split("<w:tcW w:w=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(widths, ["21", "300"], "in {xml}");
    }
}
