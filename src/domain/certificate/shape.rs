//! Where a field ends: by the length it claims, or by what its contents show.
//!
//! Imports `tlv`. Pitfall: every test here runs on unchecked bytes; none recurses, none is slower than linear.

use crate::domain::tlv::{
    self, BIT_STRING, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, SEQUENCE, SET, Tlv,
};

/// `[0] EXPLICIT`, around the version.
pub(super) const VERSION: u8 = 0xa0;
/// `[3] EXPLICIT`, around the extensions.
pub(super) const EXTENSIONS: u8 = 0xa3;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// How a field's end can be found without its length.
pub(super) struct Shape {
    /// Length of the contents as the contents themselves show it.
    pub(super) contents: fn(&[u8]) -> Option<usize>,
    /// Whether what follows looks like the next field.
    pub(super) next: fn(&[u8]) -> bool,
}

/// One field of the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct FrameField<'a> {
    pub(super) tlv: Tlv<'a>,
    /// Whether the contents determined the end, contrary to the claimed length.
    pub(super) resized: bool,
}

/// A walk over elements that may be damaged.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a, 'q> {
    pub(super) rest: &'a [u8],
    pub(super) quirks: &'q Quirks,
}

impl<'a> Walk<'a, '_> {
    /// The next element according to its length.
    pub(super) fn element(&mut self) -> Result<Tlv<'a>, Fault> {
        let tlv = tlv::element(self.rest, self.quirks)?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Ok(tlv)
    }

    /// The next field; its end is given by its length or, if that leads nowhere, by its contents.
    pub(super) fn take(&mut self, shape: &Shape) -> Result<FrameField<'a>, Fault> {
        let claimed = tlv::element(self.rest, self.quirks);
        if let Ok(tlv) = claimed {
            let after = self.rest.get(tlv.raw.len()..).unwrap_or_default();
            if (shape.next)(after) {
                self.rest = after;
                return Ok(FrameField { tlv, resized: false });
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
                return Ok(FrameField { tlv: Tlv { tag, contents, raw }, resized: true });
            }
        }
        let tlv = claimed?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Ok(FrameField { tlv, resized: false })
    }
}

impl Shape {
    /// What follows the element at the start of `bytes` according to its claimed length.
    pub(super) fn end_of<'a>(&self, bytes: &'a [u8], quirks: &Quirks) -> Option<&'a [u8]> {
        let mut walk = Walk { rest: bytes, quirks };
        walk.take(self).ok()?;
        Some(walk.rest)
    }
}

pub(super) const VERSION_SHAPE: Shape = Shape { contents: |body| length_of(body, &[INTEGER]), next: is_serial };
pub(super) const SERIAL: Shape = Shape {
    contents: |body| (1..64).find(|at| body.get(*at..).is_some_and(|rest| is_algorithm(rest) && precedes_name(rest))),
    next: precedes_name,
};
pub(super) const ALGORITHM: Shape = Shape { contents: algorithm_length, next: is_name };
pub(super) const ISSUER: Shape = Shape { contents: name_length, next: is_validity };
pub(super) const VALIDITY: Shape = Shape {
    contents: |body| {
        let first = length_of(body, &[UTC_TIME, GENERALIZED_TIME])?;
        Some(first + length_of(body.get(first..)?, &[UTC_TIME, GENERALIZED_TIME])?)
    },
    next: is_name,
};
pub(super) const SUBJECT: Shape =
    Shape { contents: name_length, next: |rest| within_sequence(rest).is_some_and(is_algorithm) };
pub(super) const KEY: Shape = Shape {
    contents: |body| {
        let first = length_of(body, &[SEQUENCE])?;
        Some(first + length_of(body.get(first..)?, &[BIT_STRING])?)
    },
    next: is_tail,
};
pub(super) const TAIL: Shape = Shape { contents: |body| length_of(body, &[SEQUENCE]), next: is_tail };
pub(super) const OUTER_ALGORITHM: Shape =
    Shape { contents: algorithm_length, next: |rest| rest.first() == Some(&BIT_STRING) };

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

/// A serial number, followed by what must follow one.
fn is_serial(rest: &[u8]) -> bool {
    rest.first() == Some(&INTEGER) && after(rest).is_some_and(precedes_name)
}

/// The inner AlgorithmIdentifier, recognised by the name after it: one of the two may be damaged.
fn precedes_name(rest: &[u8]) -> bool {
    let (tag, inner) = (rest.first(), header_size(rest).and_then(|size| rest.get(size)));
    ((tag == Some(&SEQUENCE) || inner == Some(&OBJECT_IDENTIFIER)) && after(rest).is_some_and(is_name))
        || within_sequence(rest).and_then(|inner| inner.get(algorithm_length(inner)?..)).is_some_and(is_name)
}

/// What may follow the key: at most two unique identifiers, then extensions or the end of the signed part.
fn is_tail(rest: &[u8]) -> bool {
    let identifier = |rest: &[u8]| matches!(rest.first(), Some(0x81 | 0x82));
    let mut rest = rest;
    for _ in 0..2 {
        if identifier(rest) {
            let Some(after) = after(rest) else { return false };
            rest = after;
        }
    }
    match rest.first() {
        None => true,
        Some(&EXTENSIONS) => header_size(rest).and_then(|size| rest.get(size)) == Some(&SEQUENCE),
        _ => ends_certificate(rest),
    }
}

/// The outer AlgorithmIdentifier, recognised by the signature that ends the value.
pub(super) fn ends_certificate(rest: &[u8]) -> bool {
    is_algorithm(rest)
        && within_sequence(rest)
            .and_then(|inner| inner.get(algorithm_length(inner)?..))
            .filter(|rest| rest.first() == Some(&BIT_STRING))
            .and_then(after)
            .is_some_and(|rest| matches!(rest.first(), None | Some(0)))
}

/// What follows the first element according to its claimed length.
fn after(rest: &[u8]) -> Option<&[u8]> {
    rest.get(tlv::element(rest, &Quirks::default()).ok()?.raw.len()..)
}

fn header_size(rest: &[u8]) -> Option<usize> {
    Some(tlv::header(rest, &Quirks::default()).ok()?.size)
}
