//! Writes DER, including invalid DER on request. Imports nothing.
//!
//! Pitfall: nothing here checks its arguments; broken certificates are intended as well.

/// One element: tag, length in its shortest form, contents.
pub fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = contents.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|octet| *octet == 0).collect();
    match significant.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(contents);
    out
}

pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x31, &parts.concat())
}

/// A context-specific constructed element `[number]`.
pub fn explicit(number: u8, contents: &[u8]) -> Vec<u8> {
    element(0xa0 | number, contents)
}

/// A context-specific primitive element `[number]`.
pub fn implicit(number: u8, contents: &[u8]) -> Vec<u8> {
    element(0x80 | number, contents)
}

/// A positive INTEGER of these bytes, with a sign byte if needed.
pub fn integer(magnitude: &[u8]) -> Vec<u8> {
    let mut contents: Vec<u8> = magnitude.iter().copied().skip_while(|octet| *octet == 0).collect();
    if contents.first().is_none_or(|first| *first >= 0x80) {
        contents.insert(0, 0);
    }
    element(0x02, &contents)
}

/// An OBJECT IDENTIFIER in dotted form; arcs are at least two.
pub fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').filter_map(|arc| arc.parse::<u64>().ok());
    let first = arcs.next().unwrap_or(0) * 40 + arcs.next().unwrap_or(0);
    let mut contents = Vec::new();
    for arc in std::iter::once(first).chain(arcs) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        contents.extend(groups.into_iter().rev());
    }
    element(0x06, &contents)
}

pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xff } else { 0 }])
}

pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

pub fn octets(contents: &[u8]) -> Vec<u8> {
    element(0x04, contents)
}

/// A BIT STRING whose last byte has `unused` bits of padding.
pub fn bits(unused: u8, contents: &[u8]) -> Vec<u8> {
    element(0x03, &[&[unused], contents].concat())
}

pub fn utf8(text: &str) -> Vec<u8> {
    element(0x0c, text.as_bytes())
}

pub fn printable(text: &str) -> Vec<u8> {
    element(0x13, text.as_bytes())
}
