//! Why a saved inventory cannot be read.

use serde::Deserialize;

use super::super::encoding::EncodingFault;
use super::scan;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::token::TokenIdentity;
use crate::situation_error;

/// What is wrong with a saved inventory. Lines and columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InventoryFault {
    /// It is empty.
    Empty,
    /// Too large.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The maximum size.
        limit: u64,
    },
    /// Too many tokens.
    TooManyTokens {
        /// Its number of tokens.
        tokens: usize,
        /// The maximum.
        limit: usize,
    },
    /// Its bytes are not text.
    Encoding(EncodingFault),
    /// The text ends before the document does.
    Truncated {
        /// Line of the end.
        line: usize,
        /// Column of the end.
        column: usize,
    },
    /// It is not JSON.
    NotJson {
        /// Line of the first fault.
        line: usize,
        /// Column of the first fault.
        column: usize,
        /// The JSON parser's message, in English.
        fault: String,
    },
    /// Nested too deeply.
    TooDeep {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// JSON, but not a document of this program.
    NotOurs,
    /// A folder without any inventory.
    NoneInFolder {
        /// The folder.
        folder: String,
    },
    /// Another version of the schema.
    OtherSchema {
        /// The schema it names.
        found: String,
        /// The schema of this version.
        expected: &'static str,
    },
    /// Another report.
    OtherKind {
        /// The kind it names.
        found: String,
        /// The expected kinds.
        expected: String,
    },
    /// One object has the same key twice.
    DuplicateKey {
        /// Line of the second.
        line: usize,
        /// Column of the second.
        column: usize,
        /// Path of the key.
        field: String,
    },
    /// A field is missing or has an invalid value.
    Field {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// Path of the object or field, `tokens[3].user_pin.state`.
        field: String,
        /// The parser's message, in English.
        fault: String,
    },
}

impl Situation for InventoryFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id);
        let again = "saved-hint-read-again";
        match self {
            Self::Empty => told("saved-empty").hint(again),
            Self::TooLarge { bytes, limit } => told("saved-too-large").with("bytes", *bytes).with("limit", *limit),
            Self::TooManyTokens { tokens, limit } => {
                told("saved-too-many-tokens").with("tokens", *tokens).with("limit", *limit)
            }
            Self::Encoding(fault) => Told { hint: None, ..fault.told() },
            Self::Truncated { line, column } => {
                told("saved-truncated").with("line", *line).with("column", *column).hint(again)
            }
            Self::NotJson { line, column, fault } => {
                told("saved-not-json").with("line", *line).with("column", *column).with("fault", fault).hint(again)
            }
            Self::TooDeep { line, column } => {
                told("saved-too-deep").with("line", *line).with("column", *column).hint(again)
            }
            Self::NotOurs => told("saved-not-ours").hint(again),
            Self::NoneInFolder { folder } => told("saved-none-in-folder").with("folder", folder).hint(again),
            Self::OtherSchema { found, expected } => told("saved-other-schema")
                .with("found", found)
                .with("expected", *expected)
                .hint("saved-hint-other-version"),
            Self::OtherKind { found, expected } => {
                told("saved-other-kind").with("found", found).with("expected", expected).hint(again)
            }
            Self::DuplicateKey { line, column, field } => {
                told("saved-duplicate-key").with("line", *line).with("column", *column).with("field", field).hint(again)
            }
            Self::Field { line, column, field, fault } => told("saved-field")
                .with("line", *line)
                .with("column", *column)
                .with("field", field)
                .with("fault", fault)
                .hint(again),
        }
    }
}

situation_error!(InventoryFault);

/// The meaning of a JSON error of the first pass: syntax, end of text, depth.
pub(super) fn of_syntax(error: &serde_json::Error) -> InventoryFault {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Eof => InventoryFault::Truncated { line, column },
        _ if error.to_string().starts_with("recursion limit exceeded") => InventoryFault::TooDeep { line, column },
        _ => InventoryFault::NotJson { line, column, fault: bare(error) },
    }
}

/// What a token says of itself, read alone: beside its other fields `serde` takes it last, and places a fault in it at the
/// token's end.
#[derive(Deserialize)]
struct Identities {
    #[serde(rename = "tokens")]
    _tokens: Vec<TokenIdentity>,
}

/// What a JSON error of the second pass means: the text is JSON, so it is a field.
pub(super) fn of_field(text: &str, error: &serde_json::Error) -> InventoryFault {
    let place = |error: &serde_json::Error| (error.line(), error.column());
    let earlier = serde_json::from_str::<Identities>(text).err().filter(|earlier| place(earlier) < place(error));
    let error = earlier.as_ref().unwrap_or(error);
    let (line, column) = (error.line(), error.column());
    let field = scan::path_at(text, line, column);
    InventoryFault::Field { line, column, field, fault: bare(error) }
}

/// The parser's message without the position, which is reported separately. Values in the file may be long.
fn bare(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
    words.chars().take(200).collect()
}
