//! What the officer decided about proposals: whose certificate it is, and whether two texts mean one body.
//!
//! May import `domain` only; the file beside the staff list is text here (`file`), read and written elsewhere. Pitfall:
//! a decision holds for exactly the texts that were asked about. Whatever of them changes on either side makes another
//! question, which is asked anew.

mod fault;
mod file;

pub use fault::DecisionFault;
pub use file::{MAX_BYTES, added, parse};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fold;
use super::roster::Entry;
use super::tlv::hex;
use super::verdict::DifferingField;

/// How many hex digits of its hash a question goes by: enough for ten thousand without two alike.
const SHOWN: usize = 12;

/// What the officer says to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is theirs, and both texts mean the same.
    Same,
    /// It is theirs, and the change is real.
    Change,
    /// It is somebody else's.
    NotThisPerson,
}

impl Answer {
    /// Every answer, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Same, Self::Change, Self::NotThisPerson];

    /// Its word in the file, on the command line and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Change => "change",
            Self::NotThisPerson => "not-this-person",
        }
    }

    /// The answer of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Whose certificate it is.
    Person,
    /// The employing body.
    Organisation,
    /// The name of an organisation.
    Name,
    /// The e-mail address.
    Email,
}

impl About {
    /// Everything that can be asked about.
    pub const ALL: [Self; 4] = [Self::Person, Self::Organisation, Self::Name, Self::Email];

    /// Its word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Name => "name",
            Self::Email => "email",
        }
    }
}

impl From<DifferingField> for About {
    fn from(field: DifferingField) -> Self {
        match field {
            DifferingField::Organisation => Self::Organisation,
            DifferingField::Name => Self::Name,
            DifferingField::Email => Self::Email,
        }
    }
}

/// The two sides that a question is about: a row of the staff list by what it says, a certificate by its hash.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sides {
    /// SHA-256 over the certificate, in hex.
    pub sha256: String,
    /// Name in the list.
    pub name: String,
    /// Body in the list.
    pub unit: Option<String>,
    /// E-mail address in the list.
    pub email: Option<String>,
    /// Serial number of the device in the list.
    pub device_serial: Option<String>,
    /// Serial number of the certificate in the list.
    pub certificate_serial: Option<String>,
}

impl Sides {
    /// The sides of an entry and a certificate.
    pub fn of(entry: &Entry, sha256: &str) -> Self {
        Self {
            sha256: sha256.to_owned(),
            name: entry.name.clone(),
            unit: entry.unit.clone(),
            email: entry.email.clone(),
            device_serial: entry.device_serial.clone(),
            certificate_serial: entry.certificate_serial.clone(),
        }
    }

    /// What they are compared by: case, spaces and invisible characters tell nothing apart, any letter does.
    fn key(&self) -> String {
        let text = |text: &Option<String>| fold::text(text.as_deref().unwrap_or_default());
        let number = |text: &Option<String>| fold::number(text.as_deref().unwrap_or_default());
        [
            self.sha256.to_ascii_lowercase(),
            fold::text(&self.name),
            text(&self.unit),
            text(&self.email),
            number(&self.device_serial),
            number(&self.certificate_serial),
        ]
        .join("\n")
    }
}

/// One question to the officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Between what.
    pub sides: Sides,
    /// About what.
    pub about: BTreeSet<About>,
}

impl Question {
    /// What it goes by on the command line: the same as long as nothing changes on either side.
    pub fn id(&self) -> String {
        let about: Vec<&str> = self.about.iter().map(|about| about.word()).collect();
        let hash = hex(&Sha256::digest(format!("{}\n{}", self.sides.key(), about.join(","))));
        hash.chars().take(SHOWN).collect()
    }
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was asked.
    pub question: Question,
    /// What was said.
    pub answer: Answer,
    /// When.
    pub decided: Option<Date>,
    /// What the certificate said, for whoever reads the file: holder, then bodies.
    pub certificate: Vec<String>,
}

/// What was decided of one entry and one certificate, by what was asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ruling {
    person: Option<Answer>,
    organisation: Option<Answer>,
    name: Option<Answer>,
    email: Option<Answer>,
    refused: bool,
}

impl Ruling {
    fn add(&mut self, decision: &Decision) {
        self.refused |= decision.answer == Answer::NotThisPerson;
        for about in &decision.question.about {
            let place = match about {
                About::Person => &mut self.person,
                About::Organisation => &mut self.organisation,
                About::Name => &mut self.name,
                About::Email => &mut self.email,
            };
            *place = Some(decision.answer);
        }
    }

    /// It is somebody else's certificate.
    pub fn is_refused(self) -> bool {
        self.refused
    }

    /// That it is theirs was asked and confirmed.
    pub fn confirms_person(self) -> bool {
        matches!(self.person, Some(Answer::Same | Answer::Change))
    }

    /// What was said of a difference in this field.
    pub fn of_field(self, field: DifferingField) -> Option<Answer> {
        match field {
            DifferingField::Organisation => self.organisation,
            DifferingField::Name => self.name,
            DifferingField::Email => self.email,
        }
    }
}

/// Everything that was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    rulings: BTreeMap<String, Ruling>,
    refused: BTreeSet<String>,
    count: usize,
}

impl Decisions {
    /// Of decisions that do not contradict each other; `file` sees to that.
    pub fn new(all: &[Decision]) -> Self {
        let mut found = Self { count: all.len(), ..Self::default() };
        for decision in all {
            if decision.answer == Answer::NotThisPerson {
                found.refused.insert(decision.question.sides.sha256.to_ascii_lowercase());
            }
            found.rulings.entry(decision.question.sides.key()).or_default().add(decision);
        }
        found
    }

    /// What was decided of an entry and a certificate.
    pub fn of(&self, entry: &Entry, sha256: &str) -> Option<Ruling> {
        if self.rulings.is_empty() {
            return None;
        }
        self.rulings.get(&Sides::of(entry, sha256).key()).copied()
    }

    /// The certificates that somebody was told apart from.
    pub fn refused_certificates(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().map(String::as_str)
    }

    /// How many decisions there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing was decided yet.
    #[allow(dead_code, reason = "goes with their number")]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests;
