//! The language for a person. The environment is not read here: the values are passed in.
//!
//! Pitfall: an empty locale variable counts as unset (POSIX), and `C` or `POSIX` mean English, not "unknown".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Vietnamese.
    #[serde(rename = "vi")]
    Vietnamese,
}

/// A word that is not a language of the tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("expected `vi` or `en`")
    }
}

impl std::error::Error for UnknownLanguage {}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Vietnamese];

    /// `en` or `vi`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Vietnamese => "vi",
        }
    }

    /// The language of a locale name such as `vi_VN.UTF-8` or `vi-VN`; English for every other one.
    pub fn of_locale(locale: &str) -> Self {
        let tongue = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if tongue.eq_ignore_ascii_case("vi") { Self::Vietnamese } else { Self::English }
    }

    /// The identifier used by Fluent's plural rules.
    pub(super) fn identifier(self) -> LanguageIdentifier {
        // The codes are well-formed; the default, `und`, has no plural forms and would still be readable.
        self.code().parse().unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or(UnknownLanguage)
    }
}

/// Decides the language: `--lang`, otherwise the config, otherwise `LC_ALL`, `LC_MESSAGES` or `LANG`, otherwise the
/// language of the Windows user interface, otherwise English.
pub fn detect(
    option: Option<Language>,
    config: Option<Language>,
    lc_all: Option<&str>,
    lc_messages: Option<&str>,
    lang: Option<&str>,
    windows_ui: Option<Language>,
) -> Language {
    let locale = || [lc_all, lc_messages, lang].into_iter().flatten().find(|value| !value.is_empty());
    option.or(config).or_else(|| locale().map(Language::of_locale)).or(windows_ui).unwrap_or(Language::English)
}

/// The language of the Windows user interface; `None` elsewhere.
#[cfg(windows)]
pub fn windows_ui_language() -> Option<Language> {
    sys_locale::get_locale().map(|locale| Language::of_locale(&locale))
}

/// The language of the Windows user interface; `None` elsewhere.
#[cfg(not(windows))]
pub fn windows_ui_language() -> Option<Language> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_beats_the_config_and_the_config_beats_the_locale() {
        let (en, vi) = (Language::English, Language::Vietnamese);
        assert_eq!(detect(Some(en), Some(vi), Some("vi_VN"), None, None, Some(vi)), en, "--lang is the last word");
        assert_eq!(detect(None, Some(vi), Some("en_US"), None, None, None), vi, "the config comes next");
    }

    #[test]
    fn locale_variables_count_in_the_order_of_posix_and_empty_ones_do_not() {
        let (en, vi) = (Language::English, Language::Vietnamese);
        let locale = |all, messages, lang| detect(None, None, all, messages, lang, None);
        assert_eq!(locale(Some("en_US.UTF-8"), Some("vi_VN"), Some("vi_VN")), en, "LC_ALL rules");
        assert_eq!(locale(Some(""), Some("vi_VN.UTF-8"), Some("en_US")), vi, "an empty LC_ALL is unset");
        assert_eq!(locale(None, None, Some("vi")), vi, "LANG alone is enough");
        assert_eq!(locale(None, None, Some("C.UTF-8")), en, "C is English");
        assert_eq!(locale(None, None, Some("vie_XX")), en, "a longer tag is another language");
    }

    #[test]
    fn windows_speaks_where_no_variable_does() {
        let vi = Some(Language::Vietnamese);
        assert_eq!(detect(None, None, None, None, None, vi), Language::Vietnamese, "the user interface's language");
        assert_eq!(detect(None, None, None, None, Some("en_GB"), vi), Language::English, "a variable is nearer");
        assert_eq!(detect(None, None, None, None, None, None), Language::English, "else English");
    }

    #[test]
    fn language_codes_read_back_as_themselves() {
        for language in Language::ALL {
            assert_eq!(language.code().parse(), Ok(language), "{language} must be its own name");
        }
        assert_eq!("fr".parse::<Language>(), Err(UnknownLanguage), "there are two languages");
    }
}
