//! Delta CRLs for a complete one (RFC 5280 5.2.4): what they change, and whether one is missing.
//!
//! Pitfall: an issuer that names delta CRLs (freshestCRL) lets its complete CRL age; without a current delta CRL the
//! complete one shows an earlier state, and never supports "good".

use super::certificate::X509;
use super::crl::{Crl, Reason, Revoked};
use super::revocation::{Finding, Lists};

/// What a complete CRL says, combined with the delta CRLs that change it.
pub(super) struct Combined {
    /// What it says of the certificate.
    pub(super) entry: Option<Revoked>,
    /// Whether the issuer names delta CRLs, but no current one is at hand.
    pub(super) lacks_delta: bool,
}

impl Lists<'_, '_> {
    /// Applies the newest matching delta CRL. The finding is then based on it: the two together are as new as it is.
    pub(super) fn combine(&self, crl: &Crl, signer: &X509, certificate: &X509, finding: &mut Finding) -> Combined {
        let fits = |delta: &Crl| {
            delta.base.as_deref().is_some_and(|base| crl.number_at_least(base))
                && delta.issuer == crl.issuer
                && delta.scope_der == crl.scope_der
                && delta.authority_key_id == crl.authority_key_id
                && delta.unknown_critical.is_none()
                && !self.fresh.is_early(delta.this_update)
                && delta.signed_by(&signer.key).is_ok()
        };
        let is_stale = |delta: &Crl| self.fresh.is_stale(delta.this_update, delta.next_update);
        let deltas: Vec<_> = self.crls.iter().enumerate().filter(|(_, delta)| fits(delta)).collect();
        let named = crl.freshest.is_some() || certificate.freshest.is_some();
        // One no newer than the complete CRL changes nothing, and shows that nothing is missing.
        let lacks_delta = named && deltas.iter().all(|(_, delta)| is_stale(delta));
        let complete = crl.entry(&certificate.issuer, &certificate.serial);
        let changing = deltas.into_iter().filter(|(_, delta)| delta.number_above(crl));
        let Some((place, delta)) = changing.max_by_key(|(_, delta)| delta.this_update) else {
            return Combined { entry: complete, lacks_delta };
        };
        let stale = is_stale(delta);
        let changed = delta.entry(&certificate.issuer, &certificate.serial);
        let entry = match changed {
            Some(Revoked { reason: Reason::RemoveFromCrl, .. }) => complete.filter(|entry| stale || !entry.is_hold()),
            Some(entry) => Some(entry),
            None => complete,
        };
        // A stale delta CRL still revokes, but does not make anything newer.
        if entry != complete || !stale && complete.is_none() {
            finding.answer = Some(place);
            finding.this_update = Some(delta.this_update);
            finding.next_update = delta.next_update;
            finding.stale = stale;
        }
        Combined { entry, lacks_delta }
    }
}
