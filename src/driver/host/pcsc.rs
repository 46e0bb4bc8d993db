//! Asks the smart card service itself which readers exist and which hold a card: SCardEstablishContext,
//! SCardListReaders, SCardGetStatusChange with a timeout of 0.
//!
//! The library is loaded only when needed, so that nothing depends on it. Pitfall: the types differ by system: 64 bits
//! with pcsc-lite on Linux, 32 on Windows; macOS has its own framework and is not asked.
#![allow(unsafe_code, reason = "PC/SC is a C interface")]

use crate::driver::protocol::Reader;

/// The readers; `None` if the service, its library or its answer is missing. `announce` gets the name of the next call.
#[cfg(any(windows, all(unix, not(target_os = "macos"))))]
pub(super) fn readers(announce: &dyn Fn(&'static str)) -> Option<Vec<Reader>> {
    system::readers(announce)
}

/// This system is not asked.
#[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
pub(super) fn readers(_announce: &dyn Fn(&'static str)) -> Option<Vec<Reader>> {
    None
}

#[cfg(any(windows, all(unix, not(target_os = "macos"))))]
mod system {
    use std::ffi::c_void;

    use libloading::Library;

    use super::Reader;

    /// SCARD_STATE_PRESENT.
    const PRESENT: Number = 0x20;
    /// More readers than any machine has.
    const MOST: usize = 64;
    /// The maximum length of the list of their names.
    const NAMES: usize = 16 << 10;

    #[cfg(unix)]
    mod types {
        pub(super) type Number = std::ffi::c_ulong;
        pub(super) type Result = std::ffi::c_long;
        pub(super) type Context = std::ffi::c_long;
        pub(super) type Letter = std::ffi::c_uchar;
        pub(super) const ATR: usize = 33;
        pub(super) const LIST: &[u8] = b"SCardListReaders\0";
        pub(super) const STATE: &[u8] = b"SCardGetStatusChange\0";
    }

    #[cfg(windows)]
    mod types {
        pub(super) type Number = u32;
        pub(super) type Result = i32;
        pub(super) type Context = usize;
        pub(super) type Letter = u16;
        pub(super) const ATR: usize = 36;
        pub(super) const LIST: &[u8] = b"SCardListReadersW\0";
        pub(super) const STATE: &[u8] = b"SCardGetStatusChangeW\0";
    }

    use types::{ATR, Context, LIST, Letter, Number, Result, STATE};

    /// SCARD_READERSTATE.
    #[repr(C)]
    struct State {
        reader: *const Letter,
        user_data: *mut c_void,
        current: Number,
        event: Number,
        atr_length: Number,
        atr: [u8; ATR],
    }

    type Establish = unsafe extern "system" fn(Number, *const c_void, *const c_void, *mut Context) -> Result;
    type List = unsafe extern "system" fn(Context, *const Letter, *mut Letter, *mut Number) -> Result;
    type Change = unsafe extern "system" fn(Context, Number, *mut State, Number) -> Result;

    /// SCARD_SCOPE_SYSTEM.
    const SYSTEM: Number = 2;
    /// SCARD_E_NO_READERS_AVAILABLE, whose width differs between systems.
    const NO_READERS: u32 = 0x8010_002e;

    /// Whether an answer says that no reader is plugged in, which is also an answer.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "codes are 32 bits wide everywhere")]
    fn is_no_reader(result: Result) -> bool {
        result as u32 == NO_READERS
    }

    #[cfg(unix)]
    fn library() -> Option<Library> {
        // SAFETY: pcsc-lite's client has no harmful constructor, and this process does nothing else.
        ["libpcsclite.so.1", "libpcsclite.so"].iter().find_map(|name| unsafe { Library::new(name) }.ok())
    }

    #[cfg(windows)]
    fn library() -> Option<Library> {
        use libloading::os::windows;
        // SAFETY: the system's own library, from its own folder.
        unsafe { windows::Library::load_with_flags("winscard.dll", windows::LOAD_LIBRARY_SEARCH_SYSTEM32) }
            .ok()
            .map(Library::from)
    }

    pub(super) fn readers(announce: &dyn Fn(&'static str)) -> Option<Vec<Reader>> {
        announce("SCardEstablishContext");
        // Never unloaded: the process ends after this.
        let library = std::mem::ManuallyDrop::new(library()?);
        // SAFETY: the three functions have these types in every PC/SC library of this system.
        let (establish, list, change) = unsafe {
            let establish = *library.get::<Establish>(b"SCardEstablishContext\0").ok()?;
            (establish, *library.get::<List>(LIST).ok()?, *library.get::<Change>(STATE).ok()?)
        };
        let mut context: Context = 0;
        // SAFETY: the pointer is to a live context; the others may be null.
        if unsafe { establish(SYSTEM, std::ptr::null(), std::ptr::null(), &raw mut context) } != 0 {
            return None;
        }
        announce("SCardListReaders");
        let mut letters: Vec<Letter> = vec![0; NAMES];
        let mut length = Number::try_from(NAMES).ok()?;
        // SAFETY: no groups are named; the buffer has as many letters as the length says, and both outlive the call.
        match unsafe { list(context, std::ptr::null(), letters.as_mut_ptr(), &raw mut length) } {
            0 => {}
            none if is_no_reader(none) => return Some(Vec::new()),
            _ => return None,
        }
        letters.truncate(usize::try_from(length).ok()?.min(NAMES));
        // Each name ends with NUL, the list with an empty one.
        let names: Vec<Vec<Letter>> = letters
            .split(|letter| *letter == 0)
            .filter(|name| !name.is_empty())
            .take(MOST)
            .map(|name| [name, &[0]].concat())
            .collect();
        let mut states: Vec<State> = names.iter().map(|name| state_of(name)).collect();
        if states.is_empty() {
            return Some(Vec::new());
        }
        announce("SCardGetStatusChange");
        let count = Number::try_from(states.len()).ok()?;
        // SAFETY: the array has as many elements as the count says; each points to a name that ends with NUL. All of it
        // outlives the call.
        if unsafe { change(context, 0, states.as_mut_ptr(), count) } != 0 {
            return None;
        }
        let holds_card = |state: &State| state.event & PRESENT != 0;
        let readers = names.iter().zip(&states);
        Some(readers.map(|(name, state)| Reader { name: text(name), holds_card: holds_card(state) }).collect())
    }

    /// SCARD_STATE_UNAWARE: the answer comes at once.
    fn state_of(name: &[Letter]) -> State {
        let (reader, user_data) = (name.as_ptr(), std::ptr::null_mut());
        State { reader, user_data, current: 0, event: 0, atr_length: 0, atr: [0; ATR] }
    }

    #[cfg(unix)]
    fn text(name: &[Letter]) -> String {
        String::from_utf8_lossy(name.strip_suffix(&[0]).unwrap_or(name)).into_owned()
    }

    #[cfg(windows)]
    fn text(name: &[Letter]) -> String {
        String::from_utf16_lossy(name.strip_suffix(&[0]).unwrap_or(name))
    }
}
