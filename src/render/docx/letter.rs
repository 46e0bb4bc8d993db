//! Everything of the letter around the list: head, opening, contact block, closing, recipients list and signature.

use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, LineSpacingType, PageNum, Paragraph, SpecialIndentType, TableRow,
};

use super::WIDTH;
use super::style::{cell, centred, centred_bold, paragraph, points, rule, run, side_by_side, width_of};
use crate::domain::form::{BLANK, Dossier, FormDefinition};

const HALF: [usize; 2] = [6_000, WIDTH - 6_000];

/// Which form this is and of which edition, on the first page.
pub(super) fn first_header(form: &FormDefinition) -> Header {
    let text = format!("{} {}, {}", form.words.get("form"), form.number, form.edition);
    Header::new().add_paragraph(paragraph(AlignmentType::Right, 0, 0).add_run(run(&text).size(points(11)).italic()))
}

/// The page number in the middle of the upper margin, from the second page on.
pub(super) fn page_number() -> Header {
    Header::new().add_paragraph(paragraph(AlignmentType::Center, 0, 0).add_page_num(PageNum::new()))
}

/// National name and issuing body, title, recipient and opening sentence.
pub(super) fn head(document: Docx, dossier: &Dossier, form: &FormDefinition) -> Docx {
    let title = run(&form.title).size(points(14)).bold();
    let addressee = format!("{}: ", form.words.get("addressee"));
    let recipient = paragraph(AlignmentType::Center, 160, 120)
        .add_run(run(&addressee).size(points(14)))
        .add_run(run(&dossier.recipient).size(points(14)));
    document
        .add_table(letterhead(dossier, form))
        .add_paragraph(paragraph(AlignmentType::Center, 200, 0).add_run(run(&form.heading).size(points(14)).bold()))
        .add_paragraph(paragraph(AlignmentType::Center, 0, 0).add_run(title))
        .add_paragraph(rule(WIDTH, (width_of(&form.title, 14) / 3).min(WIDTH / 3)))
        .add_paragraph(recipient)
        .add_paragraph(sentence(&filled(&form.opening, dossier)))
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
    let number = format!("{}: {BLANK}/{}", words.get("number"), dossier.body.symbol.as_deref().unwrap_or(BLANK));
    issuer.push(centred(&number, 13));

    let motto = words.get("motto");
    let date = words.get("date").replace("{place}", dossier.body.place.as_deref().unwrap_or(BLANK));
    let state = [
        centred_bold(words.get("national_name"), 13),
        centred_bold(motto, 14),
        rule(right, width_of(motto, 14)),
        paragraph(AlignmentType::Center, 0, 0).add_run(run(&date).size(points(14)).italic()),
    ];
    side_by_side(vec![TableRow::new(vec![cell(left, issuer), cell(right, state)]).cant_split()], HALF.to_vec())
}

/// Contact block, closing sentence, recipients list and signature.
pub(super) fn tail(document: Docx, dossier: &Dossier, form: &FormDefinition) -> Docx {
    // A document must not end in a table; the paragraph after it is as small as Word allows, lest it make a page.
    let last = LineSpacing::new().before(0).after(0).line(20).line_rule(LineSpacingType::Exact);
    let mut document = document;
    if !dossier.contact.is_empty() {
        let title = run(&format!("{}:", form.words.get("contact"))).bold();
        document = document
            .add_paragraph(paragraph(AlignmentType::Left, 160, 40).keep_next(true).add_run(title))
            .add_table(contact(dossier));
    }
    document
        .add_paragraph(sentence(&filled(&form.closing, dossier)).keep_next(true))
        .add_table(signature(dossier, form))
        .add_paragraph(Paragraph::new().size(points(1)).line_spacing(last))
}

fn contact(dossier: &Dossier) -> docx_rs::Table {
    let [left, right] = [WIDTH / 2, WIDTH - WIDTH / 2];
    let line = |(title, value): &(String, crate::domain::form::Cell)| {
        let text = format!("- {title}: {}", value.text());
        let hanging = Some(SpecialIndentType::Hanging(160));
        paragraph(AlignmentType::Left, 20, 20)
            .keep_next(true)
            .indent(Some(160), hanging, None, None)
            .add_run(run(&text))
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
    let copies = if dossier.body.copies.is_empty() { words.list("copies_default") } else { &dossier.body.copies };
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
    signature.push(
        paragraph(AlignmentType::Center, 0, 1_300).add_run(run(words.get("sign_here")).size(points(12)).italic()),
    );
    signature.push(centred_bold(body.head_name.as_deref().unwrap_or(BLANK), 14));
    side_by_side(vec![TableRow::new(vec![cell(left, copies), cell(right, signature)]).cant_split()], HALF.to_vec())
}

/// A sentence of the letter with its values in it.
fn filled(sentence: &str, dossier: &Dossier) -> String {
    sentence
        .replace("{count}", &dossier.rows.len().to_string())
        .replace("{body}", dossier.body.name.as_deref().unwrap_or(BLANK))
        .replace("{recipient}", &dossier.recipient)
}

fn sentence(text: &str) -> Paragraph {
    paragraph(AlignmentType::Both, 60, 120)
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(text).size(points(14)))
}
