//! Everything exchanged between the program and the user at the terminal.

pub mod confirm;
pub mod progress;
pub mod secret;
pub mod terminal;
