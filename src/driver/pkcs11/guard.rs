//! Checks a token immediately before a PIN call: is it the token that the PIN is meant for, and may a PIN be sent?
//!
//! Pitfall: with some drivers a session can outlive the token it was opened on. The check is therefore made after
//! C_OpenSession, and again before each further PIN call.

use cryptoki_sys::CKA_VALUE;
use sha2::{Digest, Sha256};

use super::attributes::{Value, Wanted};
use super::find::Session;
use super::module::{Fault, Module};
use crate::domain::tlv::hex;
use crate::driver::protocol::{CertificateMark, Class, Guard, TokenReading, Withheld};

/// The maximum number of certificates that are searched for the known one.
const MAX_CERTIFICATES: usize = 256;

const VALUE: Wanted = Wanted { kind: CKA_VALUE, name: "CKA_VALUE", room: 6143 };

/// What could not be checked.
fn unread(fault: Fault) -> Box<Withheld> {
    Box::new(Withheld::Unread(fault.into()))
}

impl Module {
    /// The token of a session, if it is the guard's and no flag forbids the call.
    ///
    /// # Errors
    /// Why the call must not be made.
    pub fn look(&self, session: Session, guard: &Guard) -> Result<TokenReading, Box<Withheld>> {
        let token = self.look_at(session.slot, guard)?;
        let Some(certificate) = &guard.certificate else { return Ok(token) };
        match self.holds(session, certificate) {
            Ok(true) => Ok(token),
            Ok(false) => Err(Box::new(Withheld::Certificate(token))),
            // A session dies with its token: the token there now says more than the call that failed.
            Err(fault) => Err(match self.token_info(session.slot) {
                Ok(Some(now)) if guard.is_of(&now) && guard.allows(&now) => unread(fault),
                Ok(now) => Box::new(Withheld::Token(now)),
                Err(_the_first_fault_is_told) => unread(fault),
            }),
        }
    }

    /// The same for the token in a slot, without its certificate, which only a session shows.
    ///
    /// # Errors
    /// Why the call must not be made.
    pub fn look_at(&self, slot: u64, guard: &Guard) -> Result<TokenReading, Box<Withheld>> {
        match self.token_info(slot).map_err(unread)? {
            None => Err(Box::new(Withheld::Token(None))),
            Some(token) if guard.is_of(&token) && guard.allows(&token) => Ok(token),
            Some(token) => Err(Box::new(Withheld::Token(Some(token)))),
        }
    }

    /// Whether this certificate is on the token.
    fn holds(&self, session: Session, mark: &CertificateMark) -> Result<bool, Fault> {
        let found = self.find(session, Class::Certificate, None)?;
        let mut buffer = Vec::new();
        for handle in found.handles.into_iter().take(MAX_CERTIFICATES) {
            let values = self.attributes(session, handle, &[VALUE], &mut buffer)?;
            if let Some(Value::Bytes(value)) = values.first()
                && value.get(..mark.length).is_some_and(|der| hex(&Sha256::digest(der)) == mark.sha256)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
