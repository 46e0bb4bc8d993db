//! The table of known drivers: names, usual paths, whether their PIN flags can be trusted.
