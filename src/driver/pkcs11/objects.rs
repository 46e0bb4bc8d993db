//! Certificates and keys of one token: one search a class, one call an object.
//!
//! Certificates come first, because they are what the inventory is for. CKA_VALUE is asked of certificates only.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cryptoki_sys as sys;

use super::attributes::{Value, Wanted, is_gone};
use super::find::Session;
use super::module::{Fault, Module};
use super::text::repaired;
use crate::domain::tlv::hex;
use crate::driver::protocol::budget::{OBJECT, SLOT};
use crate::driver::protocol::{CallFault, Class, FaultScope, Object, SlotDone};
use crate::driver::rv::Rv;

/// The classes in the order of their reading.
const CLASSES: [Class; 4] = [Class::Certificate, Class::PublicKey, Class::PrivateKey, Class::SecretKey];

/// How many objects travel in one message, and how many bytes of certificates.
const BATCH_OBJECTS: usize = 64;
const BATCH_BYTES: usize = 256 << 10;

const ULONG: usize = size_of::<sys::CK_ULONG>();
const BOOL: usize = size_of::<sys::CK_BBOOL>();

const fn wanted(kind: sys::CK_ATTRIBUTE_TYPE, name: &'static str, room: usize) -> Wanted {
    Wanted { kind, name, room }
}

const ID: Wanted = wanted(sys::CKA_ID, "CKA_ID", 255);
const LABEL: Wanted = wanted(sys::CKA_LABEL, "CKA_LABEL", 511);
const KEY_TYPE: Wanted = wanted(sys::CKA_KEY_TYPE, "CKA_KEY_TYPE", ULONG);
const SENSITIVE: Wanted = wanted(sys::CKA_SENSITIVE, "CKA_SENSITIVE", BOOL);
const EXTRACTABLE: Wanted = wanted(sys::CKA_EXTRACTABLE, "CKA_EXTRACTABLE", BOOL);
const MODULUS: Wanted = wanted(sys::CKA_MODULUS, "CKA_MODULUS", 1027);
const EXPONENT: Wanted = wanted(sys::CKA_PUBLIC_EXPONENT, "CKA_PUBLIC_EXPONENT", 67);
const EC_PARAMS: Wanted = wanted(sys::CKA_EC_PARAMS, "CKA_EC_PARAMS", 515);
const EC_POINT: Wanted = wanted(sys::CKA_EC_POINT, "CKA_EC_POINT", 515);

const CERTIFICATE: &[Wanted] = &[
    wanted(sys::CKA_CERTIFICATE_TYPE, "CKA_CERTIFICATE_TYPE", ULONG),
    ID,
    LABEL,
    wanted(sys::CKA_VALUE, "CKA_VALUE", 6143),
];
const PUBLIC_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    wanted(sys::CKA_ENCRYPT, "CKA_ENCRYPT", BOOL),
    wanted(sys::CKA_VERIFY, "CKA_VERIFY", BOOL),
    wanted(sys::CKA_WRAP, "CKA_WRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
    MODULUS,
    EXPONENT,
    EC_PARAMS,
    EC_POINT,
];
const PRIVATE_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    SENSITIVE,
    EXTRACTABLE,
    wanted(sys::CKA_ALWAYS_AUTHENTICATE, "CKA_ALWAYS_AUTHENTICATE", BOOL),
    wanted(sys::CKA_DECRYPT, "CKA_DECRYPT", BOOL),
    wanted(sys::CKA_SIGN, "CKA_SIGN", BOOL),
    wanted(sys::CKA_UNWRAP, "CKA_UNWRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
    MODULUS,
    EXPONENT,
    EC_PARAMS,
    EC_POINT,
    wanted(sys::CKA_PUBLIC_KEY_INFO, "CKA_PUBLIC_KEY_INFO", 1027),
];
const SECRET_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    SENSITIVE,
    EXTRACTABLE,
    wanted(sys::CKA_VALUE_LEN, "CKA_VALUE_LEN", ULONG),
    wanted(sys::CKA_ENCRYPT, "CKA_ENCRYPT", BOOL),
    wanted(sys::CKA_DECRYPT, "CKA_DECRYPT", BOOL),
    wanted(sys::CKA_SIGN, "CKA_SIGN", BOOL),
    wanted(sys::CKA_VERIFY, "CKA_VERIFY", BOOL),
    wanted(sys::CKA_WRAP, "CKA_WRAP", BOOL),
    wanted(sys::CKA_UNWRAP, "CKA_UNWRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
];

/// What the reading of one slot uses again for every object, and what they took of its budget.
struct Room<'a> {
    buffer: &'a mut Vec<u8>,
    taken: &'a mut u64,
}

/// What to do with the objects as they come.
pub type Sink<'a> = &'a mut dyn FnMut(Vec<Object>);

impl Module {
    /// Reads a token's objects in a session of their own without a login; batches go to `sink`, failures into `done`.
    pub fn read_objects(&self, done: &mut SlotDone, sink: Sink<'_>) {
        match self.open_session(done.slot, false) {
            Ok(session) => self.read_in(session, done, sink),
            Err(fault) => done.faults.push(slot_fault(fault)),
        }
    }

    /// The same in an open session.
    pub fn read_in(&self, session: Session, done: &mut SlotDone, sink: Sink<'_>) {
        let (mut buffer, mut taken) = (Vec::new(), 0);
        for class in CLASSES {
            match self.read_class(session, class, done, &mut Room { buffer: &mut buffer, taken: &mut taken }, sink) {
                Ok(true) => {}
                Ok(false) => {
                    done.excess = true;
                    return;
                }
                Err(fault) => {
                    done.faults.push(slot_fault(fault));
                    return;
                }
            }
        }
    }

    /// One class; false where the budget is used up and nothing more is read. A failed search costs its class, a failed
    /// object itself; a session that is gone costs the slot.
    fn read_class(
        &self,
        session: Session,
        class: Class,
        done: &mut SlotDone,
        room: &mut Room<'_>,
        sink: Sink<'_>,
    ) -> Result<bool, Fault> {
        let found = match self.find(session, class, None) {
            Ok(found) => found,
            Err(fault) if is_gone(fault.rv) => return Err(fault),
            Err(fault) => {
                done.faults.push(object_fault(fault.call, Some(fault.rv), class_name(class)));
                return Ok(true);
            }
        };
        if let Some(nonsense) = found.nonsense {
            done.faults.push(object_fault("C_FindObjects", None, nonsense));
        }
        if let Some(fault) = found.end {
            done.faults.push(object_fault(fault.call, Some(fault.rv), class_name(class)));
        }
        let attributes = attributes_of(class);
        let mut batch = Vec::new();
        let mut bytes = 0_usize;
        for handle in found.handles {
            let values = match self.attributes(session, handle, attributes, room.buffer) {
                Ok(values) => values,
                Err(fault) => {
                    // What was read before the token vanished is kept.
                    sink(batch);
                    return Err(fault);
                }
            };
            let object = object(class, attributes, values);
            let size = object.size();
            if size > OBJECT {
                // It alone is left out.
                done.excess = true;
                continue;
            }
            *room.taken += size;
            if *room.taken > SLOT || !self.take(size) {
                sink(batch);
                return Ok(false);
            }
            bytes = bytes.saturating_add(object.value.as_ref().map_or(0, String::len));
            batch.push(object);
            if batch.len() >= BATCH_OBJECTS || bytes >= BATCH_BYTES {
                sink(std::mem::take(&mut batch));
                bytes = 0;
            }
        }
        if !batch.is_empty() {
            sink(batch);
        }
        Ok(true)
    }
}

fn attributes_of(class: Class) -> &'static [Wanted] {
    match class {
        Class::Certificate => CERTIFICATE,
        Class::PublicKey => PUBLIC_KEY,
        Class::PrivateKey => PRIVATE_KEY,
        Class::SecretKey => SECRET_KEY,
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Certificate => "CKO_CERTIFICATE",
        Class::PublicKey => "CKO_PUBLIC_KEY",
        Class::PrivateKey => "CKO_PRIVATE_KEY",
        Class::SecretKey => "CKO_SECRET_KEY",
    }
}

/// Matches values to fields by type, never by position.
fn object(class: Class, attributes: &[Wanted], values: Vec<Value>) -> Object {
    let mut object = Object { class, ..Object::default() };
    for (attribute, value) in attributes.iter().zip(values) {
        let bytes = match value {
            Value::Bytes(bytes) => bytes,
            Value::Absent => continue,
            Value::Unreadable(rv) => {
                object.faults.push((attribute.name.to_owned(), rv));
                continue;
            }
        };
        match attribute.kind {
            sys::CKA_KEY_TYPE => object.key_type = ulong(&bytes),
            sys::CKA_CERTIFICATE_TYPE => object.certificate_type = ulong(&bytes),
            sys::CKA_VALUE_LEN => object.value_length = ulong(&bytes),
            sys::CKA_ID => object.id = filled(&bytes).map(hex),
            sys::CKA_LABEL => object.label = filled(&bytes).map(repaired),
            sys::CKA_VALUE => object.value = filled(&bytes).map(|bytes| BASE64_STANDARD.encode(bytes)),
            sys::CKA_MODULUS => object.modulus = filled(&bytes).map(hex),
            sys::CKA_PUBLIC_EXPONENT => object.public_exponent = filled(&bytes).map(hex),
            sys::CKA_EC_PARAMS => object.ec_params = filled(&bytes).map(hex),
            sys::CKA_EC_POINT => object.ec_point = filled(&bytes).map(hex),
            sys::CKA_PUBLIC_KEY_INFO => object.public_key_info = filled(&bytes).map(hex),
            sys::CKA_SENSITIVE => object.sensitive = boolean(&bytes),
            sys::CKA_EXTRACTABLE => object.extractable = boolean(&bytes),
            sys::CKA_ALWAYS_AUTHENTICATE => object.always_authenticate = boolean(&bytes),
            _ => {
                if boolean(&bytes) == Some(true) {
                    let usage = attribute.name.trim_start_matches("CKA_").to_ascii_lowercase();
                    object.usage.push(usage);
                }
            }
        }
    }
    object
}

/// An empty value is no value: many modules hand out empty attributes for what an object has not.
fn filled(bytes: &[u8]) -> Option<&[u8]> {
    (!bytes.is_empty()).then_some(bytes)
}

/// A CK_ULONG of this machine's width.
fn ulong(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(sys::CK_ULONG::from_ne_bytes).map(super::wide)
}

/// CK_TRUE or CK_FALSE; anything else is taken for true, as C does, but the untouched mark is not.
fn boolean(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0] => Some(false),
        [_] => Some(true),
        _ => None,
    }
}

fn slot_fault(fault: Fault) -> CallFault {
    CallFault { call: fault.call.to_owned(), rv: Some(fault.rv), scope: FaultScope::Slot, detail: String::new() }
}

fn object_fault(call: &str, rv: Option<Rv>, detail: &str) -> CallFault {
    CallFault { call: call.to_owned(), rv, scope: FaultScope::Object, detail: detail.to_owned() }
}
