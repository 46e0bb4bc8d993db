//! `pin verify`: one login to check the PIN.

use super::attempt::attempt;
use super::facts::advice_for;
use super::guard::look_for_mark;
use super::spec::Spec;
use super::{Desk, Ended};
use crate::commands::select::{Chosen, one_token};
use crate::domain::raised;
use crate::driver::protocol::Deed;
use crate::interact::secret::SecretSource;
use crate::journal::attempt::Action;
use crate::report::pin::PinVerify;
use crate::report::{Envelope, Kind};

/// What to verify.
#[derive(Debug, Clone)]
pub struct VerifyRequest {
    /// The SO PIN instead of the user PIN.
    pub so: bool,
    /// Where the PIN comes from.
    pub pin: SecretSource,
}

/// Logs in once and reports whether the PIN is correct.
pub fn verify(desk: &mut Desk<'_, '_>, request: &VerifyRequest) -> raised::Result<Ended<PinVerify>> {
    let mut chosen = one_token(desk.context)?;
    look_for_mark(desk.context, &mut chosen);
    let spec = if request.so {
        warn_of_empty_proof(desk, &chosen);
        Spec::login_so(Action::PinVerify, Deed::VerifySo)
    } else {
        Spec::login(Action::PinVerify, Deed::VerifyUser)
    };
    let attempted = attempt(desk, &chosen, &spec, &request.pin, None);
    let report = PinVerify { envelope: Envelope::new(Kind::PinVerify, desk.context.now), attempt: attempted.attempt };
    Ok(Ended::new(report, attempted.error))
}

/// Some drivers accept any SO PIN: with them a successful login proves nothing.
fn warn_of_empty_proof(desk: &mut Desk<'_, '_>, chosen: &Chosen) {
    let (advice, _conf) = advice_for(desk.context, chosen, None);
    if let Some(care) = advice.cares.iter().find(|care| care.id == "unlock-care-so-login-proves-nothing") {
        (desk.tell)(care);
    }
}
