//! A loaded driver: its library, its function list, and the announcement of calls.
//!
//! Pitfall: loading already runs foreign code (constructors), so it is announced like a call.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use cryptoki_sys::{
    CK_BBOOL, CK_C_INITIALIZE_ARGS, CK_FUNCTION_LIST, CK_INTERFACE, CK_RV, CK_SLOT_ID, CKF_OS_LOCKING_OK,
};
use libloading::Library;

use super::{challenge, rv};
use crate::driver::protocol::budget::DRIVER;
use crate::driver::protocol::{self, Failure, RawText};
use crate::driver::rv::Rv;
use crate::report::inventory::FailureKind;

/// Announces to the parent which C_ function is about to be called, for which slot.
pub type Announce = Box<dyn Fn(&'static str, Option<u64>) + Send + Sync>;

/// The maximum number of slots requested at first.
const SLOTS: usize = 1024;
/// The maximum number of slots that are accepted.
const MAX_SLOTS: usize = 65_536;

/// A call that returned something other than CKR_OK, or CKR_OK with nonsense.
pub type Fault = protocol::Fault<&'static str>;

/// A driver between C_Initialize and the end of its process. It is never unloaded: destructors of vendors' libraries
/// crash often enough.
pub struct Module {
    functions: CK_FUNCTION_LIST,
    announce: Announce,
    threads: bool,
    /// Whether it is SafeNet's, which reports more than the standard requires.
    safenet: bool,
    /// The functions of an unlock by challenge and response, if it exports them.
    challenge: Option<challenge::Functions>,
    /// How much of the budget its objects have used so far.
    taken: AtomicU64,
}

impl Module {
    /// Loads the library and calls C_Initialize.
    pub fn open(path: &Path, init_args: Option<&str>, announce: Announce) -> Result<Self, Failure> {
        announce("load", None);
        let library = std::mem::ManuallyDrop::new(load(path).map_err(|error| {
            let words = error_text(&error);
            let named = missing_library(&words, path);
            let kind = named.as_ref().map_or_else(|| load_failure(&words), |_| FailureKind::DependencyMissing);
            if kind != FailureKind::DependencyMissing {
                return Failure { detail: Some(words), ..Failure::new(kind) };
            }
            // Windows does not say which library is missing; its message must not be mistaken for a name.
            let mut libraries: Vec<String> = named.into_iter().collect();
            for library in super::dependencies::missing(path) {
                if !libraries.contains(&library) {
                    libraries.push(library);
                }
            }
            Failure { libraries, ..Failure::new(kind) }
        })?);
        let functions = function_list(&library, &announce)?;
        let challenge = challenge::Functions::of(&library);
        let taken = AtomicU64::new(0);
        let mut module = Self { functions, announce, threads: true, safenet: false, challenge, taken };
        module.initialize(init_args)?;
        Ok(module)
    }

    /// Whether slots may be read by several threads at once.
    pub fn threads(&self) -> bool {
        self.threads
    }

    /// Whether SafeNet's own attributes are requested.
    pub(super) fn is_safenet(&self) -> bool {
        self.safenet
    }

    /// Requests SafeNet's own attributes from now on.
    pub fn ask_safenet(&mut self) {
        self.safenet = true;
    }

    /// Whether it exports the functions of an unlock by challenge and response.
    pub fn offers_challenge(&self) -> bool {
        self.challenge.is_some()
    }

    /// Those functions.
    pub(super) fn challenge_functions(&self) -> Option<challenge::Functions> {
        self.challenge
    }

    /// Charges an object to the driver's budget; false if it is used up.
    pub(super) fn take(&self, size: u64) -> bool {
        self.taken.fetch_add(size, Ordering::Relaxed).saturating_add(size) <= DRIVER
    }

    /// Calls one function of the list. A missing function counts as CKR_FUNCTION_NOT_SUPPORTED.
    pub(super) fn call(
        &self,
        call: &'static str,
        slot: Option<u64>,
        invoke: impl FnOnce(&CK_FUNCTION_LIST) -> Option<CK_RV>,
    ) -> Result<(), Fault> {
        (self.announce)(call, slot);
        let rv = invoke(&self.functions).map_or(Rv::FUNCTION_NOT_SUPPORTED, rv);
        if rv.is_ok() { Ok(()) } else { Err(Fault { call, rv }) }
    }

    /// C_Initialize with CKF_OS_LOCKING_OK; again with NULL if the driver refuses that (PKCS#11 3.1, 5.4).
    ///
    /// Some drivers accept only NULL, others cannot lock or must not create threads. A driver that requires a string in
    /// pReserved gets it both times.
    fn initialize(&mut self, init_args: Option<&str>) -> Result<(), Fault> {
        let reserved = init_args.map(std::ffi::CString::new).and_then(Result::ok);
        let mut args = CK_C_INITIALIZE_ARGS {
            CreateMutex: None,
            DestroyMutex: None,
            LockMutex: None,
            UnlockMutex: None,
            flags: CKF_OS_LOCKING_OK,
            pReserved: reserved.as_ref().map_or(std::ptr::null_mut(), |text| text.as_ptr().cast_mut().cast()),
        };
        let initialize = |args: Option<&mut CK_C_INITIALIZE_ARGS>| {
            let pointer = args.map_or(std::ptr::null_mut(), |args| std::ptr::from_mut(args).cast());
            self.call("C_Initialize", None, |functions| {
                // SAFETY: the pointer is null or to a live CK_C_INITIALIZE_ARGS; pReserved is null or a C string that
                // outlives the call.
                functions.C_Initialize.map(|function| unsafe { function(pointer) })
            })
        };
        let cannot_lock = |rv| matches!(rv, Rv::CANT_LOCK | Rv::NEED_TO_CREATE_THREADS | Rv::MUTEX_BAD);
        let takes_null = |rv| matches!(rv, Rv::ARGUMENTS_BAD | Rv::FUNCTION_NOT_SUPPORTED);
        let mut threads = true;
        let initialized = match initialize(Some(&mut args)) {
            Err(fault) if cannot_lock(fault.rv) || takes_null(fault.rv) && init_args.is_none() => {
                (args.flags, threads) = (0, false);
                initialize(init_args.is_some().then_some(&mut args))
            }
            other => other,
        };
        self.threads = threads;
        // Also the second time: some drivers refuse the arguments of a call that they have carried out.
        initialized.or_else(|fault| if fault.rv == Rv::CRYPTOKI_ALREADY_INITIALIZED { Ok(()) } else { Err(fault) })
    }

    /// CK_INFO: description, manufacturer, library version, cryptoki version.
    pub fn info(&self) -> Result<(RawText, RawText, String, String), Fault> {
        let mut info = cryptoki_sys::CK_INFO::default();
        self.call("C_GetInfo", None, |functions| {
            // SAFETY: the pointer is to a live CK_INFO.
            functions.C_GetInfo.map(|function| unsafe { function(&raw mut info) })
        })?;
        let (description, manufacturer) = (info.libraryDescription, info.manufacturerID);
        Ok((
            super::text::padded(&description),
            super::text::padded(&manufacturer),
            super::text::version(info.libraryVersion),
            super::text::version(info.cryptokiVersion),
        ))
    }

    /// Every slot, with and without a token: a single call, because some drivers probe every reader in each of them.
    ///
    /// A driver that names none is asked as most programs ask: for the number, then for that many slots, then the same
    /// for slots with a token. Some answer only to one of these.
    pub fn slots(&self) -> Result<Vec<u64>, Fault> {
        let at_once = self.slot_list(cryptoki_sys::CK_FALSE, SLOTS);
        let is_final = match &at_once {
            Ok(slots) => !slots.is_empty(),
            Err(fault) => fault.rv == Rv::CRYPTOKI_NOT_INITIALIZED,
        };
        if is_final {
            return at_once;
        }
        let counted = |with_token| {
            let count = self.slot_count(with_token).ok().filter(|count| *count > 0)?;
            self.slot_list(with_token, count.min(MAX_SLOTS)).ok().filter(|slots| !slots.is_empty())
        };
        let asked = counted(cryptoki_sys::CK_FALSE).or_else(|| counted(cryptoki_sys::CK_TRUE));
        asked.map_or(at_once, Ok)
    }

    /// C_GetSlotList without a buffer.
    fn slot_count(&self, with_token: CK_BBOOL) -> Result<usize, Fault> {
        let mut count = 0;
        self.call("C_GetSlotList", None, |functions| {
            // SAFETY: NULL asks for the count, and the last pointer is to a live number.
            functions
                .C_GetSlotList
                .map(|function| unsafe { function(with_token, std::ptr::null_mut(), &raw mut count) })
        })?;
        Ok(usize::try_from(super::wide(count)).unwrap_or(usize::MAX))
    }

    /// C_GetSlotList with room for this many slots, and for more if the driver has more by then.
    fn slot_list(&self, with_token: CK_BBOOL, mut room: usize) -> Result<Vec<u64>, Fault> {
        loop {
            let mut slots: Vec<CK_SLOT_ID> = vec![0; room];
            let mut count = room.try_into().unwrap_or_default();
            let result = self.call("C_GetSlotList", None, |functions| {
                // SAFETY: the buffer has as many elements as the count says, and both outlive the call.
                functions
                    .C_GetSlotList
                    .map(|function| unsafe { function(with_token, slots.as_mut_ptr(), &raw mut count) })
            });
            let count = usize::try_from(super::wide(count)).unwrap_or(usize::MAX);
            let is_too_small = match &result {
                // Some drivers fill the buffer and report how many slots there are.
                Ok(()) => count > room,
                Err(fault) => fault.rv == Rv::BUFFER_TOO_SMALL,
            };
            if is_too_small && room < MAX_SLOTS {
                // At least eight times as many: slots that appear meanwhile end the loop no later.
                room = count.max(room.saturating_mul(8)).min(MAX_SLOTS);
                continue;
            }
            result?;
            slots.truncate(count.min(room));
            let mut seen = std::collections::HashSet::new();
            return Ok(slots.into_iter().map(super::wide).filter(|slot| seen.insert(*slot)).collect());
        }
    }

    /// C_Finalize.
    pub fn finalize(&self) -> Rv {
        let result = self.call("C_Finalize", None, |functions| {
            // SAFETY: the standard requires NULL.
            functions.C_Finalize.map(|function| unsafe { function(std::ptr::null_mut()) })
        });
        result.map_or_else(|fault| fault.rv, |()| Rv::OK)
    }
}

/// Loads the library so that libraries beside it are found and none of our symbols is overridden.
fn load(path: &Path) -> Result<Library, libloading::Error> {
    #[cfg(unix)]
    {
        use libloading::os::unix;
        // SAFETY: loading runs the library's constructors: this process exists for that and holds nothing else.
        unsafe { unix::Library::open(Some(path), unix::RTLD_NOW | unix::RTLD_LOCAL) }.map(Library::from)
    }
    #[cfg(windows)]
    {
        use libloading::os::windows;
        // SAFETY: loading runs DllMain: this process exists for that and holds nothing else.
        unsafe { windows::Library::load_with_flags(path, windows::LOAD_WITH_ALTERED_SEARCH_PATH) }.map(Library::from)
    }
}

/// The loader's own message, without repetition.
pub(super) fn error_text(error: &libloading::Error) -> String {
    use std::error::Error;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// The library that the loader reports as missing, if it is not the driver itself: glibc says "libvendorhelper.so:
/// cannot open shared object file: No such file or directory", musl "Error loading shared library libvendorhelper.so:
/// No such file or directory (needed by …)".
fn missing_library(words: &str, path: &Path) -> Option<String> {
    let glibc = words.split_once(": cannot open shared object file").map(|(before, _)| before);
    let glibc = glibc.and_then(|before| before.rsplit([' ', '"']).next());
    let musl = words.split_once("Error loading shared library ").and_then(|(_, rest)| rest.split_once(": No such"));
    let library = glibc.or(musl.map(|(library, _)| library))?.trim();
    (!library.is_empty() && Path::new(library) != path).then(|| library.to_owned())
}

/// The kind of a loader's refusal, by the number at the end of Windows' message: the file itself was read before.
fn load_failure(words: &str) -> FailureKind {
    let number = words.rsplit_once("(os error ").and_then(|(_, rest)| rest.split_once(')')).map(|(number, _)| number);
    match number {
        // ERROR_MOD_NOT_FOUND, ERROR_PROC_NOT_FOUND: the library's dependency is missing.
        Some("126" | "127") if cfg!(windows) => FailureKind::DependencyMissing,
        // ERROR_BAD_EXE_FORMAT.
        Some("193") if cfg!(windows) => FailureKind::WrongArchitecture,
        _ => FailureKind::LoadFailed,
    }
}

/// The function list: C_GetFunctionList, which every version of the standard requires; else C_GetInterface. Nothing
/// beyond 2.40 is called, and a 3.x list begins with the same functions.
fn function_list(library: &Library, announce: &Announce) -> Result<CK_FUNCTION_LIST, Failure> {
    type GetFunctionList = unsafe extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> CK_RV;
    type GetInterface = unsafe extern "C" fn(
        *mut cryptoki_sys::CK_UTF8CHAR,
        *mut cryptoki_sys::CK_VERSION,
        *mut *mut CK_INTERFACE,
        cryptoki_sys::CK_FLAGS,
    ) -> CK_RV;
    let unusable = |call: &str, rv| {
        let kind = if rv == Some(Rv::OK) { FailureKind::Nonsense } else { FailureKind::NotPkcs11 };
        Failure { call: Some(call.to_owned()), rv, ..Failure::new(kind) }
    };
    let mut refusal = unusable("C_GetFunctionList", None);
    // SAFETY: the symbol has this type in every PKCS#11 library (PKCS#11 3.1, 5.4).
    if let Ok(get) = unsafe { library.get::<GetFunctionList>(b"C_GetFunctionList\0") } {
        announce("C_GetFunctionList", None);
        let mut list = std::ptr::null_mut();
        // SAFETY: the pointer is to a live pointer.
        let result = rv(unsafe { get(&raw mut list) });
        if result.is_ok() && !list.is_null() {
            // SAFETY: the driver reports a function list there; it is copied, whatever its alignment.
            return Ok(unsafe { list.read_unaligned() });
        }
        refusal = unusable("C_GetFunctionList", Some(result));
    }
    // SAFETY: the symbol has this type in every PKCS#11 3.x library (PKCS#11 3.1, 5.4).
    if let Ok(get) = unsafe { library.get::<GetInterface>(b"C_GetInterface\0") } {
        announce("C_GetInterface", None);
        let mut interface = std::ptr::null_mut();
        // SAFETY: NULL name and version request the default interface; the third pointer is to a live pointer.
        let result = rv(unsafe { get(std::ptr::null_mut(), std::ptr::null_mut(), &raw mut interface, 0) });
        if result.is_ok() && !interface.is_null() {
            // SAFETY: the driver reports an interface there.
            let list = unsafe { interface.read_unaligned() }.pFunctionList.cast::<CK_FUNCTION_LIST>();
            if !list.is_null() {
                // SAFETY: every interface of the standard begins with the 2.40 function list.
                return Ok(unsafe { list.read_unaligned() });
            }
        }
        refusal = unusable("C_GetInterface", Some(result));
    }
    Err(refusal)
}
