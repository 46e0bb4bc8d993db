//! Days left, validity and counts of an inventory, for another moment than the reading's.

use crate::domain::pin::PinState;
use crate::domain::problem::Severity;
use crate::domain::time::Moment;
use crate::report::inventory::{Certificate, DriverStatus, Inventory, Summary, Validity};

/// Computes days left and validity of every certificate for `now`, and the counts.
///
/// A certificate is `expiring` while fewer than `warn_days` whole days are left, or exactly that many.
pub fn refresh(inventory: &mut Inventory, now: Moment, warn_days: i64) {
    inventory.envelope.generated_at = now;
    for certificate in inventory.tokens.iter_mut().flat_map(|token| token.certificates.iter_mut()) {
        certificate.days_left = certificate.not_after.map(|end| end.days_from(now));
        certificate.validity = validity(certificate, now, warn_days);
    }
    recount(inventory);
}

fn validity(certificate: &Certificate, now: Moment, warn_days: i64) -> Option<Validity> {
    let (start, end) = (certificate.not_before?, certificate.not_after?);
    Some(if now > end {
        Validity::Expired
    } else if now < start {
        Validity::NotYetValid
    } else if end.days_from(now) <= warn_days {
        Validity::Expiring
    } else {
        Validity::Valid
    })
}

/// Counts again what the summary tells, uninitialised slots left out.
pub fn recount(inventory: &mut Inventory) {
    let mut summary = Summary { drivers: count(inventory.drivers.len()), ..Summary::default() };
    let failed = inventory.drivers.iter().filter(|driver| driver.status != DriverStatus::Ok).count();
    summary.drivers_failed = count(failed);
    for token in inventory.tokens.iter().filter(|token| token.initialized) {
        summary.tokens += 1;
        summary.keys += count(token.keys.len());
        summary.certificates += count(token.certificates.len());
        summary.locked += u64::from(token.user_pin.state == PinState::Locked);
        summary.problems +=
            count(token.problems.iter().filter(|problem| problem.severity >= Severity::Warning).count());
        for certificate in &token.certificates {
            match certificate.validity {
                Some(Validity::Expired) => summary.expired += 1,
                Some(Validity::Expiring) => summary.expiring += 1,
                Some(Validity::NotYetValid) => summary.not_yet_valid += 1,
                Some(Validity::Valid) | None => {}
            }
        }
    }
    inventory.summary = summary;
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
