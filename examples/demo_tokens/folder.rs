//! The folder with one set of tokens: its configuration, its tokens, and a note of how it was made.
//!
//! Pitfall: only a folder with our own note is ever emptied.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const FIRST_LINE: &str = "# Made by softhsm-setup.sh; --reset makes it anew.";

pub struct Folder(PathBuf);

/// The contents of the folder before anything is made.
pub enum Found {
    /// The requested set, with its day.
    Complete { day: String },
    /// Nothing, or the leftovers of an unfinished run.
    Nothing,
}

impl Folder {
    pub fn open(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("making the folder {}", path.display()))?;
        let absolute = fs::canonicalize(path).with_context(|| format!("finding {}", path.display()))?;
        Ok(Self(absolute))
    }

    pub fn configuration(&self) -> PathBuf {
        self.0.join("softhsm2.conf")
    }

    fn note(&self) -> PathBuf {
        self.0.join("made.txt")
    }

    pub fn tokens(&self) -> PathBuf {
        self.0.join("tokens")
    }

    /// Looks for a finished `set`; an unfinished one is cleared away, a different one only with `reset`.
    pub fn look(&self, set: &str, reset: bool) -> Result<Found> {
        let ours = fs::read_to_string(self.configuration()).is_ok_and(|text| text.starts_with(FIRST_LINE));
        let has_tokens = self.tokens().exists();
        if has_tokens && !ours {
            bail!("{} holds tokens that were not made here; name another folder with --dir", self.0.display());
        }
        let note = fs::read_to_string(self.note()).unwrap_or_default();
        let mut lines = note.lines();
        if let (Some(made), Some(day), false) = (lines.next(), lines.next(), reset) {
            if made != set {
                bail!(
                    "{} holds another set ({made}); add --reset to make it anew, or name another folder with --dir",
                    self.0.display()
                );
            }
            return Ok(Found::Complete { day: day.to_owned() });
        }
        if has_tokens {
            if self.note().exists() {
                fs::remove_file(self.note()).context("removing the old note")?;
            }
            fs::remove_dir_all(self.tokens()).context("removing the old tokens")?;
        }
        Ok(Found::Nothing)
    }

    /// Writes the configuration and an empty folder for the tokens.
    pub fn prepare(&self) -> Result<()> {
        let text = format!(
            "{FIRST_LINE}\ndirectories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n\
             slots.removable = false\n",
            self.tokens().display()
        );
        write(&self.configuration(), text.as_bytes())?;
        fs::create_dir_all(self.tokens()).context("making the folder of the tokens")
    }

    /// Marks the set as complete.
    pub fn finish(&self, set: &str, day: &str) -> Result<()> {
        write(&self.note(), format!("{set}\n{day}\n").as_bytes())
    }
}

pub fn write(path: &Path, contents: &[u8]) -> Result<()> {
    let deed = || format!("writing {}", path.display());
    File::create(path).and_then(|mut file| file.write_all(contents)).with_context(deed)
}
