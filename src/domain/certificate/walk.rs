//! The frame of a certificate: where each field begins and ends, also where a length is damaged.
//!
//! Imports `tlv`. A field has two ends: the one its length claims, and the one its contents show. The claimed end counts
//! wherever what follows looks like the next field; else the contents decide, so that one damaged length costs one
//! field, not all that follow. Pitfall: nothing found by this way is trusted more than its own contents deserve.

use super::problem::Problems;
use crate::domain::tlv::{
    self, BIT_STRING, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, SEQUENCE, SET, Tlv,
};

/// `[0] EXPLICIT`, around the version.
pub(super) const VERSION: u8 = 0xa0;
/// `[3] EXPLICIT`, around the extensions.
pub(super) const EXTENSIONS: u8 = 0xa3;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// How a field's end can be told without its length.
pub(super) struct Shape {
    /// Length of the contents as the contents themselves show it.
    contents: fn(&[u8]) -> Option<usize>,
    /// Whether what follows looks like the next field.
    next: fn(&[u8]) -> bool,
}

/// One field of the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) tlv: Tlv<'a>,
    /// Whether the end was told by the contents against the claimed length.
    pub(super) resized: bool,
}

/// The fields of a certificate as raw elements.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) version: Option<Field<'a>>,
    pub(super) serial_number: Option<Field<'a>>,
    pub(super) signature: Option<Field<'a>>,
    pub(super) issuer: Option<Field<'a>>,
    pub(super) validity: Option<Field<'a>>,
    pub(super) subject: Option<Field<'a>>,
    pub(super) key: Option<Field<'a>>,
    pub(super) extensions: Option<Field<'a>>,
    pub(super) signature_algorithm: Option<Field<'a>>,
    pub(super) signature_value: Option<Tlv<'a>>,
    /// Octets of the value that belong to the certificate.
    pub(super) length: usize,
}

/// Lays the frame over a CKA_VALUE.
pub(super) fn frame<'a>(value: &'a [u8], problems: &mut Problems) -> Frame<'a> {
    let mut frame = Frame { length: value.len(), ..Frame::default() };
    let quirks = Quirks::default();
    let Some(outer) = outer(value, &quirks) else {
        problems.malformed("not-a-certificate");
        return frame;
    };
    let body = value.get(outer.start..).unwrap_or_default();
    // Departures in a field's header are noted with the field itself, later.
    let of_fields = Quirks::default();
    let mut walk = Walk { rest: body, quirks: &of_fields };
    let whole = frame.fill(&mut walk, problems, &quirks);
    let reached = value.len() - walk.rest.len();
    match (outer.end, whole) {
        // The bytes end before the certificate does.
        (Some(end), Err(_)) if end > value.len() => {
            problems.malformed(format!("truncated:{}/{end}", value.len()));
        }
        (_, Err((field, fault))) => {
            problems.unreadable(field, fault);
            if let Some(end) = outer.end {
                frame.length = end.min(value.len());
            }
        }
        (None, Ok(())) => {
            let after = if walk.rest.starts_with(&[0, 0]) { 2 } else { 0 };
            frame.length = reached + after;
        }
        (Some(end), Ok(())) if end == reached => frame.length = reached,
        // Where the outer length fits the value, the signature's is the wrong one.
        (Some(end), Ok(())) if value.get(end..).is_some_and(|after| after.iter().all(|octet| *octet == 0)) => {
            problems.note("signature", tlv::Quirk::WrongLength.fault());
            frame.length = end;
        }
        (Some(end), Ok(())) => {
            quirks.note(tlv::Quirk::WrongLength);
            frame.length = if (reached..=value.len()).contains(&end) { end } else { reached };
        }
    }
    problems.note_quirks("certificate", &quirks);
    frame
}

impl<'a> Frame<'a> {
    /// Finds every field; where the walk is lost, says at which field and why.
    fn fill(
        &mut self,
        walk: &mut Walk<'a, '_>,
        problems: &mut Problems,
        quirks: &Quirks,
    ) -> Result<(), (&'static str, Fault)> {
        let tbs = walk.signed_part(quirks);
        if let Some(tag) = walk.rest.first().filter(|tag| **tag != SEQUENCE) {
            problems.note("certificate", tlv::wrong_kind(*tag));
        }
        let mut inner = Walk { rest: tbs.map_or(walk.rest, |(_, contents)| contents), quirks: walk.quirks };
        if tbs.is_none() {
            quirks.note(tlv::Quirk::WrongLength);
            let skip = signed_part_start(walk.rest).ok_or(("certificate", "no-signed-part".into()))?;
            inner.rest = walk.rest.get(skip..).unwrap_or_default();
        }
        self.fill_inner(&mut inner, problems)?;
        match tbs {
            Some((after, _)) => {
                walk.rest = after;
                if !inner.rest.is_empty() {
                    problems.note("extensions", tlv::Quirk::ExtraElements.fault());
                }
            }
            None => walk.rest = inner.rest,
        }
        let named = |field: &'static str| move |fault: Fault| (field, fault);
        self.signature_algorithm = Some(walk.take(&OUTER_ALGORITHM).map_err(named("signature_algorithm"))?);
        let signature = walk.element().map_err(named("signature"))?;
        if signature.tag == BIT_STRING {
            self.signature_value = Some(signature);
        } else {
            problems.unreadable("signature", tlv::wrong_kind(signature.tag));
        }
        Ok(())
    }

    /// Whether the fields of a signed part fill it exactly, without a fault.
    fn fits(contents: &[u8]) -> bool {
        let (mut frame, mut problems, quirks) = (Frame::default(), Problems::default(), Quirks::default());
        let mut walk = Walk { rest: contents, quirks: &quirks };
        frame.fill_inner(&mut walk, &mut problems).is_ok() && walk.rest.is_empty() && problems.into_inner().is_empty()
    }

    fn fill_inner(&mut self, walk: &mut Walk<'a, '_>, problems: &mut Problems) -> Result<(), (&'static str, Fault)> {
        let named = |field: &'static str| move |fault: Fault| (field, fault);
        // A damaged tag of the version: no serial number is followed by an INTEGER.
        let is_version = walk.rest.first() == Some(&VERSION) || {
            let end = VERSION_SHAPE.end_of(walk.rest, walk.quirks);
            walk.rest.first() != Some(&INTEGER) && end.is_some_and(|end| (VERSION_SHAPE.next)(end))
        };
        if is_version {
            self.version = Some(walk.take(&VERSION_SHAPE).map_err(named("version"))?);
        }
        self.serial_number = Some(walk.take(&SERIAL).map_err(named("serial_number"))?);
        self.signature = Some(walk.take(&ALGORITHM).map_err(named("signature_algorithm"))?);
        self.issuer = Some(walk.take(&ISSUER).map_err(named("issuer"))?);
        self.validity = Some(walk.take(&VALIDITY).map_err(named("validity"))?);
        self.subject = Some(walk.take(&SUBJECT).map_err(named("subject"))?);
        self.key = Some(walk.take(&KEY).map_err(named("key"))?);
        while !walk.rest.is_empty() && !ends_certificate(walk.rest) {
            let field = walk.take(&TAIL).map_err(named("extensions"))?;
            match field.tlv.tag {
                EXTENSIONS if self.extensions.is_none() => self.extensions = Some(field),
                0x81 | 0x82 => {}
                tag if self.extensions.is_none() && field.tlv.contents.first() == Some(&SEQUENCE) => {
                    problems.note("extensions", tlv::wrong_kind(tag));
                    self.extensions = Some(field);
                }
                tag => problems.unreadable("extensions", tlv::wrong_kind(tag)),
            }
        }
        Ok(())
    }
}

/// Where the outer SEQUENCE begins to hold, and where it claims to end.
struct Outer {
    start: usize,
    /// `None` for an indefinite length.
    end: Option<usize>,
}

fn outer(value: &[u8], quirks: &Quirks) -> Option<Outer> {
    if value.first() != Some(&SEQUENCE) {
        return None;
    }
    if let Ok(header) = tlv::header(value, quirks)
        && let Some(inner) = value.get(header.size..)
        && (inner.first() == Some(&SEQUENCE) || signed_part_start(inner).is_some())
    {
        if header.claimed.is_none() {
            quirks.note(tlv::Quirk::IndefiniteLength);
        }
        return Some(Outer {
            start: header.size,
            end: header.claimed.map(|length| header.size.saturating_add(length)),
        });
    }
    // The length octets are damaged: the certificate begins where a TBSCertificate does.
    quirks.note(tlv::Quirk::WrongLength);
    let start = [4, 3, 2, 5].into_iter().find(|start| value.get(*start..).and_then(signed_part_start).is_some())?;
    Some(Outer { start, end: None })
}

/// How many octets of header stand before the first field of a TBSCertificate.
fn signed_part_start(bytes: &[u8]) -> Option<usize> {
    [4, 3, 2, 5].into_iter().find(|start| match bytes.get(*start..) {
        Some([VERSION, _, INTEGER, ..]) => true,
        // Without a version, only a sound identifier octet speaks for it.
        Some(rest @ [INTEGER, ..]) if bytes.first() == Some(&SEQUENCE) => {
            SERIAL.end_of(rest, &Quirks::default()).is_some_and(|after| (SERIAL.next)(after))
        }
        _ => false,
    })
}

/// A walk over elements that may be damaged.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a, 'q> {
    pub(super) rest: &'a [u8],
    pub(super) quirks: &'q Quirks,
}

impl<'a> Walk<'a, '_> {
    /// The next element as its length claims.
    fn element(&mut self) -> Result<Tlv<'a>, Fault> {
        let tlv = tlv::element(self.rest, self.quirks)?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Ok(tlv)
    }

    /// What follows the TBSCertificate and what it holds, if its length can be believed.
    fn signed_part(self, quirks: &Quirks) -> Option<(&'a [u8], &'a [u8])> {
        let tlv = tlv::element(self.rest, quirks).ok()?;
        let after = self.rest.get(tlv.raw.len()..)?;
        // Either what follows is whole, or what it holds fills it to the last octet.
        (ends_certificate(after) || Frame::fits(tlv.contents)).then_some((after, tlv.contents))
    }

    /// The next field, its end told by its length or, where that leads nowhere, by its contents.
    pub(super) fn take(&mut self, shape: &Shape) -> Result<Field<'a>, Fault> {
        let claimed = tlv::element(self.rest, self.quirks);
        if let Ok(tlv) = claimed {
            let after = self.rest.get(tlv.raw.len()..).unwrap_or_default();
            if (shape.next)(after) {
                self.rest = after;
                return Ok(Field { tlv, resized: false });
            }
        }
        let tag = self.rest.first().copied().unwrap_or_default();
        let own = header_size(self.rest);
        for start in own.into_iter().chain([2, 3, 4, 5]) {
            let Some(body) = self.rest.get(start..) else { continue };
            let Some(contents) = (shape.contents)(body).and_then(|length| body.get(..length)) else { continue };
            let raw = self.rest.get(..start + contents.len()).unwrap_or_default();
            let after = self.rest.get(raw.len()..).unwrap_or_default();
            if claimed.as_ref().is_ok_and(|tlv| tlv.raw.len() == raw.len()) {
                break;
            }
            if (shape.next)(after) {
                self.rest = after;
                return Ok(Field { tlv: Tlv { tag, contents, raw }, resized: true });
            }
        }
        let tlv = claimed?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Ok(Field { tlv, resized: false })
    }
}

impl Shape {
    /// What follows the element at the beginning of `bytes` by its claimed length.
    fn end_of<'a>(&self, bytes: &'a [u8], quirks: &Quirks) -> Option<&'a [u8]> {
        let mut walk = Walk { rest: bytes, quirks };
        walk.take(self).ok()?;
        Some(walk.rest)
    }
}

const VERSION_SHAPE: Shape = Shape { contents: |body| length_of(body, &[INTEGER]), next: is_serial };
const SERIAL: Shape = Shape {
    contents: |body| (1..64).find(|at| body.get(*at..).is_some_and(|rest| is_algorithm(rest) && precedes_name(rest))),
    next: precedes_name,
};
const ALGORITHM: Shape = Shape { contents: algorithm_length, next: is_name };
const ISSUER: Shape = Shape { contents: name_length, next: is_validity };
const VALIDITY: Shape = Shape {
    contents: |body| {
        let first = length_of(body, &[UTC_TIME, GENERALIZED_TIME])?;
        Some(first + length_of(body.get(first..)?, &[UTC_TIME, GENERALIZED_TIME])?)
    },
    next: is_name,
};
const SUBJECT: Shape = Shape { contents: name_length, next: |rest| within_sequence(rest).is_some_and(is_algorithm) };
const KEY: Shape = Shape {
    contents: |body| {
        let first = length_of(body, &[SEQUENCE])?;
        Some(first + length_of(body.get(first..)?, &[BIT_STRING])?)
    },
    next: is_tail,
};
const TAIL: Shape = Shape { contents: |body| length_of(body, &[SEQUENCE]), next: is_tail };
const OUTER_ALGORITHM: Shape = Shape { contents: algorithm_length, next: |rest| rest.first() == Some(&BIT_STRING) };

/// The list of extensions within its `[3]`.
pub(super) const EXTENSION_LIST: Shape = Shape { contents: |body| run(body, SEQUENCE), next: <[u8]>::is_empty };
/// One extension within the list.
pub(super) const EXTENSION: Shape = Shape {
    contents: |body| {
        let mut at = length_of(body, &[OBJECT_IDENTIFIER])?;
        if body.get(at) == Some(&tlv::BOOLEAN) {
            at += length_of(body.get(at..)?, &[tlv::BOOLEAN])?;
        }
        Some(at + length_of(body.get(at..)?, &[OCTET_STRING])?)
    },
    next: |rest| {
        rest.is_empty() || within_sequence(rest).is_some_and(|inner| inner.first() == Some(&OBJECT_IDENTIFIER))
    },
};
/// One of the two times of Validity.
pub(super) const TIME: Shape = Shape {
    contents: |body| {
        Some(body.iter().take_while(|octet| matches!(octet, b'0'..=b'9' | b'Z' | b'.' | b',' | b'+' | b'-')).count())
    },
    next: |rest| matches!(rest.first(), None | Some(&(UTC_TIME | GENERALIZED_TIME))),
};

fn length_of(bytes: &[u8], tags: &[u8]) -> Option<usize> {
    let tlv = tlv::element(bytes, &Quirks::default()).ok()?;
    tags.contains(&tlv.tag).then_some(tlv.raw.len())
}

/// Length of a run of elements of one kind.
fn run(bytes: &[u8], tag: u8) -> Option<usize> {
    let mut at = 0;
    while bytes.get(at) == Some(&tag) {
        at += length_of(bytes.get(at..)?, &[tag])?;
    }
    Some(at)
}

fn name_length(bytes: &[u8]) -> Option<usize> {
    run(bytes, SET).filter(|length| *length > 0)
}

fn algorithm_length(bytes: &[u8]) -> Option<usize> {
    let oid = length_of(bytes, &[OBJECT_IDENTIFIER])?;
    let rest = bytes.get(oid..)?;
    match rest.first() {
        Some(&SEQUENCE) if !is_name(rest) => Some(oid + length_of(rest, &[SEQUENCE])?),
        Some(&tlv::NULL) => Some(oid + length_of(rest, &[tlv::NULL])?),
        _ => Some(oid),
    }
}

fn within_sequence(rest: &[u8]) -> Option<&[u8]> {
    let header = tlv::header(rest, &Quirks::default()).ok()?;
    if header.tag == SEQUENCE { rest.get(header.size..) } else { None }
}

fn is_algorithm(rest: &[u8]) -> bool {
    within_sequence(rest).is_some_and(|inner| inner.first() == Some(&OBJECT_IDENTIFIER))
}

fn is_name(rest: &[u8]) -> bool {
    within_sequence(rest).is_some_and(|inner| inner.first() == Some(&SET)) || rest.starts_with(&[SEQUENCE, 0])
}

fn is_validity(rest: &[u8]) -> bool {
    within_sequence(rest).is_some_and(|inner| matches!(inner.first(), Some(&(UTC_TIME | GENERALIZED_TIME))))
}

/// A serial number, and after it what must follow one.
fn is_serial(rest: &[u8]) -> bool {
    rest.first() == Some(&INTEGER) && after(rest).is_some_and(precedes_name)
}

/// The inner AlgorithmIdentifier, known by the name after it: one of the two may be damaged.
fn precedes_name(rest: &[u8]) -> bool {
    let (tag, inner) = (rest.first(), header_size(rest).and_then(|size| rest.get(size)));
    ((tag == Some(&SEQUENCE) || inner == Some(&OBJECT_IDENTIFIER)) && after(rest).is_some_and(is_name))
        || within_sequence(rest).and_then(|inner| inner.get(algorithm_length(inner)?..)).is_some_and(is_name)
}

/// What may follow the key: unique identifiers, extensions, or the end of the signed part.
fn is_tail(rest: &[u8]) -> bool {
    match rest.first() {
        None => true,
        Some(&EXTENSIONS) => header_size(rest).and_then(|size| rest.get(size)) == Some(&SEQUENCE),
        Some(0x81 | 0x82) => after(rest).is_some_and(is_tail),
        _ => ends_certificate(rest),
    }
}

/// The outer AlgorithmIdentifier, known by the signature that ends the value.
fn ends_certificate(rest: &[u8]) -> bool {
    is_algorithm(rest)
        && within_sequence(rest)
            .and_then(|inner| inner.get(algorithm_length(inner)?..))
            .filter(|rest| rest.first() == Some(&BIT_STRING))
            .and_then(after)
            .is_some_and(|rest| matches!(rest.first(), None | Some(0)))
}

/// What follows the element at the beginning by its claimed length.
fn after(rest: &[u8]) -> Option<&[u8]> {
    rest.get(tlv::element(rest, &Quirks::default()).ok()?.raw.len()..)
}

fn header_size(rest: &[u8]) -> Option<usize> {
    Some(tlv::header(rest, &Quirks::default()).ok()?.size)
}
