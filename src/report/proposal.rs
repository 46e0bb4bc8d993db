//! What the officer has to confirm: whose certificate it is, and whether two texts mean two things.
//!
//! May import `domain` and the inventory's types. Pitfall: a renewal may be certain while a change beside it is not; a
//! proposal holds what is not certain alone.

use serde::{Deserialize, Serialize};

use super::holders::{CertificateName, EntryName, TokenName};
use super::work::Work;
use crate::domain::matching::MatchedBy;
use crate::domain::verdict::{Action, Difference};

/// One proposal: an entry of the staff list beside a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who.
    pub entry: EntryName,
    /// Whose certificate it may be.
    pub certificate: CertificateName,
    /// The token.
    pub token: TokenName,
    /// What the match rests on.
    pub by: MatchedBy,
    /// That it is theirs is itself only proposed.
    pub match_proposed: bool,
    /// Changes that are only proposed.
    pub changes: Vec<Difference>,
}

impl Proposal {
    /// What is not certain of a work; nothing where all of it is, or where only one side is known.
    pub fn of(work: &Work<'_, '_>) -> Option<Self> {
        let (holder, entry) = (work.holder?, work.entry?);
        let found = holder.found?;
        let of_change = work.verdict.advice.iter().filter(|advice| advice.action == Action::ChangeInformation);
        let changes: Vec<Difference> =
            of_change.flat_map(|advice| &advice.changes).filter(|change| change.proposed).cloned().collect();
        (found.proposed || !changes.is_empty()).then(|| Self {
            entry: entry.into(),
            certificate: holder.certificate.into(),
            token: holder.token.into(),
            by: found.by,
            match_proposed: found.proposed,
            changes,
        })
    }
}
