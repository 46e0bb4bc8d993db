//! `trust`: from the command line to the store, and what changed in it to the output.

use super::settings::Settings;
use super::{output, report};
use crate::cli::trust::TrustCommand;
use crate::commands::trust::{Addition, add, fetch, list, remove};
use crate::commands::verify::Basis;
use crate::config::Config;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::table;
use crate::report::trust::TrustReport;

report::reports! {
    TrustReport, table::trust;
}

/// Runs a command of the store.
pub(super) fn run(settings: &Settings<'_>, command: &TrustCommand) -> raised::Result<ExitStatus> {
    let format = report::format::<TrustReport>(settings)?;
    let done = match command {
        TrustCommand::List => {
            let (report, remarks) = list(&settings.silent())?;
            output::remarks(settings, &remarks);
            report
        }
        TrustCommand::Add(arguments) => write(add(&settings.silent(), &arguments.file, &arguments.fingerprint)?)?,
        TrustCommand::Remove(arguments) => remove(&settings.silent(), &arguments.sha256)?,
        TrustCommand::Fetch(arguments) => {
            let basis = Basis {
                proxy: arguments.network.proxy.clone(),
                allow_private: arguments.network.allow_private_urls,
                ..Basis::default()
            };
            let url = arguments.url.as_deref();
            write(fetch(&settings.silent(), url, &arguments.fingerprint, &basis)?)?
        }
    };
    report::deliver(settings, format, done)?;
    Ok(ExitStatus::Done)
}

fn write(addition: Addition) -> raised::Result<TrustReport> {
    for (file, der) in addition.files {
        Config::make_folder(&file)?;
        // An existing file of this name contains something else.
        output::to_file(&file, false, &der)?;
    }
    Ok(addition.report)
}
