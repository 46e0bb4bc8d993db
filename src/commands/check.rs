//! `check`: dates of validity and other problems, of the tokens plugged in or of a saved inventory.

use crate::domain::problem::Severity;
use crate::report::inventory::Inventory;

/// The verdict of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing to do.
    Healthy,
    /// Something to do soon.
    Warning,
    /// Something is broken.
    Critical,
}

/// The most serious of all. A failed driver is critical: it is not known what its tokens hold.
pub fn verdict(inventory: &Inventory) -> Verdict {
    let worst = inventory
        .tokens
        .iter()
        .filter(|token| token.initialized)
        .flat_map(|token| &token.problems)
        .chain(inventory.drivers.iter().flat_map(|driver| &driver.problems))
        .map(|problem| problem.severity)
        .max();
    if driver_failed(inventory) || worst == Some(Severity::Critical) {
        Verdict::Critical
    } else if worst == Some(Severity::Warning) {
        Verdict::Warning
    } else {
        Verdict::Healthy
    }
}

/// Whether a driver failed, in whole or in part.
pub fn driver_failed(inventory: &Inventory) -> bool {
    inventory.drivers.iter().any(|driver| driver.status.is_failure())
}

/// Whether a problem of a token, and not only a driver, is critical.
pub fn token_critical(inventory: &Inventory) -> bool {
    let tokens = inventory.tokens.iter().filter(|token| token.initialized);
    tokens.flat_map(|token| &token.problems).any(|problem| problem.severity == Severity::Critical)
}
