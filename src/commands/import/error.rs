//! Why an import or a deletion as a whole did not come to its end; each certificate has its own reason in the report.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// The situations of `cert import` and `cert delete` as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// No certificate belongs to a token that is plugged in.
    NothingBelongs(usize),
    /// No certificate belongs to a token that could be read, and not all could.
    NotAllRead(usize),
    /// Every certificate that belongs here was refused.
    AllRefused(usize),
    /// Some of them were not written, or are not proved.
    InPart {
        /// Written and proved, or there before.
        done: usize,
        /// All that belong here.
        all: usize,
    },
    /// One source of a PIN would go to several tokens.
    OnePinForSeveral(usize),
    /// Certificates for so many tokens that only the security officer writes to, and one source of the SO PIN.
    OneSoPinForSeveral(usize),
    /// A folder holds more files than are looked at.
    TooManyFiles(String),
    /// No certificate is to be deleted.
    NothingToDelete(String),
    /// Not all certificates were deleted.
    NotAllDeleted {
        /// Deleted.
        done: usize,
        /// All that were to be.
        all: usize,
    },
    /// Every certificate that was to be deleted is kept for a reason.
    AllKept,
}

situation_error!(ImportError);

impl Situation for ImportError {
    fn class(&self) -> Class {
        match self {
            Self::NothingBelongs(_) | Self::NothingToDelete(_) => Class::NotFound,
            Self::AllRefused(_) | Self::OnePinForSeveral(_) | Self::OneSoPinForSeveral(_) | Self::AllKept => {
                Class::Refused
            }
            Self::InPart { .. } | Self::NotAllDeleted { .. } | Self::NotAllRead(_) => Class::Failed,
            Self::TooManyFiles(_) => Class::Usage,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NothingBelongs(_) => "nothing-belongs-here",
            Self::NotAllRead(_) => "import-not-all-read",
            Self::AllRefused(_) => "import-refused",
            Self::InPart { .. } => "import-in-part",
            Self::OnePinForSeveral(_) | Self::OneSoPinForSeveral(_) => "one-pin-for-several",
            Self::TooManyFiles(_) => "too-many-files",
            Self::NothingToDelete(_) => "nothing-to-delete",
            Self::NotAllDeleted { .. } => "not-all-deleted",
            Self::AllKept => "delete-refused",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NothingBelongs(all) => Phrase::new("import-nothing-belongs").with("count", *all),
            Self::NotAllRead(all) => Phrase::new("import-not-all-read").with("count", *all),
            Self::AllRefused(all) => Phrase::new("import-all-refused").with("count", *all),
            Self::InPart { done, all } => Phrase::new("import-in-part").with("done", *done).with("all", *all),
            Self::OnePinForSeveral(tokens) => Phrase::new("import-one-pin").with("count", *tokens),
            Self::OneSoPinForSeveral(tokens) => Phrase::new("import-one-so-pin").with("count", *tokens),
            Self::TooManyFiles(folder) => Phrase::new("import-too-many-files").with("path", folder),
            Self::NothingToDelete(token) => Phrase::new("import-nothing-to-delete").with("token", token),
            Self::NotAllDeleted { done, all } => {
                Phrase::new("import-not-all-deleted").with("done", *done).with("all", *all)
            }
            Self::AllKept => Phrase::new("import-all-kept"),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::NothingBelongs(_) => Some(Phrase::new("import-nothing-belongs-hint")),
            Self::OnePinForSeveral(_) => Some(Phrase::new("import-one-pin-hint")),
            Self::OneSoPinForSeveral(_) => Some(Phrase::new("import-one-so-pin-hint")),
            Self::NotAllRead(_) => Some(Phrase::new("import-not-all-read-hint")),
            Self::InPart { .. } => Some(Phrase::new("import-in-part-hint")),
            Self::NothingToDelete(_) => Some(Phrase::new("import-nothing-to-delete-hint")),
            Self::AllRefused(_) | Self::TooManyFiles(_) | Self::NotAllDeleted { .. } | Self::AllKept => None,
        }
    }
}
