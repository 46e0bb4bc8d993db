//! One line for monitoring with performance data, and the plugin statuses 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
//!
//! The words are the monitoring system's own and are not translated.

use crate::domain::problem::Severity;
use crate::failure::Failure;
use crate::report::inventory::Inventory;
use crate::text::Texts;

/// The plugin status of something critical.
pub const CRITICAL: u8 = 2;
/// The plugin status of a check that could not be made, or not be told.
pub const UNKNOWN: u8 = 3;

/// The line and the status of a check. A driver that failed makes it UNKNOWN, unless something is critical.
pub fn line(inventory: &Inventory, critical: bool, driver_failed: bool) -> (String, u8) {
    let tokens = inventory.tokens.iter().filter(|token| token.initialized);
    let of_drivers = inventory.drivers.iter().flat_map(|driver| &driver.problems);
    let problems: Vec<_> = tokens.flat_map(|token| &token.problems).chain(of_drivers).collect();
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (criticals, warnings) = (count(Severity::Critical), count(Severity::Warning));
    let (word, status) = if critical {
        ("CRITICAL", CRITICAL)
    } else if driver_failed || inventory.summary.tokens == 0 {
        ("UNKNOWN", UNKNOWN)
    } else if warnings > 0 {
        ("WARNING", 1)
    } else {
        ("OK", 0)
    };
    let sum = &inventory.summary;
    let text = format!(
        "TOKENCTL {word} - {} tokens, {} certificates: {} expired, {} expiring, {} not yet valid, {} locked, {} drivers failed | tokens={} certificates={} expired={};;0 expiring={};0 not_yet_valid={} locked={};;0 critical={criticals};;0 warning={warnings};0 drivers_failed={};;0\n",
        sum.tokens,
        sum.certificates,
        sum.expired,
        sum.expiring,
        sum.not_yet_valid,
        sum.locked,
        sum.drivers_failed,
        sum.tokens,
        sum.certificates,
        sum.expired,
        sum.expiring,
        sum.not_yet_valid,
        sum.locked,
        sum.drivers_failed,
    );
    (text, status)
}

/// The line of a check that could not be made.
pub fn unknown(failure: &Failure, texts: &Texts) -> (String, u8) {
    let sentence = failure.sentences.first().map(|phrase| texts.say(phrase)).unwrap_or_default();
    // A bar would begin the performance data.
    (format!("TOKENCTL UNKNOWN - {}\n", sentence.replace('|', "/")), UNKNOWN)
}
