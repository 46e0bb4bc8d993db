//! Every function of PKCS#11 2.40: what it refers to, and who answers it.
//!
//! Pitfall: a function without an answer of its own is counted and altered like the others, then reported as not supported.

use std::ffi::c_void;
use std::sync::OnceLock;

use cryptoki_sys as c;
use cryptoki_sys::{
    CK_ATTRIBUTE, CK_BBOOL, CK_BYTE, CK_FLAGS, CK_FUNCTION_LIST, CK_INFO, CK_MECHANISM, CK_MECHANISM_INFO,
    CK_MECHANISM_TYPE, CK_NOTIFY, CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_SESSION_INFO, CK_SLOT_ID,
    CK_SLOT_INFO, CK_TOKEN_INFO, CK_ULONG, CK_USER_TYPE, CK_UTF8CHAR, CK_VERSION,
};

use crate::call::{Answer, Call, Target, serve};
use crate::driver::Driver;
use crate::{general, object, session, sign};

macro_rules! functions {
    ($(fn $name:ident($($argument:ident: $type:ty),*) at $target:expr; $answer:expr)*) => {
        $(
            unsafe extern "C" fn $name($($argument: $type),*) -> CK_RV {
                serve(
                    stringify!($name),
                    &$target,
                    |real| match real.$name {
                        // SAFETY: the caller's arguments, passed on unchanged.
                        Some(function) => unsafe { function($($argument),*) },
                        None => c::CKR_FUNCTION_NOT_SUPPORTED,
                    },
                    $answer,
                )
            }
        )*

        fn build(wanted: impl Fn(&str) -> bool) -> CK_FUNCTION_LIST {
            CK_FUNCTION_LIST {
                version: VERSION,
                C_GetFunctionList: Some(C_GetFunctionList),
                C_OpenSession: if wanted("C_OpenSession") { Some(C_OpenSession) } else { None },
                $($name: if wanted(stringify!($name)) { Some($name) } else { None },)*
            }
        }
    };
}

pub const VERSION: CK_VERSION = CK_VERSION { major: 2, minor: 40 };

/// The function list, the same at every call.
pub fn list() -> *mut CK_FUNCTION_LIST {
    static LIST: OnceLock<CK_FUNCTION_LIST> = OnceLock::new();
    let list = LIST.get_or_init(|| {
        let missing = Driver::get().map_or(&[][..], |driver| &driver.script.null_functions);
        build(|name| !missing.iter().any(|missing| missing == name))
    });
    std::ptr::from_ref(list).cast_mut()
}

fn unsupported(_: &Call) -> Answer {
    Err(c::CKR_FUNCTION_NOT_SUPPORTED)
}

/// PKCS#11 3.1, section 5.4.4.
pub unsafe extern "C" fn C_GetFunctionList(target: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
    let answer = || {
        if target.is_null() {
            return Err(c::CKR_ARGUMENTS_BAD);
        }
        // SAFETY: the caller's place for a pointer, not null.
        unsafe { target.write_unaligned(list()) };
        Ok(())
    };
    let forward = |_: &CK_FUNCTION_LIST| answer().err().unwrap_or(c::CKR_OK);
    serve("C_GetFunctionList", &Target::library(), forward, |_| answer())
}

unsafe extern "C" fn C_OpenSession(
    slot: CK_SLOT_ID,
    flags: CK_FLAGS,
    application: *mut c_void,
    notify: CK_NOTIFY,
    handle: *mut CK_SESSION_HANDLE,
) -> CK_RV {
    serve(
        "C_OpenSession",
        &Target::slot(slot).detail(format!("flags={flags}")),
        |real| match real.C_OpenSession {
            // SAFETY: the caller's arguments, passed on unchanged.
            Some(function) => {
                session::note(slot, handle, unsafe { function(slot, flags, application, notify, handle) })
            }
            None => c::CKR_FUNCTION_NOT_SUPPORTED,
        },
        |call| session::open(call, slot, flags, handle),
    )
}

functions! {
    fn C_Initialize(arguments: *mut c_void) at Target::library(); |call| general::initialize(call, arguments)
    fn C_Finalize(_reserved: *mut c_void) at Target::library(); general::finalize
    fn C_GetInfo(info: *mut CK_INFO) at Target::library(); |call| general::info(call, info)
    fn C_GetSlotList(present: CK_BBOOL, list: *mut CK_SLOT_ID, count: *mut CK_ULONG) at Target::library(); |call| general::slot_list(call, present != 0, list, count)
    fn C_GetSlotInfo(slot: CK_SLOT_ID, info: *mut CK_SLOT_INFO) at Target::slot(slot); |call| general::slot_info(call, slot, info)
    fn C_GetTokenInfo(slot: CK_SLOT_ID, info: *mut CK_TOKEN_INFO) at Target::slot(slot); |call| general::token_info(call, slot, info)
    fn C_GetMechanismList(slot: CK_SLOT_ID, list: *mut CK_MECHANISM_TYPE, count: *mut CK_ULONG) at Target::slot(slot); |call| general::mechanism_list(call, slot, list, count)
    fn C_GetMechanismInfo(slot: CK_SLOT_ID, mechanism: CK_MECHANISM_TYPE, info: *mut CK_MECHANISM_INFO) at Target::slot(slot); |call| general::mechanism_info(call, slot, mechanism, info)
    fn C_InitToken(slot: CK_SLOT_ID, pin: *mut CK_UTF8CHAR, length: CK_ULONG, label: *mut CK_UTF8CHAR) at Target::slot(slot); |call| session::init_token(call, slot, (pin, length), label)
    fn C_InitPIN(session: CK_SESSION_HANDLE, pin: *mut CK_UTF8CHAR, length: CK_ULONG) at Target::session(session); |call| session::init_pin(call, session, pin, length)
    fn C_SetPIN(session: CK_SESSION_HANDLE, old: *mut CK_UTF8CHAR, old_length: CK_ULONG, new: *mut CK_UTF8CHAR, new_length: CK_ULONG) at Target::session(session); |call| session::set_pin(call, session, (old, old_length), (new, new_length))
    fn C_CloseSession(session: CK_SESSION_HANDLE) at Target::session(session); |call| session::close(call, session)
    fn C_CloseAllSessions(slot: CK_SLOT_ID) at Target::slot(slot); |call| session::close_all(call, slot)
    fn C_GetSessionInfo(session: CK_SESSION_HANDLE, info: *mut CK_SESSION_INFO) at Target::session(session); |call| session::info(call, session, info)
    fn C_GetOperationState(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_SetOperationState(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: CK_OBJECT_HANDLE, e: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_Login(session: CK_SESSION_HANDLE, user: CK_USER_TYPE, pin: *mut CK_UTF8CHAR, length: CK_ULONG) at Target::session(session).detail(format!("user={user}")); |call| session::login(call, session, user, pin, length)
    fn C_Logout(session: CK_SESSION_HANDLE) at Target::session(session); |call| session::logout(call, session)
    fn C_CreateObject(session: CK_SESSION_HANDLE, template: *mut CK_ATTRIBUTE, count: CK_ULONG, handle: *mut CK_OBJECT_HANDLE) at Target::session(session).detail(object::describe(template, count)); |call| object::create(call, session, template, count, handle)
    fn C_CopyObject(session: CK_SESSION_HANDLE, b: CK_OBJECT_HANDLE, c: *mut CK_ATTRIBUTE, d: CK_ULONG, e: *mut CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_DestroyObject(session: CK_SESSION_HANDLE, object: CK_OBJECT_HANDLE) at Target::session(session); |call| object::destroy(call, session, object)
    fn C_GetObjectSize(session: CK_SESSION_HANDLE, b: CK_OBJECT_HANDLE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_GetAttributeValue(session: CK_SESSION_HANDLE, object: CK_OBJECT_HANDLE, template: *mut CK_ATTRIBUTE, count: CK_ULONG) at Target::session(session).detail(object::describe(template, count)); |call| object::attribute_values(call, session, object, template, count)
    fn C_SetAttributeValue(session: CK_SESSION_HANDLE, b: CK_OBJECT_HANDLE, c: *mut CK_ATTRIBUTE, d: CK_ULONG) at Target::session(session); unsupported
    fn C_FindObjectsInit(session: CK_SESSION_HANDLE, template: *mut CK_ATTRIBUTE, count: CK_ULONG) at Target::session(session).detail(object::describe_search(template, count)); |call| object::find_init(call, session, template, count)
    fn C_FindObjects(session: CK_SESSION_HANDLE, list: *mut CK_OBJECT_HANDLE, room: CK_ULONG, count: *mut CK_ULONG) at Target::session(session); |call| object::find(call, session, list, room, count)
    fn C_FindObjectsFinal(session: CK_SESSION_HANDLE) at Target::session(session); |call| object::find_final(call, session)
    fn C_EncryptInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_Encrypt(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_EncryptUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_EncryptFinal(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DecryptInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_Decrypt(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DecryptUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DecryptFinal(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DigestInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM) at Target::session(session); unsupported
    fn C_Digest(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DigestUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_DigestKey(session: CK_SESSION_HANDLE, b: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_DigestFinal(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_SignInit(session: CK_SESSION_HANDLE, mechanism: *mut CK_MECHANISM, key: CK_OBJECT_HANDLE) at Target::session(session); |call| sign::init(call, session, mechanism, key)
    fn C_Sign(session: CK_SESSION_HANDLE, data: *mut CK_BYTE, data_length: CK_ULONG, signature: *mut CK_BYTE, length: *mut CK_ULONG) at Target::session(session); |call| sign::sign(call, session, (data, data_length), signature, length)
    fn C_SignUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_SignFinal(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_SignRecoverInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_SignRecover(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_VerifyInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_Verify(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: CK_ULONG) at Target::session(session); unsupported
    fn C_VerifyUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_VerifyFinal(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_VerifyRecoverInit(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_VerifyRecover(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DigestEncryptUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DecryptDigestUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_SignEncryptUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_DecryptVerifyUpdate(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG, d: *mut CK_BYTE, e: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_GenerateKey(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: *mut CK_ATTRIBUTE, d: CK_ULONG, e: *mut CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_GenerateKeyPair(session: CK_SESSION_HANDLE, mechanism: *mut CK_MECHANISM, public: *mut CK_ATTRIBUTE, public_count: CK_ULONG, private: *mut CK_ATTRIBUTE, private_count: CK_ULONG, public_handle: *mut CK_OBJECT_HANDLE, private_handle: *mut CK_OBJECT_HANDLE) at Target::session(session); |call| object::generate(call, session, mechanism, ((public, public_count), (private, private_count)), (public_handle, private_handle))
    fn C_WrapKey(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE, d: CK_OBJECT_HANDLE, e: *mut CK_BYTE, f: *mut CK_ULONG) at Target::session(session); unsupported
    fn C_UnwrapKey(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE, d: *mut CK_BYTE, e: CK_ULONG, f: *mut CK_ATTRIBUTE, g: CK_ULONG, h: *mut CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_DeriveKey(session: CK_SESSION_HANDLE, b: *mut CK_MECHANISM, c: CK_OBJECT_HANDLE, d: *mut CK_ATTRIBUTE, e: CK_ULONG, f: *mut CK_OBJECT_HANDLE) at Target::session(session); unsupported
    fn C_SeedRandom(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_GenerateRandom(session: CK_SESSION_HANDLE, b: *mut CK_BYTE, c: CK_ULONG) at Target::session(session); unsupported
    fn C_GetFunctionStatus(session: CK_SESSION_HANDLE) at Target::session(session); |_| Err(c::CKR_FUNCTION_NOT_PARALLEL)
    fn C_CancelFunction(session: CK_SESSION_HANDLE) at Target::session(session); |_| Err(c::CKR_FUNCTION_NOT_PARALLEL)
    fn C_WaitForSlotEvent(a: CK_FLAGS, b: *mut CK_SLOT_ID, c: *mut c_void) at Target::library(); unsupported
}
