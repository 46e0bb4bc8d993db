//! Why a file is no driver that this build can load, as a user meets it.

use std::path::{Path, PathBuf};

use super::{Format, Machine};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
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
    /// A file without a byte.
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Text, an archive, a picture: no library of any system.
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
    /// A library whose table names no entry point of PKCS#11.
    NoEntryPoint {
        /// The file.
        path: PathBuf,
    },
    /// A library to which p11-kit's configuration leads by a way out of the folder of modules.
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
    /// The kind under which a report files it.
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

    /// Whether the library could be loaded and is not, for a reason that its kind alone does not tell.
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

    /// The file's name as the faults' sentences show it.
    fn shown(&self) -> String {
        self.path().display().to_string()
    }
}

impl Situation for HeaderFault {
    fn class(&self) -> Class {
        match self {
            Self::NotFound { .. } => Class::NotFound,
            _ => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "driver-not-found",
            Self::Directory { .. } => "driver-is-a-folder",
            Self::Special { .. } => "driver-is-no-file",
            Self::Unreadable { .. } => "driver-unreadable",
            Self::Empty { .. } => "driver-empty",
            Self::NotALibrary { .. } => "driver-not-a-library",
            Self::OtherSystem { .. } => "driver-other-system",
            Self::WrongClass { .. } => "driver-wrong-class",
            Self::WrongMachine { .. } => "driver-wrong-machine",
            Self::NotShared { .. } => "driver-not-shared",
            Self::NoEntryPoint { .. } => "driver-no-entry-point",
            Self::Writable { .. } => "driver-writable-by-others",
            Self::Outside { .. } => "driver-outside-modules",
        }
    }

    fn phrase(&self) -> Phrase {
        let path = self.shown();
        match self {
            Self::NotFound { .. } => Phrase::new("discovery-not-found").with("path", path),
            Self::Directory { .. } => Phrase::new("discovery-directory").with("path", path),
            Self::Special { .. } => Phrase::new("discovery-special").with("path", path),
            Self::Unreadable { cause, .. } => {
                Phrase::new("discovery-unreadable").with("path", path).with("cause", cause)
            }
            Self::Empty { .. } => Phrase::new("discovery-empty").with("path", path),
            Self::NotALibrary { .. } => Phrase::new("discovery-not-a-library").with("path", path),
            Self::OtherSystem { format, .. } => {
                Phrase::new("discovery-other-system").with("path", path).with("format", format.name())
            }
            Self::WrongClass { bits, expected, .. } => {
                Phrase::new("discovery-wrong-class").with("path", path).with("bits", *bits).with("expected", *expected)
            }
            Self::WrongMachine { machine, expected, .. } => Phrase::new("discovery-wrong-machine")
                .with("path", path)
                .with("machine", machine.name())
                .with("expected", expected.name()),
            Self::NotShared { .. } => Phrase::new("discovery-not-shared").with("path", path),
            Self::NoEntryPoint { .. } => Phrase::new("discovery-no-entry-point").with("path", path),
            Self::Outside { configuration, .. } => {
                Phrase::new("discovery-outside").with("path", path).with("file", configuration)
            }
            Self::Writable { place, .. } => {
                Phrase::new("discovery-writable").with("path", path).with("place", place.display().to_string())
            }
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::NotFound { .. } => Some(Phrase::new("discovery-hint-driver-list")),
            Self::WrongClass { bits: 32, expected: expected @ 64, .. } => {
                Some(Phrase::new("discovery-hint-small-host").with("expected", *expected))
            }
            Self::WrongClass { bits, expected, .. } => {
                Some(Phrase::new("discovery-hint-wrong-class").with("bits", *bits).with("expected", *expected))
            }
            _ => None,
        }
    }
}

situation_error!(HeaderFault);
