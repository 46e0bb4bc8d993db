//! Typed confirmations: before a token is changed, the user confirms that it is the intended one.
//!
//! Imports `domain`. Pitfall: some drivers report the serial "00…0", and some tokens have identical labels. The text to
//! type is decided only here, and the plan shown before names the whole token.

use super::terminal::{Terminal, TerminalError};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::token::TokenIdentity;

/// How many characters of a serial have to be typed.
const SERIAL_TAIL: usize = 4;
/// The minimum number of fingerprint digits to type.
const FINGERPRINT: usize = 8;

/// The text to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// The last four characters of the serial.
    SerialTail(String),
    /// The whole label, if the serial is shorter or all zeros.
    Label(String),
    /// The whole serial, the whole label, or `slot:N`, for a token that is about to be erased.
    Whole(String),
    /// The first eight digits of a fingerprint, or more of it.
    Fingerprint(String),
    /// Nothing distinguishes this token from another: only `--yes` can confirm it.
    Nothing,
}

impl Confirmation {
    /// The text to type for a token.
    pub fn of(token: &TokenIdentity) -> Self {
        let serial = token.telling_serial().unwrap_or_default().trim();
        let length = serial.chars().count();
        if length >= SERIAL_TAIL {
            return Self::SerialTail(serial.chars().skip(length.saturating_sub(SERIAL_TAIL)).collect());
        }
        label_of(token).map_or(Self::Nothing, |label| Self::Label(label.to_owned()))
    }

    /// The text to type for a token that is about to be erased: its identifying text, in full.
    pub fn of_whole(token: &TokenIdentity) -> Self {
        let text = token.telling_serial().map(str::trim).or_else(|| label_of(token));
        Self::Whole(text.map_or_else(|| format!("slot:{}", token.slot), str::to_owned))
    }

    /// Whether this was typed.
    fn is_met_by(&self, typed: &str) -> bool {
        match self {
            Self::SerialTail(wanted) | Self::Label(wanted) | Self::Whole(wanted) => is_same(typed, wanted),
            Self::Fingerprint(wanted) => {
                let typed = typed.trim().replace([':', ' '], "").to_ascii_lowercase();
                typed.len() >= FINGERPRINT && wanted.starts_with(&typed)
            }
            Self::Nothing => false,
        }
    }

    fn prompt(&self) -> Option<Phrase> {
        Some(match self {
            Self::SerialTail(_) => Phrase::new("confirm-type-serial"),
            Self::Label(_) => Phrase::new("confirm-type-label"),
            Self::Whole(wanted) => Phrase::new("confirm-type-whole").with("wanted", wanted),
            Self::Fingerprint(_) => Phrase::new("confirm-type-fingerprint").with("digits", FINGERPRINT),
            Self::Nothing => return None,
        })
    }
}

/// A label that can be typed.
fn label_of(token: &TokenIdentity) -> Option<&str> {
    token.label.as_deref().map(str::trim).filter(|label| !label.is_empty())
}

/// Why the operation was not confirmed. Nothing was sent to the token.
#[derive(Debug)]
pub enum ConfirmError {
    /// No prompt is possible, or `--batch`, and no `--yes`.
    NotAsked,
    /// The same for a confirmation that `--yes` does not replace.
    NotAskedWhole(Confirmation),
    /// Something else was typed.
    Differs(Confirmation),
    /// The token has neither serial nor label to type.
    NothingToType,
    /// The user cancelled.
    Cancelled,
    /// The terminal failed.
    Terminal(std::io::Error),
}

impl Situation for ConfirmError {
    fn told(&self) -> Told {
        match self {
            Self::NotAsked => Class::Refused.told("not-confirmed", "confirm-not-asked").hint("confirm-hint-yes"),
            Self::NotAskedWhole(Confirmation::Fingerprint(_)) => {
                Class::Refused.told("not-confirmed", "confirm-not-asked-fingerprint").hint("confirm-hint-fingerprint")
            }
            Self::NotAskedWhole(_) => {
                Class::Refused.told("not-confirmed", "confirm-not-asked-whole").hint("confirm-hint-whole")
            }
            Self::Differs(asked) => {
                let phrase = match asked {
                    Confirmation::Label(_) => Phrase::new("confirm-differs-label"),
                    Confirmation::Whole(wanted) => Phrase::new("confirm-differs-whole").with("wanted", wanted),
                    Confirmation::Fingerprint(_) => Phrase::new("confirm-differs-fingerprint"),
                    Confirmation::SerialTail(_) | Confirmation::Nothing => Phrase::new("confirm-differs-serial"),
                };
                let of_serial = matches!(asked, Confirmation::SerialTail(_) | Confirmation::Nothing);
                let hint = if of_serial { "confirm-hint-again" } else { "confirm-hint-compare" };
                Class::Refused.told("confirmation-differs", phrase).hint(hint)
            }
            Self::NothingToType => {
                Class::Refused.told("confirmation-impossible", "confirm-nothing-to-type").hint("confirm-hint-yes")
            }
            Self::Cancelled => Class::Cancelled.told("cancelled", "confirm-cancelled"),
            Self::Terminal(error) => {
                Class::Failed.told("terminal-failed", "confirm-terminal").with("cause", error.to_string())
            }
        }
    }
}

crate::situation_error!(ConfirmError);

/// Asks for the confirmation once, unless `--yes` replaces it.
pub fn confirm(terminal: &mut dyn Terminal, asked: &Confirmation, yes: bool, batch: bool) -> Result<(), ConfirmError> {
    if yes {
        return Ok(());
    }
    if batch || !terminal.is_present() {
        return Err(ConfirmError::NotAsked);
    }
    ask(terminal, asked)
}

/// The same if `--yes` does not replace it: the text to type is `given`, or asked for once.
pub fn confirm_by(
    terminal: &mut dyn Terminal,
    asked: &Confirmation,
    given: Option<&str>,
    batch: bool,
) -> Result<(), ConfirmError> {
    match given {
        Some(given) if asked.is_met_by(given) => Ok(()),
        Some(_) => Err(ConfirmError::Differs(asked.clone())),
        None if batch || !terminal.is_present() => Err(ConfirmError::NotAskedWhole(asked.clone())),
        None => ask(terminal, asked),
    }
}

fn ask(terminal: &mut dyn Terminal, asked: &Confirmation) -> Result<(), ConfirmError> {
    let prompt = asked.prompt().ok_or(ConfirmError::NothingToType)?;
    let typed = terminal.ask_line(&prompt).map_err(|error| match error {
        TerminalError::Absent => ConfirmError::NotAsked,
        TerminalError::Cancelled => ConfirmError::Cancelled,
        TerminalError::TooLong => ConfirmError::Differs(asked.clone()),
        TerminalError::Failed(error) => ConfirmError::Terminal(error),
    })?;
    if asked.is_met_by(&typed) { Ok(()) } else { Err(ConfirmError::Differs(asked.clone())) }
}

/// Compares the typed text with the expected one: a keyboard may compose "ễ" from other code points than the token, and
/// serials are hex digits in either case.
fn is_same(typed: &str, wanted: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;

    typed.trim().nfc().eq(wanted.nfc()) || typed.trim().eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interact::terminal::NoTerminal;
    use crate::interact::terminal::scripted::Scripted;

    fn token(serial: Option<&str>, label: Option<&str>) -> TokenIdentity {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        TokenIdentity { slot: 3, serial: owned(serial), label: owned(label), ..TokenIdentity::default() }
    }

    fn of(serial: Option<&str>, label: Option<&str>) -> Confirmation {
        Confirmation::of(&token(serial, label))
    }

    #[test]
    fn the_serial_is_typed_where_it_tells_tokens_apart_and_the_label_elsewhere() {
        let tail = |text: &str| Confirmation::SerialTail(text.to_owned());
        let label = |text: &str| Confirmation::Label(text.to_owned());
        assert_eq!(of(Some("b7bb0da0c5d0a5a1"), Some("A")), tail("a5a1"), "last four of the serial");
        assert_eq!(of(Some("123"), Some("VGCA Token")), label("VGCA Token"), "serial too short");
        assert_eq!(of(Some("0000000000000000"), Some("A")), label("A"), "serial all zeros");
        assert_eq!(of(Some("10000"), Some("A")), tail("0000"), "not all zeros as a whole");
        assert_eq!(of(None, None), Confirmation::Nothing, "nothing to type");
        assert_eq!(of(Some("0"), Some("  ")), Confirmation::Nothing, "a blank label tells nothing");
    }

    #[test]
    fn without_a_person_or_with_batch_only_yes_confirms() {
        let asked = of(Some("b7bb0da0c5d0a5a1"), None);
        confirm(&mut NoTerminal, &asked, true, true).expect("--yes stands for the confirmation");
        let error = confirm(&mut NoTerminal, &asked, false, false).expect_err("nobody there");
        assert_eq!((error.class(), error.code()), (Class::Refused, "not-confirmed"), "status 7");
        let error = confirm(&mut Scripted::default(), &asked, false, true).expect_err("--batch asks nobody");
        assert_eq!(error.class(), Class::Refused, "status 7, and the person was not asked");
    }

    #[test]
    fn one_wrong_answer_ends_it_and_control_c_cancels() {
        let asked = of(Some("b7bb0da0c5d0a5a1"), None);
        confirm(&mut Scripted::answering(&[Some("A5A1")]), &asked, false, false).expect("case does not matter");
        let error = confirm(&mut Scripted::answering(&[Some("a5a2")]), &asked, false, false).expect_err("another");
        assert_eq!((error.class(), error.code()), (Class::Refused, "confirmation-differs"), "status 7, asked once");
        let error = confirm(&mut Scripted::answering(&[Some("")]), &asked, false, false).expect_err("nothing typed");
        assert_eq!(error.class(), Class::Refused, "Enter alone confirms nothing");
        let error = confirm(&mut Scripted::answering(&[None]), &asked, false, false).expect_err("Ctrl-C");
        assert_eq!(error.class(), Class::Cancelled, "status 9");
    }

    #[test]
    fn what_loses_everything_is_typed_in_full_and_yes_does_not_stand_for_it() {
        let asked = Confirmation::of_whole(&token(Some("b7bb0da0c5d0a5a1"), Some("A")));
        let typed = |text: &str| confirm_by(&mut Scripted::answering(&[Some(text)]), &asked, None, false);
        typed("B7BB0DA0C5D0A5A1").expect("the whole serial");
        assert_eq!(typed("a5a1").expect_err("its end alone").code(), "confirmation-differs", "status 7");
        confirm_by(&mut NoTerminal, &asked, Some("b7bb0da0c5d0a5a1"), true).expect("a script names it");
        let error = confirm_by(&mut NoTerminal, &asked, Some("b7bb0da0c5d0a5a2"), true).expect_err("another");
        assert_eq!(error.class(), Class::Refused, "status 7");
        let error = confirm_by(&mut NoTerminal, &asked, None, true).expect_err("nobody said anything");
        assert_eq!((error.class(), error.code()), (Class::Refused, "not-confirmed"), "status 7");
        let whole = |text: &str| Confirmation::Whole(text.to_owned());
        assert_eq!(
            Confirmation::of_whole(&token(Some("0000"), Some("A"))),
            whole("A"),
            "a serial of zeros tells nothing"
        );
        assert_eq!(
            Confirmation::of_whole(&token(None, Some(" "))),
            whole("slot:3"),
            "a blank token is told by its slot"
        );
    }

    #[test]
    fn a_fingerprint_is_typed_by_its_beginning_with_or_without_colons() {
        let asked = Confirmation::Fingerprint("0a1b2c3d4e5f".to_owned());
        let given = |text: &str| confirm_by(&mut NoTerminal, &asked, Some(text), true).is_ok();
        assert!(given("0A:1B:2C:3D") && given("0a1b2c3d4e5f"), "eight digits or more");
        assert!(!given("0a1b2c3") && !given("") && !given("1b2c3d4e") && !given("0a1b2c3d4e5f00"), "nothing else");
    }

    #[test]
    fn a_label_may_be_typed_composed_or_decomposed() {
        let asked = Confirmation::Label("Nguyễn Văn A".to_owned());
        let decomposed = "Nguye\u{302}\u{303}n Va\u{306}n A";
        confirm(&mut Scripted::answering(&[Some(decomposed)]), &asked, false, false).expect("the same name");
    }
}
