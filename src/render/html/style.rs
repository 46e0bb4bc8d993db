//! The style sheet of every page: light and dark, wide and narrow, screen and A4.
//!
//! Pitfall: the tests check colours for contrast in both themes. A colour is never the only signal; there is always a
//! word or a pattern too.

/// The style sheet.
pub(super) const STYLE: &str = include_str!("page.css");

/// The colours and patterns of drawings, included in each drawing so that it can be taken out of its page.
pub(super) const DRAWING: &str = include_str!("drawing.css");
