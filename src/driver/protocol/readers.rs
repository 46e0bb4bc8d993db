//! What PC/SC reports about the readers, independently of any driver.

use serde::{Deserialize, Serialize};

/// A reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Its name in PC/SC.
    pub name: String,
    /// Whether a card is in it, even an unresponsive one.
    pub holds_card: bool,
}
