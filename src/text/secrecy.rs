//! Keeps a PIN that somebody typed into an argument out of every sentence: `pin-value` of RFC 7512 and names like it.
//!
//! Pitfall: where such a value ends is not certain, since a PIN may contain any separator, so the rest of the argument
//! goes with it.

use std::borrow::Cow;

/// A text without the value of a PIN, and without what follows it.
pub fn without_pins(text: &str) -> Cow<'_, str> {
    let mut start = 0;
    while let Some(found) = text.get(start..).and_then(value_at) {
        let (shown, value) = text.split_at(start + found);
        // One sentence may be an argument of another.
        let Some(rest) = value.strip_prefix('…').filter(|rest| !rest.starts_with(char::is_alphanumeric)) else {
            return if value.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{shown}…")) };
        };
        start = text.len() - rest.len();
    }
    Cow::Borrowed(text)
}

/// Whether a text has the value of a PIN.
pub fn has_pin(text: &str) -> bool {
    matches!(without_pins(text), Cow::Owned(_))
}

/// Where the first value of a PIN begins.
fn value_at(text: &str) -> Option<usize> {
    let names = text.as_bytes().windows(3).enumerate().filter(|(_, letters)| letters.eq_ignore_ascii_case(b"pin"));
    names.map(|(at, _)| at).find_map(|at| {
        let (before, name) = (text.get(..at)?, text.get(at + 3..)?);
        let value = match after_any(name, &["-", "_", "%2d", "%5f", " ", "%20", ""], "value") {
            Some(rest) => after_sign(rest, &["=", ":", "%3d", "%3a"])?,
            // `so-pin=`, but no longer word that ends like it.
            None if before.ends_with(char::is_alphanumeric) => return None,
            None => after_sign(name, &["=", "%3d"])?,
        };
        Some(text.len() - value.len())
    })
}

/// What follows one of these beginnings and the word, in any case.
fn after_any<'a>(text: &'a str, beginnings: &[&str], word: &str) -> Option<&'a str> {
    beginnings.iter().find_map(|beginning| after(after(text, beginning)?, word))
}

/// What follows one of these signs; there may be blanks before it.
fn after_sign<'a>(text: &'a str, signs: &[&str]) -> Option<&'a str> {
    let mut text = text;
    while let Some(rest) = after(text, " ").or_else(|| after(text, "\t")).or_else(|| after(text, "%20")) {
        text = rest;
    }
    signs.iter().find_map(|sign| after(text, sign))
}

fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_pin_is_never_repeated_to_the_end_of_its_argument() {
        for (typed, shown) in [
            ("pkcs11:token=x?pin-value=geheim", "pkcs11:token=x?pin-value=…"),
            ("pkcs11:?PIN-VALUE=a&module-name=b", "pkcs11:?PIN-VALUE=…"),
            ("label:pin-value=a;4711", "label:pin-value=…"),
            ("pin-value=a` '\"b", "pin-value=…"),
            ("pin-value=a pin-value=b", "pin-value=…"),
            ("pin%2Dvalue%3Dgeheim", "pin%2Dvalue%3D…"),
            ("pin_value=4711", "pin_value=…"),
            ("PinValue=4711", "PinValue=…"),
            ("pin%5fvalue = 4711", "pin%5fvalue =…"),
            ("x?pin=4711", "x?pin=…"),
            ("so-pin=4711", "so-pin=…"),
            ("USER_PIN=4711", "USER_PIN=…"),
            ("pin-value:4711", "pin-value:…"),
            ("ẞ pin-value=ẞẞẞ", "ẞ pin-value=…"),
            ("pin-value=…4711", "pin-value=…"),
            ("pin-value=…, pin=4711", "pin-value=…, pin=…"),
        ] {
            assert_eq!(without_pins(typed), shown, "{typed}");
            assert_eq!(without_pins(shown), shown, "once is enough: {typed}");
        }
    }

    #[test]
    fn what_is_no_value_of_a_pin_stays_as_it_is() {
        for text in [
            "`pin-value` (byte 7) is refused",
            "pkcs11:?pin-source=/etc/pin",
            "--pin-file=a --pin-env=B",
            "serial:spin=1",
            "user PIN: locked",
            "pin-value=",
            "pin",
            "nothing",
            "",
        ] {
            assert!(matches!(without_pins(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
