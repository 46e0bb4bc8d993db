//! What `pin status`, `pin unlock`, `pin change` and `pin verify` report.
//!
//! Imports `domain`. No field can contain a secret. Sentences (`meaning`, `next_step`, …) are in the chosen language;
//! everything that a script decides by is a word in kebab case. Absent is `null`.

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::inventory::{Driver, Sighting, Token};
use crate::domain::pin::{PinState, SoPin, UserPin};
use crate::domain::time::Moment;
use crate::domain::token::TokenIdentity;
use crate::domain::unlock::{Holder, UnlockAdvice, UnlockSecret, Way};
use crate::journal::attempt::{Scope, SecretKind, Spent, States};

/// What distinguishes a token from others, under the inventory's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Identity {
    /// Path of the driver that serves it.
    pub driver: String,
    /// Its slot, and its own description.
    #[serde(flatten)]
    pub identity: TokenIdentity,
    /// RFC 7512 URI of the token.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::PKCS11_URI)))]
    pub uri: String,
    /// Holder of the current certificate: its common name.
    pub holder: Option<String>,
}

impl From<&Token> for Identity {
    fn from(token: &Token) -> Self {
        Self {
            driver: token.driver.clone(),
            identity: token.identity.clone(),
            uri: token.uri.clone(),
            holder: token.holder.clone(),
        }
    }
}

/// The report of `pin status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinStatus {
    /// Kind `pin-status`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Every driver that was tried, in the order of discovery.
    pub drivers: Vec<Driver>,
    /// Every token, by driver and then slot number.
    pub tokens: Vec<PinStatusToken>,
    /// Counts over initialised tokens.
    pub summary: PinSummary,
}

/// One token of `pin status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinStatusToken {
    /// Which token.
    #[serde(flatten)]
    pub identity: Identity,
    /// Other sightings of the same token.
    pub also_seen_by: Vec<Sighting>,
    /// `CKF_TOKEN_INITIALIZED`.
    pub initialized: bool,
    /// The PIN is typed on the reader.
    pub pin_pad: bool,
    /// The user PIN.
    pub user_pin: UserPin,
    /// The SO PIN.
    pub so_pin: SoPin,
    /// What the user PIN's state means, in the chosen language.
    pub meaning: String,
    /// What to do next.
    pub next_step: String,
    /// The consequences otherwise.
    pub otherwise: Option<String>,
    /// What the SO PIN's state means.
    pub so_meaning: String,
    /// What to do about the SO PIN.
    pub so_next_step: String,
    /// How it could be unlocked, in brief.
    pub unlock: UnlockSummary,
    /// Recent tries recorded in the journal, oldest first.
    pub recent_tries: Vec<RecentTry>,
}

/// How a token could be unlocked, in brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnlockSummary {
    /// How a locked user PIN can be unlocked.
    pub way: Way,
    /// The secret it needs.
    pub secret: UnlockSecret,
    /// By whom the secret is normally held.
    pub held_by: Holder,
}

impl From<&UnlockAdvice> for UnlockSummary {
    fn from(advice: &UnlockAdvice) -> Self {
        Self { way: advice.way, secret: advice.secret, held_by: advice.held_by }
    }
}

/// Counts of `pin status`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinSummary {
    /// Initialised tokens.
    pub tokens: u64,
    /// User PINs without a warning.
    pub ok: u64,
    /// User PINs with at least one wrong try.
    pub count_low: u64,
    /// User PINs on their last try.
    pub final_try: u64,
    /// Locked user PINs.
    pub locked: u64,
    /// User PINs that were never set.
    pub not_set: u64,
    /// User PINs in an unknown state.
    pub unknown: u64,
    /// Locked SO PINs.
    pub so_locked: u64,
}

impl PinSummary {
    /// Counts the initialised ones of these tokens.
    pub fn over<'a>(tokens: impl IntoIterator<Item = &'a PinStatusToken>) -> Self {
        let mut summary = Self::default();
        for token in tokens.into_iter().filter(|token| token.initialized) {
            let add = |count: &mut u64| *count = count.saturating_add(1);
            add(&mut summary.tokens);
            add(match token.user_pin.state {
                PinState::Ok => &mut summary.ok,
                PinState::CountLow => &mut summary.count_low,
                PinState::FinalTry => &mut summary.final_try,
                PinState::Locked => &mut summary.locked,
                PinState::NotSet => &mut summary.not_set,
                PinState::Unknown => &mut summary.unknown,
            });
            if token.so_pin.state == PinState::Locked {
                add(&mut summary.so_locked);
            }
        }
        summary
    }
}

/// A recent wrong or unknown try recorded in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecentTry {
    /// When, UTC.
    pub time: Moment,
    /// By whom.
    pub operator: String,
    /// Of which secret.
    pub secret: SecretKind,
    /// The return value by name; null if the call never returned.
    pub code: Option<String>,
    /// Whether the try was used; `counted` if this cannot be known.
    pub spent: Spent,
}

/// The unlock plan: what `pin unlock --plan` shows, and `pin unlock` before it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "UnlockPlan"))]
pub struct Plan {
    /// The row of the table that was recognised.
    pub row: String,
    /// By whom the secret is normally held.
    pub held_by: Holder,
    /// The same in words.
    pub held_by_text: String,
    /// The method in words.
    pub way_text: String,
    /// The calls in order.
    pub calls: Vec<String>,
    /// The consequence of a wrong secret.
    pub failure_cost: Option<String>,
    /// What to note.
    pub cares: Vec<String>,
    /// Whether such a token is unlocked in the tests of this program.
    pub tested: bool,
    /// Whether the user's config or option overrides the table.
    pub configured: bool,
    /// Why it would be refused now, as a code.
    pub barrier: Option<String>,
    /// Whether the secret it needs is on its last try.
    pub last_try: bool,
    /// The opensc.conf that was read, for OpenSC.
    pub opensc_conf: Option<String>,
    /// The lines of the config that name a method, if the table has none; empty otherwise.
    pub config_lines: Vec<String>,
    /// Recent tries recorded in the journal, oldest first.
    pub recent_tries: Vec<RecentTry>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AttemptResult {
    /// The user PIN was set again.
    Unlocked,
    /// The PIN was changed.
    Changed,
    /// The PIN was correct.
    Verified,
    /// The key signed.
    Signed,
    /// The key pair was generated.
    Generated,
    /// The key was deleted.
    Deleted,
    /// The token was initialised.
    Initialized,
    /// Nothing was sent.
    Refused,
    /// It was sent, and refused by the token.
    Failed,
    /// Not known; the try counts as used.
    Unknown,
}

/// What every attempt reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Attempt {
    /// Which token.
    pub token: Identity,
    /// Which secret was, or would have been, sent.
    pub secret: SecretKind,
    /// The states before.
    pub before: Option<States>,
    /// The states after, read by a fresh host; null if nothing was sent or they could not be read.
    pub after: Option<States>,
    /// The token found in the slot instead, if it was another one; null otherwise.
    pub found: Option<Identity>,
    /// How it ended; null for a plan.
    pub result: Option<AttemptResult>,
    /// The return value by name, or the code of the refusal.
    pub code: Option<String>,
    /// The call that returned it.
    pub call: Option<String>,
    /// Whether a try was used; null for a plan.
    pub try_spent: Option<Spent>,
    /// What happened, in one sentence.
    pub message: Option<String>,
    /// Where it was recorded; null for a plan.
    pub journal: Option<JournalNote>,
}

/// Where an attempt was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalNote {
    /// The file.
    pub path: String,
    /// Whose folder contains the journal.
    pub scope: Scope,
    /// The hash of the last line, which reveals a truncated file; null if it could not be written
    /// after the call.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub last_hash: Option<String>,
}

/// What was proved after the PIN was set; null if it was not tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Proof {
    /// Whether the login with the new PIN succeeded.
    pub login: Option<bool>,
    /// Whether a nonce was signed and verified with the certificate's key.
    pub signature: Option<bool>,
    /// Why the proof ended at the login, if it did.
    pub signature_skipped: Option<SignatureSkipped>,
}

/// Why a proof ended at the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignatureSkipped {
    /// No key and certificate pair whose signature is verified here (RSA, P-256, P-384, P-521) was seen.
    NoPair,
    /// The token holds no private key of that id.
    NoKey,
    /// The token holds several private keys of that id.
    SeveralKeys,
    /// `CKA_ALWAYS_AUTHENTICATE`: each signature would need the PIN again.
    AlwaysAuthenticate,
    /// `CKA_SIGN` is not set.
    MayNotSign,
    /// A call for the signature failed: there is no signature, which says nothing about the key.
    CallFailed,
}

/// The report of `pin unlock`, with and without `--plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinUnlock {
    /// Kind `pin-unlock`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The method.
    pub way: Way,
    /// The unlock plan.
    pub plan: Plan,
    /// What was proved after the PIN was set.
    pub proof: Proof,
}

/// The report of `pin change`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinChange {
    /// Kind `pin-change`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What was proved after the PIN was set.
    pub proof: Proof,
}

/// The report of `pin verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinVerify {
    /// Kind `pin-verify`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;

    fn unlock() -> PinUnlock {
        let states = |user_pin| Some(States { user_pin, so_pin: PinState::Ok });
        PinUnlock {
            envelope: Envelope::new(Kind::PinUnlock, "2026-11-22T01:00:00Z".parse().unwrap()),
            attempt: Attempt {
                token: Identity {
                    driver: "/usr/lib/libexample.so".to_owned(),
                    identity: TokenIdentity {
                        slot: 1,
                        label: Some("VGCA Token".to_owned()),
                        serial: Some("12345678".to_owned()),
                        ..TokenIdentity::default()
                    },
                    uri: "pkcs11:serial=12345678".to_owned(),
                    holder: None,
                },
                secret: SecretKind::SoPin,
                before: states(PinState::Locked),
                after: states(PinState::Ok),
                found: None,
                result: Some(AttemptResult::Unlocked),
                code: Some("CKR_OK".to_owned()),
                call: Some("C_InitPIN".to_owned()),
                try_spent: Some(Spent::No),
                message: None,
                journal: None,
            },
            way: Way::SoInitPin,
            plan: Plan {
                row: "softhsm".to_owned(),
                held_by: Holder::Initializer,
                held_by_text: String::new(),
                way_text: String::new(),
                calls: Way::SoInitPin.calls().iter().map(|call| (*call).to_owned()).collect(),
                failure_cost: None,
                cares: Vec::new(),
                tested: true,
                configured: false,
                barrier: None,
                last_try: false,
                opensc_conf: None,
                config_lines: Vec::new(),
                recent_tries: Vec::new(),
            },
            proof: Proof { login: Some(true), signature: None, signature_skipped: Some(SignatureSkipped::NoPair) },
        }
    }

    #[test]
    fn an_unlock_has_the_keys_that_scripts_were_promised() {
        let value = serde_json::to_value(unlock()).unwrap();
        assert_eq!(value["kind"], "pin-unlock", "kind");
        assert_eq!(value["way"], "so-init-pin", "way");
        assert_eq!(value["result"], "unlocked", "result");
        assert_eq!(value["code"], "CKR_OK", "code");
        assert_eq!(value["before"]["user_pin"], "locked", "state before");
        assert_eq!(value["after"]["user_pin"], "ok", "state after");
        assert_eq!(value["proof"]["login"], true, "proved by a login");
        assert!(value["proof"]["signature"].is_null(), "absent is null, not false");
        assert_eq!(value["token"]["serial"], "12345678", "identity under the inventory's keys");
    }

    #[test]
    fn a_report_reads_back_as_it_was_written() {
        let text = serde_json::to_string(&unlock()).unwrap();
        let back: PinUnlock = serde_json::from_str(&text).unwrap();
        assert_eq!(back, unlock(), "nothing is lost between writing and reading");
    }
}
