//! `inventory`: every token with its certificates, grouped, and a summary.

use super::view::View;
use super::{Cell, Style, Tint, certificate};
use crate::domain::phrase::Phrase;
use crate::domain::problem::{ProblemCode, Severity};
use crate::report::inventory::{Inventory, Token};

/// Shows each token as a heading with its certificates under it.
pub fn inventory(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let columns = certificate::columns();
    let mut table = view.table(&columns);
    for token in inventory.initialized_tokens() {
        table.group(heading(&view, token));
        certificate::rows_of_token(&view, &columns, token, &mut table);
        if token.certificates.is_empty() {
            table.line(Cell::new(view.texts.get("table-without-certificate")).tint(Tint::Dim));
        }
        for problem in token.problems.iter().filter(|problem| problem.severity > Severity::Note) {
            if !stands_in_a_column(problem.code) {
                table.note(view.problem(problem));
            }
        }
    }
    let mut text = view.listing(&table, "table-no-tokens", inventory, true);
    if inventory.summary.problems > 0 {
        let count = inventory.summary.problems;
        text.push_str(&view.hint(&Phrase::new("table-hint-check").with("count", count)));
    }
    text.push_str(&view.login_hint(inventory));
    text
}

fn heading(view: &View<'_>, token: &Token) -> Vec<Cell> {
    let keys = view.say(&Phrase::new("table-sum-keys").with("count", token.keys.len()));
    let mut parts = view.token_parts(token);
    parts.extend([Cell::new(token.identity.reader.as_deref().unwrap_or_default()), view.pin_part(token), keys]);
    parts.extend(token.read_at.map(|_| view.read_part(token)));
    parts
}

/// Whether the columns of dates and pairing, or the heading's PIN state, already show it.
fn stands_in_a_column(code: ProblemCode) -> bool {
    use ProblemCode::{
        CertificateExpired, CertificateExpiring, CertificateForeign, CertificateNotYetValid, CertificateOrphan,
        UserPinCountLow, UserPinFinalTry, UserPinLocked, UserPinNotSet,
    };
    matches!(
        code,
        CertificateExpired
            | CertificateExpiring
            | CertificateNotYetValid
            | CertificateOrphan
            | CertificateForeign
            | UserPinCountLow
            | UserPinFinalTry
            | UserPinLocked
            | UserPinNotSet
    )
}
