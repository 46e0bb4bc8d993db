//! How much data is accepted from a driver: bytes per object, slot and driver, counted in the host and again in the
//! parent.
//!
//! Ten thousand certificates on one token are 40 MB. Pitfall: both sides count in the same way, and the parent, which
//! cannot trust a host, allows one more piece of the maximum size that a host may send.

use super::{Object, RawText};

/// The maximum for one object.
pub const OBJECT: u64 = 16 << 20;
/// The maximum for the objects of one slot.
pub const SLOT: u64 = 64 << 20;
/// The maximum for everything a driver sends.
pub const DRIVER: u64 = 256 << 20;
/// What an object counts besides its texts, so that a series of empty ones ends too.
const EMPTY: usize = 256;

impl Object {
    /// How much of the budgets it uses.
    pub fn size(&self) -> u64 {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let raw = |raw: &RawText| raw.text.len() + text(&raw.hex);
        let hex = [&self.id, &self.value, &self.modulus, &self.public_exponent, &self.ec_params, &self.ec_point];
        let more = [&self.public_key_info, &self.public_value, &self.gost_curve, &self.gost_digest];
        let texts = hex.into_iter().chain(more).map(text).sum::<usize>() + self.url.as_ref().map_or(0, raw);
        let usage = self.usage.iter().map(String::len).sum::<usize>();
        let faults = self.faults.iter().map(|(name, _)| name.len()).sum::<usize>();
        let all = EMPTY + texts + usage + faults + self.label.as_ref().map_or(0, raw);
        u64::try_from(all).unwrap_or(u64::MAX)
    }
}
