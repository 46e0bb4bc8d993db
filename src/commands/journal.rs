//! `journal show` and `journal verify`.

use super::Context;
use crate::domain::noted_hash::NotedHash;
use crate::domain::raised;
use crate::domain::selector::{Selectable, Selector, SelectorError};
use crate::domain::situation::{Class, Situation, Told};
use crate::journal::attempt::Line;
use crate::journal::{Place, entries, verify};
use crate::report::inventory::slot_text;
use crate::report::journal::{JournalCheck, JournalEntry, JournalPart, JournalShow, JournalVerify, SaidFinding};
use crate::report::{Envelope, Kind};
use crate::situation_error;

/// There is no journal yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoJournal(pub String);

situation_error!(NoJournal);

impl Situation for NoJournal {
    fn told(&self) -> Told {
        Class::NotFound.told("no-journal", "attempt-no-journal").with("folders", &self.0)
    }
}

fn places(context: &Context<'_>) -> raised::Result<Vec<Place>> {
    let candidates = context.journal_places();
    let places = Place::for_reading(&candidates);
    if places.is_empty() {
        let folders: Vec<String> = candidates.iter().map(|place| place.folder.display().to_string()).collect();
        return Err(NoJournal(folders.join(", ")).into());
    }
    Ok(places)
}

/// The entries of every journal, or only of the selected token.
pub fn show(context: &Context<'_>, last: Option<usize>) -> raised::Result<JournalShow> {
    if matches!(context.token, Some(Selector::Holder(_))) {
        return Err(SelectorError::HolderNotInJournal.into());
    }
    let mut journals = Vec::new();
    for place in places(context)? {
        let path = place.journal();
        let mut entries: Vec<JournalEntry> = entries(&path, &|line| is_meant(context.token.as_ref(), line))?
            .into_iter()
            .map(|(mut line, hash)| {
                line.token.slot_text = slot_text(line.token.slot);
                JournalEntry { line, hash }
            })
            .collect();
        if let Some(last) = last {
            entries.drain(..entries.len().saturating_sub(last));
        }
        journals.push(JournalPart { path: path.display().to_string(), scope: place.scope, entries });
    }
    Ok(JournalShow { envelope: Envelope::new(Kind::JournalShow, context.now), journals })
}

fn is_meant(selector: Option<&Selector>, line: &Line) -> bool {
    selector.is_none_or(|selector| {
        selector.matches(&Selectable { driver: &line.driver, identity: &line.token, ..Selectable::default() })
    })
}

/// Checks the chain of every journal; `noted` is a last hash printed by an earlier action.
pub fn check(context: &Context<'_>, noted: Option<&NotedHash>) -> raised::Result<JournalVerify> {
    let mut journals = Vec::new();
    for place in places(context)? {
        let path = place.journal();
        let verification = verify(&path, noted.map(NotedHash::as_str))?;
        journals.push(JournalCheck {
            path: path.display().to_string(),
            scope: place.scope,
            entries: verification.entries,
            intact: verification.is_intact(),
            last_sequence: verification.last_sequence,
            last_hash: verification.last_hash.clone(),
            findings: verification
                .findings
                .into_iter()
                .map(|finding| SaidFinding { message: context.texts.say(&finding.phrase()), finding })
                .collect(),
        });
    }
    let intact = journals.iter().all(|journal| journal.intact);
    Ok(JournalVerify { envelope: Envelope::new(Kind::JournalVerify, context.now), journals, intact })
}
