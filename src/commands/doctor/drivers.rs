//! The drivers: which work, which fail and why, and which were skipped.

use std::path::Path;

use super::super::Context;
use super::cards::has_token;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::domain::selector::Which;
use crate::domain::situation::Situation;
use crate::driver::discover::{Discovery, NoDriver, P11KitRemark, PassedOver, Reason};
use crate::report::doctor::{Area, Finding};
use crate::report::inventory::{Driver, DriverStatus, FoundBy, Inventory};
use crate::text::problem::{failure_phrase, phrase};

/// Each driver with the tokens it serves or why it fails.
pub(super) fn drivers(context: &Context<'_>, inventory: &Inventory) -> Vec<Finding> {
    inventory.drivers.iter().flat_map(|driver| one(context, driver)).collect()
}

fn one(context: &Context<'_>, driver: &Driver) -> Vec<Finding> {
    let said = |id| Phrase::new(id).with("path", &driver.path);
    // The remark names the cause and the config lines that exclude the driver.
    let remark = driver.notes.iter().find_map(|note| note.phrase.clone());
    let mut findings = Vec::new();
    match driver.status {
        DriverStatus::Ok | DriverStatus::Partial => {
            let library = [&driver.library, &driver.library_version].into_iter().flatten();
            let library: Vec<_> = library.map(String::as_str).collect();
            let tokens = driver.tokens.unwrap_or_default();
            let what = said("doctor-driver-serves").with("library", library.join(" ")).with("count", tokens);
            findings.push(Finding::good(Area::Driver, what));
        }
        DriverStatus::Unused => {
            let what = remark.clone().map(|remark| said("doctor-driver-fails").with("failure", remark));
            findings.extend(what.map(|what| Finding::bad(Area::Driver, Severity::Note, what)));
        }
        DriverStatus::Hung | DriverStatus::Crashed | DriverStatus::Unloadable | DriverStatus::Failed => {}
    }
    for failure in driver.failures() {
        let what = said("doctor-driver-fails").with("failure", failure_phrase(failure));
        let named = (!context.modules.is_empty()).then_some(&driver.path);
        let remedy = remark.clone().or_else(|| Some(Which::new(None, named).hint("doctor-driver-remedy")));
        findings.push(Finding::bad(Area::Driver, Severity::Critical, what).remedy(remedy));
    }
    findings.extend(driver.problems.iter().map(|problem| {
        let problem_is = phrase(problem, context.texts, &context.zone);
        Finding::bad(Area::Driver, problem.severity, said("doctor-driver-fails").with("failure", problem_is))
    }));
    findings
}

/// Reports that there are no drivers, and drivers for another word size or processor.
pub(super) fn passed_over(discovery: &Discovery, inventory: &Inventory) -> Vec<Finding> {
    let mut findings: Vec<_> = NoDriver::of(discovery).iter().map(missing).collect();
    // If tokens are read, drivers of the other word size need no action.
    let severity = if has_token(inventory) { Severity::Note } else { Severity::Warning };
    for PassedOver { reason, .. } in &discovery.passed_over {
        if let Reason::Header(fault) = reason
            && reason.is_wrong_architecture()
        {
            findings.push(Finding::bad(Area::OtherArchitecture, severity, fault.phrase()).remedy(fault.hint()));
        }
    }
    findings
}

fn missing(nothing: &NoDriver) -> Finding {
    Finding::bad(Area::Driver, Severity::Critical, nothing.phrase()).remedy(nothing.hint())
}

/// What p11-kit's configuration adds, and which of its files could not be used.
pub(super) fn p11_kit(discovery: &Discovery, inventory: &Inventory) -> Vec<Finding> {
    let count = inventory.drivers.iter().filter(|driver| driver.found_by == FoundBy::P11Kit).count();
    let mut findings = vec![Finding::good(Area::P11Kit, Phrase::new("doctor-p11-kit").with("count", count))];
    findings.extend(discovery.remarks.iter().map(p11_kit_remark));
    for PassedOver { path, reason } in &discovery.passed_over {
        let said = |id, configuration: &String| {
            Phrase::new(id).with("path", path.display().to_string()).with("file", configuration)
        };
        findings.push(match reason {
            Reason::Configuration { configuration } => {
                Finding::bad(Area::P11Kit, Severity::Warning, said("doctor-p11-kit-broken", configuration))
                    .remedy(Phrase::new("doctor-p11-kit-remedy"))
            }
            Reason::NotEnabled { configuration } => {
                Finding::bad(Area::P11Kit, Severity::Note, said("doctor-p11-kit-not-enabled", configuration))
            }
            Reason::Remote { configuration } => {
                Finding::bad(Area::P11Kit, Severity::Note, said("doctor-p11-kit-remote", configuration))
            }
            Reason::Header(_) | Reason::Twin | Reason::Disabled | Reason::Aggregate => continue,
        });
    }
    findings
}

fn p11_kit_remark(remark: &P11KitRemark) -> Finding {
    let said = |id, file: &Path| Phrase::new(id).with("file", file.display().to_string());
    let bad = |severity, what| Finding::bad(Area::P11Kit, severity, what);
    let unread = |what| bad(Severity::Warning, what).remedy(Phrase::new("doctor-p11-kit-remedy"));
    match remark {
        P11KitRemark::Unread(file) => unread(said("doctor-p11-kit-unread", file)),
        P11KitRemark::UnreadSettings(file) => unread(said("doctor-p11-kit-unread-settings", file)),
        P11KitRemark::Line { file, line } => {
            bad(Severity::Note, said("doctor-p11-kit-line", file).with("line", line.to_string()))
        }
        P11KitRemark::UserConfig(file) => bad(Severity::Note, said("doctor-p11-kit-user-config", file)),
        P11KitRemark::Critical { file, library } => {
            let what = said("doctor-p11-kit-critical", file).with("path", library.display().to_string());
            bad(Severity::Note, what)
        }
    }
}
