//! Commands: one use case a file, request to report; no printing, no clap, no cryptoki.
