//! The command line (clap derive), a file a noun; value parsers return domain types.
