//! A sentence before it is rendered: the identifier of a text and its arguments.
//!
//! The sentence itself, in Vietnamese and English, is in `text/`. Anything to be shown to a person
//! carries a [`Phrase`], so that the same value can be shown in either language.

use std::fmt;

/// The identifier of a text in the Fluent files, with the values it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The message identifier, `area-situation`.
    pub id: &'static str,
    /// Arguments by name. Values are raw; the renderer sanitises them.
    pub args: Vec<(&'static str, Value)>,
}

/// A value inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, possibly from an untrusted source.
    Text(String),
    /// A count, on which plural forms depend.
    Number(i64),
    /// A sentence within the sentence.
    Phrase(Box<Phrase>),
}

impl Phrase {
    /// Makes a sentence without arguments.
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// Adds one argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// For developers only: what users read comes from `text::Texts`.
impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)?;
        for (name, value) in &self.args {
            write!(formatter, " {name}=")?;
            match value {
                Value::Text(text) => write!(formatter, "{text}")?,
                Value::Number(number) => write!(formatter, "{number}")?,
                Value::Phrase(phrase) => write!(formatter, "({phrase})")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Phrase {}

impl From<&'static str> for Phrase {
    /// The sentence of that name, without arguments.
    fn from(id: &'static str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<Phrase> for Value {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(Box::new(phrase))
    }
}
