//! `config`: from the command line to the questions, and from the answers to the file.

use super::settings::Settings;
use super::{output, report};
use crate::cli::config::{ConfigCommand, InitArgs};
use crate::commands::config::{ConfigInitError, blank, init, show};
use crate::config::Config;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::file::FileError;
use crate::render::table;
use crate::report::config::ConfigShow;

report::reports! {
    ConfigShow, table::config_show;
}

/// Runs a config command.
pub(super) fn run(settings: &Settings<'_>, command: &ConfigCommand) -> raised::Result<ExitStatus> {
    match command {
        ConfigCommand::Init(InitArgs { template: true }) => {
            // The hint of `init` names the file itself, whose folder may not exist yet.
            if let Some(file) =
                Config::file(settings.environment).filter(|file| settings.global.output.as_ref() == Some(file))
            {
                Config::make_folder(&file)?;
            }
            output::write(settings, blank(&settings.silent()).as_bytes())?;
        }
        ConfigCommand::Init(InitArgs { template: false }) => ask(settings)?,
        ConfigCommand::Show => {
            let format = report::format::<ConfigShow>(settings)?;
            report::deliver(settings, format, show(&settings.silent())?)?;
        }
    }
    Ok(ExitStatus::Done)
}

/// Asks, and writes the file completely or not at all.
fn ask(settings: &Settings<'_>) -> raised::Result<()> {
    let file = Config::file(settings.environment).ok_or(ConfigInitError::NoPlace)?;
    // Reported before the first question, not after the last.
    if !settings.global.force && Config::text(settings.environment)?.is_some() {
        return Err(FileError::Exists(file).into());
    }
    let text = settings.with_terminal(|terminal| init(&settings.silent(), terminal))?;
    Config::make_folder(&file)?;
    output::to_file(&file, settings.global.force, text.as_bytes())?;
    output::remark(settings, &Phrase::new("config-written").with("file", file.display().to_string()));
    Ok(())
}
