//! `trust`: the certificates of the store, with their fingerprints in full.

use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::report::trust::{TrustChange, TrustReport};

/// Shows each certificate, and where the store is.
pub fn trust(report: &TrustReport, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("trust-column-change"),
        view.text("trust-column-subject"),
        view.value("trust-column-until"),
        view.value("trust-column-sha256"),
    ]);
    for certificate in &report.certificates {
        let (id, tint) = match certificate.change {
            Some(TrustChange::Added) => ("trust-added", Tint::Warning),
            Some(TrustChange::Removed) => ("trust-removed", Tint::Warning),
            Some(TrustChange::AlreadyThere) => ("trust-already-there", Tint::Plain),
            None => ("trust-trusted", Tint::Plain),
        };
        let until = certificate.not_after.map(|end| view.texts.day(end, &view.style.zone));
        table.row(vec![
            view.word((id, tint)),
            Cell::maybe(certificate.known_as.as_ref().or(certificate.subject.as_ref())).tint(Tint::Strong),
            Cell::maybe(until),
            Cell::new(certificate.sha256.clone()),
        ]);
    }
    let shown = if table.is_empty() { String::new() } else { table.render(style) + "\n" };
    let store = crate::domain::phrase::Phrase::new("trust-store")
        .with("path", &report.folder)
        .with("count", report.certificates.len());
    format!("{shown}{}\n", view.texts.say(&store))
}
