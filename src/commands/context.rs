//! What every command works with: the settings of the run, decided once.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::tz::TimeZone;

use super::reading::Interrupted;
use crate::config::Config;
use crate::domain::check::Thresholds;
use crate::domain::selector::{Selector, Which};
use crate::domain::time::Moment;
use crate::domain::verdict::{Judge, JudgeSettings};
use crate::driver::client::Launcher;
use crate::environment::Environment;
use crate::interact::progress::Progress;
use crate::journal::Place;
use crate::text::Texts;

/// The settings of one run.
#[derive(Clone)]
pub struct Context<'a> {
    /// The environment as it was at the start.
    pub environment: &'a Environment,
    /// The user's config.
    pub config: &'a Config,
    /// `--at`, otherwise the current time.
    pub now: Moment,
    /// The agency's time zone.
    pub zone: TimeZone,
    /// The texts of the chosen language.
    pub texts: &'a Texts,
    /// How hosts are started and how long they may take.
    pub launcher: Launcher,
    /// `--module`, in order.
    pub modules: Vec<PathBuf>,
    /// `--token`.
    pub token: Option<Selector>,
    /// `--unit`.
    pub unit: Option<String>,
    /// `--not-read-since`, where people are listed.
    pub not_read_since: Option<Moment>,
    /// Slots of a driver at once.
    pub jobs: usize,
    /// Processes per driver, if set by `--hosts`.
    pub hosts: Option<usize>,
    /// `--confine`: every driver, whatever the config says.
    pub confine: bool,
    /// When a certificate is close to expiry.
    pub thresholds: Thresholds,
    /// `--batch`: never prompt.
    pub batch: bool,
    /// Where progress is shown.
    pub progress: &'a dyn Progress,
}

impl<'a> Context<'a> {
    /// The same settings for a reading that Ctrl-C must not prevent.
    #[must_use]
    pub fn undisturbed(&self) -> Context<'a> {
        let launcher = Launcher { interrupted: Arc::default(), ..self.launcher.clone() };
        Context { launcher, ..self.clone() }
    }

    /// Whether a termination signal came: Ctrl-C, SIGTERM, SIGHUP.
    pub fn is_interrupted(&self) -> bool {
        self.launcher.interrupted.load(Ordering::Relaxed)
    }

    /// The same as an error.
    pub fn refuse_interrupted(&self) -> Result<(), Interrupted> {
        if self.is_interrupted() { Err(Interrupted) } else { Ok(()) }
    }

    /// Where journals may be, by precedence.
    pub fn journal_places(&self) -> Vec<Place> {
        Place::candidates(&|name| self.environment.variable(name))
    }

    /// Judges by these rules, at this run's time.
    pub fn judge<'s>(&'s self, rules: &'s JudgeSettings) -> Judge<'s> {
        Judge { now: self.now, zone: &self.zone, settings: rules }
    }

    /// The options with which a hint's command asks the same drivers.
    pub fn same_drivers(&self) -> Which {
        Which::new(None, &self.modules)
    }

    /// The options with which a hint's command reads the same tokens.
    pub fn same_tokens(&self) -> Which {
        Which::new(self.token.as_ref(), &self.modules)
    }
}
