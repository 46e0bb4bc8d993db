//! What an act came to, from the calls that came back and the one that did not.

use super::attempt::{Spec, said, state_of};
use super::error::PinError;
use crate::domain::attempt::Spent;
use crate::domain::pin::outcome_of;
use crate::driver::client::{ActEnd, Acted};
use crate::driver::rv::Rv;
use crate::report::inventory::Token;

/// What an act came to.
pub(super) struct Judged {
    pub(super) call: Option<String>,
    pub(super) rv: Option<Rv>,
    pub(super) spent: Spent,
    pub(super) error: Option<PinError>,
}

/// Says which call decided, what it spent, and the error that follows from it.
pub(super) fn judge(spec: &Spec, name: &str, acted: &Acted, after: Option<&Token>) -> Judged {
    let last = acted.called.last();
    let (call, rv) = (last.map(|(call, _)| call.clone()), last.map(|(_, rv)| *rv));
    // The last call came back with success: what the driver does afterwards changes nothing.
    let goal = spec.calls.last().map(|call| call.name());
    if goal.is_some() && call.as_deref() == goal && rv.is_some_and(Rv::is_ok) {
        return Judged { call, rv, spent: Spent::No, error: None };
    }
    match &acted.end {
        ActEnd::Unknown(failure) => Judged {
            call: failure.call.clone(),
            rv: None,
            spent: Spent::Counted,
            error: Some(PinError::Unknown(name.to_owned(), Box::new(said(failure)))),
        },
        ActEnd::Stopped(failure) => Judged {
            call,
            rv,
            spent: Spent::No,
            error: Some(PinError::Stopped(name.to_owned(), Box::new(said(failure)))),
        },
        ActEnd::Done => {
            let failed = acted.called.iter().find(|(_, rv)| !rv.is_ok());
            let Some((call_name, rv)) = failed else {
                return Judged { call, rv, spent: Spent::No, error: None };
            };
            let (call, rv) = (call_name.clone(), *rv);
            let Some(pin_call) = spec.calls.iter().find(|pin_call| pin_call.name() == call) else {
                // The session was refused, before any secret was sent.
                let error = PinError::NoSession { token: name.to_owned(), call: call.clone(), rv };
                return Judged { call: Some(call), rv: Some(rv), spent: Spent::No, error: Some(error) };
            };
            let outcome = outcome_of(rv.0, *pin_call);
            let error = PinError::Failed {
                role: spec.spends,
                token: name.to_owned(),
                call: call.clone(),
                rv,
                outcome,
                after: after.map(|token| state_of(token, spec.spends)),
            };
            Judged { call: Some(call), rv: Some(rv), spent: Spent::from(outcome.try_spent()), error: Some(error) }
        }
    }
}
