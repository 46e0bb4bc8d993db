//! Something was not found, and not everything could be read: the error names what failed, since it may be there.

use crate::domain::phrase::Phrase;
use crate::domain::raised::Raised;
use crate::domain::situation::{Class, Situation, Told};
use crate::report::inventory::{Driver, Inventory};
use crate::situation_error;
use crate::text::problem::failure_phrase;

/// How many failures an error names.
const NAMED: usize = 20;

/// What was not found, because of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// A token: reported as without the failure, which is its sentence.
    Token(Told),
    /// A certificate or another object: whether there is such a one is not known.
    Object {
        /// What failed.
        failure: Phrase,
        /// What to do.
        hint: Option<Phrase>,
    },
}

situation_error!(Incomplete);

impl Situation for Incomplete {
    fn told(&self) -> Told {
        match self {
            Self::Token(told) => told.clone(),
            Self::Object { failure, hint } => {
                let told = Class::Failed.told("not-all-read", failure.clone());
                Told { hint: hint.clone(), ..told }
            }
        }
    }
}

/// The error of a token; if drivers or slots failed, with these as its causes, and with this hint, if any.
pub fn token(error: impl Situation + Send + Sync + 'static, inventory: &Inventory, hint: Option<Phrase>) -> Raised {
    let told = error.told();
    let phrase = told.phrase.clone();
    let hint = hint.or(told.hint.clone());
    with_failures(error, inventory, phrase, |failure| Incomplete::Token(Told { phrase: failure, hint, ..told }))
}

/// The error of an object, in the same way; then `phrase` is said in place of the error's own. The hint is a login if that
/// would show what could not be read, and the command may still log in.
pub fn object(
    error: impl Situation + Send + Sync + 'static,
    inventory: &Inventory,
    phrase: Option<Phrase>,
    may_log_in: bool,
) -> Raised {
    let told = error.told();
    let login = (may_log_in && needs_login(inventory)).then(|| Phrase::new("run-hint-login"));
    let hint = login.or(told.hint);
    with_failures(error, inventory, phrase.unwrap_or(told.phrase), |failure| Incomplete::Object { failure, hint })
}

/// The sentence of what was not found with all failures as causes, the last of which is the situation.
fn with_failures(
    error: impl Situation + Send + Sync + 'static,
    inventory: &Inventory,
    phrase: Phrase,
    of_failure: impl FnOnce(Phrase) -> Incomplete,
) -> Raised {
    let failed = inventory.drivers.iter().filter(|driver| driver.status.is_failure());
    let mut causes: Vec<Phrase> = failed.flat_map(causes).take(NAMED).collect();
    let Some(last) = causes.pop() else { return error.into() };
    causes.into_iter().rev().fold(Raised::from(of_failure(last)), Raised::within).within(phrase)
}

fn causes(driver: &Driver) -> impl Iterator<Item = Phrase> {
    let why = |failure| Phrase::new("run-driver-failed-why").with("path", &driver.path).with("failure", failure);
    driver.failures().map(failure_phrase).map(why)
}

/// Whether a login would show what could not be read.
fn needs_login(inventory: &Inventory) -> bool {
    let mut failures = inventory.drivers.iter().flat_map(Driver::failures);
    failures.any(|failure| failure.ckr.as_deref() == Some("CKR_USER_NOT_LOGGED_IN"))
}
