//! Reads the certificates and keys of one token: together if that is cheaper, otherwise with one search per class.
//!
//! Pitfall: certificates are read first, because the inventory is mainly about them. A failed search loses its class, a
//! failed object only itself, and a lost session the whole slot.

use super::attributes::{Value, is_gone};
use super::find::{Found, Session};
use super::module::{Fault, Module};
use super::objects::{
    ELSEWHERE, ONE_VALUE, PARAMETERS, VALUE, WHOLE_KEY, add_late_value, add_url, add_value, attributes_of,
    has_parameter_set, has_parts, is_one_value, object,
};
use super::together::Together;
use crate::driver::protocol::budget::{OBJECT, SLOT};
use crate::driver::protocol::{Class, FaultScope, Object, SlotDone};
use crate::driver::rv::Rv;

/// The classes that are read after the certificates.
const KEYS: [Class; 3] = [Class::PublicKey, Class::PrivateKey, Class::SecretKey];

/// How many objects travel in one message, and how many bytes of certificates.
const BATCH_OBJECTS: usize = 32;
const BATCH_BYTES: usize = 256 << 10;

/// What to do with the objects as they come.
pub type Sink<'a> = &'a mut dyn FnMut(Vec<Object>);

/// Why nothing more is read of a token.
pub(super) enum Stop {
    /// The session or the token is gone.
    Gone(Fault),
    /// The budget is used up.
    Full,
}

/// The reading of one token in one session.
pub(super) struct Reading<'a> {
    pub(super) module: &'a Module,
    pub(super) session: Session,
    /// Reused for every object.
    pub(super) buffer: Vec<u8>,
    done: &'a mut SlotDone,
    sink: Sink<'a>,
    batch: Vec<Object>,
    /// Bytes of certificates in the batch.
    bytes: usize,
    /// How much of the slot's budget the objects have used.
    taken: u64,
}

impl Module {
    /// Reads a token's objects in a separate session without a login; batches go to `sink`, failures into `done`.
    pub fn read_objects(&self, done: &mut SlotDone, by_class: bool, sink: Sink<'_>) {
        match self.open_session(done.slot, false) {
            Ok(session) => self.read_in(session, done, by_class, sink),
            Err(fault) => done.add(FaultScope::Slot, fault),
        }
    }

    /// The same in an open session.
    pub fn read_in(&self, session: Session, done: &mut SlotDone, by_class: bool, sink: Sink<'_>) {
        let (buffer, batch) = (Vec::new(), Vec::new());
        let mut reading = Reading { module: self, session, buffer, done, sink, batch, bytes: 0, taken: 0 };
        let stopped = reading.all(by_class).and_then(|()| reading.safenet(by_class));
        // What was read before the token vanished is kept.
        reading.send();
        match stopped {
            Ok(()) => {}
            Err(Stop::Full) => reading.done.excess = true,
            Err(Stop::Gone(fault)) => reading.done.add(FaultScope::Slot, fault),
        }
    }
}

impl Reading<'_> {
    fn all(&mut self, by_class: bool) -> Result<(), Stop> {
        let certificates = match if by_class { Together::ByClass(None) } else { self.together()? } {
            Together::Done => return Ok(()),
            Together::ByClass(certificates) => certificates,
        };
        match certificates {
            Some(handles) => self.objects(Class::Certificate, handles)?,
            None => self.class(Class::Certificate)?,
        }
        KEYS.into_iter().try_for_each(|class| self.class(class))
    }

    /// The data of SafeNet's driver beyond the standard. It is not requested again if a driver died during a reading;
    /// missing data does no harm.
    fn safenet(&mut self, by_class: bool) -> Result<(), Stop> {
        if by_class || !self.module.is_safenet() {
            return Ok(());
        }
        match self.module.counters(self.session) {
            Ok(counters) => self.done.counters = (!counters.is_empty()).then(|| Box::new(counters)),
            Err(fault) if is_gone(fault.rv) => return Err(Stop::Gone(fault)),
            Err(_not_told) => return Ok(()),
        }
        // After a login they are visible the standard way.
        if self.has_logged_in() {
            return Ok(());
        }
        match self.module.private_keys(self.session) {
            Ok(handles) => self.objects(Class::PrivateKey, handles),
            Err(fault) if is_gone(fault.rv) => Err(Stop::Gone(fault)),
            Err(_not_told) => Ok(()),
        }
    }

    /// One class: a search, and one call per object.
    fn class(&mut self, class: Class) -> Result<(), Stop> {
        let found = match self.searched(|module, session| module.find(session, class, None)) {
            Ok(found) => found,
            Err(fault) if is_gone(fault.rv) => return Err(Stop::Gone(fault)),
            Err(fault) => {
                self.done.add(FaultScope::Object, fault);
                return Ok(());
            }
        };
        if found.nonsense {
            self.done.add(FaultScope::Object, Fault { call: "C_FindObjects", rv: Rv::OK });
        }
        if let Some(fault) = found.end {
            self.done.add(FaultScope::Object, fault);
        }
        self.objects(class, found.handles)
    }

    fn objects(&mut self, class: Class, handles: Vec<cryptoki_sys::CK_OBJECT_HANDLE>) -> Result<(), Stop> {
        for handle in handles {
            let object = self.object(class, handle)?;
            self.keep(object)?;
        }
        self.send();
        Ok(())
    }

    /// A search, in a new session if the last one could not be ended: it would block every further one.
    pub(super) fn searched(
        &mut self,
        search: impl Fn(&Module, Session) -> Result<Found, Fault>,
    ) -> Result<Found, Fault> {
        match search(self.module, self.session) {
            Err(fault) if fault.rv == Rv::OPERATION_ACTIVE => {
                let Ok(session) = self.module.open_session(self.session.slot(), false) else { return Err(fault) };
                self.session = session;
                search(self.module, session)
            }
            found => found,
        }
    }

    /// Whether private objects are visible because of a login.
    pub(super) fn has_logged_in(&self) -> bool {
        self.done.login.is_some()
    }

    /// Reports a fault that loses what follows, not what was read.
    pub(super) fn note(&mut self, fault: Fault) {
        self.done.add(FaultScope::Slot, fault);
    }

    /// One object of a known class.
    pub(super) fn object(&mut self, class: Class, handle: cryptoki_sys::CK_OBJECT_HANDLE) -> Result<Object, Stop> {
        let attributes = attributes_of(class);
        let values = self.module.attributes(self.session, handle, attributes, &mut self.buffer).map_err(Stop::Gone)?;
        self.completed(handle, object(class, attributes, values))
    }

    /// Requests what only few objects have: why a certificate has no value and where it is, the value of a public key
    /// that is a single value, and the whole of one whose parts are none that are known.
    pub(super) fn completed(
        &mut self,
        handle: cryptoki_sys::CK_OBJECT_HANDLE,
        mut object: Object,
    ) -> Result<Object, Stop> {
        match object.class {
            Class::Certificate if object.value.is_none() => {
                let (fault, late) =
                    self.module.refusal(self.session, handle, VALUE, &mut self.buffer).map_err(Stop::Gone)?;
                if let Some(Value::Bytes(bytes)) = late {
                    add_late_value(&mut object, &bytes);
                    return Ok(object);
                }
                let is_told = object.faults.iter().any(|(name, _)| name == VALUE.name);
                if let Some(rv) = fault.filter(|_| !is_told) {
                    object.faults.push((VALUE.name.to_owned(), Some(rv)));
                }
                let asked = self.module.attributes(self.session, handle, ELSEWHERE, &mut self.buffer);
                add_url(&mut object, asked.map_err(Stop::Gone)?);
            }
            Class::PublicKey if object.key_type.is_some_and(is_one_value) => {
                let asked = self.module.attributes(self.session, handle, ONE_VALUE, &mut self.buffer);
                add_value(&mut object, ONE_VALUE, asked.map_err(Stop::Gone)?);
            }
            Class::PublicKey if !has_parts(&object) => {
                let asked = self.module.attributes(self.session, handle, WHOLE_KEY, &mut self.buffer);
                add_value(&mut object, WHOLE_KEY, asked.map_err(Stop::Gone)?);
            }
            Class::PrivateKey if object.public_key_info.is_none() && object.key_type.is_some_and(has_parameter_set) => {
                let asked = self.module.attributes(self.session, handle, PARAMETERS, &mut self.buffer);
                add_value(&mut object, PARAMETERS, asked.map_err(Stop::Gone)?);
            }
            Class::Certificate | Class::PublicKey | Class::PrivateKey | Class::SecretKey => {}
        }
        Ok(object)
    }

    /// Keeps an object, if the budget allows.
    pub(super) fn keep(&mut self, object: Object) -> Result<(), Stop> {
        let size = object.size();
        if size > OBJECT {
            // Only this object is left out.
            self.done.excess = true;
            return Ok(());
        }
        self.taken += size;
        if self.taken > SLOT || !self.module.take(size) {
            return Err(Stop::Full);
        }
        self.bytes = self.bytes.saturating_add(object.value.as_ref().map_or(0, String::len));
        self.batch.push(object);
        if self.batch.len() >= BATCH_OBJECTS || self.bytes >= BATCH_BYTES {
            self.send();
        }
        Ok(())
    }

    fn send(&mut self) {
        self.bytes = 0;
        if !self.batch.is_empty() {
            (self.sink)(std::mem::take(&mut self.batch));
        }
    }
}
