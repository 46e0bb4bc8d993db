//! `month`: all parts of one monthly round, from one reading and one staff list.
//!
//! May import `domain`, `report` and the commands that it combines. Pitfall: a holder who renews and changes at the
//! same time is a row in only one letter, although both requests would select it.

use std::collections::HashSet;

use jiff::civil::Date;

use super::Context;
use super::report::readings_of;
use super::request::{Asked, Chosen, Filled, Wanted, arranged, choose, fill};
use crate::domain::form::{Details, FormError, Service};
use crate::domain::raised;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::statistics::Period;
use crate::domain::time::Moment;
use crate::domain::verdict::{Action, Judge};
use crate::report::plan::{Plan, PlanOptions, plan};
use crate::report::proposal::{Proposal, Undecided, undecided};
use crate::report::roster::{RosterCheck, roster_check};
use crate::report::statistics::{Statistics, statistics};
use crate::report::work::Judged;
use crate::situation_error;

/// The kind of a letter.
#[derive(Debug, Clone, Copy)]
struct LetterKind {
    /// Its file name.
    file: &'static str,
    wanted: Wanted,
    /// Whether a form 01 is for central signing.
    central: Option<bool>,
    /// The identifier of its usual name.
    title: &'static str,
}

const LETTERS: [LetterKind; 6] = [
    LetterKind { file: "mau04.docx", wanted: Wanted::Renewal, central: None, title: "month-letter-04" },
    LetterKind { file: "mau05.docx", wanted: Wanted::Revocation, central: None, title: "month-letter-05" },
    LetterKind { file: "mau06.docx", wanted: Wanted::Recovery, central: None, title: "month-letter-06" },
    LetterKind { file: "mau01.docx", wanted: Wanted::NewPersons, central: Some(false), title: "month-letter-01" },
    LetterKind {
        file: "mau01-tap-trung.docx",
        wanted: Wanted::NewPersons,
        central: Some(true),
        title: "month-letter-01-central",
    },
    LetterKind { file: "mau02.docx", wanted: Wanted::NewOrganisations, central: None, title: "month-letter-02" },
];

/// One letter that is due, or would be if its matches were confirmed.
#[derive(Debug)]
pub struct Letter {
    /// Its file name.
    pub file: &'static str,
    /// The identifier of its usual name.
    pub title: &'static str,
    /// Its number in the decree.
    pub form: &'static str,
    /// Its contents; `None` if there are only matches to confirm.
    pub filled: Option<Filled>,
    /// What was left out because it has not been confirmed.
    pub left_out: Vec<Proposal>,
    /// Its number, if one was given.
    pub number: Option<String>,
    /// Whether it is about central signing.
    is_central: bool,
}

/// One month's round.
#[derive(Debug)]
pub struct Round {
    /// The letters.
    pub letters: Vec<Letter>,
    /// What is in no letter until it is stated whose it is.
    pub unstated: Vec<Undecided>,
    /// The worklist that they come from.
    pub plan: Plan,
    /// The coverage, if there is a staff list.
    pub coverage: Option<RosterCheck>,
    /// The numbers of the month.
    pub statistics: Statistics,
}

impl Round {
    /// Everything that needs a decision before it can be in a letter.
    pub fn undecided(&self) -> u64 {
        self.plan.summary.actions.get(&Action::Undecided).copied().unwrap_or_default()
    }
}

/// The inputs of a round besides its letters.
#[derive(Debug, Clone, Default)]
pub struct Asking<'m> {
    /// The agency's own forms file.
    pub own_forms: Option<&'m str>,
    /// The month.
    pub period: Option<Period>,
    /// `--number`: the number of the first letter.
    pub number: Option<&'m str>,
    /// `--date`: the date of every letter.
    pub date: Option<Date>,
    /// The agencies that have to send inventories.
    pub bodies: Option<&'m [String]>,
    /// A reading before this moment is out of date.
    pub not_read_since: Option<Moment>,
}

/// Fills in every letter that is due. Everything comes from a single matching and judgement.
pub fn run(
    context: &Context<'_>,
    judged: &Judged<'_, '_>,
    judge: &Judge<'_>,
    asking: &Asking<'_>,
) -> raised::Result<Round> {
    let mut letters = Vec::new();
    for kind in LETTERS {
        letters.extend(letter(context, kind, judged, judge, asking.own_forms)?);
    }
    let numbers = numbers(asking.number, letters.iter().filter(|letter| letter.filled.is_some()).count())?;
    let due = letters.iter_mut().filter_map(|letter| letter.filled.take().map(|filled| (letter, filled)));
    for ((letter, filled), number) in due.zip(numbers) {
        letter.number.clone_from(&number);
        let details = Details { number, date: asking.date, is_central: letter.is_central, ..Details::default() };
        letter.filled = Some(Filled { dossier: filled.dossier.with_details(details), ..filled });
    }
    let mut statistics = statistics(judged, None, judge, asking.period.clone());
    statistics.bodies = asking.bodies.map(|bodies| readings_of(context, judged.holders, bodies, asking.not_read_since));
    Ok(Round {
        letters,
        unstated: undecided(judged),
        plan: plan(judged, judge, PlanOptions::default()),
        coverage: roster_check(judged, judge),
        statistics,
    })
}

/// The number of each letter: the given one for the first, counting on for the others.
fn numbers(first: Option<&str>, letters: usize) -> Result<Vec<Option<String>>, MonthError> {
    let Some(first) = first.map(str::trim) else { return Ok(vec![None; letters]) };
    let digits = first.len() - first.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (number, symbol) = first.split_at(digits);
    match number.parse::<u32>() {
        Ok(number) => {
            let counted = (number..).take(letters).map(|number| Some(format!("{number}{symbol}")));
            Ok(counted.collect())
        }
        Err(_) if letters <= 1 => Ok(vec![Some(first.to_owned()); letters]),
        Err(_) => Err(MonthError::CannotCountOn { number: first.to_owned(), letters }),
    }
}

/// Why a round cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonthError {
    /// Several letters are due, and the given number does not begin with digits.
    CannotCountOn {
        /// The given number.
        number: String,
        /// How many letters are due.
        letters: usize,
    },
}

situation_error!(MonthError);

impl Situation for MonthError {
    fn told(&self) -> Told {
        let Self::CannotCountOn { number, letters } = self;
        let told = Class::Usage.told("month-cannot-count-on", "month-cannot-count-on");
        told.with("number", number).with("count", *letters)
    }
}

fn letter(
    context: &Context<'_>,
    LetterKind { file, wanted, central, title }: LetterKind,
    judged: &Judged<'_, '_>,
    judge: &Judge<'_>,
    own_forms: Option<&str>,
) -> Result<Option<Letter>, FormError> {
    let mut chosen = choose(wanted, judged, judge.settings, false);
    if wanted == Wanted::Renewal {
        // Form 04 combines renewals and changes in one list.
        let changes = choose(Wanted::Change, judged, judge.settings, false);
        chosen.cases.extend(changes.cases.into_iter().filter(|case| matches!(case.service, Service::Change(_))));
        chosen.left_out.extend(changes.left_out);
        let mut seen = HashSet::new();
        chosen.left_out.retain(|one| seen.insert(one.certificate.sha256.clone()));
    }
    // Matches to confirm are reported once per form, not again for its letter on central signing.
    if central == Some(true) {
        chosen.left_out.clear();
        chosen.undecided.clear();
    }
    let (cases, _) = arranged(std::mem::take(&mut chosen.cases), judged.holders.roster, central);
    if cases.is_empty() && chosen.left_out.is_empty() {
        return Ok(None);
    }
    let left_out = chosen.left_out.clone();
    let (form, is_central) = (wanted.form().number(), central == Some(true));
    let mut letter = Letter { file, title, form, filled: None, left_out, number: None, is_central };
    if !cases.is_empty() {
        let asked =
            Asked { kind: wanted.form(), document: wanted.document(), recipient: None, own_forms, now: context.now };
        letter.filled = Some(fill(asked, &Chosen { cases, ..chosen }, context.config)?);
    }
    Ok(Some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_a_round_are_numbered_on_and_never_alike() {
        let of = |first: &str, letters| numbers(Some(first), letters);
        let some = |numbers: &[&str]| Ok(numbers.iter().map(|number| Some((*number).to_owned())).collect());
        assert_eq!(of("45", 3), some(&["45", "46", "47"]));
        assert_eq!(of("99/UBND-VP", 2), some(&["99/UBND-VP", "100/UBND-VP"]));
        assert_eq!(of("A/B", 1), some(&["A/B"]), "one letter takes any number");
        assert!(of("A/B", 2).is_err(), "two letters with one number would be wrong");
        assert_eq!(numbers(None, 2), Ok(vec![None, None]));
    }
}
