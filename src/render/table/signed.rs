//! `verify --signature`: one line per signature, with its state in words, its signer, its time, and how much it covers.
//!
//! Pitfall: a time that only the signer claims must never look like a proved one.

use super::super::columns::ColumnList;
use super::super::sheet::Field;
use super::super::word::Word;
use super::verify::reasons;
use super::view::View;
use super::{Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::verify::{Covered, FileSignature, SignatureState, VerifyReport};

/// Shows every signature, then what was checked.
pub(super) fn signed(report: &VerifyReport, style: &Style) -> String {
    let view = View::new(style);
    let table = view.table_of(&columns(&view), &report.signatures);
    let valid = report.signatures.iter().filter(|one| one.state == SignatureState::Valid).count();
    let counts = Phrase::new("verify-signed-summary").with("signatures", report.signatures.len()).with("valid", valid);
    let scope = match report.addresses.len() {
        0 => Phrase::new("verify-signed-scope"),
        addresses => Phrase::new("verify-signed-scope-online").with("addresses", addresses),
    };
    format!("{}\n{}\n{}\n", table.render(style), view.texts.say(&counts), view.texts.say(&scope))
}

fn columns<'v>(view: &'v View<'_>) -> ColumnList<'v, FileSignature> {
    ColumnList::<FileSignature>::new()
        .value("state", "verify-column-state", |one| Field::word(state(one.state)))
        .text("file", "verify-column-file", |one| Field::Text(one.file.clone()))
        .number("number", "verify-column-number", |one| Field::number(Some(one.number)))
        .text("signer", "verify-column-signer", |one| {
            let judged = one.certificate.as_ref();
            Field::text(judged.and_then(|judged| judged.holder.as_ref().or(judged.subject.as_ref())))
        })
        .strong("signer")
        .text("time", "verify-column-time", |one| time(view, one))
        .text("covers", "verify-column-covers", |one| Field::Text(covers(view, one.covers)))
        .text("reason", "verify-column-reason", |one| Field::text(Some(why(view, one).join("; "))))
        .tinted("reason", |one| Some(state(one.state).1))
}

fn state(state: SignatureState) -> Word {
    match state {
        SignatureState::Valid => ("verify-signature-valid", Tint::Good),
        SignatureState::NotEffective => ("verify-signature-not-effective", Tint::Bad),
        SignatureState::Invalid => ("verify-signature-invalid", Tint::Bad),
        SignatureState::Unknown => ("verify-signature-unknown", Tint::Warning),
    }
}

/// The proved time, otherwise the claimed one, marked as a claim.
fn time(view: &View<'_>, one: &FileSignature) -> Field {
    let day = |moment| view.texts.day(moment, &view.style.zone);
    let stamped = one.timestamp.as_ref().filter(|stamp| stamp.state == SignatureState::Valid);
    let phrase = match (stamped.and_then(|stamp| stamp.time), one.claimed_time) {
        (Some(time), _) => Phrase::new("verify-time-proved").with("day", day(time)),
        (None, Some(time)) => Phrase::new("verify-time-claimed").with("day", day(time)),
        (None, None) => return Field::Empty,
    };
    Field::said(phrase)
}

fn covers(view: &View<'_>, covers: Option<Covered>) -> String {
    match covers {
        None => view.texts.get("verify-covers-content"),
        Some(Covered { later: 0, .. }) => view.texts.get("verify-covers-file"),
        Some(covers) => {
            let id = if covers.later_signed { "verify-covers-part-signed" } else { "verify-covers-part" };
            let octets =
                |octets: u64| i64::try_from(octets).map_or_else(|_| String::new(), |octets| view.texts.number(octets));
            let phrase = Phrase::new(id).with("octets", octets(covers.octets)).with("of", octets(covers.of));
            view.texts.say(&phrase)
        }
    }
}

/// Why it is not valid, the problem with the time-stamp, and weaknesses.
fn why(view: &View<'_>, one: &FileSignature) -> Vec<String> {
    let mut parts = Vec::new();
    let of_certificate = one.certificate.as_ref().filter(|judged| judged.reason.is_some());
    match (&one.reason, of_certificate) {
        (Some(reason), Some(judged)) if judged.reason.as_ref() == Some(reason) => parts.extend(reasons(view, judged)),
        (Some(reason), _) => {
            parts.push(view.texts.find(&format!("verify-signed-{reason}")).unwrap_or_else(|| reason.clone()));
        }
        (None, _) => {}
    }
    if let Some(stamp) = one.timestamp.as_ref().filter(|stamp| stamp.state != SignatureState::Valid) {
        let code = stamp.reason.as_deref().unwrap_or_default();
        let said = view.texts.find(&format!("verify-signed-{code}"));
        let said =
            said.or_else(|| view.texts.find(&format!("verify-reason-{code}"))).unwrap_or_else(|| code.to_owned());
        parts.push(view.texts.say(&Phrase::new("verify-stamp-not-used").with("reason", said)));
    }
    let weak = one.weaknesses.iter().filter_map(|code| view.texts.find(&format!("verify-reason-{code}")));
    for said in weak {
        if !parts.contains(&said) {
            parts.push(said);
        }
    }
    parts
}
