//! `doctor`: the requirements of an installation, checked in order, each with the finding and what to do.

use serde::Serialize;

use super::Envelope;
use super::note::DriverNote;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;

/// All checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Doctor {
    /// Schema, kind, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// In the order in which an installation needs them.
    pub findings: Vec<Finding>,
}

impl Doctor {
    /// Whether something needs doing.
    pub fn needs_something(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity >= Some(Severity::Warning))
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "DoctorFinding"))]
pub struct Finding {
    /// The subject.
    pub code: Area,
    /// How bad it is; null if it is in order.
    pub severity: Option<Severity>,
    /// The finding, in English.
    pub what: DriverNote,
    /// What to do about it.
    pub remedy: Option<DriverNote>,
}

impl Finding {
    /// Something in order.
    pub fn good(code: Area, what: Phrase) -> Self {
        Self { code, severity: None, what: what.into(), remedy: None }
    }

    /// Something to note or to correct.
    pub fn bad(code: Area, severity: Severity, what: Phrase) -> Self {
        Self { severity: Some(severity), ..Self::good(code, what) }
    }

    /// The same with what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<Option<Phrase>>) -> Self {
        self.remedy = remedy.into().map(DriverNote::from);
        self
    }
}

/// The requirements of an installation. Renaming one breaks scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "DoctorArea"))]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The operating system and this program.
    System,
    /// The smart card service.
    SmartCardService,
    /// A reader, or its absence.
    Reader,
    /// A card in a reader.
    Card,
    /// A PKCS#11 driver, or its absence.
    Driver,
    /// A driver for another word size or processor.
    OtherArchitecture,
    /// The configuration of p11-kit.
    P11Kit,
    /// The config file.
    Config,
    /// The journal and its folder.
    Journal,
    /// The clock and the time zone.
    Clock,
    /// The language of texts.
    Language,
    /// The terminal.
    Terminal,
    /// Free space on the disk.
    Disk,
}
