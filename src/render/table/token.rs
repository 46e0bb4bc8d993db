//! `token list` and `token show`.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::super::{code, word};
use super::view::View;
use super::{Block, Cell, Style, Tint, certificate, key};
use crate::domain::phrase::Phrase;
use crate::report::inventory::{Inventory, Mechanism, Token};

/// Shows one line per token.
pub fn token_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let shown = inventory.initialized_tokens();
    let table = view.table_of(&columns(), shown);
    view.listing(&table, "table-no-tokens", inventory, false) + &view.login_hint(inventory)
}

fn columns() -> Columns<Token> {
    shared::tokens()
        .pick(&["holder", "label", "serial", "user_pin", "keys", "certificates", "model", "reader", "read_at"])
        .strong("holder")
        .showing("model", |token| Field::text(Some(model(token))))
}

/// Shows tokens in full: everything about each, its keys, certificates, problems and mechanisms.
pub fn token_show(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let mut text = String::new();
    for (position, token) in inventory.tokens.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        show(&view, token, &mut text);
    }
    if inventory.tokens.is_empty() {
        text = format!("{}\n", view.texts.get("table-no-tokens"));
    }
    let (remarks, hint) = (view.remarks(inventory, true), view.login_hint(inventory));
    if !remarks.is_empty() || !hint.is_empty() {
        text.push('\n');
    }
    text + &remarks + &hint
}

fn show(view: &View<'_>, token: &Token, text: &mut String) {
    let name = view.token_name(token);
    text.push_str(&Tint::Strong.paint(name.text(), view.style.color));
    text.push('\n');
    text.push_str(&facts(view, token).render(view.style));
    if !token.problems.is_empty() {
        text.push_str(&view.heading("table-problems"));
        let mut block = Block::new();
        for problem in &token.problems {
            block.row(view.texts.get(word::severity(problem.severity).0), view.problem(problem));
        }
        text.push_str(&block.render(view.style));
    }
    if !token.certificates.is_empty() {
        text.push_str(&view.heading("table-certificates"));
        let columns = certificate::columns();
        let mut table = view.table(&columns);
        certificate::rows_of_token(view, &columns, token, &mut table);
        text.push_str(&table.render(view.style));
    }
    if !token.keys.is_empty() {
        text.push_str(&view.heading("table-keys"));
        let keys: Vec<_> = token.keys.iter().map(|key| (token, key)).collect();
        text.push_str(&view.table_of(&key::columns(), &keys).render(view.style));
    }
    if let Some(found) = token.mechanisms.as_ref().filter(|found| !found.is_empty()) {
        text.push_str(&view.heading("table-mechanisms"));
        text.push_str(&view.table_of(&mechanisms(), found).render(view.style));
    }
}

fn facts(view: &View<'_>, token: &Token) -> Block {
    let names = ["label", "serial", "model", "manufacturer", "firmware_version", "hardware_version", "reader"];
    let columns = shared::tokens().pick(&names).showing("model", |token| Field::text(Some(model(token))));
    let mut block = view.facts(&columns, token);
    let mut row = |title: &'static str, cell: Cell| block.row(view.texts.get(title), cell);
    row("table-slot-number", Cell::new(token.identity.slot.to_string()));
    row("table-read-at", Cell::maybe(token.read_at.map(|at| view.texts.day_and_time(at, &view.style.zone))));
    row("table-driver", Cell::new(&token.driver));
    for sighting in &token.also_seen_by {
        let seen = Phrase::new("table-sighting").with("driver", &sighting.driver);
        row("table-also-seen-by", view.say(&seen.with("slot", sighting.slot.to_string())));
    }
    row("table-uri", Cell::new(&token.uri));
    if !token.initialized {
        row("table-initialized", view.word(word::answer(Some(false))));
        return block;
    }
    row("table-user-pin", view.word(word::user_pin(&token.user_pin)));
    row("table-so-pin", view.word(word::so_pin(&token.so_pin)));
    if let (Some(least), Some(most)) = (token.user_pin.min_length, token.user_pin.max_length) {
        let lengths = Phrase::new("table-lengths").with("least", least).with("most", most);
        row("table-pin-length", view.say(&lengths));
    }
    row("table-pin-pad", view.word(word::answer(Some(token.pin_pad))));
    row("table-write-protected", view.word(word::answer(Some(token.write_protected))));
    row("table-logged-in", view.word(word::answer(Some(token.logged_in))));
    block
}

/// The model with its firmware version, which distinguishes tokens of one model.
fn model(token: &Token) -> String {
    let parts: Vec<_> =
        [&token.identity.model, &token.firmware_version].into_iter().flatten().map(String::as_str).collect();
    parts.join(" ")
}

fn mechanisms() -> Columns<Mechanism> {
    Columns::<Mechanism>::new()
        .value("name", "table-mechanism", |mechanism| Field::Text(mechanism.name.clone()))
        .value("key_size", "table-key-size", |mechanism| match (mechanism.min_key_size, mechanism.max_key_size) {
            (Some(least), Some(most)) if least != most => Field::Text(format!("{least}–{most}")),
            (least, most) => Field::text(most.or(least).map(|size| size.to_string())),
        })
        .text("uses", "table-uses", |mechanism| {
            Field::states(mechanism.uses.iter().map(|purpose| (purpose.clone(), code::key_use(purpose))))
        })
}
