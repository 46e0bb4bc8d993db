//! `verify --signature`: one line per signature, with its state in words, its signer, its time, and how much it covers.
//!
//! Pitfall: a time that only the signer claims must never look like a proved one.

use super::verify::{joined, reasons};
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::report::verify::{Covered, FileSignature, SignatureState, VerifyReport};

/// Shows every signature, then what was checked.
pub(super) fn signed(report: &VerifyReport, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("verify-column-state"),
        view.text("verify-column-file"),
        view.number("verify-column-number"),
        view.text("verify-column-signer"),
        view.text("verify-column-time"),
        view.text("verify-column-covers"),
        view.text("verify-column-reason"),
    ]);
    for one in &report.signatures {
        let (id, tint) = match one.state {
            SignatureState::Valid => ("verify-signature-valid", Tint::Good),
            SignatureState::NotEffective => ("verify-signature-not-effective", Tint::Bad),
            SignatureState::Invalid => ("verify-signature-invalid", Tint::Bad),
            SignatureState::Unknown => ("verify-signature-unknown", Tint::Warning),
        };
        let signer = one.certificate.as_ref().and_then(|judged| judged.holder.as_ref().or(judged.subject.as_ref()));
        table.row(vec![
            view.word((id, tint)),
            Cell::new(&one.file),
            view.count(Some(one.number)),
            Cell::maybe(signer).tint(Tint::Strong),
            time(&view, one),
            Cell::new(covers(&view, one.covers)),
            joined(&why(&view, one)).tint(tint),
        ]);
    }
    let valid = report.signatures.iter().filter(|one| one.state == SignatureState::Valid).count();
    let counts = Phrase::new("verify-signed-summary").with("signatures", report.signatures.len()).with("valid", valid);
    let scope = match report.addresses.len() {
        0 => Phrase::new("verify-signed-scope"),
        addresses => Phrase::new("verify-signed-scope-online").with("addresses", addresses),
    };
    format!("{}\n{}\n{}\n", table.render(style), view.texts.say(&counts), view.texts.say(&scope))
}

/// The proved time, otherwise the claimed one, marked as a claim.
fn time(view: &View<'_>, one: &FileSignature) -> Cell {
    let day = |moment| view.texts.day(moment, &view.style.zone);
    let stamped = one.timestamp.as_ref().filter(|stamp| stamp.state == SignatureState::Valid);
    let phrase = match (stamped.and_then(|stamp| stamp.time), one.claimed_time) {
        (Some(time), _) => Phrase::new("verify-time-proved").with("day", day(time)),
        (None, Some(time)) => Phrase::new("verify-time-claimed").with("day", day(time)),
        (None, None) => return Cell::maybe(None::<&str>),
    };
    view.say(&phrase)
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
