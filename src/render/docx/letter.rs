//! Everything of the letter around the list: head, opening, contact block, closing, recipients list and signature.
//!
//! Pitfall: an official letter (công văn) has no title; what it is about stands below its number, after "V/v".

use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, LineSpacingType, PageNum, Paragraph, SpecialIndentType, TableRow,
};

use super::WIDTH;
use super::style::{cell, centred, centred_bold, paragraph, points, rule, run, side_by_side, spaced, width_of};
use crate::domain::form::{BLANK, Dossier, FormDefinition};

const HALF: [usize; 2] = [6_700, WIDTH - 6_700];

/// The size of running text, which the decree lets be 13 or 14 points; the smaller one keeps short lists on one page.
const BODY: usize = 13;

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
pub(super) fn head(document: Docx, dossier: &Dossier, form: &FormDefinition) -> Docx {
    let addressee = format!("{}: ", form.words.get("addressee"));
    let recipient = paragraph(AlignmentType::Center, 80, 40)
        .add_run(run(&addressee).size(points(BODY)))
        .add_run(run(&dossier.recipient).size(points(BODY)));
    let mut document = document
        .add_table(letterhead(dossier, form))
        .add_paragraph(recipient)
        .add_paragraph(sentence(&filled(&form.opening, dossier)));
    let mut number = 0;
    if !dossier.contact.is_empty() {
        number += 1;
        let heading = match (&*form.contact_heading, &*form.contact_heading_central) {
            (_, central) if dossier.details.is_central && !central.is_empty() => central,
            ("", _) => form.words.get("contact"),
            (heading, _) => heading,
        };
        document = document.add_paragraph(section(number, heading, dossier)).add_table(contact(dossier));
    }
    if !form.list_heading.is_empty() {
        document = document.add_paragraph(section(number + 1, &form.list_heading, dossier));
    }
    document
}

/// "1. Thông tin người tiếp nhận …:"
fn section(number: usize, heading: &str, dossier: &Dossier) -> Paragraph {
    let text = format!("{number}. {}:", filled(heading, dossier));
    paragraph(AlignmentType::Left, 20, 20)
        .keep_next(true)
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(&text).size(points(BODY)))
}

fn letterhead(dossier: &Dossier, form: &FormDefinition) -> docx_rs::Table {
    let [left, right] = HALF;
    let words = &form.words;
    let body = dossier.body.name.as_deref().unwrap_or(BLANK).to_uppercase();
    let mut issuer = Vec::new();
    if let Some(parent) = &dossier.body.parent {
        issuer.push(centred(&parent.to_uppercase(), 13));
    }
    issuer.push(centred_bold(&body, 13));
    issuer.push(rule(left, (width_of(&body, 13) / 2).clamp(900, left / 3)));
    issuer.push(centred(&format!("{}: {}", words.get("number"), number(dossier)), 13));
    let about = format!("{} {}", words.get("subject"), form.about(dossier.details.is_central));
    // Decree 30/2020 has it upright in 12 to 13 points, below the number and its symbol.
    issuer.push(paragraph(AlignmentType::Center, 60, 0).add_run(run(&about).size(points(12))));

    let motto = words.get("motto");
    let date = date(dossier, form).replace("{place}", dossier.body.place.as_deref().unwrap_or(BLANK));
    let state = [
        centred_bold(words.get("national_name"), 13),
        centred_bold(motto, 14),
        rule(right, width_of(motto, 14)),
        paragraph(AlignmentType::Center, 0, 0).add_run(run(&date).size(points(14)).italic()),
    ];
    side_by_side(vec![TableRow::new(vec![cell(left, issuer), cell(right, state)]).cant_split()], HALF.to_vec())
}

/// The number with its symbol; one that has a symbol already stays as it is.
fn number(dossier: &Dossier) -> String {
    let symbol = dossier.body.symbol.as_deref().unwrap_or(BLANK);
    match dossier.details.number.as_deref() {
        Some(number) if number.contains('/') => number.to_owned(),
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

/// Closing sentence, recipients list and signature.
pub(super) fn tail(document: Docx, dossier: &Dossier, form: &FormDefinition) -> Docx {
    // A document must not end in a table; the paragraph after it is as small as Word allows, lest it make a page.
    let last = LineSpacing::new().before(0).after(0).line(20).line_rule(LineSpacingType::Exact);
    document
        .add_paragraph(sentence(&filled(&form.closing, dossier)).keep_next(true).line_spacing(spaced(60, 40)))
        .add_table(signature(dossier, form))
        .add_paragraph(Paragraph::new().size(points(1)).line_spacing(last))
}

fn contact(dossier: &Dossier) -> docx_rs::Table {
    // Names and numbers are short, addresses are not.
    let [left, right] = [4_900, WIDTH - 4_900];
    let line = |(title, value): &(String, crate::domain::form::Cell)| {
        let text = format!("- {title}: {}", value.text());
        let hanging = Some(SpecialIndentType::Hanging(160));
        paragraph(AlignmentType::Left, 0, 0).keep_next(true).indent(Some(160), hanging, None, None).add_run(run(&text))
    };
    let half = dossier.contact.len().div_ceil(2);
    let (first, second) = dossier.contact.split_at_checked(half).unwrap_or((&dossier.contact, &[]));
    let row = TableRow::new(vec![
        cell(left, first.iter().map(line)),
        cell(right, if second.is_empty() { vec![Paragraph::new()] } else { second.iter().map(line).collect() }),
    ]);
    side_by_side(vec![row.cant_split()], vec![left, right])
}

fn signature(dossier: &Dossier, form: &FormDefinition) -> docx_rs::Table {
    let [left, right] = HALF;
    let words = &form.words;
    let copies: Vec<String> = if dossier.body.copies.is_empty() {
        let unit = drafting_unit(dossier).map(|unit| format!(", {unit}")).unwrap_or_default();
        words.list("copies_default").iter().map(|copy| copy.replace("{unit}", &unit)).collect()
    } else {
        dossier.body.copies.clone()
    };
    let list = copies
        .iter()
        .map(|copy| paragraph(AlignmentType::Left, 0, 0).add_run(run(&format!("- {copy}")).size(points(11))));
    let title = run(words.get("copies")).size(points(12)).bold().italic();
    let copies: Vec<Paragraph> =
        std::iter::once(paragraph(AlignmentType::Left, 0, 0).add_run(title)).chain(list).collect();

    let body = &dossier.body;
    let mut signature = Vec::new();
    if let Some(authority) = &body.authority {
        signature.push(centred_bold(&authority.to_uppercase(), 14));
    }
    signature.push(centred_bold(&body.head_title.as_deref().unwrap_or(BLANK).to_uppercase(), 14));
    let hint = if dossier.details.is_draft { words.get("sign_here") } else { "" };
    signature.push(paragraph(AlignmentType::Center, 0, 680).add_run(run(hint).size(points(12)).italic()));
    signature.push(centred_bold(body.head_name.as_deref().unwrap_or(BLANK), 14));
    side_by_side(vec![TableRow::new(vec![cell(left, copies), cell(right, signature)]).cant_split()], HALF.to_vec())
}

/// The unit that drafts, by the last part of the symbol: "VP" of "UBND-VP".
fn drafting_unit(dossier: &Dossier) -> Option<&str> {
    let (_, unit) = dossier.body.symbol.as_deref()?.rsplit_once('-')?;
    Some(unit.trim()).filter(|unit| !unit.is_empty())
}

/// A sentence of the letter with its values in it.
fn filled(sentence: &str, dossier: &Dossier) -> String {
    sentence
        .replace("{count}", &dossier.rows.len().to_string())
        .replace("{body}", dossier.body.name.as_deref().unwrap_or(BLANK))
        .replace("{recipient}", &dossier.recipient)
}

fn sentence(text: &str) -> Paragraph {
    paragraph(AlignmentType::Both, 20, 40)
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(text).size(points(BODY)))
}
