//! `virtual-cards KIND PORT [KIND PORT …]`, where KIND is `piv` or `openpgp`: new cards in memory, each put into the
//! virtual reader whose driver listens on that port of 127.0.0.1.
//!
//! For every line on standard input, one line per card is returned: `TRIES TRIES COMMANDS`, the tries left of the PIN
//! and of the PUK or admin PIN from the card's own store, and the commands with a PIN that it received so far, or `-`.
//! A line `mute N` first makes card N accept commands without answering, `speak N` answer again. Everything ends with
//! standard input.
//!
//! Pitfall: the reader's driver may start later than its cards, so they retry until they are connected.

use std::io::{BufRead, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use trussed_auth::AuthClient;
use trussed_core::try_syscall;
use vpicc::VSmartCard;

use crate::card::{Application, Card, Mute, Presented};
use crate::services::{Services, with_services};

mod card;
mod services;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Piv,
    OpenPgp,
    OpenPgpOfZeros,
}

/// A question for one card, as the channel for its answer.
type Question = Sender<String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(cards) = arguments.chunks(2).map(wanted).collect::<Option<Vec<_>>>().filter(|cards| !cards.is_empty())
    else {
        eprintln!("virtual-cards KIND PORT [KIND PORT …], KIND: piv or openpgp");
        return ExitCode::from(2);
    };
    let cards: Vec<_> = cards.into_iter().map(|(kind, port)| start(kind, port)).collect();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        if let Some((mute, number)) = order(&line) {
            let Some((_, card)) = cards.get(number) else { return ExitCode::FAILURE };
            card.set(mute);
        }
        if cards.iter().try_for_each(|(questions, _)| report(questions)).is_none() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// `mute N` or `speak N`.
fn order(line: &str) -> Option<(bool, usize)> {
    let (word, number) = line.split_once(' ')?;
    let mute = match word {
        "mute" => true,
        "speak" => false,
        _ => return None,
    };
    Some((mute, number.parse().ok()?))
}

fn wanted(words: &[String]) -> Option<(Kind, u16)> {
    let [kind, port] = words else { return None };
    let kind = match kind.as_str() {
        "piv" => Kind::Piv,
        "openpgp" => Kind::OpenPgp,
        "openpgp-zeros" => Kind::OpenPgpOfZeros,
        _ => return None,
    };
    Some((kind, port.parse().ok()?))
}

fn report(card: &Sender<Question>) -> Option<()> {
    let (answer, answered) = channel();
    card.send(answer).ok()?;
    let line = answered.recv().ok()?;
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").and_then(|()| output.flush()).ok()
}

fn start(kind: Kind, port: u16) -> (Sender<Question>, Mute) {
    let (questions, asked) = channel();
    let mute = Mute::default();
    let of_card = mute.clone();
    thread::spawn(move || {
        with_services(|[services, look]| {
            let application = match kind {
                Kind::Piv => {
                    let options = piv_authenticator::Options::new();
                    Application::Piv(Box::new(piv_authenticator::Authenticator::new(services, options)))
                }
                Kind::OpenPgp | Kind::OpenPgpOfZeros => {
                    let mut options = opcard::Options::default();
                    options.serial = [0x20, 0x26, 0x11, 0x25];
                    if kind == Kind::OpenPgpOfZeros {
                        // OpenSC's serial is the manufacturer's number followed by the card's.
                        (options.manufacturer, options.serial) = ([0; 2], [0; 4]);
                    }
                    Application::OpenPgp(Box::new(opcard::Card::new(services, options)))
                }
            };
            run(application, look, port, (&asked, of_card));
        });
    });
    (questions, mute)
}

fn run(application: Application<'_>, mut look: Services<'_>, port: u16, (asked, mute): (&Receiver<Question>, Mute)) {
    let presented = Presented::default();
    let mut card = Card::new(application, presented.clone(), mute);
    // Both applications create their files, and with them the PINs, at the first command: an empty VERIFY.
    for wake in [[0x00, 0x20, 0x00, 0x80], [0x00, 0x20, 0x00, 0x81]] {
        card.execute(&wake);
    }
    thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                if let Ok(reader) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                    // It ends when the reader's driver closes.
                    let _gone = vpicc::Connection::from(reader).run(&mut card);
                }
                thread::sleep(Duration::from_millis(10));
            }
        });
        for answer in asked {
            let [user, other] = [0_u8, 1].map(|pin| tries(&mut look, pin));
            let commands = presented.lock().unwrap_or_else(PoisonError::into_inner).join(",");
            let _unread = answer.send(format!("{user} {other} {}", if commands.is_empty() { "-" } else { &commands }));
        }
    });
}

/// Both applications keep the user's PIN as number 0, PUK or admin PIN as number 1.
fn tries(look: &mut Services<'_>, pin: u8) -> String {
    let left = try_syscall!(look.pin_retries(pin)).ok().and_then(|reply| reply.retries);
    left.map_or_else(|| "?".to_owned(), |left| left.to_string())
}
