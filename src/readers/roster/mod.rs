//! Staff lists: CSV in the encodings and with the delimiters that Excel writes, and XLSX workbooks.
//!
//! May import `domain`. The kind of file is recognised by its first bytes, not by its name. Pitfall: a workbook may
//! claim a cell in row 1,048,576, so cells are read one by one and never as a rectangle.

mod delimited;
mod fault;
mod unpacked;
mod workbook;

pub use fault::RosterFileFault;

use super::encoding;
use crate::domain::roster::{Roster, Vocabulary};

/// The largest file that is read.
pub const MAX_BYTES: u64 = 256 << 20;

/// Reads a staff list from the bytes of a CSV or XLSX file.
///
/// `sheet` names a workbook's sheet; otherwise the one with a staff list is found. `vocabulary` holds the config's
/// additions.
pub fn read_roster(bytes: &[u8], sheet: Option<&str>, vocabulary: &Vocabulary) -> Result<Roster, RosterFileFault> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > MAX_BYTES {
        return Err(RosterFileFault::TooLarge { bytes: length, limit: MAX_BYTES });
    }
    match bytes {
        // The first part of the format is its kind, uncompressed.
        [b'P', b'K', ..] if is_open_document(bytes) => Err(RosterFileFault::OpenDocument),
        [b'P', b'K', 3 | 5, ..] => workbook::read(bytes, sheet, vocabulary),
        // The container of old .xls files and of encrypted .xlsx files.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(RosterFileFault::OldOrEncryptedWorkbook),
        _ => {
            let text = encoding::decode(bytes).map_err(RosterFileFault::Encoding)?;
            delimited::read(&text, vocabulary)
        }
    }
}

fn is_open_document(bytes: &[u8]) -> bool {
    bytes.get(30..).is_some_and(|name| name.starts_with(b"mimetypeapplication/vnd.oasis.opendocument"))
}

#[cfg(test)]
mod tests;
