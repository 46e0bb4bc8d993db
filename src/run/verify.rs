//! `verify`: from the command line to the result, and to the exit status.

use super::pin::{allowed, at_desk, given_user_pin, user_pin};
use super::settings::Settings;
use super::{output, report};
use crate::cli::UsageError;
use crate::cli::verify::{BasisArgs, PathArgs, PossessionArgs, RevocationArgs, VerifyCertificatesArgs};
use crate::commands;
use crate::commands::inventory::keep_unread;
use crate::commands::verify::{Basis, SignedRequest, VerifyRequest};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::failure::ExitStatus;
use crate::interact::secret::SecretSource;
use crate::render::table;
use crate::report::inventory::Inventory;
use crate::report::verify::{ListDue, Possession, PossessionState, SignatureState, VerifyReport};

report::reports! {
    VerifyReport, table::verify;
}

/// 0 if all are effective, 10 if something is unknown, 11 if one is not effective; 1 if a driver failed.
pub(super) fn verify(settings: &Settings<'_>, arguments: &VerifyCertificatesArgs) -> raised::Result<ExitStatus> {
    let format = report::format::<VerifyReport>(settings)?;
    let basis = basis(&arguments.basis);
    // Files and the single token of a proof do not support units.
    let by_name = !arguments.files.is_empty() || !arguments.signature.is_empty() || arguments.possession.possession;
    if settings.global.unit.is_some() && by_name {
        return Err(UsageError::UnitNotPossible.into());
    }
    let (found, remarks, reading) = if arguments.possession.possession {
        let (report, remarks) = possession(settings, &arguments.possession, &basis)?;
        (report, remarks, ExitStatus::Done)
    } else {
        if given_user_pin(&arguments.possession.pin) != SecretSource::Prompt {
            return Err(UsageError::PinWithoutLogin.into());
        }
        if arguments.signature.is_empty() {
            certificates(settings, arguments, &basis)?
        } else {
            let content = arguments.content.as_deref();
            let request = SignedRequest { files: &arguments.signature, content, basis: &basis };
            let (report, remarks) = commands::verify::signed(&settings.silent(), &request)?;
            (report, remarks, ExitStatus::Done)
        }
    };
    let reading = if found.unread.is_empty() { reading } else { ExitStatus::Failed };
    let status = status(&found, arguments.strict, reading);
    report::deliver(settings, format, found)?;
    output::remarks(settings, &remarks);
    Ok(status)
}

/// Certificates of files, of saved inventories, or of the tokens plugged in.
fn certificates(
    settings: &Settings<'_>,
    arguments: &VerifyCertificatesArgs,
    basis: &Basis,
) -> raised::Result<(VerifyReport, Vec<Phrase>, ExitStatus)> {
    let plugged_in = arguments.files.is_empty() || settings.global.token.is_some();
    let (mut inventory, reading) = if !arguments.saved.from.is_empty() {
        let (mut inventory, status) = super::reading::saved(settings, &arguments.saved.from)?;
        if let Some(day) = arguments.saved.not_read_since {
            keep_unread(&settings.silent(), &mut inventory, day);
        }
        (Some(inventory), status)
    } else if plugged_in {
        let (inventory, status) = super::reading::plugged_in(settings)?;
        (Some(inventory), status)
    } else {
        (None, ExitStatus::Done)
    };
    if let Some(inventory) = &mut inventory {
        super::unit::narrow(settings, inventory)?;
    }
    let request = VerifyRequest { files: &arguments.files, inventory: inventory.as_ref(), basis };
    let (report, remarks) = commands::verify::run(&settings.silent(), &request)?;
    Ok((report, remarks, reading))
}

/// The certificates of one token, and whether it holds their keys.
fn possession(
    settings: &Settings<'_>,
    arguments: &PossessionArgs,
    basis: &Basis,
) -> raised::Result<(VerifyReport, Vec<Phrase>)> {
    let pin = user_pin(settings, &arguments.pin);
    let allowed = allowed(&arguments.care);
    let (report, _no_new_pin) =
        at_desk(settings, true, allowed, None, |desk| commands::verify::with_possession(desk, basis, &pin))?;
    Ok(report)
}

/// Verifies an inventory if `--revocation` is given, and reports when the next lists are due.
pub(super) fn judge(
    settings: &Settings<'_>,
    arguments: &RevocationArgs,
    inventory: &mut Inventory,
) -> raised::Result<Vec<ListDue>> {
    if !arguments.revocation {
        return Ok(Vec::new());
    }
    let basis = basis(&arguments.basis);
    let (remarks, lists) = commands::revocation::judge(&settings.silent(), inventory, &basis)?;
    output::remarks(settings, &remarks);
    Ok(lists)
}

/// Refuses options without effect, before a token is read.
pub(super) fn check_basis(arguments: &RevocationArgs) -> Result<(), UsageError> {
    let idle = !arguments.revocation && arguments.basis != BasisArgs::default();
    if idle { Err(UsageError::BasisWithoutRevocation) } else { Ok(()) }
}

/// The data that a verification may use, according to the options.
pub(super) fn basis(arguments: &BasisArgs) -> Basis {
    Basis {
        offline: arguments.offline,
        no_ocsp: arguments.no_ocsp,
        no_crl: arguments.no_crl,
        proxy: arguments.network.proxy.clone(),
        max_age: arguments.max_age,
        allow_private: arguments.network.allow_private_urls,
        ..of_paths(&arguments.paths)
    }
}

/// Only the named files; addresses may be contacted.
pub(super) fn of_paths(paths: &PathArgs) -> Basis {
    Basis {
        trust: paths.trust.clone(),
        intermediate: paths.intermediate.clone(),
        crls: paths.crl.clone(),
        ..Basis::default()
    }
}

fn status(report: &VerifyReport, strict: bool, reading: ExitStatus) -> ExitStatus {
    let possession = |wanted: &[PossessionState]| {
        // Without `--possession` no key was asked, and that is not a finding.
        report
            .results
            .iter()
            .any(|one| one.possession != Possession::default() && wanted.contains(&one.possession.state))
    };
    let signed = |wanted: &[SignatureState]| report.signatures.iter().any(|one| wanted.contains(&one.state));
    let unknown =
        report.summary.unknown > 0 || possession(&[PossessionState::NotAsked]) || signed(&[SignatureState::Unknown]);
    let critical = report.summary.not_effective > 0
        || possession(&[PossessionState::Refused, PossessionState::KeyAbsent])
        || signed(&[SignatureState::Invalid, SignatureState::NotEffective]);
    if critical || (strict && unknown) {
        ExitStatus::CheckCritical
    } else if unknown {
        ExitStatus::CheckWarnings
    } else {
        reading
    }
}
