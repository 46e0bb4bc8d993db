//! Pages for a browser: one file each, without scripts or network access.
//!
//! May import `report`, `domain`, `text`, maud. Every text goes through `Look`, which cleans and shortens it, and
//! through maud, which escapes it by its type; only the style sheet is written unchanged.
//!
//! Pitfall: a page is viewed on a telephone and printed on A4, and a name may have 5,000 letters. Nothing is wider than
//! its column, and every list is cut with a count of the remaining entries.

mod chart;
mod look;
mod overview;
mod reading;
mod shell;
mod style;
mod unread;

pub use overview::overview;
pub use reading::reading;
