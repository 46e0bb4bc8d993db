//! The worklist of verdicts and deadlines.
