//! The calls that can cost somebody a try: C_Login, C_InitPIN, C_SetPIN; and C_Sign for the proof.
//!
//! Each is made once, exactly as asked. NULL stands for a PIN typed on the reader (PKCS#11 3.1, 5.6.8).

use std::sync::{Mutex, MutexGuard, PoisonError};

use cryptoki::session::UserType;
use cryptoki_sys::{
    CK_MECHANISM, CK_MECHANISM_TYPE, CK_OBJECT_HANDLE, CK_ULONG, CKA_ALWAYS_AUTHENTICATE, CKA_SIGN, CKM_ECDSA,
    CKM_RSA_PKCS,
};

use super::attributes::{Value, Wanted};
use super::find::Session;
use super::module::{Fault, Module};
use crate::domain::tlv::{hex, unhex};
use crate::driver::protocol::{Act, Class, Deed, Prove, Scheme, Signed};
use crate::driver::rv::Rv;
use crate::report::pin::SignatureSkipped;

/// The longest signature that is believed, bytes.
const MAX_SIGNATURE: usize = 2048;

/// Held while a PIN call is under way, so that the host does not leave in the middle of one when its parent ends.
static GATE: Mutex<()> = Mutex::new(());

/// Waits until no PIN call is under way, and lets none begin while the guard lives.
pub fn hold_gate() -> MutexGuard<'static, ()> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hears what each call returned, before the next is made.
pub(super) type Witness<'a> = &'a mut dyn FnMut(&'static str, Rv);

impl Module {
    pub(super) fn login_user(&self, session: Session, secret: Option<&[u8]>) -> Result<(), Fault> {
        self.login(session, UserType::User, secret)
    }

    /// C_Login, once.
    fn login(&self, session: Session, user: UserType, secret: Option<&[u8]>) -> Result<(), Fault> {
        self.call("C_Login", Some(session.slot), |functions| {
            let _gate = hold_gate();
            let (pointer, length) = parts(secret)?;
            // SAFETY: the pointer is null, or to `length` bytes that outlive the call, which only reads them.
            functions.C_Login.map(|function| unsafe { function(session.handle, user.into(), pointer, length) })
        })
    }

    /// Performs one deed in one read-write session and nothing else. Stops at the first call that fails.
    ///
    /// Returns the signature of a proof.
    pub fn act(&self, act: &Act, secrets: &[&[u8]], witness: Witness<'_>) -> Signed {
        let read_write = !matches!(act.deed, Deed::VerifyUser | Deed::Prove(_));
        let session = match self.open_session(act.slot, read_write) {
            Ok(session) => session,
            Err(fault) => {
                witness(fault.call, fault.rv);
                return Signed::Nothing;
            }
        };
        witness("C_OpenSession", Rv::OK);
        let secret = |at: usize| secrets.get(at).copied();
        let mut step = |call: &'static str, result: Result<(), Fault>| {
            let rv = result.map_or_else(|fault| fault.rv, |()| Rv::OK);
            witness(call, rv);
            rv.is_ok()
        };
        match &act.deed {
            Deed::VerifyUser => {
                step("C_Login", self.login(session, UserType::User, secret(0)));
            }
            Deed::VerifySo => {
                step("C_Login", self.login(session, UserType::So, secret(0)));
            }
            Deed::InitPin => {
                if step("C_Login", self.login(session, UserType::So, secret(0))) {
                    step("C_InitPIN", self.init_pin(session, secret(1)));
                }
            }
            Deed::SetPinPublic => {
                step("C_SetPIN", self.set_pin(session, secret(0), secret(1)));
            }
            Deed::SetPinUser | Deed::SetPinSo => {
                let user = if act.deed == Deed::SetPinSo { UserType::So } else { UserType::User };
                if step("C_Login", self.login(session, user, secret(0))) {
                    step("C_SetPIN", self.set_pin(session, secret(0), secret(1)));
                }
            }
            Deed::Prove(prove) => {
                if step("C_Login", self.login(session, UserType::User, secret(0))) {
                    return match self.sign(session, prove) {
                        Ok(Signed::Done(signature)) => {
                            step("C_Sign", Ok(()));
                            Signed::Done(signature)
                        }
                        Ok(skipped) => skipped,
                        Err(fault) => {
                            step(fault.call, Err(fault));
                            Signed::Nothing
                        }
                    };
                }
            }
        }
        Signed::Nothing
    }

    fn init_pin(&self, session: Session, secret: Option<&[u8]>) -> Result<(), Fault> {
        self.call("C_InitPIN", Some(session.slot), |functions| {
            let _gate = hold_gate();
            let (pointer, length) = parts(secret)?;
            // SAFETY: the pointer is null, or to `length` bytes that outlive the call, which only reads them.
            functions.C_InitPIN.map(|function| unsafe { function(session.handle, pointer, length) })
        })
    }

    fn set_pin(&self, session: Session, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<(), Fault> {
        self.call("C_SetPIN", Some(session.slot), |functions| {
            let _gate = hold_gate();
            let (old, old_length) = parts(old)?;
            let (new, new_length) = parts(new)?;
            // SAFETY: the pointers are null, or to as many bytes as said, which outlive the call and are only read.
            functions.C_SetPIN.map(|function| unsafe { function(session.handle, old, old_length, new, new_length) })
        })
    }

    /// Whether a key signs without asking for the PIN once more; a key that does not say so is taken to.
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

    /// Signs with the one private key of that CKA_ID, if it signs in this login.
    fn sign(&self, session: Session, prove: &Prove) -> Result<Signed, Fault> {
        let nothing = |call| Fault { call, rv: Rv::KEY_HANDLE_INVALID };
        let id = unhex(&prove.id).ok_or_else(|| nothing("C_FindObjectsInit"))?;
        let mut data = unhex(&prove.data).ok_or_else(|| nothing("C_SignInit"))?;
        let found = self.find(session, Class::PrivateKey, Some(&id))?;
        let [key] = found.handles.as_slice() else { return Ok(Signed::Skipped(SignatureSkipped::NoKey)) };
        let key = *key;
        if let Err(skipped) = self.may_sign(session, key)? {
            return Ok(Signed::Skipped(skipped));
        }
        let kind: CK_MECHANISM_TYPE = match prove.scheme {
            Scheme::RsaPkcs => CKM_RSA_PKCS,
            Scheme::Ecdsa => CKM_ECDSA,
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
            // SAFETY: both buffers have the lengths that are said, and outlive the call.
            functions.C_Sign.map(|function| unsafe {
                function(session.handle, data.as_mut_ptr(), data_length, signature.as_mut_ptr(), &raw mut length)
            })
        })?;
        signature.truncate(usize::try_from(super::wide(length)).unwrap_or(0));
        Ok(Signed::Done(hex(&signature)))
    }
}

/// Pointer and length of a secret; NULL and 0 for one typed on the reader.
fn parts(secret: Option<&[u8]>) -> Option<(*mut u8, CK_ULONG)> {
    match secret {
        None => Some((std::ptr::null_mut(), 0)),
        Some(secret) => Some((secret.as_ptr().cast_mut(), secret.len().try_into().ok()?)),
    }
}
