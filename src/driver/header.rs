//! File headers: ELF, PE, Mach-O, read before anything is loaded.
