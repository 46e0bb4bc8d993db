//! A card application behind the wire: command chaining, long answers, and a record of every command that contains a PIN.
//!
//! Pitfall: the record holds no PIN, only the command's header and the card's answer.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use heapless::{Vec as Fixed, VecView};
use iso7816::command::{Command, CommandView, FromSliceError};
use iso7816::{Instruction, Status};

use crate::services::Services;

/// More than the longest command and the longest answer of both applications.
const LENGTH: usize = 7609;

/// `INS-P1P2-SW` in hexadecimal, of each command so far that contained a PIN, PUK or admin PIN.
pub type Presented = Arc<Mutex<Vec<String>>>;

/// Whether a card is mute: it accepts a command and does not answer, until it speaks again. A power-on answers as before.
#[derive(Clone, Default)]
pub struct Mute(Arc<(Mutex<bool>, Condvar)>);

impl Mute {
    pub fn set(&self, mute: bool) {
        let (state, changed) = &*self.0;
        *state.lock().unwrap_or_else(PoisonError::into_inner) = mute;
        changed.notify_all();
    }

    fn wait(&self) {
        let (state, changed) = &*self.0;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_while(state, |mute| *mute).unwrap_or_else(PoisonError::into_inner));
    }
}

/// The application inside a card.
pub enum Application<'a> {
    Piv(Box<piv_authenticator::Authenticator<Services<'a>>>),
    OpenPgp(Box<opcard::Card<Services<'a>>>),
}

impl Application<'_> {
    fn answer(&mut self, command: CommandView<'_>, reply: &mut VecView<u8>) -> Result<(), Status> {
        match self {
            Self::Piv(card) => card.respond(command, reply),
            Self::OpenPgp(card) => card.handle(command, reply),
        }
    }

    /// Forgets the verified PIN, like a card without power.
    fn forget(&mut self) {
        match self {
            // This application continues without power: a logout replaces it.
            Self::Piv(_) => {
                let mut reply = Fixed::<u8, LENGTH>::new();
                if let Ok(logout) = CommandView::try_from(&[0x00, 0x20, 0xFF, 0x80][..]) {
                    let _ = self.answer(logout, &mut reply);
                }
            }
            Self::OpenPgp(card) => card.reset(),
        }
    }
}

/// The card as seen by the reader.
pub struct Card<'a> {
    application: Application<'a>,
    presented: Presented,
    mute: Mute,
    chained: Option<Box<Command<LENGTH>>>,
    reply: Box<Fixed<u8, LENGTH>>,
    given: usize,
}

impl<'a> Card<'a> {
    pub fn new(application: Application<'a>, presented: Presented, mute: Mute) -> Self {
        Self { application, presented, mute, chained: None, reply: Box::default(), given: 0 }
    }

    fn handle(&mut self, bytes: &[u8]) -> (Vec<u8>, Status) {
        let part = match Command::<LENGTH>::try_from(bytes) {
            Ok(part) => Box::new(part),
            Err(FromSliceError::InvalidClass) => return (Vec::new(), Status::ClassNotSupported),
            Err(FromSliceError::InvalidFirstBodyByteForExtended) => {
                return (Vec::new(), Status::UnspecifiedCheckingError);
            }
            Err(_) => return (Vec::new(), Status::WrongLength),
        };
        let whole = match self.chained.take() {
            Some(mut begun) => match begun.extend_from_command(&part) {
                Ok(()) => begun,
                Err(_) => return (Vec::new(), Status::WrongLength),
            },
            None => part,
        };
        if !whole.class().chain().last_or_only() {
            self.chained = Some(whole);
            return (Vec::new(), Status::Success);
        }
        if whole.instruction() != Instruction::GetResponse {
            self.reply.clear();
            self.given = 0;
            if let Err(status) = self.application.answer(whole.as_view(), &mut *self.reply) {
                return (Vec::new(), status);
            }
        }
        self.next_part(whole.expected())
    }

    fn next_part(&mut self, wanted: usize) -> (Vec<u8>, Status) {
        let rest = self.reply.get(self.given..).unwrap_or_default();
        let part = rest.get(..wanted.min(rest.len())).unwrap_or_default().to_vec();
        self.given += part.len();
        let left = self.reply.len() - self.given;
        let status =
            if left == 0 { Status::Success } else { Status::MoreAvailable(u8::try_from(left).unwrap_or(0xFF)) };
        (part, status)
    }

    fn record(&self, command: &[u8], status: [u8; 2]) {
        let &[_, instruction @ (0x20 | 0x24 | 0x2C), p1, p2, length, ..] = command else { return };
        if length > 0 {
            let status = u16::from_be_bytes(status);
            let line = format!("{instruction:02X}-{p1:02X}{p2:02X}-{status:04X}");
            self.presented.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    }
}

impl vpicc::VSmartCard for Card<'_> {
    fn power_off(&mut self) {
        self.application.forget();
    }

    fn reset(&mut self) {
        self.application.forget();
    }

    fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        self.mute.wait();
        let (mut answer, status) = self.handle(command);
        let status: [u8; 2] = status.into();
        self.record(command, status);
        answer.extend(status);
        answer
    }
}
