//! What a PIN call is bound to, and what it means if the host did not make the call.
//!
//! Pitfall: the state that counts is the one that was shown: if a PIN has become worse since, it was tried elsewhere.

use super::attempt::{refuse_state, state_of};
use super::pass::said;
use super::{Allowed, PinError};
use crate::commands::Context;
use crate::commands::assemble::{bare_token, call_failure, trust};
use crate::commands::select::Chosen;
use crate::domain::pin::{PinState, flags};
use crate::domain::secret::Role;
use crate::domain::selector::Named;
use crate::driver::protocol::{CertificateMark, Guard, TokenReading, Withheld};
use crate::report::inventory::{Certificate, Token};

/// The guard of a call that sends this secret, whose state was shown as `shown`.
pub(super) fn guard(chosen: &Chosen, role: Role, shown: PinState) -> Guard {
    // The flags of an uninitialised token mean nothing.
    let forbidden = if chosen.token.initialized { worse_than(role, shown) } else { 0 };
    Guard { forbidden, ..identity(chosen) }
}

/// The guard of the proof: the state that was shown is in the past, but a last try is not used up on a proof.
pub(super) fn guard_of_proof(chosen: &Chosen) -> Guard {
    Guard { forbidden: flags::USER_PIN_FINAL_TRY | flags::USER_PIN_LOCKED, ..identity(chosen) }
}

/// The token's identity, in any state.
pub(super) fn identity(chosen: &Chosen) -> Guard {
    Guard { identity: chosen.raw.identity.clone(), certificate: chosen.certificate.clone(), forbidden: 0 }
}

/// The flags that are worse than a state. PKCS#11 reports nothing about a PUK.
fn worse_than(role: Role, shown: PinState) -> u64 {
    let (low, last, locked) = match role {
        Role::UserPin => (flags::USER_PIN_COUNT_LOW, flags::USER_PIN_FINAL_TRY, flags::USER_PIN_LOCKED),
        Role::SoPin | Role::Response => (flags::SO_PIN_COUNT_LOW, flags::SO_PIN_FINAL_TRY, flags::SO_PIN_LOCKED),
        Role::Puk | Role::NewPin => return 0,
    };
    match shown {
        PinState::Ok | PinState::NotSet | PinState::Unknown => low | last | locked,
        PinState::CountLow => last | locked,
        PinState::FinalTry | PinState::Locked => locked,
    }
}

/// The certificate that identifies a token: its holder's first, otherwise the first of all.
pub(crate) fn mark(certificates: &[Certificate]) -> Option<CertificateMark> {
    mark_of(certificates.iter().find(|certificate| !certificate.is_ca).or_else(|| certificates.first())?)
}

/// What identifies a certificate on a token; `None` if its bytes were not read.
pub(crate) fn mark_of(certificate: &Certificate) -> Option<CertificateMark> {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    let der = BASE64_STANDARD.decode(&certificate.der).ok().filter(|der| !der.is_empty())?;
    Some(CertificateMark { length: der.len(), sha256: certificate.sha256.clone() })
}

/// Whether only a certificate can distinguish this token from another.
pub(crate) fn needs_mark(chosen: &Chosen) -> bool {
    chosen.token.identity.proving_serial_key().is_none()
}

/// The token in that slot, as shown in the report.
pub(super) fn as_token(chosen: &Chosen, reading: &TokenReading) -> Token {
    let trust = trust(&chosen.found, chosen.library.as_ref());
    let mut reading = reading.clone();
    // A driver that never sets this flag does not set it now either.
    if chosen.token.initialized && chosen.raw.flags & flags::TOKEN_INITIALIZED == 0 {
        reading.flags |= flags::TOKEN_INITIALIZED;
    }
    let mut token = bare_token(&chosen.token.driver, chosen.token.identity.slot, None, &reading, trust);
    token.identity.reader.clone_from(&chosen.token.identity.reader);
    token
}

/// Why a call was withheld: another token, or a state that became worse. `sent` is whether a call came before it.
pub(super) fn withheld(
    chosen: &Chosen,
    role: Role,
    allowed: Allowed,
    withheld: &Withheld,
    sent: bool,
) -> (PinError, Option<Token>) {
    let token = Named { name: named(&chosen.token), ..chosen.named.clone() };
    let changed = |found: Option<&Token>| PinError::Changed { token: token.clone(), found: found.map(named), sent };
    match withheld {
        Withheld::Token(None) => (changed(None), None),
        Withheld::Token(Some(reading)) => {
            let now = as_token(chosen, reading);
            if !identity(chosen).is_of(reading) {
                return (changed(Some(&now)), Some(now));
            }
            let state = state_of(&now, role);
            let refusal = refuse_state(chosen, role, state, allowed).err();
            (refusal.unwrap_or(PinError::Worse(role, token, state)), None)
        }
        Withheld::Certificate(reading) => {
            let now = as_token(chosen, reading);
            (PinError::OtherCertificate { token, sent }, Some(now))
        }
        Withheld::IdInUse => (PinError::IdInUse(token), None),
        Withheld::NoSuchKey => (PinError::NoSuchKey(token), None),
        Withheld::SeveralKeys => (PinError::SeveralKeys(token), None),
        Withheld::Unread(fault) => {
            let failure = said(&call_failure(chosen.token.identity.slot, fault));
            (PinError::Unread { token, failure: Box::new(failure), sent }, None)
        }
    }
}

/// A token with everything that distinguishes it from another.
pub(super) fn named(token: &Token) -> String {
    let name = token.label_and_serial();
    let make = [&token.identity.manufacturer, &token.identity.model].into_iter().flatten().map(String::as_str);
    let make: Vec<&str> = make.collect();
    if make.is_empty() { name } else { format!("{name}, {}", make.join(" ")) }
}

/// The certificate that identifies the chosen token, read without a login if nothing else does.
pub(crate) fn look_for_mark(context: &Context<'_>, chosen: &mut Chosen) {
    if needs_mark(chosen) && chosen.certificate.is_none() {
        chosen.certificate = super::proof::objects(context, chosen).and_then(|token| mark(&token.certificates));
    }
}
