//! C_Sign with RSA (PKCS#1 v1.5) and ECDSA (P-256, P-384), with keys from the script as PKCS#8.
//!
//! Pitfall: for test keys only; nothing here is constant-time.

use cryptoki_sys as c;
use cryptoki_sys::{
    CK_BYTE_PTR, CK_MECHANISM, CK_MECHANISM_TYPE, CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_ULONG, CK_ULONG_PTR,
};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::DecodePrivateKey;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::call::{Answer, Call};
use crate::session::alive;

/// A signature in progress.
#[derive(Clone)]
pub struct Signing {
    pub mechanism: CK_MECHANISM_TYPE,
    pub key: Vec<u8>,
    /// False until C_Login(CKU_CONTEXT_SPECIFIC), for keys that always require it.
    pub authenticated: bool,
}

pub fn init(call: &Call, session: CK_SESSION_HANDLE, mechanism: *mut CK_MECHANISM, key: CK_OBJECT_HANDLE) -> Answer {
    let (slot, holder) = alive(call.driver, session)?;
    if mechanism.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's structure, not null.
    let mechanism = unsafe { mechanism.read_unaligned() }.mechanism;
    let card = call.driver.card(holder)?;
    let mut runtime = call.driver.runtime();
    let user = runtime.logins.get(&slot) == Some(&c::CKU_USER);
    let object = card.at(key).filter(|object| user || !object.private).ok_or(c::CKR_KEY_HANDLE_INVALID)?;
    let key = object.pkcs8.clone().ok_or(c::CKR_KEY_FUNCTION_NOT_PERMITTED)?;
    let always = object.bytes(c::CKA_ALWAYS_AUTHENTICATE) == Some(&[1]);
    let session = runtime.sessions.get_mut(&session).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    if session.signing.is_some() {
        return Err(c::CKR_OPERATION_ACTIVE);
    }
    session.signing = Some(Signing { mechanism, key, authenticated: !always });
    Ok(())
}

pub fn sign(
    call: &Call,
    session: CK_SESSION_HANDLE,
    data: (CK_BYTE_PTR, CK_ULONG),
    target: CK_BYTE_PTR,
    length: CK_ULONG_PTR,
) -> Answer {
    alive(call.driver, session)?;
    if length.is_null() || (data.0.is_null() && data.1 > 0) {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    let signing = {
        let runtime = call.driver.runtime();
        let session = runtime.sessions.get(&session).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
        session.signing.clone().ok_or(c::CKR_OPERATION_NOT_INITIALIZED)?
    };
    if !signing.authenticated {
        return Err(c::CKR_USER_NOT_LOGGED_IN);
    }
    // SAFETY: the caller's data and its length.
    let data = if data.1 == 0 { &[] } else { unsafe { std::slice::from_raw_parts(data.0, data.1 as usize) } };
    let mut signature = signature(&signing, data)?;
    if call.effects.corrupt {
        signature.iter_mut().last().into_iter().for_each(|byte| *byte ^= 1);
    }
    // SAFETY: the caller's number, not null.
    let room = unsafe { length.read_unaligned() } as usize;
    // SAFETY: as above.
    unsafe { length.write_unaligned(signature.len() as CK_ULONG + call.effects.more) };
    if target.is_null() {
        return Ok(());
    }
    if room < signature.len() {
        return Err(c::CKR_BUFFER_TOO_SMALL);
    }
    // SAFETY: the caller's buffer, and it is large enough.
    unsafe { target.copy_from_nonoverlapping(signature.as_ptr(), signature.len()) };
    if let Some(session) = call.driver.runtime().sessions.get_mut(&session) {
        session.signing = None;
    }
    Ok(())
}

fn signature(signing: &Signing, data: &[u8]) -> Result<Vec<u8>, CK_RV> {
    let rsa = |scheme: Pkcs1v15Sign, hash: &[u8]| {
        let key = rsa::RsaPrivateKey::from_pkcs8_der(&signing.key).map_err(|_| c::CKR_KEY_TYPE_INCONSISTENT)?;
        key.sign(scheme, hash).map_err(|_| c::CKR_DATA_LEN_RANGE)
    };
    match signing.mechanism {
        c::CKM_RSA_PKCS => rsa(Pkcs1v15Sign::new_unprefixed(), data),
        c::CKM_SHA256_RSA_PKCS => rsa(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(data)),
        c::CKM_SHA384_RSA_PKCS => rsa(Pkcs1v15Sign::new::<Sha384>(), &Sha384::digest(data)),
        c::CKM_SHA512_RSA_PKCS => rsa(Pkcs1v15Sign::new::<Sha512>(), &Sha512::digest(data)),
        c::CKM_ECDSA => ecdsa(&signing.key, data),
        c::CKM_ECDSA_SHA256 => ecdsa(&signing.key, &Sha256::digest(data)),
        c::CKM_ECDSA_SHA384 => ecdsa(&signing.key, &Sha384::digest(data)),
        _ => Err(c::CKR_MECHANISM_INVALID),
    }
}

fn ecdsa(key: &[u8], hash: &[u8]) -> Result<Vec<u8>, CK_RV> {
    if let Ok(key) = p256::ecdsa::SigningKey::from_pkcs8_der(key) {
        let signature: Result<p256::ecdsa::Signature, _> = key.sign_prehash(hash);
        return signature.map(|signature| signature.to_bytes().to_vec()).map_err(|_| c::CKR_DATA_LEN_RANGE);
    }
    let key = p384::ecdsa::SigningKey::from_pkcs8_der(key).map_err(|_| c::CKR_KEY_TYPE_INCONSISTENT)?;
    let signature: Result<p384::ecdsa::Signature, _> = key.sign_prehash(hash);
    signature.map(|signature| signature.to_bytes().to_vec()).map_err(|_| c::CKR_DATA_LEN_RANGE)
}
