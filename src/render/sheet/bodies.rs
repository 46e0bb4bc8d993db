//! The sheet of agencies and what they sent.

use super::super::columns::Columns;
use super::super::table::Tint;
use super::{Field, Sheet};
use crate::report::bodies::{BodyReading, BodyReadings, BodyState};

/// The identifier of its name.
pub(super) const NAME: &str = "bodies-sheet";

/// One row per agency, in the list's order.
pub(super) fn bodies(found: &BodyReadings) -> Sheet {
    Sheet::of(NAME, &columns(), &found.bodies)
}

/// The columns about each agency.
pub(crate) fn columns() -> Columns<BodyReading> {
    Columns::<BodyReading>::new()
        .text("body", "bodies-column-body", |body| Field::Text(body.body.clone()))
        .text("state", "bodies-column-state", |body| {
            let tint = match body.state {
                BodyState::Silent => Tint::Bad,
                BodyState::Old => Tint::Warning,
                BodyState::Current => Tint::Plain,
            };
            Field::state(&body.state, (body.state.id(), tint))
        })
        .number("tokens", "bodies-column-tokens", |body| Field::number(Some(body.tokens)))
        .number("old_tokens", "bodies-column-old-tokens", |body| Field::number(Some(body.old_tokens)))
        .text("newest", "bodies-column-newest", |body| Field::moment(body.newest))
}
