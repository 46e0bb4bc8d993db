//! What the officer has to confirm: whose certificate it is, and whether two texts differ in meaning.
//!
//! May import `domain` and the inventory's types. Pitfall: a renewal may be certain although a change beside it is not;
//! only the uncertain part is to confirm.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::holders::{CertificateName, EntryName, TokenName};
use super::work::{Judged, Work};
use crate::domain::decision::{About, Question, Sides};
use crate::domain::matching::MatchedBy;
use crate::domain::phrase::Phrase;
use crate::domain::roster::Entry;
use crate::domain::verdict::{Action, Difference, NextStep, Reason};

/// One match to confirm: an entry of the staff list beside a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Proposal {
    /// Its identifier for `roster confirm --answer`; it changes as soon as a text on either side changes.
    pub id: String,
    /// The person.
    pub entry: EntryName,
    /// The certificate that may be theirs.
    pub certificate: CertificateName,
    /// The token.
    pub token: TokenName,
    /// The basis of the match.
    pub by: MatchedBy,
    /// Whether it is uncertain that the certificate is theirs.
    pub match_proposed: bool,
    /// Changes to confirm.
    pub changes: Vec<Difference>,
}

impl Proposal {
    /// The uncertain part of a work; nothing if all of it is certain, or if only one side is known.
    pub fn of(work: &Work<'_, '_>) -> Option<Self> {
        let (holder, entry) = (work.holder?, work.entry?);
        let found = holder.found?;
        let of_change = work.verdict.advice.iter().filter(|advice| advice.action == Action::ChangeInformation);
        let changes: Vec<Difference> =
            of_change.flat_map(|advice| &advice.changes).filter(|change| change.proposed).cloned().collect();
        (found.proposed || !changes.is_empty()).then(|| Self {
            id: question(entry, &holder.certificate.sha256, found.proposed, &changes).id(),
            entry: entry.into(),
            certificate: holder.certificate.into(),
            token: holder.token.into(),
            by: found.by,
            match_proposed: found.proposed,
            changes,
        })
    }
}

fn question(entry: &Entry, sha256: &str, is_of_person: bool, changes: &[Difference]) -> Question {
    let of_changes = changes.iter().map(|change| About::from(change.field));
    let about = of_changes.chain(is_of_person.then_some(About::Person)).collect();
    Question { sides: Sides::of(entry, sha256), about }
}

/// A certificate that is due for a new one, once the officer has stated whether it is a person's or an agency's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "UndecidedCertificate"))]
pub struct Undecided {
    /// The certificate.
    pub certificate: CertificateName,
    /// The token.
    pub token: TokenName,
    /// The unit that the certificate names.
    pub unit: Option<String>,
    /// Why nothing was decided.
    pub reason: Reason,
    /// What the officer does next.
    pub next_step: NextStep,
}

impl Undecided {
    /// The part of a work that waits for this decision.
    pub fn of(work: &Work<'_, '_>) -> Option<Self> {
        let holder = work.holder?;
        let advice = work.verdict.advice.iter().find(|advice| advice.reason == Reason::KindUnsure)?;
        Some(Self {
            certificate: holder.certificate.into(),
            token: holder.token.into(),
            unit: holder.unit().map(str::to_owned),
            reason: advice.reason,
            next_step: advice.next_step,
        })
    }

    /// By what people recognise it: the holder's name, otherwise an e-mail address or the token's serial.
    pub fn name(&self) -> &str {
        let email = || self.certificate.emails.first().map(String::as_str);
        let name = self.certificate.holder.as_deref().or_else(email).or(self.token.serial.as_deref());
        name.unwrap_or(&self.certificate.sha256)
    }

    /// What is said of all of them; nothing if there are none.
    pub fn remark(all: &[Self]) -> Option<Phrase> {
        let names: Vec<&str> = all.iter().map(Self::name).collect();
        (!all.is_empty())
            .then(|| Phrase::new("form-undecided").with("count", all.len()).with("names", names.join("; ")))
    }
}

/// Every certificate that waits for the officer to state whose it is.
pub fn undecided(judged: &Judged<'_, '_>) -> Vec<Undecided> {
    judged.works.iter().filter_map(Undecided::of).collect()
}

/// A match to confirm, with everything that a question about it shows and a decision about it remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is to confirm.
    pub proposal: Proposal,
    /// The question.
    pub question: Question,
    /// The certificate's own data: its holder, then the agencies from the narrowest to the widest.
    pub certificate: Vec<String>,
}

/// Everything to confirm without a decision, each once.
pub fn asked(judged: &Judged<'_, '_>) -> Vec<Asked> {
    let mut seen = BTreeSet::new();
    let of_work = |work: &Work<'_, '_>| {
        let proposal = Proposal::of(work)?;
        let (entry, holder) = (work.entry?, work.holder?);
        let question = question(entry, &holder.certificate.sha256, proposal.match_proposed, &proposal.changes);
        let certificate = holder.name().into_iter().chain(holder.bodies().rev()).map(str::to_owned).collect();
        Some(Asked { proposal, question, certificate })
    };
    judged.works.iter().filter_map(of_work).filter(|one| seen.insert(one.proposal.id.clone())).collect()
}
