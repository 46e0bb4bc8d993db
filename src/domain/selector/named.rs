//! The token that an error is about: in words, and in the command of its hint.

use std::path::Path;

use super::Selector;
use crate::domain::phrase::{Phrase, Value};
use crate::domain::shell::quoted;

/// The one token of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its label and serial.
    pub name: String,
    /// The options with which another command finds it.
    pub options: String,
}

impl Named {
    /// `module` is its driver, if the user named drivers: no other command would find it.
    pub fn new(name: String, selector: &Selector, module: Option<&Path>) -> Self {
        let token = format!("--token {}", quoted(&selector.to_string()));
        let module = module.map(|path| format!(" --module {}", quoted(&path.display().to_string())));
        Self { name, options: token + &module.unwrap_or_default() }
    }

    /// A hint whose command takes them.
    pub fn hint(&self, id: &'static str) -> Phrase {
        Phrase::new(id).with("which", &self.options)
    }
}

/// What sentences show.
impl From<&Named> for Value {
    fn from(named: &Named) -> Self {
        Self::from(&named.name)
    }
}
