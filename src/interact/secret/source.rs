//! The sources of secrets and the order in which they are read.

use std::ffi::OsString;
use std::io::Read;
use std::mem;
use std::path::PathBuf;

use super::file::{self, read_bounded};
use super::list;
use super::parse::parse;
use super::situation::{Origin, SecretError};
use crate::domain::phrase::Phrase;
use crate::domain::secret::{MAXIMUM_LENGTH, Role, Secret};
use crate::interact::terminal::Terminal;

/// Where one secret comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SecretSource {
    /// Ask on the terminal.
    #[default]
    Prompt,
    /// Read a file.
    File(PathBuf),
    /// Read standard input.
    Stdin,
    /// Read an environment variable of this name.
    Environment(String),
    /// Read a token's line in a list of `serial,PIN`.
    Listed {
        /// The list.
        path: PathBuf,
        /// The token's serial.
        serial: String,
    },
}

/// A secret that is needed.
#[derive(Debug, Clone)]
pub struct SecretRequest {
    /// What it is for.
    pub role: Role,
    /// Where it comes from.
    pub source: SecretSource,
    /// The question, for a prompt: it names the token.
    pub prompt: Phrase,
}

impl SecretRequest {
    /// The request with the usual question; `token` is the token's name in the plan.
    pub fn new(role: Role, source: SecretSource, token: &str) -> Self {
        let prompt = Phrase::new(match role {
            Role::UserPin => "secret-prompt-user-pin",
            Role::SoPin => "secret-prompt-so-pin",
            Role::Puk => "secret-prompt-puk",
            Role::NewPin => "secret-prompt-new-pin",
            Role::Response => "secret-prompt-response",
        });
        Self { role, source, prompt: prompt.with("token", token) }
    }
}

/// A secret as read.
#[derive(Debug)]
pub struct ReadSecret {
    /// The secret.
    pub secret: Secret,
    /// What the user should know about its source before it is sent.
    pub warnings: Vec<Phrase>,
}

/// Refuses a choice of sources that cannot work, before anything is read: one standard input contains one secret, and
/// `--batch` forbids prompts.
pub fn check_sources<'a>(
    chosen: impl IntoIterator<Item = (Role, &'a SecretSource)>,
    batch: bool,
) -> Result<(), SecretError> {
    let mut on_stdin = None;
    for (role, source) in chosen {
        match source {
            SecretSource::Stdin => {
                if let Some(first) = on_stdin.replace(role) {
                    return Err(SecretError::StdinTwice(first, role));
                }
            }
            SecretSource::Prompt if batch => return Err(SecretError::Batch(role)),
            SecretSource::Prompt
            | SecretSource::File(_)
            | SecretSource::Environment(_)
            | SecretSource::Listed { .. } => {}
        }
    }
    Ok(())
}

/// Where secrets are read from.
pub struct Sources<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Whether standard input is a terminal, which would show the secret.
    pub stdin_is_terminal: bool,
    /// Looks up an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<OsString>,
    /// The user.
    pub terminal: &'a mut dyn Terminal,
    /// `--batch`: never prompt.
    pub batch: bool,
    /// `--allow-accents`: characters that are not printable ASCII are intended.
    pub allow_accents: bool,
}

impl Sources<'_> {
    /// The same sources, for a shorter lifetime.
    pub fn lent(&mut self) -> Sources<'_> {
        Sources {
            stdin: &mut *self.stdin,
            stdin_is_terminal: self.stdin_is_terminal,
            environment: self.environment,
            terminal: &mut *self.terminal,
            batch: self.batch,
            allow_accents: self.allow_accents,
        }
    }

    /// Reads one secret; a new PIN is read by `read_new`. A current secret with doubtful characters is returned only if
    /// they are intended.
    pub fn read(&mut self, request: &SecretRequest) -> Result<ReadSecret, SecretError> {
        let read = self.read_any(request)?;
        // A new PIN is checked by the policy, and has used no try yet; a response has a format of its own.
        let judged_elsewhere = matches!(request.role, Role::NewPin | Role::Response);
        let meant = self.allow_accents || judged_elsewhere || is_printable_ascii(&read.secret);
        if !meant {
            self.ask_about_accents(request, &read.secret)?;
        }
        Ok(read)
    }

    /// Whether this source asks the user for the secret.
    pub fn asks(&self, source: &SecretSource) -> bool {
        *source == SecretSource::Prompt && !self.batch && self.terminal.is_present()
    }

    fn read_any(&mut self, request: &SecretRequest) -> Result<ReadSecret, SecretError> {
        /// The maximum of a secret with its line ending, and a byte that shows that there is more.
        const ROOM: usize = MAXIMUM_LENGTH + 3;
        let role = request.role;
        let mut warnings = Vec::new();
        let secret = match &request.source {
            SecretSource::Prompt if self.batch => return Err(SecretError::Batch(role)),
            SecretSource::Prompt if !self.terminal.is_present() => return Err(SecretError::NoTerminal(role)),
            SecretSource::Prompt => self.ask(role, &request.prompt)?,
            SecretSource::File(path) => {
                let (mut file, of_file) = file::open(path, role, self.batch)?;
                warnings = of_file;
                let origin = Origin::File(path.clone());
                parse(mem::take(&mut *read_bounded(&mut file, ROOM, role, &origin)?), role, &origin)?
            }
            SecretSource::Stdin if self.stdin_is_terminal => return Err(SecretError::StdinIsTerminal(role)),
            SecretSource::Stdin => {
                parse(mem::take(&mut *read_bounded(self.stdin, ROOM, role, &Origin::Stdin)?), role, &Origin::Stdin)?
            }
            SecretSource::Listed { path, serial } => list::read(path, serial, role)?,
            SecretSource::Environment(name) => {
                let origin = Origin::Environment(name.clone());
                let value =
                    (self.environment)(name).ok_or_else(|| SecretError::NotInEnvironment(role, name.clone()))?;
                let raw = bytes_of(value).ok_or_else(|| SecretError::NotUtf8(role, origin.clone()))?;
                parse(raw, role, &origin)?
            }
        };
        Ok(ReadSecret { secret, warnings })
    }

    /// A Vietnamese keyboard turns "dd" into "đ" unnoticed, and the altered PIN would use a try. Only the user can say
    /// whether it is intended, and "no" is the default.
    fn ask_about_accents(&mut self, request: &SecretRequest, secret: &Secret) -> Result<(), SecretError> {
        let role = request.role;
        let origin = match &request.source {
            SecretSource::Prompt => {
                // No terminal reports whether Caps Lock is on; capitals only are a sign of it.
                let id = if is_all_capitals(secret) { "secret-ask-accents-capitals" } else { "secret-ask-accents" };
                let question = Phrase::new(id).with("role", role.phrase());
                let answer =
                    self.terminal.ask_line(&question).map_err(|error| SecretError::of_terminal(error, role))?;
                return if is_yes(&answer) { Ok(()) } else { Err(SecretError::Cancelled(role)) };
            }
            SecretSource::File(path) | SecretSource::Listed { path, .. } => Origin::File(path.clone()),
            SecretSource::Stdin => Origin::Stdin,
            SecretSource::Environment(name) => Origin::Environment(name.clone()),
        };
        Err(SecretError::Accents(role, origin))
    }

    pub(super) fn ask(&mut self, role: Role, prompt: &Phrase) -> Result<Secret, SecretError> {
        let secret = self.terminal.ask_secret(prompt).map_err(|error| SecretError::of_terminal(error, role))?;
        if secret.is_empty() {
            return Err(SecretError::Empty(role, Origin::Prompt));
        }
        let text = secret.expose_text().ok_or(SecretError::NotUtf8(role, Origin::Prompt))?;
        if text.chars().any(char::is_control) {
            return Err(SecretError::ControlCharacter(role, Origin::Prompt));
        }
        Ok(secret)
    }
}

fn is_printable_ascii(secret: &Secret) -> bool {
    secret.expose().iter().all(|byte| (0x20..=0x7E).contains(byte))
}

fn is_all_capitals(secret: &Secret) -> bool {
    let text = secret.expose_text().unwrap_or_default();
    let mut letters = text.chars().filter(|letter| letter.is_lowercase() || letter.is_uppercase());
    let any = letters.clone().count() > 1;
    any && letters.all(char::is_uppercase)
}

/// "Yes" in either language; everything else is "no".
fn is_yes(answer: &str) -> bool {
    ["y", "yes", "c", "có", "co"].contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "Windows text may be no Unicode")]
fn bytes_of(value: OsString) -> Option<Vec<u8>> {
    use std::os::unix::ffi::OsStringExt;

    Some(value.into_vec())
}

#[cfg(not(unix))]
fn bytes_of(value: OsString) -> Option<Vec<u8>> {
    value.into_string().ok().map(String::into_bytes)
}

#[cfg(test)]
mod tests;
