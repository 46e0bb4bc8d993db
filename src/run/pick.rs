//! A numbered choice at a terminal, if a reading command needs one token and several match.

use std::io::IsTerminal as _;

use super::settings::Settings;
use crate::commands::pick::pick;
use crate::domain::raised;
use crate::report::inventory::Inventory;

/// For `token show`: which of the tokens that match a selector; Enter shows them all.
pub(super) fn token(settings: &Settings<'_>, inventory: &mut Inventory) -> raised::Result<()> {
    if settings.global.token.is_none() {
        return Ok(());
    }
    ask(settings, inventory, "pick-all")
}

/// For `cert show` and `cert export`: whose certificate, if none was named.
pub(super) fn certificate(settings: &Settings<'_>, inventory: &mut Inventory, is_open: bool) -> raised::Result<()> {
    if is_open { ask(settings, inventory, "pick-one") } else { Ok(()) }
}

fn ask(settings: &Settings<'_>, inventory: &mut Inventory, question: &'static str) -> raised::Result<()> {
    // A script with a terminal is still a script.
    if !std::io::stdin().is_terminal() {
        return Ok(());
    }
    settings.with_terminal(|terminal| pick(inventory, terminal, question))
}
