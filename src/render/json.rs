//! JSON documents and JSON lines: the contract with scripts (`docs/OUTPUT.md`).
//!
//! May import `report`. Keys are in the order of the types, so that the same state gives the same bytes.
//!
//! Pitfall: JSON allows bidi overrides and C1 controls unescaped in strings. Here they are written `\uXXXX`, which
//! reads back as the same text but has no effect on a terminal.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::domain::time::Moment;
use crate::report::inventory::{Driver, Inventory, Summary, Token};
use crate::report::{SCHEMA, Tool};
use crate::text::sanitize;

/// How much is handed on at a time: a document of ten thousand tokens takes 55 MB, which need not be in memory at once.
const PIECE: usize = 1 << 16;

/// Writes any report as one indented document with a line feed at its end, in pieces.
pub fn write_document(report: &impl Serialize, output: &mut dyn Write) -> io::Result<()> {
    let mut pieces = BufWriter::with_capacity(PIECE, output);
    write_value(report, Indented::default(), &mut pieces)?;
    pieces.flush()
}

/// Writes any value as one line, for JSON lines and errors.
pub fn write_line(value: &impl Serialize, output: &mut Vec<u8>) -> io::Result<()> {
    write_value(value, CompactFormatter, output)
}

fn write_value(value: &impl Serialize, formatter: impl Formatter, output: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *output, Escaping(formatter)))?;
    output.write_all(b"\n")
}

/// Writes an inventory as JSON lines: every driver, every token, and the summary at the end.
pub fn write_lines(inventory: &Inventory, output: &mut Vec<u8>) -> io::Result<()> {
    for driver in &inventory.drivers {
        write_line(&Line { schema: SCHEMA, kind: "driver", of: DriverLine { driver } }, output)?;
    }
    for token in &inventory.tokens {
        write_line(&Line { schema: SCHEMA, kind: "token", of: TokenLine { token } }, output)?;
    }
    let envelope = &inventory.envelope;
    let of = SummaryLine {
        report: &envelope.kind,
        generated_at: envelope.generated_at,
        tool: &envelope.tool,
        summary: &inventory.summary,
    };
    write_line(&Line { schema: SCHEMA, kind: "summary", of }, output)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Line<'a, T: Serialize> {
    /// Always `tokenctl/1`.
    schema: &'a str,
    /// What the line is about.
    kind: &'a str,
    #[serde(flatten)]
    of: T,
}

/// A driver.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DriverLine<'a> {
    #[serde(flatten)]
    driver: &'a Driver,
}

/// A token.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TokenLine<'a> {
    #[serde(flatten)]
    token: &'a Token,
}

/// The last line.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SummaryLine<'a> {
    /// The kind of the requested report.
    report: &'a str,
    /// `--at` if given, otherwise the time of the run, UTC.
    generated_at: Moment,
    /// The program that wrote it.
    tool: &'a Tool,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// Indents by two spaces, like serde_json's own formatter, which writes each level separately, five of them for
/// a field of a certificate.
#[derive(Default)]
struct Indented {
    level: usize,
    has_value: bool,
}

impl Indented {
    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level = self.level.saturating_sub(1);
        if self.has_value {
            self.line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    /// A new line for a value, with a comma before it unless it is the first.
    fn line<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        const LINE: &str = ",\n                                                                ";
        let (from, wanted) = (usize::from(first), 2 + 2 * self.level);
        writer.write_all(LINE.get(from..wanted).or(LINE.get(from..)).unwrap_or_default().as_bytes())?;
        // Nothing written here is nested so deeply.
        (LINE.len()..wanted).try_for_each(|_| writer.write_all(b" "))
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

/// The schemas of lines, each with its kind.
#[cfg(test)]
pub(crate) fn line_schemas(generator: &mut schemars::SchemaGenerator) -> [(&'static str, schemars::Schema); 3] {
    use schemars::JsonSchema;
    [
        ("driver", Line::<DriverLine<'_>>::json_schema(generator)),
        ("token", Line::<TokenLine<'_>>::json_schema(generator)),
        ("summary", Line::<SummaryLine<'_>>::json_schema(generator)),
    ]
}

/// A formatter that writes characters harmful on a terminal as escapes.
struct Escaping<F>(F);

/// Passes these methods on to the formatter inside.
macro_rules! pass_on {
    ($($method:ident($($name:ident: $of:ty),*);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, writer: &mut W, $($name: $of),*) -> io::Result<()> {
            self.0.$method(writer, $($name),*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    pass_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all text is plain ASCII, which needs no check of each character.
        if fragment.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (position, character) in fragment.char_indices().filter(|(_, character)| sanitize::is_harmful(*character)) {
            writer.write_all(fragment.get(written..position).unwrap_or_default().as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = position + character.len_utf8();
        }
        writer.write_all(fragment.get(written..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bidi_overrides_and_tags_are_escaped_and_read_back_as_they_were() {
        let hostile = "a\u{202e}b\u{9b}c\u{e0041}d\u{1b}[2J Nguyễn";
        let mut output = Vec::new();
        write_document(&[hostile], &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{9b}', '\u{e0041}', '\u{1b}']), "nothing acts on a terminal: {text:?}");
        assert!(text.contains("Nguyễn"), "Vietnamese stays readable");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), [hostile], "and nothing is lost");
    }

    #[test]
    fn a_document_is_indented_as_serde_json_does() {
        let sample = include_str!("../../fixtures/inventory/sample.json");
        let sample: serde_json::Value = serde_json::from_str(sample).unwrap();
        let deep =
            (0..40).fold(serde_json::json!([]), |inner, _| serde_json::json!([{ "empty": {}, "inner": inner }, 1]));
        for value in [sample, deep] {
            let mut output = Vec::new();
            write_document(&value, &mut output).unwrap();
            let expected = serde_json::to_string_pretty(&value).unwrap() + "\n";
            // In the sample the harmful characters differ.
            let read = |text: &str| text.lines().map(|line| line.split('"').next().map(str::len)).collect::<Vec<_>>();
            let text = String::from_utf8(output).unwrap();
            assert_eq!(read(&text), read(&expected), "line by line");
            assert_eq!(text.contains("\\u"), text != expected, "all but escapes is the same");
        }
    }

    #[test]
    fn every_line_says_what_it_is_and_the_summary_comes_last() {
        let sample = include_str!("../../fixtures/inventory/sample.json");
        let inventory: Inventory = serde_json::from_str(sample).unwrap();
        let mut output = Vec::new();
        write_lines(&inventory, &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let kinds: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap_or_default()).collect();
        let expected = [vec!["driver"; 4], vec!["token"; 6], vec!["summary"]].concat();
        assert_eq!(kinds, expected, "drivers, tokens, then the summary");
        assert!(lines.iter().all(|line| line["schema"] == SCHEMA), "every line names the schema");
        assert_eq!(lines[10]["tokens"], 5, "the summary has the counts");
        assert_eq!(lines[4]["certificates"][0]["validity"], "expiring", "a token has the inventory's objects");
    }

    #[test]
    fn a_document_reads_back_as_the_same_report_and_the_same_bytes() {
        let sample = include_str!("../../fixtures/inventory/sample.json");
        let inventory: Inventory = serde_json::from_str(sample).unwrap();
        let write = |inventory: &Inventory| {
            let mut output = Vec::new();
            write_document(inventory, &mut output).unwrap();
            String::from_utf8(output).unwrap()
        };
        let text = write(&inventory);
        let again: Inventory = serde_json::from_str(&text).unwrap();
        assert_eq!(again, inventory, "nothing is lost, not even hostile text");
        assert_eq!(write(&again), text, "the same state gives the same bytes");
        assert!(text.starts_with("{\n  \"schema\": \"tokenctl/1\",\n"), "two blanks of indent, the schema first");
    }
}
