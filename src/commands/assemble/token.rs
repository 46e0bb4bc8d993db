//! Builds a token of the report from a slot's data.
//!
//! Pitfall: a driver may deny its own token; a flag that it should have set is set here, and reported.

use super::object::{Assembled, Item};
use super::{not_utf8, recognise, settle, text, trust};
use crate::commands::vocabulary;
use crate::domain::check::problem;
use crate::domain::known;
use crate::domain::pin::{self, FlagTrust, flags as token_flags};
use crate::domain::problem::{ProblemCode, Severity};
use crate::domain::token::TokenIdentity;
use crate::domain::uri::{Uri, UriText};
use crate::driver::client::SlotOutcome;
use crate::driver::discover::Found;
use crate::driver::protocol::{Library, RawIdentity, RawText, TokenFlag, TokenReading};
use crate::driver::rv::Rv;
use crate::report::inventory::{DriverFailure, Mechanism, Token, slot_text};
use crate::report::word_of;

/// The token of a slot, with its objects, which move into it; `None` if there is none, or none could be read.
pub(super) fn assemble_token(
    (found, library): (&Found, Option<&Library>),
    slot: u64,
    outcome: &mut SlotOutcome<Assembled>,
    failures: &[DriverFailure],
) -> Option<Token> {
    let reading = outcome.reading.as_ref()?;
    // These drivers are known to set it, so what they show before that is their default.
    let sets_it = recognise(found, library).is_some_and(known::marks_initialized);
    let missing: Vec<TokenFlag> =
        reading.missing.iter().copied().filter(|flag| !(sets_it && *flag == TokenFlag::Initialized)).collect();
    let mut raw = reading.token.clone()?;
    if missing.contains(&TokenFlag::Initialized) {
        raw.flags |= token_flags::TOKEN_INITIALIZED;
    }
    let (driver, trust) = (found.path.display().to_string(), trust(found, library));
    let mut token = bare_token(&driver, slot, reading.description.as_ref(), &raw, trust);
    // A token that refused everything did not contradict the flag: that it may be one in use is the failure's to say.
    let is_read = failures.is_empty() || !outcome.objects.is_empty() || token.identity.label.is_some();
    for flag in missing.into_iter().filter(|_| is_read) {
        let details = vec![("flag", flag.name().to_owned())];
        token.problems.push(problem(ProblemCode::TokenFlagMissing, Severity::Note, None, details));
    }
    for failure in failures {
        token.problems.push(problem(ProblemCode::SlotFailed, Severity::Critical, None, failure_details(failure)));
    }
    if let Some(done) = &outcome.done {
        if let Some(counters) = &done.counters {
            counters.tell(&mut token.user_pin, &mut token.so_pin);
        }
        token.logged_in = done.login.is_some_and(|rv| rv.is_ok() || rv == Rv::USER_ALREADY_LOGGED_IN);
        token.mechanisms = done.mechanisms.as_ref().map(|mechanisms| {
            mechanisms
                .iter()
                .map(|mechanism| Mechanism {
                    name: mechanism.name.clone(),
                    min_key_size: (mechanism.min > 0).then_some(mechanism.min),
                    max_key_size: (mechanism.max > 0).then_some(mechanism.max),
                    uses: vocabulary::mechanism_uses(mechanism.flags),
                })
                .collect()
        });
    }
    let objects = std::mem::take(&mut outcome.objects);
    let certificates = objects.iter().filter(|object| matches!(object.item, Item::Certificate(_))).count();
    token.certificates.reserve_exact(certificates);
    token.keys.reserve_exact(objects.len() - certificates);
    let mut guesses = Vec::with_capacity(objects.len() - certificates);
    for object in objects {
        match object.item {
            Item::Certificate(certificate) => token.certificates.push(*certificate),
            Item::Key(key, guess) => {
                guesses.push(guess);
                token.keys.push(*key);
            }
        }
        token.problems.extend(object.problems);
    }
    settle::keys(&mut token, &guesses);
    Some(token)
}

/// A token without its objects, from CK_SLOT_INFO and CK_TOKEN_INFO.
pub fn bare_token(driver: &str, slot: u64, reader: Option<&RawText>, token: &TokenReading, trust: FlagTrust) -> Token {
    let flags = token.flags;
    let mut problems = Vec::new();
    let raw = &token.identity;
    let fields =
        [("label", &raw.label), ("serial", &raw.serial), ("manufacturer", &raw.manufacturer), ("model", &raw.model)];
    for (name, raw) in fields.into_iter().chain(reader.map(|reader| ("reader", reader))) {
        if raw.hex.is_some() {
            problems.push(not_utf8(name, None));
        }
    }
    Token {
        driver: driver.to_owned(),
        identity: TokenIdentity {
            slot,
            slot_text: slot_text(slot),
            reader: reader.and_then(text),
            label: text(&raw.label),
            label_hex: raw.label.hex.clone(),
            serial: text(&raw.serial),
            manufacturer: text(&raw.manufacturer),
            model: text(&raw.model),
        },
        firmware_version: Some(token.firmware_version.clone()),
        hardware_version: Some(token.hardware_version.clone()),
        uri: token_uri(raw),
        also_seen_by: Vec::new(),
        read_at: None,
        holder: None,
        initialized: flags & token_flags::TOKEN_INITIALIZED != 0,
        login_required: flags & token_flags::LOGIN_REQUIRED != 0,
        write_protected: flags & token_flags::WRITE_PROTECTED != 0,
        pin_pad: flags & token_flags::PROTECTED_AUTHENTICATION_PATH != 0,
        user_pin: pin::user_pin_state(flags, trust, token.min_pin.unwrap_or(0), token.max_pin.unwrap_or(0)),
        so_pin: pin::so_pin_state(flags, trust),
        logged_in: false,
        mechanisms: None,
        keys: Vec::new(),
        certificates: Vec::new(),
        problems,
    }
}

/// The RFC 7512 URI of a token. Empty members are in it: left out, they would match every token (section 2.5), and a PIN
/// could reach another one.
fn token_uri(token: &RawIdentity) -> String {
    let of = |raw: &RawText| Some(UriText::from(raw.bytes()));
    let (model, manufacturer) = (of(&token.model), of(&token.manufacturer));
    Uri { model, manufacturer, serial: of(&token.serial), token: of(&token.label), ..Uri::default() }.to_string()
}

fn failure_details(failure: &DriverFailure) -> Vec<(&'static str, String)> {
    let kind = word_of(&failure.kind).map(|kind| ("kind", kind));
    let slot = failure.slot.map(|slot| ("slot", slot.to_string()));
    let seconds = failure.seconds.map(|seconds| ("seconds", seconds.to_string()));
    let call = failure.call.clone().map(|call| ("call", call));
    let reader = failure.reader.clone().map(|reader| ("reader", reader));
    let ckr = failure.ckr.clone().map(|ckr| ("ckr", ckr));
    let signal = failure.signal.clone().map(|signal| ("signal", signal));
    [kind, call, slot, reader, ckr, signal, seconds].into_iter().flatten().collect()
}
