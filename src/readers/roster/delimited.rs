//! CSV: commas, semicolons or tabs, quoted values with line breaks, and rows counted as a spreadsheet shows them.
//!
//! Pitfall: the `csv` crate skips empty lines without counting them, and treats an unclosed quotation mark as a value
//! up to the end of the file; both are handled here by byte positions.

use csv::{ReaderBuilder, StringRecord};

use super::fault::RosterFileFault;
use crate::domain::roster::{HeaderRow, Parser, Roster, StaffCell, Vocabulary};

/// The number of rows from which the delimiter is determined.
const SAMPLE_ROWS: usize = 25;
/// The maximum number of columns of a row that are kept.
const MAX_COLUMNS: usize = 256;

/// Reads a list from text.
pub(super) fn read(text: &str, vocabulary: &Vocabulary) -> Result<Roster, RosterFileFault> {
    let (body, first_row, told) = strip_separator_line(text);
    let delimiter = told.unwrap_or_else(|| delimiter_of(body, vocabulary));
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut parser = Parser::new(vocabulary);
    let mut record = StringRecord::new();
    let mut row = first_row;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // The input is valid UTF-8, so the crate cannot reject it; an error could only mean the end of the file.
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        row += blank_lines(body, start);
        parser.push(row, record.iter().take(MAX_COLUMNS).map(cell).collect())?;
        row += 1;
    }
    if has_open_quote(body, delimiter) {
        parser.open_quote(row.saturating_sub(1));
    }
    Ok(parser.finish()?)
}

fn cell(text: &str) -> StaffCell {
    if text.is_empty() { StaffCell::Empty } else { StaffCell::Text(text.to_owned()) }
}

/// Excel's own first line `sep=;`, which names the delimiter.
fn strip_separator_line(text: &str) -> (&str, u64, Option<u8>) {
    let told = text.strip_prefix("sep=").and_then(|rest| {
        let delimiter = rest.as_bytes().first().copied().filter(|byte| matches!(byte, b',' | b';' | b'\t'))?;
        let (line, body) = rest.split_once('\n')?;
        (line.trim_end().len() <= 1).then_some((body, delimiter))
    });
    match told {
        Some((body, delimiter)) => (body, 2, Some(delimiter)),
        None => (text, 1, None),
    }
}

/// The delimiter with which the heading row has the most known titles; otherwise the one that gives the most columns.
fn delimiter_of(text: &str, vocabulary: &Vocabulary) -> u8 {
    let score = |delimiter: u8| {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let rows = reader.into_records().take(SAMPLE_ROWS).map_while(Result::ok);
        let scores = rows.map(|record| {
            let cells: Vec<StaffCell> = record.iter().take(MAX_COLUMNS).map(cell).collect();
            (HeaderRow::known_titles(&cells, vocabulary), cells.len())
        });
        scores.max().unwrap_or((0, 0))
    };
    // The last of equal ones wins, so the comma comes last.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

/// Empty lines between the end of the last record and the next one.
fn blank_lines(text: &str, start: usize) -> u64 {
    let bytes = text.as_bytes();
    let mut at = start;
    // The second half of the line break after the last record.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut lines = 0;
    while let Some(byte @ (b'\r' | b'\n')) = bytes.get(at) {
        lines += 1;
        at += if *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
    }
    lines
}

/// Whether the file ends inside a quoted value by the crate's rule: quotation marks count only at the start of a value.
fn has_open_quote(text: &str, delimiter: u8) -> bool {
    #[derive(PartialEq)]
    enum State {
        Start,
        Bare,
        Quoted,
        AfterQuote,
    }
    let mut state = State::Start;
    for byte in text.bytes() {
        state = match (state, byte) {
            (State::Start | State::AfterQuote, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::AfterQuote,
            (State::Quoted, _) => State::Quoted,
            (_, byte) if byte == delimiter || byte == b'\n' || byte == b'\r' => State::Start,
            _ => State::Bare,
        };
    }
    state == State::Quoted
}
