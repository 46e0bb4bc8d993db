//! `support`: the information that a helper needs, and the question before it is written.

use sha2::{Digest, Sha256};

use super::Context;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::tlv::hex;
use crate::driver::discover::machine;
use crate::interact::terminal::{Terminal, TerminalError};
use crate::journal::{Place, entries};
use crate::report::support::{HashEntry, HashesPart, JournalHashes, Support, SupportFile, System};
use crate::report::{Envelope, Kind, count};
use crate::situation_error;

/// Why the archive was not written.
#[derive(Debug)]
pub enum SupportError {
    /// No prompt is possible, or `--batch`, and no `--yes`.
    NotAsked,
    /// The user declined or cancelled.
    Declined,
    /// The terminal failed.
    Terminal(std::io::Error),
    /// An archive on standard output would be mixed with other output.
    NeedsFile,
}

situation_error!(SupportError);

impl Situation for SupportError {
    fn told(&self) -> Told {
        match self {
            Self::NotAsked => Class::Refused.told("not-confirmed", "support-not-asked").hint("support-hint-yes"),
            Self::Declined => Class::Cancelled.told("cancelled", "support-declined"),
            Self::Terminal(error) => {
                Class::Failed.told("terminal-failed", "confirm-terminal").with("cause", error.to_string())
            }
            Self::NeedsFile => Class::Usage.told("support-needs-file", "support-needs-file").hint("support-hint-file"),
        }
    }
}

/// Asks whether the archive may be written, unless `--yes` says so.
pub fn confirm(terminal: &mut dyn Terminal, yes: bool) -> Result<(), SupportError> {
    if yes {
        return Ok(());
    }
    if !terminal.is_present() {
        return Err(SupportError::NotAsked);
    }
    match terminal.ask_line(&Phrase::new("support-confirm")) {
        Ok(answer) if is_yes(&answer) => Ok(()),
        Ok(_) | Err(TerminalError::Cancelled | TerminalError::TooLong) => Err(SupportError::Declined),
        Err(TerminalError::Absent) => Err(SupportError::NotAsked),
        Err(TerminalError::Failed(error)) => Err(SupportError::Terminal(error)),
    }
}

/// Yes in either language, also from a keyboard without diacritics; anything else means no.
fn is_yes(answer: &str) -> bool {
    let folded = crate::domain::fold::title(answer);
    ["y", "yes", "c", "co"].contains(&folded.as_str())
}

/// The system and this program.
pub fn system(context: &Context<'_>) -> System {
    let machine = machine::machine();
    let plain = |locale: &&str| {
        locale.len() <= 40 && locale.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.@-".contains(letter))
    };
    System {
        os: std::env::consts::OS.to_owned(),
        release: machine.release,
        kernel: machine.kernel,
        architecture: std::env::consts::ARCH.to_owned(),
        libc: machine.libc,
        language: context.texts.language().to_string(),
        locale: context.environment.locales().into_iter().flatten().find(plain).map(str::to_owned),
        timezone: context.zone.iana_name().map(str::to_owned),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The chains of the journals; none if nothing was ever attempted.
pub fn journal(context: &Context<'_>) -> raised::Result<JournalHashes> {
    let mut journals = Vec::new();
    for place in Place::for_reading(&context.journal_places()) {
        let lines = entries(&place.journal(), &|_| true)?;
        let entries = lines.into_iter().map(|(line, hash)| HashEntry {
            sequence: line.sequence,
            phase: line.phase,
            action: line.action,
            code: line.code,
            hash,
        });
        journals.push(HashesPart { scope: place.scope, entries: entries.collect() });
    }
    Ok(JournalHashes { journals })
}

/// The report of these files, each a JSON document.
pub fn report(context: &Context<'_>, files: &[(&'static str, Vec<u8>)]) -> raised::Result<Support> {
    let file = |(name, bytes): &(&'static str, Vec<u8>)| -> raised::Result<SupportFile> {
        Ok(SupportFile {
            name: (*name).to_owned(),
            bytes: count(bytes.len()),
            sha256: hex(&Sha256::digest(bytes)),
            content: serde_json::from_slice(bytes).map_err(anyhow::Error::new)?,
        })
    };
    let files = files.iter().map(file).collect::<raised::Result<Vec<_>>>()?;
    Ok(Support { envelope: Envelope::new(Kind::Support, context.now), files })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interact::terminal::NoTerminal;
    use crate::interact::terminal::scripted::Scripted;

    #[test]
    fn only_a_yes_writes_and_where_nobody_is_asked_only_the_option() {
        for (answer, code) in [
            (Some("y"), None),
            (Some(" Yes "), None),
            (Some("có"), None),
            (Some("CÓ"), None),
            (Some(""), Some("cancelled")),
            (Some("n"), Some("cancelled")),
            (Some("không"), Some("cancelled")),
            (Some("yesterday"), Some("cancelled")),
            (None, Some("cancelled")),
        ] {
            let mut person = Scripted::answering(&[answer]);
            let refused = confirm(&mut person, false).err().map(|error| error.code());
            assert_eq!(refused, code, "{answer:?}");
        }
        let error = confirm(&mut NoTerminal, false).expect_err("nobody to ask");
        assert_eq!((error.class(), error.code()), (Class::Refused, "not-confirmed"), "status 7");
        assert!(confirm(&mut NoTerminal, true).is_ok(), "--yes");
    }
}
