//! The try ledger: the tries recently used on a token, also by other users of this machine.

use std::path::Path;

use jiff::tz::TimeZone;

use super::JournalError;
use super::chain::for_each_line;
use super::line::unseal;
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;
use crate::domain::token::TokenIdentity;
use crate::journal::attempt::{Action, Ended, Line, Phase, SecretKind, Spent};

/// A try that was used up, or must be counted as used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTry {
    /// When.
    pub time: Moment,
    /// The user.
    pub operator: String,
    /// With which command.
    pub action: Action,
    /// The return value; `None` if the call never returned.
    pub code: Option<String>,
    /// Whether it is known to be used, or only counted.
    pub spent: Spent,
}

/// The warning before the next prompt, with the time in `zone`; `None` if no try is recorded.
pub fn warning(tries: &[PastTry], hours: u32, zone: &TimeZone) -> Option<Phrase> {
    let last = tries.last()?;
    let warning = Phrase::new("journal-past-tries")
        .with("count", tries.len())
        .with("hours", hours)
        .with("time", last.time.phrase(zone))
        .with("operator", &last.operator);
    Some(warning)
}

/// The lines of the tokens selected by `wanted`, in order. Invalid lines are left out: `verify` reports them.
pub fn entries(path: &Path, wanted: &dyn Fn(&Line) -> bool) -> Result<Vec<(Line, String)>, JournalError> {
    let mut found = Vec::new();
    for_each_line(path, |raw| {
        if let Some(sealed) = unseal(raw.bytes).filter(|sealed| wanted(&sealed.line)) {
            found.push((sealed.line, sealed.hash));
        }
    })?;
    Ok(found)
}

/// The tries of `secret` used on a token since the last correct one, whatever their age.
///
/// An intent without a result counts: the call may have reached the token. A missing journal has no tries.
pub fn wrong_tries(
    path: &Path,
    token: &TokenIdentity,
    driver: &str,
    secret: SecretKind,
) -> Result<Vec<PastTry>, JournalError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let same = |line: &Line| is_same_token(line, token, driver);
    let mut tries: Vec<(u64, PastTry)> = Vec::new();
    for (line, _hash) in entries(path, &same)? {
        let sets = matches!(line.action, Action::PinUnlock | Action::TokenInit);
        let reset = sets && secret == SecretKind::UserPin;
        if reset && line.ended == Some(Ended::Done) {
            // A new user PIN starts with all its tries.
            tries.clear();
        }
        if line.secret != secret {
            continue;
        }
        match line.phase {
            Phase::Intent => tries.push((line.sequence, past_try(&line, None, Spent::Counted))),
            Phase::Result => {
                tries.retain(|(sequence, _)| Some(*sequence) != line.intent);
                let spent = line.try_spent.unwrap_or(Spent::Counted);
                // A reading of a token that was already logged in proves no PIN.
                let proved = line.code.as_ref().is_none_or(|code| code.as_str() != "CKR_USER_ALREADY_LOGGED_IN");
                if line.ended == Some(Ended::Done) && proved {
                    tries.clear();
                } else if spent != Spent::No {
                    let code = line.code.as_ref().map(|code| code.as_str().to_owned());
                    tries.push((line.sequence, past_try(&line, code, spent)));
                }
            }
            Phase::Refused => {}
        }
    }
    Ok(tries.into_iter().map(|(_, past)| past).collect())
}

impl PastTry {
    /// Whether it was made within the hours before `now`.
    pub fn is_within(&self, hours: u32, now: Moment) -> bool {
        let since = now.unix_seconds().saturating_sub(i64::from(hours).saturating_mul(3_600));
        self.time.unix_seconds() >= since
    }
}

fn past_try(line: &Line, code: Option<String>, spent: Spent) -> PastTry {
    PastTry { time: line.time, operator: line.operator.clone(), action: line.action, code, spent }
}

/// Whether a line is about this token.
fn is_same_token(line: &Line, token: &TokenIdentity, driver: &str) -> bool {
    line.token.key(&line.driver) == token.key(driver)
}
