//! The program: an exit status, nothing else.

fn main() {}
