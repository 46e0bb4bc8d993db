//! Nothing: the package exists for its one dependency, whose sources a script compiles.
