//! The frame of a certificate: where each field begins and ends, even if a length is damaged.
//!
//! Imports `tlv`. A field has two ends: the one its length claims, and the one its contents show. The claimed end is
//! used if what follows looks like the next field; else the contents decide, so that a damaged length loses one field,
//! not all that follow. Pitfall: fields found this way deserve no more trust than their contents.

use super::problem::Problems;
use super::shape::{
    ALGORITHM, EXTENSIONS, FrameField, ISSUER, KEY, OUTER_ALGORITHM, SERIAL, SUBJECT, TAIL, VALIDITY, VERSION,
    VERSION_SHAPE, Walk, ends_certificate,
};
use super::wrapping::named;
use crate::domain::tlv::{self, BIT_STRING, Fault, INTEGER, Quirks, SEQUENCE, Tlv};

/// The fields of a certificate as raw elements.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) version: Option<FrameField<'a>>,
    pub(super) serial_number: Option<FrameField<'a>>,
    pub(super) signature: Option<FrameField<'a>>,
    pub(super) issuer: Option<FrameField<'a>>,
    pub(super) validity: Option<FrameField<'a>>,
    pub(super) subject: Option<FrameField<'a>>,
    pub(super) key: Option<FrameField<'a>>,
    pub(super) extensions: Option<FrameField<'a>>,
    pub(super) signature_algorithm: Option<FrameField<'a>>,
    pub(super) signature_value: Option<Tlv<'a>>,
    /// Bytes of the value that belong to the certificate.
    pub(super) length: usize,
}

/// Applies the frame to a CKA_VALUE.
pub(super) fn frame<'a>(value: &'a [u8], problems: &mut Problems) -> Frame<'a> {
    let mut frame = Frame { length: value.len(), ..Frame::default() };
    let quirks = Quirks::default();
    let Some(outer) = outer(value, &quirks) else {
        problems.malformed(named(value));
        return frame;
    };
    let body = value.get(outer.start..).unwrap_or_default();
    // Deviations in a field's header are noted with the field itself, later.
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
            match outer.end.filter(|end| *end < value.len()) {
                Some(end) if frame.is_within(value, end) => frame.length = end,
                // What was read needs the bytes beyond the claimed end.
                Some(_) => quirks.note(tlv::Quirk::WrongLength),
                None => {}
            }
        }
        (None, Ok(())) => {
            let after = if walk.rest.starts_with(&[0, 0]) { 2 } else { 0 };
            frame.length = reached + after;
        }
        (Some(end), Ok(())) if end == reached => frame.length = reached,
        // If the outer length fits the value, the signature's length is wrong.
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
    /// Finds every field; if the walk gets lost, says at which field and why.
    fn fill(
        &mut self,
        walk: &mut Walk<'a, '_>,
        problems: &mut Problems,
        quirks: &Quirks,
    ) -> Result<(), (&'static str, Fault)> {
        let tbs = signed_part(walk.rest, quirks);
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

    /// Whether the bytes up to `end` alone give the same fields.
    fn is_within(&self, value: &'a [u8], end: usize) -> bool {
        let own = value.get(..end).unwrap_or_default();
        let alone = frame(own, &mut Problems::default());
        self.fields().zip(alone.fields()).all(|(here, there)| here == there)
    }

    fn fields(&self) -> impl Iterator<Item = Option<&'a [u8]>> {
        [
            self.version,
            self.serial_number,
            self.signature,
            self.issuer,
            self.validity,
            self.subject,
            self.key,
            self.extensions,
            self.signature_algorithm,
        ]
        .into_iter()
        .map(|field| field.map(|field| field.tlv.raw))
    }

    /// Whether the fields of a signed part fill it exactly, without a fault.
    fn fits(contents: &[u8]) -> bool {
        let (mut frame, mut problems, quirks) = (Frame::default(), Problems::default(), Quirks::default());
        let mut walk = Walk { rest: contents, quirks: &quirks };
        frame.fill_inner(&mut walk, &mut problems).is_ok() && walk.rest.is_empty() && problems.into_inner().is_empty()
    }

    fn fill_inner(&mut self, walk: &mut Walk<'a, '_>, problems: &mut Problems) -> Result<(), (&'static str, Fault)> {
        let named = |field: &'static str| move |fault: Fault| (field, fault);
        // A damaged tag of the version: a serial number is never followed by an INTEGER.
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

/// Where the contents of the outer SEQUENCE begin, and where it claims to end.
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
    // The length bytes are damaged: the certificate begins where a TBSCertificate does.
    quirks.note(tlv::Quirk::WrongLength);
    let start = [4, 3, 2, 5].into_iter().find(|start| value.get(*start..).and_then(signed_part_start).is_some())?;
    Some(Outer { start, end: None })
}

/// How many bytes of header precede the first field of a TBSCertificate.
fn signed_part_start(bytes: &[u8]) -> Option<usize> {
    [4, 3, 2, 5].into_iter().find(|start| match bytes.get(*start..) {
        Some([VERSION, _, INTEGER, ..]) => true,
        // Without a version, only a sound identifier byte is evidence for it.
        Some(rest @ [INTEGER, ..]) if bytes.first() == Some(&SEQUENCE) => {
            SERIAL.end_of(rest, &Quirks::default()).is_some_and(|after| (SERIAL.next)(after))
        }
        _ => false,
    })
}

/// What follows the TBSCertificate and what it contains, if its length is credible.
fn signed_part<'a>(rest: &'a [u8], quirks: &Quirks) -> Option<(&'a [u8], &'a [u8])> {
    let tlv = tlv::element(rest, quirks).ok()?;
    let after = rest.get(tlv.raw.len()..)?;
    // Either what follows is complete, or its contents fill it to the last byte.
    (ends_certificate(after) || Frame::fits(tlv.contents)).then_some((after, tlv.contents))
}
