//! `cert import` and `cert delete`: from the command line to the token, and from the result for each certificate to the
//! output.

use super::pin::{allowed, at_desk, finish, so_pin, user_pin};
use super::report;
use super::settings::Settings;
use super::verify::of_paths;
use crate::cli::import::{DeleteArgs, ImportArgs};
use crate::commands::import::{DeleteRequest, ImportRequest, delete, import};
use crate::commands::verify::Basis;
use crate::domain::import::Accepted;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::render::table;
use crate::report::import::{CertDelete, CertImport};

report::reports! {
    CertDelete, table::cert_delete;
    CertImport, table::cert_import;
}

/// `cert import`.
pub(super) fn cert_import(settings: &Settings<'_>, arguments: &ImportArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<CertImport>(settings)?;
    let (from, read) = if arguments.from.is_empty() {
        (None, ExitStatus::Done)
    } else {
        let (inventory, status) = super::reading::saved(settings, &arguments.from)?;
        (Some(inventory), status)
    };
    let basis = Basis { offline: true, ..of_paths(&arguments.paths) };
    let request = ImportRequest {
        files: &arguments.new,
        from: from.as_ref(),
        plan: arguments.plan,
        replace: arguments.replace,
        accepted: Accepted { subject: arguments.accept_subject, older: arguments.accept_older },
        basis: &basis,
        pin: user_pin(settings, &arguments.pin),
        so_pin: so_pin(&arguments.so_pin),
        pins: arguments.pins.clone(),
    };
    let ended = at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), None, |desk| {
        import(desk, &request, &mut |planned| report::show_plan(settings, planned, table::cert_import))
    })?;
    let status = finish(settings, format, ended)?;
    // If a saved inventory could not be read, the status of the run is not 0.
    Ok(if status == ExitStatus::Done { read } else { status })
}

/// `cert delete`.
pub(super) fn cert_delete(settings: &Settings<'_>, arguments: &DeleteArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<CertDelete>(settings)?;
    let request = DeleteRequest {
        certificate: arguments.certificate.clone(),
        superseded: arguments.superseded,
        plan: arguments.plan,
        pin: user_pin(settings, &arguments.pin),
    };
    let ended = at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), None, |desk| {
        delete(desk, &request, &mut |planned| report::show_plan(settings, planned, table::cert_delete))
    })?;
    finish(settings, format, ended)
}
