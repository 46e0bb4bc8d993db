//! Usage errors in both languages: clap's findings in our own words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Format;
use super::options::ValueFault;
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// What is wrong with the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageError {
    /// What clap found.
    Parse(Phrase),
    /// An invalid value whose fault has a code of its own.
    Value(Told),
    /// The file of a driver was wanted, from an option, a variable or the config, and a URI or a PIN was given.
    ModuleNotAFile(&'static str),
    /// The command cannot be shown in this format.
    FormatNotPossible(Format),
    /// `--format` says one thing and the extension of `--output` another.
    FormatConflict(Format, Format),
    /// A workbook or letter cannot be written to a terminal.
    BinaryToTerminal(Format),
    /// The output file's extension does not indicate a format, and `--format` was not given.
    UnknownExtension(String),
    /// Output that consists of personal data cannot be redacted.
    RedactNotPossible(Personal),
    /// Options of a verification were given without `--revocation`.
    BasisWithoutRevocation,
    /// The command does not support units.
    UnitNotPossible,
    /// `--with-names`, although names are shown anyway.
    WithNamesNotPossible,
    /// Letters by unit have to be files.
    ByUnitToStdout,
    /// A source of a PIN was given without `--login`.
    PinWithoutLogin,
    /// The configured time zone does not exist.
    TimeZone(String),
    /// A threshold in the config is invalid.
    ConfiguredThreshold(&'static str, String),
}

/// Output that cannot be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A certificate: its bytes contain the name, and without them it is not one.
    Certificate,
    /// A certificate request: its bytes contain the name.
    Request,
    /// A letter: without names it requests nothing.
    Letter,
    /// A staff list to fill in: its rows are people.
    StaffList,
    /// A saved inventory: pseudonyms of this run would have no meaning in it.
    SavedInventory,
}

situation_error!(UsageError);

impl Situation for UsageError {
    fn told(&self) -> Told {
        let told = |code, id| Class::Usage.told(code, id);
        match self {
            Self::Parse(phrase) => Class::Usage.told("usage", phrase.clone()).hint("cli-hint-help"),
            Self::Value(fault) => {
                let hint = fault.hint.clone().unwrap_or_else(|| Phrase::new("cli-hint-help"));
                fault.clone().hint(hint)
            }
            Self::ModuleNotAFile(place) => {
                told("module-not-a-file", "cli-error-module").with("place", *place).hint("cli-hint-module")
            }
            Self::FormatNotPossible(format) => {
                told("format-not-possible", "cli-error-format").with("format", format.name())
            }
            Self::FormatConflict(option, extension) => told("format-conflict", "cli-error-format-conflict")
                .with("option", option.name())
                .with("extension", extension.name()),
            Self::ByUnitToStdout => told("by-unit-to-stdout", "cli-error-by-unit"),
            Self::BinaryToTerminal(format) => told("binary-to-terminal", "cli-error-binary")
                .with("format", format.name())
                .hint(Phrase::new("cli-hint-output").with("format", format.name())),
            Self::UnknownExtension(path) => told("unknown-extension", "cli-error-extension").with("path", path),
            Self::RedactNotPossible(personal) => {
                let (phrase, hint) = match personal {
                    Personal::Certificate => ("redact-error-certificate", "redact-hint-certificate"),
                    Personal::Request => ("redact-error-csr", "redact-hint-csr"),
                    Personal::Letter => ("redact-error-letter", "redact-hint-letter"),
                    Personal::StaffList => ("redact-error-staff", "redact-hint-staff"),
                    Personal::SavedInventory => ("redact-error-saved", "redact-hint-saved"),
                };
                told("redact-not-possible", phrase).hint(hint)
            }
            Self::BasisWithoutRevocation => told("basis-without-revocation", "cli-error-basis-without-revocation"),
            Self::UnitNotPossible => told("unit-not-possible", "cli-error-unit"),
            Self::WithNamesNotPossible => told("with-names-not-possible", "cli-error-with-names"),
            Self::PinWithoutLogin => told("pin-without-login", "cli-error-pin-without-login"),
            Self::TimeZone(zone) => told("unknown-time-zone", "cli-error-time-zone").with("zone", zone),
            Self::ConfiguredThreshold(name, value) => {
                told("configured-threshold", "cli-error-configured-threshold").with("name", *name).with("value", value)
            }
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
        // One of our value parsers has already said what is wrong.
        let ours = std::error::Error::source(error).and_then(|source| source.downcast_ref::<Phrase>());
        let of_a_kind = std::error::Error::source(error).and_then(|source| source.downcast_ref::<ValueFault>());
        if let Some(ValueFault(told)) = of_a_kind {
            let phrase = Phrase::new("cli-error-value").with("option", argument).with("reason", told.phrase.clone());
            return Self::Value(Told { phrase, ..told.clone() });
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
