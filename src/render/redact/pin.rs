//! States of PINs and attempts on them.
//!
//! Pitfall: the sentences in these reports consist of this program's own words and return values, never of names.

use super::redact;
use crate::report::pin::{
    Attempt, Identity, JournalNote, PinChange, PinStatus, PinStatusToken, PinUnlock, PinVerify, Plan, RecentTry,
};

redact! {
    Identity {
        driver: path, identity: inner, uri: uri, holder: person,
    }
    PinStatus { envelope: keep, drivers: inner, tokens: inner, summary: keep }
    PinStatusToken {
        identity: inner, also_seen_by: inner, initialized: keep, pin_pad: keep, user_pin: keep, so_pin: keep,
        meaning: keep, next_step: keep, otherwise: keep, so_meaning: keep, so_next_step: keep, unlock: keep,
        recent_tries: inner,
    }
    RecentTry { time: keep, operator: user, secret: keep, code: keep, spent: keep }
    Plan {
        row: keep, held_by: keep, held_by_text: keep, way_text: keep, calls: keep, failure_cost: keep, cares: keep,
        tested: keep, configured: keep, barrier: keep, last_try: keep, opensc_conf: path, config_lines: config_lines, recent_tries: inner,
    }
    Attempt {
        token: inner, secret: keep, before: keep, after: keep, result: keep, code: keep, call: keep, try_spent: keep,
        message: text, journal: inner, found: inner,
    }
    JournalNote { path: path, scope: keep, last_hash: hex }
    PinUnlock { envelope: keep, attempt: inner, way: keep, plan: inner, proof: keep }
    PinChange { envelope: keep, attempt: inner, proof: keep }
    PinVerify { envelope: keep, attempt: inner }
}
