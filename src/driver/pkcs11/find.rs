//! Sessions and searches: for one class or for all objects, in large batches.
//!
//! Pitfall: with some drivers a search without a class returns hundreds of mechanism and vendor objects; `together.rs`
//! makes sure that this costs no calls.

use std::collections::HashSet;

use cryptoki::object::ObjectClass;
use cryptoki_sys::{
    CK_ATTRIBUTE, CK_INVALID_HANDLE, CK_OBJECT_CLASS, CK_OBJECT_HANDLE, CK_SESSION_HANDLE, CKA_CLASS, CKA_ID,
    CKF_RW_SESSION, CKF_SERIAL_SESSION,
};

use super::attributes::is_gone;
use super::module::{Fault, Module};
use super::{narrow, wide};
use crate::driver::protocol::Class;
use crate::driver::rv::Rv;

/// Handles requested in one C_FindObjects, and the number requested if a driver refuses that.
const BATCHES: [usize; 3] = [1024, 10, 1];
/// The maximum number of objects of one class that are accepted.
const MAX_OBJECTS: usize = 100_000;

/// Whether a driver may only have refused the number of handles: the standard names no code for that.
fn is_refusal(rv: Rv) -> bool {
    matches!(
        rv,
        Rv::ARGUMENTS_BAD
            | Rv::ATTRIBUTE_VALUE_INVALID
            | Rv::BUFFER_TOO_SMALL
            | Rv::DATA_INVALID
            | Rv::DATA_LEN_RANGE
            | Rv::DEVICE_MEMORY
            | Rv::FUNCTION_FAILED
            | Rv::FUNCTION_NOT_SUPPORTED
            | Rv::GENERAL_ERROR
            | Rv::HOST_MEMORY
    )
}

/// A session on one slot. It is not closed: C_Finalize closes all, and each call takes a round trip to the token.
#[derive(Clone, Copy)]
pub struct Session {
    pub(super) handle: CK_SESSION_HANDLE,
    pub(super) slot: u64,
}

impl Session {
    /// The slot it was opened on.
    pub fn slot(self) -> u64 {
        self.slot
    }
}

/// CKA_CLASS of a class.
fn number(class: Class) -> CK_OBJECT_CLASS {
    match class {
        Class::Certificate => ObjectClass::CERTIFICATE,
        Class::PublicKey => ObjectClass::PUBLIC_KEY,
        Class::PrivateKey => ObjectClass::PRIVATE_KEY,
        Class::SecretKey => ObjectClass::SECRET_KEY,
    }
    .into()
}

/// The class of a CKA_CLASS; `None` for classes that are not read.
pub(super) fn class_of(value: u64) -> Option<Class> {
    let classes = [Class::Certificate, Class::PublicKey, Class::PrivateKey, Class::SecretKey];
    classes.into_iter().find(|class| wide(number(*class)) == value)
}

/// What a search found.
pub(super) struct Found {
    /// Handles, in the driver's order.
    pub(super) handles: Vec<CK_OBJECT_HANDLE>,
    /// Set if the module claimed more handles than it was asked for, returned an invalid or repeated handle, or never
    /// came to an end. The other handles are accepted.
    pub(super) nonsense: bool,
    /// Set if the search broke off after some handles, or could not be ended.
    pub(super) end: Option<Fault>,
}

impl Module {
    /// C_OpenSession, read-only unless asked otherwise.
    pub fn open_session(&self, slot: u64, read_write: bool) -> Result<Session, Fault> {
        let flags = if read_write { CKF_SERIAL_SESSION | CKF_RW_SESSION } else { CKF_SERIAL_SESSION };
        let mut handle: CK_SESSION_HANDLE = 0;
        self.call("C_OpenSession", Some(slot), |functions| {
            let slot = narrow(slot)?;
            // SAFETY: no callback is registered; the last pointer is to a live handle.
            functions
                .C_OpenSession
                .map(|function| unsafe { function(slot, flags, std::ptr::null_mut(), None, &raw mut handle) })
        })?;
        Ok(Session { handle, slot })
    }

    /// C_CloseSession.
    pub fn close_session(&self, session: Session) -> Result<(), Fault> {
        self.call("C_CloseSession", Some(session.slot), |functions| {
            // SAFETY: the call takes no pointer.
            functions.C_CloseSession.map(|function| unsafe { function(session.handle) })
        })
    }

    /// All objects of a class; with `id` only those with that CKA_ID.
    pub(super) fn find(&self, session: Session, class: Class, id: Option<&[u8]>) -> Result<Found, Fault> {
        self.search(session, Some(class), id, &|_| false)
    }

    /// Every visible object.
    pub(super) fn find_any(&self, session: Session) -> Result<Found, Fault> {
        self.search(session, None, None, &|_| false)
    }

    /// Objects of a class, to the end or until there are enough.
    pub(super) fn find_until(
        &self,
        session: Session,
        class: Class,
        enough: &dyn Fn(&[CK_OBJECT_HANDLE]) -> bool,
    ) -> Result<Found, Fault> {
        self.search(session, Some(class), None, enough)
    }

    fn search(
        &self,
        session: Session,
        class: Option<Class>,
        id: Option<&[u8]>,
        enough: &dyn Fn(&[CK_OBJECT_HANDLE]) -> bool,
    ) -> Result<Found, Fault> {
        let mut class = class.map(number);
        let mut template = Vec::new();
        if let Some(class) = &mut class {
            template.push(CK_ATTRIBUTE {
                type_: CKA_CLASS,
                pValue: std::ptr::from_mut(class).cast(),
                ulValueLen: size_of::<CK_OBJECT_CLASS>().try_into().unwrap_or_default(),
            });
        }
        if let Some(id) = id {
            template.push(CK_ATTRIBUTE {
                type_: CKA_ID,
                pValue: id.as_ptr().cast_mut().cast(),
                ulValueLen: id.len().try_into().unwrap_or_default(),
            });
        }
        self.search_by(session, &mut template, enough)
    }

    /// Objects that match a template, to the end or until there are enough.
    pub(super) fn search_by(
        &self,
        session: Session,
        template: &mut [CK_ATTRIBUTE],
        enough: &dyn Fn(&[CK_OBJECT_HANDLE]) -> bool,
    ) -> Result<Found, Fault> {
        self.begin_search(session, template)?;
        let found = self.collect(session, template, enough);
        // A search still open blocks the next one, so ending it is requested again.
        let over = |fault: &Fault| fault.rv == Rv::OPERATION_NOT_INITIALIZED;
        let ended = self
            .end_search(session)
            .or_else(|fault| if is_gone(fault.rv) || over(&fault) { Err(fault) } else { self.end_search(session) });
        let mut found = found?;
        // If only the end of the search fails, its results are kept. Some drivers end it themselves.
        found.end = found.end.or(ended.err()).filter(|fault| !over(fault) || found.handles.is_empty());
        Ok(found)
    }

    fn begin_search(&self, session: Session, template: &mut [CK_ATTRIBUTE]) -> Result<(), Fault> {
        let attributes = template.len().try_into().unwrap_or_default();
        // An empty template is NULL, as other programs pass it.
        let start = if template.is_empty() { std::ptr::null_mut() } else { template.as_mut_ptr() };
        self.call("C_FindObjectsInit", Some(session.slot), |functions| {
            // SAFETY: the template and what it points to outlive the call, which only reads them; NULL comes with zero.
            functions.C_FindObjectsInit.map(|function| unsafe { function(session.handle, start, attributes) })
        })
    }

    fn end_search(&self, session: Session) -> Result<(), Fault> {
        self.call("C_FindObjectsFinal", Some(session.slot), |functions| {
            // SAFETY: the session is open.
            functions.C_FindObjectsFinal.map(|function| unsafe { function(session.handle) })
        })
    }

    /// C_FindObjects until it returns no handle (PKCS#11 3.1, 5.7.8): an incomplete batch does not end a search, since
    /// some drivers return one handle per call. Nor does a handle that is invalid or was returned before, unless a whole
    /// batch brings nothing else.
    fn collect(
        &self,
        session: Session,
        template: &mut [CK_ATTRIBUTE],
        enough: &dyn Fn(&[CK_OBJECT_HANDLE]) -> bool,
    ) -> Result<Found, Fault> {
        let mut found = Found { handles: Vec::new(), nonsense: false, end: None };
        let mut seen = HashSet::new();
        let mut sizes = BATCHES.into_iter();
        let mut size = sizes.next().unwrap_or(1);
        let mut batch = vec![CK_INVALID_HANDLE; size];
        // The refusal of a larger batch, which explains more than what follows from it.
        let mut refusal: Option<Fault> = None;
        let mut resumed = false;
        loop {
            let count = match self.next_handles(session, &mut batch, size) {
                Ok(count) => count,
                Err(fault) if is_gone(fault.rv) => return Err(fault),
                Err(fault) if found.handles.is_empty() => {
                    let is_over = fault.rv == Rv::OPERATION_NOT_INITIALIZED && refusal.is_some();
                    let smaller = if is_refusal(fault.rv) { sizes.next() } else { None };
                    let refused = refusal.get_or_insert(fault);
                    if let Some(smaller) = smaller {
                        (size, resumed) = (smaller, false);
                        continue;
                    }
                    // Some drivers end a search in which they refused a batch.
                    if is_over && !resumed && self.begin_search(session, template).is_ok() {
                        resumed = true;
                        continue;
                    }
                    return Err(*refused);
                }
                Err(fault) => {
                    found.end = Some(fault);
                    return Ok(found);
                }
            };
            let before = found.handles.len();
            for handle in batch.iter().take(count.min(size)) {
                if *handle == CK_INVALID_HANDLE || !seen.insert(*handle) {
                    found.nonsense = true;
                } else {
                    found.handles.push(*handle);
                }
            }
            // More handles than were asked for, or a search that never ends.
            found.nonsense |= count > size || found.handles.len() >= MAX_OBJECTS;
            // A buffer that is said to be full and is not: this count will never be 0.
            let is_true =
                count < size || batch.get(..size).and_then(<[_]>::last).is_none_or(|last| *last != CK_INVALID_HANDLE);
            let goes_on = is_true && found.handles.len() > before && found.handles.len() < MAX_OBJECTS;
            if !goes_on || enough(&found.handles) {
                return Ok(found);
            }
        }
    }

    /// One C_FindObjects for at most `size` handles. Returns how many the driver reports.
    fn next_handles(&self, session: Session, batch: &mut [CK_OBJECT_HANDLE], size: usize) -> Result<usize, Fault> {
        let room = size.min(batch.len());
        let mut count = 0;
        batch.fill(CK_INVALID_HANDLE);
        self.call("C_FindObjects", Some(session.slot), |functions| {
            let room = room.try_into().ok()?;
            // SAFETY: the buffer has as many elements as the call says.
            functions
                .C_FindObjects
                .map(|function| unsafe { function(session.handle, batch.as_mut_ptr(), room, &raw mut count) })
        })?;
        Ok(usize::try_from(wide(count)).unwrap_or(usize::MAX))
    }
}
