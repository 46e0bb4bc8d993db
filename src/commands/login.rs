//! One login for reading, on exactly one token, once: through the same entry point as every other PIN call.

use super::Context;
use super::pin::attempt::attempt;
use super::pin::spec::Spec;
use super::pin::{Allowed, Desk, look_for_mark};
use super::reading::{Reading, Scope, Served, document, finish};
use super::select::one_token;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::driver::protocol::{Deed, ReadObjects};
use crate::interact::secret::{SecretSource, Sources};
use crate::journal::attempt::Action;
use crate::report::Kind;
use crate::report::inventory::Inventory;

/// How to log in.
pub struct LoginRequest<'a> {
    /// Where the user PIN comes from.
    pub source: SecretSource,
    /// What was explicitly allowed.
    pub allowed: Allowed,
    /// Where secrets are read from.
    pub sources: Sources<'a>,
    /// Receives warnings about the source of the PIN.
    pub warn: &'a mut dyn FnMut(&Phrase),
}

/// Logs in to the one selected token and reads it.
pub fn read_with_login(
    context: &Context<'_>,
    kind: Kind,
    scope: Scope,
    mut request: LoginRequest<'_>,
) -> raised::Result<(Inventory, Reading)> {
    let mut chosen = one_token(context)?;
    look_for_mark(context, &mut chosen);
    let what = ReadObjects { objects: scope.objects, mechanisms: scope.mechanisms, stays: false };
    let spec = Spec::login(Action::Login, Deed::Read(what));
    // A reading shows nothing that the user must see at once.
    let mut insist = |_: &Phrase| {};
    let mut desk = Desk {
        context,
        sources: request.sources.lent(),
        yes: false,
        allowed: request.allowed,
        keep: None,
        tell: &mut *request.warn,
        insist: &mut insist,
    };
    let attempted = attempt(&mut desk, &chosen, &spec, &request.source, None);
    if let Some(error) = attempted.error {
        return Err(error);
    }
    context.refuse_interrupted()?;
    let mut served = vec![Served { found: chosen.found, reading: attempted.reading, doors: Vec::new() }];
    let mut inventory = document(context, kind, &mut served);
    // The PIN was correct; if the driver failed later, what it returned until then is reported.
    inventory.tokens.iter_mut().for_each(|token| token.logged_in = true);
    finish(context, &mut inventory);
    Ok((inventory, Reading { discovery: chosen.discovery, served }))
}
