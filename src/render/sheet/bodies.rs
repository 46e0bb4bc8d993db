//! The sheet of agencies and what they sent.

use super::super::table::Tint;
use super::{Field, Sheet, SheetColumn, columns};
use crate::report::bodies::{BodyReadings, BodyState};

const BODIES: &[SheetColumn] = columns![
    "body" => "bodies-column-body",
    "state" => "bodies-column-state",
    "tokens" => "bodies-column-tokens",
    "old_tokens" => "bodies-column-old-tokens",
    "newest" => "bodies-column-newest",
];

/// The identifier of its name.
pub(super) const NAME: &str = "bodies-sheet";

/// One row a body, in the list's order.
pub(super) fn bodies(found: &BodyReadings) -> Sheet {
    let rows = found.bodies.iter().map(|body| {
        let tint = match body.state {
            BodyState::Silent => Tint::Bad,
            BodyState::Old => Tint::Warning,
            BodyState::Current => Tint::Plain,
        };
        vec![
            Field::Text(body.body.clone()),
            Field::State { machine: body.state.code().to_owned(), word: body.state.id(), tint },
            Field::number(Some(body.tokens)),
            Field::number(Some(body.old_tokens)),
            body.newest.map_or(Field::Empty, Field::Moment),
        ]
    });
    Sheet { name: NAME, columns: BODIES, rows: rows.collect() }
}
