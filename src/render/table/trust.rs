//! `trust`: the certificates of the store, with their fingerprints in full.

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::super::word::Word;
use super::view::View;
use super::{Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::trust::{TrustChange, TrustReport, TrustedCertificate};

/// Shows each certificate, and where the store is.
pub fn trust(report: &TrustReport, style: &Style) -> String {
    let view = View::new(style);
    let table = view.table_of(&columns(), &report.certificates);
    let shown = if table.is_empty() { String::new() } else { table.render(style) + "\n" };
    let store = Phrase::new("trust-store").with("path", &report.folder).with("count", report.certificates.len());
    format!("{shown}{}\n", view.texts.say(&store))
}

fn columns() -> Columns<TrustedCertificate> {
    Columns::<TrustedCertificate>::new()
        .value("change", "trust-column-change", |one| Field::word(change(one.change)))
        .text("subject", "trust-column-subject", |one| Field::text(one.known_as.as_ref().or(one.subject.as_ref())))
        .strong("subject")
        .value("not_after", "trust-column-until", |one| Field::moment(one.not_after))
        .value("sha256", "trust-column-sha256", |one| Field::Text(one.sha256.clone()))
}

fn change(change: Option<TrustChange>) -> Word {
    match change {
        Some(TrustChange::Added) => ("trust-added", Tint::Warning),
        Some(TrustChange::Removed) => ("trust-removed", Tint::Warning),
        Some(TrustChange::AlreadyThere) => ("trust-already-there", Tint::Plain),
        None => ("trust-trusted", Tint::Plain),
    }
}
