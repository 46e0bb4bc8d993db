//! The thin safe layer over a loaded driver's function list. It runs only in the driver host.
//!
//! Every call is announced before it is made and keeps its raw CKR, and every length that the driver claims is bounded.
//! The crate `cryptoki` supplies the definitions but is not used for the calls, because it cannot show a token with a
//! garbage clock, pass NULL for a PIN pad, bound a claimed length or read an object in one call. Only this folder may
//! import `cryptoki` and `cryptoki-sys`.
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

/// 64 bits as a CK_ULONG; `None` if it does not fit, such as another system's slot number on Windows.
#[allow(
    clippy::useless_conversion,
    clippy::unnecessary_fallible_conversions,
    reason = "CK_ULONG has 32 bits on Windows"
)]
fn narrow(value: u64) -> Option<CK_ULONG> {
    value.try_into().ok()
}

/// A CK_ULONG as 64 bits, `None` for CK_UNAVAILABLE_INFORMATION.
fn known(value: CK_ULONG) -> Option<u64> {
    known_of(wide(value), CK_ULONG::BITS)
}

/// [`known`] of a CK_ULONG with this many bits: CK_UNAVAILABLE_INFORMATION has as many ones as the driver's words have
/// bits. A 32-bit host detects it here, because the 64-bit program cannot distinguish its 0xFFFFFFFF from a number.
fn known_of(value: u64, bits: u32) -> Option<u64> {
    let unavailable = u64::MAX.unbounded_shr(u64::BITS.saturating_sub(bits));
    (value != unavailable).then_some(value)
}

/// A CK_RV as [`Rv`].
#[allow(clippy::useless_conversion, reason = "CK_RV has 32 bits on Windows")]
fn rv(value: CK_RV) -> Rv {
    Rv(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_32_bit_driver_does_not_know_is_no_number_in_the_64_bit_program() {
        assert_eq!(known_of(0xFFFF_FFFF, 32), None, "CK_UNAVAILABLE_INFORMATION of a 32-bit module");
        assert_eq!(known_of(0xFFFF_FFFE, 32), Some(0xFFFF_FFFE), "a number");
        assert_eq!(known_of(u64::MAX, 64), None, "CK_UNAVAILABLE_INFORMATION of a 64-bit module");
        assert_eq!(known_of(0xFFFF_FFFF, 64), Some(0xFFFF_FFFF), "a number there");
        assert_eq!((known(CK_ULONG::MAX), known(8)), (None, Some(8)), "by the words of this build");
    }

    #[test]
    fn the_protocol_between_host_and_program_has_no_word_size() {
        let told = crate::driver::protocol::TokenReading {
            min_pin: known_of(6, 32),
            max_pin: known_of(0xFFFF_FFFF, 32),
            flags: 0xFFFF_FFFF_0000_0001,
            ..Default::default()
        };
        let mut wire = Vec::new();
        crate::driver::protocol::write_message(&mut wire, &told).expect("written");
        let read = crate::driver::protocol::read_message(&mut wire.as_slice()).expect("read");
        assert_eq!(read, Some(told), "another number arrived");
    }
}
