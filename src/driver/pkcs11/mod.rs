//! The thin safe layer over a loaded module's function list. It runs in the driver host only.
//!
//! Every call is announced before it is made, keeps its raw CKR, and every length that the module claims is
//! bounded. The crate `cryptoki` supplies the vocabulary; it is not the way to call, because it cannot show a token
//! with a garbage clock, pass NULL for a PIN pad, bound a claimed length or read an object in one call.
//! This folder alone may import `cryptoki` and `cryptoki-sys`.
#![allow(unsafe_code, reason = "foreign functions can be called in no other way; each block says why it is sound")]

mod attributes;
mod challenge;
mod dependencies;
mod find;
mod guard;
mod info;
mod keypair;
mod mechanism;
mod module;
mod objects;
mod pin;
mod reading;
mod text;
mod together;
mod vendor;
mod write;

pub use find::Session;
pub use info::{SlotState, TokenState};
pub use module::{Announce, Fault, Module};
pub use pin::{User, cancel, close_gate, is_cancelled};
pub use reading::Sink;

use cryptoki_sys::{CK_RV, CK_ULONG};

use super::rv::Rv;

/// A CK_ULONG as 64 bits; it has 32 on Windows.
#[allow(clippy::useless_conversion, reason = "CK_ULONG has 32 bits on Windows")]
fn wide(value: CK_ULONG) -> u64 {
    value.into()
}

/// 64 bits as a CK_ULONG; `None` where it does not fit, as a slot number of another system on Windows.
#[allow(
    clippy::useless_conversion,
    clippy::unnecessary_fallible_conversions,
    reason = "CK_ULONG has 32 bits on Windows"
)]
fn narrow(value: u64) -> Option<CK_ULONG> {
    value.try_into().ok()
}

/// A CK_ULONG as 64 bits, `None` for CK_UNAVAILABLE_INFORMATION, whose width differs between systems.
fn known(value: CK_ULONG) -> Option<u64> {
    (value != cryptoki_sys::CK_UNAVAILABLE_INFORMATION).then(|| wide(value))
}

/// A CK_RV as [`Rv`].
#[allow(clippy::useless_conversion, reason = "CK_RV has 32 bits on Windows")]
fn rv(value: CK_RV) -> Rv {
    Rv(value.into())
}
