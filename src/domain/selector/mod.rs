//! Token selectors: which token a command is about.
