//! The result of a write or a deletion, in words shared by `cert import` and `cert delete`.
//!
//! Until the token is read again, it states only what the call returned. Pitfall: a host that was lost before its call
//! wrote nothing, but the token is still read again, as after a host lost during the call.

use crate::commands::pin::Desk;
use crate::commands::pin::session::Wrote;
use crate::domain::import::Reason;
use crate::domain::phrase::Phrase;
use crate::driver::rv::Rv;
use crate::journal::attempt::Ended;

/// The result of a call that writes or deletes.
pub(super) struct Concluded {
    pub(super) ended: Ended,
    pub(super) reason: Option<Reason>,
    /// The call that failed, and its return value.
    pub(super) call: Option<String>,
    pub(super) code: Option<String>,
}

/// Draws the conclusion from a write; a driver lost during it is reported at once.
pub(super) fn conclude(desk: &mut Desk<'_, '_>, wrote: Wrote) -> Concluded {
    let (ended, reason) = match &wrote {
        Wrote::Done => (Ended::Done, None),
        Wrote::Failed { call, rv } => failed(call, *rv),
        Wrote::Withheld => (Ended::Refused, Some(Reason::TokenChanged)),
        Wrote::NoJournal => (Ended::Refused, Some(Reason::NotRecorded)),
        Wrote::Stopped(_) => (Ended::Failed, Some(Reason::DriverLost)),
        Wrote::Unknown(_) => (Ended::Unknown, Some(Reason::DriverLost)),
    };
    let (mut call, mut code) = (None, None);
    match wrote {
        Wrote::Stopped(failure) | Wrote::Unknown(failure) => {
            (desk.tell)(&Phrase::new("import-lost").with("failure", failure));
        }
        Wrote::Failed { call: failed, rv } => (call, code) = (Some(failed), Some(rv.to_string())),
        Wrote::Done | Wrote::Withheld | Wrote::NoJournal => {}
    }
    Concluded { ended, reason, call, code }
}

/// A code with a reason why nothing was done is a refusal; every other one is a failure.
fn failed(call: &str, rv: Rv) -> (Ended, Option<Reason>) {
    let refusal = match rv {
        Rv::DEVICE_MEMORY if call == "C_CreateObject" => Reason::NoRoom,
        Rv::TOKEN_WRITE_PROTECTED => Reason::WriteProtected,
        Rv::USER_TYPE_INVALID => Reason::NeedsSo,
        _ => return (Ended::Failed, Some(Reason::CallFailed)),
    };
    (Ended::Refused, Some(refusal))
}
