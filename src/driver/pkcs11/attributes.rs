//! Attributes of one object in one call, into buffers sized beforehand (PKCS#11 3.1, 5.7.5).
//!
//! Real drivers leave attributes after an invalid one untouched, fail the whole call because of one unusual attribute,
//! or claim absurd lengths. So buffers are marked before the call, every length is bounded, and whatever the whole call
//! did not return is requested again attribute by attribute.

use cryptoki_sys::{CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_OBJECT_HANDLE, CK_ULONG, CK_UNAVAILABLE_INFORMATION};

use super::find::Session;
use super::module::{Fault, Module};
use super::wide;
use crate::driver::rv::Rv;

/// The longest attribute that is accepted: 8 MiB.
const MAX_LENGTH: u64 = 8 << 20;
/// The fill byte of a buffer before the call; no CK_BBOOL and no CK_ULONG in use looks like it.
const MARK: u8 = 0xa5;

/// An attribute to read: its type, its name for reports, and room for its usual length in bytes.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) kind: CK_ATTRIBUTE_TYPE,
    pub(super) name: &'static str,
    pub(super) room: usize,
}

/// Its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The object has no such attribute, or hides it.
    Absent,
    /// It could not be read: what the call returned, `None` for a claimed length beyond [`MAX_LENGTH`].
    Unreadable(Option<Rv>),
}

/// The position of one attribute in the buffer.
struct Place {
    at: usize,
    room: usize,
}

/// The driver's answer for one attribute.
enum Claim {
    Length(usize),
    Unavailable,
    Absurd,
}

impl Module {
    /// Reads the attributes of one object: one call, three if a buffer is too small, and single calls for what still
    /// has no answer.
    ///
    /// # Errors
    /// Only if the session or the token is gone, so that no other attribute can be read either.
    pub(super) fn attributes(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: &[Wanted],
        buffer: &mut Vec<u8>,
    ) -> Result<Vec<Value>, Fault> {
        let (rv, mut values) = self.attempt(session, object, wanted, buffer);
        match rv {
            Rv::OK | Rv::ATTRIBUTE_SENSITIVE | Rv::ATTRIBUTE_TYPE_INVALID => {
                for (value, wanted) in values.iter_mut().zip(wanted) {
                    // Beside an attribute that the object lacks, one too long for its buffer also looks absent.
                    let doubtful = rv != Rv::OK
                        && wanted.kind == cryptoki_sys::CKA_VALUE
                        && matches!(value, Answer::Settled(Value::Absent));
                    if doubtful || matches!(value, Answer::Untouched) {
                        *value = self.single(session, object, *wanted, buffer)?;
                    }
                }
            }
            Rv::BUFFER_TOO_SMALL => self.grown(session, object, wanted, &mut values, buffer)?,
            rv if is_gone(rv) => return Err(Fault { call: CALL, rv }),
            _ => {
                for (value, wanted) in values.iter_mut().zip(wanted) {
                    *value = self.single(session, object, *wanted, buffer)?;
                }
            }
        }
        Ok(values.into_iter().map(Answer::settled).collect())
    }

    /// One call for what an object of unknown class may have; `None` for what remains open.
    ///
    /// # Errors
    /// Only if the session or the token is gone.
    pub(super) fn survey(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: &[Wanted],
        buffer: &mut Vec<u8>,
    ) -> Result<Vec<Option<Value>>, Fault> {
        let (rv, answers) = self.attempt(session, object, wanted, buffer);
        if is_gone(rv) {
            return Err(Fault { call: CALL, rv });
        }
        let told = matches!(rv, Rv::OK | Rv::ATTRIBUTE_SENSITIVE | Rv::ATTRIBUTE_TYPE_INVALID | Rv::BUFFER_TOO_SMALL);
        let settle = |answer| match answer {
            Answer::Settled(Value::Absent) if rv == Rv::BUFFER_TOO_SMALL => None,
            Answer::Settled(value @ (Value::Bytes(_) | Value::Absent)) if told => Some(value),
            Answer::Settled(_) | Answer::Untouched => None,
        };
        Ok(answers.into_iter().map(settle).collect())
    }

    /// The second and third call: request the lengths of what did not fit, then the values.
    fn grown(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: &[Wanted],
        values: &mut [Answer],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let open: Vec<usize> = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !matches!(value, Answer::Settled(Value::Bytes(_))))
            .map(|(at, _)| at)
            .collect();
        let mut sized: Vec<(usize, Wanted)> = Vec::new();
        let asked: Vec<Wanted> = open.iter().filter_map(|at| wanted.get(*at)).copied().collect();
        let lengths = self.lengths(session, object, &asked)?;
        for ((at, wanted), length) in open.into_iter().zip(asked).zip(lengths) {
            let Some(value) = values.get_mut(at) else { continue };
            match length {
                Claim::Length(length) => sized.push((at, Wanted { room: length, ..wanted })),
                Claim::Unavailable => *value = Answer::Settled(Value::Absent),
                Claim::Absurd => *value = Answer::Settled(Value::Unreadable(None)),
            }
        }
        if sized.is_empty() {
            return Ok(());
        }
        let asked: Vec<Wanted> = sized.iter().map(|(_, wanted)| *wanted).collect();
        let (rv, answers) = self.attempt(session, object, &asked, buffer);
        if is_gone(rv) {
            return Err(Fault { call: CALL, rv });
        }
        for ((at, wanted), answer) in sized.into_iter().zip(answers) {
            let Some(value) = values.get_mut(at) else { continue };
            *value = match answer {
                Answer::Untouched => self.single(session, object, wanted, buffer)?,
                settled @ Answer::Settled(_) => settled,
            };
        }
        Ok(())
    }

    /// One attribute alone; its length first if even that does not fit.
    fn single(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: Wanted,
        buffer: &mut Vec<u8>,
    ) -> Result<Answer, Fault> {
        let mut room = wanted.room;
        for _ in 0..2 {
            let (rv, answers) = self.attempt(session, object, &[Wanted { room, ..wanted }], buffer);
            let answer = answers.into_iter().next().unwrap_or(Answer::Untouched);
            match (rv, answer) {
                (rv, _) if is_gone(rv) => return Err(Fault { call: CALL, rv }),
                (Rv::OK, Answer::Untouched) => return Ok(Answer::Settled(Value::Unreadable(None))),
                (Rv::OK, answer) => return Ok(answer),
                (Rv::ATTRIBUTE_SENSITIVE | Rv::ATTRIBUTE_TYPE_INVALID, _) => {
                    return Ok(Answer::Settled(Value::Absent));
                }
                (Rv::BUFFER_TOO_SMALL, _) => match self.lengths(session, object, &[wanted])?.into_iter().next() {
                    Some(Claim::Length(length)) if length > room => room = length,
                    Some(Claim::Unavailable) => return Ok(Answer::Settled(Value::Absent)),
                    _ => return Ok(Answer::Settled(Value::Unreadable(None))),
                },
                (rv, _) => return Ok(Answer::Settled(Value::Unreadable(Some(rv)))),
            }
        }
        Ok(Answer::Settled(Value::Unreadable(Some(Rv::BUFFER_TOO_SMALL))))
    }

    /// One C_GetAttributeValue with buffers.
    fn attempt(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: &[Wanted],
        buffer: &mut Vec<u8>,
    ) -> (Rv, Vec<Answer>) {
        let mut places = Vec::with_capacity(wanted.len());
        let mut end = 0_usize;
        for attribute in wanted {
            places.push(Place { at: end, room: attribute.room });
            // Each value begins at a multiple of eight, for drivers that store a CK_ULONG without checking alignment.
            end = end.saturating_add(attribute.room).next_multiple_of(8);
        }
        buffer.clear();
        buffer.resize(end, MARK);
        let base = buffer.as_mut_ptr();
        let mut template: Vec<CK_ATTRIBUTE> = wanted
            .iter()
            .zip(&places)
            .map(|(attribute, place)| CK_ATTRIBUTE {
                type_: attribute.kind,
                pValue: base.wrapping_add(place.at).cast(),
                ulValueLen: place.room.try_into().unwrap_or_default(),
            })
            .collect();
        let rv = self.get_attribute_value(session, object, &mut template);
        let answers = template.iter().zip(&places).map(|(attribute, place)| answer(buffer, place, attribute)).collect();
        (rv, answers)
    }

    /// One C_GetAttributeValue without buffers, to get the lengths.
    fn lengths(&self, session: Session, object: CK_OBJECT_HANDLE, wanted: &[Wanted]) -> Result<Vec<Claim>, Fault> {
        let mut template: Vec<CK_ATTRIBUTE> = wanted
            .iter()
            .map(|attribute| CK_ATTRIBUTE { type_: attribute.kind, pValue: std::ptr::null_mut(), ulValueLen: 0 })
            .collect();
        let rv = self.get_attribute_value(session, object, &mut template);
        if is_gone(rv) {
            return Err(Fault { call: CALL, rv });
        }
        Ok(template.iter().map(|attribute| claim(attribute.ulValueLen)).collect())
    }

    /// The driver's answer for one attribute that it did not return: a value after all, if it now reports a length, and
    /// otherwise its refusal; neither if it reports no fault.
    ///
    /// # Errors
    /// Only if the session or the token is gone.
    pub(super) fn refusal(
        &self,
        session: Session,
        object: CK_OBJECT_HANDLE,
        wanted: Wanted,
        buffer: &mut Vec<u8>,
    ) -> Result<(Option<Rv>, Option<Value>), Fault> {
        let mut asked = [CK_ATTRIBUTE { type_: wanted.kind, pValue: std::ptr::null_mut(), ulValueLen: 0 }];
        match self.get_attribute_value(session, object, &mut asked) {
            Rv::OK => {}
            rv => return Ok((Some(rv), None)),
        }
        let [CK_ATTRIBUTE { ulValueLen: length, .. }] = asked;
        match claim(length) {
            Claim::Length(room @ 1..) => {
                let answer = self.single(session, object, Wanted { room, ..wanted }, buffer)?;
                Ok((None, Some(answer.settled())))
            }
            Claim::Length(_) | Claim::Unavailable | Claim::Absurd => Ok((None, None)),
        }
    }

    fn get_attribute_value(&self, session: Session, object: CK_OBJECT_HANDLE, template: &mut [CK_ATTRIBUTE]) -> Rv {
        let result = self.call(CALL, Some(session.slot), |functions| {
            let count = template.len().try_into().ok()?;
            // SAFETY: every pValue is null or points to ulValueLen writable bytes that outlive the call.
            functions
                .C_GetAttributeValue
                .map(|function| unsafe { function(session.handle, object, template.as_mut_ptr(), count) })
        });
        result.map_or_else(|fault| fault.rv, |()| Rv::OK)
    }
}

const CALL: &str = "C_GetAttributeValue";

/// An answer that may need another request.
enum Answer {
    Settled(Value),
    /// The driver did not get to this attribute.
    Untouched,
}

impl Answer {
    fn settled(self) -> Value {
        match self {
            Self::Settled(value) => value,
            Self::Untouched => Value::Unreadable(None),
        }
    }
}

/// Reads the answer for one attribute out of the buffer.
fn answer(buffer: &[u8], place: &Place, attribute: &CK_ATTRIBUTE) -> Answer {
    match claim(attribute.ulValueLen) {
        Claim::Unavailable => Answer::Settled(Value::Absent),
        Claim::Absurd => Answer::Settled(Value::Unreadable(None)),
        Claim::Length(length) => {
            let room = place.at.checked_add(place.room).and_then(|end| buffer.get(place.at..end)).unwrap_or_default();
            match room.get(..length) {
                // Longer than the buffer: nothing of it was written, or not all.
                None => Answer::Untouched,
                Some(bytes)
                    if (length == place.room && length > 0 || length >= 8)
                        && bytes.iter().all(|byte| *byte == MARK) =>
                {
                    Answer::Untouched
                }
                Some(bytes) => Answer::Settled(Value::Bytes(bytes.to_vec())),
            }
        }
    }
}

fn claim(length: CK_ULONG) -> Claim {
    if length == CK_UNAVAILABLE_INFORMATION {
        return Claim::Unavailable;
    }
    match usize::try_from(wide(length)) {
        Ok(length) if wide_length(length) <= MAX_LENGTH => Claim::Length(length),
        _ => Claim::Absurd,
    }
}

fn wide_length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Whether the session or the token is gone, so that every further call would fail as well.
pub(super) fn is_gone(rv: Rv) -> bool {
    matches!(
        rv.name(),
        Some(
            "CKR_SESSION_HANDLE_INVALID"
                | "CKR_SESSION_CLOSED"
                | "CKR_TOKEN_NOT_PRESENT"
                | "CKR_DEVICE_REMOVED"
                | "CKR_CRYPTOKI_NOT_INITIALIZED"
        )
    )
}
