//! CK_SLOT_INFO, CK_TOKEN_INFO and mechanisms (PKCS#11 3.1, 3.2 and 5.5).
//!
//! Clocks are not read: real tokens return garbage in them, and they are not needed.

use cryptoki_sys::{CK_MECHANISM_INFO, CK_MECHANISM_TYPE, CK_SLOT_INFO, CK_TOKEN_INFO, CKF_TOKEN_PRESENT};

use super::module::{Fault, Module};
use super::text::{padded, version};
use super::{known, mechanism, narrow, wide};
use crate::driver::protocol::{MechanismReading, RawIdentity, RawText, TokenReading};
use crate::driver::rv::Rv;

/// The maximum number of mechanisms that are accepted.
const MAX_MECHANISMS: usize = 4096;

/// A slot as C_GetSlotInfo describes it.
pub struct SlotState {
    /// slotDescription.
    pub description: RawText,
    /// manufacturerID.
    pub manufacturer: RawText,
    /// CKF_TOKEN_PRESENT.
    pub token_present: bool,
}

/// A token as C_GetTokenInfo describes it.
pub type TokenState = TokenReading;

impl Module {
    /// C_GetSlotInfo.
    pub fn slot_info(&self, slot: u64) -> Result<SlotState, Fault> {
        let mut info = CK_SLOT_INFO::default();
        self.call("C_GetSlotInfo", Some(slot), |functions| {
            let slot = narrow(slot)?;
            // SAFETY: the pointer is to a live CK_SLOT_INFO.
            functions.C_GetSlotInfo.map(|function| unsafe { function(slot, &raw mut info) })
        })?;
        let (description, manufacturer, flags) = (info.slotDescription, info.manufacturerID, info.flags);
        Ok(SlotState {
            description: padded(&description),
            manufacturer: padded(&manufacturer),
            token_present: flags & CKF_TOKEN_PRESENT != 0,
        })
    }

    /// C_GetTokenInfo; `None` if the slot is empty.
    pub fn token_info(&self, slot: u64) -> Result<Option<TokenState>, Fault> {
        let mut info = CK_TOKEN_INFO::default();
        let result = self.call("C_GetTokenInfo", Some(slot), |functions| {
            let slot = narrow(slot)?;
            // SAFETY: the pointer is to a live CK_TOKEN_INFO.
            functions.C_GetTokenInfo.map(|function| unsafe { function(slot, &raw mut info) })
        });
        match result {
            Err(fault) if fault.rv == Rv::TOKEN_NOT_PRESENT => return Ok(None),
            other => other?,
        }
        // Fields are copied: the structure is packed on Windows and cannot be borrowed from.
        let (label, serial, manufacturer, model) = (info.label, info.serialNumber, info.manufacturerID, info.model);
        Ok(Some(TokenReading {
            identity: RawIdentity {
                label: padded(&label),
                serial: padded(&serial),
                manufacturer: padded(&manufacturer),
                model: padded(&model),
            },
            flags: wide(info.flags),
            min_pin: known(info.ulMinPinLen),
            max_pin: known(info.ulMaxPinLen),
            hardware_version: version(info.hardwareVersion),
            firmware_version: version(info.firmwareVersion),
        }))
    }

    /// Every mechanism of a token, including non-standard ones; and the first failure to describe one that means more
    /// than a listed but unknown mechanism.
    pub fn mechanisms(&self, slot: u64) -> Result<(Vec<MechanismReading>, Option<Fault>), Fault> {
        let mut types: Vec<CK_MECHANISM_TYPE> = vec![0; MAX_MECHANISMS];
        let mut count = MAX_MECHANISMS.try_into().unwrap_or_default();
        self.call("C_GetMechanismList", Some(slot), |functions| {
            let slot = narrow(slot)?;
            // SAFETY: the buffer has as many elements as the count says, and both outlive the call.
            functions.C_GetMechanismList.map(|function| unsafe { function(slot, types.as_mut_ptr(), &raw mut count) })
        })?;
        types.truncate(usize::try_from(wide(count)).unwrap_or(usize::MAX).min(MAX_MECHANISMS));
        let mut mechanisms = Vec::with_capacity(types.len());
        let mut undescribed = None;
        for kind in types {
            let mut info = CK_MECHANISM_INFO::default();
            let result = self.call("C_GetMechanismInfo", Some(slot), |functions| {
                let slot = narrow(slot)?;
                // SAFETY: the pointer is to a live CK_MECHANISM_INFO.
                functions.C_GetMechanismInfo.map(|function| unsafe { function(slot, kind, &raw mut info) })
            });
            // A mechanism without information is still a mechanism of the token.
            let known_info = result.is_ok();
            if let Err(fault) = result
                && !matches!(fault.rv.name(), Some("CKR_MECHANISM_INVALID" | "CKR_FUNCTION_NOT_SUPPORTED"))
            {
                undescribed.get_or_insert(fault);
            }
            mechanisms.push(MechanismReading {
                name: mechanism::name(wide(kind)),
                min: if known_info { known(info.ulMinKeySize).unwrap_or(0) } else { 0 },
                max: if known_info { known(info.ulMaxKeySize).unwrap_or(0) } else { 0 },
                flags: if known_info { wide(info.flags) } else { 0 },
            });
        }
        Ok((mechanisms, undescribed))
    }
}
