//! The parts of the letter around the list (head, opening, contact block, closing, recipients list and signature), and
//! their total height.
//!
//! Sizes and spaces are those of Decree 30/2020, Appendix I, the smaller ones where it allows a choice; docs/LETTERS.md
//! compares them. Pitfall: an official letter (công văn) has no title; its subject is below its number, after "V/v".

use maud::{Markup, html};

use super::fit::with_addresses_whole;
use super::head::{self, BODY, HEAD, Head, SPACE, Signature, names, sentence};
use super::metrics::{Font, Measured, Weight};
use super::sheet::Sheet;
use super::style::{cell, last, paragraph, side_by_side};
use super::wordml::{Alignment, Indent, Paragraph, Table, TableCell, run};
use crate::domain::form::{BLANK, Dossier, FormDefinition};

/// The width of a cell of two blocks side by side besides its text.
const CELL_ROOM: usize = 120;
/// The indentation of the contact block's lines.
const INDENT: usize = 160;

/// The form and edition of a draft, on its first page.
pub(super) fn first_header(form: &FormDefinition, is_draft: bool) -> Paragraph {
    let text = format!("{} {}, {}", form.words.get("form"), form.number, form.edition);
    if is_draft { paragraph(Alignment::Right, 0, 0, run(&text, 11).italic()) } else { Paragraph::default() }
}

/// National name and issuing agency, subject, recipient, opening sentence, and who receives or cooperates.
pub(super) fn head(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet) -> Markup {
    let recipient = format!("{}: {}", form.words.get("addressee"), dossier.recipient);
    html! {
        (letterhead(dossier, form, sheet))
        (paragraph(Alignment::Centre, SPACE, 0, run(&recipient, BODY)))
        (sentence(&filled(&form.opening, dossier)))
        @for (number, heading) in (1..).zip(sections(dossier, form)) {
            (section(number, heading, dossier))
            @if number == 1 && !dossier.contact.is_empty() { (contact(dossier, sheet)) }
        }
    }
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
    let paragraph = paragraph(Alignment::Left, SPACE, 30, run(&text, BODY));
    Paragraph { keeps_next: true, indent: Some(Indent::First(720)), ..paragraph }
}

fn letterhead(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet) -> Table {
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

/// The minimum heights of the parts of a letter around its list, in twentieths of a point.
pub(super) struct Heights {
    /// Everything before the list.
    pub(super) before: usize,
    /// Closing sentence, recipients and signature, without the space to sign.
    pub(super) after: usize,
}

/// The heights of a letter in one font on one orientation of sheet.
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
    let about = SPACE + block(Weight::Plain, &about(dossier, form), HEAD, left);
    let letterhead = issuer.max(state) + font.line(BODY) + about.max(font.line(BODY));

    let plain = |text: &str| SPACE + block(Weight::Plain, text, BODY, sheet.width);
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

/// The number with its symbol, a zero before a number below 10; one that already has a symbol is unchanged.
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

/// Closing sentence, recipients list and signature, with this much space for it.
pub(super) fn tail(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet, gap: usize) -> Markup {
    let closing = Paragraph { keeps_next: true, after: 80, ..sentence(&filled(&form.closing, dossier)) };
    html! { (closing) (signature(dossier, form, sheet, gap)) (last()) }
}

/// The same as the last row of a list that is longer than a page. Word keeps paragraphs with the row before them,
/// LibreOffice only keeps rows together: it would leave the signature on a separate page.
pub(super) fn tail_row(tail: &Markup, form: &FormDefinition) -> Vec<TableCell> {
    vec![TableCell { span: form.columns.len(), is_open: true, ..TableCell::new(tail) }]
}

/// How the contact block is divided into two columns.
struct ContactColumns {
    /// The number of lines in the first.
    first: usize,
    /// Its width.
    left: usize,
}

/// The lines of the contact block.
fn contact_lines(dossier: &Dossier) -> Vec<String> {
    dossier.contact.iter().map(|(title, value)| format!("- {title}: {}", value.text())).collect()
}

/// The division with the fewest lines, in Times first. Names and numbers are short, addresses are not.
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

fn contact(dossier: &Dossier, sheet: &Sheet) -> Table {
    let columns = columns(dossier, sheet);
    let (left, right) = (columns.left, sheet.width - columns.left);
    let lines = contact_lines(dossier);
    let (first, second) = lines.split_at_checked(columns.first).unwrap_or((&lines, &[]));
    let of = |lines: &[String], width: usize| {
        let line = |text: &String| {
            let text = with_addresses_whole(text, width.saturating_sub(INDENT), BODY);
            let paragraph = paragraph(Alignment::Left, 0, 0, run(&text, BODY));
            Paragraph { keeps_next: true, indent: Some(Indent::Hanging(INDENT)), ..paragraph }
        };
        if lines.is_empty() { cell([Paragraph::default()]) } else { cell(lines.iter().map(line)) }
    };
    side_by_side(vec![vec![of(first, left), of(second, right)]], [left, right])
}

fn copies(dossier: &Dossier, form: &FormDefinition) -> Vec<String> {
    head::copies(&dossier.body, form.words.list("copies_default"))
}

fn signature(dossier: &Dossier, form: &FormDefinition, sheet: &Sheet, gap: usize) -> Table {
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
