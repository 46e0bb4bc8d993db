//! Sentences in Vietnamese and English, in one place: `en.ftl` and `vi.ftl` (Fluent).
//!
//! Pitfall: arguments may be strangers' text (labels, names); they are cleaned here, before formatting.

use crate::domain::phrase::Phrase;

/// A language of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Vietnamese.
    Vietnamese,
}

/// The texts of one language.
pub struct Texts {
    language: Language,
}

impl Texts {
    /// Loads the texts of a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of these texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Says a sentence.
    pub fn say(&self, phrase: &Phrase) -> String {
        phrase.to_string()
    }

    /// Says a sentence without arguments.
    pub fn get(&self, id: &'static str) -> String {
        self.say(&Phrase::new(id))
    }
}
