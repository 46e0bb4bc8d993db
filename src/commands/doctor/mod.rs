//! `doctor`: checks everything an installation needs, in order of need, and says what to do.
//!
//! Pitfall: this command is needed when something is broken, so nothing here ends the run: a failure is a finding.
//! Nothing is sent to a token, and nothing is left on the disk.

mod cards;
mod drivers;
mod files;
mod surroundings;

use super::Context;
use super::reading::{Scope, Wanted, document, read};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::driver::discover::{Sources, discover, service_state};
use crate::report::doctor::{Doctor, Finding};
use crate::report::{Envelope, Kind};
use crate::text::problem::say_note;

pub use surroundings::Surroundings;

/// The problem with the config, and what to do.
pub type ConfigFault = (Phrase, Option<Phrase>);

/// Checks everything.
///
/// # Errors
/// Ctrl-C.
pub fn examine(
    context: &Context<'_>,
    surroundings: &Surroundings,
    config: Option<ConfigFault>,
) -> raised::Result<Doctor> {
    let discovery = discover(&Sources::of_machine(context.environment, context.config, &context.modules));
    let wanted = discovery.drivers.iter().cloned().map(Wanted::all);
    let mut served = read(context, wanted.collect(), Scope::default())?;
    let inventory = document(context, Kind::Doctor, &mut served);
    let service = service_state(context.environment);

    let mut findings: Vec<Finding> = vec![surroundings::system(context)];
    findings.extend(cards::service(service, &served, &inventory));
    findings.extend(cards::readers(context, service, &inventory));
    findings.extend(drivers::drivers(context, &inventory));
    findings.extend(drivers::passed_over(&discovery, &inventory));
    findings.extend(drivers::p11_kit(&discovery, &inventory));
    findings.push(files::config(context, config));
    let (journal, folder, last) = files::journal(context);
    findings.extend(journal);
    findings.push(surroundings::clock(context, last));
    findings.push(surroundings.language(context));
    findings.push(surroundings.terminal());
    findings.extend(files::disk(context, folder.as_deref()));
    for finding in &mut findings {
        say_note(&mut finding.what);
        finding.remedy.iter_mut().for_each(say_note);
    }
    Ok(Doctor { envelope: Envelope::new(Kind::Doctor, context.now), findings })
}
