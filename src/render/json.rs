//! JSON and JSON Lines.
