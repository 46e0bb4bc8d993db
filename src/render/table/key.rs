//! `key list`.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::super::word;
use super::view::{View, key_type, validity_tint};
use super::{Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::inventory::{Certificate, Inventory, Key, Token};

/// Shows the keys of each token, with the certificate that each belongs to.
pub fn key_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let columns = columns();
    let mut table = view.table(&columns);
    for token in inventory.initialized_tokens().filter(|token| !token.keys.is_empty()) {
        let read = token.read_at.map(|_| view.read_part(token));
        table.group(view.token_parts(token).into_iter().chain(read).collect());
        for key in &token.keys {
            table.row(view.cells(&columns, &(token, key)));
        }
    }
    view.listing(&table, "table-no-keys", inventory, false) + &view.login_hint(inventory)
}

/// The columns about each key of a token.
pub(super) fn columns<'a>() -> Columns<(&'a Token, &'a Key)> {
    shared::keys()
        .pick(&["class", "type", "label", "id", "usage"])
        .showing("type", |(_, key)| Field::text(key_type(key.algorithm.as_deref(), key.bits, key.curve.as_deref())))
        .text("protection", "table-protection", |(_, key)| protection(key))
        .tinted("protection", |(_, key)| {
            let open = key.sensitive == Some(false) || key.extractable == Some(true);
            open.then_some(Tint::Warning)
        })
        .text("certificate", "table-certificate", |(token, key)| {
            let said = |certificate: &Certificate| {
                let validity = Phrase::new(word::validity(certificate.validity).0);
                let serial =
                    certificate.serial_number.as_ref().map_or_else(|| "–".to_owned(), |one| one.to_uppercase());
                let phrase =
                    Phrase::new("table-serial-with-validity").with("serial", serial).with("validity", validity);
                Field::said(phrase)
            };
            certificate(token, key).map_or(Field::Empty, said)
        })
        .tinted("certificate", |(token, key)| {
            certificate(token, key).map(|certificate| validity_tint(certificate.validity))
        })
}

/// What prevents a key from leaving the token, in words; only warnings are prominent.
fn protection(key: &Key) -> Field {
    let sensitive = key.sensitive.map(|yes| if yes { "table-sensitive" } else { "table-not-sensitive" });
    let extractable = key.extractable.map(|yes| if yes { "table-extractable" } else { "table-not-extractable" });
    let asks = key.always_authenticate.unwrap_or(false).then_some("table-asks-always");
    let words = [sensitive, extractable, asks].into_iter().flatten();
    Field::states(words.map(|id| (String::new(), Some(id))))
}

/// The certificate of a key.
fn certificate<'a>(token: &'a Token, key: &Key) -> Option<&'a Certificate> {
    token.certificates.iter().find(|one| Some(&one.sha256) == key.certificate_sha256.as_ref())
}
