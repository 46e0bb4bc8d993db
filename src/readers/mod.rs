//! Files supplied by users: saved inventories and staff lists, all of them untrusted.
//!
//! May import `domain` and `report`. Works on bytes; the command opens the file and names it in its errors. Pitfall:
//! Excel and PowerShell write UTF-16 and byte order marks by default.

pub mod bodies;
pub mod encoding;
pub mod evidence;
pub mod inventory;
pub mod roster;
