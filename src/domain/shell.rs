//! Arguments in commands that are shown to be copied: quoted for a shell where they hold anything but plain characters.
//!
//! Imports nothing. Pitfall: what is quoted may come from a token or a file and be meant to run when it is pasted.

/// An argument for a shell.
pub fn quoted(text: &str) -> String {
    if !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || "-._:/=%".contains(letter)) {
        text.to_owned()
    } else if cfg!(windows) {
        // No quotation is understood by both of its shells, so what either would act on is left out.
        format!("\"{}\"", text.replace(['"', '$', '`', '%'], "…"))
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn plain_arguments_stay_as_they_are_and_no_other_can_leave_its_quotes() {
        for plain in ["serial:5A3C0047", "/home/an/tháng-11.xlsx", "pkcs11:slot-id=1"] {
            assert_eq!(quoted(plain), plain, "nothing to quote");
        }
        let hostile = quoted("O'Brien $(reboot)");
        if cfg!(windows) {
            assert_eq!(hostile, "\"O'Brien …(reboot)\"", "nothing that PowerShell would run");
        } else {
            assert_eq!(hostile, "'O'\\''Brien $(reboot)'", "the quotation mark does not end it");
        }
        assert_ne!(quoted(""), "", "an empty argument is one");
    }
}
