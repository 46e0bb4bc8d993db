//! Text folded for comparison: NFC, case, spaces, punctuation.
