//! The tokens that an error is about: in words, and in the command of its hint.
//!
//! Pitfall: a driver that the user named is found by no other command, so a hint repeats `--module` as well.

use std::path::Path;

use super::Selector;
use crate::domain::phrase::{Phrase, Value};
use crate::domain::shell::quoted;

/// The options with which another command finds the same tokens and drivers, each after a blank; often none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which(String);

impl Which {
    /// `modules` are the drivers that the user named.
    pub fn new(token: Option<&Selector>, modules: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let token = token.map(|selector| format!(" --token {}", quoted(&selector.to_string())));
        let quoted_path = |path: &Path| quoted(&path.display().to_string());
        let modules = modules.into_iter().map(|path| format!(" --module {}", quoted_path(path.as_ref())));
        Self(token.into_iter().chain(modules).collect())
    }

    /// The same tokens in saved inventories, for commands that read these.
    #[must_use]
    pub fn in_files(self, files: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let files = files.into_iter().map(|path| format!(" --from {}", quoted(&path.as_ref().display().to_string())));
        Self(self.0 + &files.collect::<String>())
    }

    /// A hint whose command takes them.
    pub fn hint(&self, id: &'static str) -> Phrase {
        Phrase::new(id).with("which", &self.0)
    }
}

/// The one token of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its label and serial.
    pub name: String,
    /// How another command finds it.
    pub which: Which,
    /// How another command reads the same drivers, whatever is in their slots by then.
    pub drivers: Which,
}

impl Named {
    /// `module` is its driver, if the user named drivers.
    pub fn new(name: String, selector: &Selector, module: Option<&Path>) -> Self {
        Self { name, which: Which::new(Some(selector), module), drivers: Which::new(None, module) }
    }

    /// A hint whose command finds it.
    pub fn hint(&self, id: &'static str) -> Phrase {
        self.which.hint(id)
    }
}

/// What sentences show.
impl From<&Named> for Value {
    fn from(named: &Named) -> Self {
        Self::from(&named.name)
    }
}
