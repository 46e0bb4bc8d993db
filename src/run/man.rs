//! Man pages, one per command, in the chosen language.

use std::path::Path;

use super::output;
use super::settings::Settings;
use crate::cli;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::file::FileError;

/// Writes `tokenctl.1`, `tokenctl-inventory.1`, … into a folder, which is created if missing.
pub(super) fn write_pages(settings: &Settings<'_>, folder: &Path) -> raised::Result<ExitStatus> {
    std::fs::create_dir_all(folder).map_err(|fault| FileError::new(folder, &fault))?;
    let mut command = cli::localize(cli::command(), &settings.texts);
    command.build();
    write_page(settings, folder, &command)?;
    Ok(ExitStatus::Done)
}

fn write_page(settings: &Settings<'_>, folder: &Path, command: &clap::Command) -> raised::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).title(&name).render(&mut page).map_err(anyhow::Error::new)?;
    output::to_file(&folder.join(format!("{name}.1")), settings.global.force, &page)?;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        write_page(settings, folder, below)?;
    }
    Ok(())
}
