//! The common parts of an agency's documents: the letterhead, sentences, and recipients beside the signature.
//!
//! Sizes and spaces are those of Decree 30/2020, Appendix I, the smaller ones where it allows a choice. Pitfall: the
//! date is on the line of the number, however many lines the names above take, so the letterhead has a row for each.

use super::style::{cell, centred, paragraph, rule, side_by_side, width_of};
use super::wordml::{Alignment, Indent, Paragraph, Table, run};
use crate::domain::form::{BLANK, Body, Words};

/// The size of running text, 13 or 14 points by the decree; the smaller one keeps short lists on one page.
pub(super) const BODY: usize = 13;
/// The names of agencies, the national name, and the subject of a letter: 12 to 13 points.
pub(super) const HEAD: usize = 12;
/// The minimum space between paragraphs: 6 points.
pub(super) const SPACE: usize = 120;

/// The contents of a letterhead.
pub(super) struct Head<'a> {
    /// The widths of its halves.
    pub(super) halves: [usize; 2],
    /// The agency above, in capitals.
    pub(super) parent: Option<String>,
    /// The issuing agency, in capitals.
    pub(super) body: String,
    /// Number and symbol.
    pub(super) number: String,
    /// The date, in which `{place}` is filled in.
    pub(super) date: String,
    /// The subject of a letter; other documents have a title.
    pub(super) about: Option<String>,
    pub(super) place: Option<&'a str>,
    pub(super) words: &'a Words,
}

/// The agency above and the issuing agency, in capitals.
pub(super) fn names(body: &Body) -> (Option<String>, String) {
    (body.parent.as_ref().map(|parent| parent.to_uppercase()), body.name.as_deref().unwrap_or(BLANK).to_uppercase())
}

/// Issuing agency and national name, number and date, and subject.
pub(super) fn letterhead(head: &Head<'_>) -> Table {
    let [left, right] = head.halves;
    let words = head.words;
    let mut issuer = Vec::new();
    if let Some(parent) = &head.parent {
        issuer.push(centred(run(parent, HEAD)));
    }
    issuer.push(centred(run(&head.body, HEAD).bold()));
    issuer.push(rule(left, (width_of(&head.body, HEAD) / 2).clamp(900, left / 3)));
    let motto = words.get("motto");
    let state = [
        centred(run(words.get("national_name"), HEAD).bold()),
        centred(run(motto, BODY).bold()),
        rule(right, width_of(motto, BODY)),
    ];

    let number = centred(run(&format!("{}: {}", words.get("number"), head.number), BODY));
    let date = centred(run(&head.date.replace("{place}", head.place.unwrap_or(BLANK)), BODY).italic());
    let mut rows = vec![vec![cell(issuer), cell(state)], vec![cell([number]), cell([date])]];
    if let Some(about) = &head.about {
        let about = paragraph(Alignment::Centre, SPACE, 0, run(about, HEAD));
        rows.push(vec![cell([about]), cell([Paragraph::default()])]);
    }
    side_by_side(rows, head.halves)
}

/// A paragraph of running text.
pub(super) fn sentence(text: &str) -> Paragraph {
    let paragraph = paragraph(Alignment::Both, SPACE, 0, run(text, BODY));
    Paragraph { indent: Some(Indent::First(720)), ..paragraph }
}

/// The recipients of copies: those in the config, otherwise the form's own.
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

/// The end of a document.
pub(super) struct Signature<'a> {
    pub(super) halves: [usize; 2],
    pub(super) copies: Vec<String>,
    pub(super) body: &'a Body,
    pub(super) words: &'a Words,
    /// The space for the signature.
    pub(super) gap: usize,
    pub(super) is_draft: bool,
}

/// Recipients on the left, the signatory on the right; on one page.
pub(super) fn signature(end: &Signature<'_>) -> Table {
    let line = |run| paragraph(Alignment::Left, 0, 0, run);
    let title = line(run(end.words.get("copies"), 12).bold().italic());
    let copies = end.copies.iter().map(|copy| line(run(&format!("- {copy}"), 11)));

    let body = end.body;
    let mut signature = Vec::new();
    if let Some(authority) = &body.authority {
        signature.push(centred(run(&authority.to_uppercase(), BODY).bold()));
    }
    signature.push(centred(run(&body.head_title.as_deref().unwrap_or(BLANK).to_uppercase(), BODY).bold()));
    if end.is_draft {
        signature.push(centred(run(end.words.get("sign_here"), 12).italic()));
    }
    let name = run(body.head_name.as_deref().unwrap_or(BLANK), BODY).bold();
    signature.push(paragraph(Alignment::Centre, end.gap, 0, name));
    side_by_side(vec![vec![cell(std::iter::once(title).chain(copies)), cell(signature)]], end.halves)
}
