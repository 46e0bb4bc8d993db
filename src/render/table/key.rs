//! `key list`.

use super::super::{code, word};
use super::view::{View, key_type};
use super::{Cell, Style, Table, Tint};
use crate::report::inventory::{Inventory, Key, Token};

/// Shows the keys of each token, with the certificate that each belongs to.
pub fn key_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let mut table = table(&view);
    for token in inventory.tokens.iter().filter(|token| token.initialized && !token.keys.is_empty()) {
        let read = token.read_at.map(|_| view.read_part(token));
        table.group(view.token_parts(token).into_iter().chain(read).collect());
        for key in &token.keys {
            table.row(row(&view, token, key));
        }
    }
    let mut text = view.table_or(&table, "table-no-keys");
    text.push('\n');
    text.push_str(&view.summary(&inventory.summary));
    text.push_str(&view.remarks(inventory, false));
    text.push_str(&view.login_hint(inventory));
    text
}

/// The empty table of keys.
pub(super) fn table(view: &View<'_>) -> Table {
    Table::new(vec![
        view.value("table-class"),
        view.value("table-type"),
        view.text("table-label"),
        view.value("table-id"),
        view.text("table-uses"),
        view.text("table-protection"),
        view.text("table-certificate"),
    ])
}

/// The row of one key of a token.
pub(super) fn row(view: &View<'_>, token: &Token, key: &Key) -> Vec<Cell> {
    vec![
        view.word(word::key_class(key.class)),
        key_type(key.algorithm.as_deref(), key.bits, key.curve.as_deref()),
        Cell::maybe(key.label.as_ref()),
        Cell::maybe(key.id.as_ref()),
        view.words(&key.usage, code::key_use),
        protection(view, key),
        certificate(view, token, key),
    ]
}

/// What keeps a key from leaving the token, in words; only what is worth a warning is loud.
fn protection(view: &View<'_>, key: &Key) -> Cell {
    let sensitive = key.sensitive.map(|yes| if yes { "table-sensitive" } else { "table-not-sensitive" });
    let extractable = key.extractable.map(|yes| if yes { "table-extractable" } else { "table-not-extractable" });
    let asks = key.always_authenticate.unwrap_or(false).then_some("table-asks-always");
    let words: Vec<_> = [sensitive, extractable, asks].into_iter().flatten().map(|id| view.texts.get(id)).collect();
    let open = key.sensitive == Some(false) || key.extractable == Some(true);
    let tint = if open { Tint::Warning } else { Tint::Plain };
    if words.is_empty() { Cell::maybe(None::<&str>) } else { Cell::new(words.join(", ")).tint(tint) }
}

/// The certificate of a key: its serial number and validity.
fn certificate(view: &View<'_>, token: &Token, key: &Key) -> Cell {
    let found = token.certificates.iter().find(|one| Some(&one.sha256) == key.certificate_sha256.as_ref());
    let Some(certificate) = found else { return Cell::maybe(None::<&str>) };
    let validity = view.word(word::validity(certificate.validity));
    let serial = View::serial_number(certificate);
    Cell::new(format!("{} ({})", serial.text(), validity.text())).tint(super::view::validity_tint(certificate.validity))
}
