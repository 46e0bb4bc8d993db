//! Cards that no driver recognises: a card that one driver does not recognise usually belongs to another driver.
//!
//! Pitfall: a reader has one name in PC/SC, but each driver cuts it at 64 bytes, and some show a name of their own, so
//! two names may be one reader. Whether a PIN may be sent never depends on more than [`is_same_reader`].

use std::collections::BTreeSet;

use super::Context;
use super::assemble::is_not_recognised;
use super::readers::may_use_pcsc;
use super::reading::Served;
use crate::domain::check::problem;
use crate::domain::problem::{ProblemCode, Severity};
use crate::domain::reader::is_same_reader;
use crate::driver::client::readers;
use crate::driver::discover::{Service, service_state};
use crate::driver::protocol::Reader;
use crate::report::inventory::{Inventory, Token};

/// Adds a problem to the first driver that saw a card which no driver has read.
pub(super) fn cards(context: &Context<'_>, served: &[Served], inventory: &mut Inventory) {
    let mut unknown: Vec<(usize, String)> = Vec::new();
    let read = read(served, inventory);
    for (driver, one) in served.iter().enumerate() {
        let slots = one.reading.iter().flat_map(|reading| &reading.slots);
        for (slot, outcome) in slots.filter(|(_, outcome)| is_not_recognised(outcome)) {
            let reader = outcome.reader().map_or_else(|| slot.to_string(), str::to_owned);
            let is_told = unknown.iter().any(|(_, other)| is_same_reader(&reader, other));
            if !is_told && !inventory.tokens.iter().any(|token| is_in(token.identity.reader.as_deref(), &reader)) {
                unknown.push((driver, reader));
            }
        }
    }
    // PC/SC is asked only where the names do not say it.
    if unknown.is_empty() || are_all_read(&cards_in_readers(context), &read) {
        return;
    }
    for (driver, reader) in unknown {
        if let Some(driver) = inventory.drivers.get_mut(driver) {
            let details = vec![("reader", reader)];
            driver.problems.push(problem(ProblemCode::CardNotRecognised, Severity::Warning, None, details));
        }
    }
}

/// A card that was read, as its driver shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ReadCard {
    reader: Option<String>,
    serial: Option<String>,
}

/// The tokens of drivers that serve cards in readers.
fn read(served: &[Served], inventory: &Inventory) -> Vec<ReadCard> {
    let of_cards: BTreeSet<String> =
        served.iter().filter(|one| may_use_pcsc(&one.found)).map(|one| one.found.path.display().to_string()).collect();
    let tokens = inventory.tokens.iter().filter(|token| of_cards.contains(&token.driver));
    let card = |token: &Token| ReadCard { reader: token.identity.reader.clone(), serial: token.identity.serial_key() };
    tokens.map(card).collect()
}

/// The readers that PC/SC knows; none if its service is not there or does not answer.
fn cards_in_readers(context: &Context<'_>) -> Vec<Reader> {
    match service_state(context.environment) {
        Some(Service::Stopped | Service::Missing | Service::Silent) => Vec::new(),
        Some(Service::Running) | None => readers(&context.launcher).unwrap_or_default(),
    }
}

/// Whether each card that PC/SC sees was read: in its reader by name, or as one of the tokens in readers of other names.
/// Two tokens in one reader, or with one serial, may be the same card, and one without a serial may be any.
fn are_all_read(readers: &[Reader], read: &[ReadCard]) -> bool {
    let is_alone = |reader: &Reader| {
        readers.iter().filter(|other| without_number(&other.name) == without_number(&reader.name)).count() == 1
    };
    let is_of = |card: &ReadCard, reader: &Reader| {
        let is_alike = |name: &str| is_alone(reader) && without_number(name) == without_number(&reader.name);
        is_in(card.reader.as_deref(), &reader.name) || card.reader.as_deref().is_some_and(is_alike)
    };
    let cards = || readers.iter().filter(|reader| reader.holds_card);
    let (placed, others): (Vec<&ReadCard>, Vec<&ReadCard>) =
        read.iter().partition(|card| readers.iter().any(|reader| is_of(card, reader)));
    let missing = cards().filter(|reader| !placed.iter().any(|card| is_of(card, reader))).count();
    let is_known = |card: &&&ReadCard| placed.iter().any(|one| one.serial == card.serial);
    let others: Vec<&&ReadCard> = others.iter().filter(|card| card.serial.is_some() && !is_known(card)).collect();
    let serials: BTreeSet<_> = others.iter().map(|card| &card.serial).collect();
    let names: BTreeSet<_> = others.iter().map(|card| &card.reader).collect();
    cards().next().is_some() && missing <= serials.len().min(names.len())
}

/// Whether a token is in a reader of this name, whatever its case.
fn is_in(shown: Option<&str>, reader: &str) -> bool {
    shown.is_some_and(|shown| is_same_reader(&shown.to_lowercase(), &reader.to_lowercase()))
}

/// A reader's name in small letters, without the numbers that PC/SC and drivers append in different ways: `0`, `00 00`.
fn without_number(name: &str) -> String {
    let name = name.to_lowercase();
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.last().is_some_and(|word| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        words.pop();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(name: &str) -> Reader {
        Reader { name: name.to_owned(), holds_card: true }
    }

    fn card(reader: &str, serial: &str) -> ReadCard {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ReadCard { reader: some(reader), serial: some(serial) }
    }

    #[test]
    fn every_card_that_pcsc_sees_may_have_been_read_under_another_name_of_its_reader() {
        let one = [reader("SafeNet eToken 5100 [eToken 5110 SC] 00 00")];
        for shown in ["SafeNet eToken 5100 [eToken 5110 SC] 0", "safenet etoken 5100 [etoken 5110 sc]", "eToken", ""] {
            assert!(are_all_read(&one, &[card(shown, "1A2B3C4D")]), "{shown:?} is the only card");
        }
        assert!(are_all_read(&one, &[card("SafeNet eToken 5100 [eToken 5110 SC] 0", "")]), "known by its reader");
        assert!(!are_all_read(&one, &[card("eToken", "")]), "a token without a serial may be any");
        assert!(!are_all_read(&one, &[]), "nothing was read");
        assert!(!are_all_read(&[], &[card("eToken", "1A2B3C4D")]), "PC/SC sees no card, so it cannot be that one");
        let empty = [Reader { holds_card: false, ..reader("ACS ACR39U 01 00") }, reader("ACS ACR39U 00 00")];
        assert!(are_all_read(&empty, &[card("ACS ACR39U 00 00", "1")]), "an empty reader has nothing to read");
    }

    #[test]
    fn a_second_card_that_was_not_read_is_still_missing() {
        let two = [reader("ACS ACR39U 00 00"), reader("ACS ACR39U 01 00")];
        assert!(!are_all_read(&two, &[card("ACS ACR39U 0", "1A2B3C4D")]), "one card is no other");
        assert!(!are_all_read(&two, &[card("A", "1"), card("B", "1")]), "two names of one card");
        assert!(!are_all_read(&two, &[card("A", "1"), card("A", "2")]), "two tokens on one card");
        assert!(!are_all_read(&two, &[card("ACS ACR39U 00 00", "1"), card("A", "1")]), "seen by name and again");
        assert!(are_all_read(&two, &[card("A", "1"), card("B", "2")]), "two cards");
        assert!(are_all_read(&two, &[card("ACS ACR39U 00 00", "1"), card("A", "2")]), "one by name, one by count");
    }

    #[test]
    fn the_case_of_a_name_makes_no_other_reader() {
        assert!(is_in(Some("ACS ACR39U 00 00"), "acs  acr39u 00 00"));
        assert!(!is_in(Some("ACS ACR39U 00 00"), "ACS ACR39U 01 00"));
    }
}
