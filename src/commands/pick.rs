//! One token of several, chosen by its number at a terminal: only for commands that read.
//!
//! May import `interact`, `report`. Pitfall: a number does not identify a token, so code that sends a PIN must not use
//! this.

use super::reading::Interrupted;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::interact::terminal::{Terminal, TerminalError};
use crate::report::inventory::{Inventory, Token};

/// How many tokens are listed; above that a selector is required.
const MOST: usize = 40;

/// How often the question is repeated after an invalid answer.
const TRIES: usize = 3;

/// Asks which token is meant and keeps only that; Enter keeps all. Does not ask if there is only one.
///
/// # Errors
/// Ctrl-C.
pub fn pick(inventory: &mut Inventory, terminal: &mut dyn Terminal, question: &'static str) -> raised::Result<()> {
    let places: Vec<usize> = (0..inventory.tokens.len())
        .filter(|place| inventory.tokens.get(*place).is_some_and(|token| token.initialized))
        .collect();
    if !(2..=MOST).contains(&places.len()) || !terminal.is_present() {
        return Ok(());
    }
    let count = places.len();
    let mut said = vec![Phrase::new("pick-several").with("count", count)];
    for (number, token) in (1_usize..).zip(places.iter().filter_map(|place| inventory.tokens.get(*place))) {
        said.push(Phrase::new("pick-line").with("number", number).with("token", shown(token)));
    }
    for phrase in &said {
        terminal.say(phrase).map_err(ended)?;
    }
    for _ in 0..TRIES {
        let answer = terminal.ask_line(&Phrase::new(question).with("count", count)).map_err(ended)?;
        let answer = answer.trim();
        if answer.is_empty() {
            return Ok(());
        }
        let chosen = answer.parse::<usize>().ok().and_then(|number| places.get(number.checked_sub(1)?).copied());
        if let Some(chosen) = chosen {
            let mut place = 0..;
            inventory.tokens.retain(|_| place.next() == Some(chosen));
            return Ok(());
        }
        terminal.say(&Phrase::new("pick-again").with("count", count)).map_err(ended)?;
    }
    Ok(())
}

fn ended(_end: TerminalError) -> Interrupted {
    Interrupted
}

/// Label, holder, serial and reader: what people can distinguish tokens by.
fn shown(token: &Token) -> String {
    let serial = token.identity.serial.as_ref().map(|serial| format!("serial:{serial}"));
    let parts = [token.identity.label.clone(), token.holder.clone(), serial, token.identity.reader.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interact::terminal::NoTerminal;
    use crate::interact::terminal::scripted::Scripted;

    fn two() -> Inventory {
        let mut inventory: Inventory =
            serde_json::from_str(include_str!("../../fixtures/inventory/demo.json")).unwrap();
        inventory.tokens.retain(|token| token.initialized);
        inventory.tokens.truncate(2);
        inventory
    }

    fn serials(answers: &[Option<&str>]) -> raised::Result<Vec<Option<String>>> {
        let mut inventory = two();
        pick(&mut inventory, &mut Scripted::answering(answers), "pick-all")?;
        Ok(inventory.tokens.into_iter().map(|token| token.identity.serial).collect())
    }

    #[test]
    fn a_number_chooses_enter_keeps_all_and_nonsense_is_asked_again() {
        let all: Vec<Option<String>> = two().tokens.into_iter().map(|token| token.identity.serial).collect();
        assert_eq!(serials(&[Some("2")]).unwrap(), all[1..], "the second");
        assert_eq!(serials(&[Some("")]).unwrap(), all, "Enter");
        assert_eq!(serials(&[Some("0"), Some("x"), Some("1")]).unwrap(), all[..1], "asked again");
        assert!(serials(&[None]).is_err(), "Ctrl-C ends");
        let mut inventory = two();
        pick(&mut inventory, &mut NoTerminal, "pick-all").unwrap();
        assert_eq!(inventory.tokens.len(), 2, "nobody is asked without a terminal");
    }
}
