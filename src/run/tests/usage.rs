//! Errors of the command line and the config, of units and periods, and faults of the program.

use std::io;
use std::path::PathBuf;

use super::{Area, samples};
use crate::cli::{self, Format, Personal, UsageError};
use crate::commands::config::ConfigInitError;
use crate::commands::month::MonthError;
use crate::commands::reading::Interrupted;
use crate::config::ConfigError;
use crate::domain::phrase::Phrase;
use crate::domain::raised::Raised;
use crate::domain::statistics::PeriodFault;
use crate::domain::unit::UnitError;

pub(super) fn area() -> Area {
    let internal = Raised::internal(["the inventory cannot be written as JSON", "no space"].map(str::to_owned));
    Area::default()
        .with::<UsageError>()
        .with::<ConfigError>()
        .with::<ConfigInitError>()
        .with::<UnitError>()
        .with::<PeriodFault>()
        .with::<MonthError>()
        .with::<Interrupted>()
        .and("Internal", &internal)
}

/// What is said of a command line, as clap finds it in the command of English.
fn typed(words: &str) -> UsageError {
    let words = std::iter::once("tokenctl").chain(words.split(' '));
    (&cli::command().try_get_matches_from(words).expect_err("it is wrong")).into()
}

samples!(UsageError {
    Self::Parse(..) => [
        typed("inventroy"), // typos: on purpose
        typed("xyzzy"),
        typed("pin unlok"), // typos: on purpose
        typed("token"),
        typed("inventory --fromat json"), // typos: on purpose
        typed("inventory --xyzzy"),
        typed("inventory extra"),
        typed("inventory --format jsno"), // typos: on purpose
        typed("inventory --format"),
        typed("inventory --jobs 0"),
        typed("inventory --timeout x"),
        typed("inventory --at 32/13/2026"),
        typed("check --warn soon"),
        typed("--lang fr inventory"),
        typed("diff one.json"),
        typed("pin verify --pin-stdin --pin-file x"),
        typed("inventory --format json --format csv"),
        typed("request"),
    ],
    Self::Value(_) => [
        typed("pin status --token serial:"),
        typed("pin status --token slot:x"),
        typed("pin status --token pkcs11:token=x?pin-value=1234"),
        typed("pin status --token pkcs11:token=x;token=y"),
        typed("report --period 2026-13"),
        typed("csr create --subject An"),
    ],
    Self::ModuleNotAFile(_) => [Self::ModuleNotAFile("--module")],
    Self::FormatNotPossible(_) => [Self::FormatNotPossible(Format::Csv)],
    Self::FormatConflict(..) => [Self::FormatConflict(Format::Json, Format::Csv)],
    Self::BinaryToTerminal(_) => [Self::BinaryToTerminal(Format::Xlsx), Self::BinaryToTerminal(Format::Docx)],
    Self::UnknownExtension(_) => [Self::UnknownExtension("Kiểm kê.txt".to_owned())],
    Self::RedactNotPossible(_) => [
        Self::RedactNotPossible(Personal::Certificate),
        Self::RedactNotPossible(Personal::Request),
        Self::RedactNotPossible(Personal::Letter),
        Self::RedactNotPossible(Personal::StaffList),
        Self::RedactNotPossible(Personal::SavedInventory),
    ],
    Self::BasisWithoutRevocation => [Self::BasisWithoutRevocation],
    Self::UnitNotPossible => [Self::UnitNotPossible],
    Self::WithNamesNotPossible => [Self::WithNamesNotPossible],
    Self::ByUnitToStdout => [Self::ByUnitToStdout],
    Self::PinWithoutLogin => [Self::PinWithoutLogin],
    Self::TimeZone(_) => [Self::TimeZone("Asia/Ha_Noi".to_owned())],
    Self::ConfiguredThreshold(..) => [Self::ConfiguredThreshold("warn", "soon".to_owned())],
});

fn file() -> PathBuf {
    PathBuf::from("/home/an/.config/tokenctl/config.toml")
}

fn denied() -> String {
    "Permission denied (os error 13)".to_owned()
}

/// A value of the wrong kind, and what its key takes.
fn wrong(key: &str, expected: Phrase) -> ConfigError {
    ConfigError::WrongType { file: file(), line: 7, column: 12, key: key.to_owned(), expected }
}

samples!(ConfigError {
    Self::NotFound { .. } => [Self::NotFound { file: file() }],
    Self::Unreadable { .. } => [Self::Unreadable { file: file(), cause: denied() }],
    Self::Interrupted => [Self::Interrupted],
    Self::NoFolder { .. } => [Self::NoFolder { folder: PathBuf::from("/home/an/.config/tokenctl"), cause: denied() }],
    Self::Syntax { .. } => [
        Self::Syntax { file: file(), line: 7, column: 12, cause: "string values must be quoted".to_owned() },
    ],
    Self::UnknownKey { .. } => [
        Self::UnknownKey { file: file(), line: 7, key: "check.warm".to_owned(), nearest: Some("warn".to_owned()) },
        Self::UnknownKey { file: file(), line: 7, key: "xyzzy".to_owned(), nearest: None },
    ],
    Self::WrongType { .. } => [
        wrong("organization.name", Phrase::new("config-expected-text")),
        wrong("timezone", Phrase::new("config-expected-zone")),
        wrong("driver.search", Phrase::new("config-expected-texts")),
        wrong("roster.words", Phrase::new("config-expected-text-map")),
        wrong("pin_policy.require_digit", Phrase::new("config-expected-flag")),
        wrong("pin_policy.min_length", Phrase::new("config-expected-number").with("least", "1").with("most", "255")),
        wrong("check.warn", Phrase::new("config-expected-threshold")),
        wrong("language", Phrase::new("config-expected-choice").with("choices", "vi, en")),
        wrong("roster.columns.x", Phrase::new("config-expected-names").with("choices", "name, unit")),
        wrong("check", Phrase::new("config-expected-table").with("key", "check")),
        wrong("driver", Phrase::new("config-expected-tables").with("key", "driver")),
    ],
    Self::MissingKey { .. } => [Self::MissingKey { file: file(), line: 9, key: "driver.path".to_owned() }],
});

samples!(ConfigInitError {
    Self::NobodyToAsk { .. } => [Self::NobodyToAsk { file: file().display().to_string() }],
    Self::NoPlace => [Self::NoPlace],
    Self::Cancelled => [Self::Cancelled],
    Self::TooLong => [Self::TooLong],
    Self::Terminal(_) => [Self::Terminal(io::Error::other("Input/output error (os error 5)"))],
});

/// A unit that nothing is of, among those that there are.
fn unit(near: &[&str], is_near: bool, known: usize) -> UnitError {
    unit_of_many(near, is_near, 0, known)
}

/// The same with more similar ones.
fn unit_of_many(near: &[&str], is_near: bool, more: usize, known: usize) -> UnitError {
    let near = near.iter().map(|name| (*name).to_owned()).collect();
    UnitError::Unknown { unit: "Phòng Kin tế".to_owned(), near, is_near, more, known }
}

samples!(UnitError {
    Self::Unknown { .. } => [
        unit(&[], false, 0),
        unit(&["Phòng Kinh tế"], true, 4),
        unit_of_many(&["Phòng Kinh tế", "Phòng Kinh tế và Đô thị"], true, 3, 40),
        unit(&["Phòng Văn hóa", "Trạm Y tế phường"], false, 2),
        unit(&["Phòng Văn hóa", "Trạm Y tế phường"], false, 40),
    ],
});

samples!(PeriodFault {
    Self::NotAPeriod { .. } => [Self::NotAPeriod { text: "2026-13".to_owned() }],
});

samples!(MonthError {
    Self::CannotCountOn { .. } => [Self::CannotCountOn { number: "CV-12".to_owned(), letters: 3 }],
});

samples!(Interrupted {
    Self => [Self],
});
