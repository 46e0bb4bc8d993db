//! The smart card service, the readers, and cards that no driver recognises.

use super::super::Context;
use super::super::readers::{found_no_reader, may_use_pcsc};
use super::super::reading::Served;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::domain::reader::is_same_reader;
use crate::driver::client;
use crate::driver::discover::Service;
use crate::report::doctor::{Area, Finding};
use crate::report::inventory::Inventory;

/// The service without which every reader is invisible; it matters if a driver may need it.
pub(super) fn service(service: Option<Service>, served: &[Served], inventory: &Inventory) -> Option<Finding> {
    let service = service?;
    let is_needed = served.iter().any(|one| found_no_reader(one) || may_have_failed_for_it(one));
    let severity = match has_token(inventory) {
        _ if !is_needed => Severity::Note,
        true => Severity::Warning,
        false => Severity::Critical,
    };
    let finding = Finding::bad(Area::SmartCardService, severity, service.phrase());
    Some(match service {
        Service::Running => Finding::good(Area::SmartCardService, service.phrase()),
        Service::Stopped => finding.remedy(remedy("doctor-start-service", "doctor-start-service-windows")),
        Service::Silent => finding.remedy(Phrase::new("doctor-restart-service")),
        Service::Missing => finding.remedy(remedy("doctor-install-service", "doctor-install-service-windows")),
    })
}

/// Whether a driver that may serve cards failed as a whole, as some do without the service.
fn may_have_failed_for_it(one: &Served) -> bool {
    may_use_pcsc(&one.found) && one.reading.as_ref().is_some_and(|reading| reading.failure.is_some())
}

fn remedy(unix: &'static str, windows: &'static str) -> Phrase {
    Phrase::new(if cfg!(windows) { windows } else { unix })
}

/// Every reader that the service shows, and whether the card in it was read.
pub(super) fn readers(context: &Context<'_>, service: Option<Service>, inventory: &Inventory) -> Vec<Finding> {
    if service != Some(Service::Running) {
        return Vec::new();
    }
    let Some(readers) = client::readers(&context.launcher) else {
        let what = Phrase::new("doctor-readers-unknown");
        return vec![Finding::bad(Area::Reader, Severity::Warning, what).remedy(Phrase::new("doctor-restart-service"))];
    };
    if readers.is_empty() {
        let severity = if has_token(inventory) { Severity::Note } else { Severity::Warning };
        let finding = Finding::bad(Area::Reader, severity, Phrase::new("doctor-no-reader"));
        return vec![finding.remedy(Phrase::new("doctor-plug-in"))];
    }
    readers.iter().filter_map(|reader| one(&reader.name, reader.holds_card, inventory)).collect()
}

/// Whether any token was read: a failure then only affects other tokens.
pub(super) fn has_token(inventory: &Inventory) -> bool {
    inventory.tokens.iter().any(|token| token.initialized)
}

/// A reader; `None` if a driver's failure names it already.
fn one(name: &str, holds_card: bool, inventory: &Inventory) -> Option<Finding> {
    let said = |id| Phrase::new(id).with("reader", name);
    if !holds_card {
        let finding = Finding::bad(Area::Reader, Severity::Note, said("doctor-reader-empty"));
        return Some(finding.remedy(Phrase::new("doctor-insert-card")));
    }
    let is_here = |reader: &Option<String>| reader.as_deref().is_some_and(|reader| is_same_reader(reader, name));
    if let Some(token) = inventory.tokens.iter().find(|token| is_here(&token.identity.reader)) {
        return Some(Finding::good(Area::Card, said("doctor-card-read").with("path", &token.driver)));
    }
    let mut failures = inventory.drivers.iter().flat_map(|driver| &driver.slot_failures);
    if failures.any(|failure| is_here(&failure.reader)) {
        return None;
    }
    let finding = Finding::bad(Area::Card, Severity::Warning, said("doctor-card-unknown"));
    Some(finding.remedy(Phrase::new("doctor-install-driver")))
}
