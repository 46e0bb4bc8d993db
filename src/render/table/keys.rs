//! `csr create`, `key generate` and `key delete`: the key, and what the attempt came to.

use super::pin::{attempt_rows, token_rows};
use super::view::View;
use super::{Block, Cell, Style};
use crate::report::keys::{CsrCreate, KeyShown};

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

fn key_rows(block: &mut Block, shown: &KeyShown, view: &View<'_>) {
    let kind = shown.key.curve.as_deref().or(shown.key.algorithm.as_deref()).unwrap_or("–");
    let bits = shown.key.bits.filter(|_| shown.key.curve.is_none()).map(|bits| format!(" {bits}")).unwrap_or_default();
    let label = shown.label.as_ref().map(|label| format!(" · {label}")).unwrap_or_default();
    block.row(view.texts.get("keys-key"), Cell::new(format!("{} · {kind}{bits}{label}", shown.id)));
    if let Some(fingerprint) = &shown.key.spki_sha256 {
        block.row(view.texts.get("keys-fingerprint"), Cell::new(fingerprint));
    }
}
