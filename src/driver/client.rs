//! The parent side: spawn a driver host, watch its deadlines, end it.
