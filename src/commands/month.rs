//! `month`: everything that one month's round is made of, from one reading and one staff list.
//!
//! May import `domain`, `report` and the commands that it puts together. Pitfall: whoever renews and changes in one go is a
//! row of one letter, though both requests would choose them.

use std::collections::HashSet;

use super::Context;
use super::gather::settings;
use super::request::{Asked, Chosen, Filled, Wanted, arranged, choose, fill};
use crate::domain::form::{Details, FormError, Service};
use crate::domain::roster::Roster;
use crate::domain::statistics::Period;
use crate::domain::verdict::{Action, Judge};
use crate::report::inventory::Inventory;
use crate::report::plan::{Plan, PlanOptions, plan};
use crate::report::proposal::Proposal;
use crate::report::roster::{RosterCheck, roster_check};
use crate::report::statistics::{Statistics, statistics};

/// What a letter of the round is.
#[derive(Debug, Clone, Copy)]
struct Kind {
    /// The name of its file.
    file: &'static str,
    wanted: Wanted,
    /// For whom a form 01 is.
    central: Option<bool>,
    /// The identifier of what it asks for, as people call it.
    title: &'static str,
}

const LETTERS: [Kind; 6] = [
    Kind { file: "mau04.docx", wanted: Wanted::Renewal, central: None, title: "month-letter-04" },
    Kind { file: "mau05.docx", wanted: Wanted::Revocation, central: None, title: "month-letter-05" },
    Kind { file: "mau06.docx", wanted: Wanted::Recovery, central: None, title: "month-letter-06" },
    Kind { file: "mau01.docx", wanted: Wanted::NewPersons, central: Some(false), title: "month-letter-01" },
    Kind {
        file: "mau01-tap-trung.docx",
        wanted: Wanted::NewPersons,
        central: Some(true),
        title: "month-letter-01-central",
    },
    Kind { file: "mau02.docx", wanted: Wanted::NewOrganisations, central: None, title: "month-letter-02" },
];

/// One letter that is due, or would be if its proposals were confirmed.
#[derive(Debug)]
pub struct Letter {
    /// The name of its file.
    pub file: &'static str,
    /// The identifier of what it asks for, as people call it.
    pub title: &'static str,
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
    for kind in LETTERS {
        letters.extend(letter(context, kind, inventory, roster, &judge, own_forms)?);
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
    Kind { file, wanted, central, title }: Kind,
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
        let mut seen = HashSet::new();
        chosen.left_out.retain(|one| seen.insert(one.certificate.sha256.clone()));
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
        return Ok(Some(Letter { file, title, form, filled: None, left_out }));
    }
    let asked = Asked { kind: wanted.form(), word: wanted.word(), recipient: None, own_forms, now: context.now };
    let filled = fill(asked, &Chosen { cases, ..chosen }, context.config)?;
    let details = Details { is_central: central == Some(true), ..Details::default() };
    let filled = Filled { dossier: filled.dossier.with_details(details), ..filled };
    Ok(Some(Letter { file, title, form, filled: Some(filled), left_out }))
}
