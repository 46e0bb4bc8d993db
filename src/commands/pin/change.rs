//! `pin change`: the user or SO PIN, with the old one.

use super::attempt::attempt;
use super::facts::settled_advice;
use super::guard::look_for_mark;
use super::proof::{challenge, prove};
use super::spec::Spec;
use super::{Desk, Ended, NewPin};
use crate::commands::select::one_token;
use crate::domain::pin::PinCall;
use crate::domain::raised;
use crate::domain::secret::Role;
use crate::driver::protocol::Deed;
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Method};
use crate::report::pin::{AttemptResult, PinChange, Proof};
use crate::report::{Envelope, Kind};

/// What to change.
#[derive(Debug, Clone)]
pub struct ChangeRequest {
    /// The SO PIN instead of the user PIN.
    pub so: bool,
    /// The source of the old PIN.
    pub old: SecretSource,
    /// The source of the new one.
    pub new: NewPin,
}

/// Changes a PIN, once, and verifies a user PIN by a login.
pub fn change(desk: &mut Desk<'_, '_>, request: &ChangeRequest) -> raised::Result<Ended<PinChange>> {
    let mut chosen = one_token(desk.context)?;
    let (advice, _conf) = settled_advice(desk.context, &mut chosen, None);
    let (spends, deed, calls): (_, _, &'static [PinCall]) = match (request.so, advice.login_before_change) {
        (true, _) => (Role::SoPin, Deed::SetPinSo, &[PinCall::LoginSo, PinCall::SetPin]),
        (false, true) => (Role::UserPin, Deed::SetPinUser, &[PinCall::LoginUser, PinCall::SetPin]),
        (false, false) => (Role::UserPin, Deed::SetPinPublic, &[PinCall::SetPin]),
    };
    let spec = Spec {
        action: if request.so { Action::SoPinChange } else { Action::PinChange },
        method: Method::SetPin,
        spends,
        deed,
        calls,
        success: AttemptResult::Changed,
        confirm: true,
    };
    let challenge = if request.so { None } else { challenge(desk, &mut chosen) };
    look_for_mark(desk.context, &mut chosen);
    let mut attempted = attempt(desk, &chosen, &spec, &request.old, Some(&request.new));
    let mut proof = Proof::default();
    if !request.so && attempted.error.is_none() {
        (proof, attempted.error) = prove(desk, &chosen, challenge.as_ref(), &mut attempted);
    }
    let generated = attempted.take_generated();
    let report =
        PinChange { envelope: Envelope::new(Kind::PinChange, desk.context.now), attempt: attempted.attempt, proof };
    Ok(Ended { report, error: attempted.error, generated })
}
