//! What can be said about the paths of new certificates from the data at hand: trusted and intermediate certificates,
//! revocation lists.
//!
//! Pitfall: no address is contacted, and a path that leads nowhere means nothing unless `--trust` says where it must
//! lead.

use std::collections::HashMap;

use super::ImportRequest;
use super::files::Files;
use crate::commands::pin::Desk;
use crate::commands::verify::paths_of;
use crate::domain::raised;
use crate::domain::verify::State;

/// State and reason by SHA-256; empty if paths are not judged.
pub(super) fn judge(
    desk: &mut Desk<'_, '_>,
    request: &ImportRequest<'_>,
    files: &Files,
) -> raised::Result<HashMap<String, (State, Option<String>)>> {
    if files.found.is_empty() {
        return Ok(HashMap::new());
    }
    let basis = request.basis;
    let ends: Vec<&[u8]> = files.found.iter().map(|found| found.der.as_slice()).collect();
    let (judged, remarks) = paths_of(desk.context, basis, &ends, &files.beside)?;
    for remark in &remarks {
        (desk.tell)(remark);
    }
    let named = !basis.trust.is_empty();
    // Without a named root, a missing issuer is not a finding.
    let says_nothing = |reason: &Option<String>| {
        !named && matches!(reason.as_deref(), Some("issuer-not-found" | "root-not-trusted" | "too-many-candidates"))
    };
    let judged = judged.into_iter().filter(|(_, (_, reason))| !says_nothing(reason));
    Ok(judged.collect())
}
