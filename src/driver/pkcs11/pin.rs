//! The calls that can use up a try: C_Login, C_InitPIN, C_SetPIN; and C_Sign for the proof.
//!
//! Each is made once, exactly as requested. NULL means a PIN typed on the reader (PKCS#11 3.1, 5.6.8).

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use cryptoki::session::UserType;
use cryptoki_sys::{
    CK_FUNCTION_LIST, CK_MECHANISM, CK_MECHANISM_TYPE, CK_OBJECT_HANDLE, CK_RV, CK_ULONG, CKA_ALWAYS_AUTHENTICATE,
    CKA_SIGN, CKM_ECDSA, CKM_EDDSA, CKM_RSA_PKCS,
};

use zeroize::Zeroizing;

use super::attributes::{Value, Wanted};
use super::find::Session;
use super::module::{Fault, Module};
use crate::domain::tlv::{hex, unhex};
use crate::driver::protocol::{Class, Prove, Scheme, Signed};
use crate::driver::rv::Rv;
use crate::report::pin::SignatureSkipped;

/// The longest signature that is accepted, in bytes.
const MAX_SIGNATURE: usize = 2048;

/// Held during a PIN call, so that the host does not exit in the middle of one when its parent ends.
static GATE: Mutex<Gate> = Mutex::new(Gate { begun: false, cancelled: false });

/// Whether a PIN call was begun in this process, and whether further ones are forbidden.
pub struct Gate {
    begun: bool,
    cancelled: bool,
}

/// Waits until no PIN call is in progress, and lets none begin while the guard lives.
fn hold_gate() -> MutexGuard<'static, Gate> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same for a host without a parent: a call that does not return in this time is given up, as the parent would have
/// done.
pub fn close_gate(patience: Duration) -> Option<MutexGuard<'static, Gate>> {
    let start = Instant::now();
    loop {
        match GATE.try_lock() {
            Ok(gate) => return Some(gate),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if start.elapsed() >= patience => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Prevents any further PIN call; `false` if one had already begun, and the operation continues to its end.
pub fn cancel() -> bool {
    let mut gate = hold_gate();
    gate.cancelled |= !gate.begun;
    gate.cancelled
}

/// Whether [`cancel`] came before the first PIN call.
pub fn is_cancelled() -> bool {
    hold_gate().cancelled
}

/// Begins a PIN call; `false` if it was cancelled before the first.
///
/// It comes before the announcement: no genuine host reports a PIN call as cancelled after announcing it. The gate is
/// free during the announcement, because a host whose parent is gone closes it then and exits.
fn begin() -> bool {
    let mut gate = hold_gate();
    gate.begun |= !gate.cancelled;
    !gate.cancelled
}

/// Who logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// CKU_USER.
    Holder,
    /// CKU_SO.
    SecurityOfficer,
}

/// A secret as passed to a driver: a copy for one call, because some drivers write into it.
pub(super) struct Given(Option<Zeroizing<Vec<u8>>>);

impl Given {
    pub(super) fn of(secret: Option<&[u8]>) -> Self {
        Self(secret.map(|secret| Zeroizing::new(secret.to_vec())))
    }

    /// Pointer and length; NULL and 0 for a secret typed on the reader.
    pub(super) fn parts(&mut self) -> Option<(*mut u8, CK_ULONG)> {
        match &mut self.0 {
            None => Some((std::ptr::null_mut(), 0)),
            Some(secret) => Some((secret.as_mut_ptr(), secret.len().try_into().ok()?)),
        }
    }
}

impl Module {
    /// C_Login, once.
    pub fn login(&self, session: Session, user: User, secret: Option<&[u8]>) -> Result<(), Fault> {
        let user = match user {
            User::Holder => UserType::User,
            User::SecurityOfficer => UserType::So,
        };
        let mut secret = Given::of(secret);
        self.lasting_call("C_Login", session, |functions| {
            let (pointer, length) = secret.parts()?;
            // SAFETY: the pointer is null, or to `length` writable bytes of our own that outlive the call.
            functions.C_Login.map(|function| unsafe { function(session.handle, user.into(), pointer, length) })
        })
    }

    /// C_Logout.
    pub fn logout(&self, session: Session) -> Result<(), Fault> {
        self.call("C_Logout", Some(session.slot), |functions| {
            // SAFETY: the call takes no pointer.
            functions.C_Logout.map(|function| unsafe { function(session.handle) })
        })
    }

    /// C_InitPIN, once.
    pub fn init_pin(&self, session: Session, secret: Option<&[u8]>) -> Result<(), Fault> {
        let mut secret = Given::of(secret);
        self.lasting_call("C_InitPIN", session, |functions| {
            let (pointer, length) = secret.parts()?;
            // SAFETY: the pointer is null, or to `length` writable bytes of our own that outlive the call.
            functions.C_InitPIN.map(|function| unsafe { function(session.handle, pointer, length) })
        })
    }

    /// C_SetPIN, once.
    pub fn set_pin(&self, session: Session, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<(), Fault> {
        let (mut old, mut new) = (Given::of(old), Given::of(new));
        self.lasting_call("C_SetPIN", session, |functions| {
            let (old, old_length) = old.parts()?;
            let (new, new_length) = new.parts()?;
            // SAFETY: the pointers are null, or to as many writable bytes of our own as stated, which outlive the call.
            functions.C_SetPIN.map(|function| unsafe { function(session.handle, old, old_length, new, new_length) })
        })
    }

    /// C_InitToken, once (PKCS#11 3.1, 5.5.7). The label is padded with spaces and never cut: a longer one is refused.
    pub fn init_token(&self, slot: u64, secret: Option<&[u8]>, label: &str) -> Result<(), Fault> {
        let mut padded = [b' '; 32];
        let room = padded.get_mut(..label.len()).ok_or(Fault { call: "C_InitToken", rv: Rv::ARGUMENTS_BAD })?;
        room.copy_from_slice(label.as_bytes());
        let mut secret = Given::of(secret);
        self.lasting_call_on("C_InitToken", slot, |functions| {
            let (pointer, length) = secret.parts()?;
            let slot = super::narrow(slot)?;
            // SAFETY: the PIN is null or `length` writable bytes, the label the 32 required by the standard; both
            // outlive the call.
            functions.C_InitToken.map(|function| unsafe { function(slot, pointer, length, padded.as_mut_ptr()) })
        })
    }

    /// A call that sends a secret or writes, unless all were cancelled before the first of them. The host does not exit
    /// in the middle of it.
    pub(super) fn lasting_call(
        &self,
        call: &'static str,
        session: Session,
        invoke: impl FnOnce(&CK_FUNCTION_LIST) -> Option<CK_RV>,
    ) -> Result<(), Fault> {
        self.lasting_call_on(call, session.slot, invoke)
    }

    fn lasting_call_on(
        &self,
        call: &'static str,
        slot: u64,
        invoke: impl FnOnce(&CK_FUNCTION_LIST) -> Option<CK_RV>,
    ) -> Result<(), Fault> {
        if !begin() {
            return Err(Fault { call, rv: Rv::FUNCTION_CANCELED });
        }
        self.call(call, Some(slot), |functions| {
            let _under_way = hold_gate();
            invoke(functions)
        })
    }

    /// Whether a key signs without requiring the PIN again; a key that does not say counts as one that does.
    fn may_sign(&self, session: Session, key: CK_OBJECT_HANDLE) -> Result<Result<(), SignatureSkipped>, Fault> {
        let wanted = |kind, name| Wanted { kind, name, room: 1 };
        let wanted = [wanted(CKA_ALWAYS_AUTHENTICATE, "CKA_ALWAYS_AUTHENTICATE"), wanted(CKA_SIGN, "CKA_SIGN")];
        let values = self.attributes(session, key, &wanted, &mut Vec::new())?;
        let said = |at: usize| match values.get(at) {
            Some(Value::Bytes(bytes)) => bytes.first().map(|byte| *byte != 0),
            _ => None,
        };
        Ok(match (said(0), said(1)) {
            (Some(true), _) => Err(SignatureSkipped::AlwaysAuthenticate),
            (_, Some(false)) => Err(SignatureSkipped::MayNotSign),
            _ => Ok(()),
        })
    }

    /// Signs with the only private key of that CKA_ID, if it signs in this login.
    pub fn sign(&self, session: Session, prove: &Prove) -> Result<Signed, Fault> {
        let nothing = |call| Fault { call, rv: Rv::KEY_HANDLE_INVALID };
        let id = unhex(&prove.id).ok_or_else(|| nothing("C_FindObjectsInit"))?;
        let mut data = unhex(&prove.data).ok_or_else(|| nothing("C_SignInit"))?;
        let found = self.find(session, Class::PrivateKey, Some(&id))?;
        let key = match found.handles.as_slice() {
            [] => return Ok(Signed::Skipped(SignatureSkipped::NoKey)),
            [key] => *key,
            // It would be a guess which of them belongs to the certificate.
            _ => return Ok(Signed::Skipped(SignatureSkipped::SeveralKeys)),
        };
        if let Err(skipped) = self.may_sign(session, key)? {
            return Ok(Signed::Skipped(skipped));
        }
        let kind: CK_MECHANISM_TYPE = match prove.scheme {
            Scheme::RsaPkcs => CKM_RSA_PKCS,
            Scheme::Ecdsa => CKM_ECDSA,
            Scheme::Eddsa => CKM_EDDSA,
        };
        let mut mechanism = CK_MECHANISM { mechanism: kind, pParameter: std::ptr::null_mut(), ulParameterLen: 0 };
        self.call("C_SignInit", Some(session.slot), |functions| {
            // SAFETY: the mechanism outlives the call.
            functions.C_SignInit.map(|function| unsafe { function(session.handle, &raw mut mechanism, key) })
        })?;
        let mut signature = vec![0; MAX_SIGNATURE];
        let mut length: CK_ULONG = MAX_SIGNATURE.try_into().unwrap_or_default();
        self.call("C_Sign", Some(session.slot), |functions| {
            let data_length = data.len().try_into().ok()?;
            // SAFETY: both buffers have the given lengths, and outlive the call.
            functions.C_Sign.map(|function| unsafe {
                function(session.handle, data.as_mut_ptr(), data_length, signature.as_mut_ptr(), &raw mut length)
            })
        })?;
        signature.truncate(usize::try_from(super::wide(length)).unwrap_or(0));
        Ok(Signed::Done(hex(&signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_writes_into_the_pin_it_is_handed_spoils_its_own_copy_only() {
        let secret = b"geheim".to_vec();
        let mut given = Given::of(Some(&secret));
        let (pointer, length) = given.parts().expect("it fits");
        let length = usize::try_from(super::super::wide(length)).expect("it fits");
        // SAFETY: these are the writable bytes passed to a driver.
        unsafe { std::slice::from_raw_parts_mut(pointer, length) }.fill(b'x');
        assert_eq!(secret, b"geheim", "the next call is handed the same PIN");
        assert_eq!(Given::of(None).parts(), Some((std::ptr::null_mut(), 0)), "NULL for a PIN pad");
    }
}
