//! Objects: searching for them and reading their attributes.
//!
//! Pitfall: handles look like 47-bit pointers if CK_ULONG is wide enough, because real modules do that too.

use std::collections::{BTreeMap, HashMap};

use cryptoki_sys as c;
use cryptoki_sys::{
    CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_SLOT_ID, CK_ULONG,
    CK_UNAVAILABLE_INFORMATION,
};

use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;

use crate::call::{Answer, Call};
use crate::fault::spoil;
use crate::general::present;
use crate::script::{Handles, Object, SearchForAll, Token, Writer};
use crate::session::{alive, writing};
use crate::state::{Holder, Written};
use crate::value::{Content, Number, attribute_type, hex, unhex};

#[cfg(all(target_pointer_width = "64", not(windows)))]
const FIRST_HANDLE: CK_OBJECT_HANDLE = 0x5555_0000_0010;
#[cfg(any(not(target_pointer_width = "64"), windows))]
const FIRST_HANDLE: CK_OBJECT_HANDLE = 0x5555_0010;
const STEP: CK_OBJECT_HANDLE = 48;

/// The key returned by every generation.
const RSA: &[u8] = include_bytes!("../../support/keys/rsa-2048.pkcs8.der");
const P_256: &[u8] = include_bytes!("../../support/keys/p-256.spki.der");

/// The objects of a token, with their attributes by number.
pub struct Card {
    pub objects: Vec<Stored>,
}

pub struct Stored {
    pub private: bool,
    pub hides_class: bool,
    /// Deleted: no longer found.
    pub gone: bool,
    pub attributes: HashMap<CK_ATTRIBUTE_TYPE, Content>,
    pub pkcs8: Option<Vec<u8>>,
}

impl Card {
    pub fn of(token: &Token, written: &Written) -> Result<Self, String> {
        let own = token.objects.iter().map(Stored::of);
        let mut objects: Vec<Stored> =
            own.chain(written.created.iter().map(Stored::written)).collect::<Result<_, _>>()?;
        for (place, object) in objects.iter_mut().enumerate() {
            object.gone = written.destroyed.contains(&place);
        }
        Ok(Self { objects })
    }

    /// The place of a handle among the objects.
    fn place(handle: CK_OBJECT_HANDLE) -> Option<usize> {
        Some((handle.checked_sub(FIRST_HANDLE)? / STEP) as usize)
    }

    pub fn at(&self, handle: CK_OBJECT_HANDLE) -> Option<&Stored> {
        let distance = handle.checked_sub(FIRST_HANDLE)?;
        self.objects.get((distance / STEP) as usize).filter(|object| distance % STEP == 0 && !object.gone)
    }

    /// The same if each search returns its own handles: they differ in the remainder.
    pub fn near(&self, handle: CK_OBJECT_HANDLE) -> Option<&Stored> {
        self.at(handle - handle.checked_sub(FIRST_HANDLE)? % STEP)
    }
}

impl Stored {
    fn of(object: &Object) -> Result<Self, String> {
        let mut attributes = HashMap::from([
            (c::CKA_CLASS, Content::Bytes(object.class.get().to_ne_bytes().to_vec())),
            (c::CKA_TOKEN, Content::Bytes(vec![1])),
            (c::CKA_PRIVATE, Content::Bytes(vec![u8::from(object.private)])),
        ]);
        for (name, content) in &object.attributes {
            let number = attribute_type(name).ok_or_else(|| format!("unknown attribute {name}"))?;
            attributes.insert(number, content.clone());
        }
        let pkcs8 = object.pkcs8.as_ref().map(|bytes| bytes.0.clone());
        Ok(Self { private: object.private, hides_class: object.hides_class, gone: false, attributes, pkcs8 })
    }

    /// An object written by C_CreateObject.
    fn written(attributes: &BTreeMap<u64, String>) -> Result<Self, String> {
        let read = |(kind, value): (&u64, &String)| Ok((*kind as CK_ATTRIBUTE_TYPE, Content::Bytes(unhex(value)?)));
        let attributes: HashMap<_, _> = attributes.iter().map(read).collect::<Result<_, String>>()?;
        let private = matches!(attributes.get(&c::CKA_PRIVATE), Some(Content::Bytes(value)) if value == &[1]);
        Ok(Self { private, hides_class: false, gone: false, attributes, pkcs8: None })
    }

    pub fn bytes(&self, attribute: CK_ATTRIBUTE_TYPE) -> Option<&[u8]> {
        match self.attributes.get(&attribute) {
            Some(Content::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

pub fn find_init(call: &Call, session: CK_SESSION_HANDLE, template: *mut CK_ATTRIBUTE, count: CK_ULONG) -> Answer {
    let (slot, holder) = alive(call.driver, session)?;
    let card = call.driver.card(holder)?;
    let wanted = attributes(template, count)?;
    let script = &call.driver.script;
    let for_all = if wanted.is_empty() { script.search_for_all } else { SearchForAll::Everything };
    match for_all {
        SearchForAll::Refused => return Err(c::CKR_TEMPLATE_INCOMPLETE),
        SearchForAll::Crash => std::process::abort(),
        SearchForAll::Everything
        | SearchForAll::Nothing
        | SearchForAll::NoCertificates
        | SearchForAll::NoPrivateKeys => {}
    }
    let is_not =
        |object: &Stored, class: c::CK_OBJECT_CLASS| object.bytes(c::CKA_CLASS) != Some(&class.to_ne_bytes()[..]);
    let shows = |object: &Stored| match for_all {
        SearchForAll::Nothing => false,
        SearchForAll::NoCertificates => is_not(object, c::CKO_CERTIFICATE),
        SearchForAll::NoPrivateKeys => is_not(object, c::CKO_PRIVATE_KEY),
        _ => true,
    };
    let mut runtime = call.driver.runtime();
    runtime.searches += 1;
    let own = if script.fresh_handles { runtime.searches % STEP } else { 0 };
    let user = runtime.logins.get(&slot) == Some(&c::CKU_USER);
    let meets = |object: &Stored| {
        (user || !object.private)
            && !object.gone
            && shows(object)
            && wanted.iter().all(|wanted| object.bytes(wanted.type_).is_some_and(|value| value == content(wanted)))
    };
    let found = (card.objects.iter().zip((FIRST_HANDLE..).step_by(STEP as usize)))
        .filter(|(object, _)| meets(object))
        .map(|(_, handle)| handle + own)
        .collect();
    let session = runtime.sessions.get_mut(&session).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    if session.found.is_some() {
        return Err(c::CKR_OPERATION_ACTIVE);
    }
    session.found = Some(found);
    session.last = None;
    Ok(())
}

pub fn find(
    call: &Call,
    session: CK_SESSION_HANDLE,
    list: *mut CK_OBJECT_HANDLE,
    room: CK_ULONG,
    count: *mut CK_ULONG,
) -> Answer {
    alive(call.driver, session)?;
    if count.is_null() || (list.is_null() && room > 0) {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    let mut runtime = call.driver.runtime();
    let session = runtime.sessions.get_mut(&session).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    let script = &call.driver.script;
    if session.found.is_some() && script.largest_search.is_some_and(|largest| room as u64 > largest) {
        if script.refusal_ends_search {
            session.found = None;
        }
        return Err(script.search_refusal.map_or(c::CKR_ARGUMENTS_BAD, Number::get));
    }
    let found = session.found.as_mut().ok_or(c::CKR_OPERATION_NOT_INITIALIZED)?;
    let room = script.handles_a_call.map_or(room as usize, |most| (most as usize).min(room as usize));
    let left = found.len();
    let room = match script.handles {
        Handles::Usual => room,
        Handles::Repeated | Handles::Invalid | Handles::Overlapping => room / 2,
        Handles::AllCounted => room.min(2),
    };
    let mut handles: Vec<_> = found.drain(..left.min(room)).collect();
    match (script.handles, handles.last().copied()) {
        (Handles::Repeated, _) => handles = handles.iter().flat_map(|handle| [*handle; 2]).collect(),
        (Handles::Invalid, _) => handles = handles.iter().flat_map(|handle| [c::CK_INVALID_HANDLE, *handle]).collect(),
        (Handles::Overlapping, newest) => {
            handles.splice(0..0, session.last.filter(|_| newest.is_some()));
            session.last = newest;
        }
        _ => {}
    }
    let more =
        if script.handles == Handles::AllCounted { (left - handles.len()) as CK_ULONG } else { call.effects.more };
    // SAFETY: the caller has room for `room` handles, and there are no more than that.
    unsafe {
        list.copy_from_nonoverlapping(handles.as_ptr(), handles.len());
        count.write_unaligned(handles.len() as CK_ULONG + more);
    }
    Ok(())
}

pub fn find_final(call: &Call, session: CK_SESSION_HANDLE) -> Answer {
    alive(call.driver, session)?;
    let mut runtime = call.driver.runtime();
    let session = runtime.sessions.get_mut(&session).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    session.found.take().map(|_| ()).ok_or(c::CKR_OPERATION_NOT_INITIALIZED)
}

pub fn attribute_values(
    call: &Call,
    session: CK_SESSION_HANDLE,
    object: CK_OBJECT_HANDLE,
    template: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> Answer {
    let (slot, holder) = alive(call.driver, session)?;
    let card = call.driver.card(holder)?;
    let user = call.driver.runtime().logins.get(&slot) == Some(&c::CKU_USER);
    let visible = |object: &&Stored| user || !object.private;
    let script = &call.driver.script;
    let found = if script.fresh_handles { card.near(object) } else { card.at(object) };
    let object = found.filter(visible).ok_or(c::CKR_OBJECT_HANDLE_INVALID)?;
    let mut answer = Ok(());
    for (index, mut wanted) in attributes(template, count)?.into_iter().enumerate() {
        let room = wanted.ulValueLen;
        // Packed on Windows, where a field cannot be borrowed.
        let kind = wanted.type_;
        let known = object.attributes.get(&kind);
        let one = match known {
            _ if kind == c::CKA_CLASS && object.hides_class => unavailable(&mut wanted, c::CKR_ATTRIBUTE_TYPE_INVALID),
            Some(Content::Error(code)) => return Err(*code),
            Some(Content::Bytes(value)) => put(&mut wanted, value),
            Some(Content::Claim(length)) => {
                wanted.ulValueLen = *length;
                Ok(())
            }
            None if script.sloppy_usages && room == 1 => put(&mut wanted, &[1]),
            Some(Content::Sensitive) => unavailable(&mut wanted, c::CKR_ATTRIBUTE_SENSITIVE),
            Some(Content::Unavailable) | None => unavailable(&mut wanted, c::CKR_ATTRIBUTE_TYPE_INVALID),
        };
        if let Some(lengths) = call.effects.lengths {
            spoil(lengths, &mut wanted, room);
        } else {
            answer = answer.and(one);
        }
        // SAFETY: inside the caller's array, from which this attribute was read.
        unsafe { template.add(index).write_unaligned(wanted) };
        if known.is_none() && script.stops_at_unknown {
            break;
        }
    }
    answer
}

/// Who may write here: the slot, the token and its holder.
fn may_write(call: &Call, session: CK_SESSION_HANDLE) -> Result<(CK_SLOT_ID, Holder, &'static Token), CK_RV> {
    let (slot, holder) = writing(call.driver, session)?;
    let (_, token, _) = present(call.driver, slot)?;
    let login = call.driver.runtime().logins.get(&slot).copied();
    match (token.writing.needs, login) {
        (Writer::Anybody, _) | (Writer::User, Some(c::CKU_USER)) | (Writer::So, Some(c::CKU_SO)) => {}
        (Writer::So, Some(_)) => return Err(c::CKR_USER_TYPE_INVALID),
        _ => return Err(c::CKR_USER_NOT_LOGGED_IN),
    }
    Ok((slot, holder, token))
}

/// C_CreateObject. What is written is on the token for all processes.
pub fn create(
    call: &Call,
    session: CK_SESSION_HANDLE,
    template: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
    handle: *mut CK_OBJECT_HANDLE,
) -> Answer {
    let (slot, holder, token) = may_write(call, session)?;
    let mut given: BTreeMap<u64, Vec<u8>> =
        attributes(template, count)?.iter().map(|one| ({ one.type_ } as u64, content(one).to_vec())).collect();
    if handle.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    let certificate = given.get(&(c::CKA_CLASS as u64)) == Some(&c::CKO_CERTIFICATE.to_ne_bytes().to_vec());
    let named = |kind: CK_ATTRIBUTE_TYPE| given.contains_key(&(kind as u64));
    if certificate
        && (!named(c::CKA_VALUE)
            || !named(c::CKA_SUBJECT)
            || (token.writing.wants_issuer && !(named(c::CKA_ISSUER) && named(c::CKA_SERIAL_NUMBER))))
    {
        return Err(c::CKR_TEMPLATE_INCOMPLETE);
    }
    if call.effects.corrupt
        && let Some(byte) = given.get_mut(&(c::CKA_VALUE as u64)).and_then(|value| value.last_mut())
    {
        *byte ^= 1;
    }
    let card = call.driver.card(holder)?;
    let same_id = |object: &Stored| {
        object.bytes(c::CKA_CLASS) == Some(&c::CKO_CERTIFICATE.to_ne_bytes()[..])
            && object.bytes(c::CKA_ID) == given.get(&(c::CKA_ID as u64)).map(Vec::as_slice)
    };
    let replaced: Vec<usize> = (card.objects.iter().enumerate())
        .filter(|(_, object)| certificate && token.writing.overwrites && !object.gone && same_id(object))
        .map(|(place, _)| place)
        .collect();
    let stored = given.iter().map(|(kind, value)| (*kind, hex(value))).collect();
    call.driver.change(|state| {
        let written = state.written.entry(holder.name()).or_default();
        written.destroyed.extend(replaced);
        written.created.push(stored);
    })?;
    call.driver.log("!wrote", Some(slot), &holder.word());
    // SAFETY: the caller's place for a handle, not null.
    unsafe { handle.write_unaligned(FIRST_HANDLE + STEP * card.objects.len() as CK_OBJECT_HANDLE) };
    Ok(())
}

/// C_GenerateKeyPair: the same RSA or P-256 key each time, with the attributes of the templates.
pub fn generate(
    call: &Call,
    session: CK_SESSION_HANDLE,
    mechanism: *mut cryptoki_sys::CK_MECHANISM,
    (public, private): ((*mut CK_ATTRIBUTE, CK_ULONG), (*mut CK_ATTRIBUTE, CK_ULONG)),
    (public_handle, private_handle): (*mut CK_OBJECT_HANDLE, *mut CK_OBJECT_HANDLE),
) -> Answer {
    let (slot, holder, _) = may_write(call, session)?;
    if mechanism.is_null() || public_handle.is_null() || private_handle.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's structure, not null.
    let (key_type, own): (CK_ULONG, Vec<(CK_ATTRIBUTE_TYPE, Vec<u8>)>) = match unsafe { mechanism.read_unaligned() }
        .mechanism
    {
        c::CKM_RSA_PKCS_KEY_PAIR_GEN => {
            let key = rsa::RsaPrivateKey::from_pkcs8_der(RSA).map_err(|_| c::CKR_GENERAL_ERROR)?;
            (c::CKK_RSA, vec![(c::CKA_MODULUS, key.n().to_bytes_be()), (c::CKA_PUBLIC_EXPONENT, key.e().to_bytes_be())])
        }
        c::CKM_EC_KEY_PAIR_GEN => {
            let point = P_256.get(P_256.len() - 65..).unwrap_or_default();
            (c::CKK_EC, vec![(c::CKA_EC_POINT, [&[4, 65], point].concat())])
        }
        _ => return Err(c::CKR_MECHANISM_INVALID),
    };
    let card = call.driver.card(holder)?;
    let mut made = Vec::new();
    for (class, (template, count)) in [(c::CKO_PUBLIC_KEY, public), (c::CKO_PRIVATE_KEY, private)] {
        let mut stored: BTreeMap<u64, String> =
            attributes(template, count)?.iter().map(|one| ({ one.type_ } as u64, hex(content(one)))).collect();
        stored.insert(c::CKA_CLASS as u64, hex(&class.to_ne_bytes()));
        stored.insert(c::CKA_KEY_TYPE as u64, hex(&key_type.to_ne_bytes()));
        if class == c::CKO_PUBLIC_KEY {
            stored.extend(own.iter().map(|(kind, value)| (*kind as u64, hex(value))));
        }
        made.push(stored);
    }
    call.driver.change(|state| state.written.entry(holder.name()).or_default().created.extend(made))?;
    call.driver.log("!made", Some(slot), &holder.word());
    let first = FIRST_HANDLE + STEP * card.objects.len() as CK_OBJECT_HANDLE;
    // SAFETY: the caller's places for handles, not null.
    unsafe {
        public_handle.write_unaligned(first);
        private_handle.write_unaligned(first + STEP);
    }
    Ok(())
}

/// C_DestroyObject.
pub fn destroy(call: &Call, session: CK_SESSION_HANDLE, object: CK_OBJECT_HANDLE) -> Answer {
    let (slot, holder, _) = may_write(call, session)?;
    let card = call.driver.card(holder)?;
    card.at(object).ok_or(c::CKR_OBJECT_HANDLE_INVALID)?;
    let place = Card::place(object).ok_or(c::CKR_OBJECT_HANDLE_INVALID)?;
    call.driver.change(|state| state.written.entry(holder.name()).or_default().destroyed.insert(place))?;
    call.driver.log("!deleted", Some(slot), &holder.word());
    Ok(())
}

fn put(attribute: &mut CK_ATTRIBUTE, value: &[u8]) -> Result<(), CK_RV> {
    let room = attribute.ulValueLen as usize;
    if !attribute.pValue.is_null() {
        if room < value.len() {
            return unavailable(attribute, c::CKR_BUFFER_TOO_SMALL);
        }
        // SAFETY: the caller's buffer, and it is large enough.
        unsafe { attribute.pValue.cast::<u8>().copy_from_nonoverlapping(value.as_ptr(), value.len()) };
    }
    attribute.ulValueLen = value.len() as CK_ULONG;
    Ok(())
}

fn unavailable(attribute: &mut CK_ATTRIBUTE, code: CK_RV) -> Result<(), CK_RV> {
    attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
    Err(code)
}

fn attributes(template: *const CK_ATTRIBUTE, count: CK_ULONG) -> Result<Vec<CK_ATTRIBUTE>, CK_RV> {
    if template.is_null() && count > 0 {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller states that this many attributes are there.
    Ok((0..count as usize).map(|index| unsafe { template.add(index).read_unaligned() }).collect())
}

fn content(attribute: &CK_ATTRIBUTE) -> &[u8] {
    if attribute.pValue.is_null() {
        return &[];
    }
    // SAFETY: the caller's value and its length.
    unsafe { std::slice::from_raw_parts(attribute.pValue.cast(), attribute.ulValueLen as usize) }
}

/// The log text for a search or a read: attribute types, and the class if requested.
pub fn describe(template: *const CK_ATTRIBUTE, count: CK_ULONG) -> String {
    let Ok(attributes) = attributes(template, count) else { return String::new() };
    let types: Vec<String> = attributes.iter().map(|attribute| { attribute.type_ }.to_string()).collect();
    format!("attributes={}", types.join(","))
}

/// The class that a search asks for.
pub fn describe_search(template: *const CK_ATTRIBUTE, count: CK_ULONG) -> String {
    let attributes = attributes(template, count).unwrap_or_default();
    let class = attributes.iter().find(|attribute| { attribute.type_ } == c::CKA_CLASS).map(content);
    let class = class.and_then(|bytes| bytes.try_into().ok()).map(CK_ULONG::from_ne_bytes);
    class.map_or_else(|| "class=any".to_owned(), |class| format!("class={class}"))
}
