//! Unlocking by challenge and response: two functions that SafeNet's driver exports outside the standard's list, looked
//! up by name. Their signatures are those of its published header eTPkcs11.h; none of this has been seen on hardware.
//!
//! Pitfall: they are not in any function list, so they must never be called in a driver without them. The number of
//! tries belongs to the new PIN: the token's current number is passed back, because any other would change the token.

use cryptoki_sys::{CK_BBOOL, CK_FALSE, CK_RV, CK_SESSION_HANDLE, CK_ULONG};
use libloading::Library;

use super::find::Session;
use super::module::{Fault, Module};
use super::pin::Given;
use crate::driver::rv::Rv;

type GetChallenge = unsafe extern "C" fn(CK_SESSION_HANDLE, *mut u8, *mut CK_ULONG) -> CK_RV;
type Complete =
    unsafe extern "C" fn(CK_SESSION_HANDLE, *mut u8, CK_ULONG, *mut u8, CK_ULONG, CK_ULONG, CK_BBOOL) -> CK_RV;

/// The longest challenge that is accepted, in bytes; the header's has eight.
const ROOM: usize = 64;

/// The two functions of one library.
#[derive(Clone, Copy)]
pub(super) struct Functions {
    get_challenge: GetChallenge,
    complete: Complete,
}

impl Functions {
    /// Both, or none: a challenge without its response is of no use.
    pub(super) fn of(library: &Library) -> Option<Self> {
        // SAFETY: the symbols have these types in every library that exports them (eTPkcs11.h), and the library is never
        // unloaded.
        let get_challenge = unsafe { library.get::<GetChallenge>(b"ETC_UnlockGetChallenge\0") }.ok()?;
        // SAFETY: as above.
        let complete = unsafe { library.get::<Complete>(b"ETC_UnlockComplete\0") }.ok()?;
        Some(Self { get_challenge: *get_challenge, complete: *complete })
    }
}

impl Module {
    /// ETC_UnlockGetChallenge.
    pub fn unlock_challenge(&self, session: Session) -> Result<Vec<u8>, Fault> {
        const CALL: &str = "ETC_UnlockGetChallenge";
        let mut challenge = vec![0; ROOM];
        let mut length: CK_ULONG = ROOM.try_into().unwrap_or_default();
        self.call(CALL, Some(session.slot), |_| {
            let functions = self.challenge_functions()?;
            // SAFETY: the buffer has the given length, and both outlive the call.
            Some(unsafe { (functions.get_challenge)(session.handle, challenge.as_mut_ptr(), &raw mut length) })
        })?;
        let length = usize::try_from(super::wide(length)).unwrap_or(usize::MAX);
        if length == 0 || length > ROOM {
            return Err(Fault { call: CALL, rv: Rv::GENERAL_ERROR });
        }
        challenge.truncate(length);
        Ok(challenge)
    }

    /// ETC_UnlockComplete, once.
    pub fn unlock_complete(&self, session: Session, response: &[u8], new: &[u8], tries: u64) -> Result<(), Fault> {
        let (mut response, mut new) = (Given::of(Some(response)), Given::of(Some(new)));
        self.lasting_call("ETC_UnlockComplete", session, |_| {
            let functions = self.challenge_functions()?;
            let (response, response_length) = response.parts()?;
            let (new, new_length) = new.parts()?;
            let tries = super::narrow(tries)?;
            // SAFETY: the pointers are to as many writable bytes of our own as stated, which outlive the call.
            Some(unsafe {
                (functions.complete)(session.handle, response, response_length, new, new_length, tries, CK_FALSE)
            })
        })
    }
}
