//! Saved inventories: read within limits, and rejected with the position of the first fault.
//!
//! May import `domain` and `report`. Pitfall: `serde` sometimes keeps the last of two equal keys. An edit by hand must
//! not take effect by accident, so the text is scanned for duplicate keys before it is parsed.

mod fault;
mod scan;

pub use fault::InventoryFault;

use super::encoding;
use crate::at_once::side_by_side;
use crate::report::SCHEMA;
use crate::report::inventory::Inventory;

/// The largest saved inventory that is read: about forty times the size of one with ten thousand tokens.
pub const MAX_BYTES: u64 = 1 << 30;

/// The maximum number of tokens of one document.
pub const MAX_TOKENS: usize = 1_000_000;

/// Reads a saved inventory: JSON of kind `inventory` and of this schema.
///
/// UTF-8 with or without a byte order mark and UTF-16 with one are accepted, because PowerShell's `>` writes the
/// latter.
pub fn read_inventory(bytes: &[u8]) -> Result<Inventory, InventoryFault> {
    read_inventory_of(bytes, &["inventory"])
}

/// Reads a saved document with the inventory's structure and one of `kinds`.
pub fn read_inventory_of(bytes: &[u8], kinds: &[&str]) -> Result<Inventory, InventoryFault> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > MAX_BYTES {
        return Err(InventoryFault::TooLarge { bytes: length, limit: MAX_BYTES });
    }
    let text = encoding::decode(bytes).map_err(InventoryFault::Encoding)?;
    if text.trim().is_empty() {
        return Err(InventoryFault::Empty);
    }
    // Both passes take about as long, and the findings of the first take precedence.
    let (scanned, parsed) = side_by_side(|| scan::scan(&text), || serde_json::from_str::<Inventory>(&text));
    let head = scanned?;
    match head.schema {
        Some(schema) if schema == SCHEMA => {}
        Some(found) if found.starts_with("tokenctl/") => {
            return Err(InventoryFault::OtherSchema { found, expected: SCHEMA });
        }
        // Another program's document, as its schema shows.
        Some(_) | None => return Err(InventoryFault::NotOurs),
    }
    match head.kind {
        Some(kind) if kinds.contains(&kind.as_str()) => {}
        Some(found) => return Err(InventoryFault::OtherKind { found, expected: kinds.join("`, `") }),
        None => return Err(InventoryFault::NotOurs),
    }
    let inventory = parsed.map_err(|error| fault::of_field(&text, &error))?;
    if inventory.tokens.len() > MAX_TOKENS {
        return Err(InventoryFault::TooManyTokens { tokens: inventory.tokens.len(), limit: MAX_TOKENS });
    }
    Ok(inventory)
}

#[cfg(test)]
mod tests;
