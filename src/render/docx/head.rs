//! The common parts of an agency's documents: the letterhead, sentences, and recipients beside the signature.
//!
//! Sizes and spaces are those of Decree 30/2020, Appendix I, the smaller ones where it allows a choice. Pitfall: the
//! date is on the line of the number, however many lines the names above take, so the letterhead has a row for each.

use docx_rs::{AlignmentType, Paragraph, SpecialIndentType, Table, TableRow};

use super::style::{cell, centred, centred_bold, centred_italic, paragraph, points, rule, run, side_by_side, width_of};
use crate::domain::form::{BLANK, Body, Words};

/// The size of running text, which the decree lets be 13 or 14 points; the smaller one keeps short lists on one page.
pub(super) const BODY: usize = 13;
/// The names of bodies, the national name, and what a letter is about: 12 to 13 points.
pub(super) const HEAD: usize = 12;
/// The least space between paragraphs: 6 points.
pub(super) const SPACE: u32 = 120;

/// The contents of a letterhead.
pub(super) struct Head<'a> {
    /// The widths of its halves.
    pub(super) halves: [usize; 2],
    /// The body above, in capitals.
    pub(super) parent: Option<String>,
    /// The issuing body, in capitals.
    pub(super) body: String,
    /// Number and symbol.
    pub(super) number: String,
    /// The date, in which `{place}` is filled in.
    pub(super) date: String,
    /// What a letter is about; other documents have a title.
    pub(super) about: Option<String>,
    pub(super) place: Option<&'a str>,
    pub(super) words: &'a Words,
}

/// The body above and the issuing body, in capitals.
pub(super) fn names(body: &Body) -> (Option<String>, String) {
    (body.parent.as_ref().map(|parent| parent.to_uppercase()), body.name.as_deref().unwrap_or(BLANK).to_uppercase())
}

/// Issuing body and national name, number and date, and what it is about.
pub(super) fn letterhead(head: &Head<'_>) -> Table {
    let [left, right] = head.halves;
    let words = head.words;
    let mut issuer = Vec::new();
    if let Some(parent) = &head.parent {
        issuer.push(centred(parent, HEAD));
    }
    issuer.push(centred_bold(&head.body, HEAD));
    issuer.push(rule(left, (width_of(&head.body, HEAD) / 2).clamp(900, left / 3)));
    let motto = words.get("motto");
    let state =
        [centred_bold(words.get("national_name"), HEAD), centred_bold(motto, BODY), rule(right, width_of(motto, BODY))];

    let number = centred(&format!("{}: {}", words.get("number"), head.number), BODY);
    let date = centred_italic(&head.date.replace("{place}", head.place.unwrap_or(BLANK)), BODY);
    let mut rows = vec![
        TableRow::new(vec![cell(left, issuer), cell(right, state)]).cant_split(),
        TableRow::new(vec![cell(left, [number]), cell(right, [date])]).cant_split(),
    ];
    if let Some(about) = &head.about {
        let about = paragraph(AlignmentType::Center, SPACE, 0).add_run(run(about).size(points(HEAD)));
        rows.push(TableRow::new(vec![cell(left, [about]), cell(right, [Paragraph::new()])]).cant_split());
    }
    side_by_side(rows, head.halves.to_vec())
}

/// A paragraph of running text.
pub(super) fn sentence(text: &str) -> Paragraph {
    paragraph(AlignmentType::Both, SPACE, 0)
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(text).size(points(BODY)))
}

/// To whom copies go: whom the config names, otherwise the form's own.
pub(super) fn copies(body: &Body, own: &[String]) -> Vec<String> {
    if !body.copies.is_empty() {
        return body.copies.clone();
    }
    let unit = drafting_unit(body).map(|unit| format!(", {unit}")).unwrap_or_default();
    own.iter().map(|copy| copy.replace("{unit}", &unit)).collect()
}

/// The unit that drafts, by the last part of the symbol: "VP" of "UBND-VP".
fn drafting_unit(body: &Body) -> Option<&str> {
    let (_, unit) = body.symbol.as_deref()?.rsplit_once('-')?;
    Some(unit.trim()).filter(|unit| !unit.is_empty())
}

/// What is at the end of a document.
pub(super) struct Signature<'a> {
    pub(super) halves: [usize; 2],
    pub(super) copies: Vec<String>,
    pub(super) body: &'a Body,
    pub(super) words: &'a Words,
    /// The room for the signature.
    pub(super) gap: usize,
    pub(super) is_draft: bool,
}

/// Recipients on the left, who signs on the right; on one page.
pub(super) fn signature(end: &Signature<'_>) -> Table {
    let [left, right] = end.halves;
    let line = |copy: &String| paragraph(AlignmentType::Left, 0, 0).add_run(run(&format!("- {copy}")).size(points(11)));
    let title = run(end.words.get("copies")).size(points(12)).bold().italic();
    let title = paragraph(AlignmentType::Left, 0, 0).add_run(title);
    let copies: Vec<Paragraph> = std::iter::once(title).chain(end.copies.iter().map(line)).collect();

    let body = end.body;
    let mut signature = Vec::new();
    if let Some(authority) = &body.authority {
        signature.push(centred_bold(&authority.to_uppercase(), BODY));
    }
    signature.push(centred_bold(&body.head_title.as_deref().unwrap_or(BLANK).to_uppercase(), BODY));
    if end.is_draft {
        signature.push(centred_italic(end.words.get("sign_here"), 12));
    }
    let name = run(body.head_name.as_deref().unwrap_or(BLANK)).size(points(BODY)).bold();
    signature.push(paragraph(AlignmentType::Center, u32::try_from(end.gap).unwrap_or(0), 0).add_run(name));
    let row = TableRow::new(vec![cell(left, copies), cell(right, signature)]).cant_split();
    side_by_side(vec![row], end.halves.to_vec())
}
