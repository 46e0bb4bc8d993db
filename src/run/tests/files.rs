//! Errors about the files that are written, and about what is read from files.

use std::io;
use std::path::PathBuf;

use super::{Area, about, samples};
use crate::commands::saved::SavedError;
use crate::commands::support::SupportError;
use crate::file::{FileError, OutputEnd};
use crate::readers::bodies::BodiesFault;
use crate::readers::encoding::EncodingFault;
use crate::readers::inventory::InventoryFault;
use crate::render::docx::DocumentError;

/// The file of an operation that failed.
const DOCUMENT: &str = "Kiểm kê/tháng 11.json";

pub(super) fn area() -> Area {
    Area::default()
        .with::<FileError>()
        .with::<OutputEnd>()
        .with::<SavedError>()
        .with::<InventoryFault>()
        .and("saved-cannot-read", &about("saved-cannot-read", DOCUMENT, InventoryFault::Empty))
        .with::<EncodingFault>()
        .with::<BodiesFault>()
        .and("bodies-cannot-use", &about("bodies-cannot-use", DOCUMENT, BodiesFault::Empty))
        .with::<DocumentError>()
        .with::<SupportError>()
}

fn path() -> PathBuf {
    PathBuf::from("/home/an/Kiểm kê/tháng 11.xlsx")
}

fn named() -> String {
    path().display().to_string()
}

samples!(FileError {
    Self::Exists(_) => [Self::Exists(path())],
    Self::HoldsInventory(_) => [Self::HoldsInventory(path())],
    Self::Special(_) => [Self::Special(PathBuf::from("/dev/sda"))],
    Self::ForeignLink(_) => [Self::ForeignLink(path())],
    Self::Busy(..) => [Self::Busy(path(), 30)],
    Self::Interrupted(_) => [Self::Interrupted(path())],
    Self::IsFolder(_) => [Self::IsFolder(path())],
    Self::FolderMissing(_) => [Self::FolderMissing(path())],
    Self::NotWritable(_) => [Self::NotWritable(path())],
    Self::DiskFull(_) => [Self::DiskFull(path())],
    Self::Failed(..) => [Self::Failed(path(), "Input/output error (os error 5)".to_owned())],
});

samples!(OutputEnd {
    Self::Closed => [Self::Closed],
    Self::Missing => [Self::Missing],
    Self::DiskFull => [Self::DiskFull],
    Self::Failed(_) => [Self::Failed("Input/output error (os error 5)".to_owned())],
});

samples!(SavedError {
    Self::Missing(_) => [Self::Missing(named()), Self::Missing("\u{1b}[2J\u{202e}a\nb".to_owned())],
    Self::Unreadable(..) => [Self::Unreadable(named(), "Permission denied (os error 13)".to_owned())],
    Self::TooLong(_) => [Self::TooLong(named())],
    Self::Interrupted => [Self::Interrupted],
});

samples!(InventoryFault {
    Self::Empty => [Self::Empty],
    Self::TooLarge { .. } => [Self::TooLarge { bytes: 300_000_000, limit: 268_435_456 }],
    Self::TooManyTokens { .. } => [Self::TooManyTokens { tokens: 120_000, limit: 100_000 }],
    Self::Encoding(_) => [Self::Encoding(EncodingFault::Binary)],
    Self::Truncated { .. } => [Self::Truncated { line: 412, column: 17 }],
    Self::NotJson { .. } => [
        Self::NotJson { line: 3, column: 5, fault: "expected `,` or `}`".to_owned() },
    ],
    Self::TooDeep { .. } => [Self::TooDeep { line: 1, column: 130 }],
    Self::NotOurs => [Self::NotOurs],
    Self::NoneInFolder { .. } => [Self::NoneInFolder { folder: "Kiểm kê".to_owned() }],
    Self::OtherSchema { .. } => [Self::OtherSchema { found: "tokenctl/2".to_owned(), expected: "tokenctl/1" }],
    Self::OtherKind { .. } => [
        Self::OtherKind { found: "check".to_owned(), expected: "inventory".to_owned() },
        Self::OtherKind { found: "plan".to_owned(), expected: "inventory`, `token-list".to_owned() },
    ],
    Self::DuplicateKey { .. } => [
        Self::DuplicateKey { line: 14, column: 9, field: "tokens[0].serial".to_owned() },
    ],
    Self::Field { .. } => [
        Self::Field {
            line: 13,
            column: 21,
            field: "tokens[0].user_pin.state".to_owned(),
            fault: "unknown variant `fine`, expected one of `ok`, `count-low`".to_owned(),
        },
    ],
});

samples!(EncodingFault {
    Self::NotUtf8 { .. } => [Self::NotUtf8 { line: 12 }],
    Self::Mixed { .. } => [Self::Mixed { line: 12 }],
    Self::BrokenUtf16 { .. } => [Self::BrokenUtf16 { line: 12 }],
    Self::Binary => [Self::Binary],
});

samples!(BodiesFault {
    Self::Encoding(_) => [Self::Encoding(EncodingFault::NotUtf8 { line: 2 })],
    Self::NotText => [Self::NotText],
    Self::Empty => [Self::Empty],
});

samples!(DocumentError {
    Self::Letter { .. } => [Self::Letter { fault: "the writer failed".to_owned() }],
    Self::Workbook { .. } => [Self::Workbook { fault: "the writer failed".to_owned() }],
    Self::Text { .. } => [Self::Text { fault: "the writer failed".to_owned() }],
});

samples!(SupportError {
    Self::NotAsked => [Self::NotAsked],
    Self::Declined => [Self::Declined],
    Self::Terminal(_) => [Self::Terminal(io::Error::other("Input/output error (os error 5)"))],
    Self::NeedsFile => [Self::NeedsFile],
});
