//! Makes the same C_ calls as `tokenctl inventory`, one slot after another, and discards the answers.
//!
//! Prints how many objects were read. Any further time that tokenctl needs is its own.

use cryptoki_sys::*;
use libloading::Library;

const BATCH: usize = 1024;
/// Up to this many objects one search is enough.
const SMALL: usize = 6;
/// This many others may be left when the search for certificates is ended.
const FOREIGN: usize = 8;

/// Attribute types with room for their usual lengths, as the product requests them.
const CERTIFICATE: &[(CK_ATTRIBUTE_TYPE, usize)] =
    &[(CKA_CERTIFICATE_TYPE, 8), (CKA_ID, 255), (CKA_LABEL, 511), (CKA_VALUE, 6143)];
/// The attributes requested while an object's class is not known.
const KEYS: &[(CK_ATTRIBUTE_TYPE, usize)] = &[
    (CKA_CLASS, 8),
    (CKA_KEY_TYPE, 8),
    (CKA_ID, 255),
    (CKA_LABEL, 511),
    (CKA_ENCRYPT, 1),
    (CKA_VERIFY, 1),
    (CKA_WRAP, 1),
    (CKA_DERIVE, 1),
    (CKA_MODULUS, 1027),
    (CKA_PUBLIC_EXPONENT, 67),
    (CKA_EC_PARAMS, 515),
    (CKA_EC_POINT, 515),
    (CKA_SENSITIVE, 1),
    (CKA_EXTRACTABLE, 1),
    (CKA_ALWAYS_AUTHENTICATE, 1),
    (CKA_DECRYPT, 1),
    (CKA_SIGN, 1),
    (CKA_UNWRAP, 1),
    (CKA_PUBLIC_KEY_INFO, 1027),
    (CKA_VALUE_LEN, 8),
];

fn main() {
    let path = std::env::args_os().nth(1).expect("the path of a module");
    // SAFETY: a benchmark loads the given module, and every pointer below outlives its call.
    let found = unsafe { read(&path) };
    println!("{found}");
}

unsafe fn read(path: &std::ffi::OsStr) -> usize {
    unsafe {
        let library = Library::new(path).expect("a library");
        type GetFunctionList = unsafe extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> CK_RV;
        let get = library.get::<GetFunctionList>(b"C_GetFunctionList\0").expect("a PKCS#11 module");
        let mut list = std::ptr::null_mut();
        assert_eq!(get(&raw mut list), CKR_OK, "C_GetFunctionList");
        let list = &*list;
        let mut args = CK_C_INITIALIZE_ARGS {
            CreateMutex: None,
            DestroyMutex: None,
            LockMutex: None,
            UnlockMutex: None,
            flags: CKF_OS_LOCKING_OK,
            pReserved: std::ptr::null_mut(),
        };
        assert_eq!(list.C_Initialize.unwrap()((&raw mut args).cast()), CKR_OK, "C_Initialize");
        assert_eq!(list.C_GetInfo.unwrap()(&mut CK_INFO::default()), CKR_OK, "C_GetInfo");
        let (mut slots, mut count) = (vec![0; BATCH], BATCH as CK_ULONG);
        assert_eq!(list.C_GetSlotList.unwrap()(CK_FALSE, slots.as_mut_ptr(), &raw mut count), CKR_OK, "C_GetSlotList");
        slots.truncate(count as usize);
        let found = slots.into_iter().map(|slot| read_slot(list, slot)).sum();
        list.C_Finalize.unwrap()(std::ptr::null_mut());
        std::mem::forget(library);
        found
    }
}

unsafe fn read_slot(list: &CK_FUNCTION_LIST, slot: CK_SLOT_ID) -> usize {
    unsafe {
        assert_eq!(list.C_GetSlotInfo.unwrap()(slot, &mut CK_SLOT_INFO::default()), CKR_OK, "C_GetSlotInfo");
        let mut token = CK_TOKEN_INFO::default();
        assert_eq!(list.C_GetTokenInfo.unwrap()(slot, &raw mut token), CKR_OK, "C_GetTokenInfo");
        if token.flags & CKF_TOKEN_INITIALIZED == 0 {
            return 0;
        }
        let (mut session, mut found) = (0, 0);
        let open = list.C_OpenSession.unwrap();
        assert_eq!(
            open(slot, CKF_SERIAL_SESSION, std::ptr::null_mut(), None, &raw mut session),
            CKR_OK,
            "C_OpenSession"
        );
        // All objects with one search; beyond a few the certificates by class, so that each takes one call.
        let all = search(list, session, None, usize::MAX);
        let certificates =
            if all.len() > SMALL { search(list, session, Some(CKO_CERTIFICATE), all.len() - FOREIGN) } else { vec![] };
        let mut buffer = vec![0_u8; 16 << 10];
        for handle in all.iter().filter(|handle| !certificates.contains(handle)) {
            let class = get(list, session, *handle, KEYS, &mut buffer);
            if class == CKO_CERTIFICATE {
                get(list, session, *handle, CERTIFICATE, &mut buffer);
            }
            found += usize::from(class <= CKO_SECRET_KEY && class != CKO_DATA);
        }
        for handle in &certificates {
            get(list, session, *handle, CERTIFICATE, &mut buffer);
        }
        found + certificates.len()
    }
}

/// One search, until no handle is returned or there are `enough`.
unsafe fn search(
    list: &CK_FUNCTION_LIST,
    session: CK_SESSION_HANDLE,
    class: Option<CK_OBJECT_CLASS>,
    enough: usize,
) -> Vec<CK_OBJECT_HANDLE> {
    unsafe {
        let mut value = class.unwrap_or_default();
        let mut template = CK_ATTRIBUTE {
            type_: CKA_CLASS,
            pValue: (&raw mut value).cast(),
            ulValueLen: size_of::<CK_OBJECT_CLASS>() as CK_ULONG,
        };
        let (start, count) = if class.is_some() { (&raw mut template, 1) } else { (std::ptr::null_mut(), 0) };
        assert_eq!(list.C_FindObjectsInit.unwrap()(session, start, count), CKR_OK, "C_FindObjectsInit");
        let mut handles = Vec::new();
        loop {
            let (mut batch, mut count) = ([0; BATCH], 0);
            let find = list.C_FindObjects.unwrap();
            assert_eq!(find(session, batch.as_mut_ptr(), BATCH as CK_ULONG, &raw mut count), CKR_OK, "C_FindObjects");
            handles.extend_from_slice(&batch[..count as usize]);
            if count == 0 || handles.len() >= enough {
                break;
            }
        }
        assert_eq!(list.C_FindObjectsFinal.unwrap()(session), CKR_OK, "C_FindObjectsFinal");
        handles
    }
}

/// One C_GetAttributeValue. Returns the first attribute as a number, which is the class if requested.
unsafe fn get(
    list: &CK_FUNCTION_LIST,
    session: CK_SESSION_HANDLE,
    handle: CK_OBJECT_HANDLE,
    attributes: &[(CK_ATTRIBUTE_TYPE, usize)],
    buffer: &mut [u8],
) -> CK_ULONG {
    unsafe {
        let mut at = 0;
        let mut template: Vec<CK_ATTRIBUTE> = attributes
            .iter()
            .map(|(kind, room)| {
                let value = buffer.as_mut_ptr().add(at).cast();
                at += room.next_multiple_of(8);
                CK_ATTRIBUTE { type_: *kind, pValue: value, ulValueLen: *room as CK_ULONG }
            })
            .collect();
        // CKR_ATTRIBUTE_TYPE_INVALID is usual: no object has all of them.
        list.C_GetAttributeValue.unwrap()(session, handle, template.as_mut_ptr(), template.len() as CK_ULONG);
        CK_ULONG::from_ne_bytes(buffer[..size_of::<CK_ULONG>()].try_into().unwrap())
    }
}
