//! `csr create`, `key generate` and `key delete`: the key, and the result of the attempt.

use super::pin::{attempt_rows, name, token_rows};
use super::view::View;
use super::{Block, Cell, Style, Tint};
use crate::report::inventory::KeyClass;
use crate::report::keys::{CsrCreate, KeyDelete, KeyGenerate, KeyShown};
use crate::report::token_init::TokenInit;

/// Shows a request that was made, or why none was.
pub fn csr_create(report: &CsrCreate, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    key_rows(&mut block, &report.key, &view);
    block.row(view.texts.get("keys-subject"), Cell::new(&report.subject));
    attempt_rows(&mut block, &report.attempt, None, &view);
    format!("{}{}", block.render(style), report.request.as_deref().unwrap_or_default())
}

/// Shows a key pair that was made, or why none was.
pub fn key_generate(report: &KeyGenerate, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    key_rows(&mut block, &report.key, &view);
    if report.extractable {
        block.row("", Cell::new(view.texts.get("keys-extractable")).tint(Tint::Warning));
    }
    attempt_rows(&mut block, &report.attempt, None, &view);
    block.render(style)
}

/// Shows what was deleted of a key.
pub fn key_delete(report: &KeyDelete, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    key_rows(&mut block, &report.key, &view);
    for class in &report.deleted {
        let word = if *class == KeyClass::Private { "keys-deleted-private" } else { "keys-deleted-public" };
        block.row(view.texts.get("keys-deleted"), Cell::new(view.texts.get(word)));
    }
    attempt_rows(&mut block, &report.attempt, None, &view);
    block.render(style)
}

/// Shows the result of initialising a token.
pub fn token_init(report: &TokenInit, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    if let Some(now) = &report.now {
        block.row(view.texts.get("init-now"), Cell::new(name(now)).tint(Tint::Strong));
    }
    attempt_rows(&mut block, &report.attempt, Some(report.proof), &view);
    block.render(style)
}

fn key_rows(block: &mut Block, shown: &KeyShown, view: &View<'_>) {
    let kind = shown.key.curve.as_deref().or(shown.key.algorithm.as_deref()).unwrap_or("–");
    let bits = shown.key.bits.filter(|_| shown.key.curve.is_none()).map(|bits| format!(" {bits}")).unwrap_or_default();
    let label = shown.label.as_ref().map(|label| format!(" · {label}")).unwrap_or_default();
    block.row(view.texts.get("keys-key"), Cell::new(format!("{} · {kind}{bits}{label}", shown.id)));
    if let Some(fingerprint) = &shown.key.spki_sha256 {
        block.row(view.texts.get("keys-fingerprint"), Cell::new(fingerprint));
    }
}
