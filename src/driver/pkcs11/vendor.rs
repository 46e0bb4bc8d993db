//! Data of SafeNet's driver beyond the standard: counters of tries and unlocks, its PIN policy, and private keys
//! without a login. The numbers are those of its published header eTPkcs11.h; none of this has been seen on hardware.
//!
//! Pitfall: no other driver is asked for this, and a missing answer does no harm, because the standard's flags are
//! always available.

use cryptoki_sys::{CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_ULONG, CKA_CLASS, CKA_HW_FEATURE_TYPE, CKO_HW_FEATURE};

use super::attributes::{Value, Wanted};
use super::find::Session;
use super::module::{Fault, Module};
use super::objects::ulong;
use crate::domain::pin::{Characters, Counters, PinRules};

/// Hardware features: the token itself, and its policy for PINs.
const TOKEN: CK_ULONG = 0x8000_5002;
const PIN_POLICY: CK_ULONG = 0x8000_5003;
/// The class of private RSA keys visible without a login.
const PRIVATE_KEYS: CK_ULONG = 0x8000_5001;

const ROOM: usize = size_of::<CK_ULONG>();

const fn number(kind: CK_ATTRIBUTE_TYPE, name: &'static str) -> Wanted {
    Wanted { kind, name, room: ROOM }
}

const COUNTERS: [Wanted; 6] = [
    number(0x8000_1110, "ETCKA_RETRY_USER"),
    number(0x8000_1112, "ETCKA_RETRY_USER_MAX"),
    number(0x8000_1111, "ETCKA_RETRY_SO"),
    number(0x8000_1113, "ETCKA_RETRY_SO_MAX"),
    number(0x8000_1142, "ETCKA_UNLOCK_COUNT"),
    number(0x8000_1143, "ETCKA_UNLOCK_MAX"),
];
const RULES: [Wanted; 8] = [
    number(0x8000_1202, "ETCKA_PIN_MIN_LEN"),
    number(0x8000_120f, "ETCKA_PIN_MAX_LEN"),
    number(0x8000_1204, "ETCKA_PIN_MAX_AGE"),
    number(0x8000_1207, "ETCKA_PIN_HISTORY"),
    number(0x8000_120a, "ETCKA_PIN_NUMBERS"),
    number(0x8000_120b, "ETCKA_PIN_UPPER_CASE"),
    number(0x8000_120c, "ETCKA_PIN_LOWER_CASE"),
    number(0x8000_120d, "ETCKA_PIN_SPECIAL"),
];

impl Module {
    /// Counters and policy of a token; unreported values are left out.
    pub(super) fn counters(&self, session: Session) -> Result<Counters, Fault> {
        let mut counters = Counters::default();
        if let [user_left, user_max, so_left, so_max, unlocks, unlocks_max] =
            self.feature(session, TOKEN, &COUNTERS)?.as_slice()
        {
            (counters.user_left, counters.user_max) = (*user_left, *user_max);
            (counters.so_left, counters.so_max) = (*so_left, *so_max);
            (counters.unlocks, counters.unlocks_max) = (*unlocks, *unlocks_max);
        }
        if let [min_length, max_length, max_age, history, classes @ ..] =
            self.feature(session, PIN_POLICY, &RULES)?.as_slice()
        {
            let class = |at: usize| classes.get(at).copied().flatten().and_then(Characters::of_number);
            let rules = PinRules {
                min_length: *min_length,
                max_length: *max_length,
                max_age: *max_age,
                history: *history,
                digits: class(0),
                upper: class(1),
                lower: class(2),
                special: class(3),
            };
            counters.rules = (rules != PinRules::default()).then_some(rules);
        }
        Ok(counters)
    }

    /// The numbers of one hardware feature; none if there is not exactly one of it.
    fn feature(&self, session: Session, feature: CK_ULONG, wanted: &[Wanted]) -> Result<Vec<Option<u64>>, Fault> {
        let (mut class, mut feature): (CK_ULONG, CK_ULONG) = (CKO_HW_FEATURE, feature);
        let mut template = [attribute(CKA_CLASS, &mut class), attribute(CKA_HW_FEATURE_TYPE, &mut feature)];
        let found = self.search_by(session, &mut template, &|_| false)?;
        let [handle] = found.handles.as_slice() else { return Ok(Vec::new()) };
        let values = self.attributes(session, *handle, wanted, &mut Vec::new())?;
        let number = |value: &Value| match value {
            Value::Bytes(bytes) => ulong(bytes),
            Value::Absent | Value::Unreadable(_) => None,
        };
        Ok(values.iter().map(number).collect())
    }

    /// Private keys as visible without a login.
    pub(super) fn private_keys(&self, session: Session) -> Result<Vec<cryptoki_sys::CK_OBJECT_HANDLE>, Fault> {
        let mut class = PRIVATE_KEYS;
        let mut template = [attribute(CKA_CLASS, &mut class)];
        Ok(self.search_by(session, &mut template, &|_| false)?.handles)
    }
}

fn attribute(kind: CK_ATTRIBUTE_TYPE, value: &mut CK_ULONG) -> CK_ATTRIBUTE {
    CK_ATTRIBUTE {
        type_: kind,
        pValue: std::ptr::from_mut(value).cast(),
        ulValueLen: ROOM.try_into().unwrap_or_default(),
    }
}
