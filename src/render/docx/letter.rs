//! The parts of the letter around the list (head, opening, contact block, closing, recipients list and signature), and
//! their total height.
//!
//! Sizes and spaces are those of Decree 30/2020, Appendix I, the smaller ones where it allows a choice; docs/LETTERS.md
//! compares them. Pitfall: an official letter (công văn) has no title; its subject is below its number, after "V/v".

use docx_rs::{
    AlignmentType, CellMargins, Docx, Header, LineSpacing, LineSpacingType, PageNum, Paragraph, SpecialIndentType,
    TableCell, TableCellBorderPosition, TableCellProperty, TableRow, WidthType,
};

use super::fit::with_addresses_whole;
use super::head::{self, BODY, HEAD, Head, SPACE, Signature, names, sentence};
use super::metrics::{Font, Measured, Weight};
use super::sheet::Sheet;
use super::style::{cell, paragraph, points, run, side_by_side, spaced};
use crate::domain::form::{BLANK, Dossier, FormDefinition};

/// What a cell of two blocks side by side has beside its text.
const CELL_ROOM: usize = 120;
/// How far the lines of the contact block are indented.
const INDENT: usize = 160;

/// Which form this is and of which edition, on the first page.
pub(super) fn first_header(form: &FormDefinition, is_draft: bool) -> Header {
    if !is_draft {
        return Header::new().add_paragraph(paragraph(AlignmentType::Right, 0, 0));
    }
    let text = format!("{} {}, {}", form.words.get("form"), form.number, form.edition);
    Header::new().add_paragraph(paragraph(AlignmentType::Right, 0, 0).add_run(run(&text).size(points(11)).italic()))
}

/// The page number in the middle of the upper margin, from the second page on.
pub(super) fn page_number() -> Header {
    Header::new().add_paragraph(paragraph(AlignmentType::Center, 0, 0).add_page_num(PageNum::new()))
}

/// National name and issuing body, what it is about, recipient, opening sentence, and who receives or cooperates.
pub(super) fn head(document: Docx, dossier: &Dossier, form: &FormDefinition, sheet: &Sheet) -> Docx {
    let addressee = format!("{}: ", form.words.get("addressee"));
    let recipient = paragraph(AlignmentType::Center, SPACE, 0)
        .add_run(run(&addressee).size(points(BODY)))
        .add_run(run(&dossier.recipient).size(points(BODY)));
    let mut document = document
        .add_table(letterhead(dossier, form, sheet))
        .add_paragraph(recipient)
        .add_paragraph(sentence(&filled(&form.opening, dossier)));
    for (number, heading) in (1..).zip(sections(dossier, form)) {
        document = document.add_paragraph(section(number, heading, dossier));
        if number == 1 && !dossier.contact.is_empty() {
            document = document.add_table(contact(dossier, sheet));
        }
    }
    document
}

/// The headings of the contact block, if there is one, and of the list.
fn sections<'f>(dossier: &Dossier, form: &'f FormDefinition) -> Vec<&'f str> {
    let central = &*form.contact_heading_central;
    let of_contact = match &*form.contact_heading {
        _ if dossier.details.is_central && !central.is_empty() => central,
        "" => form.words.get("contact"),
        heading => heading,
    };
    let of_contact = (!dossier.contact.is_empty()).then_some(of_contact);
    of_contact.into_iter().chain(Some(&*form.list_heading).filter(|heading| !heading.is_empty())).collect()
}

/// "1. Thông tin người tiếp nhận …:"
fn section(number: usize, heading: &str, dossier: &Dossier) -> Paragraph {
    let text = format!("{number}. {}:", filled(heading, dossier));
    paragraph(AlignmentType::Left, SPACE, 30)
        .keep_next(true)
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(&text).size(points(BODY)))
}

fn letterhead(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet) -> docx_rs::Table {
    let (parent, body) = names(&dossier.body);
    head::letterhead(&Head {
        halves: sheet.halves,
        parent,
        body,
        number: number(dossier),
        date: date(dossier, form),
        about: Some(about(dossier, form)),
        place: dossier.body.place.as_deref(),
        words: &form.words,
    })
}

fn about(dossier: &Dossier, form: &FormDefinition) -> String {
    format!("{} {}", form.words.get("subject"), form.about(dossier.details.is_central))
}

/// How high the parts of a letter around its list are at least, in twentieths of a point.
pub(super) struct Heights {
    /// Everything before the list.
    pub(super) before: usize,
    /// Closing sentence, recipients and signature, without the room to sign in.
    pub(super) after: usize,
}

/// The heights of a letter in one kind of letters on one kind of sheet.
pub(super) fn heights(dossier: &Dossier, form: &FormDefinition, font: Font, sheet: &Sheet) -> Heights {
    let [left, right] = sheet.halves.map(|width| width.saturating_sub(CELL_ROOM));
    let block = |weight: Weight, text: &str, size: usize, width: usize| {
        Measured::new(font, weight, text, false).lines(width * 50 / size) * font.line(size)
    };
    let bold = |text: &str, size: usize, width: usize| block(Weight::Bold, text, size, width);
    let (parent, body) = names(&dossier.body);
    let rule = 170;
    let issuer = parent.map_or(0, |parent| block(Weight::Plain, &parent, HEAD, left)) + bold(&body, HEAD, left) + rule;
    let state = bold(form.words.get("national_name"), HEAD, right) + font.line(BODY) + rule;
    let space = usize::try_from(SPACE).unwrap_or(0);
    let about = space + block(Weight::Plain, &about(dossier, form), HEAD, left);
    let letterhead = issuer.max(state) + font.line(BODY) + about.max(font.line(BODY));

    let plain = |text: &str| space + block(Weight::Plain, text, BODY, sheet.width);
    let indented = |text: &str| plain(&format!("mmmm {text}"));
    let recipient = plain(&format!("{}: {}", form.words.get("addressee"), dossier.recipient));
    let sections: usize = sections(dossier, form)
        .into_iter()
        .map(|heading| 30 + indented(&filled(&format!("1. {heading}:"), dossier)))
        .sum();
    let contact = if dossier.contact.is_empty() {
        0
    } else {
        columns(dossier, sheet).lines_in(dossier, font, sheet) * font.line(BODY)
    };
    let opening = indented(&filled(&form.opening, dossier));

    let signatory = &dossier.body;
    let titles = [signatory.authority.as_deref().unwrap_or(""), signatory.head_title.as_deref().unwrap_or(BLANK)];
    let titles = titles.into_iter().filter(|title| !title.is_empty());
    let signature: usize = titles.map(|title| bold(&title.to_uppercase(), BODY, right)).sum();
    let copies = copies(dossier, form).len() * font.line(11) + font.line(12);
    let signature = (signature + font.line(BODY)).max(copies);
    let closing = indented(&filled(&form.closing, dossier));
    Heights { before: letterhead + recipient + opening + sections + contact, after: closing + signature + 110 }
}

/// The number with its symbol, a zero before a number below 10; one that has a symbol already stays as it is.
fn number(dossier: &Dossier) -> String {
    let symbol = dossier.body.symbol.as_deref().unwrap_or(BLANK);
    match dossier.details.number.as_deref() {
        Some(number) if number.contains('/') => number.to_owned(),
        Some(number) if number.len() == 1 => format!("0{number}/{symbol}"),
        Some(number) => format!("{number}/{symbol}"),
        None => format!("{BLANK}/{symbol}"),
    }
}

/// The date line: days below 10 and the months 1 and 2 have a zero before them.
fn date(dossier: &Dossier, form: &FormDefinition) -> String {
    let Some(date) = dossier.details.date else { return form.words.get("date").to_owned() };
    let month = if date.month() <= 2 { format!("0{}", date.month()) } else { date.month().to_string() };
    form.words
        .get("date_given")
        .replace("{day}", &format!("{:02}", date.day()))
        .replace("{month}", &month)
        .replace("{year}", &date.year().to_string())
}

/// Closing sentence, recipients list and signature, with so much room for it.
pub(super) fn tail(document: Docx, dossier: &Dossier, form: &FormDefinition, sheet: &Sheet, gap: usize) -> Docx {
    end(document.add_paragraph(closing(dossier, form)).add_table(signature(dossier, form, sheet, gap)))
}

/// The same as the last row of a list that is longer than a page. Word keeps paragraphs with the row before them,
/// LibreOffice keeps rows together alone: it would leave the signature on a page of its own.
pub(super) fn tail_row(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet, gap: usize) -> TableRow {
    use TableCellBorderPosition::{Bottom, Left, Right};

    let mut cell = TableCell::new()
        .width(sheet.width, WidthType::Dxa)
        .grid_span(form.columns.len())
        .add_paragraph(closing(dossier, form))
        .add_table(signature(dossier, form, sheet, gap))
        .add_paragraph(last_paragraph());
    let no_margins = CellMargins::new().margin_left(0, WidthType::Dxa).margin_right(0, WidthType::Dxa);
    let sides = [Left, Bottom, Right].into_iter();
    cell.property = sides.fold(cell.property, TableCellProperty::clear_border).margins(no_margins);
    TableRow::new(vec![cell]).cant_split()
}

/// A document must not end in a table; the paragraph after it is as small as Word allows, lest it make a page.
pub(super) fn end(document: Docx) -> Docx {
    document.add_paragraph(last_paragraph())
}

fn last_paragraph() -> Paragraph {
    let last = LineSpacing::new().before(0).after(0).line(20).line_rule(LineSpacingType::Exact);
    Paragraph::new().size(points(1)).line_spacing(last)
}

fn closing(dossier: &Dossier, form: &FormDefinition) -> Paragraph {
    sentence(&filled(&form.closing, dossier)).keep_next(true).line_spacing(spaced(SPACE, 80))
}

/// How the contact block is divided into two columns.
struct ContactColumns {
    /// How many lines the first has.
    first: usize,
    /// How wide it is.
    left: usize,
}

/// The lines of the contact block.
fn contact_lines(dossier: &Dossier) -> Vec<String> {
    dossier.contact.iter().map(|(title, value)| format!("- {title}: {}", value.text())).collect()
}

/// The division on the fewest lines, in Times first. Names and numbers are short, addresses are not.
fn columns(dossier: &Dossier, sheet: &Sheet) -> ContactColumns {
    let half = dossier.contact.len().div_ceil(2);
    let firsts = half.saturating_sub(1).max(1)..=half.saturating_add(1).min(dossier.contact.len());
    let all =
        firsts.flat_map(|first| (28..=62).map(move |share| ContactColumns { first, left: sheet.width * share / 100 }));
    let cost = |columns: &ContactColumns| {
        (
            columns.lines_in(dossier, Font::Times, sheet),
            columns.lines_in(dossier, Font::Wide, sheet),
            columns.first.abs_diff(half),
        )
    };
    all.min_by_key(cost).unwrap_or(ContactColumns { first: half, left: sheet.width / 2 })
}

impl ContactColumns {
    fn lines_in(&self, dossier: &Dossier, font: Font, sheet: &Sheet) -> usize {
        let lines = contact_lines(dossier);
        let (first, second) = lines.split_at_checked(self.first).unwrap_or((&lines, &[]));
        let of = |lines: &[String], width: usize| -> usize {
            let within = width.saturating_sub(CELL_ROOM + INDENT) * 50 / BODY;
            let lines = lines.iter().map(|line| Measured::new(font, Weight::Plain, line, false));
            // A word that is too wide would be broken.
            lines.map(|line| line.lines(within) + if line.word() > within { 9 } else { 0 }).sum()
        };
        of(first, self.left).max(of(second, sheet.width - self.left))
    }
}

fn contact(dossier: &Dossier, sheet: &Sheet) -> docx_rs::Table {
    let columns = columns(dossier, sheet);
    let (left, right) = (columns.left, sheet.width - columns.left);
    let lines = contact_lines(dossier);
    let (first, second) = lines.split_at_checked(columns.first).unwrap_or((&lines, &[]));
    let indent = i32::try_from(INDENT).unwrap_or(0);
    let of = |lines: &[String], width: usize| -> Vec<Paragraph> {
        let line = |text: &String| {
            let text = with_addresses_whole(text, width.saturating_sub(INDENT), BODY);
            let hanging = Some(SpecialIndentType::Hanging(indent));
            let paragraph = paragraph(AlignmentType::Left, 0, 0).keep_next(true);
            paragraph.indent(Some(indent), hanging, None, None).add_run(run(&text).size(points(BODY)))
        };
        if lines.is_empty() { vec![Paragraph::new()] } else { lines.iter().map(line).collect() }
    };
    let row = TableRow::new(vec![cell(left, of(first, left)), cell(right, of(second, right))]);
    side_by_side(vec![row.cant_split()], vec![left, right])
}

fn copies(dossier: &Dossier, form: &FormDefinition) -> Vec<String> {
    head::copies(&dossier.body, form.words.list("copies_default"))
}

fn signature(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet, gap: usize) -> docx_rs::Table {
    head::signature(&Signature {
        halves: sheet.halves,
        copies: copies(dossier, form),
        body: &dossier.body,
        words: &form.words,
        gap,
        is_draft: dossier.details.is_draft,
    })
}

/// A sentence of the letter with its values in it.
fn filled(sentence: &str, dossier: &Dossier) -> String {
    sentence
        .replace("{count}", &dossier.rows.len().to_string())
        .replace("{body}", dossier.body.name.as_deref().unwrap_or(BLANK))
        .replace("{recipient}", &dossier.recipient)
}
