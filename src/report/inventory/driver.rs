//! The drivers of an inventory: how each was found, whether it served, and what failed.

use serde::{Deserialize, Serialize};

use crate::domain::problem::Problem;
use crate::report::note::DriverNote;

/// The result of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DriverStatus {
    /// Every slot answered.
    Ok,
    /// Some slots could not be read.
    Partial,
    /// A call did not return in time, and nothing could be read.
    Hung,
    /// The process died, and nothing could be read.
    Crashed,
    /// It is not a loadable PKCS#11 library.
    Unloadable,
    /// It returned an error, and nothing could be read.
    Failed,
    /// It was found, not named, and what it would serve is absent: C_Initialize returned an error.
    Unused,
}

impl DriverStatus {
    /// Whether something may be missing because of it.
    pub fn is_failure(self) -> bool {
        !matches!(self, Self::Ok | Self::Unused)
    }
}

/// How a driver was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FoundBy {
    /// `--module`.
    Option,
    /// `TOKENCTL_MODULE`.
    Environment,
    /// The tool's own config.
    Config,
    /// p11-kit's module configuration.
    P11Kit,
    /// The table of known drivers at its usual paths.
    Known,
    /// A vendor's key of the Windows registry.
    Registry,
}

/// One PKCS#11 module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Driver {
    /// Absolute path of the library.
    pub path: String,
    /// How it was found.
    pub found_by: FoundBy,
    /// Word size of the library; absent if its header does not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(extend("enum" = [32, 64])))]
    pub bits: Option<u32>,
    /// The program that served it, if not the one that wrote this: the 32-bit host of a 32-bit driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Its result.
    pub status: DriverStatus,
    /// CK_INFO.libraryDescription.
    pub library: Option<String>,
    /// CK_INFO.manufacturerID.
    pub manufacturer: Option<String>,
    /// CK_INFO.libraryVersion, `major.minor`.
    pub library_version: Option<String>,
    /// CK_INFO.cryptokiVersion, `major.minor`.
    pub cryptoki_version: Option<String>,
    /// Its slots.
    pub slots: Option<u64>,
    /// Its initialised tokens.
    pub tokens: Option<u64>,
    /// Milliseconds until C_Initialize returned; only `driver list` fills it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_milliseconds: Option<u64>,
    /// Whether it was confined: prevented from writing outside its folders, on newer systems also from using the network.
    #[serde(default)]
    pub confined: bool,
    /// Why the driver as a whole could not serve.
    pub failure: Option<DriverFailure>,
    /// Why some slots could not be read.
    pub slot_failures: Vec<DriverFailure>,
    /// Remarks without a loss: an error in C_Finalize, text that the driver wrote to its stderr.
    pub notes: Vec<DriverNote>,
    /// What is wrong but not the driver's fault, such as a card without a known driver; absent without any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Driver {
    /// Why it could not be read, as a whole and slot by slot.
    pub fn failures(&self) -> impl Iterator<Item = &DriverFailure> {
        self.failure.iter().chain(&self.slot_failures)
    }
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// No file of that name.
    NotFound,
    /// Not a shared library of this machine (text, directory, another format).
    NotALibrary,
    /// A library for another word size or processor.
    WrongArchitecture,
    /// The loader refused it, often because a required library is missing.
    LoadFailed,
    /// The loader found the library, but not another one that it requires.
    DependencyMissing,
    /// A library without a usable PKCS#11 entry point.
    NotPkcs11,
    /// A C_ call did not return in time.
    Hung,
    /// The process died in a C_ call.
    Crashed,
    /// The driver ended the process by itself.
    Exited,
    /// A C_ call returned an error.
    CallFailed,
    /// The driver's answer is not valid.
    Nonsense,
    /// The slot or token was gone when it was read.
    Vanished,
    /// The driver used up the time for all its calls together.
    OutOfTime,
    /// The driver returned more, or larger, objects than are accepted.
    TooMuch,
    /// Someone other than the user and the administrator can change the library or a folder above it.
    WritableByOthers,
    /// p11-kit's configuration leads to it by a path outside the folder of modules.
    OutsideModules,
    /// The 32-bit program that should serve it is of another version.
    OtherVersion,
    /// A reader that cannot be read without another one, whose name is part of its own, or for lack of a private file.
    NotApart,
}

impl FailureKind {
    /// Whether this program refused to load a library that might serve tokens.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::WritableByOthers | Self::OutsideModules | Self::OtherVersion)
    }
}

/// One failure of a driver or slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Failure"))]
pub struct DriverFailure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The current C_ function.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::CALL)))]
    pub call: Option<String>,
    /// The slot concerned; null for the driver as a whole.
    pub slot: Option<u64>,
    /// The same as text, where JSON parsers that use doubles would round it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::NUMBER)))]
    pub slot_text: Option<String>,
    /// The reader of that slot, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// The return value by name, `CKR_…`.
    pub ckr: Option<String>,
    /// The signal or exception that ended the process.
    pub signal: Option<String>,
    /// Whole seconds waited, for a call that hung.
    pub seconds: Option<u64>,
    /// Readers that contain a card, if the driver as a whole could not serve: one of the cards may be the cause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards_in: Vec<String>,
    /// Another library that is missing: the first of `libraries`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// Every required library that the system cannot find: the one that the loader names, and those of its own table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub libraries: Vec<String>,
    /// The sentence in English.
    pub message: String,
}
