//! UTF-8 with or without a byte order mark and UTF-16 with one; anything else is rejected with its name.
//!
//! Pitfall: a file joined from two may change its encoding in the middle; the position of the first wrong byte is kept.

use std::borrow::Cow;

use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// Why bytes are not readable text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodingFault {
    /// A byte that UTF-8 does not allow, in a file that may be Windows-1258, TCVN3 or another encoding.
    NotUtf8 {
        /// Counted from 1.
        line: u64,
    },
    /// UTF-8 before this line and another encoding from it on.
    Mixed {
        /// Counted from 1.
        line: u64,
    },
    /// A UTF-16 file with half a character.
    BrokenUtf16 {
        /// Counted from 1.
        line: u64,
    },
    /// UTF-16 without a byte order mark, or a binary file: NUL bytes.
    Binary,
}

impl Situation for EncodingFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id).hint("encoding-save-as-utf8");
        match self {
            Self::NotUtf8 { line } => told("encoding-not-utf8").with("line", *line),
            Self::Mixed { line } => told("encoding-mixed").with("line", *line),
            Self::BrokenUtf16 { line } => told("encoding-broken-utf16").with("line", *line),
            Self::Binary => told("encoding-binary"),
        }
    }
}

situation_error!(EncodingFault);

/// Reads text that is UTF-8 with or without a byte order mark, or UTF-16 of either order with one.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingFault> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingFault> {
    if bytes.contains(&0) {
        return Err(EncodingFault::Binary);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + count_lines(good);
            // Valid text beyond ASCII shows that the file began as UTF-8.
            if good.is_ascii() { Err(EncodingFault::NotUtf8 { line }) } else { Err(EncodingFault::Mixed { line }) }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, EncodingFault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut line = 1;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok('\0') => return Err(EncodingFault::Binary),
            Ok(letter) => {
                line += u64::from(letter == '\n');
                text.push(letter);
            }
            Err(_) => return Err(EncodingFault::BrokenUtf16 { line }),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(EncodingFault::BrokenUtf16 { line }) }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes_of).collect()
    }

    #[test]
    fn every_accepted_encoding_reads_the_same() {
        let text = "Họ tên\nNguyễn Văn A";
        let with_bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with_bom,
            utf16_bytes(text, u16::to_le_bytes),
            utf16_bytes(text, u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text), "the bytes {bytes:x?} are an accepted encoding");
        }
    }

    #[test]
    fn windows_1258_is_refused_with_its_line() {
        assert_eq!(decode(b"Ho ten\nNguy\xean"), Err(EncodingFault::NotUtf8 { line: 2 }), "the line is named");
    }

    #[test]
    fn a_file_that_changes_its_encoding_is_said_to_be_mixed() {
        let bytes = ["Họ tên\n".as_bytes(), b"Nguy\xean"].concat();
        assert_eq!(decode(&bytes), Err(EncodingFault::Mixed { line: 2 }), "UTF-8 came first");
    }

    #[test]
    fn half_a_character_of_utf16_is_refused() {
        assert_eq!(decode(b"\xff\xfeA\0\n\0B"), Err(EncodingFault::BrokenUtf16 { line: 2 }), "an odd byte is left");
        assert_eq!(decode(b"\xff\xfe\x00\xd8A\0"), Err(EncodingFault::BrokenUtf16 { line: 1 }), "a lone surrogate");
    }

    #[test]
    fn nul_bytes_are_no_text() {
        assert_eq!(decode(b"A\0B\0"), Err(EncodingFault::Binary), "UTF-16 without a mark cannot be told");
    }
}
