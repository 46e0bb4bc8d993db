//! How a locked PIN can be unlocked: one data table, known before anything is tried.
