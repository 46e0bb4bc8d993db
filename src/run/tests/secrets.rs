//! Errors about secrets and confirmations, before anything is sent to a token.

use std::io;
use std::path::PathBuf;

use super::{Area, samples};
use crate::domain::policy::{Alphabet, ContradictionError, Limits, PolicyError, Reason, Violation};
use crate::domain::secret::Role;
use crate::interact::confirm::{ConfirmError, Confirmation};
use crate::interact::secret::{GenerateError, KeepError, Origin, SecretError};

pub(super) fn area() -> Area {
    Area::default()
        .with::<SecretError>()
        .with::<KeepError>()
        .with::<GenerateError>()
        .with::<ContradictionError>()
        .with::<PolicyError>()
        .with::<ConfirmError>()
}

fn file() -> PathBuf {
    PathBuf::from("/home/an/mã pin.txt")
}

fn fault() -> io::Error {
    io::Error::other("Input/output error (os error 5)")
}

fn contradiction(reasons: Vec<Reason>, lines: &[&str]) -> ContradictionError {
    ContradictionError { reasons, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
}

samples!(SecretError {
    Self::NoTerminal(_) => [
        Self::NoTerminal(Role::UserPin),
        Self::NoTerminal(Role::SoPin),
        Self::NoTerminal(Role::Puk),
        Self::NoTerminal(Role::NewPin),
        Self::NoTerminal(Role::Response),
    ],
    Self::Batch(_) => [Self::Batch(Role::UserPin), Self::Batch(Role::NewPin), Self::Batch(Role::Response)],
    Self::StdinTwice(..) => [Self::StdinTwice(Role::SoPin, Role::NewPin)],
    Self::StdinIsTerminal(_) => [Self::StdinIsTerminal(Role::UserPin)],
    Self::NotInEnvironment(..) => [Self::NotInEnvironment(Role::UserPin, "MY_PIN".to_owned())],
    Self::NoFile(..) => [Self::NoFile(Role::UserPin, file())],
    Self::Directory(..) => [Self::Directory(Role::SoPin, PathBuf::from("/home/an"))],
    Self::Unreadable(..) => [
        Self::Unreadable(Role::UserPin, Origin::File(file()), fault()),
        Self::Unreadable(Role::UserPin, Origin::Stdin, fault()),
    ],
    Self::Exposed(..) => [Self::Exposed(Role::UserPin, file(), "644".to_owned())],
    Self::NotListed(..) => [Self::NotListed(Role::UserPin, file(), "5A3C0047".to_owned())],
    Self::ListLine(..) => [Self::ListLine(Role::UserPin, file(), 7)],
    Self::Empty(..) => [
        Self::Empty(Role::UserPin, Origin::Prompt),
        Self::Empty(Role::UserPin, Origin::File(file())),
        Self::Empty(Role::UserPin, Origin::Stdin),
        Self::Empty(Role::UserPin, Origin::Environment("MY_PIN".to_owned())),
    ],
    Self::TooLong(..) => [Self::TooLong(Role::UserPin, Origin::Stdin)],
    Self::ByteOrderMark(..) => [Self::ByteOrderMark(Role::UserPin, Origin::File(file()))],
    Self::Utf16(..) => [Self::Utf16(Role::UserPin, Origin::File(file()))],
    Self::Nul(..) => [Self::Nul(Role::UserPin, Origin::Stdin)],
    Self::NotUtf8(..) => [Self::NotUtf8(Role::UserPin, Origin::File(file()))],
    Self::SecondLine(..) => [Self::SecondLine(Role::UserPin, Origin::File(file()))],
    Self::Blanks(..) => [
        Self::Blanks(Role::UserPin, Origin::Environment("MY_PIN".to_owned())),
        Self::Blanks(Role::NewPin, Origin::Prompt),
    ],
    Self::ControlCharacter(..) => [Self::ControlCharacter(Role::UserPin, Origin::Stdin)],
    Self::Accents(..) => [Self::Accents(Role::UserPin, Origin::File(file()))],
    Self::Mismatch(_) => [Self::Mismatch(Role::NewPin)],
    Self::Cancelled(_) => [Self::Cancelled(Role::UserPin)],
    Self::Terminal(..) => [Self::Terminal(Role::UserPin, fault())],
});

samples!(KeepError {
    Self::Exists(_) => [Self::Exists(file())],
    Self::Unwritable(..) => [Self::Unwritable(file(), fault())],
});

samples!(GenerateError {
    Self::Random(_) => [Self::Random(getrandom::Error::UNSUPPORTED)],
    Self::Impossible(_) => [
        Self::Impossible(contradiction(vec![Reason::Longer { policy: 16, token: 8 }], &["min_length = 8"])),
    ],
    Self::Exhausted => [Self::Exhausted],
});

samples!(ContradictionError {
    Self { .. } => [
        contradiction(vec![Reason::Longer { policy: 16, token: 8 }], &["min_length = 8"]),
        contradiction(
            vec![Reason::Longer { policy: 16, token: 8 }, Reason::Letters],
            &["min_length = 8", "require_upper = false", "require_lower = false"],
        ),
    ],
});

samples!(PolicyError {
    Self { .. } => [
        Self {
            violations: vec![Violation::TooShort { min: 8, length: 4 }, Violation::NoUpper, Violation::NoLower],
            least: 8,
            limits: Limits::of(Alphabet::Any, 4, 32),
        },
        Self { violations: vec![Violation::NotDigits], least: 6, limits: Limits::of(Alphabet::Digits, 6, 8) },
        Self {
            violations: vec![Violation::TooShortForToken { min: 6, length: 4 }, Violation::NoDigit],
            least: 6,
            limits: Limits::default(),
        },
        Self {
            violations: vec![Violation::TooLongForToken { max: 8, length: 12 }, Violation::WellKnown],
            least: 6,
            limits: Limits::of(Alphabet::Any, 4, 8),
        },
        Self { violations: vec![Violation::NotKeyInHex], least: 32, limits: Limits::of(Alphabet::KeyInHex, 32, 64) },
        Self {
            violations: vec![Violation::SameAsOld, Violation::ControlCharacter, Violation::NotAscii, Violation::Blanks],
            least: 8,
            limits: Limits::of(Alphabet::Any, 4, 32),
        },
        Self { violations: vec![Violation::NotUtf8], least: 8, limits: Limits::of(Alphabet::Any, 4, 32) },
    ],
});

samples!(ConfirmError {
    Self::NotAsked => [Self::NotAsked],
    Self::NotAskedWhole(_) => [
        Self::NotAskedWhole(Confirmation::Whole("5A3C0047".to_owned())),
        Self::NotAskedWhole(Confirmation::Fingerprint("9f86d081884c7d65".to_owned())),
    ],
    Self::Differs(_) => [
        Self::Differs(Confirmation::SerialTail("0047".to_owned())),
        Self::Differs(Confirmation::Label("Nguyễn Văn An".to_owned())),
        Self::Differs(Confirmation::Whole("5A3C0047".to_owned())),
        Self::Differs(Confirmation::Fingerprint("9f86d081884c7d65".to_owned())),
    ],
    Self::NothingToType => [Self::NothingToType],
    Self::Cancelled => [Self::Cancelled],
    Self::Terminal(_) => [Self::Terminal(fault())],
});
