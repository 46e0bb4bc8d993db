//! One pass over the text before it is parsed: syntax, depth, duplicate keys, schema and kind; and the path of a
//! position, for the errors of the second pass.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::fault::{InventoryFault, of_syntax};

/// What the outermost object says about itself.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) schema: Option<String>,
    pub(super) kind: Option<String>,
}

/// Scans the whole text once.
pub(super) fn scan(text: &str) -> Result<Head, InventoryFault> {
    let state = RefCell::new(State::default());
    let mut reader = serde_json::Deserializer::from_str(text);
    let scanned = Walk { state: &state, depth: 0 }.deserialize(&mut reader).and_then(|()| reader.end());
    let state = state.into_inner();
    match (scanned, state.duplicate) {
        (Ok(()), _) => Ok(state.head),
        (Err(error), Some(key)) => {
            let (line, column) = (error.line(), error.column());
            let at = path_at(text, line, column);
            // The position is directly after the second key, so the path may already end with it.
            let field = if at == key || at.ends_with(&format!(".{key}")) {
                at
            } else if at.is_empty() {
                key
            } else {
                format!("{at}.{key}")
            };
            Err(InventoryFault::DuplicateKey { line, column, field })
        }
        (Err(error), None) => Err(of_syntax(&error)),
    }
}

#[derive(Default)]
struct State {
    head: Head,
    duplicate: Option<String>,
}

/// Walks one value, keeping only the keys of open objects.
#[derive(Clone, Copy)]
struct Walk<'s> {
    state: &'s RefCell<State>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = Keys::default();
        while let Some(key) = map.next_key_seed(Text)? {
            if keys.holds(&key) {
                self.state.borrow_mut().duplicate = Some(key.into_owned());
                return Err(A::Error::custom("duplicate key"));
            }
            if self.depth == 0 && (key == "schema" || key == "kind") {
                let value: serde_json::Value = map.next_value()?;
                let text = value.as_str().map(|text| text.chars().take(100).collect());
                let head = &mut self.state.borrow_mut().head;
                if key == "schema" { head.schema = text } else { head.kind = text }
            } else {
                map.next_value_seed(Walk { depth: self.depth + 1, ..self })?;
            }
            keys.add(key);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while sequence.next_element_seed(Walk { depth: self.depth + 1, ..self })?.is_some() {}
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The keys of one object so far. A document has hundreds of thousands of objects with some thirty keys: comparing with
/// so few is cheaper than hashing; an object with many is from a hostile file.
#[derive(Default)]
struct Keys<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    /// More than any object of ours has.
    const FEW: usize = 48;

    fn holds(&self, key: &str) -> bool {
        self.few.iter().any(|known| known == key) || self.many.contains(key)
    }

    fn add(&mut self, key: Cow<'de, str>) {
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
    }
}

/// A key: a part of the text, unless written with escapes.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// A container open at a position.
enum Open {
    Object(Option<String>),
    Array(usize),
}

/// The path of the field at a line and column of a JSON text, `tokens[3].user_pin.state`; empty for the document.
pub(super) fn path_at(text: &str, line: usize, column: usize) -> String {
    let bytes = text.as_bytes();
    let end = offset_of(bytes, line, column);
    let mut open: Vec<Open> = Vec::new();
    let mut expects_key = false;
    let mut at = 0;
    while at < end {
        match bytes.get(at) {
            Some(b'"') => {
                let closing = end_of_string(bytes, at);
                if expects_key {
                    let raw = bytes.get(at..=closing).unwrap_or_default();
                    if let Some(Open::Object(key)) = open.last_mut() {
                        *key = serde_json::from_slice(raw).ok();
                    }
                    expects_key = false;
                }
                at = closing;
            }
            Some(b'{') => {
                open.push(Open::Object(None));
                expects_key = true;
            }
            Some(b'[') => {
                open.push(Open::Array(0));
                expects_key = false;
            }
            // The error at the end of an object or array is about that object, so the last bracket is kept.
            Some(b'}' | b']') if at + 1 < end => {
                open.pop();
                expects_key = false;
            }
            Some(b'}' | b']') => {
                if let Some(Open::Object(key)) = open.last_mut() {
                    *key = None;
                }
            }
            Some(b',') => match open.last_mut() {
                Some(Open::Object(_)) => expects_key = true,
                Some(Open::Array(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    let mut path = String::new();
    for container in open {
        match container {
            Open::Object(Some(key)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.extend(key.chars().take(60));
            }
            Open::Object(None) => {}
            Open::Array(index) => path.extend(["[", &index.to_string(), "]"]),
        }
    }
    path
}

/// The byte after a line and column as counted by `serde_json`: columns in bytes, from 1.
fn offset_of(bytes: &[u8], line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(line - 2)
            .map_or(bytes.len(), |(at, _)| at + 1),
    };
    start.saturating_add(column).min(bytes.len())
}

/// The closing quotation mark of the string that begins at `at`.
fn end_of_string(bytes: &[u8], at: usize) -> usize {
    let mut here = at + 1;
    while let Some(byte) = bytes.get(here) {
        match byte {
            b'\\' => here += 2,
            b'"' => return here,
            _ => here += 1,
        }
    }
    here
}
