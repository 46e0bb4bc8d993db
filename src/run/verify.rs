//! `verify`: from the command line to the judgement, and to the exit status.

use super::office::{Read, with};
use super::settings::Settings;
use super::{output, redact};
use crate::cli::verify::{BasisArgs, RevocationArgs, VerifyCertificatesArgs};
use crate::cli::{Format, UsageError};
use crate::commands;
use crate::commands::verify::{Basis, VerifyRequest};
use crate::failure::ExitStatus;
use crate::render::table;
use crate::report::inventory::Inventory;
use crate::report::verify::VerifySummary;

/// 0 where all are effective, 10 where something is unknown, 11 where one is not effective; 1 where a driver failed.
pub(super) fn verify(
    settings: &Settings<'_>,
    arguments: &VerifyCertificatesArgs,
    read: Read<'_>,
) -> anyhow::Result<u8> {
    let format = output::format(settings, &[Format::Table, Format::Json])?;
    let plugged_in = arguments.files.is_empty() || settings.global.token.is_some();
    let (inventory, reading) = if !arguments.from.is_empty() {
        let (inventory, status) = super::reading::saved(settings, &arguments.from)?;
        (Some(inventory), status)
    } else if plugged_in {
        let (inventory, status) = read()?;
        (Some(inventory), status)
    } else {
        (None, ExitStatus::Done)
    };
    let request =
        VerifyRequest { files: &arguments.files, inventory: inventory.as_ref(), basis: &basis(&arguments.basis) };
    let (report, remarks) = with(settings, |context| commands::verify::run(context, &request))?;
    let report = redact::shown(settings, report);
    let bytes = match format {
        Format::Json => output::document(&report)?,
        _ => table::verify(&report, &output::style(settings)).into_bytes(),
    };
    output::write(settings, &bytes)?;
    for remark in remarks {
        output::remark(settings, &remark);
    }
    let reading = if report.unread.is_empty() { reading } else { ExitStatus::Failed };
    Ok(status(&report.summary, arguments.strict, reading).number())
}

/// Judges an inventory where `--revocation` asks for it.
pub(super) fn judge(
    settings: &Settings<'_>,
    arguments: &RevocationArgs,
    inventory: &mut Inventory,
) -> anyhow::Result<()> {
    if !arguments.revocation {
        return Ok(());
    }
    let basis = basis(&arguments.basis);
    for remark in with(settings, |context| commands::revocation::judge(context, inventory, &basis))? {
        output::remark(settings, &remark);
    }
    Ok(())
}

/// Refuses what would be without effect, before a token is read.
pub(super) fn check_basis(arguments: &RevocationArgs) -> Result<(), UsageError> {
    let idle = !arguments.revocation && arguments.basis != BasisArgs::default();
    if idle { Err(UsageError::BasisWithoutRevocation) } else { Ok(()) }
}

/// What the options say a judgement may rest on.
pub(super) fn basis(arguments: &BasisArgs) -> Basis {
    Basis {
        trust: arguments.trust.clone(),
        intermediate: arguments.intermediate.clone(),
        crls: arguments.crl.clone(),
        offline: arguments.offline,
        no_ocsp: arguments.no_ocsp,
        no_crl: arguments.no_crl,
        proxy: arguments.proxy.clone(),
        max_age: arguments.max_age,
        allow_private: arguments.allow_private_urls,
    }
}

fn status(summary: &VerifySummary, strict: bool, reading: ExitStatus) -> ExitStatus {
    let unknown = summary.unknown > 0;
    if summary.not_effective > 0 || (strict && unknown) {
        ExitStatus::CheckCritical
    } else if unknown {
        ExitStatus::CheckWarnings
    } else {
        reading
    }
}
