//! Puts tokens into SoftHSM2 through the crate cryptoki. Knows the catalogue's types, not its contents.
//!
//! Pitfall: C_InitToken turns the one blank slot into a token; C_GetSlotList must be called again before the next.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use crate::catalogue::{Object, Token};

/// The user PIN of every demo token.
pub const USER_PIN: &str = "Demo1234";
/// The security officer's PIN of every demo token.
pub const SO_PIN: &str = "DemoSO1234";

pub struct Module(Pkcs11);

impl Module {
    /// Loads the module; `SOFTHSM2_CONF` must already name the configuration.
    pub fn load(path: &Path) -> Result<Self> {
        let module = Pkcs11::new(path).with_context(|| format!("loading {}", path.display()))?;
        module
            .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
            .context("C_Initialize (is SOFTHSM2_CONF readable?)")?;
        Ok(Self(module))
    }

    /// Makes the token and returns the serial number it drew.
    pub fn make(&self, token: &Token) -> Result<String> {
        let slot = self.blank_slot()?;
        let session = self.blank_token(slot, token)?;
        for object in &token.objects {
            store(&session, object).with_context(|| format!("storing an object on `{}`", token.label))?;
        }
        drop(session);
        if token.wrong_try {
            self.spend_a_try(slot, token)?;
        }
        let information = self.0.get_token_info(slot).context("C_GetTokenInfo")?;
        Ok(information.serial_number().to_owned())
    }

    /// A new token with its PINs, and a user session.
    fn blank_token(&self, slot: Slot, token: &Token) -> Result<Session> {
        let (so_pin, user_pin) = (AuthPin::new(SO_PIN.into()), AuthPin::new(USER_PIN.into()));
        self.0.init_token(slot, &so_pin, &token.label).with_context(|| format!("C_InitToken for `{}`", token.label))?;
        let session = self.0.open_rw_session(slot).context("C_OpenSession")?;
        if token.user_pin {
            session.login(UserType::So, Some(&so_pin)).context("C_Login of the security officer")?;
            session.init_pin(&user_pin).context("C_InitPIN")?;
            session.logout().context("C_Logout")?;
            session.login(UserType::User, Some(&user_pin)).context("C_Login of the user")?;
        } else if !token.objects.is_empty() {
            bail!("`{}` has objects but no user PIN to store them with", token.label);
        }
        Ok(session)
    }

    fn blank_slot(&self) -> Result<Slot> {
        // The blank slot is the last of the list: searching from the front, a hundred tokens would take a hundred lookups.
        for slot in self.0.get_slots_with_token().context("C_GetSlotList")?.into_iter().rev() {
            if !self.0.get_token_info(slot).context("C_GetTokenInfo")?.token_initialized() {
                return Ok(slot);
            }
        }
        Err(anyhow!("SoftHSM offers no blank slot"))
    }

    fn spend_a_try(&self, slot: Slot, token: &Token) -> Result<()> {
        let session = self.0.open_rw_session(slot).context("C_OpenSession")?;
        match session.login(UserType::User, Some(&AuthPin::new("wrong-on-purpose".into()))) {
            Err(Error::Pkcs11(RvError::PinIncorrect, _)) => Ok(()),
            Err(error) => Err(error).context("a wrong try"),
            Ok(()) => bail!("a wrong PIN was accepted on `{}`", token.label),
        }
    }

    pub fn finish(self) -> Result<()> {
        self.0.finalize().context("C_Finalize")
    }
}

fn store(session: &Session, object: &Object) -> Result<()> {
    match object {
        Object::Certificate { der, subject, issuer, serial, id, label } => {
            let template = [
                Attribute::Class(ObjectClass::CERTIFICATE),
                Attribute::CertificateType(CertificateType::X_509),
                Attribute::Token(true),
                Attribute::Private(false),
                Attribute::Id(id.clone()),
                Attribute::Label(label.as_bytes().to_vec()),
                Attribute::Subject(subject.clone()),
                Attribute::Issuer(issuer.clone()),
                Attribute::SerialNumber(serial.clone()),
                Attribute::Value(der.clone()),
            ];
            session.create_object(&template).context("C_CreateObject of a certificate")?;
        }
        Object::Key { attributes, id, label, public } => {
            let named =
                [Attribute::Token(true), Attribute::Id(id.clone()), Attribute::Label(label.as_bytes().to_vec())];
            if *public {
                let mut template = attributes.public.clone();
                template.extend(named.clone());
                template.extend([Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Private(false)]);
                session.create_object(&template).context("C_CreateObject of a public key")?;
            }
            let mut template = attributes.private.clone();
            template.extend(named);
            template.extend([
                Attribute::Class(ObjectClass::PRIVATE_KEY),
                Attribute::Private(true),
                Attribute::Sensitive(true),
                Attribute::Extractable(false),
            ]);
            session.create_object(&template).context("C_CreateObject of a private key")?;
        }
    }
    Ok(())
}
