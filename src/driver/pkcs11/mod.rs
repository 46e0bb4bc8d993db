//! The thin safe layer over a loaded module.
