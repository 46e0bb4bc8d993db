//! Fixed-width texts: padded with spaces or NUL, cut in the middle of a character, in no known encoding.

use cryptoki_sys::CK_VERSION;

use crate::domain::tlv::hex;
use crate::driver::protocol::RawText;

/// A padded field: ends at the first NUL or before the trailing spaces; repaired if it is not UTF-8.
pub(super) fn padded(field: &[u8]) -> RawText {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    let text = field.get(..end).unwrap_or_default().trim_ascii_end();
    let whole = field.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    let rest = field.get(text.len()..whole).filter(|rest| !rest.is_empty()).map(hex);
    RawText { rest, ..repaired(text) }
}

/// Text of an object; a trailing NUL is not part of it.
pub(super) fn repaired(bytes: &[u8]) -> RawText {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => RawText { text: text.to_owned(), ..RawText::default() },
        Err(_) => RawText { text: String::from_utf8_lossy(bytes).into_owned(), hex: Some(hex(bytes)), rest: None },
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
        for field in [&b"VGCA  "[..], b"IBM\0\0\0  ", b"IBM\0z ", b"A\t", "Hồ\0".as_bytes(), b"H\xe1\0\0", b"   ", b""]
        {
            assert_eq!(
                padded(field).bytes(),
                {
                    let end = field.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
                    field.get(..end).unwrap()
                },
                "{field:?}: a URI needs all but blanks"
            );
        }
    }

    #[test]
    fn a_label_cut_inside_a_character_is_repaired_and_its_bytes_are_kept() {
        let label = padded("Hồ".as_bytes().get(..2).unwrap());
        assert_eq!(label.text, "H\u{fffd}", "the broken character is shown as one");
        assert_eq!(label.hex.as_deref(), Some("48e1"), "and the raw bytes are kept");
    }
}
