//! The messages when nothing was found: no driver, or drivers without a token.

use super::{Discovery, Service};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// No driver was found anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoDriver {
    /// The places searched.
    pub looked_in: Vec<String>,
    /// The drivers skipped because they are not for this build.
    pub wrong_architecture: Vec<String>,
}

impl NoDriver {
    /// The error of a discovery that found nothing; `None` if it found something.
    pub fn of(discovery: &Discovery) -> Option<Self> {
        discovery.drivers.is_empty().then(|| Self {
            looked_in: discovery.looked_in.clone(),
            wrong_architecture: discovery.wrong_architecture().map(|path| path.display().to_string()).collect(),
        })
    }
}

impl Situation for NoDriver {
    fn told(&self) -> Told {
        let folders = self.looked_in.join(", ");
        let phrase = if self.wrong_architecture.is_empty() {
            Phrase::new("discovery-no-driver").with("folders", folders)
        } else {
            Phrase::new("discovery-no-fitting-driver")
                .with("folders", folders)
                .with("count", self.wrong_architecture.len())
                .with("paths", self.wrong_architecture.join(", "))
        };
        Class::NotFound.told("no-driver", phrase).hint("discovery-hint-name-a-driver")
    }
}

situation_error!(NoDriver);

/// The message if drivers answered but there is no token: the service, the drivers tried, those skipped.
pub fn no_token(discovery: &Discovery, service: Option<Service>) -> Vec<Phrase> {
    let tried = discovery.drivers.iter().map(|driver| driver.path.display().to_string()).collect::<Vec<_>>();
    let passed = discovery.wrong_architecture().map(|path| path.display().to_string()).collect::<Vec<_>>();
    let mut notes = Vec::new();
    notes.extend(service.map(Service::phrase));
    if !tried.is_empty() {
        notes.push(Phrase::new("discovery-tried").with("count", tried.len()).with("paths", tried.join(", ")));
    }
    if !passed.is_empty() {
        let note = Phrase::new("discovery-passed-over").with("count", passed.len());
        notes.push(note.with("paths", passed.join(", ")));
    }
    notes.push(Phrase::new("discovery-doctor"));
    notes
}
