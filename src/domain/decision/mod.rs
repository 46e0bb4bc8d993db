//! The officer's decisions on matches to confirm: whose certificate it is, and whether two texts mean the same agency.
//!
//! May import `domain` only; the file beside the staff list is plain text here (`file`), read and written elsewhere.
//! Pitfall: a decision applies to exactly the texts that were asked about. If either side changes, it is a new
//! question, which is asked again.

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

/// How many hex digits of its hash identify a question: enough for ten thousand without a collision.
const SHOWN: usize = 12;

/// The officer's answer.
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
    /// The employing agency.
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

/// The two sides of a question: a row of the staff list by its contents, a certificate by its hash.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sides {
    /// SHA-256 over the certificate, in hex.
    pub sha256: String,
    /// Name in the list.
    pub name: String,
    /// Agency in the list.
    pub unit: Option<String>,
    /// E-mail address in the list.
    pub email: Option<String>,
    /// Token serial in the list.
    pub device_serial: Option<String>,
    /// Certificate serial in the list.
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

    /// Their comparison key: case, spaces and invisible characters make no difference, every letter does.
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
    /// Between which sides.
    pub sides: Sides,
    /// About which fields.
    pub about: BTreeSet<About>,
}

impl Question {
    /// Its id on the command line: the same as long as neither side changes.
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
    /// The answer.
    pub answer: Answer,
    /// When.
    pub decided: Option<Date>,
    /// What the certificate said, for readers of the file: holder, then agencies.
    pub certificate: Vec<String>,
}

/// What was decided for one entry and one certificate, by what was asked.
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

    /// The officer confirmed that it is theirs.
    pub fn confirms_person(self) -> bool {
        matches!(self.person, Some(Answer::Same | Answer::Change))
    }

    /// What was decided on a difference in this field.
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
    /// From decisions that do not contradict each other; `file` ensures that.
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

    /// What was decided for an entry and a certificate.
    pub fn of(&self, entry: &Entry, sha256: &str) -> Option<Ruling> {
        if self.rulings.is_empty() {
            return None;
        }
        self.rulings.get(&Sides::of(entry, sha256).key()).copied()
    }

    /// The certificates that the officer declared not to be an entry's.
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
