//! Where the signatures of a PDF are (ISO 32000-2, 12.8): by `/ByteRange` and `/Contents` alone, without the file's tables.
//!
//! That is enough for a sound conclusion: every byte is either signed or reported as not signed. Pitfall: `/ByteRange`
//! is untrusted. It counts only if it starts with the file and leaves out nothing but the `/Contents` of its own
//! dictionary.

use std::ops::Range;

use super::SignedFault;
use crate::domain::tlv::{self, Quirks, unhex};

/// The maximum number of signatures of a file.
const MAX_SIGNATURES: usize = 64;
/// The maximum length of a signature dictionary.
const MAX_DICTIONARY: usize = 2 * 1024 * 1024;
/// How many dictionary starts before a `/ByteRange` are tried.
const MAX_BEGINNINGS: usize = 8;
/// Nesting depth of dictionaries and arrays.
const MAX_DEPTH: usize = 16;

const KEY: &[u8] = b"/ByteRange";

/// The signature's encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Detached,
    Timestamp,
    Unsupported,
}

/// One signature.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    /// The bytes left out: `/Contents` with its angle brackets.
    gap: Range<usize>,
    /// End of the signed part.
    pub(super) end: usize,
    /// The contents of `/Contents`.
    pub(super) signature: Vec<u8>,
    pub(super) fault: Option<SignedFault>,
}

impl Found {
    /// The signed bytes.
    pub(super) fn signed(&self, file: &[u8]) -> Vec<u8> {
        let part = |range: Range<usize>| file.get(range).unwrap_or_default();
        [part(0..self.gap.start), part(self.gap.end..self.end)].concat()
    }

    fn broken() -> Self {
        Self { kind: Kind::Detached, gap: 0..0, end: 0, signature: Vec::new(), fault: Some(SignedFault::ByteRange) }
    }
}

/// The signatures in file order; `None` if there are too many.
pub(super) fn signatures(file: &[u8]) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(place) = find(file, KEY, at) {
        at = place + KEY.len();
        // `/ByteRanges` is another name.
        if file.get(at).is_some_and(|octet| is_regular(*octet)) {
            continue;
        }
        if found.len() >= MAX_SIGNATURES {
            return None;
        }
        found.push(dictionary_around(file, place).map_or_else(Found::broken, |entries| read(file, &entries)));
    }
    // Two dictionaries that claim one signature: at most one can be right, and it is not known which.
    let gaps: Vec<_> = found.iter().map(|one| one.gap.clone()).collect();
    for (place, one) in found.iter_mut().enumerate() {
        let twice = gaps.iter().enumerate().any(|(other, gap)| other != place && !gap.is_empty() && *gap == one.gap);
        if twice {
            one.fault = Some(SignedFault::ByteRange);
        }
    }
    Some(found)
}

fn find(file: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = file.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|place| from + place)
}

/// Keys and the positions of their values.
struct Entries {
    values: Vec<(Vec<u8>, Range<usize>)>,
    end: usize,
}

impl Entries {
    /// The value of a key that occurs once.
    fn once(&self, key: &[u8]) -> Result<Option<Range<usize>>, SignedFault> {
        let mut values = self.values.iter().filter(|(name, _)| name == key).map(|(_, value)| value.clone());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(SignedFault::ByteRange),
        }
    }
}

/// The innermost dictionary that has the key at `place`.
fn dictionary_around(file: &[u8], place: usize) -> Option<Entries> {
    let mut before = place;
    for _ in 0..MAX_BEGINNINGS {
        let from = before.saturating_sub(MAX_DICTIONARY);
        let start = from + file.get(from..before)?.windows(2).rposition(|window| window == b"<<")?;
        let mut walk = Walk { file, at: start, limit: (start + MAX_DICTIONARY).min(file.len()), keys: Vec::new() };
        if let Some(values) = walk.dictionary(0)
            && walk.keys.contains(&place)
        {
            return Some(Entries { values, end: walk.at });
        }
        before = start + 1;
    }
    None
}

fn read(file: &[u8], entries: &Entries) -> Found {
    ranges(file, entries).unwrap_or_else(|fault| Found { fault: Some(fault), ..Found::broken() })
}

fn ranges(file: &[u8], entries: &Entries) -> Result<Found, SignedFault> {
    const WRONG: SignedFault = SignedFault::ByteRange;
    let text = |range: Range<usize>| file.get(range).unwrap_or_default();
    let numbers = text(entries.once(b"ByteRange")?.ok_or(WRONG)?);
    let contents = entries.once(b"Contents")?.ok_or(WRONG)?;
    let [begin, first, second, length] = four(numbers).ok_or(WRONG)?;
    let end = second.checked_add(length).filter(|end| *end <= file.len()).ok_or(WRONG)?;
    let whole = begin == 0 && first == contents.start && second == contents.end && entries.end <= end;
    if !whole {
        return Err(WRONG);
    }
    let kind = match entries.once(b"SubFilter")?.map(text) {
        Some(b"/adbe.pkcs7.detached" | b"/ETSI.CAdES.detached") => Kind::Detached,
        Some(b"/ETSI.RFC3161") => Kind::Timestamp,
        _ => Kind::Unsupported,
    };
    let signature = hex_string(text(contents.clone())).ok_or(SignedFault::Unreadable);
    let signature = signature.and_then(|octets| without_padding(&octets).ok_or(SignedFault::Unreadable));
    let fault = signature.as_ref().err().copied();
    Ok(Found { kind, gap: contents, end, signature: signature.unwrap_or_default(), fault })
}

/// `[0 840 960 240]`: four whole numbers without a sign.
fn four(array: &[u8]) -> Option<[usize; 4]> {
    let inner = std::str::from_utf8(array).ok()?.strip_prefix('[')?.strip_suffix(']')?;
    let words = inner.split(|letter: char| letter.is_ascii() && is_blank(letter as u8)).filter(|word| !word.is_empty());
    let digits = |word: &str| word.bytes().all(|octet| octet.is_ascii_digit()).then(|| word.parse().ok()).flatten();
    let numbers: Option<Vec<usize>> = words.map(digits).collect();
    numbers?.try_into().ok()
}

fn hex_string(text: &[u8]) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(b"<")?.strip_suffix(b">")?;
    let digits: Vec<u8> = inner.iter().copied().filter(|octet| !is_blank(*octet)).collect();
    unhex(std::str::from_utf8(&digits).ok()?)
}

/// The first element; only zeros may follow it, because nothing covers what follows.
fn without_padding(octets: &[u8]) -> Option<Vec<u8>> {
    let length = tlv::element(octets, &Quirks::default()).ok()?.raw.len();
    let padding = octets.get(length..)?;
    padding.iter().all(|octet| *octet == 0).then(|| octets.get(..length).map(<[u8]>::to_vec))?
}

fn is_blank(octet: u8) -> bool {
    matches!(octet, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(octet: u8) -> bool {
    !is_blank(octet) && !b"()<>[]{}/%".contains(&octet)
}

/// A walk over the objects of a PDF (ISO 32000-2, 7.3).
struct Walk<'a> {
    file: &'a [u8],
    at: usize,
    limit: usize,
    /// Where the keys of the outermost dictionary are.
    keys: Vec<usize>,
}

impl Walk<'_> {
    fn peek(&self) -> Option<u8> {
        self.file.get(..self.limit)?.get(self.at).copied()
    }

    fn starts_with(&self, text: &[u8]) -> bool {
        self.file.get(self.at..self.limit).is_some_and(|rest| rest.starts_with(text))
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    /// Whitespace and comments.
    fn skip_blanks(&mut self) {
        loop {
            self.skip_while(is_blank);
            if self.peek() != Some(b'%') {
                return;
            }
            self.skip_while(|octet| octet != b'\n' && octet != b'\r');
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Vec<(Vec<u8>, Range<usize>)>> {
        if depth > MAX_DEPTH || !self.starts_with(b"<<") {
            return None;
        }
        self.at += 2;
        let mut values = Vec::new();
        loop {
            self.skip_blanks();
            if self.starts_with(b">>") {
                self.at += 2;
                return Some(values);
            }
            let place = self.at;
            let key = self.name()?;
            if depth == 0 {
                self.keys.push(place);
            }
            self.skip_blanks();
            let start = self.at;
            self.value(depth + 1)?;
            values.push((key, start..self.at));
        }
    }

    /// A name, with `#20` and similar decoded.
    fn name(&mut self) -> Option<Vec<u8>> {
        if self.peek() != Some(b'/') {
            return None;
        }
        self.at += 1;
        let start = self.at;
        self.skip_while(is_regular);
        let mut rest = self.file.get(start..self.at)?;
        let mut name = Vec::new();
        while let [first, after @ ..] = rest {
            let escaped = after.get(..2).filter(|_| *first == b'#');
            let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok()).and_then(unhex);
            if let Some(octet) = escaped {
                name.extend(octet);
                rest = after.get(2..)?;
            } else {
                name.push(*first);
                rest = after;
            }
        }
        Some(name)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'/' => self.name().map(|_name| ()),
            b'(' => self.string(),
            b'<' if self.starts_with(b"<<") => self.dictionary(depth).map(|_values| ()),
            b'<' => {
                self.skip_while(|octet| octet != b'>');
                self.peek()?;
                self.at += 1;
                Some(())
            }
            b'[' => {
                self.at += 1;
                loop {
                    self.skip_blanks();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(());
                    }
                    self.value(depth + 1)?;
                }
            }
            octet if is_regular(octet) => {
                self.skip_while(is_regular);
                self.reference();
                Some(())
            }
            _ => None,
        }
    }

    /// `0 R` after a number makes it a reference.
    fn reference(&mut self) {
        let back = self.at;
        self.skip_blanks();
        let generation = self.at;
        self.skip_while(|octet| octet.is_ascii_digit());
        let digits = self.at > generation;
        self.skip_blanks();
        let is_reference = digits && self.peek() == Some(b'R');
        if is_reference {
            self.at += 1;
        }
        if !is_reference || self.peek().is_some_and(is_regular) {
            self.at = back;
        }
    }

    fn string(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}
