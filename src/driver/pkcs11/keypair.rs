//! Generates and deletes key pairs: C_GenerateKeyPair, C_DestroyObject (PKCS#11 3.1, 5.18.2 and 5.7.3).
//!
//! Pitfall: each call is made once, exactly as requested. Some drivers refuse an unknown attribute, so the templates
//! contain only what the standard requires and what keeps the private key on the token.

use cryptoki_sys::{
    CK_FALSE, CK_MECHANISM, CK_MECHANISM_TYPE, CK_OBJECT_HANDLE, CK_TRUE, CK_ULONG, CKA_DECRYPT, CKA_EC_PARAMS,
    CKA_ENCRYPT, CKA_EXTRACTABLE, CKA_ID, CKA_LABEL, CKA_MODULUS_BITS, CKA_PRIVATE, CKA_PUBLIC_EXPONENT, CKA_SENSITIVE,
    CKA_SIGN, CKA_TOKEN, CKA_VERIFY, CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EC_KEY_PAIR_GEN, CKM_RSA_PKCS_KEY_PAIR_GEN,
};

use super::find::Session;
use super::module::{Fault, Module};
use super::objects::{attributes_of, object};
use super::write::Template;
use crate::domain::key::KeyKind;
use crate::domain::tlv::unhex;
use crate::driver::protocol::{Class, NewKeyPair, Object};
use crate::driver::rv::Rv;

/// The classes whose objects are identified by a CKA_ID.
const CLASSES: [Class; 4] = [Class::PrivateKey, Class::PublicKey, Class::Certificate, Class::SecretKey];
/// 65537, the usual exponent.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// The keys of one CKA_ID.
pub struct KeyObjects {
    private: Vec<CK_OBJECT_HANDLE>,
    public: Vec<CK_OBJECT_HANDLE>,
}

impl KeyObjects {
    /// Their classes, in the order in which they are deleted.
    pub fn classes(&self) -> Vec<Class> {
        let private = self.private.iter().map(|_| Class::PrivateKey);
        private.chain(self.public.iter().map(|_| Class::PublicKey)).collect()
    }

    /// Whether it is unclear which ones are meant.
    pub fn is_ambiguous(&self) -> bool {
        self.private.len() > 1 || self.public.len() > 1
    }

    /// The handles, the private key's first: if the second deletion fails, only a public key is left, which does no harm.
    pub fn handles(&self) -> Vec<KeyObject> {
        self.private.iter().chain(&self.public).map(|handle| KeyObject(*handle)).collect()
    }
}

/// A key object of a token.
pub struct KeyObject(CK_OBJECT_HANDLE);

impl Module {
    /// Whether any object visible in this session has that CKA_ID.
    pub fn is_in_use(&self, session: Session, id: &str) -> Result<bool, Fault> {
        let id = octets(id)?;
        for class in CLASSES {
            if !self.find(session, class, Some(&id))?.handles.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// C_GenerateKeyPair, once. Returns the public key object.
    pub fn generate(&self, session: Session, new: &NewKeyPair) -> Result<KeyObject, Fault> {
        let id = octets(&new.id)?;
        let (mut public, mut private) = (Template::default(), Template::default());
        for template in [&mut public, &mut private] {
            template.flag(CKA_TOKEN, CK_TRUE);
            template.bytes(CKA_LABEL, new.label.clone().into_bytes());
            template.bytes(CKA_ID, id.clone());
        }
        public.flag(CKA_PRIVATE, CK_FALSE);
        public.flag(CKA_VERIFY, CK_TRUE);
        private.flag(CKA_PRIVATE, CK_TRUE);
        private.flag(CKA_SENSITIVE, CK_TRUE);
        private.flag(CKA_EXTRACTABLE, if new.extractable { CK_TRUE } else { CK_FALSE });
        private.flag(CKA_SIGN, CK_TRUE);
        if let KeyKind::Rsa(bits) = new.kind {
            public.flag(CKA_ENCRYPT, CK_TRUE);
            public.number(CKA_MODULUS_BITS, CK_ULONG::from(bits));
            public.bytes(CKA_PUBLIC_EXPONENT, EXPONENT.to_vec());
            private.flag(CKA_DECRYPT, CK_TRUE);
        } else {
            public.bytes(CKA_EC_PARAMS, parameters(new.kind).to_vec());
        }
        let mut mechanism =
            CK_MECHANISM { mechanism: generation(new.kind), pParameter: std::ptr::null_mut(), ulParameterLen: 0 };
        let (mut public, mut private) = (public.attributes(), private.attributes());
        let (mut public_handle, mut private_handle): (CK_OBJECT_HANDLE, CK_OBJECT_HANDLE) = (0, 0);
        self.lasting_call("C_GenerateKeyPair", session, |functions| {
            let (public_count, private_count) = (public.len().try_into().ok()?, private.len().try_into().ok()?);
            // SAFETY: mechanism, templates and what they point to outlive the call; both handles are live.
            functions.C_GenerateKeyPair.map(|function| unsafe {
                function(
                    session.handle,
                    &raw mut mechanism,
                    public.as_mut_ptr(),
                    public_count,
                    private.as_mut_ptr(),
                    private_count,
                    &raw mut public_handle,
                    &raw mut private_handle,
                )
            })
        })?;
        Ok(KeyObject(public_handle))
    }

    /// The attributes of a new public key object.
    pub fn public_key(&self, session: Session, key: &KeyObject) -> Result<Object, Fault> {
        let wanted = attributes_of(Class::PublicKey);
        let values = self.attributes(session, key.0, wanted, &mut Vec::new())?;
        Ok(object(Class::PublicKey, wanted, values))
    }

    /// The keys of a CKA_ID.
    pub fn keys_of(&self, session: Session, id: &str) -> Result<KeyObjects, Fault> {
        let id = octets(id)?;
        let of = |class| self.find(session, class, Some(&id)).map(|found| found.handles);
        Ok(KeyObjects { private: of(Class::PrivateKey)?, public: of(Class::PublicKey)? })
    }

    /// C_DestroyObject of a key, once.
    #[allow(clippy::needless_pass_by_value, reason = "an object is used up by its deletion")]
    pub fn destroy_key(&self, session: Session, key: KeyObject) -> Result<(), Fault> {
        self.lasting_call("C_DestroyObject", session, |functions| {
            // SAFETY: the call takes no pointer.
            functions.C_DestroyObject.map(|function| unsafe { function(session.handle, key.0) })
        })
    }
}

fn octets(id: &str) -> Result<Vec<u8>, Fault> {
    unhex(id).ok_or(Fault { call: "C_FindObjectsInit", rv: Rv::ATTRIBUTE_VALUE_INVALID })
}

fn generation(kind: KeyKind) -> CK_MECHANISM_TYPE {
    match kind {
        KeyKind::Rsa(_) => CKM_RSA_PKCS_KEY_PAIR_GEN,
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => CKM_EC_KEY_PAIR_GEN,
        KeyKind::Ed25519 => CKM_EC_EDWARDS_KEY_PAIR_GEN,
    }
}

/// CKA_EC_PARAMS: the curve's OID, and for Ed25519 the name that every driver accepts (PKCS#11 3.1, 6.3.5).
fn parameters(kind: KeyKind) -> &'static [u8] {
    match kind {
        KeyKind::Rsa(_) => &[],
        KeyKind::P256 => &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        KeyKind::P384 => &[6, 5, 0x2b, 0x81, 4, 0, 0x22],
        KeyKind::P521 => &[6, 5, 0x2b, 0x81, 4, 0, 0x23],
        KeyKind::Ed25519 => b"\x13\x0cedwards25519",
    }
}
