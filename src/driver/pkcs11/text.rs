//! Fixed-width texts: padded with spaces or NUL, cut in the middle of a character, in no known encoding.

use cryptoki_sys::CK_VERSION;

use crate::domain::tlv::hex;
use crate::driver::protocol::RawText;

/// A padded field: ends at the first NUL or before the trailing spaces; repaired if it is not UTF-8.
pub(super) fn padded(field: &[u8]) -> RawText {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    repaired(field.get(..end).unwrap_or_default().trim_ascii_end())
}

/// Text of an object; a trailing NUL is not part of it.
pub(super) fn repaired(bytes: &[u8]) -> RawText {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => RawText { text: text.to_owned(), hex: None },
        Err(_) => RawText { text: String::from_utf8_lossy(bytes).into_owned(), hex: Some(hex(bytes)) },
    }
}

/// `major.minor`.
pub(super) fn version(version: CK_VERSION) -> String {
    format!("{}.{}", version.major, version.minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_of_either_kind_is_no_part_of_a_text() {
        assert_eq!(padded(b"VGCA Token      ").text, "VGCA Token", "blanks");
        assert_eq!(padded(b"IBM\0\0\0garbage").text, "IBM", "NUL");
        assert_eq!(padded(b"\0\0\0\0").text, "", "nothing at all");
    }

    #[test]
    fn a_label_cut_inside_a_character_is_repaired_and_its_bytes_are_kept() {
        let label = padded("Hồ".as_bytes().get(..2).unwrap());
        assert_eq!(label.text, "H\u{fffd}", "the broken character is shown as one");
        assert_eq!(label.hex.as_deref(), Some("48e1"), "and the raw bytes are kept");
    }
}
