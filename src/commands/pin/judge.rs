//! The result of an operation, from the calls that returned and the one that did not.

use super::Allowed;
use super::attempt::state_of;
use super::error::PinError;
use super::facts::kind;
use super::guard::withheld;
use super::pass::said;
use super::spec::Spec;
use crate::commands::select::Chosen;
use crate::domain::known::Family;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinOutcome, outcome_of};
use crate::domain::secret::Role;
use crate::driver::client::{ActEnd, Acted};
use crate::driver::protocol::{Deed, Withheld};
use crate::driver::rv::Rv;
use crate::journal::attempt::{Ended, Spent};
use crate::report::inventory::Token;

/// The result of an operation.
pub(super) struct Judged {
    pub(super) call: Option<String>,
    pub(super) rv: Option<Rv>,
    pub(super) spent: Spent,
    pub(super) ended: Ended,
    pub(super) error: Option<PinError>,
    /// The token found in the slot instead.
    pub(super) found: Option<Token>,
}

/// Returns the decisive call, what it used up, and the resulting error.
pub(super) fn judge(spec: &Spec, chosen: &Chosen, allowed: Allowed, acted: &Acted, after: Option<&Token>) -> Judged {
    let token = chosen.named.clone();
    let last = acted.called.last();
    let base = Judged {
        call: last.map(|(call, _)| call.clone()),
        rv: last.map(|(_, rv)| *rv),
        spent: Spent::No,
        ended: Ended::Done,
        error: None,
        found: None,
    };
    // The requested call returned successfully: what the driver does afterwards changes nothing. For a key both objects
    // must be deleted.
    let in_part = matches!(spec.deed, Deed::DeleteKey(_))
        && (acted.end != ActEnd::Done || acted.called.iter().any(|(_, rv)| !rv.is_ok()));
    if let Some((call, rv)) = acted.called.iter().find(|(call, rv)| !in_part && reached(spec, call, *rv)) {
        return Judged { call: Some(call.clone()), rv: Some(*rv), ..base };
    }
    let is_pin_call = |call: &String| spec.calls.iter().any(|pin_call| pin_call.name() == call);
    let sent = acted.called.iter().any(|(call, _)| is_pin_call(call));
    let unsent = if sent { Ended::Failed } else { Ended::Refused };
    if let ActEnd::Unknown(failure) = &acted.end {
        // A login that returned is complete: what is unknown is whether something was written.
        let logged_in = acted.called.iter().any(|(call, rv)| call == "C_Login" && rv.is_ok());
        let writes = logged_in && spec.calls.iter().any(|call| !call.sends_secret());
        let failed = Box::new(said(failure));
        let error = Some(if writes { PinError::WriteUnknown(token, failed) } else { PinError::Unknown(token, failed) });
        return Judged {
            call: failure.call.clone(),
            rv: None,
            spent: if writes { Spent::No } else { Spent::Counted },
            ended: Ended::Unknown,
            error,
            ..base
        };
    }
    if let Some(why) = &acted.withheld {
        let (error, found) = withheld(chosen, spec.spends, allowed, why, sent);
        // A finding that only the login revealed is not a fault of a call.
        let shown = matches!(why, Withheld::IdInUse | Withheld::NoSuchKey | Withheld::SeveralKeys);
        let (call, rv) = if sent && !shown { (base.call, base.rv) } else { (None, None) };
        let unsent = if shown { Ended::Refused } else { unsent };
        return Judged { call, rv, ended: unsent, error: Some(error), found, ..base };
    }
    if let Some((call, rv)) = acted.called.iter().find(|(_, rv)| !rv.is_ok()) {
        return failed(spec, chosen, call, *rv, after);
    }
    let error = match &acted.end {
        ActEnd::Cancelled => PinError::Cancelled,
        ActEnd::Stopped(failure) if matches!(spec.deed, Deed::Read(_)) => {
            PinError::Unread { token, failure: Box::new(said(failure)), sent }
        }
        ActEnd::Stopped(failure) => PinError::Stopped { token, failure: Box::new(said(failure)), sent },
        ActEnd::Unknown(_) | ActEnd::Done => {
            // A host that reports neither is not believed.
            let call = spec.calls.last().map_or("C_Login", |call| call.name());
            let nonsense = Phrase::new("driver-nonsense").with("call", call);
            let error = Some(PinError::Unknown(token, Box::new(nonsense)));
            return Judged { spent: Spent::Counted, ended: Ended::Unknown, error, ..base };
        }
    };
    Judged { ended: unsent, error: Some(error), ..base }
}

/// Whether this call is the requested one, and succeeded. A reading accepts another program's login.
fn reached(spec: &Spec, call: &str, rv: Rv) -> bool {
    let goal = spec.calls.last().map(|call| call.name());
    let already = matches!(spec.deed, Deed::Read(_)) && rv == Rv::USER_ALREADY_LOGGED_IN;
    goal == Some(call) && (rv.is_ok() || already)
}

/// A call that returned with an error.
fn failed(spec: &Spec, chosen: &Chosen, call: &str, rv: Rv, after: Option<&Token>) -> Judged {
    let token = chosen.named.clone();
    let judged = Judged {
        call: Some(call.to_owned()),
        rv: Some(rv),
        spent: Spent::No,
        ended: Ended::Failed,
        error: None,
        found: None,
    };
    let Some(pin_call) = spec.calls.iter().find(|pin_call| pin_call.name() == call) else {
        if rv == Rv::TOKEN_NOT_PRESENT {
            let error = PinError::Changed { token, found: None, sent: false };
            return Judged { ended: Ended::Refused, error: Some(error), ..judged };
        }
        // The session was refused, before any secret was sent.
        return Judged { error: Some(PinError::NoSession { token, call: call.to_owned(), rv }), ..judged };
    };
    let outcome = outcome_of(rv.0, *pin_call);
    if !pin_call.sends_secret() {
        let error = PinError::NotWritten { token, call: call.to_owned(), rv, outcome };
        return Judged { error: Some(error), ..judged };
    }
    // Without an administrator's key there can be no response.
    let no_key = spec.spends == Role::Response && outcome == PinOutcome::NotSet;
    let error = PinError::Failed {
        role: if no_key { Role::SoPin } else { spec.spends },
        token,
        call: call.to_owned(),
        rv,
        outcome,
        after: after.map(|token| state_of(token, spec.spends)),
        lockout: kind(chosen).0 == Some(Family::Tpm2),
    };
    Judged { spent: outcome.try_spent(), error: Some(error), ..judged }
}
