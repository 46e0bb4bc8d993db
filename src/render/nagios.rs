//! One line for monitoring with performance data, and the plugin statuses 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
//!
//! The words belong to the monitoring system and are not translated.

use crate::domain::check::{Threshold, Thresholds};
use crate::domain::problem::Severity;
use crate::failure::Failure;
use crate::report::copies::distinct_problems;
use crate::report::inventory::{Certificate, Inventory, Pairing, Summary, Token};
use crate::text::Texts;
use crate::text::sanitize;

/// The plugin status of a critical problem.
pub const CRITICAL: u8 = 2;
/// The plugin status of a check that could not be made or reported.
pub const UNKNOWN: u8 = 3;

/// The line and the status of a check. A driver that failed makes it UNKNOWN, unless something is critical. The
/// certificate that expires first is named: by its serial, with names by its holder.
pub fn line(
    inventory: &Inventory,
    (critical, in_part): (bool, bool),
    thresholds: &Thresholds,
    with_names: bool,
) -> (String, u8) {
    let of_drivers = inventory.drivers.iter().flat_map(|driver| &driver.problems);
    let of_tokens = distinct_problems(inventory).into_iter().filter(|(token, ..)| token.initialized);
    let of_tokens = of_tokens.map(|(_, problem, _)| problem);
    let problems: Vec<_> = of_tokens.chain(of_drivers).collect();
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (critical_count, warnings) = (count(Severity::Critical), count(Severity::Warning));
    let (word, status) = if critical {
        ("CRITICAL", CRITICAL)
    } else if in_part || inventory.summary.tokens == 0 {
        ("UNKNOWN", UNKNOWN)
    } else if warnings > 0 {
        ("WARNING", 1)
    } else {
        ("OK", 0)
    };
    let Summary { tokens, certificates, expired, expiring, not_yet_valid, locked, drivers_failed, .. } =
        &inventory.summary;
    let worst = first_to_end(inventory);
    let first = worst.map(|(token, one)| ends(token, one, with_names)).unwrap_or_default();
    let days = days_left(worst.and_then(|(_, one)| one.days_left), thresholds);
    let text = format!(
        "TOKENCTL {word} - {tokens} tokens, {certificates} certificates: {expired} expired, {expiring} expiring, \
         {not_yet_valid} not yet valid, {locked} locked, {drivers_failed} drivers failed{first} | tokens={tokens} \
         certificates={certificates} expired={expired};;0 expiring={expiring};0 not_yet_valid={not_yet_valid} \
         locked={locked};;0 critical={critical_count};;0 warning={warnings};0 drivers_failed={drivers_failed};;0 \
         days_left={days}\n"
    );
    (text, status)
}

/// The certificate in use that expires first.
fn first_to_end(inventory: &Inventory) -> Option<(&Token, &Certificate)> {
    let tokens = inventory.initialized_tokens();
    let certificates = tokens.flat_map(|token| token.certificates.iter().map(move |one| (token, one)));
    let in_use = |one: &Certificate| !one.is_ca && matches!(one.pairing, Pairing::Current | Pairing::Unknown);
    let dated = certificates.filter(|(_, one)| in_use(one) && one.days_left.is_some());
    dated.min_by_key(|(_, one)| (one.not_after, &one.sha256))
}

fn ends(token: &Token, certificate: &Certificate, with_names: bool) -> String {
    let number = certificate.serial_number.as_deref().map(str::to_uppercase);
    let number = number.as_deref().or(token.identity.serial.as_deref());
    let name = certificate.common_name().filter(|_| with_names).or(number).unwrap_or("without a number");
    let days = certificate.days_left.unwrap_or_default();
    let when = if days < 0 { format!("ended {} days ago", days.unsigned_abs()) } else { format!("{days} days left") };
    format!("; first to end: {}, {when}", harmless(name))
}

/// One line without the bar that would begin the performance data, and short: some agents cut at 1,024 bytes.
fn harmless(name: &str) -> String {
    sanitize::terminal(name).replace('|', "/").chars().take(80).collect()
}

/// Whole days with the thresholds as ranges, which alert below them; `U` if there is no certificate.
fn days_left(days: Option<i64>, thresholds: &Thresholds) -> String {
    let Some(days) = days else { return "U".to_owned() };
    let range = |threshold| match threshold {
        Threshold::Days(days) => format!("{days}:"),
        Threshold::Date(_) => String::new(),
    };
    format!("{days};{};{}", range(thresholds.warn), range(thresholds.crit))
}

/// The line of a check that could not be made.
pub fn unknown(failure: &Failure, texts: &Texts) -> (String, u8) {
    let sentence = failure.sentences.first().map(|phrase| texts.say(phrase)).unwrap_or_default();
    // A bar would begin the performance data.
    (format!("TOKENCTL UNKNOWN - {}\n", sentence.replace('|', "/")), UNKNOWN)
}
