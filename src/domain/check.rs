//! Validity windows and health: from what was read to problems.
