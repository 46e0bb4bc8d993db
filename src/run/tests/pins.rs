//! Errors of whatever sends a PIN, and of the journal that records it.

use std::io;
use std::path::PathBuf;

use super::{Area, nameless, samples, token};
use crate::commands::journal::NoJournal;
use crate::commands::pin::PinError;
use crate::domain::known::InitBarrier;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinOutcome, PinState};

use crate::domain::policy::Violation;
use crate::domain::secret::Role;
use crate::domain::time::{Moment, zone};
use crate::domain::unlock::{Barrier, UnlockError};
use crate::driver::rv::Rv;
use crate::journal::JournalError;

pub(super) fn area() -> Area {
    Area::default().with::<PinError>().with::<UnlockError>().with::<JournalError>().with::<NoJournal>()
}

fn other() -> String {
    "Trần Thị Bình (5A3C0048)".to_owned()
}

/// Why a driver was lost.
fn hung() -> Phrase {
    Phrase::new("driver-hung").with("call", "C_Login").with("seconds", 60_u64)
}

/// A call that failed with each meaning that a return value can have.
fn failed(role: Role, call: &str, rv: u64, outcome: PinOutcome, after: Option<PinState>) -> PinError {
    PinError::Failed { role, token: token(), call: call.to_owned(), rv: Rv(rv), outcome, after, lockout: false }
}

fn not_written(rv: u64, outcome: PinOutcome) -> PinError {
    PinError::NotWritten { token: token(), call: "C_GenerateKeyPair".to_owned(), rv: Rv(rv), outcome }
}

samples!(PinError {
    Self::Locked(..) => [
        Self::Locked(Role::UserPin, token()),
        Self::Locked(Role::UserPin, nameless()),
        Self::Locked(Role::SoPin, token()),
        Self::Locked(Role::Puk, token()),
    ],
    Self::FinalTry(..) => [Self::FinalTry(Role::UserPin, token()), Self::FinalTry(Role::SoPin, token())],
    Self::TriedBefore { .. } => [
        Self::TriedBefore { role: Role::UserPin, token: token(), tries: 0 },
        Self::TriedBefore { role: Role::UserPin, token: token(), tries: 1 },
        Self::TriedBefore { role: Role::SoPin, token: token(), tries: 2 },
    ],
    Self::LastByJournal { .. } => [
        Self::LastByJournal { role: Role::UserPin, token: token(), tries: 2, blocked: None },
        Self::LastByJournal {
            role: Role::UserPin,
            token: token(),
            tries: 3,
            blocked: Some(Phrase::new("door-blocked-user-pin")),
        },
        Self::LastByJournal {
            role: Role::SoPin,
            token: token(),
            tries: 3,
            blocked: Some(Phrase::new("door-blocked-so-pin")),
        },
        Self::LastByJournal { role: Role::Puk, token: token(), tries: 3, blocked: Some(Phrase::new("door-blocked-puk")) },
        Self::LastByJournal {
            role: Role::UserPin,
            token: token(),
            tries: 3,
            blocked: Some(Phrase::new("door-blocked-tpm")),
        },
    ],
    Self::NotSet(_) => [Self::NotSet(token())],
    Self::CannotBe(..) => [
        Self::CannotBe(Role::UserPin, token(), Violation::TooShortForToken { min: 6, length: 4 }),
        Self::CannotBe(Role::SoPin, token(), Violation::TooLongForToken { max: 8, length: 12 }),
        Self::CannotBe(Role::UserPin, token(), Violation::NotDigits),
        Self::CannotBe(Role::SoPin, token(), Violation::NotKeyInHex),
    ],
    Self::NoSo(_) => [Self::NoSo(token())],
    Self::NotInitialized(_) => [Self::NotInitialized(token())],
    Self::Untold(_) => [Self::Untold(token())],
    Self::WriteProtected(_) => [Self::WriteProtected(token())],
    Self::GenerateOnPad(_) => [Self::GenerateOnPad(token())],
    Self::NoSession { .. } => [
        Self::NoSession { token: token(), call: "C_OpenSession".to_owned(), rv: Rv(0xB1) },
        Self::NoSession { token: token(), call: "C_OpenSession".to_owned(), rv: Rv(0x30) },
    ],
    Self::NoChallenge { .. } => [Self::NoChallenge { token: token(), rv: Rv(0x54) }],
    Self::NoResponse => [Self::NoResponse],
    Self::Changed { .. } => [
        Self::Changed { token: token(), found: Some(other()), sent: false },
        Self::Changed { token: nameless(), found: None, sent: false },
        Self::Changed { token: token(), found: Some(other()), sent: true },
        Self::Changed { token: token(), found: None, sent: true },
    ],
    Self::OtherCertificate { .. } => [
        Self::OtherCertificate { token: token(), sent: false },
        Self::OtherCertificate { token: token(), sent: true },
    ],
    Self::Worse(..) => [
        Self::Worse(Role::UserPin, token(), PinState::FinalTry),
        Self::Worse(Role::SoPin, nameless(), PinState::Locked),
    ],
    Self::Unread { .. } => [
        Self::Unread { token: token(), failure: Box::new(hung()), sent: false },
        Self::Unread { token: token(), failure: Box::new(hung()), sent: true },
    ],
    Self::Cancelled => [Self::Cancelled],
    Self::Failed { .. } => [
        failed(Role::UserPin, "C_Login", 0xA0, PinOutcome::Wrong, Some(PinState::CountLow)),
        failed(Role::UserPin, "C_Login", 0xA0, PinOutcome::Wrong, Some(PinState::Locked)),
        failed(Role::Puk, "C_SetPIN", 0xA0, PinOutcome::Wrong, None),
        failed(Role::SoPin, "C_Login", 0xA4, PinOutcome::Locked, Some(PinState::Locked)),
        Self::Failed {
            role: Role::UserPin,
            token: token(),
            call: "C_Login".to_owned(),
            rv: Rv(0xA4),
            outcome: PinOutcome::Locked,
            after: Some(PinState::Locked),
            lockout: true,
        },
        failed(Role::SoPin, "C_InitPIN", 0xA4, PinOutcome::UnblockingBarred, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0xA3, PinOutcome::Expired, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0x102, PinOutcome::NotSet, Some(PinState::NotSet)),
        failed(Role::SoPin, "C_InitPIN", 0xA2, PinOutcome::NewPinRefused, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0xA2, PinOutcome::OldPinRefused, Some(PinState::FinalTry)),
        failed(Role::UserPin, "C_Login", 0xE2, PinOutcome::WriteProtected, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0x104, PinOutcome::Busy, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0x32, PinOutcome::Removed, None),
        failed(Role::UserPin, "C_Login", 0x54, PinOutcome::Unsupported, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0x50, PinOutcome::Rejected, Some(PinState::Ok)),
        failed(Role::UserPin, "C_Login", 0x05, PinOutcome::Unknown, Some(PinState::Unknown)),
        failed(Role::UserPin, "C_Login", 0x8000_0001, PinOutcome::Unknown, None),
    ],
    Self::NotWritten { .. } => [
        not_written(0x31, PinOutcome::NotWritten),
        not_written(0xE2, PinOutcome::WriteProtected),
        not_written(0x32, PinOutcome::Removed),
        not_written(0x70, PinOutcome::Unsupported),
        not_written(0x50, PinOutcome::Rejected),
    ],
    Self::WriteUnknown(..) => [Self::WriteUnknown(token(), Box::new(hung()))],
    Self::IdInUse(_) => [Self::IdInUse(token())],
    Self::NoSuchKey(_) => [Self::NoSuchKey(token())],
    Self::SeveralKeys(_) => [Self::SeveralKeys(token())],
    Self::InitBarred(..) => [
        Self::InitBarred(token(), InitBarrier::BlocksPin),
        Self::InitBarred(token(), InitBarrier::VendorStructure),
        Self::InitBarred(token(), InitBarrier::OtherTools),
    ],
    Self::InUse { .. } => [Self::InUse { token: token(), holders: "Nguyễn Văn An, Trần Thị Bình".to_owned() }],
    Self::ContentsUnread(..) => [Self::ContentsUnread(token(), Box::new(hung()))],
    Self::NotFoundAgain(_) => [Self::NotFoundAgain("Nguyễn Văn An".to_owned())],
    Self::Unknown(..) => [Self::Unknown(token(), Box::new(hung()))],
    Self::Stopped { .. } => [
        Self::Stopped { token: token(), failure: Box::new(hung()), sent: false },
        Self::Stopped { token: token(), failure: Box::new(hung()), sent: true },
    ],
    Self::NotProved(..) => [
        Self::NotProved(token(), Box::new(Phrase::new("attempt-proof-signature"))),
        Self::NotProved(token(), Box::new(Phrase::new("attempt-proof-cancelled"))),
        Self::NotProved(token(), Box::new(Phrase::new("attempt-proof-journal"))),
        Self::NotProved(
            token(),
            Box::new(Phrase::new("attempt-proof-call").with("call", "C_Login").with("code", "CKR_PIN_INCORRECT")),
        ),
    ],
    Self::NotRecorded(..) => [
        Self::NotRecorded(token(), PathBuf::from("/var/lib/tokenctl/journal.jsonl")),
    ],
});

fn barred(barrier: Barrier) -> UnlockError {
    UnlockError { barrier, token: token() }
}

samples!(UnlockError {
    Self { barrier: Barrier::NotInitialized, .. } => [barred(Barrier::NotInitialized)],
    Self { barrier: Barrier::SoLocked, .. } => [barred(Barrier::SoLocked)],
    Self { barrier: Barrier::SoMustChange, .. } => [barred(Barrier::SoMustChange)],
    Self { barrier: Barrier::LastTry, .. } => [barred(Barrier::LastTry)],
    Self { barrier: Barrier::WriteProtected, .. } => [barred(Barrier::WriteProtected)],
    Self { barrier: Barrier::Outside, .. } => [barred(Barrier::Outside)],
    Self { barrier: Barrier::ContextSpecific, .. } => [barred(Barrier::ContextSpecific)],
    Self { barrier: Barrier::NoWay, .. } => [barred(Barrier::NoWay)],
    Self { barrier: Barrier::UnknownWay, .. } => [barred(Barrier::UnknownWay)],
    Self { barrier: Barrier::NoChallenge, .. } => [barred(Barrier::NoChallenge)],
    Self { barrier: Barrier::ChallengeTriesUnknown, .. } => [barred(Barrier::ChallengeTriesUnknown)],
    Self { barrier: Barrier::NoUnlocksLeft, .. } => [barred(Barrier::NoUnlocksLeft)],
    Self { barrier: Barrier::ChallengeOnPad, .. } => [barred(Barrier::ChallengeOnPad)],
});

fn journal() -> PathBuf {
    PathBuf::from("/var/lib/tokenctl/journal.jsonl")
}

fn fault() -> io::Error {
    io::Error::other("Permission denied (os error 13)")
}

fn holder() -> Phrase {
    let since: Moment = "2026-11-25T11:00:00Z".parse().expect("a moment");
    let since = since.phrase(&zone("Asia/Ho_Chi_Minh").expect("a zone"));
    Phrase::new("door-holder").with("process", "4711").with("since", since)
}

samples!(JournalError {
    Self::NoPlace => [Self::NoPlace],
    Self::NotWritable(..) => [Self::NotWritable(journal(), fault())],
    Self::NotReadable(..) => [Self::NotReadable(journal(), fault())],
    Self::DiskFull(..) => [Self::DiskFull(journal(), io::Error::other("No space left on device (os error 28)"))],
    Self::Corrupt(_) => [Self::Corrupt(journal())],
    Self::NotAFile(_) => [Self::NotAFile(journal())],
    Self::NotOurs(_) => [Self::NotOurs(journal())],
    Self::Busy(_) => [Self::Busy(journal())],
    Self::TokenInUse(_) => [
        Self::TokenInUse(Box::new(holder())),
        Self::TokenInUse(Box::new(Phrase::new("door-holder-unknown"))),
    ],
    Self::LineTooLong => [Self::LineTooLong],
    Self::Unwritable(_) => [
        Self::Unwritable(serde_json::from_str::<u8>("x").expect_err("it is not a number")),
    ],
});

samples!(NoJournal {
    Self(_) => [Self("/var/lib/tokenctl, /home/an/.local/state/tokenctl".to_owned())],
});
