//! Errors of office work: staff lists, decisions about proposals, forms, PDF.

use std::io;

use super::{Area, about, samples};
use crate::commands::pdf::PdfError;
use crate::commands::roster::NoRoster;
use crate::commands::roster_confirm::ConfirmRosterError;
use crate::domain::decision::DecisionFault;
use crate::domain::form::FormError;
use crate::domain::phrase::Phrase;
use crate::domain::roster::{RosterFault, StaffField};
use crate::readers::encoding::EncodingFault;
use crate::readers::roster::RosterFileFault;

/// The file of an operation that failed.
const LIST: &str = "Danh sách cán bộ.xlsx";

pub(super) fn area() -> Area {
    Area::default()
        .with::<NoRoster>()
        .with::<RosterFault>()
        .with::<RosterFileFault>()
        .and("roster-cannot-use", &about("roster-cannot-use", LIST, RosterFileFault::List(RosterFault::Empty)))
        .with::<DecisionFault>()
        .and("decisions-cannot-use", &about("decisions-cannot-use", LIST, DecisionFault::TooLong))
        .with::<ConfirmRosterError>()
        .with::<FormError>()
        .with::<PdfError>()
}

fn titles() -> Vec<String> {
    ["STT", "Chức vụ", "Điện thoại"].map(str::to_owned).to_vec()
}

fn sheets() -> Vec<String> {
    ["Cán bộ 2026", "Cán bộ 2025"].map(str::to_owned).to_vec()
}

fn proposal() -> String {
    "match-3f9a2c".to_owned()
}

samples!(NoRoster {
    Self => [Self],
});

samples!(RosterFault {
    Self::Empty => [Self::Empty],
    Self::NoRows => [Self::NoRows],
    Self::MissingColumn { .. } => [Self::MissingColumn { field: StaffField::Name, seen: titles() }],
    Self::NothingToMatchBy { .. } => [Self::NothingToMatchBy { seen: titles() }],
    Self::TwoColumns { .. } => [
        Self::TwoColumns {
            field: StaffField::Email,
            first: "Email (B)".to_owned(),
            second: "Thư điện tử công vụ (C)".to_owned(),
        },
    ],
    Self::TooManyRows { .. } => [Self::TooManyRows { limit: 100_000 }],
    Self::OpenQuote { .. } => [Self::OpenQuote { row: 17 }],
});

samples!(RosterFileFault {
    Self::TooLarge { .. } => [Self::TooLarge { bytes: 70_000_000, limit: 67_108_864 }],
    Self::Encoding(_) => [Self::Encoding(EncodingFault::NotUtf8 { line: 12 })],
    Self::OldOrEncryptedWorkbook => [Self::OldOrEncryptedWorkbook],
    Self::OpenDocument => [Self::OpenDocument],
    Self::NotAWorkbook { .. } => [Self::NotAWorkbook { fault: "invalid Zip archive".to_owned() }],
    Self::NoSheet { .. } => [
        Self::NoSheet { name: Some("Cán bộ".to_owned()), sheets: sheets() },
        Self::NoSheet { name: None, sheets: Vec::new() },
    ],
    Self::SeveralSheets { .. } => [Self::SeveralSheets { sheets: sheets() }],
    Self::Bomb { .. } => [Self::Bomb { part: "xl/worksheets/sheet1.xml".to_owned(), limit: 268_435_456 }],
    Self::TooManyParts { .. } => [Self::TooManyParts { limit: 1_000 }],
    Self::TooManyCells { .. } => [Self::TooManyCells { limit: 2_000_000 }],
    Self::List(_) => [Self::List(RosterFault::NoRows)],
});

samples!(DecisionFault {
    Self::NotText => [Self::NotText],
    Self::TooLong => [Self::TooLong],
    Self::Syntax { .. } => [Self::Syntax { line: 4, cause: "string values must be quoted".to_owned() }],
    Self::UnknownKey { .. } => [Self::UnknownKey { line: 4, key: "answers".to_owned() }],
    Self::WrongValue { .. } => [Self::WrongValue { line: 4, key: "answer".to_owned() }],
    Self::MissingKey { .. } => [Self::MissingKey { line: 4, key: "answer".to_owned() }],
    Self::Contradicts { .. } => [Self::Contradicts { line: 21, earlier: 4 }],
});

samples!(ConfirmRosterError {
    Self::NobodyToAsk { .. } => [Self::NobodyToAsk { count: 1 }, Self::NobodyToAsk { count: 12 }],
    Self::NoSuchProposal { .. } => [Self::NoSuchProposal { id: proposal() }],
    Self::TwoAnswers { .. } => [Self::TwoAnswers { id: proposal() }],
    Self::NoChange { .. } => [Self::NoChange { id: proposal() }],
    Self::Cancelled { .. } => [Self::Cancelled { kept: 0 }, Self::Cancelled { kept: 1 }, Self::Cancelled { kept: 3 }],
    Self::Terminal(_) => [Self::Terminal(io::Error::other("Input/output error (os error 5)"))],
});

/// What is wrong with a definition of the forms.
fn definition(fault: Phrase) -> FormError {
    FormError::DefinitionUnreadable { fault: Box::new(fault) }
}

samples!(FormError {
    Self::DefinitionUnreadable { .. } => [
        definition(Phrase::new("form-definition-syntax").with("line", 3_usize).with("column", 8_usize).with("cause", "invalid string")),
        definition(Phrase::new("form-definition-word").with("key", "greeting")),
        definition(Phrase::new("form-definition-number").with("number", "99")),
        definition(Phrase::new("form-definition-not-text")),
    ],
    Self::FormMissing { .. } => [Self::FormMissing { number: "04".to_owned() }],
    Self::ColumnsWrong { .. } => [Self::ColumnsWrong { number: "04".to_owned(), title: "Họ và tên".to_owned() }],
    Self::NothingToRequest { .. } => [Self::NothingToRequest { number: "06".to_owned() }],
    Self::OnlyProposals { .. } => [
        Self::OnlyProposals { number: "04".to_owned(), count: 1 },
        Self::OnlyProposals { number: "04".to_owned(), count: 5 },
    ],
    Self::OnlyUndecided { .. } => [
        Self::OnlyUndecided { number: "01".to_owned(), count: 1 },
        Self::OnlyUndecided { number: "01".to_owned(), count: 5 },
    ],
    Self::ServiceNotOfForm { .. } => [Self::ServiceNotOfForm { number: "04".to_owned(), row: 3 }],
});

samples!(PdfError {
    Self::NotALetter => [Self::NotALetter],
    Self::NoLibreOffice => [Self::NoLibreOffice],
    Self::NotStarted { .. } => [Self::NotStarted { cause: "Permission denied (os error 13)".to_owned() }],
    Self::TooLong { .. } => [Self::TooLong { seconds: 120 }],
    Self::NotMade => [Self::NotMade],
    Self::Interrupted => [Self::Interrupted],
});
