//! A list of PINs: one `serial,PIN` per line, for several tokens in one run.
//!
//! Pitfall: everything after the first comma is the PIN, unchanged. A line that a spreadsheet may have altered is
//! refused, because a PIN with a stray byte uses a try; a list that others can read is always refused.

use std::path::Path;

use super::file::{self, read_bounded};
use super::parse::parse;
use super::situation::{Origin, SecretError};
use crate::domain::secret::{Role, Secret};

/// A list of this many bytes or more is refused.
const LONGEST: usize = 1 << 20;

/// The PIN for the token with this serial.
///
/// # Errors
/// The list cannot be read, others than its owner may read it, a line is doubtful, or the serial is missing.
pub(super) fn read(path: &Path, serial: &str, role: Role) -> Result<Secret, SecretError> {
    let (mut file, _never_with_a_warning) = file::open(path, role, true)?;
    let origin = Origin::File(path.to_owned());
    let bytes = read_bounded(&mut file, LONGEST, role, &origin)?;
    match find(&bytes, serial) {
        Ok(Some(pin)) => parse(pin.to_vec(), role, &origin),
        Ok(None) => Err(SecretError::NotListed(role, path.to_owned(), serial.to_owned())),
        Err(line) => Err(SecretError::ListLine(role, path.to_owned(), line)),
    }
}

/// The PIN for a serial, or the number of the first doubtful line as the error. Every line is checked, whichever is
/// needed, so that a list with a mistake is not used for half of its tokens.
fn find<'l>(list: &'l [u8], serial: &str) -> Result<Option<&'l [u8]>, usize> {
    let list = list.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(list);
    let mut found = None;
    let mut serials = std::collections::HashSet::new();
    for (number, line) in (1_usize..).zip(list.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let comma = line.iter().position(|byte| *byte == b',').ok_or(number)?;
        let (name, pin) = line.split_at_checked(comma).ok_or(number)?;
        let pin = pin.get(1..).unwrap_or_default();
        let name = std::str::from_utf8(name).map_err(|_not_utf8| number)?.trim();
        // Quotes may be the spreadsheet's or part of the PIN: it is not known which.
        let quoted = pin.first() == Some(&b'"') || pin.last() == Some(&b'"') || name.contains('"');
        if name.is_empty() || pin.is_empty() || quoted || !serials.insert(name) {
            return Err(number);
        }
        if name == serial {
            found = Some(pin);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_what_is_behind_the_first_comma_of_its_serial() {
        let list = b"\xEF\xBB\xBFserial,pin\r\n00000077,Abc,12 34\r\n\r\n00000078,geheim";
        assert_eq!(find(list, "00000077"), Ok(Some(&b"Abc,12 34"[..])), "a comma in a PIN stays");
        assert_eq!(find(list, "00000078"), Ok(Some(&b"geheim"[..])), "the last line without its end");
        assert_eq!(find(list, "77"), Ok(None), "a serial is whole");
    }

    #[test]
    fn a_doubtful_line_refuses_the_whole_list() {
        for (list, line) in [
            (&b"00000077,Abc12345\n00000077,Xyz12345\n"[..], 2),
            (b"00000077 Abc12345\n", 1),
            (b"00000077,\"Abc12345\"\n", 1),
            (b"00000077,\n", 1),
            (b",Abc12345\n", 1),
            (b"00000078,x\n\xFF,Abc12345\n", 2),
        ] {
            assert_eq!(find(list, "00000077"), Err(line), "{}", String::from_utf8_lossy(list));
        }
    }
}
