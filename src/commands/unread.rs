//! Cards that no driver recognises: a card that one driver does not recognise usually belongs to another driver.

use super::assemble::is_not_recognised;
use super::reading::Served;
use crate::domain::check::problem;
use crate::domain::problem::{ProblemCode, Severity};
use crate::domain::reader::is_same_reader;
use crate::report::inventory::Inventory;

/// Adds a problem to the first driver that saw a card which no driver has read.
pub(super) fn cards(served: &[Served], inventory: &mut Inventory) {
    let mut told: Vec<String> = Vec::new();
    for (one, driver) in served.iter().zip(&mut inventory.drivers) {
        let slots = one.reading.iter().flat_map(|reading| &reading.slots);
        for (slot, outcome) in slots.filter(|(_, outcome)| is_not_recognised(outcome)) {
            let reader = outcome.reader().map_or_else(|| slot.to_string(), str::to_owned);
            let is_here = |other: &str| is_same_reader(&reader, other);
            let read = inventory.tokens.iter().filter_map(|token| token.identity.reader.as_deref()).any(is_here);
            if read || told.iter().any(|other| is_here(other)) {
                continue;
            }
            let details = vec![("reader", reader.clone())];
            driver.problems.push(problem(ProblemCode::CardNotRecognised, Severity::Warning, None, details));
            told.push(reader);
        }
    }
}
