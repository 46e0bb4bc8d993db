//! `roster confirm`: asks about each match to confirm once, and saves each answer before the next question.
//!
//! May import `report`, `domain`, `interact`. Pitfall: an answer ties a certificate to a person in signed letters, so
//! Enter alone decides nothing, and what cannot be asked stays open.

use jiff::civil::Date;

use super::Context;
use super::gather::rules;
use crate::domain::decision::{Answer, Decision};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::verdict::Judge;
use crate::interact::terminal::{Terminal, TerminalError};
use crate::report::confirm::{ConfirmSummary, RosterConfirm};
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::proposal::{Asked, asked};
use crate::report::work::judged;
use crate::report::{Envelope, Kind, count};
use crate::situation_error;

/// Why not everything was asked.
#[derive(Debug)]
pub enum ConfirmRosterError {
    /// No terminal, or `--batch`, and no `--answer`.
    NobodyToAsk {
        /// How many matches are open.
        count: usize,
    },
    /// No open match has this identifier.
    NoSuchProposal {
        /// The identifier.
        id: String,
    },
    /// One match with two answers.
    TwoAnswers {
        /// Its identifier.
        id: String,
    },
    /// It has no change to confirm.
    NoChange {
        /// Its identifier.
        id: String,
    },
    /// The user cancelled; earlier answers are kept.
    Cancelled {
        /// How many answers are kept.
        kept: usize,
    },
    /// The terminal failed.
    Terminal(std::io::Error),
}

impl Situation for ConfirmRosterError {
    fn told(&self) -> Told {
        let told = |id, class: Class| class.told(id, id);
        match self {
            Self::NobodyToAsk { count } => {
                told("decisions-nobody-to-ask", Class::Usage).with("count", *count).hint("decisions-hint-answer")
            }
            Self::NoSuchProposal { id } => {
                told("decisions-no-such-proposal", Class::NotFound).with("id", id).hint("decisions-hint-answer")
            }
            Self::TwoAnswers { id } => told("decisions-two-answers", Class::Usage).with("id", id),
            Self::NoChange { id } => told("decisions-no-change", Class::Usage).with("id", id),
            Self::Cancelled { kept } => told("decisions-cancelled", Class::Cancelled).with("count", *kept),
            Self::Terminal(fault) => told("decisions-terminal-failed", Class::Failed).with("cause", fault.to_string()),
        }
    }
}

situation_error!(ConfirmRosterError);

/// The matches that `roster confirm` is about to ask about.
#[derive(Debug)]
pub struct Session {
    /// The report so far.
    pub report: RosterConfirm,
    open: Vec<Asked>,
    today: Date,
}

/// Saves one decision.
pub type Keep<'k> = &'k mut dyn FnMut(&Decision) -> raised::Result<()>;

impl Session {
    /// Finds what to ask; `roster` holds the earlier decisions.
    pub fn of(context: &Context<'_>, inventory: &Inventory, roster: &Roster, file: &str) -> Self {
        Self::new(&context.judge(&rules(context)), inventory, roster, file)
    }

    fn new(judge: &Judge<'_>, inventory: &Inventory, roster: &Roster, file: &str) -> Self {
        let open = asked(&judged(&Holders::new(inventory, Some(roster), judge.settings), judge));
        let remembered = count(roster.decisions.len());
        let mut report = RosterConfirm {
            envelope: Envelope::new(Kind::RosterConfirm, judge.now),
            decisions: file.to_owned(),
            answered: Vec::new(),
            open: open.iter().map(|one| one.proposal.clone()).collect(),
            summary: ConfirmSummary { remembered, ..ConfirmSummary::default() },
        };
        report.count();
        Self { report, open, today: judge.now.day_in(judge.zone) }
    }

    /// Takes answers given on the command line: all of them, or none.
    pub fn given(&mut self, answers: &[(String, Answer)], keep: Keep<'_>) -> raised::Result<()> {
        let mut chosen: Vec<(Answer, Asked)> = Vec::new();
        for (id, answer) in answers {
            let Some(one) = self.open.iter().find(|one| one.proposal.id == *id) else {
                return Err(ConfirmRosterError::NoSuchProposal { id: id.clone() }.into());
            };
            match chosen.iter().find(|(_, other)| other.proposal.id == *id) {
                Some((other, _)) if other == answer => {}
                Some(_) => return Err(ConfirmRosterError::TwoAnswers { id: id.clone() }.into()),
                None if !may_be(one, *answer) => return Err(ConfirmRosterError::NoChange { id: id.clone() }.into()),
                None => chosen.push((*answer, one.clone())),
            }
        }
        for (answer, one) in chosen {
            self.take(&one, answer, keep)?;
        }
        Ok(())
    }

    /// Asks about everything that is open.
    pub fn ask(&mut self, terminal: &mut dyn Terminal, keep: Keep<'_>) -> raised::Result<()> {
        if self.open.is_empty() {
            return Ok(());
        }
        if !terminal.is_present() {
            return Err(ConfirmRosterError::NobodyToAsk { count: self.open.len() }.into());
        }
        let open = self.open.clone();
        for (number, one) in (1_usize..).zip(&open) {
            for phrase in shown(one, number, open.len()) {
                terminal.say(&phrase).map_err(|error| self.ended(error))?;
            }
            match answer(terminal, one).map_err(|error| self.ended(error))? {
                Said::Answer(answer) => self.take(one, answer, keep)?,
                Said::Later => {}
                Said::Stop => break,
            }
        }
        Ok(())
    }

    fn take(&mut self, one: &Asked, answer: Answer, keep: Keep<'_>) -> raised::Result<()> {
        keep(&Decision {
            question: one.question.clone(),
            answer,
            decided: Some(self.today),
            certificate: one.certificate.clone(),
        })?;
        self.report.answer(answer, one.proposal.clone());
        Ok(())
    }

    fn ended(&self, error: TerminalError) -> ConfirmRosterError {
        match error {
            TerminalError::Absent => ConfirmRosterError::NobodyToAsk { count: self.report.open.len() },
            TerminalError::Cancelled | TerminalError::TooLong => {
                ConfirmRosterError::Cancelled { kept: self.report.answered.len() }
            }
            TerminalError::Failed(fault) => ConfirmRosterError::Terminal(fault),
        }
    }
}

/// A change can be confirmed only if there is one.
fn may_be(one: &Asked, answer: Answer) -> bool {
    answer != Answer::Change || !one.proposal.changes.is_empty()
}

/// What is shown before a question: both sides, in full.
fn shown(one: &Asked, number: usize, of: usize) -> Vec<Phrase> {
    let (proposal, sides) = (&one.proposal, &one.question.sides);
    let joined = |texts: Vec<&str>| texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let (unit, email) = (optional(&sides.unit), optional(&sides.email));
    let device = optional(&sides.device_serial);
    let list = joined(vec![&sides.name, &unit, &email, &device]);
    let (serial, token) = (optional(&proposal.certificate.serial_number), optional(&proposal.token.serial));
    let emails = proposal.certificate.emails.join(", ");
    let says = joined(one.certificate.iter().map(String::as_str).chain([emails.as_str(), &token]).collect());
    vec![
        Phrase::new("decisions-number").with("number", number).with("count", of).with("id", &proposal.id),
        Phrase::new("decisions-list").with("row", proposal.entry.row.to_string()).with("says", list),
        Phrase::new("decisions-certificate").with("serial", serial).with("says", says),
    ]
}

enum Said {
    Answer(Answer),
    Later,
    Stop,
}

/// One answer; an invalid one is asked for again.
fn answer(terminal: &mut dyn Terminal, one: &Asked) -> Result<Said, TerminalError> {
    let has_change = !one.proposal.changes.is_empty();
    let id = match (one.proposal.match_proposed, has_change) {
        (true, true) => "decisions-ask-both",
        (true, false) => "decisions-ask-person",
        (false, _) => "decisions-ask-change",
    };
    loop {
        let typed = terminal.ask_line(&Phrase::new(id))?;
        let word = typed.trim().to_lowercase();
        let said = match word.as_str() {
            "" => return Ok(Said::Later),
            "q" => return Ok(Said::Stop),
            "1" => Some(Answer::Same),
            "2" => Some(Answer::Change),
            "3" => Some(Answer::NotThisPerson),
            other => Answer::of(other),
        };
        match said.filter(|answer| may_be(one, *answer)) {
            Some(answer) => return Ok(Said::Answer(answer)),
            None => terminal.say(&Phrase::new("decisions-not-an-answer").with("typed", typed.trim()))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    use crate::domain::decision::{Decisions, Ruling};
    use crate::domain::roster::Entry;
    use crate::domain::verdict::JudgeSettings;
    use crate::interact::terminal::NoTerminal;
    use crate::interact::terminal::scripted::Scripted;

    /// Two certificates, each of a different person, and a list that has both in another agency.
    fn office() -> (Inventory, Roster) {
        let inventory: Inventory = serde_json::from_str(include_str!("../../fixtures/inventory/demo.json")).unwrap();
        let names = ["Hoàng Văn Sơn", "Đinh Thị Lan"];
        let unit = Some("Sở Nội vụ".to_owned());
        let entry =
            |(row, name): (u64, &&str)| Entry { row, name: (*name).to_owned(), unit: unit.clone(), ..Entry::default() };
        let entries = (2..).zip(&names).map(entry).collect();
        (inventory, Roster { entries, ..Roster::default() })
    }

    fn session() -> Session {
        let (inventory, roster) = office();
        let (settings, zone) = (JudgeSettings::default(), TimeZone::UTC);
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        Session::new(&Judge { now, zone: &zone, settings: &settings }, &inventory, &roster, "list.decisions.toml")
    }

    #[test]
    fn each_answer_is_kept_before_the_next_question_and_control_c_keeps_them() {
        let mut kept = Vec::new();
        let mut session = session();
        assert_eq!(session.report.open.len(), 2, "both match by name alone: {:?}", session.report.open);
        let mut person = Scripted::answering(&[Some("?"), Some("2"), None]);
        let mut keep = |decision: &Decision| {
            kept.push(decision.clone());
            Ok(())
        };
        let error = session.ask(&mut person, &mut keep).expect_err("Ctrl-C");
        let wrong = person.heard.iter().filter(|phrase| phrase.id == "decisions-not-an-answer").count();
        assert_eq!(wrong, 1, "what is no answer is asked for again");
        assert_eq!((session.report.answered.len(), session.report.open.len()), (1, 1), "one of two");
        let error = error.downcast_ref::<ConfirmRosterError>().expect("a situation");
        assert_eq!((error.class(), error.code()), (Class::Cancelled, "decisions-cancelled"), "status 9");
        assert_eq!(kept.len(), 1, "what was answered is kept");
        let (_, roster) = office();
        let sha256 = &kept[0].question.sides.sha256;
        let decided = Decisions::new(&kept);
        let ruling = roster.entries.iter().find_map(|entry| decided.of(entry, sha256));
        assert!(ruling.is_some_and(Ruling::confirms_person), "it is found again: {kept:?}");
    }

    #[test]
    fn enter_decides_nothing_and_q_stops() {
        let mut session = session();
        let mut keep = |_: &Decision| panic!("nothing is decided");
        session.ask(&mut Scripted::answering(&[Some(""), Some("q")]), &mut keep).unwrap();
        assert_eq!(session.report.open.len(), 2, "both stay open");
    }

    #[test]
    fn without_a_person_nothing_is_kept_and_given_answers_are_taken_all_or_none() {
        let mut session = session();
        let mut kept = 0;
        let mut keep = |_: &Decision| {
            kept += 1;
            Ok(())
        };
        let code = |error: &raised::Raised| error.downcast_ref::<ConfirmRosterError>().map(Situation::code);
        let error = session.ask(&mut NoTerminal, &mut keep).expect_err("nobody there");
        assert_eq!(code(&error), Some("decisions-nobody-to-ask"), "status 2");
        let ids: Vec<String> = session.report.open.iter().map(|open| open.id.clone()).collect();
        let wrong = [(ids[0].clone(), Answer::Same), ("none".to_owned(), Answer::Same)];
        let error = session.given(&wrong, &mut keep).expect_err("one of them is unknown");
        assert_eq!(code(&error), Some("decisions-no-such-proposal"), "status 3");
        let twice = [(ids[0].clone(), Answer::Same), (ids[0].clone(), Answer::NotThisPerson)];
        let error = session.given(&twice, &mut keep).expect_err("two answers");
        assert_eq!(code(&error), Some("decisions-two-answers"), "status 2");
        session.given(&[(ids[1].clone(), Answer::NotThisPerson)], &mut keep).unwrap();
        assert_eq!((kept, session.report.open.len()), (1, 1), "one was answered");
    }
}
