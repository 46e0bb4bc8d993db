//! One operation on one token: a session, the guard, the PIN call, and what follows it.
//!
//! The guard checks the token after C_OpenSession and immediately before each PIN call, so that nothing slow happens in
//! between. Secrets are wiped as soon as the last PIN call has returned. Nothing is retried, and the first failed call
//! ends the operation.

use zeroize::Zeroizing;

use super::Voice;
use super::read::mechanisms;
use crate::domain::tlv::hex;
use crate::driver::pkcs11::{Fault, Module, Session, User, is_cancelled};
use crate::driver::protocol::{
    Act, Deed, FaultScope, NewCertificate, Prove, ReadObjects, Reply, Signed, SlotDone, SlotReading,
};
use crate::driver::rv::Rv;
use crate::report::pin::SignatureSkipped;

/// The secrets of an operation, in order; none if they are typed on the reader.
pub(super) type Secrets = Vec<Zeroizing<Vec<u8>>>;

/// Carries out one operation. The signatures are those of a proof; `None` if the operation was cancelled, which the
/// watcher reports. `kept` is the session left open by a reading; operations without a login have no other.
pub(super) fn once(
    module: &Module,
    act: &Act,
    secrets: Secrets,
    voice: &Voice,
    kept: &mut Option<Session>,
) -> Option<Vec<Signed>> {
    let deed = InProgress { module, act, voice };
    let signed = match &act.deed {
        Deed::Sign(_) | Deed::Create(_) | Deed::Destroy(_) | Deed::Complete(_) | Deed::Leave => {
            deed.go_on(*kept, &secrets)
        }
        Deed::InitToken(label) => deed.init_token(label, &secrets),
        _ => deed.carry_out(secrets, kept),
    };
    let signed = signed.unwrap_or_default();
    (!is_cancelled()).then_some(signed)
}

/// The error for an operation without a session to continue in.
fn no_session() -> Fault {
    Fault { call: "C_OpenSession", rv: Rv::SESSION_HANDLE_INVALID }
}

/// The error if no object has the requested bytes.
fn nothing_found() -> Fault {
    Fault { call: "C_FindObjects", rv: Rv::OBJECT_HANDLE_INVALID }
}

pub(super) struct InProgress<'a> {
    pub(super) module: &'a Module,
    pub(super) act: &'a Act,
    pub(super) voice: &'a Voice,
}

impl InProgress<'_> {
    /// `None` if a call failed or was withheld, which has been reported.
    fn carry_out(&self, secrets: Secrets, kept: &mut Option<Session>) -> Option<Vec<Signed>> {
        let mut reading = SlotReading { slot: self.act.slot, ..SlotReading::default() };
        let mut done = SlotDone { slot: self.act.slot, ..SlotDone::default() };
        let reads = matches!(self.act.deed, Deed::Read(_));
        if reads {
            self.describe(&mut reading, &mut done);
        }
        let read_write = match self.act.deed {
            Deed::Read(read) => read.stays,
            Deed::VerifyUser | Deed::Prove(_) | Deed::Look => false,
            _ => true,
        };
        let session = self.module.open_session(self.act.slot, read_write);
        self.say("C_OpenSession", session.map(|_| ()))?;
        let session = session.ok()?;
        let secret = |at: usize| secrets.get(at).map(|secret| secret.as_slice());
        let user = match self.act.deed {
            Deed::VerifySo | Deed::InitPin | Deed::SetPinSo | Deed::EnterSo => Some(User::SecurityOfficer),
            Deed::VerifyUser
            | Deed::SetPinUser
            | Deed::Prove(_)
            | Deed::Read(_)
            | Deed::Generate(_)
            | Deed::DeleteKey(_) => Some(User::Holder),
            Deed::SetPinPublic
            | Deed::Look
            | Deed::Challenge
            | Deed::Complete(_)
            | Deed::Sign(_)
            | Deed::Create(_)
            | Deed::Destroy(_)
            | Deed::Leave
            | Deed::InitToken(_) => None,
        };
        if let Some(user) = user {
            self.guard(session, reads.then_some(&mut reading))?;
            let login = self.module.login(session, user, secret(0));
            if reads {
                done.login = Some(login.map_or_else(|fault| fault.rv, |()| Rv::OK));
            }
            let called = self.say("C_Login", login);
            // A driver that another program logged in to lets its objects be read.
            let goes_on = called.is_some() || reads && done.login == Some(Rv::USER_ALREADY_LOGGED_IN);
            if !goes_on {
                if reads && !is_cancelled() {
                    self.voice.say(&Reply::SlotDone(done));
                }
                return None;
            }
        }
        match &self.act.deed {
            Deed::VerifyUser | Deed::VerifySo => {}
            Deed::EnterSo => *kept = Some(session),
            Deed::Look => self.guard(session, Some(&mut reading))?,
            Deed::Challenge => {
                self.guard(session, None)?;
                let challenge = self.module.unlock_challenge(session);
                self.say("ETC_UnlockGetChallenge", challenge.as_ref().map(|_| ()).map_err(|fault| *fault))?;
                self.voice.say(&Reply::Challenge(hex(&challenge.unwrap_or_default())));
                *kept = Some(session);
            }
            Deed::InitPin => {
                self.guard(session, None)?;
                self.say("C_InitPIN", self.module.init_pin(session, secret(1)))?;
            }
            Deed::SetPinPublic | Deed::SetPinUser | Deed::SetPinSo => {
                self.guard(session, None)?;
                self.say("C_SetPIN", self.module.set_pin(session, secret(0), secret(1)))?;
            }
            Deed::Prove(proves) => {
                drop(secrets);
                return self.sign_each(session, proves);
            }
            Deed::Generate(new) => {
                drop(secrets);
                self.generate(session, new)?;
            }
            Deed::DeleteKey(id) => {
                drop(secrets);
                self.delete_key(session, id)?;
            }
            Deed::Read(read) => {
                drop(secrets);
                self.read(session, *read, done);
                *kept = read.stays.then_some(session);
            }
            // They continue in an open session or need none, and never come here.
            Deed::Sign(_)
            | Deed::Create(_)
            | Deed::Destroy(_)
            | Deed::Complete(_)
            | Deed::Leave
            | Deed::InitToken(_) => {}
        }
        Some(Vec::new())
    }

    /// An operation in the session left open by a reading or a challenge: without one nothing is done.
    fn go_on(&self, kept: Option<Session>, secrets: &Secrets) -> Option<Vec<Signed>> {
        let Some(session) = kept.filter(|session| session.slot() == self.act.slot) else {
            return self.say("C_OpenSession", Err(no_session())).map(|()| Vec::new());
        };
        if self.act.deed == Deed::Leave {
            // A logout does no harm to any other token.
            return self.say("C_Logout", self.module.logout(session)).map(|()| Vec::new());
        }
        self.guard(session, None)?;
        match &self.act.deed {
            Deed::Sign(proves) => return self.sign_each(session, proves),
            Deed::Create(new) => self.create(session, new)?,
            Deed::Complete(tries) => {
                let secret = |at: usize| secrets.get(at).map_or(&[][..], |secret| secret.as_slice());
                let completed = self.module.unlock_complete(session, secret(0), secret(1), *tries);
                self.say("ETC_UnlockComplete", completed)?;
            }
            Deed::Destroy(doomed) => {
                let objects = self.module.objects_of(session, doomed);
                let found = objects.as_ref().map_or_else(
                    |fault| Err(*fault),
                    |objects| {
                        if objects.is_empty() { Err(nothing_found()) } else { Ok(()) }
                    },
                );
                if found.is_err() {
                    self.say("C_FindObjects", found)?;
                }
                for object in objects.unwrap_or_default() {
                    self.say("C_DestroyObject", self.module.destroy(session, object))?;
                }
            }
            _ => {}
        }
        Some(Vec::new())
    }

    /// C_CreateObject; again with issuer and serial if the token reports that the template is incomplete.
    fn create(&self, session: Session, new: &NewCertificate) -> Option<()> {
        let created = self.module.create_certificate(session, new, false);
        if created.is_err_and(|fault| fault.rv == Rv::TEMPLATE_INCOMPLETE) {
            self.guard(session, None)?;
            return self.say("C_CreateObject", self.module.create_certificate(session, new, true));
        }
        self.say("C_CreateObject", created)
    }

    /// The slot of a reading, before its token.
    fn describe(&self, reading: &mut SlotReading, done: &mut SlotDone) {
        match self.module.slot_info(self.act.slot) {
            Ok(state) => {
                reading.description = Some(state.description);
                reading.manufacturer = Some(state.manufacturer);
            }
            Err(fault) => done.add(FaultScope::Slot, fault),
        }
    }

    /// Checks the token; `None`, and nothing is sent, if it is not the intended one. A reading receives its identity.
    pub(super) fn guard(&self, session: Session, reading: Option<&mut SlotReading>) -> Option<()> {
        let token = match self.module.look(session, &self.act.guard) {
            Ok(token) => token,
            Err(withheld) => {
                self.voice.say(&Reply::Withheld(withheld));
                return None;
            }
        };
        if let Some(reading) = reading {
            reading.token = Some(token);
            self.voice.say(&Reply::Slot(Box::new(std::mem::take(reading))));
        }
        Some(())
    }

    /// Reports what a call returned; `None` if it failed.
    pub(super) fn say(&self, call: &str, result: Result<(), Fault>) -> Option<()> {
        let rv = result.map_or_else(|fault| fault.rv, |()| Rv::OK);
        if is_cancelled() {
            return None;
        }
        self.voice.say(&Reply::Called(call.to_owned(), rv));
        rv.is_ok().then_some(())
    }

    /// One signature after another. A failed call says nothing about the other keys, and signing uses no try.
    fn sign_each(&self, session: Session, proves: &[Prove]) -> Option<Vec<Signed>> {
        let mut signed = Vec::new();
        for prove in proves {
            signed.push(match self.module.sign(session, prove) {
                Ok(Signed::Done(signature)) => {
                    self.say("C_Sign", Ok(()))?;
                    Signed::Done(signature)
                }
                Ok(skipped) => skipped,
                Err(fault) => {
                    self.voice.say(&Reply::Called(fault.call.to_owned(), fault.rv));
                    Signed::Skipped(SignatureSkipped::CallFailed)
                }
            });
        }
        Some(signed)
    }

    fn read(&self, session: Session, read: ReadObjects, mut done: SlotDone) {
        let slot = done.slot;
        if read.mechanisms {
            mechanisms(self.module, &mut done);
        }
        if read.objects {
            self.module
                .read_in(session, &mut done, false, &mut |objects| self.voice.say(&Reply::Objects(slot, objects)));
        }
        self.voice.say(&Reply::SlotDone(done));
    }
}
