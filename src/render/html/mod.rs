//! Pages for a browser: one file each, without a script, that asks nothing of the network.
//!
//! May import `report`, `domain`, `text`, maud. Every text goes through `Look`, which cleans and shortens it, and through maud,
//! which escapes it by its type; the style sheet alone is written as it is.
//!
//! Pitfall: a page is looked at on a telephone and printed on A4, and a name may have 5,000 letters: nothing is wider than
//! its column, and every list is cut with a count of what is left.

mod chart;
mod look;
mod overview;
mod reading;
mod shell;
mod style;
mod unread;

pub use overview::overview;
pub use reading::reading;
