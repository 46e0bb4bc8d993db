//! What an attempt is: the operation, the secret that it sends, the name of its success.

use crate::domain::pin::PinCall;
use crate::domain::secret::Role;
use crate::driver::protocol::Deed;
use crate::journal::attempt::{Action, Method};
use crate::report::pin::AttemptResult;

/// What is to be attempted.
pub(crate) struct Spec {
    pub(crate) action: Action,
    pub(crate) method: Method,
    /// The secret that is sent and whose tries may be used.
    pub(crate) spends: Role,
    pub(crate) deed: Deed,
    /// The calls that a return value may belong to.
    pub(crate) calls: &'static [PinCall],
    /// The name of success.
    pub(crate) success: AttemptResult,
    /// Whether the typed confirmation is required.
    pub(crate) confirm: bool,
}

impl Spec {
    /// A login with the user PIN, and what is done in it without another PIN call.
    pub(crate) fn login(action: Action, deed: Deed) -> Self {
        Self {
            action,
            method: Method::Login,
            spends: Role::UserPin,
            deed,
            calls: &[PinCall::LoginUser],
            success: AttemptResult::Verified,
            confirm: false,
        }
    }

    /// The same with the SO PIN.
    pub(super) fn login_so(action: Action, deed: Deed) -> Self {
        Self { spends: Role::SoPin, calls: &[PinCall::LoginSo], ..Self::login(action, deed) }
    }
}
