//! Usage errors in both languages: clap's findings, said in our words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Format;
use crate::domain::phrase::Phrase;
use crate::domain::selector::SelectorError;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// What is wrong with the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageError {
    /// What clap found.
    Parse(Phrase),
    /// A selector that is none, with what would mend it.
    Selector(Phrase, Option<Phrase>),
    /// The command cannot be shown in this format.
    FormatNotPossible(Format),
    /// `--format` says one thing and the extension of `--output` another.
    FormatConflict(Format, Format),
    /// A workbook or letter does not go onto a terminal.
    BinaryToTerminal(Format),
    /// The output file's extension tells no format, and `--format` was not given.
    UnknownExtension(String),
    /// What is personal through and through cannot be shown redacted.
    RedactNotPossible(Personal),
    /// What a judgement may rest on was given without `--revocation`.
    BasisWithoutRevocation,
    /// The command knows nothing of units.
    UnitNotPossible,
    /// `--with-names` where names are shown in any case.
    WithNamesNotPossible,
    /// Letters by unit are files.
    ByUnitToStdout,
    /// A source of a PIN was given without `--login`.
    PinWithoutLogin,
    /// The configured time zone does not exist.
    TimeZone(String),
    /// A threshold of the config is nonsense.
    ConfiguredThreshold(&'static str, String),
}

/// What cannot be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A certificate: its bytes hold the name, and without them it is none.
    Certificate,
    /// A certificate request: its bytes hold the name.
    Request,
    /// A letter: one without names asks for nothing.
    Letter,
    /// A staff list to fill in: its rows are people.
    StaffList,
    /// A saved inventory: pseudonyms of this run would mean nothing in it.
    SavedInventory,
}

situation_error!(UsageError);

impl Situation for UsageError {
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Parse(_) | Self::Selector(..) => "usage",
            Self::FormatNotPossible(_) => "format-not-possible",
            Self::FormatConflict(..) => "format-conflict",
            Self::BinaryToTerminal(_) => "binary-to-terminal",
            Self::ByUnitToStdout => "by-unit-to-stdout",
            Self::UnknownExtension(_) => "unknown-extension",
            Self::RedactNotPossible(_) => "redact-not-possible",
            Self::BasisWithoutRevocation => "basis-without-revocation",
            Self::UnitNotPossible => "unit-not-possible",
            Self::WithNamesNotPossible => "with-names-not-possible",
            Self::PinWithoutLogin => "pin-without-login",
            Self::TimeZone(_) => "unknown-time-zone",
            Self::ConfiguredThreshold(..) => "configured-threshold",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Parse(phrase) | Self::Selector(phrase, _) => phrase.clone(),
            Self::FormatNotPossible(format) => Phrase::new("cli-error-format").with("format", format.name()),
            Self::FormatConflict(option, extension) => Phrase::new("cli-error-format-conflict")
                .with("option", option.name())
                .with("extension", extension.name()),
            Self::ByUnitToStdout => Phrase::new("cli-error-by-unit"),
            Self::BinaryToTerminal(format) => Phrase::new("cli-error-binary").with("format", format.name()),
            Self::UnknownExtension(path) => Phrase::new("cli-error-extension").with("path", path),
            Self::RedactNotPossible(Personal::Certificate) => Phrase::new("redact-error-certificate"),
            Self::RedactNotPossible(Personal::Request) => Phrase::new("redact-error-csr"),
            Self::RedactNotPossible(Personal::Letter) => Phrase::new("redact-error-letter"),
            Self::RedactNotPossible(Personal::StaffList) => Phrase::new("redact-error-staff"),
            Self::RedactNotPossible(Personal::SavedInventory) => Phrase::new("redact-error-saved"),
            Self::BasisWithoutRevocation => Phrase::new("cli-error-basis-without-revocation"),
            Self::UnitNotPossible => Phrase::new("cli-error-unit"),
            Self::WithNamesNotPossible => Phrase::new("cli-error-with-names"),
            Self::PinWithoutLogin => Phrase::new("cli-error-pin-without-login"),
            Self::TimeZone(zone) => Phrase::new("cli-error-time-zone").with("zone", zone),
            Self::ConfiguredThreshold(name, value) => {
                Phrase::new("cli-error-configured-threshold").with("name", *name).with("value", value)
            }
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::Parse(_) => Some(Phrase::new("cli-hint-help")),
            Self::Selector(_, hint) => hint.clone().or_else(|| Some(Phrase::new("cli-hint-help"))),
            Self::BinaryToTerminal(format) => Some(Phrase::new("cli-hint-output").with("format", format.name())),
            Self::RedactNotPossible(Personal::Certificate) => Some(Phrase::new("redact-hint-certificate")),
            Self::RedactNotPossible(Personal::Request) => Some(Phrase::new("redact-hint-csr")),
            Self::RedactNotPossible(Personal::Letter) => Some(Phrase::new("redact-hint-letter")),
            Self::RedactNotPossible(Personal::StaffList) => Some(Phrase::new("redact-hint-staff")),
            Self::RedactNotPossible(Personal::SavedInventory) => Some(Phrase::new("redact-hint-saved")),
            Self::FormatNotPossible(_)
            | Self::FormatConflict(..)
            | Self::UnknownExtension(_)
            | Self::BasisWithoutRevocation
            | Self::UnitNotPossible
            | Self::WithNamesNotPossible
            | Self::ByUnitToStdout
            | Self::PinWithoutLogin
            | Self::TimeZone(_)
            | Self::ConfiguredThreshold(..) => None,
        }
    }
}

fn is_guess(kind: ContextKind) -> bool {
    matches!(kind, ContextKind::SuggestedArg | ContextKind::SuggestedSubcommand | ContextKind::SuggestedValue)
}

impl From<&clap::Error> for UsageError {
    fn from(error: &clap::Error) -> Self {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            // clap's best guess is its last.
            Some(ContextValue::Strings(texts)) if is_guess(kind) => texts.last().cloned().unwrap_or_default(),
            Some(ContextValue::Strings(texts)) => texts.join(", "),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let argument = text(ContextKind::InvalidArg);
        let value = text(ContextKind::InvalidValue);
        // A value parser of ours has already said what is wrong.
        let ours = std::error::Error::source(error).and_then(|source| source.downcast_ref::<Phrase>());
        let selector = std::error::Error::source(error).and_then(|source| source.downcast_ref::<SelectorError>());
        if let Some(fault) = selector {
            let sentence = Phrase::new("cli-error-value").with("option", argument).with("reason", fault.phrase());
            return Self::Selector(sentence, fault.hint());
        }
        let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .map(text)
            .find(|suggestion| !suggestion.is_empty());
        let known = |phrase: Phrase| match &suggestion {
            Some(suggestion) => {
                Phrase::new("cli-error-suggestion").with("sentence", phrase).with("suggestion", suggestion)
            }
            None => phrase,
        };
        Self::Parse(match (error.kind(), ours) {
            (_, Some(phrase)) => Phrase::new("cli-error-value").with("option", argument).with("reason", phrase.clone()),
            (ErrorKind::InvalidValue, None) if value.is_empty() => {
                Phrase::new("cli-error-missing-value").with("option", argument)
            }
            (ErrorKind::InvalidValue | ErrorKind::ValueValidation, None) => {
                let valid = text(ContextKind::ValidValue);
                let phrase = if valid.is_empty() {
                    Phrase::new("cli-error-bad-value")
                } else {
                    Phrase::new("cli-error-not-one-of").with("valid", valid)
                };
                known(phrase.with("option", argument).with("value", value))
            }
            (ErrorKind::UnknownArgument, None) if !argument.starts_with('-') => {
                Phrase::new("cli-error-unexpected").with("argument", argument)
            }
            (ErrorKind::UnknownArgument, None) => {
                known(Phrase::new("cli-error-unknown-option").with("option", argument))
            }
            (ErrorKind::InvalidSubcommand, None) => {
                known(Phrase::new("cli-error-unknown-command").with("command", text(ContextKind::InvalidSubcommand)))
            }
            (ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, None) => {
                Phrase::new("cli-error-missing-command")
            }
            (ErrorKind::MissingRequiredArgument, None) => Phrase::new("cli-error-missing").with("options", argument),
            (ErrorKind::ArgumentConflict, None) if argument == text(ContextKind::PriorArg) => {
                Phrase::new("cli-error-twice").with("option", argument)
            }
            (ErrorKind::ArgumentConflict, None) => {
                Phrase::new("cli-error-conflict").with("option", argument).with("other", text(ContextKind::PriorArg))
            }
            (
                ErrorKind::NoEquals
                | ErrorKind::WrongNumberOfValues
                | ErrorKind::TooManyValues
                | ErrorKind::TooFewValues,
                None,
            ) => Phrase::new("cli-error-missing-value").with("option", argument),
            (ErrorKind::InvalidUtf8, None) => Phrase::new("cli-error-utf8"),
            (_, None) => Phrase::new("cli-error-other"),
        })
    }
}
