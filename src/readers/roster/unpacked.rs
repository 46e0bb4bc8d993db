//! The unpacked size of a workbook, added up before any of it is kept: a file of 6 MB can unpack to 6 GB.
//!
//! Pitfall: the directory of a ZIP file states the unpacked size of each part, and may be wrong. The crate zip ends
//! such a part at its claimed size. That is not relied on: the parts are also unpacked once, without keeping them, and
//! stopped at the limit. The number of parts is also a claim, and each part uses memory.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::fault::RosterFileFault;

/// The maximum unpacked size of all parts together. The sheet itself is read piece by piece.
const MAX_UNPACKED: u64 = 512 << 20;
/// The maximum unpacked size of the parts kept in memory as a whole: texts, styles, relations.
const MAX_KEPT: u64 = 128 << 20;
/// The maximum number of parts. A workbook of Excel has a few more than it has sheets.
const MAX_PARTS: usize = 10_000;
/// The start of a directory entry.
const ENTRY: &[u8] = b"PK\x01\x02";

/// Refuses a workbook that is too large when unpacked. A damaged one is left to its parser, which reports the damage.
pub(super) fn check(bytes: &[u8]) -> Result<(), RosterFileFault> {
    check_within(bytes, MAX_UNPACKED, MAX_KEPT)
}

fn check_within(bytes: &[u8], unpacked: u64, kept: u64) -> Result<(), RosterFileFault> {
    if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > MAX_PARTS {
        return Err(RosterFileFault::TooManyParts { limit: u64::try_from(MAX_PARTS).unwrap_or(u64::MAX) });
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    // Adding up the claims takes no time; then the real sizes are checked.
    for is_claim in [true, false] {
        let mut room = Room { unpacked, kept };
        for place in 0..archive.len() {
            let Ok(mut part) = archive.by_index(place) else { continue };
            let name = part.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let left = room.left_for(&name);
            let size = if is_claim { part.size() } else { length(&mut (&mut part).take(left.saturating_add(1))) };
            if size > left {
                let limit = if is_kept(&name) { kept.min(unpacked) } else { unpacked };
                return Err(RosterFileFault::Bomb { part: name.chars().take(200).collect(), limit });
            }
            room.take(&name, size);
        }
    }
    Ok(())
}

/// The remaining allowance.
struct Room {
    unpacked: u64,
    kept: u64,
}

impl Room {
    fn left_for(&self, name: &str) -> u64 {
        if is_kept(name) { self.unpacked.min(self.kept) } else { self.unpacked }
    }

    fn take(&mut self, name: &str, size: u64) {
        self.unpacked = self.unpacked.saturating_sub(size);
        if is_kept(name) {
            self.kept = self.kept.saturating_sub(size);
        }
    }
}

/// Sheets are read piece by piece, and pictures not at all.
fn is_kept(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('\\', "/");
    !["xl/worksheets/", "xl/media/"].iter().any(|folder| name.starts_with(folder))
}

/// The length up to the end, or up to where the part turns out to be damaged.
fn length(part: &mut dyn Read) -> u64 {
    let mut counted = Counter(0);
    let _damaged = io::copy(part, &mut counted).is_err();
    counted.0
}

/// Counts bytes and keeps nothing.
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    const SHEET: &str = "xl/worksheets/sheet1.xml";

    /// A ZIP file of these parts, each consisting of this many zeros.
    fn packed(parts: &[(&str, usize)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(&vec![b'0'; *size]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// The same with sizes of 1 in its directory and before each part.
    fn lying(mut bytes: Vec<u8>) -> Vec<u8> {
        for (start, size_at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
            let places: Vec<usize> =
                (0..bytes.len()).filter(|place| bytes[*place..].starts_with(start.as_slice())).collect();
            for place in places {
                bytes[place + size_at..place + size_at + 4].copy_from_slice(&1_u32.to_le_bytes());
            }
        }
        bytes
    }

    fn bomb(part: &str, limit: u64) -> Result<(), RosterFileFault> {
        Err(RosterFileFault::Bomb { part: part.to_owned(), limit })
    }

    #[test]
    fn the_parts_are_added_up_and_the_one_beyond_the_limit_is_named() {
        let three = packed(&[("a.xml", 300), (SHEET, 400), ("xl/worksheets/sheet2.xml", 400)]);
        assert_eq!(check_within(&three, 1100, 300), Ok(()), "just within");
        assert_eq!(check_within(&three, 1099, 300), bomb("xl/worksheets/sheet2.xml", 1099), "one byte beyond");
        assert_eq!(check_within(&three, 1100, 299), bomb("a.xml", 299), "what is kept has a limit of its own");
    }

    #[test]
    fn a_directory_that_lies_is_not_believed() {
        let honest = packed(&[("xl/sharedStrings.xml", 5000)]);
        assert_eq!(check_within(&honest, 4999, 9999), bomb("xl/sharedStrings.xml", 4999), "by its claim");
        // This version of the crate ends a part at its claimed size; another one may not, and then it is counted.
        let lying = lying(honest);
        let mut archive = ZipArchive::new(Cursor::new(&lying)).unwrap();
        let comes = length(&mut archive.by_index(0).unwrap());
        let expected = if comes > 4999 { bomb("xl/sharedStrings.xml", 4999) } else { Ok(()) };
        assert_eq!(check_within(&lying, 4999, 9999), expected, "by the {comes} bytes that come");
    }

    #[test]
    fn a_crowd_of_parts_is_refused_before_its_directory_is_read() {
        let crowd = ENTRY.repeat(MAX_PARTS + 1);
        assert_eq!(check(&crowd), Err(RosterFileFault::TooManyParts { limit: 10_000 }), "each costs memory");
    }

    #[test]
    fn what_is_damaged_is_left_to_the_reader_of_workbooks() {
        assert_eq!(check(b"PK\x03\x04 and nothing more"), Ok(()), "it says in which way");
    }
}
