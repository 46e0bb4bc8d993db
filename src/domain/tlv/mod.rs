//! Raw TLV walking of BER and DER (X.690), as lenient as real certificates require.
//!
//! Imports nothing. What can be read although it breaks DER is recorded in [`Quirks`], shared by a whole field, which
//! the caller turns into one note for that field. Pitfall: lengths here are untrusted; slices are only ever taken with
//! `get`.
//! ever taken with `get`.

mod quirk;

use std::borrow::Cow;

pub use quirk::{Quirk, Quirks};

/// What is wrong with a field: a code in kebab case, followed by a colon and a value if it has one.
pub type Fault = Cow<'static, str>;

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// UTF8String.
pub const UTF8_STRING: u8 = 0x0c;
/// PrintableString.
pub const PRINTABLE_STRING: u8 = 0x13;
/// IA5String.
pub const IA5_STRING: u8 = 0x16;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub const SET: u8 = 0x31;

/// Deeper nesting of indefinite lengths is refused.
const MAX_DEPTH: usize = 16;
/// An OBJECT IDENTIFIER longer than this is refused.
const MAX_OID: usize = 256;

/// One element: its identifier byte, its contents, and both together with the length bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The identifier byte, with class and constructed bit.
    pub tag: u8,
    /// The contents bytes.
    pub contents: &'a [u8],
    /// The whole element.
    pub raw: &'a [u8],
}

/// Identifier and length bytes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The identifier byte.
    pub tag: u8,
    /// How many bytes identifier and length take.
    pub size: usize,
    /// The claimed length of the contents; `None` if end-of-contents bytes mark the end.
    pub claimed: Option<usize>,
}

/// Reads identifier and length bytes; the claimed length is not compared with the available bytes.
pub fn header(bytes: &[u8], quirks: &Quirks) -> Result<Header, Fault> {
    let (&tag, rest) = bytes.split_first().ok_or("ends-early")?;
    if tag & 0x1f == 0x1f {
        return Err("unknown-tag".into());
    }
    let (&first, rest) = rest.split_first().ok_or("ends-early")?;
    if first < 0x80 {
        return Ok(Header { tag, size: 2, claimed: Some(usize::from(first)) });
    }
    if first == 0x80 {
        if tag & 0x20 == 0 {
            return Err("primitive-indefinite".into());
        }
        return Ok(Header { tag, size: 2, claimed: None });
    }
    let count = usize::from(first & 0x7f);
    let octets = rest.get(..count).ok_or("ends-early")?;
    let significant = octets.iter().position(|octet| *octet != 0).unwrap_or(count);
    let octets = octets.get(significant..).unwrap_or_default();
    if octets.len() > 4 {
        return Err("absurd-length".into());
    }
    let claimed = octets.iter().fold(0_u64, |length, octet| length << 8 | u64::from(*octet));
    if significant > 0 || claimed < 0x80 {
        quirks.note(Quirk::NonMinimalLength);
    }
    let claimed = usize::try_from(claimed).unwrap_or(usize::MAX);
    Ok(Header { tag, size: 2 + count, claimed: Some(claimed) })
}

/// Reads the element at the beginning of `bytes`.
pub fn element<'a>(bytes: &'a [u8], quirks: &Quirks) -> Result<Tlv<'a>, Fault> {
    element_within(bytes, quirks, 0)
}

fn element_within<'a>(bytes: &'a [u8], quirks: &Quirks, depth: usize) -> Result<Tlv<'a>, Fault> {
    let header = header(bytes, quirks)?;
    let body = bytes.get(header.size..).ok_or("ends-early")?;
    let (length, after) = if let Some(length) = header.claimed {
        (length, 0)
    } else {
        quirks.note(Quirk::IndefiniteLength);
        (end_of_contents(body, quirks, depth)?, 2)
    };
    let contents = body.get(..length).ok_or("beyond-end")?;
    let whole = header.size.saturating_add(length).saturating_add(after);
    Ok(Tlv { tag: header.tag, contents, raw: bytes.get(..whole).ok_or("beyond-end")? })
}

fn end_of_contents(body: &[u8], quirks: &Quirks, depth: usize) -> Result<usize, Fault> {
    if depth >= MAX_DEPTH {
        return Err("nested-too-deep".into());
    }
    let mut at = 0;
    loop {
        let rest = body.get(at..).ok_or("ends-early")?;
        if rest.starts_with(&[0, 0]) {
            return Ok(at);
        }
        at += element_within(rest, quirks, depth + 1)?.raw.len();
    }
}

/// Walks the elements of a sequence one by one.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    quirks: &'a Quirks,
}

impl<'a> Reader<'a> {
    /// Walks `contents`, recording deviations in `quirks`.
    pub fn new(contents: &'a [u8], quirks: &'a Quirks) -> Self {
        Self { rest: contents, quirks }
    }

    /// The next identifier byte.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The unread rest.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next element, of any kind.
    pub fn any(&mut self) -> Result<Tlv<'a>, Fault> {
        let tlv = element(self.rest, self.quirks)?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Ok(tlv)
    }

    /// The next element, which must be of one kind.
    pub fn expect(&mut self, tag: u8) -> Result<Tlv<'a>, Fault> {
        let tlv = self.any()?;
        if tlv.tag == tag { Ok(tlv) } else { Err(wrong_kind(tlv.tag)) }
    }

    /// The next element if it is of that kind.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, Fault> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// Enters the next element, which must be of one kind.
    pub fn enter(&mut self, tag: u8) -> Result<Reader<'a>, Fault> {
        self.expect(tag).map(|tlv| Reader::new(tlv.contents, self.quirks))
    }

    /// Records whether something is left over.
    pub fn finish(&self) {
        if !self.rest.is_empty() {
            self.quirks.note(Quirk::ExtraElements);
        }
    }
}

/// The fault of an element of the wrong kind for its type.
pub fn wrong_kind(found: u8) -> Fault {
    format!("wrong-tag:{found:02x}").into()
}

/// Reads the contents of a BOOLEAN.
pub fn boolean(contents: &[u8], quirks: &Quirks) -> Result<bool, Fault> {
    match contents {
        [0] => Ok(false),
        [0xff] => Ok(true),
        [_] => {
            quirks.note(Quirk::BooleanNotFf);
            Ok(true)
        }
        _ => Err("bad-boolean".into()),
    }
}

/// The bytes of a BIT STRING that holds whole bytes.
pub fn bits<'a>(contents: &'a [u8], quirks: &Quirks) -> Result<&'a [u8], Fault> {
    match contents.split_first() {
        Some((0, octets)) => Ok(octets),
        Some((1..=7, octets)) => {
            quirks.note(Quirk::UnusedBits);
            Ok(octets)
        }
        _ => Err("bad-bit-string".into()),
    }
}

/// Magnitude of an INTEGER that cannot be negative, without leading zeros.
pub fn unsigned<'a>(contents: &'a [u8], quirks: &Quirks) -> Result<&'a [u8], Fault> {
    match contents {
        [] => Err("empty-integer".into()),
        [0x80..=0xff, ..] => Err("negative".into()),
        _ => {
            if matches!(contents, [0, 0..=0x7f, ..]) {
                quirks.note(Quirk::NonMinimalInteger);
            }
            Ok(without_leading_zeros(contents))
        }
    }
}

/// Bytes without leading zeros; empty for zero.
pub fn without_leading_zeros(octets: &[u8]) -> &[u8] {
    let first = octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len());
    octets.get(first..).unwrap_or_default()
}

/// An OBJECT IDENTIFIER in dots, from its contents bytes. Arcs up to 128 bits.
pub fn dotted(contents: &[u8], quirks: &Quirks) -> Result<String, Fault> {
    if contents.is_empty() || contents.len() > MAX_OID {
        return Err("bad-oid".into());
    }
    let mut text = String::with_capacity(contents.len() * 3);
    let mut arc = 0_u128;
    let mut begun = false;
    for octet in contents {
        if !begun && *octet == 0x80 {
            quirks.note(Quirk::NonMinimalOid);
        }
        if arc >> 121 != 0 {
            return Err("absurd-arc".into());
        }
        arc = arc << 7 | u128::from(octet & 0x7f);
        begun = octet & 0x80 != 0;
        if begun {
            continue;
        }
        if text.is_empty() {
            let first = arc.min(80) / 40;
            push_number(&mut text, first);
            arc -= first * 40;
        }
        text.push('.');
        push_number(&mut text, arc);
        arc = 0;
    }
    if begun {
        return Err("bad-oid".into());
    }
    Ok(text)
}

/// Appends a number in decimal digits. A certificate has dozens of arcs, nearly all of them small.
fn push_number(text: &mut String, number: u128) {
    let Ok(mut rest) = u32::try_from(number) else {
        text.push_str(&number.to_string());
        return;
    };
    let from = text.len();
    loop {
        text.insert(from, char::from_digit(rest % 10, 10).unwrap_or('0'));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
}

/// Writes one DER element: identifier, minimal length, contents.
pub fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    let octets = length.to_be_bytes();
    let significant = without_leading_zeros(&octets);
    match significant {
        [] => out.push(0),
        [short @ 0..=0x7f] => out.push(*short),
        _ => {
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(0x7f));
            out.extend_from_slice(significant);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// Writes a non-negative INTEGER from its magnitude.
pub fn write_unsigned(magnitude: &[u8]) -> Vec<u8> {
    let magnitude = without_leading_zeros(magnitude);
    match magnitude.first() {
        None | Some(0x80..=0xff) => write(INTEGER, &[&[0], magnitude]),
        Some(_) => write(INTEGER, &[magnitude]),
    }
}

/// Lower-case hex.
pub fn hex(octets: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value & 0x0f)).map_or('0', |digit| char::from(*digit));
    let mut text = String::with_capacity(octets.len() * 2);
    for octet in octets {
        text.push(digit(octet >> 4));
        text.push(digit(*octet));
    }
    text
}

/// Bytes from hex of either case, two digits each; `None` for anything else.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: &u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    };
    let mut octets = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        octets.push(digit(high)? << 4 | digit(low)?);
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_two_digits_an_octet_and_nothing_else() {
        assert_eq!(unhex("00fFa9"), Some(vec![0, 0xff, 0xa9]), "either case");
        assert_eq!(unhex(&hex(&[0, 1, 0x80, 0xff])), Some(vec![0, 1, 0x80, 0xff]), "there and back");
        for text in ["f", "0g", "+f", " f", "0", "é"] {
            assert_eq!(unhex(text), None, "{text} is no hex");
        }
    }

    #[test]
    fn lengths_are_read_in_every_form_and_absurd_ones_refused() {
        let quirks = Quirks::default();
        assert_eq!(element(&[4, 1, 7], &quirks).unwrap().contents, [7], "short form");
        assert!(quirks.is_empty(), "short form is DER");
        assert_eq!(element(&[4, 0x82, 0, 1, 7], &quirks).unwrap().contents, [7], "non-minimal long form");
        assert_eq!(quirks.take().collect::<Vec<_>>(), [Quirk::NonMinimalLength], "it is remembered");
        let nested = [0x30, 0x80, 0x30, 0x80, 5, 0, 0, 0, 0, 0, 9];
        assert_eq!(element(&nested, &quirks).unwrap().raw.len(), 10, "indefinite lengths nest");
        let absurd: [&[u8]; 6] = [
            &[4, 0x85, 1, 0, 0, 0, 0],
            &[4, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[4, 0xff],
            &[4, 0x80, 0, 0],
            &[0x30, 0x80, 5],
            &[],
        ];
        for bytes in absurd {
            assert!(element(bytes, &quirks).is_err(), "{bytes:02x?} must be refused");
        }
        assert!(element(&[0x30, 0x80].repeat(100_000), &quirks).is_err(), "deep nesting must not exhaust the stack");
    }

    #[test]
    fn object_identifiers_are_printed_as_x_660_says() {
        let quirks = Quirks::default();
        assert_eq!(dotted(&[0x55, 4, 3], &quirks).unwrap(), "2.5.4.3", "two arcs share the first octet");
        assert_eq!(dotted(&[0x60, 0x85, 0x40, 1, 1, 1, 1, 1], &quirks).unwrap(), "2.16.704.1.1.1.1.1", "the policy");
        assert_eq!(dotted(&[0x88, 0x37, 3], &quirks).unwrap(), "2.999.3", "a second arc over 39");
        assert!(dotted(&[0x55, 0x84], &quirks).is_err(), "an unfinished arc");
        assert!(dotted(&[0xff; 40], &quirks).is_err(), "an arc beyond 128 bits");
        assert!(dotted(&[], &quirks).is_err(), "no arcs");
    }

    #[test]
    fn written_elements_are_der() {
        assert_eq!(write(SEQUENCE, &[]), [0x30, 0], "empty");
        assert_eq!(write(OCTET_STRING, &[&[1; 128]])[..3], [4, 0x81, 128], "one length octet");
        assert_eq!(write(OCTET_STRING, &[&[1; 300]])[..4], [4, 0x82, 1, 44], "two length octets");
        assert_eq!(write_unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80], "a sign octet where needed");
        assert_eq!(write_unsigned(&[]), [2, 1, 0], "zero");
    }
}
