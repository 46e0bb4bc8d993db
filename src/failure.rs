//! Failures: class, code, exit status and hint, decided in one place.
//!
//! Only a situation can be raised ([`Raised`]), so every error has all of these.

use serde::Serialize;

use crate::domain::phrase::Phrase;
use crate::domain::raised::Raised;
use crate::domain::redact::Redactor;
use crate::domain::situation::Class;
use crate::report::SCHEMA;
use crate::text::Texts;

/// The exit statuses of `docs/OUTPUT.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ExitStatus {
    /// Done.
    Done = 0,
    /// Failed, or done in part.
    Failed = 1,
    /// The command line, the config or an input file is wrong.
    Usage = 2,
    /// No such driver, token or object.
    NotFound = 3,
    /// Several match.
    Ambiguous = 4,
    /// A PIN is wrong or missing.
    PinWrong = 5,
    /// A PIN is locked.
    PinLocked = 6,
    /// Refused for safety.
    Refused = 7,
    /// A driver hung or crashed, and nothing could be reported.
    DriverLost = 8,
    /// Cancelled.
    Cancelled = 9,
    /// `check`: warnings.
    CheckWarnings = 10,
    /// `check`: critical problems.
    CheckCritical = 11,
    /// A bug in tokenctl.
    Bug = 70,
}

impl ExitStatus {
    /// The process's exit status.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl From<Class> for ExitStatus {
    fn from(class: Class) -> Self {
        match class {
            Class::Failed => Self::Failed,
            Class::Usage => Self::Usage,
            Class::NotFound => Self::NotFound,
            Class::Ambiguous => Self::Ambiguous,
            Class::PinWrong => Self::PinWrong,
            Class::PinLocked => Self::PinLocked,
            Class::Refused => Self::Refused,
            Class::DriverLost => Self::DriverLost,
            Class::Cancelled => Self::Cancelled,
            Class::Bug => Self::Bug,
        }
    }
}

/// Anything that is not a situation is a bug in this program, reported with all its causes.
impl From<anyhow::Error> for Raised {
    fn from(error: anyhow::Error) -> Self {
        Self::internal(error.chain().map(ToString::to_string))
    }
}

/// An error as it is shown: operation, causes, hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The process's exit status.
    pub status: ExitStatus,
    /// The stable code for scripts.
    pub code: &'static str,
    /// The operation that failed, then its causes.
    pub sentences: Vec<Phrase>,
    /// What to do.
    pub hint: Option<Phrase>,
}

impl Failure {
    /// An error as it is shown.
    pub fn of(error: &Raised) -> Self {
        let told = error.told();
        Self { status: told.class.into(), code: told.code, sentences: error.sentences(), hint: told.hint }
    }

    /// The same without personal data. A hint with a name is left out: with a pseudonym its command would not work.
    #[must_use]
    pub fn redacted(self, redactor: &Redactor) -> Self {
        let sentences = self.sentences.iter().map(|phrase| redactor.phrase(phrase)).collect();
        let hint = self.hint.filter(|hint| redactor.phrase(hint) == *hint);
        Self { sentences, hint, ..self }
    }

    /// The lines for standard error.
    pub fn text(&self, texts: &Texts) -> String {
        let mut lines = Vec::new();
        let mut sentences = self.sentences.iter().cloned();
        let deed = sentences.next().unwrap_or_else(|| Phrase::new("run-unknown"));
        lines.push(texts.say(&Phrase::new("run-error").with("sentence", deed)));
        lines.extend(sentences.map(|cause| texts.say(&Phrase::new("run-cause").with("sentence", cause))));
        if let Some(hint) = &self.hint {
            lines.push(String::new());
            lines.push(texts.say(&Phrase::new("run-hint").with("hint", hint.clone())));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// The same in one line, for one of several items while the others continued.
    pub fn line(&self, texts: &Texts) -> String {
        let sentences: Vec<String> = self.sentences.iter().map(|phrase| texts.say(phrase)).collect();
        texts.say(&Phrase::new("run-error").with("sentence", sentences.join(": "))) + "\n"
    }

    /// One JSON object for standard error, in English.
    pub fn json(&self) -> String {
        let texts = Texts::english();
        let mut sentences = self.sentences.iter().map(|phrase| texts.say(phrase));
        let document = ErrorDocument {
            schema: SCHEMA,
            kind: "error",
            error: ErrorObject {
                code: self.code,
                exit_status: self.status.number(),
                message: sentences.next().unwrap_or_default(),
                causes: sentences.collect(),
                hint: self.hint.as_ref().map(|hint| texts.say(hint)),
            },
        };
        serde_json::to_string(&document).unwrap_or_default() + "\n"
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ErrorDocument {
    /// Always `tokenctl/1`.
    schema: &'static str,
    /// Always `error`.
    kind: &'static str,
    /// What went wrong.
    error: ErrorObject,
}

/// What went wrong.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Error"))]
struct ErrorObject {
    /// Stable code in kebab case.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::CODE)))]
    code: &'static str,
    /// The process's exit status.
    #[cfg_attr(test, schemars(range(min = 1, max = 70)))]
    exit_status: u8,
    /// The operation that failed, in one English sentence.
    message: String,
    /// Why.
    causes: Vec<String>,
    /// What to do.
    hint: Option<String>,
}

/// The schema of an error on standard error.
#[cfg(test)]
pub(crate) fn document_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    <ErrorDocument as schemars::JsonSchema>::json_schema(generator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::raised::Context;

    #[test]
    fn what_nobody_foresaw_is_a_fault_of_the_program_with_all_its_causes() {
        let error =
            anyhow::Error::new(std::io::Error::other("no such device")).context("the third").context("the second");
        let raised = Err::<(), _>(Raised::from(error)).with_context(|| Phrase::new("run-reading")).unwrap_err();
        let failure = Failure::of(&raised);
        assert_eq!((failure.status.number(), failure.code), (70, "internal"), "a fault of the program");
        let texts = Texts::english();
        let said: Vec<String> = failure.sentences.iter().skip(1).map(|phrase| texts.say(phrase)).collect();
        assert_eq!(said, ["the second", "the third", "no such device"], "from the outside to the cause");
        assert!(failure.hint.is_some(), "and where to report it");
    }
}
