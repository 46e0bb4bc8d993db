//! Makes the same C_ calls as `tokenctl inventory`, one slot after another, and throws the answers away.
//!
//! Prints how many objects were read. What tokenctl needs beyond this is its own share of the time.

use cryptoki_sys::*;
use libloading::Library;

const BATCH: usize = 1024;

/// Attribute types with room for their usual lengths, as the product asks for them.
const CERTIFICATE: &[(CK_ATTRIBUTE_TYPE, usize)] =
    &[(CKA_CERTIFICATE_TYPE, 8), (CKA_ID, 255), (CKA_LABEL, 511), (CKA_VALUE, 6143)];
const PUBLIC_KEY: &[(CK_ATTRIBUTE_TYPE, usize)] = &[
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
];

fn main() {
    let path = std::env::args_os().nth(1).expect("the path of a module");
    // SAFETY: a bench loads the module it is told to, and every pointer below outlives its call.
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
        // Without a login private and secret keys are not seen; the searches are made all the same.
        for (class, attributes) in [
            (CKO_CERTIFICATE, CERTIFICATE),
            (CKO_PUBLIC_KEY, PUBLIC_KEY),
            (CKO_PRIVATE_KEY, &[]),
            (CKO_SECRET_KEY, &[]),
        ] {
            let mut class = class;
            let mut template = CK_ATTRIBUTE {
                type_: CKA_CLASS,
                pValue: (&raw mut class).cast(),
                ulValueLen: size_of::<CK_OBJECT_CLASS>() as CK_ULONG,
            };
            assert_eq!(list.C_FindObjectsInit.unwrap()(session, &raw mut template, 1), CKR_OK, "C_FindObjectsInit");
            let mut handles = Vec::new();
            loop {
                let (mut batch, mut count) = ([0; BATCH], 0);
                let find = list.C_FindObjects.unwrap();
                assert_eq!(
                    find(session, batch.as_mut_ptr(), BATCH as CK_ULONG, &raw mut count),
                    CKR_OK,
                    "C_FindObjects"
                );
                handles.extend_from_slice(&batch[..count as usize]);
                if (count as usize) < BATCH {
                    break;
                }
            }
            assert_eq!(list.C_FindObjectsFinal.unwrap()(session), CKR_OK, "C_FindObjectsFinal");
            if attributes.is_empty() {
                continue;
            }
            let mut buffer = vec![0_u8; attributes.iter().map(|(_, room)| room).sum()];
            for handle in &handles {
                let mut at = 0;
                let mut template: Vec<CK_ATTRIBUTE> = attributes
                    .iter()
                    .map(|(kind, room)| {
                        let value = buffer.as_mut_ptr().add(at).cast();
                        at += room;
                        CK_ATTRIBUTE { type_: *kind, pValue: value, ulValueLen: *room as CK_ULONG }
                    })
                    .collect();
                // CKR_ATTRIBUTE_TYPE_INVALID is usual: an RSA key has no EC parameters.
                list.C_GetAttributeValue.unwrap()(session, *handle, template.as_mut_ptr(), template.len() as CK_ULONG);
            }
            found += handles.len();
        }
        found
    }
}
