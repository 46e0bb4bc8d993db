//! `verify`: one line per certificate, with its state in words, the reason, and the path.
//!
//! Pitfall: only `effective` may look good; an unknown state is a warning, whatever the dates say.

use super::super::columns::ColumnList;
use super::super::sheet::Field;
use super::super::word::{self, Word};
use super::view::View;
use super::{Cell, Style, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::verify::{Method, State};
use crate::report::verify::{Possession, PossessionState, RevocationFound, Verified, VerifiedPlace, VerifyReport};
use crate::report::word_of;

/// Shows every judgement, then the counts and what was not checked.
pub fn verify(report: &VerifyReport, style: &Style) -> String {
    if !report.signatures.is_empty() {
        return super::signed::signed(report, style);
    }
    let view = View::new(style);
    // If no key was to be used, that is not worth mentioning.
    let possession = report.results.iter().any(|result| result.possession != Possession::default());
    let held = if possession { held(&view) } else { ColumnList::new() };
    let columns = columns(&view).and(held);
    let mut table = view.table(&columns);
    for result in &report.results {
        table.row(view.cells(&columns, result));
        if !result.also_at.is_empty() {
            table.line(elsewhere(&view, result));
        }
    }
    let mut text = table.render(style) + "\n";
    let summary = &report.summary;
    let counts = Phrase::new("verify-summary")
        .with("certificates", summary.certificates)
        .with("effective", summary.effective)
        .with("unknown", summary.unknown)
        .with("other", summary.not_effective);
    let scope = match report.addresses.len() {
        0 => Phrase::new("verify-scope"),
        addresses => Phrase::new("verify-scope-online").with("addresses", addresses),
    };
    text.push_str(&format!("{}\n{}\n", view.texts.say(&counts), view.texts.say(&scope)));
    text
}

fn columns<'v>(view: &'v View<'_>) -> ColumnList<'v, Verified> {
    ColumnList::<Verified>::new()
        .value("state", "verify-column-state", |one| Field::word(word::usability(one.state)))
        .text("holder", "verify-column-holder", |one| Field::text(one.holder.as_ref().or(one.subject.as_ref())))
        .strong("holder")
        .value("serial", "verify-column-serial", |one| Field::serial(one.serial_number.as_ref()))
        .text("reason", "verify-column-reason", |one| Field::text(Some(reasons(view, one).join("; "))))
        .tinted("reason", |one| Some(word::usability(one.state).1))
        .text("path", "verify-column-path", |one| Field::text(Some(path(one))))
}

/// The other places of a certificate: serials of tokens, and files.
fn elsewhere(view: &View<'_>, result: &Verified) -> Cell {
    let name = |place: &VerifiedPlace| match (&place.token, &place.file) {
        (Some(name), _) | (None, Some(name)) => Cell::new(name).text().to_owned(),
        (None, None) => "–".to_owned(),
    };
    let names: Vec<String> = result.also_at.iter().take(PLACES).map(name).collect();
    let phrase = match result.also_at.len().saturating_sub(PLACES) {
        0 => Phrase::new("verify-also-at"),
        more => Phrase::new("verify-also-at-and-more").with("more", more),
    };
    view.say(&phrase.with("places", names.join(", "))).tint(Tint::Dim)
}

/// This many other places are named, and the rest counted.
const PLACES: usize = 5;

/// Whether the token contains the private key, and why that is not known.
fn held<'v>(view: &'v View<'_>) -> ColumnList<'v, Verified> {
    ColumnList::<Verified>::new()
        .text("possession", "verify-column-possession", |one| {
            let why = one.possession.reason.and_then(|code| view.texts.find(&format!("verify-possession-{code}")));
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            Field::Text(view.texts.get(holding(one.possession.state).0) + &why)
        })
        .tinted("possession", |one| Some(holding(one.possession.state).1))
}

fn holding(state: PossessionState) -> Word {
    match state {
        PossessionState::Proved => ("verify-possession-proved", Tint::Good),
        PossessionState::Refused => ("verify-possession-refused", Tint::Bad),
        PossessionState::KeyAbsent => ("verify-possession-key-absent", Tint::Bad),
        PossessionState::NotAsked => ("verify-possession-not-asked", Tint::Warning),
    }
}

/// Why, about which certificate if it is not the holder's own, and weaknesses.
pub(super) fn reasons(view: &View<'_>, result: &Verified) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(code) = &result.reason {
        let mut said = match (code.as_str(), result.revocation.reason) {
            ("certificate-revoked", Some(why)) => {
                word_of(&why).and_then(|word| view.texts.find(&format!("verify-revoked-{word}")))
            }
            _ => view.texts.find(&format!("verify-reason-{code}")),
        }
        .unwrap_or_else(|| code.clone());
        said.push_str(&dates(view, result.state, &result.revocation));
        if result.reason_subject != result.subject
            && let Some(subject) = &result.reason_subject
        {
            said.push_str(&format!(" ({subject})"));
        }
        parts.push(said);
    }
    parts.extend(result.contradiction.as_ref().map(|other| {
        let by_list = other.method == Some(Method::Crl);
        view.texts.get(if by_list { "verify-contradiction-crl" } else { "verify-contradiction-ocsp" })
    }));
    parts.extend(result.weaknesses.iter().filter_map(|code| view.texts.find(&format!("verify-reason-{code}"))));
    parts
}

/// Since when it is revoked, or the age of the known status.
fn dates(view: &View<'_>, state: State, revocation: &RevocationFound) -> String {
    let day = |moment| view.texts.day(moment, &view.style.zone);
    let phrase = match (state, revocation.revoked_at, revocation.next_update) {
        (State::Revoked, Some(at), _) => Phrase::new("verify-since").with("day", day(at)),
        (State::Unknown, _, Some(next)) if revocation.stale => Phrase::new("verify-due").with("day", day(next)),
        _ => return String::new(),
    };
    format!(", {}", view.texts.say(&phrase))
}

/// The names above the certificate, upwards.
fn path(result: &Verified) -> String {
    let above = result.chain.iter().skip(1).map(|certificate| certificate.subject.as_deref().map_or("?", common_name));
    above.collect::<Vec<_>>().join(" ← ")
}

/// The CN that an RFC 4514 name begins with, otherwise the whole name.
fn common_name(subject: &str) -> &str {
    let first = subject.split(',').next().unwrap_or(subject);
    first.strip_prefix("CN=").unwrap_or(subject)
}
