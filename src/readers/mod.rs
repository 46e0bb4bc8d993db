//! Files that people hand in: saved inventories and staff lists, every byte of them hostile.
//!
//! May import `domain` and `report`. Works on bytes; the command opens the file and names it in its errors.
//! Pitfall: Excel and PowerShell write UTF-16 and byte order marks where nobody asked for them.

pub mod bodies;
pub mod encoding;
pub mod evidence;
pub mod inventory;
pub mod roster;
