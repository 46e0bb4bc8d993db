//! `roster template --from`: the holders' data from tokens, as rows of a staff list.
//!
//! May import `report` and `domain`. Pitfall: a certificate of a public CA does not belong to a person in this list.

use super::Context;
use super::gather::rules;
use crate::domain::roster::{Entry, HolderKind};
use crate::report::holders::{Holder, Holders};
use crate::report::inventory::Inventory;

/// One row for each holder of a current government certificate.
pub fn entries(context: &Context<'_>, inventory: &Inventory) -> Vec<Entry> {
    let rules = rules(context);
    let holders = Holders::new(inventory, None, &rules);
    let wanted = |holder: &&Holder<'_>| holder.is_government && holder.counts() && holder.name().is_some();
    holders.all.iter().filter(wanted).map(|holder| entry(context, holder)).collect()
}

fn entry(context: &Context<'_>, holder: &Holder<'_>) -> Entry {
    let certificate = holder.certificate;
    let subject = certificate.subject.as_ref();
    let identifier = |kinds: &[&str]| {
        let identifiers = &subject?.identifiers;
        let found = identifiers.iter().find(|one| one.kind.as_deref().is_some_and(|kind| kinds.contains(&kind)));
        found.map(|one| one.value.clone())
    };
    let kind = holder.kind();
    let is_person = kind == HolderKind::Person;
    Entry {
        kind,
        name: holder.name().unwrap_or_default().to_owned(),
        identity_number: identifier(&["CCCD", "CMND"]),
        title: subject.and_then(|subject| subject.title.clone()),
        unit: holder.unit().filter(|_| is_person).map(str::to_owned),
        province: subject.and_then(|subject| subject.locality.clone()),
        email: certificate.emails.first().cloned(),
        device_serial: holder.token.identity.serial.clone(),
        certificate_serial: certificate.serial_number.clone(),
        valid_until: certificate.not_after.map(|end| end.day_in(&context.zone)),
        tax_code: identifier(&["MST"]),
        budget_code: identifier(&["MNS"]),
        ..Entry::default()
    }
}
