//! Writes and deletes objects: C_CreateObject, C_DestroyObject (PKCS#11 3.1, 5.7).
//!
//! Pitfall: each call is made once, exactly as requested, and is never abandoned: a host whose parent is gone waits for
//! it.

use cryptoki_sys::{
    CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_BBOOL, CK_FALSE, CK_OBJECT_HANDLE, CK_TRUE, CK_ULONG, CKA_CERTIFICATE_TYPE,
    CKA_CLASS, CKA_ID, CKA_ISSUER, CKA_LABEL, CKA_PRIVATE, CKA_SERIAL_NUMBER, CKA_SUBJECT, CKA_TOKEN, CKA_VALUE,
    CKC_X_509, CKO_CERTIFICATE,
};
use sha2::{Digest as _, Sha256};

use super::attributes::{Value, Wanted};
use super::find::Session;
use super::module::{Fault, Module};
use crate::domain::tlv::{hex, unhex};
use crate::driver::protocol::{Class, Doomed, NewCertificate};
use crate::driver::rv::Rv;

/// The maximum number of certificates that are searched for the one to delete.
const MAX_CERTIFICATES: usize = 256;

const VALUE: Wanted = Wanted { kind: CKA_VALUE, name: "CKA_VALUE", room: 6143 };

/// An object found by its bytes.
pub struct ObjectHandle(CK_OBJECT_HANDLE);

/// A template whose values live as long as it does.
#[derive(Default)]
pub(super) struct Template(Vec<(CK_ATTRIBUTE_TYPE, Vec<u8>)>);

impl Template {
    pub(super) fn bytes(&mut self, kind: CK_ATTRIBUTE_TYPE, value: Vec<u8>) {
        self.0.push((kind, value));
    }

    pub(super) fn number(&mut self, kind: CK_ATTRIBUTE_TYPE, value: CK_ULONG) {
        self.bytes(kind, value.to_ne_bytes().to_vec());
    }

    pub(super) fn flag(&mut self, kind: CK_ATTRIBUTE_TYPE, value: CK_BBOOL) {
        self.bytes(kind, vec![value]);
    }

    /// Pointers into it.
    pub(super) fn attributes(&mut self) -> Vec<CK_ATTRIBUTE> {
        let attribute = |(kind, value): &mut (CK_ATTRIBUTE_TYPE, Vec<u8>)| CK_ATTRIBUTE {
            type_: *kind,
            pValue: value.as_mut_ptr().cast(),
            ulValueLen: value.len().try_into().unwrap_or_default(),
        };
        self.0.iter_mut().map(attribute).collect()
    }
}

impl Module {
    /// C_CreateObject of a certificate, once.
    pub fn create_certificate(&self, session: Session, new: &NewCertificate, full: bool) -> Result<(), Fault> {
        let odd = Fault { call: "C_CreateObject", rv: Rv::ATTRIBUTE_VALUE_INVALID };
        let read = |text: &str| unhex(text).ok_or(odd);
        let mut template = Template::default();
        template.number(CKA_CLASS, CKO_CERTIFICATE);
        template.number(CKA_CERTIFICATE_TYPE, CKC_X_509);
        template.flag(CKA_TOKEN, CK_TRUE);
        template.flag(CKA_PRIVATE, CK_FALSE);
        template.bytes(CKA_LABEL, new.label.clone().into_bytes());
        template.bytes(CKA_SUBJECT, read(&new.subject)?);
        template.bytes(CKA_ID, read(&new.id)?);
        template.bytes(CKA_VALUE, read(&new.value)?);
        if full {
            template.bytes(CKA_ISSUER, read(&new.issuer)?);
            template.bytes(CKA_SERIAL_NUMBER, read(&new.serial_number)?);
        }
        let mut attributes = template.attributes();
        let mut handle: CK_OBJECT_HANDLE = 0;
        self.lasting_call("C_CreateObject", session, |functions| {
            let count = attributes.len().try_into().ok()?;
            // SAFETY: the template and what it points to outlive the call; the last pointer is to a live handle.
            functions
                .C_CreateObject
                .map(|function| unsafe { function(session.handle, attributes.as_mut_ptr(), count, &raw mut handle) })
        })
    }

    /// The certificate objects with these bytes, with that CKA_ID if one is given.
    pub fn objects_of(&self, session: Session, doomed: &Doomed) -> Result<Vec<ObjectHandle>, Fault> {
        let id = doomed.id.as_deref().and_then(unhex);
        let found = self.find(session, Class::Certificate, id.as_deref())?;
        let (mut objects, mut buffer) = (Vec::new(), Vec::new());
        for handle in found.handles.into_iter().take(MAX_CERTIFICATES) {
            let values = self.attributes(session, handle, &[VALUE], &mut buffer)?;
            // Anything a token stores after the bytes is padding.
            if let Some(Value::Bytes(value)) = values.first()
                && value.get(..doomed.mark.length).is_some_and(|der| hex(&Sha256::digest(der)) == doomed.mark.sha256)
            {
                objects.push(ObjectHandle(handle));
            }
        }
        Ok(objects)
    }

    /// C_DestroyObject, once.
    #[allow(clippy::needless_pass_by_value, reason = "an object is used up by its deletion")]
    pub fn destroy(&self, session: Session, object: ObjectHandle) -> Result<(), Fault> {
        self.lasting_call("C_DestroyObject", session, |functions| {
            // SAFETY: the call takes no pointer.
            functions.C_DestroyObject.map(|function| unsafe { function(session.handle, object.0) })
        })
    }
}
