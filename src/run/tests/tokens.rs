//! Errors about the choice of tokens, keys and certificates, and about what is made of them.

use super::{Area, drivers, samples, token, tokens};
use crate::commands::certificate::CertificateChoiceError;
use crate::commands::import::ImportError;
use crate::commands::incomplete::Incomplete;
use crate::commands::keys::KeysError;
use crate::commands::narrow::NoObject;
use crate::domain::csr::SubjectFault;
use crate::domain::phrase::Phrase;
use crate::domain::selector::{Choice, SelectionError, Selector, SelectorError, Which};
use crate::domain::situation::Class;
use crate::domain::time::{Moment, zone};
use crate::domain::uri::{Expected, UriError};
use crate::report::pin::SignatureSkipped;

pub(super) fn area() -> Area {
    Area::default()
        .with::<SelectionError>()
        .with::<SelectorError>()
        .with::<UriError>()
        .with::<Incomplete>()
        .with::<NoObject>()
        .with::<CertificateChoiceError>()
        .with::<KeysError>()
        .with::<SubjectFault>()
        .with::<ImportError>()
}

fn choices() -> Vec<Choice> {
    vec![
        Choice { name: "Nguyễn Văn An".to_owned(), selector: Selector::Serial("5A3C0047".to_owned()) },
        Choice { name: "Văn thư".to_owned(), selector: Selector::Reader("Feitian ePass2003 00 00".to_owned()) },
    ]
}

fn hostile() -> Vec<Choice> {
    let name = "O'Brien\u{1b}[31m $(reboot)".to_owned();
    vec![Choice { name: name.clone(), selector: Selector::Label(name) }]
}

samples!(SelectionError {
    Self::NoToken(_) => [Self::NoToken(Which::default()), Self::NoToken(drivers())],
    Self::NoneSaved => [Self::NoneSaved],
    Self::NoMatch { .. } => [
        Self::NoMatch { selector: Selector::Serial("1".to_owned()), seen: choices() },
        Self::NoMatch { selector: Selector::Holder("An".to_owned()), seen: hostile() },
    ],
    Self::Several { .. } => [
        Self::Several { selector: Some(Selector::Word("ePass".to_owned())), matching: choices() },
        Self::Several { selector: None, matching: choices() },
    ],
    Self::Uncertain { .. } => [
        Self::Uncertain {
            token: token(),
            unread: vec!["Feitian ePass2003 01 00".to_owned(), "libvendor.so".to_owned()],
            certain: Some(Selector::Reader("Bit4id TokenME 00 00".to_owned())),
        },
        Self::Uncertain {
            token: token(),
            unread: Vec::new(),
            certain: Some(Selector::Reader("Bit4id TokenME 00 00".to_owned())),
        },
        Self::Uncertain { token: token(), unread: vec!["libvendor.so".to_owned()], certain: None },
    ],
});

samples!(Incomplete {
    Self::Token(_) => [Self::Token(
        Class::NotFound.told("no-token", why()).hint(drivers().hint("selection-hint-driver-failed")),
    )],
    Self::Object { .. } => [Self::Object { failure: why(), hint: Some(Phrase::new("run-hint-login")) }],
});

/// Why a driver failed.
fn why() -> Phrase {
    let failure = Phrase::new("driver-load-failed");
    Phrase::new("run-driver-failed-why").with("path", "/opt/Bộ Nội vụ/libepass.so").with("failure", failure)
}

samples!(SelectorError {
    Self::Empty => [Self::Empty],
    Self::NotASlot => [Self::NotASlot],
    Self::Uri(_) => [Self::Uri(UriError::NotPkcs11)],
    Self::HolderNotInJournal => [Self::HolderNotInJournal],
    Self::UnknownAttribute { .. } => [Self::UnknownAttribute { attribute: "x-vendor".to_owned() }],
});

fn attribute() -> String {
    "token".to_owned()
}

samples!(UriError {
    Self::NotPkcs11 => [Self::NotPkcs11],
    Self::TooLong { .. } => [Self::TooLong { limit: 4_096 }],
    Self::BadCharacter { .. } => [
        Self::BadCharacter { offset: 14, character: 'ễ' },
        Self::BadCharacter { offset: 14, character: ' ' },
    ],
    Self::BadPercent { .. } => [Self::BadPercent { offset: 14 }],
    Self::NoEqualsSign { .. } => [Self::NoEqualsSign { offset: 7 }],
    Self::BadName { .. } => [Self::BadName { offset: 7 }],
    Self::NotUtf8 { .. } => [Self::NotUtf8 { offset: 7, attribute: attribute() }],
    Self::Duplicate { .. } => [Self::Duplicate { offset: 17, attribute: attribute() }],
    Self::Misplaced { .. } => [Self::Misplaced { offset: 17, attribute: attribute() }],
    Self::BadValue { .. } => [
        Self::BadValue { offset: 7, attribute: "type".to_owned(), expected: Expected::ObjectType },
        Self::BadValue { offset: 7, attribute: "library-version".to_owned(), expected: Expected::Version },
        Self::BadValue { offset: 7, attribute: "slot-id".to_owned(), expected: Expected::SlotNumber },
    ],
    Self::PinValue { .. } => [Self::PinValue { offset: 17 }],
    Self::PinCommand { .. } => [Self::PinCommand { offset: 17 }],
    Self::PinSourceNotAFile { .. } => [Self::PinSourceNotAFile { offset: 17 }],
});

samples!(NoObject {
    Self => [Self],
});

fn certificates() -> Vec<String> {
    vec!["9f86d081884c7d65 Nguyễn Văn An".to_owned(), "60303ae22b998861 Nguyễn Văn An".to_owned()]
}

samples!(CertificateChoiceError {
    Self::None { .. } => [
        Self::None { wanted: "5411".to_owned(), seen: certificates(), more: 0, tokens: Which::default().in_files(["Kiểm kê.json"]) },
        Self::None { wanted: "5411".to_owned(), seen: certificates(), more: 14, tokens: Which::default().in_files(["Kiểm kê.json"]) },
        Self::None { wanted: "5411".to_owned(), seen: certificates(), more: 0, tokens: tokens() },
        Self::None { wanted: String::new(), seen: Vec::new(), more: 0, tokens: Which::default() },
        Self::None { wanted: "5411".to_owned(), seen: Vec::new(), more: 0, tokens: Which::default() },
    ],
    Self::Several { .. } => [
        Self::Several { wanted: String::new(), matching: certificates() },
        Self::Several { wanted: "9f86".to_owned(), matching: certificates() },
    ],
});

fn id() -> String {
    "a1".to_owned()
}

fn keys() -> Vec<String> {
    vec!["a1 (RSA 2048) “ký số”".to_owned(), "a2 (P-256)".to_owned()]
}

/// When a certificate ends, for a person in Hà Nội.
fn end() -> Phrase {
    let ends: Moment = "2027-02-28T17:00:00Z".parse().expect("a moment");
    ends.phrase(&zone("Asia/Ho_Chi_Minh").expect("a zone"))
}

samples!(KeysError {
    Self::NoKey { .. } => [
        Self::NoKey { token: token(), id: Some(id()), seen: Vec::new() },
        Self::NoKey { token: token(), id: Some(id()), seen: keys() },
        Self::NoKey { token: token(), id: None, seen: Vec::new() },
    ],
    Self::Several { .. } => [
        Self::Several { token: token(), id: Some(id()), seen: keys() },
        Self::Several { token: token(), id: None, seen: keys() },
    ],
    Self::NoCertificate(..) => [Self::NoCertificate(token(), id())],
    Self::NoSubject(..) => [Self::NoSubject(token(), id())],
    Self::IdInUse(..) => [Self::IdInUse(token(), id())],
    Self::NoFreeId(_) => [Self::NoFreeId(token())],
    Self::CertificateRuns { .. } => [
        Self::CertificateRuns { token: token(), id: id(), until: Some(Box::new(end())) },
        Self::CertificateRuns { token: token(), id: id(), until: None },
    ],
    Self::Unsupported(..) => [
        Self::Unsupported(token(), Some("brainpoolP256r1".to_owned())),
        Self::Unsupported(token(), None),
    ],
    Self::Unread(..) => [
        Self::Unread(token(), Box::new(Phrase::new("driver-hung").with("call", "C_FindObjects").with("seconds", 10_u64))),
    ],
    Self::NotSigned(..) => [
        Self::NotSigned(token(), id(), SignatureSkipped::NoPair),
        Self::NotSigned(token(), id(), SignatureSkipped::NoKey),
        Self::NotSigned(token(), id(), SignatureSkipped::SeveralKeys),
        Self::NotSigned(token(), id(), SignatureSkipped::AlwaysAuthenticate),
        Self::NotSigned(token(), id(), SignatureSkipped::MayNotSign),
        Self::NotSigned(token(), id(), SignatureSkipped::CallFailed),
    ],
    Self::WrongSignature(..) => [Self::WrongSignature(token(), id())],
});

samples!(SubjectFault {
    Self::Empty => [Self::Empty],
    Self::NoAttribute(_) => [Self::NoAttribute("Nguyễn Văn An".to_owned())],
    Self::Unknown(_) => [Self::Unknown("TEN".to_owned())],
    Self::Blank(_) => [Self::Blank("CN".to_owned())],
    Self::Escape(_) => [Self::Escape("Sở Nội vụ; Lào Cai".to_owned())],
    Self::Value(..) => [Self::Value("C".to_owned(), "Việt Nam".to_owned())],
    Self::TooMany => [Self::TooMany],
});

samples!(ImportError {
    Self::NothingBelongs(_) => [Self::NothingBelongs(1), Self::NothingBelongs(12)],
    Self::NotAllRead(..) => [Self::NotAllRead(1, Which::default()), Self::NotAllRead(12, drivers())],
    Self::AllRefused(_) => [Self::AllRefused(1), Self::AllRefused(12)],
    Self::InPart { .. } => [Self::InPart { done: 3, all: 12, tokens: Which::default() }, Self::InPart { done: 0, all: 1, tokens: tokens() }],
    Self::OnePinForSeveral(_) => [Self::OnePinForSeveral(12)],
    Self::OneSoPinForSeveral(_) => [Self::OneSoPinForSeveral(12)],
    Self::TooManyFiles(_) => [Self::TooManyFiles("/home/an/Tải xuống".to_owned())],
    Self::NothingToDelete(_) => [Self::NothingToDelete(token())],
    Self::NotAllDeleted { .. } => [Self::NotAllDeleted { done: 1, all: 3 }, Self::NotAllDeleted { done: 0, all: 1 }],
    Self::AllKept => [Self::AllKept],
});
