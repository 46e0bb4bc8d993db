//! Paths without personal data: the user's folder is `~`, other accounts' folders are pseudonyms, and a file named by a
//! person keeps only its extension.
//!
//! Pitfall: a Windows path may be shown on Linux, from a saved inventory; both separators count everywhere.

use super::{Kind, Redactor};
use crate::domain::known::last_part;

/// Folders whose next component is an account's name.
const ACCOUNTS: &[&[&str]] =
    &[&["home"], &["var", "home"], &["users"], &["export", "home"], &["media"], &["run", "media"]];
/// Files named by this program or the system, whose names contain no personal data.
const KNOWN_FILES: &[&str] = &["config.toml", "journal.jsonl", "journal.lock", "opensc.conf", "softhsm2.conf"];
/// Extensions of files that may stay readable.
const ENDINGS: &[&str] =
    &["csv", "der", "docx", "json", "jsonl", "module", "pdf", "pem", "toml", "txt", "xlsx", "xls", "zip"];

impl Redactor {
    /// The path of a driver, of the config or of the journal, with its folders.
    pub fn path(&self, text: &str) -> String {
        let (start, rest) = match self.below_home(text) {
            Some(rest) => ("~", rest),
            None => ("", text),
        };
        format!("{start}{}", self.without_accounts(rest))
    }

    /// A path chosen by a person: our own files and libraries as in [`Redactor::path`], of any other only the extension.
    pub fn file(&self, text: &str) -> String {
        let name = last_part(text);
        if KNOWN_FILES.contains(&name) || is_library(name) || is_archive(name) {
            return self.path(text);
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let pseudonym = self.name(Kind::File, text);
        match ending.filter(|ending| ENDINGS.contains(&ending.as_str())) {
            Some(ending) => format!("{pseudonym}.{ending}"),
            None => pseudonym,
        }
    }

    /// The part after the user's folder.
    fn below_home<'t>(&self, text: &'t str) -> Option<&'t str> {
        let home = self.home.as_deref()?;
        let head = text.get(..home.len())?;
        let same = if cfg!(windows) { head.eq_ignore_ascii_case(home) } else { head == home };
        let rest = text.get(home.len()..)?;
        (same && (rest.is_empty() || rest.starts_with(['/', '\\']))).then_some(rest)
    }

    /// Each component after a folder of accounts as a pseudonym.
    fn without_accounts(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut above: Vec<String> = Vec::new();
        for part in text.split_inclusive(['/', '\\']) {
            let name = part.trim_end_matches(['/', '\\']);
            let is_account = ACCOUNTS.iter().any(|folders| *folders == above.as_slice());
            if is_account && !name.is_empty() && !is_shared(name) {
                shown.push_str(&self.name(Kind::User, name));
                shown.push_str(part.get(name.len()..).unwrap_or_default());
            } else {
                shown.push_str(part);
            }
            // A drive letter and an empty first component are above the first folder.
            if !name.is_empty() && !name.ends_with(':') {
                above.push(name.to_ascii_lowercase());
            }
        }
        shown
    }
}

/// Shared folders beside the accounts.
fn is_shared(name: &str) -> bool {
    ["public", "default", "all users", "shared"].iter().any(|shared| name.eq_ignore_ascii_case(shared))
}

/// The name that `support` gives its archive: `tokenctl-support-2026-11-22.zip`.
fn is_archive(name: &str) -> bool {
    let day = name.strip_prefix("tokenctl-support-").and_then(|rest| rest.strip_suffix(".zip"));
    day.is_some_and(|day| day.chars().all(|letter| letter.is_ascii_digit() || letter == '-'))
}

/// `libeToken.so`, `libykcs11.so.2`, `libfoo.dylib`, `bit4xpki.dll`.
fn is_library(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let versioned = lower.split_once(".so.").is_some_and(|(_, version)| {
        !version.is_empty() && version.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
    });
    versioned || [".so", ".dylib", ".dll"].iter().any(|ending| lower.ends_with(ending))
}
