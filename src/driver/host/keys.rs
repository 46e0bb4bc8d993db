//! Generates and deletes key pairs, and initialises tokens.
//!
//! Pitfall: objects that are visible only after the login are checked here, immediately before the call: an id that is
//! in use, a key that is missing or not unique.

use super::act::{InProgress, Secrets};
use crate::driver::pkcs11::Session;
use crate::driver::protocol::{NewKeyPair, Object, Reply, Withheld};

impl InProgress<'_> {
    /// C_GenerateKeyPair, if no object has the id, and the attributes of the new public key.
    pub(super) fn generate(&self, session: Session, new: &NewKeyPair) -> Option<()> {
        self.guard(session, None)?;
        match self.module.is_in_use(session, &new.id) {
            Ok(false) => {}
            Ok(true) => return self.withhold(Withheld::IdInUse),
            Err(fault) => return self.withhold(Withheld::Unread(fault.into())),
        }
        let made = self.module.generate(session, new);
        self.say("C_GenerateKeyPair", made.as_ref().map(|_key| ()).map_err(|fault| *fault))?;
        // It is generated; if it cannot be read here, a new host reads it.
        if let Ok(Ok(object)) = made.map(|key| self.module.public_key(session, &key)) {
            self.voice.say(&Reply::Objects(self.act.slot, vec![object]));
        }
        Some(())
    }

    /// C_DestroyObject of a private key, then of its public key.
    pub(super) fn delete_key(&self, session: Session, id: &str) -> Option<()> {
        self.guard(session, None)?;
        let keys = match self.module.keys_of(session, id) {
            Ok(keys) => keys,
            Err(fault) => return self.withhold(Withheld::Unread(fault.into())),
        };
        let classes = keys.classes();
        if classes.is_empty() {
            return self.withhold(Withheld::NoSuchKey);
        }
        if keys.is_ambiguous() {
            return self.withhold(Withheld::SeveralKeys);
        }
        let objects = classes.into_iter().map(|class| Object { class, id: Some(id.to_owned()), ..Object::default() });
        self.voice.say(&Reply::Objects(self.act.slot, objects.collect()));
        for key in keys.handles() {
            self.say("C_DestroyObject", self.module.destroy_key(session, key))?;
        }
        Some(())
    }

    /// C_InitToken, which needs no session; one is opened before it only if nothing but a certificate identifies the
    /// token.
    pub(super) fn init_token(&self, label: &str, secrets: &Secrets) -> Option<Vec<crate::driver::protocol::Signed>> {
        if self.act.guard.certificate.is_some() {
            let session = self.module.open_session(self.act.slot, false);
            self.say("C_OpenSession", session.map(|_| ()))?;
            let session = session.ok()?;
            self.guard(session, None)?;
            self.say("C_CloseSession", self.module.close_session(session))?;
        }
        if let Err(withheld) = self.module.look_at(self.act.slot, &self.act.guard) {
            return self.withhold(*withheld).map(|()| Vec::new());
        }
        let secret = secrets.first().map(|secret| secret.as_slice());
        self.say("C_InitToken", self.module.init_token(self.act.slot, secret, label))?;
        Some(Vec::new())
    }

    /// Says why the next call is not made.
    fn withhold(&self, why: Withheld) -> Option<()> {
        self.voice.say(&Reply::Withheld(Box::new(why)));
        None
    }
}
