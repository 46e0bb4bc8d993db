//! `csr create`: a certificate request for a key on the token, signed by it in one login.
//!
//! Pitfall: the public key in the request is the one that the token shows. Only a valid signature proves that the
//! private key belongs to it, so a request that does not verify is never returned.

use super::{Contents, KeysError, Known, contents};
use crate::commands::pin::attempt::{Attempted, attempt};
use crate::commands::pin::spec::Spec;
use crate::commands::pin::{Desk, Ended};
use crate::commands::select::one_token;
use crate::domain::csr::{Email, Subject, Unsigned};
use crate::domain::raised;
use crate::domain::selector::Named;
use crate::domain::situation::Situation as _;
use crate::domain::tlv::{hex, unhex};
use crate::domain::verify::Signing;
use crate::driver::protocol::{Deed, Prove, Scheme, Signed};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::Action;
use crate::report::keys::{CsrCreate, KeyShown};
use crate::report::pin::{AttemptResult, SignatureSkipped};
use crate::report::{Envelope, Kind};

/// The source of the name in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectSource {
    /// That of the key's certificate, byte by byte.
    Certificate,
    /// A typed one.
    Typed(Subject),
}

/// What is requested.
#[derive(Debug, Clone)]
pub struct CsrRequest {
    /// CKA_ID of the key in lower-case hex; `None` if the token has only one.
    pub key: Option<String>,
    /// The subject.
    pub subject: SubjectSource,
    /// Addresses for the subjectAltName.
    pub emails: Vec<Email>,
    /// Where the user PIN comes from.
    pub pin: SecretSource,
}

/// Makes a request and has the token sign it, once.
pub fn create_csr(desk: &mut Desk<'_, '_>, request: &CsrRequest) -> raised::Result<Ended<CsrCreate>> {
    let mut chosen = one_token(desk.context)?;
    let found = contents(desk.context, &mut chosen)?;
    let (key, subject) = key_and_subject(&found, &chosen.named, request)?;
    let signing = Signing::of(&key.key).ok_or_else(|| {
        let kind = key.key.curve.clone().or_else(|| key.key.algorithm.clone());
        KeysError::Unsupported(chosen.named.clone(), kind)
    })?;
    let unsigned = Unsigned::new(subject.der(), &key.spki, &request.emails, signing);
    let prove = Prove { id: key.id.clone(), scheme: scheme(signing), data: hex(&unsigned.to_sign()) };
    let spec = Spec { success: AttemptResult::Signed, ..Spec::login(Action::CsrCreate, Deed::Prove(vec![prove])) };
    let mut attempted = attempt(desk, &chosen, &spec, &request.pin, None);
    let mut pem = None;
    if attempted.error.is_none() {
        match finished(&unsigned, &attempted, &chosen.named, &key.id) {
            Ok(made) => pem = Some(made),
            Err(error) => {
                attempted.attempt.result = Some(AttemptResult::Failed);
                attempted.attempt.code = Some(error.code().to_owned());
                attempted.error = Some(error.into());
            }
        }
    }
    let report = CsrCreate {
        envelope: Envelope::new(Kind::CsrCreate, desk.context.now),
        attempt: attempted.attempt,
        key: KeyShown::of(&key.id, key.label.as_deref(), &key.key),
        subject: subject.text(),
        emails: request.emails.iter().map(|email| email.as_str().to_owned()).collect(),
        signature_algorithm: signing.name().to_owned(),
        request: pem,
    };
    Ok(Ended::new(report, attempted.error))
}

/// The key, and the name.
fn key_and_subject<'a>(
    found: &'a Contents,
    token: &Named,
    request: &CsrRequest,
) -> Result<(&'a Known, Subject), KeysError> {
    let wanted = request.key.as_deref();
    match &request.subject {
        SubjectSource::Typed(subject) => Ok((found.choose(token, wanted, |_| true)?, subject.clone())),
        SubjectSource::Certificate => {
            let key = found.choose(token, wanted, |key| !found.certificates_of(key).is_empty())?;
            let none = || KeysError::NoCertificate(token.clone(), key.id.clone());
            let certificate = found.certificates_of(key).first().copied().ok_or_else(none)?;
            let der = &certificate.read.subject_der;
            if der.is_empty() {
                return Err(KeysError::NoSubject(token.clone(), key.id.clone()));
            }
            Ok((key, Subject::from_der(der)))
        }
    }
}

/// The mechanism with which a token makes such a signature.
fn scheme(signing: Signing) -> Scheme {
    match signing {
        Signing::Rsa => Scheme::RsaPkcs,
        Signing::P256 | Signing::P384 | Signing::P521 => Scheme::Ecdsa,
        Signing::Ed25519 => Scheme::Eddsa,
    }
}

/// The request as PEM (RFC 7468), once its own signature was verified.
fn finished(unsigned: &Unsigned, attempted: &Attempted, token: &Named, id: &str) -> Result<String, KeysError> {
    let (token, id) = (token.clone(), id.to_owned());
    let signature = match attempted.signed.first() {
        Some(Signed::Done(signature)) => unhex(signature).unwrap_or_default(),
        Some(Signed::Skipped(why)) => return Err(KeysError::NotSigned(token, id, *why)),
        None => return Err(KeysError::NotSigned(token, id, SignatureSkipped::CallFailed)),
    };
    let wrong = |_fault| KeysError::WrongSignature(token.clone(), id.clone());
    let der = unsigned.signed(&signature).map_err(wrong)?;
    let pem = der::pem::encode_string("CERTIFICATE REQUEST", der::pem::LineEnding::LF, &der);
    Ok(pem.unwrap_or_default())
}
