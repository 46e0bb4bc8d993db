//! `month`: everything that one month's round is made of, from one reading and one staff list.
//!
//! May import `domain`, `report` and the commands that it puts together. Pitfall: whoever renews and changes in one go is a
//! row of one letter, though both requests would choose them.

use super::Context;
use super::gather::settings;
use super::request::{Asked, Chosen, Filled, Wanted, arranged, choose, fill};
use crate::domain::form::{Details, FormError, Service};
use crate::domain::phrase::Phrase;
use crate::domain::roster::Roster;
use crate::domain::statistics::Period;
use crate::domain::verdict::{Action, Judge};
use crate::report::inventory::Inventory;
use crate::report::plan::{Plan, PlanOptions, plan};
use crate::report::proposal::Proposal;
use crate::report::roster::{RosterCheck, roster_check};
use crate::report::statistics::{Statistics, statistics};

/// The name of each letter's file, what it asks for, and for whom a form 01 is.
const LETTERS: [(&str, Wanted, Option<bool>); 6] = [
    ("mau04.docx", Wanted::Renewal, None),
    ("mau05.docx", Wanted::Revocation, None),
    ("mau06.docx", Wanted::Recovery, None),
    ("mau01.docx", Wanted::NewPersons, Some(false)),
    ("mau01-tap-trung.docx", Wanted::NewPersons, Some(true)),
    ("mau02.docx", Wanted::NewOrganisations, None),
];

/// One letter that is due, or would be if its proposals were confirmed.
#[derive(Debug)]
pub struct Letter {
    /// The name of its file.
    pub file: &'static str,
    /// Its number in the decree.
    pub form: &'static str,
    /// What it holds; nothing where only proposals are there.
    pub filled: Option<Filled>,
    /// What was left out because nobody has confirmed it.
    pub left_out: Vec<Proposal>,
}

/// One month's round.
#[derive(Debug)]
pub struct Round {
    /// The letters.
    pub letters: Vec<Letter>,
    /// The worklist that they come from.
    pub plan: Plan,
    /// The coverage, where there is a staff list.
    pub coverage: Option<RosterCheck>,
    /// The numbers of the month.
    pub statistics: Statistics,
}

impl Round {
    /// Everything that no letter can be about before somebody decides.
    pub fn undecided(&self) -> u64 {
        self.plan.summary.actions.get(&Action::Undecided).copied().unwrap_or_default()
    }
}

/// Judges a reading and fills in every letter that is due.
pub fn run(
    context: &Context<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
    own_forms: Option<&str>,
    period: Option<Period>,
) -> anyhow::Result<Round> {
    let settings = settings(context);
    let judge = Judge { now: context.now, zone: &context.zone, settings: &settings };
    let mut letters = Vec::new();
    for (file, wanted, central) in LETTERS {
        letters.extend(letter(context, (file, wanted, central), inventory, roster, &judge, own_forms)?);
    }
    Ok(Round {
        letters,
        plan: plan(inventory, roster, &judge, PlanOptions::default()),
        coverage: roster.map(|roster| roster_check(inventory, roster, &judge)),
        statistics: statistics(inventory, roster, None, &judge, period),
    })
}

fn letter(
    context: &Context<'_>,
    (file, wanted, central): (&'static str, Wanted, Option<bool>),
    inventory: &Inventory,
    roster: Option<&Roster>,
    judge: &Judge<'_>,
    own_forms: Option<&str>,
) -> Result<Option<Letter>, FormError> {
    let mut chosen = choose(wanted, inventory, roster, judge, false);
    if wanted == Wanted::Renewal {
        // Form 04 asks for renewals and for changes in one list.
        let changes = choose(Wanted::Change, inventory, roster, judge, false);
        chosen.cases.extend(changes.cases.into_iter().filter(|case| matches!(case.service, Service::Change(_))));
        chosen.left_out.extend(changes.left_out);
        let mut seen = Vec::new();
        chosen.left_out.retain(|one| {
            let is_new = !seen.contains(&one.certificate.sha256);
            seen.push(one.certificate.sha256.clone());
            is_new
        });
    }
    // Proposals of one form are told once, not again beside its letter for central signing.
    if central == Some(true) {
        chosen.left_out.clear();
    }
    let (cases, _) = arranged(std::mem::take(&mut chosen.cases), roster, central);
    if cases.is_empty() && chosen.left_out.is_empty() {
        return Ok(None);
    }
    let left_out = chosen.left_out.clone();
    let form = wanted.form().number();
    if cases.is_empty() {
        return Ok(Some(Letter { file, form, filled: None, left_out }));
    }
    let asked = Asked { kind: wanted.form(), word: wanted.word(), recipient: None, own_forms, now: context.now };
    let filled = fill(asked, &Chosen { cases, ..chosen }, context.config)?;
    let details = Details { is_central: central == Some(true), ..Details::default() };
    let filled = Filled { dossier: filled.dossier.with_details(details), ..filled };
    Ok(Some(Letter { file, form, filled: Some(filled), left_out }))
}

/// What a letter asks for, as people call it.
pub fn title(letter: &Letter) -> Phrase {
    Phrase::new(match letter.file {
        "mau04.docx" => "month-letter-04",
        "mau05.docx" => "month-letter-05",
        "mau06.docx" => "month-letter-06",
        "mau01.docx" => "month-letter-01",
        "mau01-tap-trung.docx" => "month-letter-01-central",
        _ => "month-letter-02",
    })
}
