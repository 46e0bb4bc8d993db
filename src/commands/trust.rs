//! `trust`: the store of trusted certificates, in the folder `trust` beside the config file.
//!
//! Pitfall: the store decides what is trusted, so a certificate enters it only by its fingerprint: one that is pinned
//! in this program, or one that the user gives after comparing it with the CA's publication.

use std::path::{Path, PathBuf};

use super::Context;
use super::reading::Interrupted;
use super::saved::files_of;
use super::verify::{Basis, VerifyError, certificates_of, get, store};
use crate::domain::certificate::parse;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::verify::{Source, X509, addresses_of_known_roots, is_known_root, known_as};
use crate::http::{Answer, HttpError, Kept};
use crate::readers::evidence::certificates;
use crate::report::trust::{TrustChange, TrustReport, TrustedCertificate};
use crate::report::{Envelope, Kind};
use crate::situation_error;

/// The minimum number of fingerprint digits to select a certificate to remove.
const LEAST_DIGITS: usize = 8;
/// The longest certificate file that is fetched.
const MAX_FETCHED: usize = 256 * 1024;

/// Why the store was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustError {
    /// The store has no location.
    NoFolder,
    /// The certificate's fingerprint is neither the one given nor a pinned one.
    FingerprintDiffers {
        /// Its actual fingerprint.
        found: String,
    },
    /// No fingerprint was given for it, and none is pinned.
    FingerprintNotNamed {
        /// Its actual fingerprint.
        found: String,
        /// The file it is in.
        file: String,
    },
    /// It violates the standard, so that no path could end at it.
    Unreadable(String),
    /// No certificate of the store has this fingerprint.
    NotThere(String),
    /// Several do.
    Several(String),
    /// Its file contains others as well.
    SharedFile(String),
    /// The file could not be removed, with the system's message.
    NotRemoved(String, String),
    /// Nothing could be fetched from the address.
    NotFetched {
        /// The address.
        url: String,
        /// Why.
        fault: Box<HttpError>,
    },
    /// What came from the address is not a certificate.
    NothingFetched(String),
}

situation_error!(TrustError);

impl Situation for TrustError {
    fn told(&self) -> Told {
        match self {
            Self::NoFolder => Class::Failed.told("no-config-folder", "trust-no-folder").hint("config-hint-no-place"),
            Self::FingerprintDiffers { found } => {
                Class::Refused.told("fingerprint-differs", "trust-differs").with("digest", found)
            }
            Self::FingerprintNotNamed { found, file } => Class::Refused
                .told("fingerprint-not-named", "trust-not-named")
                .with("digest", found)
                .hint(Phrase::new("trust-hint-name").with("digest", found).with("path", quoted(file))),
            Self::Unreadable(file) => {
                Class::Usage.told("certificate-unreadable", "trust-unreadable").with("path", file)
            }
            Self::NotThere(digits) => {
                Class::NotFound.told("not-in-store", "trust-not-there").with("digest", digits).hint("trust-hint-list")
            }
            Self::Several(digits) => Class::Ambiguous
                .told("several-in-store", "trust-several")
                .with("digest", digits)
                .hint("trust-hint-list"),
            Self::SharedFile(file) => Class::Refused.told("file-holds-others", "trust-shared").with("path", file),
            Self::NotRemoved(file, fault) => {
                Class::Failed.told("not-removed", "trust-not-removed").with("path", file).with("fault", fault)
            }
            Self::NotFetched { url, fault } => Class::Failed
                .told("not-fetched", "verify-trust-not-fetched")
                .with("url", url)
                .with("fault", fault.phrase())
                .hint("trust-hint-add"),
            Self::NothingFetched(url) => {
                Class::Failed.told("no-certificate-fetched", "verify-nothing-fetched").with("url", url)
            }
        }
    }
}

/// A certificate of the store: its file and its DER.
pub type Held = (PathBuf, Vec<u8>);

/// What to write into the store.
pub struct Addition {
    /// The report of it.
    pub report: TrustReport,
    /// Files and their contents.
    pub files: Vec<Held>,
}

/// The contents of the store; files without a certificate become remarks.
pub fn list(context: &Context<'_>) -> raised::Result<(TrustReport, Vec<Phrase>)> {
    let (held, remarks) = held(context)?;
    let certificates = held.iter().map(|(file, der)| told(der, file, None)).collect();
    Ok((report(context, Kind::TrustList, certificates)?, remarks))
}

/// Plans to trust the certificates of a file, whose fingerprints are pinned or named.
pub fn add(context: &Context<'_>, file: &Path, fingerprints: &[String]) -> raised::Result<Addition> {
    plan(context, Kind::TrustAdd, certificates_of(file)?, &file.display().to_string(), fingerprints)
}

/// Fetches certificates of known roots, or of an address, and plans to trust them.
pub fn fetch(
    context: &Context<'_>,
    url: Option<&str>,
    fingerprints: &[String],
    basis: &Basis,
) -> raised::Result<Addition> {
    let urls: Vec<_> = url.map_or_else(|| addresses_of_known_roots().collect(), |url| vec![url]);
    let asks = urls.iter().map(|url| get((*url).to_owned(), MAX_FETCHED));
    let Some(client) = basis.client(context)? else { return plan(context, Kind::TrustFetch, Vec::new(), "", &[]) };
    let answers = client.ask_all(asks.collect(), &context.launcher.interrupted).map_err(|_broken_off| Interrupted)?;
    let mut found = Vec::new();
    for (url, answer) in urls.iter().zip(answers) {
        let url = (*url).to_owned();
        let bytes = match answer {
            Ok(Answer::Content(Kept { bytes, .. })) => bytes,
            Ok(Answer::NotModified) => Vec::new(),
            Err(fault) => return Err(TrustError::NotFetched { url, fault: Box::new(fault) }.into()),
        };
        let before = found.len();
        found.extend(certificates(&bytes));
        if found.len() == before {
            return Err(TrustError::NothingFetched(url).into());
        }
    }
    plan(context, Kind::TrustFetch, found, url.unwrap_or_default(), fingerprints)
}

/// Removes a certificate from the store.
pub fn remove(context: &Context<'_>, fingerprint: &str) -> raised::Result<TrustReport> {
    let wanted = digits(fingerprint);
    let (held, _) = held(context)?;
    let fits = |der: &Vec<u8>| wanted.len() >= LEAST_DIGITS && parse(der).sha256.starts_with(&wanted);
    let found: Vec<_> = held.iter().filter(|(_, der)| fits(der)).collect();
    let (file, der) = match found.as_slice() {
        [] => return Err(TrustError::NotThere(wanted).into()),
        [one] => one,
        [..] => return Err(TrustError::Several(wanted).into()),
    };
    let name = file.display().to_string();
    if held.iter().filter(|(other, _)| other == file).count() > 1 {
        return Err(TrustError::SharedFile(name).into());
    }
    std::fs::remove_file(file).map_err(|fault| TrustError::NotRemoved(name, fault.to_string()))?;
    Ok(report(context, Kind::TrustRemove, vec![told(der, file, Some(TrustChange::Removed))])?)
}

/// All of them or none: the first one without a matching fingerprint ends it.
fn plan(
    context: &Context<'_>,
    kind: Kind,
    ders: Vec<Vec<u8>>,
    origin: &str,
    fingerprints: &[String],
) -> raised::Result<Addition> {
    let folder = store(context).ok_or(TrustError::NoFolder)?;
    let named: Vec<_> = fingerprints.iter().map(|text| digits(text)).collect();
    let (held, _) = held(context)?;
    let mut addition = Addition { report: report(context, kind, Vec::new())?, files: Vec::new() };
    for der in ders {
        let certificate =
            X509::read(&der, Source::Trust).map_err(|_unreadable| TrustError::Unreadable(origin.to_owned()))?;
        let found = certificate.sha256.clone();
        if !named.contains(&found) && (!named.is_empty() || !is_known_root(&certificate)) {
            let error = if !named.is_empty() || kind == Kind::TrustFetch {
                TrustError::FingerprintDiffers { found }
            } else {
                TrustError::FingerprintNotNamed { found, file: origin.to_owned() }
            };
            return Err(error.into());
        }
        let there = held.iter().find(|(_, other)| *other == certificate.der);
        let (file, change) = match there {
            Some((file, _)) => (file.clone(), TrustChange::AlreadyThere),
            None => (folder.join(format!("{found}.cer")), TrustChange::Added),
        };
        addition.report.certificates.push(told(&certificate.der, &file, Some(change)));
        if there.is_none() {
            addition.files.push((file, certificate.der));
        }
    }
    Ok(addition)
}

/// Every certificate of the store with its file; other files become remarks.
fn held(context: &Context<'_>) -> raised::Result<(Vec<Held>, Vec<Phrase>)> {
    let folder = store(context).ok_or(TrustError::NoFolder)?;
    let (mut held, mut remarks) = (Vec::new(), Vec::new());
    if !folder.is_dir() {
        return Ok((held, remarks));
    }
    for file in files_of(&folder)? {
        match certificates_of(&file) {
            Ok(found) => held.extend(found.into_iter().map(|der| (file.clone(), der))),
            Err(error) if error.downcast_ref::<VerifyError>().is_some() => {
                remarks.push(Phrase::new("verify-passed-over").with("path", file.display().to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((held, remarks))
}

fn report(context: &Context<'_>, kind: Kind, certificates: Vec<TrustedCertificate>) -> Result<TrustReport, TrustError> {
    let folder = store(context).ok_or(TrustError::NoFolder)?.display().to_string();
    Ok(TrustReport { envelope: Envelope::new(kind, context.now), folder, certificates })
}

fn told(der: &[u8], file: &Path, change: Option<TrustChange>) -> TrustedCertificate {
    let certificate = parse(der);
    TrustedCertificate {
        known_as: known_as(&certificate.sha256).map(str::to_owned),
        subject: certificate.subject.map(|subject| subject.text),
        not_after: certificate.not_after,
        sha256: certificate.sha256,
        file: file.display().to_string(),
        change,
    }
}

/// The digits of a fingerprint, however they were written.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase()
}
