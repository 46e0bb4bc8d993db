//! Why an import or a deletion as a whole was not completed; each certificate has its own reason in the report.

use crate::domain::selector::{Named, Which};
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// The situations of `cert import` and `cert delete` as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// No certificate belongs to a token that is plugged in.
    NothingBelongs(usize),
    /// No certificate belongs to a token that could be read, and not all could; their drivers.
    NotAllRead(usize, Which),
    /// Every certificate with a token here was refused.
    AllRefused(usize),
    /// Some were not written, or not proved.
    InPart {
        /// Written and proved, or already there.
        done: usize,
        /// All certificates with a token here.
        all: usize,
        /// The tokens here.
        tokens: Which,
    },
    /// One source of a PIN would go to several tokens.
    OnePinForSeveral(usize),
    /// Certificates for several tokens that only the security officer writes to, and one source of the SO PIN.
    OneSoPinForSeveral(usize),
    /// A folder contains too many files.
    TooManyFiles(String),
    /// There is no certificate to delete.
    NothingToDelete(Named),
    /// Not all certificates were deleted.
    NotAllDeleted {
        /// Deleted.
        done: usize,
        /// All that were to be deleted.
        all: usize,
    },
    /// Every certificate to delete is kept for a reason.
    AllKept,
}

situation_error!(ImportError);

impl Situation for ImportError {
    fn told(&self) -> Told {
        match self {
            Self::NothingBelongs(all) => Class::NotFound
                .told("nothing-belongs-here", "import-nothing-belongs")
                .with("count", *all)
                .hint("import-nothing-belongs-hint"),
            Self::NotAllRead(all, drivers) => Class::Failed
                .told("import-not-all-read", "import-not-all-read")
                .with("count", *all)
                .hint(drivers.hint("import-not-all-read-hint")),
            Self::AllRefused(all) => Class::Refused.told("import-refused", "import-all-refused").with("count", *all),
            Self::InPart { done, all, tokens } => Class::Failed
                .told("import-in-part", "import-in-part")
                .with("done", *done)
                .with("all", *all)
                .hint(tokens.hint("import-in-part-hint")),
            Self::OnePinForSeveral(tokens) => Class::Refused
                .told("one-pin-for-several", "import-one-pin")
                .with("count", *tokens)
                .hint("import-one-pin-hint"),
            Self::OneSoPinForSeveral(tokens) => Class::Refused
                .told("one-pin-for-several", "import-one-so-pin")
                .with("count", *tokens)
                .hint("import-one-so-pin-hint"),
            Self::TooManyFiles(folder) => {
                Class::Usage.told("too-many-files", "import-too-many-files").with("path", folder)
            }
            Self::NothingToDelete(token) => Class::NotFound
                .told("nothing-to-delete", "import-nothing-to-delete")
                .with("token", token)
                .hint(token.hint("import-nothing-to-delete-hint")),
            Self::NotAllDeleted { done, all } => {
                Class::Failed.told("not-all-deleted", "import-not-all-deleted").with("done", *done).with("all", *all)
            }
            Self::AllKept => Class::Refused.told("delete-refused", "import-all-kept"),
        }
    }
}
