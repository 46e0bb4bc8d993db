//! `driver`: what is said of the drivers themselves, without a session on any token.

use super::settings::Settings;
use super::{dispatch, output, reading};
use crate::cli::{DriverCommand, SavedArgs};
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::report::listing::Listing;

/// Runs a command about drivers.
pub(super) fn run(settings: &Settings<'_>, command: &DriverCommand) -> raised::Result<ExitStatus> {
    match command {
        DriverCommand::List => {
            let format = output::format(settings, dispatch::TEXTS)?;
            let read = reading::ahead(settings, Listing::Drivers, None, &SavedArgs::default())?;
            dispatch::show(settings, Listing::Drivers, read, None, format)
        }
    }
}
