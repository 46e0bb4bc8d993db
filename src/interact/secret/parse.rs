//! How an external secret is read: one line of UTF-8, nothing else.
//!
//! Pitfall: the order of the checks decides the message; UTF-16 also contains NULs, and a BOM is also "not what was
//! typed", so the most informative finding comes first.

use super::situation::{Origin, SecretError};
use crate::domain::secret::{MAXIMUM_LENGTH, Role, Secret};

/// Removes one LF or CRLF from the end and refuses everything doubtful.
pub fn parse(mut raw: Vec<u8>, role: Role, origin: &Origin) -> Result<Secret, SecretError> {
    match fault_of(&raw) {
        Ok(kept) => {
            raw.truncate(kept);
            Ok(Secret::from_vec(raw))
        }
        Err(fault) => {
            drop(Secret::from_vec(raw));
            Err(fault(role, origin.clone()))
        }
    }
}

/// Creates the error of a fault, once role and origin are known.
type Fault = fn(Role, Origin) -> SecretError;

/// How many bytes of `raw` are the secret, or the problem with it.
fn fault_of(raw: &[u8]) -> Result<usize, Fault> {
    if raw.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return Err(SecretError::ByteOrderMark);
    }
    if raw.starts_with(&[0xFF, 0xFE]) || raw.starts_with(&[0xFE, 0xFF]) {
        return Err(SecretError::Utf16);
    }
    if raw.contains(&0) {
        return Err(if is_utf16_without_mark(raw) { SecretError::Utf16 } else { SecretError::Nul });
    }
    let line = raw.strip_suffix(b"\r\n").or_else(|| raw.strip_suffix(b"\n")).unwrap_or(raw);
    if line.is_empty() {
        return Err(SecretError::Empty);
    }
    let text = std::str::from_utf8(line).map_err(|_not_utf8| SecretError::NotUtf8 as Fault)?;
    if text.contains('\n') {
        return Err(SecretError::SecondLine);
    }
    if text.chars().any(char::is_control) {
        return Err(SecretError::ControlCharacter);
    }
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        return Err(SecretError::Blanks);
    }
    if line.len() > MAXIMUM_LENGTH {
        return Err(SecretError::TooLong);
    }
    Ok(line.len())
}

/// Whether every second byte is NUL, as in UTF-16 text of ASCII letters.
fn is_utf16_without_mark(raw: &[u8]) -> bool {
    let zero_at = |offset: usize| raw.iter().skip(offset).step_by(2).all(|byte| *byte == 0);
    raw.len() >= 2 && raw.len().is_multiple_of(2) && (zero_at(0) != zero_at(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::situation::Situation;

    fn read(raw: &[u8]) -> Result<Vec<u8>, &'static str> {
        parse(raw.to_vec(), Role::UserPin, &Origin::Stdin)
            .map(|secret| secret.expose().to_vec())
            .map_err(|error| error.code())
    }

    #[test]
    fn exactly_one_line_end_is_taken_off() {
        assert_eq!(read(b"Abc12345"), Ok(b"Abc12345".to_vec()), "no line end");
        assert_eq!(read(b"Abc12345\n"), Ok(b"Abc12345".to_vec()), "LF");
        assert_eq!(read(b"Abc12345\r\n"), Ok(b"Abc12345".to_vec()), "CRLF");
        assert_eq!(read(b"Abc12345\n\n"), Err("pin-second-line"), "an empty second line is a second line");
        assert_eq!(read(b"Abc12345\r\r\n"), Err("pin-control-character"), "a CR that stays is a control character");
        assert_eq!(read(b"Abc12345\r"), Err("pin-control-character"), "a lone CR is no line end");
    }

    #[test]
    fn whatever_an_editor_may_add_is_refused_because_it_would_cost_a_try() {
        assert_eq!(read(b"\xEF\xBB\xBFAbc12345\n"), Err("pin-byte-order-mark"), "UTF-8 with BOM");
        assert_eq!(read(b"\xFF\xFEA\0b\0c\0"), Err("pin-utf16"), "UTF-16LE with BOM");
        assert_eq!(read(b"\xFE\xFF\0A\0b"), Err("pin-utf16"), "UTF-16BE with BOM");
        assert_eq!(read(b"A\0b\0c\0"), Err("pin-utf16"), "UTF-16LE without BOM");
        assert_eq!(read(b"\0A\0b\0c"), Err("pin-utf16"), "UTF-16BE without BOM");
        assert_eq!(read(b"Abc\x0012345"), Err("pin-nul"), "a NUL inside");
        assert_eq!(read(b"first\nsecond\n"), Err("pin-second-line"), "two lines");
        assert_eq!(read(b"Abc12345 \n"), Err("pin-blanks"), "a trailing blank");
        assert_eq!(read(b" Abc12345\n"), Err("pin-blanks"), "a leading blank");
        assert_eq!(read("Abc12345\u{a0}\n".as_bytes()), Err("pin-blanks"), "a trailing no-break space");
        assert_eq!(read(b"Abc\t12345"), Err("pin-control-character"), "a tab");
        assert_eq!(read(b"Abc\x1b[A12345"), Err("pin-control-character"), "an arrow key");
        assert_eq!(read(b"Abc\xE9"), Err("pin-not-utf8"), "Latin-1");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(read(b""), Err("pin-empty"), "empty");
        assert_eq!(read(b"\n"), Err("pin-empty"), "only a line end");
        assert_eq!(read(b"\r\n"), Err("pin-empty"), "only CRLF");
        assert_eq!(read(&vec![b'a'; MAXIMUM_LENGTH]).map(|pin| pin.len()), Ok(MAXIMUM_LENGTH), "the longest");
        assert_eq!(read(&vec![b'a'; MAXIMUM_LENGTH + 1]), Err("pin-source-too-long"), "one byte more");
    }

    #[test]
    fn a_blank_inside_and_accents_are_a_matter_of_the_holder() {
        assert_eq!(read(b"my pin 1\n"), Ok(b"my pin 1".to_vec()), "a blank inside stays");
        assert_eq!(read("Mật1\n".as_bytes()), Ok("Mật1".as_bytes().to_vec()), "UTF-8 stays as it is");
    }
}
