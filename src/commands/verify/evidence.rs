//! The files that a verification relies on: read within limits, folders entry by entry.
//!
//! Pitfall: a named file must contain what it is named for. In a folder other files are skipped with a remark; that
//! loses evidence, and less evidence can only make a result worse.

use std::path::{Path, PathBuf};

use super::shown;
use crate::commands::saved::{bytes_of, files_of};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::selector::Which;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::verify::{Anchors, Crl, Pool, Source, X509, is_known_root};
use crate::http::HttpError;
use crate::readers::evidence::{certificates, lists};
use crate::situation_error;

/// What cannot be verified, or what prevents it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyError {
    /// No certificate was found; the drivers that were asked.
    NothingToVerify(Which),
    /// The file holds no certificate.
    NoCertificate(String),
    /// The file holds no revocation list, or one that cannot be read.
    NoList(String),
    /// The file is neither a signed file nor a signature.
    NoSignature(String),
    /// The file has too many signatures.
    TooManySignatures(String),
    /// The signature is detached from the file that it signs, and that file was not named.
    ContentMissing(String),
    /// The given proxy cannot be used.
    Proxy {
        /// Why.
        fault: Box<HttpError>,
    },
}

situation_error!(VerifyError);

impl Situation for VerifyError {
    fn told(&self) -> Told {
        let told = |code, id, path: &String| Class::Usage.told(code, id).with("path", path);
        match self {
            Self::NothingToVerify(drivers) => {
                Class::NotFound.told("nothing-to-verify", "verify-nothing").hint(drivers.hint("verify-nothing-hint"))
            }
            Self::NoCertificate(path) => told("no-certificate-in-file", "verify-no-certificate", path),
            Self::NoList(path) => told("no-crl-in-file", "verify-no-list", path),
            Self::NoSignature(path) => told("no-signature-in-file", "verify-no-signature", path),
            Self::TooManySignatures(path) => told("too-many-signatures", "verify-too-many-signatures", path),
            Self::ContentMissing(path) => {
                told("content-not-named", "verify-content-not-named", path).hint("verify-content-not-named-hint")
            }
            // The address itself may contain a password.
            Self::Proxy { fault } => Class::Usage
                .told("proxy-not-usable", "verify-proxy")
                .with(
                    "fault",
                    if **fault == HttpError::Https { HttpError::BadAddress.phrase() } else { fault.phrase() },
                )
                .hint("verify-proxy-hint"),
        }
    }
}

/// The DER of a certificate or list, and where it came from.
pub(super) struct Gathered {
    pub(super) der: Vec<u8>,
    pub(super) source: Source,
    pub(super) file: String,
}

/// Every certificate that a path may go through.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Those of `--trust` and the store: anchors.
    pub(super) named: Vec<X509>,
    /// All others.
    pub(super) other: Vec<X509>,
}

impl Known {
    pub(super) fn all(&self) -> impl Iterator<Item = &X509> {
        self.named.iter().chain(&self.other)
    }

    pub(super) fn find(&self, sha256: &str) -> Option<&X509> {
        self.all().find(|certificate| certificate.sha256 == sha256)
    }

    pub(super) fn pool(&self) -> Pool<'_> {
        Pool::new(self.all())
    }

    /// The trusted ones: named, or known by their fingerprint.
    pub(super) fn anchors(&self) -> Anchors {
        Anchors::new(self.named.iter().chain(self.other.iter().filter(|certificate| is_known_root(certificate))))
    }

    /// Adds those that are missing.
    pub(super) fn add(&mut self, found: impl Iterator<Item = X509>) {
        for certificate in found {
            if self.find(&certificate.sha256).is_none() {
                self.other.push(certificate);
            }
        }
    }
}

/// The certificates of a file.
pub(in crate::commands) fn certificates_of(path: &Path) -> raised::Result<Vec<Vec<u8>>> {
    let found = certificates(&bytes_of(path)?);
    if found.is_empty() {
        return Err(VerifyError::NoCertificate(shown(path)).into());
    }
    Ok(found)
}

/// The revocation lists of a file.
pub(super) fn lists_of(path: &Path) -> raised::Result<Vec<Vec<u8>>> {
    let found = lists(&bytes_of(path)?);
    if found.is_empty() {
        return Err(VerifyError::NoList(shown(path)).into());
    }
    Ok(found)
}

/// The contents of files and folders; what is skipped in a folder becomes a remark.
pub(super) fn gather(
    paths: &[PathBuf],
    source: Source,
    read: impl Fn(&Path) -> raised::Result<Vec<Vec<u8>>>,
    remarks: &mut Vec<Phrase>,
) -> raised::Result<Vec<Gathered>> {
    let mut gathered = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let keep = |der| Gathered { der, source, file: shown(path) };
            gathered.extend(read(path)?.into_iter().map(keep));
            continue;
        }
        for file in files_of(path)? {
            match read(&file) {
                Ok(found) => {
                    gathered.extend(found.into_iter().map(|der| Gathered { der, source, file: shown(&file) }));
                }
                Err(_other_file) => remarks.push(Phrase::new("verify-passed-over").with("path", shown(&file))),
            }
        }
    }
    Ok(gathered)
}

/// Reads the lists; the second value names the file of each.
pub(super) fn parse_lists(gathered: Vec<Gathered>) -> Result<(Vec<Crl>, Vec<String>), VerifyError> {
    let mut parsed = Vec::new();
    for Gathered { der, file, .. } in gathered {
        let crl = Crl::read(der).map_err(|_unreadable| VerifyError::NoList(file.clone()))?;
        // A list under two names counts once.
        if !parsed.iter().any(|(other, _): &(Crl, String)| other.is(&crl)) {
            parsed.push((crl, file));
        }
    }
    Ok(parsed.into_iter().unzip())
}
