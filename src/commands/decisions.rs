//! The file of decisions: its location and its contents.
//!
//! May import `config` and `domain`. Pitfall: a named file that does not exist is a mistake; the default one beside the
//! staff list may not exist yet.

use std::path::{Path, PathBuf};

use super::Context;
use super::saved::{SavedError, bytes_of};
use crate::domain::decision::{Decision, Decisions, added, parse};
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Context as _};

/// A file of decisions, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionsFile {
    path: PathBuf,
    /// It was named for reading, so it must exist.
    is_named: bool,
}

impl DecisionsFile {
    /// The one from `--decisions`, otherwise from the config, otherwise the one beside the staff list; `None` without a list.
    pub fn of(context: &Context<'_>, option: Option<&Path>, roster: Option<&Path>) -> Option<Self> {
        let configured = &context.config.roster;
        if let Some(path) = option {
            return Some(Self { path: path.to_path_buf(), is_named: true });
        }
        if let Some(path) = &configured.decisions {
            return Some(Self { path: path.clone(), is_named: false });
        }
        let roster = roster.or(configured.file.as_deref())?;
        let mut name = roster.as_os_str().to_owned();
        name.push(".decisions.toml");
        Some(Self { path: PathBuf::from(name), is_named: false })
    }

    /// The same if it is about to be created.
    #[must_use]
    pub fn to_be_made(self) -> Self {
        Self { is_named: false, ..self }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its contents; empty if it does not exist yet.
    ///
    /// # Errors
    /// It was named but does not exist, or it cannot be used.
    pub fn read(&self) -> raised::Result<Decisions> {
        let bytes = match bytes_of(&self.path) {
            Err(SavedError::Missing(_)) if !self.is_named => return Ok(Decisions::default()),
            bytes => bytes?,
        };
        Ok(Decisions::new(&parse(&bytes).with_context(|| self.cannot_use())?))
    }

    /// The contents of the file with one more decision; `path` is the file itself, with every link followed.
    pub fn with(&self, path: &Path, decision: &Decision, head: &str) -> raised::Result<String> {
        let bytes = match bytes_of(path) {
            Err(SavedError::Missing(_)) => Vec::new(),
            bytes => bytes?,
        };
        added(&bytes, decision, head).with_context(|| self.cannot_use())
    }

    fn cannot_use(&self) -> Phrase {
        Phrase::new("decisions-cannot-use").with("path", self.path.display().to_string())
    }
}
