//! Why a file is not a driver that this build can load, as reported to the user.

use std::path::{Path, PathBuf};

use super::{Format, Machine};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::report::inventory::FailureKind;
use crate::situation_error;

/// Why a file cannot be loaded as a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderFault {
    /// No file of that name.
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A folder.
    Directory {
        /// The folder.
        path: PathBuf,
    },
    /// A pipe, socket or device.
    Special {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let this user read it.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        cause: String,
    },
    /// An empty file.
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Text, an archive, a picture: not a library of any system.
    NotALibrary {
        /// The file.
        path: PathBuf,
    },
    /// A library of another operating system.
    OtherSystem {
        /// The file.
        path: PathBuf,
        /// Its container.
        format: Format,
    },
    /// A library of the other word size.
    WrongClass {
        /// The file.
        path: PathBuf,
        /// Its word size.
        bits: u32,
        /// The word size of this build.
        expected: u32,
    },
    /// A library for another processor.
    WrongMachine {
        /// The file.
        path: PathBuf,
        /// Its processor.
        machine: Machine,
        /// The processor of this build.
        expected: Machine,
    },
    /// A program or an object file.
    NotShared {
        /// The file.
        path: PathBuf,
    },
    /// A library whose symbol table has no PKCS#11 entry point.
    NoEntryPoint {
        /// The file.
        path: PathBuf,
    },
    /// A library that p11-kit's configuration refers to outside the module folder.
    Outside {
        /// The file.
        path: PathBuf,
        /// The configuration file.
        configuration: String,
    },
    /// A library that others than the user and the administrator can change or replace.
    Writable {
        /// The file.
        path: PathBuf,
        /// The file or folder that they can write to.
        place: PathBuf,
    },
}

impl HeaderFault {
    /// Its kind in a report.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::NotFound { .. } => FailureKind::NotFound,
            Self::WrongClass { .. } | Self::WrongMachine { .. } => FailureKind::WrongArchitecture,
            Self::NoEntryPoint { .. } => FailureKind::NotPkcs11,
            Self::Writable { .. } => FailureKind::WritableByOthers,
            Self::Outside { .. } => FailureKind::OutsideModules,
            Self::Directory { .. }
            | Self::Special { .. }
            | Self::Unreadable { .. }
            | Self::Empty { .. }
            | Self::NotALibrary { .. }
            | Self::OtherSystem { .. }
            | Self::NotShared { .. } => FailureKind::NotALibrary,
        }
    }

    /// Whether the library could be loaded but is not, for a reason that its kind alone does not show.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::NoEntryPoint { .. } | Self::Outside { .. } | Self::Writable { .. })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::NotFound { path }
            | Self::Directory { path }
            | Self::Special { path }
            | Self::Unreadable { path, .. }
            | Self::Empty { path }
            | Self::NotALibrary { path }
            | Self::OtherSystem { path, .. }
            | Self::WrongClass { path, .. }
            | Self::WrongMachine { path, .. }
            | Self::NotShared { path }
            | Self::NoEntryPoint { path }
            | Self::Outside { path, .. }
            | Self::Writable { path, .. } => path,
        }
    }
}

impl Situation for HeaderFault {
    fn told(&self) -> Told {
        let path = self.path().display().to_string();
        let told = |code, id| Class::Failed.told(code, id).with("path", path.as_str());
        match self {
            Self::NotFound { .. } => Class::NotFound
                .told("driver-not-found", "discovery-not-found")
                .with("path", path)
                .hint("discovery-hint-driver-list"),
            Self::Directory { .. } => told("driver-is-a-folder", "discovery-directory"),
            Self::Special { .. } => told("driver-is-no-file", "discovery-special"),
            Self::Unreadable { cause, .. } => told("driver-unreadable", "discovery-unreadable").with("cause", cause),
            Self::Empty { .. } => told("driver-empty", "discovery-empty"),
            Self::NotALibrary { .. } => told("driver-not-a-library", "discovery-not-a-library"),
            Self::OtherSystem { format, .. } => {
                told("driver-other-system", "discovery-other-system").with("format", format.name())
            }
            Self::WrongClass { bits, expected, .. } => {
                let hint = match (bits, expected) {
                    (32, 64) => Phrase::new("discovery-hint-small-host").with("expected", *expected),
                    _ => Phrase::new("discovery-hint-wrong-class").with("bits", *bits).with("expected", *expected),
                };
                told("driver-wrong-class", "discovery-wrong-class")
                    .with("bits", *bits)
                    .with("expected", *expected)
                    .hint(hint)
            }
            Self::WrongMachine { machine, expected, .. } => told("driver-wrong-machine", "discovery-wrong-machine")
                .with("machine", machine.name())
                .with("expected", expected.name()),
            Self::NotShared { .. } => told("driver-not-shared", "discovery-not-shared"),
            Self::NoEntryPoint { .. } => told("driver-no-entry-point", "discovery-no-entry-point"),
            Self::Outside { configuration, .. } => {
                told("driver-outside-modules", "discovery-outside").with("file", configuration)
            }
            Self::Writable { place, .. } => {
                told("driver-writable-by-others", "discovery-writable").with("place", place.display().to_string())
            }
        }
    }
}

situation_error!(HeaderFault);
