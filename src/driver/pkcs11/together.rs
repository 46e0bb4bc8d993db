//! Reads all objects of a token with one search without a class, which halves the number of calls for a small token.
//!
//! Each object is asked once for its class and for the attributes of keys; a certificate is then asked for all of its
//! own attributes, as if it had been found by its class. In any doubt the token is read by class instead, as if nothing
//! had been tried. Pitfall: an unexpected answer must never lose an object, and CKA_VALUE is never requested for what
//! may be a key.

use std::collections::HashSet;

use cryptoki_sys as sys;

use super::attributes::{Value, Wanted, is_gone};
use super::find::{Found, class_of};
use super::module::{Fault, Module};
use super::objects::{attributes_of, object, ulong};
use super::reading::{Reading, Stop};
use crate::driver::protocol::budget::SLOT;
use crate::driver::protocol::{Class, Object};

/// Above this number of objects the certificates are searched by class, so that each takes one call.
const SMALL: usize = 6;
/// The maximum number of objects of other classes: above it the searches by class take fewer calls.
const FOREIGN: usize = 8;
/// The maximum number of objects that had to be asked again for what the first answer left open.
const ASKED_AGAIN: usize = 8;

/// What a token holds, as one search showed it.
enum Shown {
    Yes(Vec<Object>),
    /// The session ended in the middle, after these objects.
    Broken(Vec<Object>, Fault),
    /// Something is in doubt.
    Doubtful,
}

/// One object, asked without knowing its class.
enum Told {
    Object(Box<Object>),
    /// An object of a class that is not read.
    Foreign,
    /// It does not report its class.
    Nothing,
}

/// How a token is read.
pub(super) enum Together {
    /// All of it was read.
    Done,
    /// It must be read by class, and nothing was kept yet; with the certificates, if a search for them was completed.
    ByClass(Option<Vec<sys::CK_OBJECT_HANDLE>>),
}

impl Reading<'_> {
    /// Reads the whole token with one search without a class, or reports that it must be read by class.
    pub(super) fn together(&mut self) -> Result<Together, Stop> {
        let found = self.searched(Module::find_any);
        let Some(all) = self.settled(found)? else { return Ok(Together::ByClass(None)) };
        // A driver that shows nothing may require a class in searches.
        if all.is_empty() {
            return Ok(Together::ByClass(None));
        }
        let certificates = if all.len() > SMALL { self.certificates_of(&all)? } else { Some(Vec::new()) };
        let Some(certificates) = certificates else { return Ok(Together::ByClass(None)) };
        let own: HashSet<_> = certificates.iter().copied().collect();
        let rest: Vec<_> = all.iter().copied().filter(|handle| !own.contains(handle)).collect();
        let others = match self.others(&rest)? {
            Shown::Doubtful => {
                let complete = all.len() > SMALL && rest.len() > FOREIGN;
                return Ok(Together::ByClass(complete.then_some(certificates)));
            }
            Shown::Yes(others) => others,
            Shown::Broken(others, fault) => {
                others.into_iter().try_for_each(|object| self.keep(object))?;
                return Err(Stop::Gone(fault));
            }
        };
        // A small token without certificates: a search by their class checks that the driver did not just hide them.
        let none = certificates.is_empty() && !others.iter().any(|object| object.class == Class::Certificate);
        if none && all.len() <= SMALL && self.certificates_of(&all)?.is_none_or(|found| !found.is_empty()) {
            return Ok(Together::ByClass(None));
        }
        if self.hides_private_keys(&others)? {
            return Ok(Together::ByClass(None));
        }
        let read = certificates.into_iter().try_for_each(|handle| {
            let certificate = self.object(Class::Certificate, handle)?;
            self.keep(certificate)
        });
        let kept = others.into_iter().try_for_each(|object| self.keep(object));
        read.and(kept).map(|()| Together::Done)
    }

    /// Whether a driver shows private keys only to a search by their class. Checked where a login showed none: the report
    /// would say that the keys of all certificates are missing.
    fn hides_private_keys(&mut self, others: &[Object]) -> Result<bool, Stop> {
        if !self.has_logged_in() || others.iter().any(|object| object.class == Class::PrivateKey) {
            return Ok(false);
        }
        let some = |found: &[sys::CK_OBJECT_HANDLE]| !found.is_empty();
        let found = self.searched(|module, session| module.find_until(session, Class::PrivateKey, &some));
        Ok(self.settled(found)?.is_none_or(|found| !found.is_empty()))
    }

    /// The certificates by their class; `None` if the driver shows objects that it did not show without one.
    ///
    /// It is completed only if these may be all that this search reads: otherwise the other search shows the rest.
    fn certificates_of(&mut self, all: &[sys::CK_OBJECT_HANDLE]) -> Result<Option<Vec<sys::CK_OBJECT_HANDLE>>, Stop> {
        let enough = |found: &[sys::CK_OBJECT_HANDLE]| all.len().saturating_sub(found.len()) <= FOREIGN;
        let found = self.searched(|module, session| module.find_until(session, Class::Certificate, &enough));
        let found = self.settled(found)?;
        let all: HashSet<_> = all.iter().collect();
        Ok(found.filter(|found| found.iter().all(|handle| all.contains(handle))))
    }

    /// The handles of a search without irregularities; `None` for any other that the session survives.
    fn settled(&mut self, found: Result<Found, Fault>) -> Result<Option<Vec<sys::CK_OBJECT_HANDLE>>, Stop> {
        match found {
            Ok(mut found) => {
                if let Some(fault) = found.end.take_if(|fault| is_gone(fault.rv)) {
                    // A search that cannot be closed: every later one would only report that it is still open.
                    self.note(fault);
                }
                Ok((!found.nonsense && found.end.is_none()).then_some(found.handles))
            }
            Err(fault) if is_gone(fault.rv) => Err(Stop::Gone(fault)),
            Err(_) => Ok(None),
        }
    }

    /// Objects of unknown classes, in order. Nothing is kept yet.
    fn others(&mut self, handles: &[sys::CK_OBJECT_HANDLE]) -> Result<Shown, Stop> {
        let questions = questions();
        let mut told: Vec<Option<Told>> = handles.iter().map(|_| None).collect();
        let (mut objects, mut size, mut foreign, mut again) = (Vec::new(), 0, 0, 0);
        for (look, at) in order(handles.len()).enumerate() {
            let (Some(handle), Some(place)) = (handles.get(at), told.get_mut(at)) else { continue };
            if place.is_none() {
                let one = match self.tell(*handle, &questions, &mut again) {
                    Ok(one) => one,
                    Err(Stop::Gone(fault)) => {
                        objects.extend(told.into_iter().flatten().filter_map(Told::object));
                        return Ok(Shown::Broken(objects, fault));
                    }
                    Err(full @ Stop::Full) => return Err(full),
                };
                foreign += usize::from(matches!(one, Told::Foreign));
                size += if let Told::Object(object) = &one { object.size() } else { 0 };
                if matches!(one, Told::Nothing) || foreign > FOREIGN || again > ASKED_AGAIN || size > SLOT {
                    return Ok(Shown::Doubtful);
                }
                *place = Some(one);
            }
            // Many objects, and two samples were of classes not read: the others are likely the same.
            if handles.len() > 2 * FOREIGN && look == 1 && foreign == 2 {
                return Ok(Shown::Doubtful);
            }
        }
        objects.extend(told.into_iter().flatten().filter_map(Told::object));
        Ok(Shown::Yes(objects))
    }

    /// One object: its class and the attributes of keys, then what is requested only for a known class.
    fn tell(&mut self, handle: sys::CK_OBJECT_HANDLE, questions: &[Wanted], again: &mut usize) -> Result<Told, Stop> {
        let answers = self.module.survey(self.session, handle, questions, &mut self.buffer).map_err(Stop::Gone)?;
        let class = match answers.first() {
            Some(Some(Value::Bytes(bytes))) => ulong(bytes),
            _ => None,
        };
        let Some(class) = class else { return Ok(Told::Nothing) };
        let Some(class) = class_of(class) else { return Ok(Told::Foreign) };
        let whole = if class == Class::Certificate { None } else { whole(class, questions, &answers) };
        let object = if let Some(object) = whole {
            self.completed(handle, object)?
        } else {
            *again += usize::from(class != Class::Certificate);
            self.object(class, handle)?
        };
        Ok(Told::Object(Box::new(object)))
    }
}

impl Told {
    fn object(self) -> Option<Object> {
        match self {
            Self::Object(object) => Some(*object),
            Self::Foreign | Self::Nothing => None,
        }
    }
}

/// What is requested of an object of unknown class: CKA_CLASS, and each attribute of each class of keys.
fn questions() -> Vec<Wanted> {
    let room = size_of::<sys::CK_OBJECT_CLASS>();
    let mut questions = vec![Wanted { kind: sys::CKA_CLASS, name: "CKA_CLASS", room }];
    let keys = [Class::PublicKey, Class::PrivateKey, Class::SecretKey];
    for wanted in keys.into_iter().flat_map(attributes_of) {
        if wanted.kind != sys::CKA_VALUE && questions.iter().all(|known| known.kind != wanted.kind) {
            questions.push(*wanted);
        }
    }
    questions
}

/// The order of reading: two from the middle first, because drivers list objects of one kind together.
fn order(count: usize) -> impl Iterator<Item = usize> {
    let first = (count > 2 * FOREIGN).then_some([count / 3, count * 2 / 3]);
    first.into_iter().flatten().chain(0..count)
}

/// A key from the answers to its own class's questions; `None` if one of them is open.
fn whole(class: Class, questions: &[Wanted], answers: &[Option<Value>]) -> Option<Object> {
    let own = attributes_of(class);
    let answer = |kind| questions.iter().position(|question| question.kind == kind).and_then(|at| answers.get(at));
    let key_type = match answer(sys::CKA_KEY_TYPE) {
        Some(Some(Value::Bytes(bytes))) => ulong(bytes),
        _ => None,
    };
    let values = own.iter().map(|wanted| {
        let value = answer(wanted.kind)?.clone()?;
        (value != Value::Absent || !has(class, key_type, wanted.kind)).then_some(value)
    });
    Some(object(class, own, values.collect::<Option<_>>()?))
}

/// Whether a key usually has this attribute. Beside an attribute that an object lacks, one too long for its buffer also
/// looks absent, and every object lacks some of those requested here.
fn has(class: Class, key_type: Option<u64>, kind: sys::CK_ATTRIBUTE_TYPE) -> bool {
    let is_one_of = |types: &[sys::CK_KEY_TYPE]| types.iter().any(|one| Some(super::wide(*one)) == key_type);
    let on_curve = [sys::CKK_EC, sys::CKK_EC_EDWARDS, sys::CKK_EC_MONTGOMERY];
    match kind {
        sys::CKA_KEY_TYPE | sys::CKA_ID | sys::CKA_LABEL => true,
        sys::CKA_MODULUS => is_one_of(&[sys::CKK_RSA]),
        sys::CKA_EC_PARAMS => is_one_of(&on_curve),
        sys::CKA_EC_POINT => class == Class::PublicKey && is_one_of(&on_curve),
        _ => false,
    }
}
